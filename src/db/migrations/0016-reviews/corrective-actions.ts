import { guarded } from '../0004-access/rules.ts';

const STEERS = `(select app.has_role('{hr}')) or exists (
    select 1 from handover_people p where p.handover_id = corrective_actions.handover_id and p.role in ('supervisor', 'deputy') and p.person_id = (select app.me()))`;

/** What is done about what a review found. */
export const correctiveActions = `
create table corrective_actions (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  review_id uuid references reviews,
  finding text not null check (length(finding) between 1 and 64),
  body text check (length(body) <= 4000),
  owner_id uuid not null references employees,
  due_on date not null,
  state text not null default 'open' check (state in ('open', 'done', 'dropped')),
  outcome text check (length(outcome) <= 4000),
  opened_by uuid references employees,
  opened_at timestamptz not null default now(),
  closed_by uuid references employees,
  closed_at timestamptz,
  reminded_on date,
  escalated_on date,
  version integer not null default 1,
  check ((state = 'open') = (closed_at is null))
);
comment on table corrective_actions is 'What is done about a finding of a review, or what somebody saw: with owner and date, followed until it is done, also after the case has closed. opened_by NULL: the engine, by the thresholds of the policy.';
create unique index corrective_actions_one_per_finding on corrective_actions (review_id, finding) where review_id is not null and opened_by is null;
create index corrective_actions_handover on corrective_actions (handover_id, id);
create index corrective_actions_owner on corrective_actions (owner_id);
create index corrective_actions_opened_by on corrective_actions (opened_by) where opened_by is not null;
create index corrective_actions_closed_by on corrective_actions (closed_by) where closed_by is not null;
create index corrective_actions_open on corrective_actions (due_on) where state = 'open';
${guarded('corrective_actions')}
create policy api_read on corrective_actions for select to handover_api using (
  owner_id = (select app.me()) or handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor}')));
create policy api_insert on corrective_actions for insert to handover_api with check (
  opened_by = (select app.me()) and (${STEERS}));
create policy api_update on corrective_actions for update to handover_api using (owner_id = (select app.me()) or ${STEERS});
grant select, insert (id, handover_id, review_id, finding, body, owner_id, due_on, opened_by),
  update (owner_id, due_on, state, outcome, closed_by, closed_at, version) on corrective_actions to handover_api;
grant select, insert, update on corrective_actions to handover_worker;

create function app.guard_corrective_action() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if session_user = 'handover_api' and old.owner_id = app.me() and (new.owner_id, new.due_on) is distinct from (old.owner_id, old.due_on)
     and not app.has_role('{hr}') and not exists (
       select 1 from handover_people p where p.handover_id = old.handover_id and p.role in ('supervisor', 'deputy') and p.person_id = app.me()) then
    raise exception 'who has to do it gives it to nobody and moves no date' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
comment on function app.guard_corrective_action() is 'The owner of a corrective action says what became of it; owner and date are for the supervisor, deputies and HR.';
create trigger corrective_actions_guard before update on corrective_actions for each row execute function app.guard_corrective_action();
revoke execute on function app.guard_corrective_action() from public;
`;
