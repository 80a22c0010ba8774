import { Refusal } from '../../contract/failures.ts';
import type { DepartureRule } from '../../contract/kinds.ts';
import { sql } from 'kysely';
import type { Tx } from '../connect.ts';

/**
 * Writes a departure down, once, and that the person is leaving. The same id again changes nothing.
 * @throws Refusal departureOpen when one of theirs is open
 */
export async function writeDeparture(
  tx: Tx,
  d: {
    id: string;
    employeeId: string;
    startedBy: string;
    reason: string;
    lastDay: string;
    rule: DepartureRule;
    fromDirectory?: boolean;
  },
): Promise<void> {
  const written = await tx
    .insertInto('departures')
    .values({
      id: d.id,
      employee_id: d.employeeId,
      started_by: d.startedBy,
      reason: d.reason,
      last_day: d.lastDay,
      rule: JSON.stringify(d.rule),
      from_directory: d.fromDirectory ?? false,
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!written) {
    const mine = await tx.selectFrom('departures').select('id').where('id', '=', d.id).executeTakeFirst();
    if (mine) return;
    throw new Refusal('departureOpen', {}, '/employee');
  }
  await tx
    .updateTable('employees')
    .set({
      state: sql`case when state = 'left' then state else 'leaving' end`,
      last_day: d.lastDay,
      updated_at: sql`now()`,
    })
    .where('id', '=', d.employeeId)
    .execute();
}

/** Why a departure is cancelled: the workflow gets no free text. @returns whether it is open, and the caller's to cancel */
export async function writeCancelReason(tx: Tx, id: string, reason: string): Promise<boolean> {
  const row = await tx
    .updateTable('departures')
    .set({ cancel_reason: reason })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
