import { type Kysely, sql } from 'kysely';
import { options } from './0007-options/options.ts';
import { preview } from './0007-options/preview.ts';

/** What moves along is said with the request; team memberships move; events know whom to tell; the preview counts in the database. */
export async function up(db: Kysely<any>): Promise<void> {
  for (const part of [options, preview]) await sql.raw(part).execute(db);
}
