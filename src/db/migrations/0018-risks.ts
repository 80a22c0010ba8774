import { type Kysely, sql } from 'kysely';
import { guarded, mine } from './0004-access/rules.ts';

/** The register of risks: kept by people and by the engine beside the process; high ones hold up the sign-off. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create table risks (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  kind text not null check (kind in ('informationLoss', 'customerLoss', 'misunderstanding', 'complaintOpen', 'contractEnds', 'noContact',
                                     'keyContactMissing', 'satisfactionLow', 'receiverOverloaded', 'other')),
  customer_id uuid references customers,
  receiver_id uuid references employees,
  found boolean not null default false,
  title text check (length(title) <= 500),
  likelihood smallint not null check (likelihood between 1 and 5),
  effect smallint not null check (effect between 1 and 5),
  mitigation text check (length(mitigation) <= 4000),
  owner_id uuid not null references employees,
  due_on date,
  state text not null default 'open' check (state in ('open', 'accepted', 'closed', 'gone')),
  accepted_by uuid references employees,
  accepted_at timestamptz,
  opened_by uuid references employees,
  opened_at timestamptz not null default now(),
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  check (found = (opened_by is null)),
  check (kind <> 'other' or title is not null),
  check ((state = 'accepted') <= (accepted_by is not null))
);
comment on table risks is 'Risks of a case. found: by the engine in the data (one row a kind and customer or receiver), the others by people. The score is likelihood × effect; from the policy''s mark on an open one holds up the sign-off.';
create unique index risks_found on risks (handover_id, kind, customer_id, receiver_id) nulls not distinct where found;
create index risks_handover on risks (handover_id, id);
create index risks_customer on risks (customer_id) where customer_id is not null;
create index risks_receiver on risks (receiver_id) where receiver_id is not null;
create index risks_owner on risks (owner_id);
create index risks_accepted_by on risks (accepted_by) where accepted_by is not null;
create index risks_opened_by on risks (opened_by) where opened_by is not null;
${guarded('risks')}

create function app.guard_risk() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare me uuid := app.me(); h handovers; mark integer; decides boolean;
begin
  if session_user <> 'handover_api' then return new; end if;
  -- The lock waits for a sign-off that is being opened, or makes it see this.
  select * into h from handovers where id = new.handover_id for share;
  if h.closed_at is not null then
    raise exception 'the case is over' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select 1 from employees e where e.id = new.owner_id and e.state <> 'left') then
    raise exception 'somebody who has left owns no risk' using errcode = 'check_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.found or new.opened_by is distinct from me or new.state <> 'open' then
      raise exception 'people open risks in their own name' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  select coalesce((p.body -> 'risks' ->> 'blockFrom')::int, 26) into mark
    from policies p where (p.key, p.version) = (h.policy_key, h.policy_version);
  decides := app.has_role('{hr}') or exists (
    select 1 from handover_people where handover_id = h.id and role in ('supervisor', 'deputy') and person_id = me);
  -- Whoever gives or gets customers does not talk a high risk down.
  if old.likelihood * old.effect >= mark and not decides
     and (new.likelihood * new.effect < old.likelihood * old.effect or new.state <> old.state) then
    raise exception 'a high risk is lowered by the supervisor' using errcode = 'insufficient_privilege';
  end if;
  if new.state not in ('open', 'closed') and new.state <> old.state then
    raise exception 'a risk is accepted by a decision on the case' using errcode = 'insufficient_privilege';
  end if;
  -- What was accepted is the risk as it was.
  if old.state = 'accepted' and new.state = 'accepted' and new.likelihood * new.effect > old.likelihood * old.effect then
    new.state := 'open';
    new.accepted_by := null;
    new.accepted_at := null;
  end if;
  return new;
end $$;
comment on function app.guard_risk() is 'Who may do what with a risk: any party opens, raises and mitigates one; a high one is lowered or closed by supervisor, deputies or HR only.';
create trigger risks_guard before insert or update on risks for each row execute function app.guard_risk();
revoke execute on function app.guard_risk() from public;

create policy api_read on risks for select to handover_api using (
  (select app.has_role('{hr,auditor}'))
  or exists (select 1 from handover_people p where p.handover_id = risks.handover_id and p.role not in ('receiver', 'department') and ${mine('p.person_id')})
  or (customer_id is null and handover_id in (select app.my_handovers()))
  or exists (select 1 from handover_items i where i.handover_id = risks.handover_id and i.record_type = 'customer'
              and i.record_id = risks.customer_id and ${mine('i.receiver_id')}));
create policy api_insert on risks for insert to handover_api with check (
  opened_by = (select app.me()) and (handover_id in (select app.my_handovers()) or (select app.has_role('{hr}')))
  and (customer_id is null or exists (select 1 from handover_items i where i.handover_id = risks.handover_id and i.record_type = 'customer' and i.record_id = risks.customer_id)));
create policy api_update on risks for update to handover_api using (
  (select app.has_role('{hr}')) or owner_id = (select app.me()) or opened_by = (select app.me())
  or exists (select 1 from handover_people p where p.handover_id = risks.handover_id and p.role in ('giver', 'receiver', 'supervisor', 'deputy') and p.person_id = (select app.me())));
grant select, insert on risks to handover_api;
grant update (likelihood, effect, mitigation, owner_id, due_on, state, accepted_by, accepted_at, version, updated_at) on risks to handover_api;
grant select, insert, update on risks to handover_worker;
`,
    )
    .execute(db);
}
