import { type Kysely, sql } from 'kysely';
import { counts } from './0025-customers/counts.ts';
import { merging } from './0025-customers/merging.ts';
import { records } from './0025-customers/records.ts';
import { search } from './0025-customers/search.ts';

/** Customers over the API: how many records hang on one, duplicates and merging, and search by spelling and number. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(`${counts}${records}${search}${merging}`).execute(db);
}
