/** Who must sign beside giver, receivers and supervisor, signatures that were waived, and those that no longer count. */

const ROLES = "('giver', 'receiver', 'supervisor', 'finance', 'legal', 'it', 'sales', 'service', 'technical')";

export const signers = `
alter table sign_offs drop constraint sign_offs_role_check;
alter table sign_offs add constraint sign_offs_role_check check (role in ${ROLES});
alter table sign_offs drop constraint sign_offs_decision_check;
alter table sign_offs add constraint sign_offs_decision_check check (decision in ('signed', 'rejected', 'waived'));
alter table sign_offs
  add column department_id uuid references departments,
  add column delegation_id uuid references delegations,
  add column voided_at timestamptz,
  add column voided_because text check (voided_because in ('rejected', 'receiverReplaced', 'planChanged', 'reopened')),
  add check ((voided_at is null) = (voided_because is null));
comment on column sign_offs.voided_at is 'Set when what was signed is made anew: the signature stays on record and counts no more.';
comment on column sign_offs.department_id is 'For whom a coordinator signs; NULL: for the person''s own part.';
comment on column sign_offs.delegation_id is 'By which delegation signer_id signed for person_id.';
create index sign_offs_delegation on sign_offs (delegation_id) where delegation_id is not null;
-- Three signatures of the parties are those of three people, also by delegation.
create unique index sign_offs_delegate_of_one on sign_offs (handover_id, round, signer_id)
  where delegation_id is not null and role in ('giver', 'receiver', 'supervisor');
create index sign_offs_department on sign_offs (department_id) where department_id is not null;

create table handover_signers (
  handover_id uuid not null references handovers,
  round integer not null,
  role text not null check (role in ${ROLES}),
  person_id uuid not null references employees,
  department_id uuid references departments,
  why text not null check (why in ('party', 'openOrders', 'contracts', 'access', 'always')),
  primary key (handover_id, round, role, person_id),
  check ((why = 'party') = (department_id is null))
);
comment on table handover_signers is 'Whose signatures a round needs, written when the sign-off opens: the parties, and for the departments that the policy asks the person who signs for each, with the condition that held.';
create index handover_signers_person on handover_signers (person_id);
create index handover_signers_department on handover_signers (department_id) where department_id is not null;

alter table handover_people drop constraint handover_people_role_check;
alter table handover_people add constraint handover_people_role_check
  check (role in ('giver', 'receiver', 'supervisor', 'approver', 'deputy', 'department'));
`;
