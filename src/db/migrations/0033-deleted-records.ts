import { type Kysely, sql } from 'kysely';
import { auditAs, guarded, mine } from './0004-access/rules.ts';

/** Records that can be deleted, by the type under which a plan names them; frozen with this migration. */
const DELETABLE = ['contact', 'project', 'preference', 'note', 'communication', 'task', 'calendar_event', 'attachment'];

/** Who changes a record deletes it and puts it back. */
const mayChange = `case when of_customer is null then ${mine('holder')} or app.has_role('{hr}') else app.may(of_customer, 'edit') end`;

/**
 * A record that is deleted leaves its table, so that no query meets it, and lies here for 30 days. What a handover names, or hangs on
 * a customer of a running one, is not deleted: plan, restore and evidence find it.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create table deleted_records (
  id uuid primary key default uuidv7(),
  record_type text collate "C" not null check (record_type in (${DELETABLE.map((type) => `'${type}'`).join(', ')})),
  record_id uuid not null unique,
  customer_id uuid references customers,
  assignee_id uuid references employees,
  deleted_by uuid not null references employees,
  deleted_at timestamptz not null default clock_timestamp(),
  body jsonb not null,
  check (customer_id is not null or assignee_id is not null)
);
comment on table deleted_records is 'Records that were deleted, as they were: for 30 days they can be put back, then they are gone.';
create index deleted_records_customer on deleted_records (customer_id, id) where customer_id is not null;
create index deleted_records_assignee on deleted_records (assignee_id) where assignee_id is not null;
create index deleted_records_by on deleted_records (deleted_by);
create index deleted_records_age on deleted_records (deleted_at);
${guarded('deleted_records')}
create policy api_read on deleted_records for select to handover_api using (
  deleted_at > now() - interval '30 days'
  and (exists (select 1 from customers c where c.id = customer_id) or ${mine('assignee_id')} or (select app.has_role('{hr,auditor}'))));
-- No right to the body: what it held is seen when it is put back, by whoever may see it then.
grant select (id, record_type, record_id, customer_id, assignee_id, deleted_by, deleted_at) on deleted_records to handover_api;
grant select on deleted_records to handover_worker;

create function app.delete_record(of_type text, wanted uuid, etag text) returns jsonb language plpgsql security definer
set search_path = public, pg_temp as $$
declare was jsonb; version text; of_customer uuid; holder uuid; held jsonb;
begin
  execute format('select to_jsonb(r), r.xmin::text from %I r where r.id = $1 for update', app.record_table(of_type)) into was, version using wanted;
  if was is null then return '{"outcome": "missing"}'; end if;
  of_customer := (was ->> 'customer_id')::uuid;
  holder := (was ->> 'assignee_id')::uuid;
  if not (${mayChange}) then
    raise exception 'who may not change a record does not delete it' using errcode = 'insufficient_privilege';
  end if;
  if version is distinct from coalesce(etag, version) then return '{"outcome": "differs"}'; end if;
  select jsonb_agg(distinct h.label) into held from handovers h
   where h.state <> 'cancelled' and (
     exists (select 1 from handover_items i where (i.handover_id, i.record_type, i.record_id) = (h.id, of_type, wanted))
     or h.state in ('starting', 'running', 'paused')
        and exists (select 1 from handover_items i where (i.handover_id, i.record_type, i.record_id) = (h.id, 'customer', of_customer))
     or of_type = 'contact' and exists (select 1 from introductions n where n.handover_id = h.id and n.contact_id = wanted));
  if held is not null then return jsonb_build_object('outcome', 'held', 'handovers', held); end if;
  -- That a contact wants no surveys would go with it, and come back without.
  if of_type = 'contact' and exists (select 1 from survey_opt_outs o where o.contact_id = wanted) then return '{"outcome": "optedOut"}'; end if;
  insert into deleted_records (record_type, record_id, customer_id, assignee_id, deleted_by, body)
  values (of_type, wanted, of_customer, holder, app.me(), was);
  execute format('delete from %I where id = $1', app.record_table(of_type)) using wanted;
  if of_type = 'contact' then perform app.index_customers(array[of_customer]); end if;
  ${auditAs(`'record.deleted'`, 'of_type', 'wanted', `'{}'`)};
  return '{"outcome": "deleted"}';
end $$;
comment on function app.delete_record(text, uuid, text) is 'Deletes a record for the person of the transaction: deleted; missing; differs: it is of another version; held: by the handovers named; optedOut: a contact who ended surveys.';

create function app.put_back_record(wanted uuid) returns boolean language plpgsql security definer
set search_path = public, pg_temp as $$
declare d deleted_records; of_customer uuid; holder uuid;
begin
  select * into d from deleted_records
   where record_id = wanted and deleted_at > now() - interval '30 days' for update;
  if not found then return false; end if;
  of_customer := d.customer_id;
  holder := d.assignee_id;
  if not (${mayChange}) then
    raise exception 'who may not change a record does not put it back' using errcode = 'insufficient_privilege';
  end if;
  -- Who has left and has a successor: it reaches that one by the trigger, like whatever comes for them.
  if exists (select 1 from employees e where e.id = holder and e.state = 'left')
     and not exists (select 1 from successors s where s.giver_id = holder and s.ended_at is null) then
    holder := case when of_customer is null then app.me() end;
  end if;
  execute format('insert into %1$I select * from jsonb_populate_record(null::%1$I, $1)', app.record_table(d.record_type))
    using d.body || jsonb_build_object('customer_id', of_customer, 'assignee_id', holder, 'updated_at', now());
  delete from deleted_records where id = d.id;
  ${auditAs(`'record.restored'`, 'd.record_type', 'wanted', `'{}'`)};
  return true;
end $$;
comment on function app.put_back_record(uuid) is 'Puts a deleted record back as it was, for the person of the transaction; false: it is not there any more.';

create function app.merge_deleted_records() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update deleted_records set customer_id = new.merged_into where customer_id = new.id;
  return null;
end $$;
comment on function app.merge_deleted_records() is 'What was deleted of a customer that is merged into another one, comes back at that one.';
create trigger customers_merge_deleted after update of merged_into on customers
  for each row when (new.merged_into is not null) execute function app.merge_deleted_records();

create function app.forget_deleted_records() returns void language sql volatile security definer set search_path = public, pg_temp as $$
  delete from deleted_records where deleted_at <= now() - interval '30 days'
$$;
comment on function app.forget_deleted_records() is 'Deletes for good what can no longer be put back.';

revoke execute on function app.delete_record(text, uuid, text), app.put_back_record(uuid), app.merge_deleted_records(), app.forget_deleted_records() from public;
grant execute on function app.delete_record(text, uuid, text), app.put_back_record(uuid), app.forget_deleted_records() to handover_api;
`,
    )
    .execute(db);
}
