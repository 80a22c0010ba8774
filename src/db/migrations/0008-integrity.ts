import { type Kysely, sql } from 'kysely';

/** What of a giver's still matters, as the redirection of late arrivals has it. */
const MOVING = {
  customers: ['customer', 'true'],
  opportunities: ['opportunity', 'r.closed_on is null'],
  tasks: ['task', "r.state <> 'done'"],
  calendar_events: ['calendar_event', 'r.ends_at > now()'],
  approvals: ['approval', "r.state = 'pending'"],
  notes: ['note', 'true'],
  communications: ['communication', 'true'],
  attachments: ['attachment', 'true'],
  contacts: ['contact', 'true'],
  orders: ['order', "r.state = 'open'"],
  contracts: ['contract', "r.state <> 'ended'"],
  projects: ['project', "r.state in ('planned', 'running')"],
  preferences: ['preference', 'true'],
  feedback: ['feedback', "r.state <> 'closed'"],
  customer_team: ['team_membership', 'true'],
} as const;
const leftBehind = (table: string, type: string, open: string) => {
  const [holder, customer] = table === 'customers' ? ['owner_id', 'r.id'] : ['assignee_id', 'r.customer_id'];
  return `
  select '${type}', r.id, s.handover_id
    from successors g join employees e on e.id = g.giver_id and e.state = 'left' join handovers h on h.id = g.handover_id and h.transferred_at is not null
    join ${table} r on r.${holder} = g.giver_id and ${open}
   cross join lateral app.successor_of(r.${holder}, ${customer}, '${type}') s
   where g.ended_at is null and g.whole_book`;
};

