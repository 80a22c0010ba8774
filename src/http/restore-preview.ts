import { Refusal } from '../contract/failures.ts';
import type { Policy } from '../contract/policy.ts';
import type { Tx } from '../db/connect.ts';
import { type RestoreScope, previewRestore, readRestorable } from '../db/reads/restore.ts';
import { restoreEnds } from '../domain/restore-window.ts';
import { type Locale, inZone, sentence } from '../i18n/index.ts';

const SAMPLES = 20;

/**
 * What a restore would bring about, by the functions that it goes by itself.
 * @throws Refusal notTransferred, handoverOver, restoreTooLate: as the restore would
 */
export async function previewOfRestore(
  tx: Tx,
  handoverId: string,
  scope: RestoreScope,
  reader: { locale: Locale; timeZone: string },
) {
  const handover = await readRestorable(tx, handoverId);
  if (!handover) throw new Refusal('notFound');
  if (handover.transferred_at === null) throw new Refusal('notTransferred');
  if (handover.closed_at !== null) throw new Refusal('handoverOver');
  const { restoreDays } = handover.policy as unknown as Policy;
  const until = restoreEnds(handover.transferred_at, restoreDays);
  if (until.getTime() < Date.now())
    throw new Refusal('restoreTooLate', { days: restoreDays, until: until.toISOString() });
  const { counts, samples } = await previewRestore(tx, handoverId, scope, SAMPLES);
  const sum = (of: 'back' | 'holderChanged' | 'changed') => counts.reduce((all, count) => all + count[of], 0);
  const keeps = scope.onConflict === 'keep';
  const warnings: { code: string; params: Record<string, string> }[] = [
    { code: 'restoreEnds', params: { until: inZone(until, reader) } },
    ...(handover.giver_state === 'left' ? [{ code: 'giverLeft', params: { giver: handover.giver } }] : []),
  ];
  return {
    restoreUntil: until,
    counts,
    restored: sum('back'),
    conflicts: sum('holderChanged') + (keeps ? sum('changed') : 0),
    putBack: keeps ? 0 : sum('changed'),
    samples,
    warnings: warnings.map((w) => ({
      ...w,
      sentence: sentence(reader.locale, 'labels', `warning.${w.code}`, w.params),
    })),
  };
}
