import { type Kysely, sql } from 'kysely';
import { answers } from './0015-introduction/answers.ts';
import { introductions } from './0015-introduction/introductions.ts';
import { letters } from './0015-introduction/letters.ts';
import { links } from './0015-introduction/links.ts';
import { movedOn } from './0015-introduction/moved-on.ts';

/** One-time links, letters to customers, and the introduction of receivers to the customers of a handover. */
export async function up(db: Kysely<any>): Promise<void> {
  for (const part of [links, letters, introductions, answers, movedOn]) await sql.raw(part).execute(db);
}
