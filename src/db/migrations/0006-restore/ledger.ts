const tables = ['record_changes', 'restores', 'restore_conflicts'] as const;

/** How far each move back has come, and the conflicts that people decide. */
export const ledger = `
create table restores (
  handover_id uuid not null references handovers,
  key text not null,
  made_as text not null check (made_as in ('restored', 'returned')),
  person_id uuid not null references employees,
  to_id uuid not null references employees,
  customer_ids uuid[],
  filter jsonb,
  on_conflict text not null default 'keep' check (on_conflict in ('keep', 'takeBack')),
  phase text not null,
  cursor uuid,
  restored bigint not null default 0,
  conflicts bigint not null default 0,
  put_back bigint not null default 0,
  batches integer not null default 0,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (handover_id, key)
);
comment on table restores is 'How far a move back has come: phase is the type of record, then done; each batch moves the cursor in its own transaction. Neither customer_ids nor filter: everything.';
create index restores_person on restores (person_id);
create index restores_to on restores (to_id);

create table restore_conflicts (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  restore_key text not null,
  record_type text collate "C" not null,
  record_id uuid not null,
  customer_id uuid,
  kind text not null check (kind in ('holderChanged', 'changed')),
  fields text[] not null default '{}',
  detected_at timestamptz not null default clock_timestamp(),
  decision text check (decision in ('keep', 'takeBack')),
  decided_by uuid references employees,
  decided_at timestamptz,
  unique (handover_id, record_type, record_id, kind),
  foreign key (handover_id, restore_key) references restores,
  check ((decision is null) = (decided_at is null))
);
comment on table restore_conflicts is 'What a restore found otherwise than it left it: held by a third person (holderChanged), or changed columns, by name only (changed). No decision: it is as the receiver made it, and somebody has yet to decide.';
create index restore_conflicts_restore on restore_conflicts (handover_id, restore_key);
create index restore_conflicts_decided_by on restore_conflicts (decided_by) where decided_by is not null;

alter table successors add column ended_by uuid references handovers;
comment on column successors.ended_by is 'The handover whose transfer ended the rule; its restore puts the rule in force again.';
create index successors_ended_by on successors (ended_by) where ended_by is not null;

${tables
  .map(
    (t) => `alter table ${t} enable row level security;
alter table ${t} force row level security;
create policy definer_functions on ${t} to current_user using (true) with check (true);
create policy worker on ${t} to handover_worker using (true) with check (true);`,
  )
  .join('\n')}
${['restores', 'restore_conflicts']
  .map(
    (t) => `create policy api_read on ${t} for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));`,
  )
  .join('\n')}
-- The values of record_changes are sensitive ones too: the way in reads no more than names of columns.
grant select on ${tables.join(', ')} to handover_worker;
grant select on restores, restore_conflicts to handover_api;
grant insert, update on restores, restore_conflicts to handover_worker;
grant delete on record_changes to handover_worker;
`;
