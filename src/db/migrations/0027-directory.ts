import { type Kysely, sql } from 'kysely';
import { auditAs, guarded } from './0004-access/rules.ts';

/** The company's directory: accounts that it provisions by SCIM, departments that it keeps, and what follows from a change. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(`${accounts}${profiles}${departments}${departures}${changes}`).execute(db);
}

const accounts = `
alter table employees
  add column user_name text check (btrim(user_name) <> '' and length(user_name) <= 256),
  add column external_id text check (length(external_id) <= 256),
  add column number_is_ours boolean not null default false,
  add column deactivated_at timestamptz,
  add column removed_at timestamptz;
comment on column employees.user_name is 'The account in the directory; NULL: the e-mail.';
comment on column employees.external_id is 'The id that the directory has for the person.';
comment on column employees.number_is_ours is 'The directory gave no employee number: it was made here.';
comment on column employees.deactivated_at is 'Since when the directory says that the account is not active: nobody logs in with it.';
comment on column employees.removed_at is 'When the directory removed the account; it is not shown there any more.';
create unique index employees_user_name on employees (lower(coalesce(user_name, email) collate "pg_c_utf8")) where removed_at is null;
create index employees_external_id on employees (external_id) where external_id is not null;
grant insert (user_name, external_id, number_is_ours), update (user_name, external_id, number_is_ours, deactivated_at, removed_at) on employees to handover_api;
create sequence employee_numbers;
grant usage on sequence employee_numbers to handover_api;

create function app.keep_roles() returns trigger language plpgsql as $$
begin
  if current_setting('app.scope', true) = 'scim' then raise exception 'roles are given and taken by HR' using errcode = '42501'; end if;
  return new;
end $$;
comment on function app.keep_roles is 'A program that keeps the directory stands for HR and gives nobody a role all the same.';
create trigger employees_keep_roles before update of roles on employees for each row
  when (old.roles is distinct from new.roles) execute function app.keep_roles();
create trigger employees_new_roles before insert on employees for each row
  when (new.roles <> '{account_manager}') execute function app.keep_roles();

create trigger employees_deactivated_sessions after update of deactivated_at on employees for each row
  when (new.deactivated_at is not null and old.deactivated_at is null) execute function app.end_sessions();
revoke execute on function app.keep_roles() from public;
`;

const profiles = `
create table directory_profiles (
  employee_id uuid primary key references employees on delete cascade,
  attributes jsonb not null check (octet_length(attributes::text) <= 20000)
);
comment on table directory_profiles is 'What the directory says of somebody beyond the columns of employees: parts of the name, further addresses and numbers, cost centre. For HR and the directory only. An e-mail or phone without a value is that of employees.';
${guarded('directory_profiles')}
create policy api_all on directory_profiles to handover_api using ((select app.has_role('{hr}'))) with check ((select app.has_role('{hr}')));
grant select on directory_profiles to handover_api, handover_worker;
grant insert, update (attributes) on directory_profiles to handover_api;
`;

const departments = `
alter table departments
  add column external_id text check (length(external_id) <= 256),
  add column closed_at timestamptz,
  add column created_at timestamptz not null default now(),
  add column updated_at timestamptz not null default now(),
  add column version integer not null default 1;
comment on column departments.closed_at is 'Since when there is no such department any more.';
create index departments_external_id on departments (external_id) where external_id is not null;
grant insert (external_id), update (external_id, closed_at, updated_at, version) on departments to handover_api;

create function app.on_department_changed() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  ${auditAs(`case when tg_op = 'INSERT' then 'department.created' when new.closed_at is not null and old.closed_at is null then 'department.closed' else 'department.changed' end`, `'department'`, 'new.id', `'{}'`)};
  return null;
end $$;
create trigger departments_created after insert on departments for each row
  when (current_setting('app.me', true) <> '') execute function app.on_department_changed();
create trigger departments_changed after update on departments for each row
  when (old.* is distinct from new.*) execute function app.on_department_changed();
revoke execute on function app.on_department_changed() from public;
`;

const departures = `
alter table departures add column from_directory boolean not null default false;
comment on column departures.from_directory is 'Begun because the directory deactivated or removed the account; taken back when it is active again.';
grant insert (from_directory) on departures to handover_api;
`;

/** As in 0011, with a change of manager as a change of post, and with what else the directory changes. */
const changes = `
alter table post_changes add column manager_changed boolean not null default false;
comment on column post_changes.manager_changed is 'Somebody else is above them, though the one before is still there.';

create or replace function app.on_employment_changed() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  insert into post_changes (employee_id, from_department_id, to_department_id, title_changed, manager_changed)
  select * from (
    select n.id, o.department_id as from_id, n.department_id as to_id, n.title is distinct from o.title and o.title is not null as retitled,
           -- Whose manager went has not moved.
           coalesce(n.manager_id <> o.manager_id, false) and exists (
             select 1 from employees m where m.id = o.manager_id and m.state in ('active', 'on_leave') and m.deactivated_at is null) as moved
      from changed n join before o on o.id = n.id
     where n.department_id is distinct from o.department_id or n.title is distinct from o.title or n.manager_id is distinct from o.manager_id) c
   where c.from_id is distinct from c.to_id or c.retitled or c.moved;
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
            case when n.level is distinct from o.level then 'level' end,
            case when n.name <> o.name then 'name' end,
            case when n.number <> o.number then 'number' end,
            case when n.email <> o.email then 'email' end,
            case when n.user_name is distinct from o.user_name then 'userName' end,
            case when n.external_id is distinct from o.external_id then 'externalId' end,
            case when n.roles <> o.roles and (select app.me()) is not null then 'roles' end,
            case when (n.deactivated_at is null) <> (o.deactivated_at is null) then 'active' end,
            case when (n.removed_at is null) <> (o.removed_at is null) then 'account' end], null) as fields
            from changed n join before o on o.id = n.id) c
   where cardinality(c.fields) > 0 order by c.id;
  return null;
end $$;

create function app.on_employee_created() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  ${auditAs(`'employee.created'`, `'employee'`, 'new.id', `'{}'`)};
  return null;
end $$;
create trigger employees_created after insert on employees for each row
  when (current_setting('app.me', true) <> '' and not new.roles @> '{service}') execute function app.on_employee_created();

create function app.on_profile_changed() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  ${auditAs(`'employee.changed'`, `'employee'`, 'new.employee_id', `'{"fields": ["profile"]}'`)};
  return null;
end $$;
create trigger directory_profiles_changed after update on directory_profiles for each row
  when (old.attributes is distinct from new.attributes) execute function app.on_profile_changed();
revoke execute on function app.on_employee_created(), app.on_profile_changed() from public;
`;
