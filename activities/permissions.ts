import type { Tx } from '../src/db/connect.ts';
import { audit } from '../src/db/writes/standing.ts';

/**
 * Keeps the giver's read access to the customers of the plan for the transition period. One grant for the whole handover,
 * written before the first customer moves, so that there is no moment without it; it ends by itself.
 */
export async function openTransition(tx: Tx, handoverId: string, from: string, days: number): Promise<void> {
  if (days <= 0) return;
  const { giver_id } = await tx
    .selectFrom('handovers')
    .select('giver_id')
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  const endsAt = new Date(Date.parse(from) + days * 86_400_000).toISOString();
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
