import { type Kysely, sql } from 'kysely';
import { mail } from './0029-notices/mail.ts';
import { notices } from './0029-notices/notices.ts';
import { settled } from './0029-notices/settled.ts';

/** What people are told: in the product, by mail when and how they want it, and until when it is to be done. */
export async function up(db: Kysely<any>): Promise<void> {
  for (const part of [notices, settled, mail]) await sql.raw(part).execute(db);
}
