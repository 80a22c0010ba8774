import type { Tx } from '../src/db/connect.ts';
import { audit } from '../src/db/writes/standing.ts';

/**
 * Keeps the giver's read access to the customers of the plan for the transition period. One grant for the whole handover,
 * written before the first customer moves, so that there is no moment without it; it ends by itself.
 */
export async function openTransition(tx: Tx, handoverId: string, from: string, days: number): Promise<void> {
  const { giver_id, kind, until_at } = await tx
    .selectFrom('handovers')
    .select(['giver_id', 'kind', 'until_at'])
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  // Whoever was cut off gets nothing again; whoever is away reads along until they are back.
  if (kind === 'emergency_departure') return;
  const endsAt = (until_at ?? new Date(Date.parse(from) + days * 86_400_000)).toISOString();
  if (Date.parse(endsAt) <= Date.parse(from)) return;
  await tx
    .insertInto('grants')
    .values({
      grantee_id: giver_id,
      handover_id: handoverId,
      level: 'view',
      reason: 'transition',
      starts_at: from,
      ends_at: endsAt,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  await audit(tx, {
    action: 'access.transitionGranted',
    handoverId,
    subjectType: 'employee',
    subjectId: giver_id,
    params: { endsAt },
  });
}
