/** Tables of records by the type under which a plan names them; frozen with this migration. */
export const RECORDS = {
  customer: 'customers',
  opportunity: 'opportunities',
  task: 'tasks',
  calendar_event: 'calendar_events',
  approval: 'approvals',
  note: 'notes',
  communication: 'communications',
  attachment: 'attachments',
  contact: 'contacts',
  order: 'orders',
  contract: 'contracts',
  project: 'projects',
  preference: 'preferences',
  feedback: 'feedback',
  team_membership: 'customer_team',
} as const;

/**
 * What is changed on records of a case while somebody else holds them for the giver. Only as long as the case can be restored:
 * before and after that nobody needs the values, which are personal.
 */
export const changes = `
create table record_changes (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  record_type text collate "C" not null,
  record_id uuid not null,
  customer_id uuid references customers on delete cascade,
  at timestamptz not null default clock_timestamp(),
  actor_id uuid references employees,
  xact xid8 not null default pg_current_xact_id(),
  before jsonb not null,
  after jsonb not null
);
comment on table record_changes is 'Changed columns, before and after, of records that a handover moved: what a restore keeps or puts back. Personal values: erasable by app.erase_changes, pruned by app.prune_changes when no restore can want them.';
create index record_changes_customer_of_case on record_changes (handover_id, customer_id);
create index record_changes_record on record_changes (handover_id, record_type, record_id, at);
create index record_changes_customer on record_changes (customer_id) where customer_id is not null;
create index record_changes_actor on record_changes (actor_id) where actor_id is not null;

create function app.restorable_handovers() returns table (id uuid, giver_id uuid) language sql stable rows 20 security definer
set search_path = public, pg_temp as $$
  select h.id, h.giver_id from handovers h join policies p on (p.key, p.version) = (h.policy_key, h.policy_version)
   where h.closed_at is null and h.state <> 'cancelled' and exists (select 1 from transfers t where t.handover_id = h.id)
     and (h.transferred_at is null or now() <= h.transferred_at + (p.body ->> 'restoreDays')::numeric * interval '1 day')
$$;
comment on function app.restorable_handovers() is 'Cases whose transfer has begun and whose time to restore has not ended.';

create function app.log_changes() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  -- The engine moves and puts back; what it does is no edit. Any role can set a setting, so the session must be its own.
  if session_user = 'handover_worker' and coalesce(current_setting('app.handover', true), '') <> '' then return null; end if;
  if not exists (select 1 from app.restorable_handovers()) then return null; end if;
  insert into record_changes (handover_id, record_type, record_id, customer_id, actor_id, before, after)
  select c.handover_id, tg_argv[0], r.id, r.customer_id, (select app.me()), d.before, d.after
    from (select o.id, to_jsonb(o) as old_row, to_jsonb(n) as new_row,
                 case tg_argv[0] when 'customer' then o.id else (to_jsonb(o) ->> 'customer_id')::uuid end as customer_id
            from changed_new n join changed_old o on o.id = n.id
           where n is distinct from o) r
   cross join lateral (
     -- A record that the plan names in person is held by itself, any other by its customer's owner.
     select distinct on (h.id) h.id as handover_id, h.giver_id,
            case when i.record_id = r.id then (r.old_row ->> case tg_argv[0] when 'customer' then 'owner_id' else 'assignee_id' end)::uuid
                 else (select owner_id from customers where id = i.record_id) end as holder_id
       from handover_items i join app.restorable_handovers() h on h.id = i.handover_id
      where (i.record_id = r.id and i.record_type = tg_argv[0])
         -- What the receivers made themselves has nothing to go back to.
         or (i.record_id = r.customer_id and i.record_type = 'customer'
             and (r.old_row ->> 'created_at')::timestamptz <= (select max(coalesce(t.finished_at, now())) from transfers t where t.handover_id = h.id))
      order by h.id, i.record_id = r.id desc) c
   cross join lateral (
     select jsonb_object_agg(b.key, b.value) as before, jsonb_object_agg(b.key, a.value) as after
       from jsonb_each(r.old_row) b join jsonb_each(r.new_row) a using (key)
      where a.value is distinct from b.value
        and b.key not in ('id', 'source', 'source_id', 'created_at', 'updated_at', 'version', 'owner_id', 'assignee_id')) d
   where c.holder_id is distinct from c.giver_id and d.before is not null;
  return null;
end $$;

${Object.entries(RECORDS)
  .map(
    ([type, table]) => `create trigger ${table}_changes after update on ${table}
  referencing old table as changed_old new table as changed_new for each statement execute function app.log_changes('${type}');`,
  )
  .join('\n')}

create function app.erase_changes(of_customer uuid) returns bigint language sql security definer
set search_path = public, pg_temp as $$
  with gone as (delete from record_changes where customer_id = of_customer returning 1) select count(*) from gone
$$;
comment on function app.erase_changes(uuid) is 'Erases what the change log holds of a customer; a restore then keeps the present values. Returns the number of rows.';

create function app.prune_changes() returns bigint language sql security definer
set search_path = public, pg_temp as $$
  with gone as (delete from record_changes c where not exists (select 1 from app.restorable_handovers() h where h.id = c.handover_id) returning 1)
  select count(*) from gone
$$;
comment on function app.prune_changes() is 'Deletes the changes of cases that can no longer be restored. Returns the number of rows.';
`;
