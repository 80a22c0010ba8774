import type { AgendaFacts } from '../db/agenda.ts';
import { type Locale, sentence } from '../i18n/index.ts';

/** The agenda of a handover meeting from what the plan holds, a line a point; what there is nothing of is no point. */
export function agendaLines(facts: AgendaFacts, locale: Locale): string[] {
  const line = (code: string, params: Record<string, string | number> = {}) =>
    sentence(locale, 'packs', `agenda.${code}`, params);
  const counted = (['promises', 'openComplaints', 'toExplain', 'risks', 'discrepancies', 'openActions'] as const)
    .filter((code) => facts[code] > 0)
    .map((code) => line(code, { count: facts[code] }));
  const tiers = facts.tiers.map(({ tier, customers }) => line(`tier.${tier}`, { count: customers }));
  return [
    ...(tiers.length > 0 ? [line('customers', { tiers: tiers.join(line('comma')) })] : []),
    ...(facts.strict.length > 0 ? [line('strict', { names: facts.strict.join(line('comma')) })] : []),
    ...counted,
    line('next'),
  ];
}
