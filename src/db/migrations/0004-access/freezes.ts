import { auditAs, guarded, mine } from './rules.ts';

/** The emergency freeze: from its commit on the person of a transaction is nobody. */
export const freezes = `
create table freezes (
  id uuid primary key default uuidv7(),
  person_id uuid not null references employees,
  frozen_by uuid not null references employees,
  reason text not null check (btrim(reason) <> ''),
  since timestamptz not null default now(),
  lifted_at timestamptz,
  lifted_by uuid references employees,
  check (person_id <> frozen_by),
  check ((lifted_at is null) = (lifted_by is null))
);
comment on table freezes is 'Emergency freezes: while one is not lifted, the person can do and see nothing, whatever tokens they hold.';
create unique index freezes_one_at_a_time on freezes (person_id) where lifted_at is null;
create index freezes_person on freezes (person_id, since);
create index freezes_frozen_by on freezes (frozen_by);
create index freezes_lifted_by on freezes (lifted_by) where lifted_by is not null;

create function app.is_frozen(wanted uuid) returns boolean language sql stable parallel safe security definer
set search_path = public, pg_temp as
  $$ select exists (select 1 from freezes where person_id = wanted and lifted_at is null) $$;

create or replace function app.me() returns uuid language sql stable parallel safe security definer
set search_path = public, pg_temp as $$
  select id from employees e where id = nullif(current_setting('app.me', true), '')::uuid and state <> 'left'
     and not exists (select 1 from freezes f where f.person_id = e.id and f.lifted_at is null) $$;
comment on function app.me() is 'The person of this transaction, set by withPerson; nobody, once they have left the company or while they are frozen.';

-- Two locks a person: a freeze waits for the one until every process of the API has let go of the person's requests,
-- for the other until every transaction in the person's name has ended.
create function app.lease_key(person uuid) returns bigint language sql immutable strict parallel safe
  return hashtextextended('lease ' || person::text, 0);
create function app.work_key(person uuid) returns bigint language sql immutable strict parallel safe
  return hashtextextended('work ' || person::text, 0);

create function app.on_freeze() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    -- One-time links do not come back to life when the freeze is lifted.
    update sign_off_tokens set used_at = clock_timestamp() where person_id = new.person_id and used_at is null;
    perform pg_notify('freezes', new.person_id::text);
    ${auditAs(`'person.frozen'`, `'employee'`, 'new.person_id', `jsonb_build_object('freeze', new.id)`)};
  else
    ${auditAs(`'person.unfrozen'`, `'employee'`, 'new.person_id', `jsonb_build_object('freeze', new.id)`)};
  end if;
  return null;
end $$;
create trigger freezes_take_effect after insert or update of lifted_at on freezes for each row execute function app.on_freeze();

${guarded('freezes')}
create policy api_read on freezes for select to handover_api using (${mine('person_id')} or (select app.has_role('{hr,auditor}')));
create policy api_insert on freezes for insert to handover_api with check (
  frozen_by = (select app.me()) and person_id <> (select app.me()) and lifted_at is null and (${mine('person_id')} or (select app.has_role('{hr}'))));
create policy api_update on freezes for update to handover_api using (lifted_at is null and (select app.has_role('{hr}')))
  with check (lifted_by = (select app.me()));

grant select on freezes to handover_api, handover_worker;
grant insert (id, person_id, frozen_by, reason), update (lifted_at, lifted_by) on freezes to handover_api;
revoke execute on function app.is_frozen(uuid), app.on_freeze(), app.lease_key(uuid), app.work_key(uuid) from public;
grant execute on function app.is_frozen(uuid), app.lease_key(uuid), app.work_key(uuid) to handover_api, handover_worker;
`;
