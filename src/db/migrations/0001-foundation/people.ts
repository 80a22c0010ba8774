/** Calendars, departments and the people who own, hand over, receive and supervise. */
export const people = `
create table calendars (
  code text primary key,
  name_zh text not null,
  name_en text not null,
  weekly_workdays smallint[] not null default '{1,2,3,4,5}',
  time_zone text not null default 'Asia/Shanghai',
  day_starts time not null default '09:00',
  day_ends time not null default '18:00',
  check (weekly_workdays <@ '{1,2,3,4,5,6,7}'::smallint[]),
  check (day_starts < day_ends)
);
comment on table calendars is 'Working calendars; ISO weekdays (1 = Monday) that are workdays unless calendar_days says otherwise.';

create table calendar_years (
  calendar_code text not null references calendars,
  year smallint not null check (year between 1970 and 2200),
  primary key (calendar_code, year)
);
comment on table calendar_years is 'Years whose public holidays are known; a deadline in another year carries a warning.';

create table calendar_days (
  calendar_code text not null references calendars,
  day date not null,
  is_workday boolean not null,
  name_zh text not null,
  name_en text not null,
  primary key (calendar_code, day)
);
comment on table calendar_days is 'Days that differ from the weekly pattern: public holidays and make-up workdays.';

create table departments (
  id uuid primary key default uuidv7(),
  source text not null default 'manual',
  source_id text,
  code text not null unique,
  name_zh text not null,
  name_en text not null,
  unique (source, source_id)
);
comment on table departments is 'Departments of the company.';

create table employees (
  id uuid primary key default uuidv7(),
  source text not null default 'manual',
  source_id text,
  number text not null unique,
  name text not null check (btrim(name) <> ''),
  email text not null,
  phone text,
  title text,
  manager_id uuid references employees,
  department_id uuid references departments,
  region text,
  languages text[] not null default '{zh-CN}',
  skills text[] not null default '{}',
  industries text[] not null default '{}',
  capacity integer not null default 200 check (capacity >= 0),
  calendar_code text not null default 'CN' references calendars,
  locale text not null default 'zh-CN' check (locale in ('zh-CN', 'en')),
  time_zone text not null default 'Asia/Shanghai',
  state text not null default 'active' check (state in ('active', 'on_leave', 'leaving', 'left')),
  roles text[] not null default '{account_manager}'
    check (roles <@ '{hr,manager,account_manager,coordinator,ops,auditor,service}'::text[]),
  identity_subject text unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  unique (source, source_id),
  check (manager_id <> id)
);
comment on table employees is 'People of the company. number is the pseudonym that Temporal and logs may show; identity_subject is the "sub" of the identity provider.';
create unique index employees_email on employees (lower(email));
create index employees_manager on employees (manager_id);
create index employees_department on employees (department_id);
create index employees_calendar on employees (calendar_code);

alter table departments add column coordinator_id uuid references employees;
create index departments_coordinator on departments (coordinator_id);

create table reporting_closure (
  boss_id uuid not null references employees on delete cascade,
  subordinate_id uuid not null references employees on delete cascade,
  depth smallint not null,
  primary key (boss_id, subordinate_id)
);
comment on table reporting_closure is 'Who is above whom at any depth, oneself included (depth 0); kept by a trigger on employees.';
create index reporting_closure_subordinate on reporting_closure (subordinate_id);

create function app.keep_reporting_closure() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  -- Two moves at once could each miss the other's new line; moves are rare, so they queue.
  perform pg_advisory_xact_lock(hashtextextended('reporting_closure', 0));
  if tg_op = 'UPDATE' then
    delete from reporting_closure c
     using reporting_closure below
     where below.boss_id = new.id and c.subordinate_id = below.subordinate_id
       and c.boss_id not in (select subordinate_id from reporting_closure where boss_id = new.id);
  end if;
  if exists (
    with recursive up(id) as (
      select new.manager_id
      union select e.manager_id from employees e join up on e.id = up.id where e.manager_id is not null
    ) select 1 from up where id = new.id
  ) then
    raise exception 'employee % would be above and below themself', new.id using errcode = 'check_violation', constraint = 'employees_no_reporting_cycle';
  end if;
  insert into reporting_closure (boss_id, subordinate_id, depth)
  with recursive up(id, depth) as (
    select new.id, 0 union all
    select e.manager_id, up.depth + 1 from employees e join up on e.id = up.id where e.manager_id is not null
  ), down(id, depth) as (
    select new.id, 0 union all
    select e.id, down.depth + 1 from employees e join down on e.manager_id = down.id
  )
  select up.id, down.id, up.depth + down.depth from up cross join down
  on conflict do nothing;
  return null;
end $$;
create trigger employees_reporting_insert after insert on employees for each row execute function app.keep_reporting_closure();
create trigger employees_reporting_update after update of manager_id on employees for each row
  when (old.manager_id is distinct from new.manager_id) execute function app.keep_reporting_closure();
`;
