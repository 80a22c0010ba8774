/** The audit log: entries hold ids, codes and salted hashes; values lie apart and can be erased. */
export const audit = `
create table audit_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor_id uuid references employees,
  actor_kind text not null check (actor_kind in ('person', 'engine', 'operator')),
  action text not null,
  handover_id uuid,
  subject_type text,
  subject_id uuid,
  params jsonb not null default '{}',
  check ((actor_kind = 'person') = (actor_id is not null))
);
comment on table audit_entries is 'Who did what, when, under which handover. Append-only; no personal values: those lie in audit_values.';
create index audit_entries_handover on audit_entries (handover_id, id) where handover_id is not null;
create index audit_entries_subject on audit_entries (subject_id, id) where subject_id is not null;
create index audit_entries_actor on audit_entries (actor_id, id) where actor_id is not null;
create trigger audit_entries_append_only before update or delete or truncate on audit_entries
  for each statement execute function app.refuse_change();

create table audit_values (
  entry_id bigint not null references audit_entries,
  field text not null,
  salt bytea not null check (length(salt) = 16),
  value text not null,
  primary key (entry_id, field)
);
comment on table audit_values is 'Personal values of audit entries. The entry keeps sha256(salt || value) in params; erasing the row leaves a hash that nobody can guess.';
`;
