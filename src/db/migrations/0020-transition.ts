import { type Kysely, sql } from 'kysely';
import { guarded, mine } from './0004-access/rules.ts';

const TABLES = [
  'training_runs',
  'training_points',
  'training_feedback',
  'support_requests',
  'support_messages',
  'transition_contacts',
];

/** The person of the transaction takes part in the case of a table's row in one of the roles, or is of HR. */
const steers = (table: string, roles: string) => `((select app.has_role('{hr}')) or exists (
    select 1 from handover_people p where p.handover_id = ${table}.handover_id and p.role = any ('${roles}') and p.person_id = (select app.me())))`;

const receives = (table: string) => `exists (
    select 1 from handover_people p where p.handover_id = ${table}.handover_id and p.role = 'receiver' and p.person_id = (select app.me()))`;

/** A receiver sees their own; who looks at the whole case sees all. */
const readers = (table: string) => `
create policy api_read on ${table} for select to handover_api using (
  ${mine('receiver_id')} or (select app.has_role('{hr,auditor}'))
  or exists (select 1 from handover_people p where p.handover_id = ${table}.handover_id and p.role in ('giver', 'supervisor', 'deputy') and ${mine('p.person_id')}));`;

/** Training of the receivers, their questions to the giver, what they think of it, and who spoke with whom. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create table training_runs (
  handover_id uuid primary key references handovers,
  phase text not null default 'training' check (phase in ('training', 'support', 'done', 'cancelled')),
  paused boolean not null default false,
  agenda jsonb not null,
  due_at timestamptz not null,
  overdue boolean not null default false,
  gave_up boolean not null default false,
  ends_at timestamptz not null,
  attention boolean not null default false,
  started_at timestamptz not null,
  ended_at timestamptz,
  check ((ended_at is null) = (phase in ('training', 'support')))
);
comment on table training_runs is 'Training and transition of a handover as a whole. agenda: what is still to come of the wait for the training. ends_at: until then receivers may ask. attention: something waits that the workflow was told of already.';

create table training_points (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references training_runs,
  receiver_id uuid not null references employees,
  key text not null,
  position smallint not null,
  kind text not null check (kind in ('demonstration', 'cases', 'questions', 'crmSystem', 'product')),
  required boolean not null,
  min_mark smallint not null check (min_mark between 1 and 5),
  done_at timestamptz,
  confirmed_by uuid references employees,
  confirmed_at timestamptz,
  mark smallint check (mark between 1 and 5),
  note text check (length(note) <= 4000),
  version integer not null default 1,
  unique (handover_id, receiver_id, key),
  check (confirmed_by <> receiver_id),
  check (num_nulls(confirmed_by, confirmed_at, mark) in (0, 3))
);
comment on table training_points is 'One point of the training of one receiver, by the policy of the case. done_at: the receiver says that it took place. confirmed: giver or supervisor say how well the receiver can do it; nobody confirms for themselves.';
create index training_points_receiver on training_points (receiver_id);
create index training_points_confirmed_by on training_points (confirmed_by) where confirmed_by is not null;

create table training_feedback (
  handover_id uuid not null references training_runs,
  receiver_id uuid not null references employees,
  mark smallint not null check (mark between 1 and 5),
  words text check (length(words) <= 4000),
  given_at timestamptz not null default now(),
  primary key (handover_id, receiver_id)
);
comment on table training_feedback is 'What receivers think of their training.';
create index training_feedback_receiver on training_feedback (receiver_id);

create table support_requests (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references training_runs,
  receiver_id uuid not null references employees,
  due_at timestamptz not null,
  asked_at timestamptz not null default now(),
  told_at timestamptz,
  answered_by uuid references employees,
  answered_at timestamptz,
  answer_told_at timestamptz,
  escalated_at timestamptz,
  check ((answered_by is null) = (answered_at is null))
);
comment on table support_requests is 'What a receiver asks the giver during the transition. told_at, answer_told_at, escalated_at: when giver, receiver, supervisor were written to.';
create index support_requests_handover on support_requests (handover_id, id);
create index support_requests_receiver on support_requests (receiver_id);
create index support_requests_answered_by on support_requests (answered_by) where answered_by is not null;

create table support_messages (
  id uuid primary key default uuidv7(),
  request_id uuid not null references support_requests,
  author_id uuid not null references employees,
  body text not null check (length(body) between 1 and 8000),
  at timestamptz not null default clock_timestamp()
);
comment on table support_messages is 'What was said about a request, the question first. Personal.';
create index support_messages_request on support_messages (request_id, id);
create index support_messages_author on support_messages (author_id);

create table transition_contacts (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references training_runs,
  receiver_id uuid not null references employees,
  spoke_on date not null,
  by_giver timestamptz,
  by_receiver timestamptz,
  unique (handover_id, receiver_id, spoke_on),
  check (num_nonnulls(by_giver, by_receiver) > 0)
);
comment on table transition_contacts is 'Giver and receiver spoke on a day; each says so for themselves.';
create index transition_contacts_receiver on transition_contacts (receiver_id);

${TABLES.map(guarded).join('\n')}

create function app.guard_training() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare me uuid := app.me(); h handovers; gives boolean; decides boolean;
begin
  if session_user <> 'handover_api' then return new; end if;
  select * into h from handovers where id = new.handover_id for share;
  if h.closed_at is not null then
    raise exception 'the case is over' using errcode = 'insufficient_privilege';
  end if;
  gives := exists (select 1 from handover_people where handover_id = h.id and role = 'giver' and person_id = me);
  decides := app.has_role('{hr}') or exists (
    select 1 from handover_people where handover_id = h.id and role in ('supervisor', 'deputy') and person_id = me);
  if tg_table_name = 'training_points' then
    if (new.confirmed_by, new.confirmed_at, new.mark) is distinct from (old.confirmed_by, old.confirmed_at, old.mark)
       and (me = new.receiver_id or not (gives or decides) or new.confirmed_by is not null and new.confirmed_by <> me) then
      raise exception 'giver or supervisor confirm, in their own name' using errcode = 'insufficient_privilege';
    end if;
  elsif tg_table_name = 'support_requests' then
    if tg_op = 'INSERT' then
      if not exists (select 1 from training_runs where handover_id = h.id and ended_at is null) then
        raise exception 'the transition is over' using errcode = 'insufficient_privilege';
      end if;
    elsif old.answered_at is not null or me = new.receiver_id or new.answered_by is distinct from me or not (gives or decides) then
      raise exception 'giver or supervisor answer, once' using errcode = 'insufficient_privilege';
    end if;
  elsif tg_table_name = 'transition_contacts' then
    if tg_op = 'UPDATE' and (new.by_giver is distinct from old.by_giver and not gives
         or new.by_receiver is distinct from old.by_receiver and me <> new.receiver_id)
       or tg_op = 'INSERT' and (new.by_giver is not null and not gives or new.by_receiver is not null and me <> new.receiver_id) then
      raise exception 'each says it for themselves' using errcode = 'insufficient_privilege';
    end if;
    if not exists (select 1 from handover_people where handover_id = h.id and role = 'receiver' and person_id = new.receiver_id) then
      raise exception 'not a receiver of the case' using errcode = 'insufficient_privilege';
    end if;
  end if;
  return new;
end $$;
comment on function app.guard_training() is 'Who may do what with training and transition: receivers say what is done and ask; giver, supervisor, deputies and HR confirm and answer; nobody confirms for themselves.';
revoke execute on function app.guard_training() from public;
${['training_points', 'training_feedback', 'support_requests', 'transition_contacts']
  .map(
    (table) =>
      `create trigger ${table}_guard before insert or update on ${table} for each row execute function app.guard_training();`,
  )
  .join('\n')}

create function app.call_transition(of_handover uuid) returns boolean language sql volatile security definer
set search_path = public, pg_temp as $$
  with called as (
    update training_runs set attention = true
     where handover_id = of_handover and not attention and ended_at is null
       and (handover_id in (select app.my_handovers()) or app.has_role('{hr}')) returning 1)
  select exists (select 1 from called)
$$;
comment on function app.call_transition(uuid) is 'Notes that something waits for the workflow of the transition; true: it is to be told, false: it knows.';
revoke execute on function app.call_transition(uuid) from public;
grant execute on function app.call_transition(uuid) to handover_api;

create policy api_read on training_runs for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));
${['training_points', 'training_feedback', 'support_requests', 'transition_contacts'].map(readers).join('\n')}
create policy api_update on training_points for update to handover_api using (
  receiver_id = (select app.me()) or ${steers('training_points', '{giver,supervisor,deputy}')});
create policy api_insert on training_feedback for insert to handover_api with check (
  receiver_id = (select app.me()) and ${receives('training_feedback')});
create policy api_update on training_feedback for update to handover_api using (receiver_id = (select app.me()));
create policy api_insert on support_requests for insert to handover_api with check (
  receiver_id = (select app.me()) and ${receives('support_requests')});
create policy api_update on support_requests for update to handover_api using (${steers('support_requests', '{giver,supervisor,deputy}')});
create policy api_read on support_messages for select to handover_api using (
  exists (select 1 from support_requests r where r.id = request_id));
create policy api_insert on support_messages for insert to handover_api with check (
  author_id = (select app.me()) and exists (select 1 from support_requests join handovers h on h.id = handover_id and h.closed_at is null where support_requests.id = request_id and (
    receiver_id = (select app.me()) or ${steers('support_requests', '{giver,supervisor,deputy}')})));
create policy api_insert on transition_contacts for insert to handover_api with check (
  receiver_id = (select app.me()) or ${steers('transition_contacts', '{giver}')});
create policy api_update on transition_contacts for update to handover_api using (
  receiver_id = (select app.me()) or ${steers('transition_contacts', '{giver}')});

grant select on ${TABLES.join(', ')} to handover_api;
grant update (done_at, confirmed_by, confirmed_at, mark, note, version) on training_points to handover_api;
grant insert (handover_id, receiver_id, mark, words), update (mark, words, given_at) on training_feedback to handover_api;
grant insert (id, handover_id, receiver_id, due_at), update (answered_by, answered_at) on support_requests to handover_api;
grant insert (id, request_id, author_id, body) on support_messages to handover_api;
grant insert (handover_id, receiver_id, spoke_on, by_giver, by_receiver), update (by_giver, by_receiver) on transition_contacts to handover_api;
grant select, insert, update on training_runs, training_points, support_requests to handover_worker;
grant select on training_feedback, support_messages, transition_contacts to handover_worker;
`,
    )
    .execute(db);
}
