import { type Kysely, sql } from 'kysely';
import { access } from './0001-foundation/access.ts';
import { audit } from './0001-foundation/audit.ts';
import { crm } from './0001-foundation/crm.ts';
import { handovers } from './0001-foundation/handovers.ts';
import { ownership } from './0001-foundation/ownership.ts';
import { people } from './0001-foundation/people.ts';

/** Frozen: what follows is a new migration. Runs as the schema's owner; the roles stand before it (see roles.ts). */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`create schema app`.execute(db);
  await sql`create extension if not exists pg_trgm`.execute(db);
  for (const part of [people, crm, ownership, handovers, audit, access]) await sql.raw(part).execute(db);
}
