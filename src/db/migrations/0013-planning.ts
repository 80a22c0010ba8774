import { type Kysely, sql } from 'kysely';
import { changes } from './0013-planning/changes.ts';
import { counted } from './0013-planning/counted.ts';
import { known } from './0013-planning/known.ts';
import { takenOut } from './0013-planning/taken-out.ts';

/** Rules by which customers are shared out, what people change of a plan, and what both look at. */
export async function up(db: Kysely<any>): Promise<void> {
  for (const part of [known, changes, counted, takenOut]) await sql.raw(part).execute(db);
}
