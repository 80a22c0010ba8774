import { guarded, mine } from '../0004-access/rules.ts';

/** Who is introduced to which customer, and what the customer says to it. */
export const introductions = `
create table introduction_runs (
  handover_id uuid primary key references handovers,
  phase text not null default 'approval' check (phase in ('approval', 'running', 'done', 'cancelled')),
  paused boolean not null default false,
  templates uuid[] not null,
  awaited_ids uuid[] not null default '{}',
  due_at timestamptz,
  overdue boolean not null default false,
  approved_by uuid references employees,
  attention boolean not null default false,
  last_sent_at timestamptz,
  started_at timestamptz not null,
  ended_at timestamptz,
  check ((ended_at is null) = (phase in ('approval', 'running')))
);
comment on table introduction_runs is 'The introduction of a handover''s customers as a whole. templates: the versions that it began with. attention: something waits that the workflow was told of already. approved_by NULL while running: nobody had to, or nobody answered.';
create index introduction_runs_approved_by on introduction_runs (approved_by) where approved_by is not null;

create table introductions (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references introduction_runs,
  customer_id uuid not null references customers,
  nth smallint not null default 1 check (nth > 0),
  receiver_id uuid not null references employees,
  channel text not null check (channel in ('letter', 'meeting', 'phone')),
  language text not null check (language in ('zh-CN', 'en')),
  consent_days smallint not null check (consent_days > 0),
  state text not null default 'prepared' check (state in ('prepared', 'sent', 'toDo', 'agreed', 'consented', 'objected', 'unanswered', 'reassigned', 'pooled', 'withdrawn', 'cancelled')),
  why text check (why in ('noAddress', 'refused', 'byPhone', 'notApproved')),
  template_id uuid references letter_templates,
  contact_id uuid references contacts,
  sending smallint not null default 1 check (sending > 0),
  attempts smallint not null default 0,
  sent_at timestamptz,
  answer_by timestamptz,
  stage text not null default 'open' check (stage in ('open', 'reminded', 'overdue', 'escalated')),
  remind_at timestamptz,
  due_at timestamptz,
  escalate_at timestamptz,
  give_up_at timestamptz,
  meeting_starts_at timestamptz,
  meeting_ends_at timestamptz,
  meeting_location text,
  meeting_url text,
  meeting_sequence integer not null default 0,
  call_off boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (handover_id, customer_id, nth),
  check ((meeting_starts_at is null) = (meeting_ends_at is null)),
  check (meeting_ends_at > meeting_starts_at)
);
comment on table introductions is 'One introduction of a receiver to a customer; after an objection the next receiver''s has the next number. letter: silence counts as consent at answer_by. meeting, and toDo (in person, because the letter cannot do it: why): until give_up_at, stage saying how far the reminders are. sending grows with each letter that is sent anew. call_off: an invitation has still to be taken back.';
create index introductions_state on introductions (handover_id, state, id);
create index introductions_receiver on introductions (receiver_id);
create index introductions_customer on introductions (customer_id);
create index introductions_template on introductions (template_id) where template_id is not null;
create index introductions_contact on introductions (contact_id) where contact_id is not null;
create index introductions_call_off on introductions (handover_id, id) where call_off;

create table introduction_answers (
  introduction_id uuid primary key references introductions,
  answer text not null check (answer in ('agreed', 'objected')),
  words text,
  via text not null check (via in ('link', 'phone', 'meeting', 'mail')),
  person_id uuid references employees,
  at timestamptz not null default clock_timestamp(),
  check ((via = 'link') = (person_id is null))
);
comment on table introduction_answers is 'What customers said, the first answer to each introduction. person_id: who wrote it down; NULL: the customer, by the link. words are personal.';
create index introduction_answers_person on introduction_answers (person_id) where person_id is not null;

${['introduction_runs', 'introductions', 'introduction_answers'].map(guarded).join('\n')}
create policy api_read on introduction_runs for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));
-- Of the receivers each sees the customers that were given to them; who looks at the whole case sees all. What customers say is not for
-- the departments that sign.
create policy api_read on introductions for select to handover_api using (
  ${mine('receiver_id')} or (select app.has_role('{hr,auditor}'))
  or exists (select 1 from handover_people p where p.handover_id = introductions.handover_id and p.role not in ('receiver', 'department') and ${mine('p.person_id')}));
create policy api_read on introduction_answers for select to handover_api using (
  exists (select 1 from introductions i where i.id = introduction_id));
grant select on introduction_runs, introductions, introduction_answers to handover_api;
grant select, insert, update on introduction_runs, introductions to handover_worker;
grant select on introduction_answers to handover_worker;
grant delete on customer_team to handover_worker; -- an objection that leads to the pool
`;
