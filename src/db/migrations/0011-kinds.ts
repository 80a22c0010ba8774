import { type Kysely, sql } from 'kysely';
import { cover } from './0011-kinds/cover.ts';
import { custody } from './0011-kinds/custody.ts';
import { departures } from './0011-kinds/departures.ts';
import { employment } from './0011-kinds/employment.ts';
import { kinds } from './0011-kinds/kinds.ts';
import { proposals } from './0011-kinds/proposals.ts';

/** All kinds of handover, when one is due, and the departure of a person as a whole. */
export async function up(db: Kysely<any>): Promise<void> {
  for (const part of [kinds, employment, cover, custody, proposals, departures]) await sql.raw(part).execute(db);
}
