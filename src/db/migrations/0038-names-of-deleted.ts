import { type Kysely, sql } from 'kysely';

/** The column by which each kind calls a record; frozen with this migration. */
const NAMED_BY = {
  contact: 'name',
  project: 'name',
  preference: 'body',
  note: 'body',
  communication: 'subject',
  task: 'title',
  calendar_event: 'title',
  attachment: 'file_name',
};

/**
 * What a deleted record was called is seen by whoever would see the record: the rows of both have the same policy, and no kind masks
 * this column. Nobody finds the one that they want back in a list of kinds and times.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
alter table deleted_records add column name text not null generated always as (
  left(body ->> (case record_type ${Object.entries(NAMED_BY)
    .map(([type, column]) => `when '${type}' then '${column}'`)
    .join(' ')} end), 200)) stored;
comment on column deleted_records.name is 'What it was called, of a longer text the beginning.';
grant select (name) on deleted_records to handover_api;
`,
    )
    .execute(db);
}
