import { type Kysely, sql } from 'kysely';

/**
 * Rows from before entries vouched for rows have one entry for all of them, and that of ownership over time left out by which handover
 * each start came. What it was when this migration ran is now vouched for as well; the entry that is there keeps its digest.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create or replace function app.adopted_rows() returns table (name text, count bigint, digest text) language sql stable security definer
set search_path = public, pg_temp as $$
  select 'ownership_starts', count(*),
         encode(sha256(string_agg(uuid_send(customer_id) || convert_to(app.instant(since), 'UTF8') || coalesce(uuid_send(owner_id), decode(repeat('00', 16), 'hex')), ''::bytea order by customer_id, since)), 'hex')
    from ownership_starts where xact is null
  union all
  select 'ownership_starts.handover_id', count(*),
         encode(sha256(string_agg(uuid_send(customer_id) || convert_to(app.instant(since), 'UTF8') || uuid_send(handover_id), ''::bytea order by customer_id, since)), 'hex')
    from ownership_starts where xact is null and handover_id is not null
  union all
  select 'handover_exceptions', count(*),
         encode(sha256(string_agg(convert_to(concat_ws('|', handover_id, app.instant(at), record_type, record_id, state, reason, params) || e'\\n', 'UTF8'), ''::bytea
                order by handover_id, at, record_type, record_id)), 'hex')
    from (select xact, handover_id, at, record_type, record_id, state, reason, params from handover_exceptions
          union all select xact, handover_id, at, record_type, record_id, state, reason, params from handover_exceptions_past) e
   where xact is null
$$;
insert into audit_entries (actor_kind, action, params)
select 'operator', 'rows.adopted', jsonb_build_object('rows', name, 'count', count, 'digest', digest)
  from app.adopted_rows() where name = 'ownership_starts.handover_id' and count > 0;
`,
    )
    .execute(db);
}
