import { auditAs, guarded, mine } from '../0004-access/rules.ts';

/** Who acts for whom, for a time. */
export const delegations = `
create table delegations (
  id uuid primary key default uuidv7(),
  from_id uuid not null references employees,
  to_id uuid not null references employees,
  reason text not null check (btrim(reason) <> ''),
  starts_at timestamptz not null default now(),
  ends_at timestamptz not null,
  made_by uuid not null references employees,
  made_at timestamptz not null default now(),
  revoked_at timestamptz,
  revoked_by uuid references employees,
  check (from_id <> to_id),
  check (ends_at > starts_at and ends_at <= starts_at + interval '366 days'),
  check ((revoked_at is null) = (revoked_by is null))
);
comment on table delegations is 'to_id gives approvals and signatures for from_id until ends_at. One step only: what a delegate may for somebody they cannot pass on. Whoever is giver or receiver of a case acts for nobody in it.';
create index delegations_from on delegations (from_id, ends_at);
create index delegations_to on delegations (to_id, ends_at);
create index delegations_made_by on delegations (made_by);
create index delegations_revoked_by on delegations (revoked_by) where revoked_by is not null;

create function app.acting_in(at timestamptz default now()) returns table (handover_id uuid, from_id uuid, delegation_id uuid)
language sql stable rows 10 security definer set search_path = public, pg_temp as $$
  select distinct on (p.handover_id, d.from_id) p.handover_id, d.from_id, d.id
    from delegations d join handover_people p on p.person_id = d.from_id join employees e on e.id = d.from_id
   where d.to_id = (select app.me()) and d.revoked_at is null and at >= d.starts_at and at < d.ends_at
     and e.state <> 'left' and not app.is_frozen(d.from_id)
     and not exists (select 1 from handover_people own
                      where own.handover_id = p.handover_id and own.person_id = d.to_id and own.role in ('giver', 'receiver'))
   order by p.handover_id, d.from_id, d.ends_at desc, d.id
$$;
comment on function app.acting_in(timestamptz) is 'For whom the person of the transaction acts in which cases, and by which delegation.';

create or replace function app.my_handovers() returns setof uuid language sql stable rows 100 security definer
set search_path = public, pg_temp as $$
  select p.handover_id from handover_people p
   where ${mine('p.person_id')}
  union
  select h.id from handovers h where h.started_by = (select app.me())
  union
  select a.handover_id from app.acting_in() a
$$;
comment on function app.my_handovers() is 'Cases in which the person, or somebody below them, takes part, which they started, or in which they act for somebody.';

create function app.on_delegation() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    ${auditAs(`'delegation.made'`, `'employee'`, 'new.from_id', `jsonb_build_object('delegation', new.id, 'to', new.to_id, 'startsAt', new.starts_at, 'endsAt', new.ends_at)`)};
  else
    ${auditAs(`'delegation.ended'`, `'employee'`, 'new.from_id', `jsonb_build_object('delegation', new.id, 'to', new.to_id)`)};
  end if;
  return null;
end $$;
create trigger delegations_are_told after insert or update of revoked_at on delegations for each row execute function app.on_delegation();

${guarded('delegations')}
create policy api_read on delegations for select to handover_api using (
  ${mine('from_id')} or to_id = (select app.me()) or (select app.has_role('{hr,auditor}')));
-- HR does it for whoever cannot; nobody takes the right themselves.
create policy api_insert on delegations for insert to handover_api with check (
  made_by = (select app.me()) and to_id <> (select app.me()) and (from_id = (select app.me()) or (select app.has_role('{hr}'))));
create policy api_update on delegations for update to handover_api using (
  revoked_at is null and (from_id = (select app.me()) or to_id = (select app.me()) or (select app.has_role('{hr}'))))
  with check (revoked_by = (select app.me()));
-- What is signed for somebody can be looked at by who signs it; receivers see their own customers only.
${['materials', 'handover_inbox']
  .map(
    (table) => `create policy api_read_for_others on ${table} for select to handover_api using (
  handover_id in (select a.handover_id from app.acting_in() a join handover_people p on p.handover_id = a.handover_id and p.person_id = a.from_id
                   where p.role in ('supervisor', 'approver', 'deputy')));`,
  )
  .join('\n')}

grant select on delegations to handover_api, handover_worker;
grant insert (id, from_id, to_id, reason, starts_at, ends_at, made_by), update (revoked_at, revoked_by) on delegations to handover_api;
revoke execute on function app.acting_in(timestamptz), app.on_delegation() from public;
grant execute on function app.acting_in(timestamptz) to handover_api, handover_worker;
`;
