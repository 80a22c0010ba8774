import { auditAs, guarded, mine } from '../0004-access/rules.ts';

/** The departure of a person as a whole: open until nothing names them any more. */
export const departures = `
create table departures (
  id uuid primary key default uuidv7(),
  employee_id uuid not null references employees,
  started_by uuid not null references employees,
  reason text not null check (btrim(reason) <> ''),
  last_day date not null,
  rule jsonb not null,
  state text not null default 'starting' check (state in ('starting', 'open', 'closed', 'cancelled')),
  remaining jsonb not null default '[]',
  looked_at timestamptz,
  overdue boolean not null default false,
  started_at timestamptz not null default now(),
  closed_at timestamptz,
  cancel_reason text,
  check (employee_id <> started_by),
  check ((closed_at is null) = (state in ('starting', 'open')))
);
comment on table departures is 'Somebody leaves: one row, one workflow. remaining: what they still own or are named in, as the workflow last saw it; rule: that of the policy when it began.';
create unique index departures_one_at_a_time on departures (employee_id) where closed_at is null;
create index departures_employee on departures (employee_id);
create index departures_started_by on departures (started_by);

create function app.end_grants_of(wanted uuid) returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare ended bigint;
begin
  update grants set revoked_at = greatest(clock_timestamp(), starts_at) where grantee_id = wanted and revoked_at is null and ends_at > now();
  get diagnostics ended = row_count;
  return ended;
end $$;

create function app.on_departure_changed() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  ${auditAs(`'departure.started'`, `'employee'`, 'new.employee_id', `jsonb_build_object('departure', new.id, 'lastDay', new.last_day)`)};
  return null;
end $$;
create trigger departures_started after insert on departures for each row execute function app.on_departure_changed();

create function app.unstarted_departures() returns setof uuid language sql stable rows 10 security definer
set search_path = public, pg_temp as
  $$ select id from departures where state = 'starting' and started_at < now() - interval '1 minute' order by id limit 100 $$;

${guarded('departures')}
create policy api_read on departures for select to handover_api using (
  ${mine('employee_id')} or (select app.has_role('{hr,auditor}')));
create policy api_insert on departures for insert to handover_api with check (
  started_by = (select app.me()) and state = 'starting' and (select app.has_role('{hr}')));
create policy api_update on departures for update to handover_api using (closed_at is null and (select app.has_role('{hr}'))) with check (closed_at is null);
grant select on departures to handover_api;
grant update (cancel_reason) on departures to handover_api;
grant insert (id, employee_id, started_by, reason, last_day, rule) on departures to handover_api;
grant select, insert, update on departures to handover_worker;
revoke execute on function app.end_grants_of(uuid), app.on_departure_changed(), app.unstarted_departures() from public;
grant execute on function app.end_grants_of(uuid), app.unstarted_departures() to handover_worker;
`;
