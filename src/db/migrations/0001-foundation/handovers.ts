/** The case: what was asked for, who takes part, what moves, what people did, what is due. */
export const handovers = `
create table policies (
  key text not null check (key ~ '^[a-z][a-z0-9-]{0,62}$'),
  version integer not null check (version > 0),
  name_zh text not null,
  name_en text not null,
  body jsonb not null,
  created_by uuid references employees,
  created_at timestamptz not null default now(),
  primary key (key, version)
);
comment on table policies is 'Versions of the rules of a handover. A version never changes; a running handover keeps the one it started with.';
create index policies_created_by on policies (created_by);
create trigger policies_append_only before update or delete or truncate on policies
  for each statement execute function app.refuse_change();

create sequence handover_labels;

create table handovers (
  id uuid primary key default uuidv7(),
  label text not null unique default
    'HO-' || to_char(now() at time zone 'Asia/Shanghai', 'YYYY') || '-' || lpad(nextval('handover_labels')::text, 6, '0'),
  kind text not null check (kind in ('departure', 'change_of_post', 'replacement', 'team_change', 'absence_cover', 'emergency_departure')),
  reason text not null,
  giver_id uuid not null references employees,
  supervisor_id uuid not null references employees,
  started_by uuid not null references employees,
  assignment text not null check (assignment in ('fixed', 'in_turn')),
  scope jsonb not null,
  whole_book boolean not null,
  late_receiver_id uuid not null references employees,
  policy_key text not null,
  policy_version integer not null,
  effective_at timestamptz,
  state text not null default 'starting' check (state in ('starting', 'running', 'paused', 'closed', 'cancelled')),
  step text not null default 'notify' check (step in ('notify', 'plan', 'materials', 'meeting', 'verification', 'signOff', 'transfer', 'followUp', 'close')),
  round integer not null default 1 check (round > 0),
  waiting_for text,
  awaited_ids uuid[] not null default '{}',
  due_at timestamptz,
  overdue boolean not null default false,
  flags text[] not null default '{}',
  progress_pct smallint not null default 0 check (progress_pct between 0 and 100),
  item_count integer not null default 0,
  plan_hash bytea check (length(plan_hash) = 32),
  hash_version smallint not null default 1,
  transferred_at timestamptz,
  closed_at timestamptz,
  report jsonb,
  started_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (policy_key, policy_version) references policies,
  check (giver_id <> supervisor_id),
  check (giver_id <> late_receiver_id)
);
comment on table handovers is 'One row a case: the request, which never changes, and the projection of the workflow, which activities write.';
create unique index handovers_one_whole_book on handovers (giver_id) where whole_book and state in ('starting', 'running', 'paused') and transferred_at is null;
create index handovers_giver on handovers (giver_id);
create index handovers_supervisor on handovers (supervisor_id);
create index handovers_started_by on handovers (started_by);
create index handovers_late_receiver on handovers (late_receiver_id);
create index handovers_policy on handovers (policy_key, policy_version);
create index handovers_open on handovers (state, due_at);
create index handovers_awaited on handovers using gin (awaited_ids);

create table handover_people (
  handover_id uuid not null references handovers,
  person_id uuid not null references employees,
  role text not null check (role in ('giver', 'receiver', 'supervisor', 'approver', 'deputy')),
  position smallint not null default 0,
  primary key (handover_id, role, person_id)
);
comment on table handover_people is 'Who takes part in a case and as what; position orders the receivers.';
create index handover_people_person on handover_people (person_id, handover_id);

-- collate "C": what is signed is hashed in this order, which must be the same on every server.
create table handover_items (
  handover_id uuid not null references handovers,
  record_type text collate "C" not null check (record_type in ('customer', 'opportunity', 'task', 'calendar_event', 'approval', 'note', 'communication', 'attachment',
                                                   'contact', 'order', 'contract', 'project', 'preference', 'feedback')),
  record_id uuid not null,
  customer_id uuid,
  receiver_id uuid not null references employees,
  why text not null,
  tier text check (tier in ('strict', 'standard')),
  to_verify boolean not null default false,
  primary key (handover_id, record_type, record_id),
  check ((record_type = 'customer') = (tier is not null))
);
comment on table handover_items is 'The plan: to_verify marks the sample that the receiver checks; every customer of the book and every record that names the giver in person, with its receiver. Records that follow their customer need no row. That an item moved as planned is derived, not stored.';
create index handover_items_receiver on handover_items (handover_id, receiver_id, record_type, record_id);
create index handover_items_record on handover_items (record_id);

create table handover_exceptions (
  handover_id uuid not null references handovers,
  record_type text collate "C" not null,
  record_id uuid not null,
  state text not null check (state in ('skipped', 'failed', 'late', 'restored', 'returned')),
  reason text not null,
  params jsonb not null default '{}',
  at timestamptz not null default now(),
  primary key (handover_id, record_type, record_id)
);
comment on table handover_exceptions is 'Items that did not simply move as planned, with the reason as a code.';

create table handover_inbox (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  kind text not null check (kind in ('explanation', 'verification', 'text')),
  round integer not null,
  customer_id uuid references customers,
  author_id uuid not null references employees,
  body jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((kind = 'text') = (customer_id is null))
);
comment on table handover_inbox is 'What people enter: per customer (explanation, verification) and the free text of a decision, of which the workflow gets the id only. The one table of a running handover that HTTP writes.';
create unique index handover_inbox_one_per_customer on handover_inbox (handover_id, kind, round, customer_id, author_id) where customer_id is not null;
create index handover_inbox_handover on handover_inbox (handover_id, kind, round);
create index handover_inbox_author on handover_inbox (author_id);
create index handover_inbox_customer on handover_inbox (customer_id);

create table materials (
  handover_id uuid not null references handovers,
  customer_id uuid not null references customers,
  version integer not null,
  body jsonb not null,
  completeness smallint not null check (completeness between 0 and 100),
  missing text[] not null default '{}',
  needs_explanation boolean not null default false,
  digest bytea not null check (length(digest) = 32),
  created_at timestamptz not null default now(),
  primary key (handover_id, customer_id, version)
);
comment on table materials is 'The pack of a customer, made from the data; a later round makes a new version.';
create index materials_customer on materials (customer_id);

create table meetings (
  handover_id uuid not null references handovers,
  round integer not null,
  uid text not null,
  sequence integer not null default 0,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  location text,
  online_url text,
  agenda text,
  minutes text,
  attendees uuid[] not null default '{}',
  state text not null default 'scheduled' check (state in ('scheduled', 'held', 'cancelled')),
  updated_at timestamptz not null default now(),
  primary key (handover_id, round),
  check (ends_at > starts_at)
);
comment on table meetings is 'The handover meeting of a round; uid and sequence are those of its calendar invitation.';

create table meeting_actions (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  round integer not null,
  body text not null,
  owner_id uuid not null references employees,
  due_on date,
  done_at timestamptz,
  foreign key (handover_id, round) references meetings
);
comment on table meeting_actions is 'Action items from the minutes.';
create index meeting_actions_meeting on meeting_actions (handover_id, round);
create index meeting_actions_owner on meeting_actions (owner_id);

create table sign_offs (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  round integer not null,
  role text not null check (role in ('giver', 'receiver', 'supervisor')),
  person_id uuid not null references employees,
  signer_id uuid references employees,
  decision text not null check (decision in ('signed', 'rejected')),
  comment text,
  plan_hash bytea not null check (length(plan_hash) = 32),
  via text not null check (via in ('http', 'token', 'operator')),
  signed_at timestamptz not null,
  jws text not null,
  unique (handover_id, round, role, person_id)
);
comment on table sign_offs is 'Signatures over the plan hash. person_id is whose signature it is, signer_id who gave it (a deputy may; NULL: an operator''s statement).';
create index sign_offs_person on sign_offs (person_id);
create index sign_offs_signer on sign_offs (signer_id);

create table sign_off_tokens (
  digest bytea primary key check (length(digest) = 32),
  handover_id uuid not null references handovers,
  round integer not null,
  person_id uuid not null references employees,
  plan_hash bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table sign_off_tokens is 'One-time tokens (as SHA-256) that let a signer answer by the signal signOff.';
create index sign_off_tokens_handover on sign_off_tokens (handover_id);
create index sign_off_tokens_person on sign_off_tokens (person_id);

create table transfers (
  handover_id uuid not null references handovers,
  round integer not null,
  phase text not null default 'customer',
  cursor uuid,
  moved bigint not null default 0,
  skipped bigint not null default 0,
  batches integer not null default 0,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (handover_id, round)
);
comment on table transfers is 'How far a transfer has come: phase is the type of record being moved, then late, then done; each batch moves the cursor in its own transaction.';

create table reviews (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  day_offset integer not null check (day_offset > 0),
  due_at timestamptz not null,
  answer_by timestamptz,
  state text not null default 'planned' check (state in ('planned', 'open', 'answered', 'unanswered')),
  baseline jsonb,
  facts jsonb,
  findings text[] not null default '{}',
  unique (handover_id, day_offset)
);
comment on table reviews is 'Follow-up reviews: due date, figures before the handover and at the review, and what was found.';

create table review_answers (
  review_id uuid not null references reviews,
  person_id uuid not null references employees,
  satisfaction smallint not null check (satisfaction between 1 and 5),
  comment text,
  answered_at timestamptz not null,
  primary key (review_id, person_id)
);
comment on table review_answers is 'Answers to a review''s questionnaire.';
create index review_answers_person on review_answers (person_id);

create table check_ins (
  handover_id uuid not null references handovers,
  asked_at timestamptz not null,
  primary key (handover_id, asked_at)
);
comment on table check_ins is 'Periodic check-ins of the transition period that were sent.';

create table notifications (
  message_id text primary key,
  handover_id uuid references handovers,
  person_id uuid not null references employees,
  template text not null,
  step text not null,
  round integer not null,
  outcome text not null default 'sent' check (outcome in ('sent', 'refused')),
  sent_at timestamptz not null default now()
);
comment on table notifications is 'Mails that left, by their fixed Message-ID; refused: the mail server will never take it for this address.';
create index notifications_handover on notifications (handover_id);
create index notifications_person on notifications (person_id);

create table run_once (
  workflow_id text not null,
  step text not null,
  round integer not null,
  key text not null,
  result jsonb not null,
  attempt integer not null,
  at timestamptz not null default now(),
  primary key (workflow_id, step, round, key)
);
comment on table run_once is 'The run-once guard: an effect that has a row here has happened; its result is returned to the retry.';

create table idempotency_keys (
  actor_id uuid not null references employees,
  key text not null check (length(key) between 1 and 255),
  route text not null,
  body_digest bytea not null,
  resource_id uuid,
  status integer,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (actor_id, key)
);
comment on table idempotency_keys is 'Requests already taken, so that the same request twice has one effect.';

create table imports (
  id uuid primary key default uuidv7(),
  dataset text not null,
  mapping text not null,
  dry_run boolean not null,
  actor_id uuid not null references employees,
  rows_read integer not null,
  inserted integer not null,
  updated integer not null,
  unchanged integer not null,
  refused integer not null,
  refusals jsonb not null,
  at timestamptz not null default now()
);
comment on table imports is 'Each import with its counts and the rows that were refused.';
create index imports_actor on imports (actor_id);
`;
