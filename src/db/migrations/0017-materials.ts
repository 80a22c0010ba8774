import { type Kysely, sql } from 'kysely';
import { meetings } from './0017-materials/meetings.ts';
import { pack } from './0017-materials/pack.ts';

/** Packs that show the data behind their counts and ask the giver questions; meetings with action items that are followed. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(`${pack}\n${meetings}`).execute(db);
}
