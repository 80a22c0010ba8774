/** What a request of the new kinds says beyond the others. */
export const kinds = `
alter table handovers add column until_at timestamptz, add column custodian_id uuid references employees, add column giver_waiver_id uuid;
comment on column handovers.until_at is 'Cover during absence: when what was lent goes back, as it was asked for; an extension moves due_at.';
comment on column handovers.custodian_id is 'Emergency departure: who gets urgent work and late arrivals until the book moves.';
comment on column handovers.giver_waiver_id is 'Emergency departure: the inbox entry in which HR said, at the start, why it does without the signature of the giver.';
create index handovers_custodian on handovers (custodian_id) where custodian_id is not null;
alter table handovers drop constraint handovers_kind_check;
alter table handovers add constraint handovers_kind_check check (kind in
  ('departure', 'change_of_post', 'replacement', 'team_change', 'department_change', 'absence_cover', 'emergency_departure')) not valid;
alter table handovers validate constraint handovers_kind_check;
grant insert (until_at, custodian_id, giver_waiver_id) on handovers to handover_api;
`;
