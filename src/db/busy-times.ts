import { sql } from 'kysely';
import { FREE_TIMES_WORKING_DAYS, type Slot } from '../domain/meeting-slots.ts';
import type { Tx } from './connect.ts';

const DAY_MS = 86_400_000;

/** When giver, receivers and supervisor of a case are taken, as far ahead as free times are looked for. Whose and what for is not told. */
export async function busyTimes(tx: Tx, handoverId: string, from: string): Promise<Slot[]> {
  // Workdays lie further apart than days: twice as far, and two weeks for the longest holiday.
  const until = new Date(Date.parse(from) + (FREE_TIMES_WORKING_DAYS * 2 + 14) * DAY_MS).toISOString();
  const { rows } = await sql<{ starts_at: Date; ends_at: Date }>`
    select starts_at, ends_at from app.busy_times(${handoverId}, ${from}, ${until})`.execute(tx);
  return rows.map((row) => ({ startsAt: row.starts_at.toISOString(), endsAt: row.ends_at.toISOString() }));
}
