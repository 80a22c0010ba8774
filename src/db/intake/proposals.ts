import { sql } from 'kysely';
import type { Tx } from '../connect.ts';

/**
 * Writes down what somebody decided on an open proposal. The database lets through whoever may.
 * @returns whether it was theirs to decide
 */
export async function decideProposal(
  tx: Tx,
  id: string,
  decision: { by: string; state: 'accepted' | 'dismissed'; comment?: string; startedId?: string },
): Promise<boolean> {
  const row = await tx
    .updateTable('handover_proposals')
    .set({
      state: decision.state,
      decided_by: decision.by,
      decided_at: sql`clock_timestamp()`,
      comment: decision.comment ?? null,
      started_id: decision.startedId ?? null,
    })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
