import { sql } from 'kysely';
import type { Tx } from '../connect.ts';

export interface NewDelegation {
  id: string;
  fromId: string;
  toId: string;
  reason: string;
  startsAt: string | undefined;
  endsAt: string;
  by: string;
}

/** Lets somebody act for somebody; the same id again changes nothing. A trigger writes it into the audit log. */
export async function makeDelegation(tx: Tx, d: NewDelegation): Promise<void> {
  await tx
    .insertInto('delegations')
    .values({
      id: d.id,
      from_id: d.fromId,
      to_id: d.toId,
      reason: d.reason,
      starts_at: d.startsAt ?? sql<Date>`now()`,
      ends_at: d.endsAt,
      made_by: d.by,
    })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Ends a delegation from this instant on; one that has ended, or is not the caller's to end, stays as it is. */
export async function endDelegation(tx: Tx, id: string, by: string): Promise<void> {
  await tx
    .updateTable('delegations')
    .set({ revoked_at: sql`now()`, revoked_by: by })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where('ends_at', '>', sql<Date>`now()`)
    .execute();
}
