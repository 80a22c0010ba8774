import { type Kysely, sql } from 'kysely';
import { changes } from './0006-restore/changes.ts';
import { ledger } from './0006-restore/ledger.ts';
import { plan } from './0006-restore/plan.ts';

/** The exact way back: what was changed while a receiver held a record, how far a restore has come, what is left to decide. */
export async function up(db: Kysely<any>): Promise<void> {
  for (const part of [changes, ledger, plan]) await sql.raw(part).execute(db);
}
