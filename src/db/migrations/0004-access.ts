import { type Kysely, sql } from 'kysely';
import { freezes } from './0004-access/freezes.ts';
import { sensitive } from './0004-access/sensitive.ts';
import { sharing } from './0004-access/sharing.ts';

/** Teams, sharing rules, grants by people, masked columns, the freeze of a person, and the log of who opened or exported. */
export async function up(db: Kysely<any>): Promise<void> {
  for (const part of [freezes, sharing, sensitive]) await sql.raw(part).execute(db);
}
