/**
 * Late arrivals: what is created for or assigned to a giver who has a successor reaches the right receiver in the transaction in
 * which it comes, by whatever path, and becomes an item of the handover. Statement triggers, because a row trigger made bulk
 * inserts 1.7 times slower; with no rule in force they cost one look at an empty index.
 */
const tables = {
  customers: { type: 'customer', open: 'true' },
  opportunities: { type: 'opportunity', open: 'r.closed_on is null' },
  tasks: { type: 'task', open: "r.state <> 'done'" },
  calendar_events: { type: 'calendar_event', open: 'r.ends_at > now()' },
  approvals: { type: 'approval', open: "r.state = 'pending'" },
  notes: { type: 'note', open: 'true' },
  communications: { type: 'communication', open: 'true' },
  attachments: { type: 'attachment', open: 'true' },
  contacts: { type: 'contact', open: 'true' },
  orders: { type: 'order', open: "r.state = 'open'" },
  contracts: { type: 'contract', open: "r.state <> 'ended'" },
  projects: { type: 'project', open: "r.state in ('planned', 'running')" },
  preferences: { type: 'preference', open: 'true' },
  feedback: { type: 'feedback', open: "r.state <> 'closed'" },
} as const;

/** The functions and triggers of one table; a later migration that adds a table calls it for its own. `open`: what of it still matters, over `r`. */
export function redirection(table: string, { type, open }: { type: string; open: string }): string {
  const customer = table === 'customers';
  const holder = customer ? 'owner_id' : 'assignee_id';
  const customerId = customer ? 'r.id' : 'r.customer_id';
  const version = customer ? ', version = r.version + 1' : '';
  return `
create function app.redirect_${table}(ids uuid[]) returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  t timestamptz := clock_timestamp();
  before text := coalesce(current_setting('app.handover', true), '');
  redirected record; n bigint; came bigint; moved bigint := 0; hash bytea;
begin
  for redirected in
    select s.handover_id, array_agg(r.id) as records, array_agg(s.receiver_id) as receivers
      from ${table} r cross join lateral app.successor_of(r.${holder}, ${customerId}, '${type}') s
     where r.id = any (ids) and ${open} group by 1 order by 1
  loop
    perform set_config('app.handover', redirected.handover_id::text, true);
    with late as materialized (select * from unnest(redirected.records, redirected.receivers) d(id, receiver_id)), arrived as (
      update ${table} r set ${holder} = l.receiver_id, updated_at = now()${version} from late l where r.id = l.id
      returning r.id, ${customerId} as customer_id, l.receiver_id
    ), told as (
      insert into handover_exceptions (handover_id, record_type, record_id, state, reason, at)
      select redirected.handover_id, '${type}', id, 'late', 'arrivedLate', t from arrived
      on conflict (handover_id, record_type, record_id) do update set state = excluded.state, reason = excluded.reason, at = excluded.at + interval '1 microsecond'
    ), item as (
      insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, tier)
      select redirected.handover_id, '${type}', id, customer_id, receiver_id, 'late', ${customer ? "'standard'" : 'null'} from arrived
      on conflict do nothing returning record_id, customer_id, receiver_id
    )
    select (select count(*) from arrived), count(*), sha256(string_agg(convert_to(concat_ws('|', record_id, coalesce(customer_id::text, ''), receiver_id) || e'\\n', 'UTF8'), ''::bytea order by record_id))
      into came, n, hash from item;
    moved := moved + came;
    if n > 0 then
      perform app.vouch('items.late', redirected.handover_id,
        jsonb_build_object('rows', 'handover_items', 'at', app.instant(t), 'type', '${type}', 'count', n, 'digest', encode(hash, 'hex')));
    end if;
  end loop;
  perform set_config('app.handover', before, true);
  return moved;
end $$;
comment on function app.redirect_${table}(uuid[]) is 'Gives those of the records that a successor rule concerns to its receiver and lists them as arrived late.';

create function app.redirect_inserted_${table}() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare ids uuid[];
begin
  if app.engine_moves() or not exists (select 1 from successors where ended_at is null) then return null; end if;
  select array_agg(n.id) into ids from inserted n where n.${holder} in (select giver_id from successors where ended_at is null);
  if ids is not null then perform app.redirect_${table}(ids); end if;
  return null;
end $$;
create trigger ${table}_successor_insert after insert on ${table}
  referencing new table as inserted for each statement execute function app.redirect_inserted_${table}();

create function app.redirect_updated_${table}() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare ids uuid[];
begin
  -- Deeper: a redirection's own update, which went to the end of the chain already.
  if app.engine_moves() or pg_trigger_depth() > 1 or not exists (select 1 from successors where ended_at is null) then return null; end if;
  select array_agg(n.id) into ids from updated n join replaced o on o.id = n.id
   where n.${holder} is distinct from o.${holder} and n.${holder} in (select giver_id from successors where ended_at is null);
  if ids is not null then perform app.redirect_${table}(ids); end if;
  return null;
end $$;
create trigger ${table}_successor_update after update on ${table}
  referencing old table as replaced new table as updated for each statement execute function app.redirect_updated_${table}();`;
}