/** What the integrity checks found, and the few repairs and looks that need more than the worker's rights. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create table integrity_runs (
  id uuid primary key default uuidv7(),
  started_at timestamptz not null,
  finished_at timestamptz not null,
  checks jsonb not null
);
comment on table integrity_runs is 'Each run of the integrity checks: per check how much it found, or why it could not look.';

create table integrity_findings (
  id uuid primary key default uuidv7(),
  check_name text not null,
  code text not null,
  subject text not null,
  params jsonb not null default '{}',
  first_run_id uuid not null references integrity_runs,
  last_run_id uuid not null references integrity_runs,
  resolved_at timestamptz
);
comment on table integrity_findings is 'What the checks found, as a code with parameters; open until a run no longer finds it. No personal values.';
create unique index integrity_findings_open on integrity_findings (check_name, code, subject) where resolved_at is null;
create index integrity_findings_first_run on integrity_findings (first_run_id);
create index integrity_findings_last_run on integrity_findings (last_run_id);

${['integrity_runs', 'integrity_findings']
  .map(
    (t) => `alter table ${t} enable row level security;
alter table ${t} force row level security;
create policy definer_functions on ${t} to current_user using (true) with check (true);
create policy worker on ${t} to handover_worker using (true) with check (true);
create policy api_read on ${t} for select to handover_api using ((select app.has_role('{ops,auditor,hr}')));
grant select on ${t} to handover_api;
grant select, insert, update on ${t} to handover_worker;`,
  )
  .join('\n')}

create function app.open_findings() returns table (check_name text, findings bigint) language sql stable rows 20 security definer
set search_path = public, pg_temp as
  $$ select check_name, count(*) from integrity_findings where resolved_at is null group by 1 $$;
comment on function app.open_findings() is 'How many findings are open, for /metrics: figures only.';

-- The searchable text is read by no role; how it is made is stated here once more, set by set instead of customer by customer.
create function app.outdated_search() returns table (customer_id uuid, missing boolean) language sql stable security definer
set search_path = public, pg_temp as $$
  select c.id, s.customer_id is null
    from customers c
    left join (select k.customer_id, string_agg(concat_ws(' ', k.name, k.email), ' ' order by k.id) as text from contacts k group by 1) k on k.customer_id = c.id
    left join customer_search s on s.customer_id = c.id
   where s.text is distinct from lower(concat_ws(' ', c.name, c.city, c.email, k.text))
$$;
create function app.repair_search() returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare ids uuid[];
begin
  select array_agg(customer_id) into ids from app.outdated_search();
  if ids is not null then perform app.index_customers(ids); end if;
  return coalesce(cardinality(ids), 0);
end $$;

create function app.true_reporting_closure() returns table (boss_id uuid, subordinate_id uuid, depth smallint) language sql stable security definer
set search_path = public, pg_temp as $$
  with recursive line(boss_id, subordinate_id, depth) as (
    select id, id, 0 from employees
    union all select e.manager_id, l.subordinate_id, l.depth + 1 from line l join employees e on e.id = l.boss_id
     where e.manager_id is not null and l.depth < 100
  ) select boss_id, subordinate_id, min(depth)::smallint from line group by 1, 2
$$;
create function app.repair_reporting_closure() returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare gone bigint; made bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('reporting_closure', 0));
  delete from reporting_closure c where not exists (
    select 1 from app.true_reporting_closure() t where (t.boss_id, t.subordinate_id, t.depth) = (c.boss_id, c.subordinate_id, c.depth));
  get diagnostics gone = row_count;
  insert into reporting_closure (boss_id, subordinate_id, depth) select boss_id, subordinate_id, depth from app.true_reporting_closure()
  on conflict do nothing;
  get diagnostics made = row_count;
  return gone + made;
end $$;

-- Access follows the customer's owner, so that is what holds; what is missing is the start that says since when.
create function app.owners_without_start() returns table (customer_id uuid, owner_id uuid, started_owner_id uuid, started boolean) language sql stable security definer
set search_path = public, pg_temp as $$
  select c.id, c.owner_id, s.owner_id, s.customer_id is not null
    from customers c
    left join (select distinct on (o.customer_id) o.customer_id, o.owner_id from ownership_starts o order by o.customer_id, o.since desc) s on s.customer_id = c.id
   where s.customer_id is null or s.owner_id is distinct from c.owner_id
$$;
create function app.repair_ownership() returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare t timestamptz := clock_timestamp(); n bigint; hash bytea; latest timestamptz;
begin
  perform 1 from customers where id in (select customer_id from app.owners_without_start()) order by id for update;
  select max(s.since) into latest from ownership_starts s where s.customer_id in (select customer_id from app.owners_without_start()) and s.since >= t;
  t := greatest(t, latest + interval '1 microsecond');
  with started as (
    insert into ownership_starts (customer_id, since, owner_id) select customer_id, t, owner_id from app.owners_without_start() returning customer_id, owner_id
  )
  select count(*), sha256(string_agg(uuid_send(customer_id) || coalesce(uuid_send(owner_id), decode(repeat('00', 16), 'hex')), ''::bytea order by customer_id))
    into n, hash from started;
  if n > 0 then
    perform app.vouch('ownership.started', null, jsonb_build_object('rows', 'ownership_starts', 'since', app.instant(t), 'count', n, 'digest', encode(hash, 'hex')));
  end if;
  return n;
end $$;

create function app.left_behind() returns table (record_type text, record_id uuid, handover_id uuid) language sql stable security definer
set search_path = public, pg_temp as $$${Object.entries(MOVING)
        .map(([table, [type, open]]) => leftBehind(table, type, open))
        .join('\n  union ')}
$$;
comment on function app.left_behind() is 'Records that still name a giver who has left, though a finished handover of their whole book says who gets them.';
create function app.repair_left_behind() returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare ids uuid[]; moved bigint := 0;
begin
${Object.entries(MOVING)
  .map(
    ([table, [type]]) => `  select array_agg(record_id) into ids from app.left_behind() where record_type = '${type}';
  if ids is not null then moved := moved + app.redirect_${table}(ids); end if;`,
  )
  .join('\n')}
  return moved;
end $$;

create function app.repair_team() returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare n bigint;
begin
  delete from customer_team t using employees e where e.id = t.assignee_id and e.state = 'left';
  get diagnostics n = row_count;
  return n;
end $$;

create function app.repair_statistics(tables text[]) returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare t text;
begin
  foreach t in array tables loop execute format('analyze public.%I', t); end loop;
  return cardinality(tables);
end $$;

revoke execute on function app.open_findings(), app.outdated_search(), app.repair_search(), app.true_reporting_closure(), app.repair_reporting_closure(),
  app.owners_without_start(), app.repair_ownership(), app.left_behind(), app.repair_left_behind(), app.repair_team(), app.repair_statistics(text[]) from public;
grant execute on function app.open_findings() to handover_api, handover_worker;
grant execute on function app.outdated_search(), app.repair_search(), app.true_reporting_closure(), app.repair_reporting_closure(),
  app.owners_without_start(), app.repair_ownership(), app.left_behind(), app.repair_left_behind(), app.repair_team(), app.repair_statistics(text[]) to handover_worker;
`,
    )
    .execute(db);
}
