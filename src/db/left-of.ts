import { sql } from 'kysely';
import type { Left } from '../contract/departure.ts';
import type { Database, Tx } from './connect.ts';

/** What still names a person, by kind; empty: nothing does, or the caller may not know. */
export async function leftOf(db: Database | Tx, employeeId: string): Promise<Left[]> {
  const { rows } = await sql<Left>`select what, n from app.left_of(${employeeId}) order by what`.execute(db);
  return rows;
}
