import * as a from '../../contract/integrity-schemas.ts';
import { CHECKS } from '../../db/integrity/run.ts';
import { latestRun, listFindings } from '../../db/reads/integrity.ts';
import { sentence } from '../../i18n/index.ts';
import { route } from '../route.ts';

/** What the integrity checks found. */
export const integrityRoutes = [
  route({
    method: 'get',
    path: '/integrity',
    operationId: 'getIntegrity',
    tag: 'audit',
    summary: { en: 'The newest run of the integrity checks and what is open', zh: '最近一次一致性检查及未解决的发现' },
    who: { may: 'roles', roles: ['ops', 'auditor', 'hr', 'service'] },
    takes: { query: a.integrityQuery },
    gives: a.integrity,
    handle: ({ input, as, locale }) =>
      as(async (tx) => {
        const run = await latestRun(tx);
        const page = await listFindings(tx, input.query);
        const title = (name: string) => sentence(locale, 'integrity', `check.${name}`);
        return {
          run: run && { ...run, checks: run.checks.map((check) => ({ ...check, sentence: title(check.name) })) },
          next: page.next,
          items: page.items.map((item) => ({
            ...item,
            sentence: sentence(locale, 'integrity', `finding.${item.code}`, shown(item)),
            repair: CHECKS.find(({ name }) => name === item.check)?.repair?.name ?? null,
          })),
        };
      }),
  }),
];

function shown({ params, subject }: { params: Record<string, unknown>; subject: string }) {
  const told = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'number' || typeof value === 'string' ? value : '-',
  ]);
  return { subject, ...(Object.fromEntries(told) as Record<string, string | number>) };
}
