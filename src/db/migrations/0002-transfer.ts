import { type Kysely, sql } from 'kysely';
import { lateArrivals } from './0002-transfer/late-arrivals.ts';
import { vouched } from './0002-transfer/vouched.ts';

/** Transfers of any size: batches that take along what names the giver in person, successors, rows that the audit log vouches for. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`alter table transfers add column with_customers boolean not null default false`.execute(db);
  await sql`comment on column transfers.with_customers is 'Records in person move in the batch of their customer; false: begun by a version that moved them afterwards.'`.execute(
    db,
  );
  await sql`create index handover_items_in_person on handover_items (handover_id, record_type, customer_id) where record_type <> 'customer'`.execute(
    db,
  );
  for (const part of [vouched, lateArrivals]) await sql.raw(part).execute(db);
}
