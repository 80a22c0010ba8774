import { sql } from 'kysely';
import type { Database } from '../src/db/connect.ts';
import { IN_PERSON_TYPES, RECORD_TABLES } from '../src/db/writes/records.ts';

/** Who owns each customer, as one text: what both sides must agree on. */
export async function ownersOf(admin: Database): Promise<string> {
  const { rows } = await sql<{ owners: string }>`
    select count(*) || ' customers ' || md5(string_agg(id || ' ' || coalesce(owner_id::text, ''), ',' order by id)) as owners from customers`.execute(
    admin,
  );
  return rows[0]?.owners ?? '';
}

/** Owners, who owned what before, and everything that names somebody in person: all that a transfer is there to change. */
export async function wholeEndOf(admin: Database): Promise<string> {
  const inPerson = IN_PERSON_TYPES.map(
    (type) =>
      sql`select ${type}::text as type, id, assignee_id from ${sql.table(RECORD_TABLES[type])} where assignee_id is not null`,
  );
  const { rows } = await sql<{ history: string; records: string }>`
    select (select count(*) || ' starts ' || md5(string_agg(customer_id || ' ' || coalesce(owner_id::text, '') || ' ' || coalesce(handover_id::text, ''), ','
                                                             order by customer_id, since)) from ownership_starts) as history,
           (select count(*) || ' records in person ' || md5(string_agg(type || ' ' || id || ' ' || assignee_id, ',' order by type, id))
              from (${sql.join(inPerson, sql` union all `)}) r) as records`.execute(admin);
  return [await ownersOf(admin), rows[0]?.history, rows[0]?.records].join(', ');
}
