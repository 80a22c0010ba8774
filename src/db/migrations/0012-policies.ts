import { type Kysely, sql } from 'kysely';
import { calendars } from './0012-policies/calendars.ts';
import { delegations } from './0012-policies/delegations.ts';
import { policies } from './0012-policies/policies.ts';

/** Rules and calendars that people write, three tiers, and who acts for whom in approvals and signatures. */
export async function up(db: Kysely<any>): Promise<void> {
  for (const part of [policies, calendars, delegations]) await sql.raw(part).execute(db);
}
