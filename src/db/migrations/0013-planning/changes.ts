import { guarded, mine } from '../0004-access/rules.ts';

const ASSIGNMENTS = ['fixed', 'in_turn', 'by_weight', 'by_capacity', 'by_match', 'mixed'];
const tables = ['plan_overrides', 'scope_changes'] as const;

/** What a request says about planning, what people change of it until the transfer, and what the plan keeps for its readers. */
export const changes = `
alter table handovers drop constraint handovers_assignment_check;
alter table handovers add constraint handovers_assignment_check
  check (assignment in (${ASSIGNMENTS.map((one) => `'${one}'`).join(', ')})) not valid;
alter table handovers validate constraint handovers_assignment_check;
alter table handovers add column planning jsonb not null default '{}', add column plan_warnings jsonb not null default '[]', add column planned_at timestamptz;
comment on column handovers.planning is 'What the request says about sharing out: weights, capacities, rules, whether related customers stay together. Receivers by their place.';
comment on column handovers.plan_warnings is 'What to look at before the present plan is approved: codes with parameters.';
comment on column handovers.planned_at is 'When the present plan was made; NULL: there is none yet, or it is from before plans told.';
grant insert (planning) on handovers to handover_api;

alter table handover_items add column why_params jsonb;
comment on column handover_items.why_params is 'Parameters of why: what was counted when this receiver was chosen.';

create table plan_overrides (
  handover_id uuid not null references handovers,
  customer_id uuid not null references customers,
  receiver_id uuid not null references employees,
  reason text not null check (btrim(reason) <> ''),
  made_by uuid not null references employees,
  made_at timestamptz not null default now(),
  primary key (handover_id, customer_id)
);
comment on table plan_overrides is 'Customers for whom somebody named a receiver, whatever the rule says: with the request, or later by a change of the plan.';
create index plan_overrides_customer on plan_overrides (customer_id);
create index plan_overrides_receiver on plan_overrides (receiver_id);
create index plan_overrides_made_by on plan_overrides (made_by);

create table scope_changes (
  handover_id uuid not null references handovers,
  customer_id uuid not null references customers,
  change text not null check (change in ('added', 'takenOut')),
  reason text not null check (btrim(reason) <> ''),
  made_by uuid not null references employees,
  made_at timestamptz not null default now(),
  primary key (handover_id, customer_id)
);
comment on table scope_changes is 'Customers that a change of the plan added to what the request asked for, or took out of it.';
create index scope_changes_customer on scope_changes (customer_id);
create index scope_changes_made_by on scope_changes (made_by);

${tables
  .map(
    (table) => `${guarded(table)}
create policy api_read on ${table} for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));
grant select on ${table} to handover_api;
grant select, insert, update, delete on ${table} to handover_worker;`,
  )
  .join('\n')}
create policy api_insert on plan_overrides for insert to handover_api with check (
  made_by = (select app.me()) and exists (select 1 from handovers h join customers c on c.owner_id = h.giver_id
    where h.id = handover_id and h.started_by = (select app.me()) and h.state = 'starting' and c.id = customer_id
      and ((select app.has_role('{hr}')) or ${mine('h.giver_id')})));
grant insert (handover_id, customer_id, receiver_id, reason, made_by) on plan_overrides to handover_api;
`;