export const lateArrivals = `
create table successors (
  handover_id uuid primary key references handovers,
  giver_id uuid not null references employees,
  late_receiver_id uuid not null references employees,
  whole_book boolean not null,
  record_types text[] not null,
  since timestamptz not null default clock_timestamp(),
  ends_at timestamptz,
  ended_at timestamptz,
  check (giver_id <> late_receiver_id)
);
comment on table successors is 'Who gets what still comes for a giver: rules of decided handovers. whole_book: also what belongs to no customer of the plan. ends_at: a giver who stays in the company gets their own again from then on.';
create index successors_giver on successors (giver_id) where ended_at is null;
create index successors_late_receiver on successors (late_receiver_id);
alter table successors enable row level security;
alter table successors force row level security;
create policy definer_functions on successors to current_user using (true) with check (true);
create policy worker on successors to handover_worker using (true) with check (true);
create policy api_read on successors for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));
grant select on successors to handover_api;
grant select, insert, update on successors to handover_worker;

create function app.successor_step(giver uuid, customer uuid, type text) returns table (handover_id uuid, receiver_id uuid) language sql stable rows 1 security definer
set search_path = public, pg_temp as $$
  select s.handover_id, coalesce(i.receiver_id, s.late_receiver_id)
    from successors s
    left join handover_items i on i.handover_id = s.handover_id and i.record_type = 'customer' and i.record_id = customer
    left join handover_exceptions e on e.handover_id = s.handover_id and e.record_type = 'customer' and e.record_id = customer
   where s.giver_id = giver and s.ended_at is null and (s.ends_at is null or s.ends_at > now()) and type = any (s.record_types)
     and (s.whole_book or i.record_id is not null)
     -- What came back to the giver, by this handover or later, is theirs with all that comes for it.
     and coalesce(e.state not in ('restored', 'returned'), true)
     and (type = 'customer' or not exists (
       select 1 from customers c join ownership_starts o on o.customer_id = c.id and o.owner_id = s.giver_id and o.since > s.since
        where c.id = customer and c.owner_id = s.giver_id))
   order by i.record_id is null, s.since desc limit 1
$$;

create function app.successor_of(giver uuid, customer uuid, type text) returns table (handover_id uuid, receiver_id uuid) language plpgsql stable rows 1 security definer
set search_path = public, pg_temp as $$
declare step record; seen uuid[] := array[giver]; first uuid;
begin
  loop
    select * into step from app.successor_step(seen[cardinality(seen)], customer, type) s;
    -- Round in a circle: the last one who is not yet in it keeps it.
    exit when not found or step.receiver_id = any (seen);
    first := coalesce(first, step.handover_id);
    seen := seen || step.receiver_id;
  end loop;
  if first is not null then return query select first, seen[cardinality(seen)]; end if;
end $$;
comment on function app.successor_of(uuid, uuid, text) is 'Who gets a record of this type that comes for a giver: the receiver of its customer in the newest rule that planned it, else the late receiver of the newest whole book; on along the chain if that person has a successor in turn. The handover is the first of the chain: the giver''s own.';

${Object.entries(tables)
  .map(([table, of]) => redirection(table, of))
  .join('\n')}

revoke execute on all functions in schema app from public;
grant execute on function ${Object.keys(tables)
  .map((table) => `app.redirect_${table}(uuid[])`)
  .join(', ')} to handover_worker;
`;
