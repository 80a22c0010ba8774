import { guarded } from '../0004-access/rules.ts';

const LATE = {
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
  customer_team: { type: 'team_membership', open: 'true' },
} as const;

/** The redirection of late arrivals, with custody: what comes then is noted for the plan and is no item of it yet. */
function redirection(table: string, { type, open }: { type: string; open: string }): string {
  const customer = table === 'customers';
  const holder = customer ? 'owner_id' : 'assignee_id';
  const customerId = customer ? 'r.id' : 'r.customer_id';
  const version = customer ? ', version = r.version + 1' : '';
  return `
create or replace function app.redirect_${table}(ids uuid[]) returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  t timestamptz := clock_timestamp();
  before text := coalesce(current_setting('app.handover', true), '');
  redirected record; n bigint; came bigint; moved bigint := 0; hash bytea;
begin
  for redirected in
    select s.handover_id, array_agg(r.id) as records, array_agg(s.receiver_id) as receivers,
           exists (select 1 from custodies k where k.handover_id = s.handover_id and k.ended_at is null) as custody
      from ${table} r cross join lateral app.successor_of(r.${holder}, ${customerId}, '${type}') s
     where r.id = any (ids) and ${open} group by 1 order by 1
  loop
    perform set_config('app.handover', redirected.handover_id::text, true);
    if redirected.custody then
      with late as materialized (select * from unnest(redirected.records, redirected.receivers) d(id, receiver_id)), arrived as (
        update ${table} r set ${holder} = l.receiver_id, updated_at = now()${version} from late l where r.id = l.id
        returning r.id, l.receiver_id
      ), kept as (
        insert into custody_records (handover_id, record_type, record_id, holder_id, from_id, why)
        select redirected.handover_id, '${type}', a.id, a.receiver_id, k.giver_id, 'late'
          from arrived a join successors k on k.handover_id = redirected.handover_id
        on conflict (handover_id, record_type, record_id) do update set holder_id = excluded.holder_id
      )
      select count(*) into came from arrived;
      moved := moved + came;
      continue;
    end if;
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
end $$;`;
}

/** Custody of an emergency departure: nobody gets the book, but what comes for the giver and what is urgent reaches somebody. */
export const custody = `
create table custodies (
  handover_id uuid primary key references handovers,
  custodian_id uuid not null references employees,
  since timestamptz not null,
  ended_at timestamptz
);
comment on table custodies is 'Who looks after a book whose giver is gone, from the cut of access until the book moves. The rule of succession of the case names the custodian as long as it lasts.';
create index custodies_custodian on custodies (custodian_id);

create table custody_records (
  handover_id uuid not null references custodies,
  record_type text collate "C" not null check (record_type in (${Object.values(LATE)
    .map(({ type }) => `'${type}'`)
    .join(', ')})),
  record_id uuid not null,
  holder_id uuid not null references employees,
  from_id uuid references employees,
  why text not null check (why in ('late', 'urgent')),
  at timestamptz not null default clock_timestamp(),
  primary key (handover_id, record_type, record_id)
);
comment on table custody_records is 'Records that reached the custodian: the plan takes them along. from_id: who held them before; NULL: nobody in person.';
create index custody_records_holder on custody_records (holder_id);
create index custody_records_from on custody_records (from_id) where from_id is not null;
${['custodies', 'custody_records']
  .map(
    (table) => `${guarded(table)}
create policy api_read on ${table} for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));
grant select on ${table} to handover_api;
grant select, insert, update on ${table} to handover_worker;`,
  )
  .join('\n')}
grant delete on custody_records to handover_worker;
-- The engine cuts off the giver where the request did not, before it does anything else.
grant insert (person_id, frozen_by, reason) on freezes to handover_worker;

create or replace function app.successor_step(giver uuid, customer uuid, type text) returns table (handover_id uuid, receiver_id uuid) language sql stable rows 1 security definer
set search_path = public, pg_temp as $$
  select s.handover_id, case when k.handover_id is null then coalesce(i.receiver_id, s.late_receiver_id) else s.late_receiver_id end
    from successors s
    left join custodies k on k.handover_id = s.handover_id and k.ended_at is null
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
${Object.entries(LATE)
  .map(([table, of]) => redirection(table, of))
  .join('\n')}
`;
