import { guarded, mine } from '../0004-access/rules.ts';

/** Dates of employment that say when a handover is due, and what changed about a person's post. */
export const employment = `
alter table employees
  add column last_day date, add column away_from date, add column away_until date, add column level smallint check (level between 1 and 20);
alter table employees add constraint employees_away check (away_until >= away_from);
comment on column employees.last_day is 'The last day of work of somebody who leaves.';
comment on column employees.away_from is 'First day of the present or next absence; away_until: its last day, null: not known.';
comment on column employees.level is 'Grade; the higher, the larger the customers that are entrusted.';
grant insert (last_day, away_from, away_until, level), update (last_day, away_from, away_until, level) on employees to handover_api;

create table post_changes (
  id uuid primary key default uuidv7(),
  employee_id uuid not null references employees,
  at timestamptz not null default clock_timestamp(),
  from_department_id uuid references departments,
  to_department_id uuid references departments,
  title_changed boolean not null
);
comment on table post_changes is 'When somebody got another post or came to another department; written by a trigger on employees.';
create index post_changes_employee on post_changes (employee_id, at);
create index post_changes_from on post_changes (from_department_id) where from_department_id is not null;
create index post_changes_to on post_changes (to_department_id) where to_department_id is not null;
${guarded('post_changes')}
create policy api_read on post_changes for select to handover_api using (${mine('employee_id')} or (select app.has_role('{hr,auditor}')));
grant select on post_changes to handover_api, handover_worker;

create function app.on_employment_changed() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  insert into post_changes (employee_id, from_department_id, to_department_id, title_changed)
  select n.id, o.department_id, n.department_id, n.title is distinct from o.title
    from changed n join before o on o.id = n.id
   where n.department_id is distinct from o.department_id or (n.title is distinct from o.title and o.title is not null);
  insert into audit_entries (actor_id, actor_kind, action, subject_type, subject_id, params)
  select (select app.me()), case when (select app.me()) is not null then 'person' when session_user = 'handover_worker' then 'engine' else 'operator' end,
         'employee.changed', 'employee', c.id, jsonb_build_object('state', c.state, 'fields', c.fields)
    from (select n.id, n.state, array_remove(array[
            case when n.state <> o.state then 'state' end,
            case when n.last_day is distinct from o.last_day then 'lastDay' end,
            case when (n.away_from, n.away_until) is distinct from (o.away_from, o.away_until) then 'absence' end,
            case when n.department_id is distinct from o.department_id then 'department' end,
            case when n.manager_id is distinct from o.manager_id then 'manager' end,
            case when n.title is distinct from o.title then 'title' end,
            case when n.level is distinct from o.level then 'level' end], null) as fields
            from changed n join before o on o.id = n.id) c
   where cardinality(c.fields) > 0 order by c.id;
  return null;
end $$;
create trigger employees_employment_changed after update on employees
  referencing old table as before new table as changed for each statement execute function app.on_employment_changed();
revoke execute on function app.on_employment_changed() from public;
`;
