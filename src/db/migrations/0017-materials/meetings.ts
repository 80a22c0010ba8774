import { guarded } from '../0004-access/rules.ts';

const STEERS = (table: string) => `((select app.has_role('{hr}')) or exists (
    select 1 from handover_people p where p.handover_id = ${table}.handover_id and p.role in ('supervisor', 'deputy') and p.person_id = (select app.me())))`;

/** Meetings beyond the one of each round, what was agreed in any of them, and when people are free. */
export const meetings = `
create table further_meetings (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  title text not null check (length(title) between 1 and 300),
  sequence integer not null default 0,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  location text check (length(location) <= 500),
  online_url text check (length(online_url) <= 2000),
  agenda text,
  invited uuid[] not null check (cardinality(invited) between 1 and 100),
  attendees uuid[] not null default '{}',
  minutes text,
  state text not null default 'scheduled' check (state in ('scheduled', 'held', 'cancelled')),
  called_by uuid not null references employees,
  updated_at timestamptz not null default now(),
  check (ends_at > starts_at),
  check ((state = 'held') = (minutes is not null))
);
comment on table further_meetings is 'Meetings of a case beside the one that each round has. The id is the UID of the invitation; sequence grows when time, place or state change, and each is sent once.';
create index further_meetings_handover on further_meetings (handover_id, id);
create index further_meetings_called_by on further_meetings (called_by);
create index further_meetings_to_come on further_meetings (ends_at) where state = 'scheduled';
${guarded('further_meetings')}
create policy api_read on further_meetings for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));
create policy api_insert on further_meetings for insert to handover_api with check (
  called_by = (select app.me()) and state = 'scheduled' and (${STEERS('further_meetings')} or exists (
    select 1 from handover_people p where p.handover_id = further_meetings.handover_id and p.role in ('giver', 'receiver') and p.person_id = (select app.me()))));
create policy api_update on further_meetings for update to handover_api using (called_by = (select app.me()) or ${STEERS('further_meetings')});
grant select, insert (id, handover_id, title, starts_at, ends_at, location, online_url, agenda, invited, called_by),
  update (title, sequence, starts_at, ends_at, location, online_url, agenda, invited, attendees, minutes, state, updated_at) on further_meetings to handover_api;
grant select, update on further_meetings to handover_worker;

alter table meeting_actions
  alter round drop not null,
  add meeting_id uuid references further_meetings,
  add opened_by uuid references employees,
  add done_by uuid references employees,
  add reminded_on date,
  add escalated_on date,
  add version integer not null default 1;
comment on table meeting_actions is 'Action items: from the minutes of the meeting of a round (round), of a further meeting (meeting_id), or agreed afterwards (neither). Followed until they are done, also after the case has closed.';
create index meeting_actions_further on meeting_actions (meeting_id) where meeting_id is not null;
create index meeting_actions_opened_by on meeting_actions (opened_by) where opened_by is not null;
create index meeting_actions_done_by on meeting_actions (done_by) where done_by is not null;
create index meeting_actions_due on meeting_actions (due_on) where done_at is null;
create policy api_insert on meeting_actions for insert to handover_api with check (
  opened_by = (select app.me()) and done_at is null and round is null and (${STEERS('meeting_actions')} or exists (
    select 1 from further_meetings f where f.id = meeting_id and f.handover_id = meeting_actions.handover_id and f.called_by = (select app.me()))));
create policy api_update on meeting_actions for update to handover_api using (owner_id = (select app.me()) or ${STEERS('meeting_actions')});
grant insert (id, handover_id, meeting_id, body, owner_id, due_on, opened_by), update (owner_id, due_on, done_at, done_by, version) on meeting_actions to handover_api;

create function app.guard_meeting_action() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if session_user = 'handover_api' and (new.owner_id, new.due_on) is distinct from (old.owner_id, old.due_on)
     and not app.has_role('{hr}') and not exists (
       select 1 from handover_people p where p.handover_id = old.handover_id and p.role in ('supervisor', 'deputy') and p.person_id = app.me()) then
    raise exception 'who has to do it gives it to nobody and moves no date' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
comment on function app.guard_meeting_action() is 'The owner of an action item says that it is done; owner and date are for the supervisor, deputies and HR.';
create trigger meeting_actions_guard before update on meeting_actions for each row execute function app.guard_meeting_action();

create function app.busy_times(of_handover uuid, from_at timestamptz, until_at timestamptz) returns table (starts_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  with people as materialized (
    select distinct person_id as id from handover_people where handover_id = of_handover and role in ('giver', 'receiver', 'supervisor')
       and (session_user <> 'handover_api' or of_handover in (select app.my_handovers()) or app.has_role('{hr}'))
  )
  select e.starts_at, e.ends_at from calendar_events e
   where e.assignee_id in (select id from people) and e.starts_at < until_at and e.ends_at > from_at
  union all
  select e.starts_at, e.ends_at from calendar_events e join customers c on c.id = e.customer_id
   where e.assignee_id is null and c.owner_id in (select id from people) and e.starts_at < until_at and e.ends_at > from_at
  union all
  select m.starts_at, m.ends_at from meetings m
   where m.state = 'scheduled' and m.handover_id <> of_handover and m.starts_at < until_at and m.ends_at > from_at
     and exists (select 1 from handover_people p join people on people.id = p.person_id
                  where p.handover_id = m.handover_id and p.role in ('giver', 'receiver', 'supervisor'))
  union all
  select f.starts_at, f.ends_at from further_meetings f
   where f.state = 'scheduled' and f.starts_at < until_at and f.ends_at > from_at and f.invited && array(select id from people)
$$;
comment on function app.busy_times(uuid, timestamptz, timestamptz) is 'When giver, receivers and supervisor of a case are taken, by their calendars and by meetings of handovers: times alone, without what for and by whom.';
revoke execute on function app.guard_meeting_action(), app.busy_times(uuid, timestamptz, timestamptz) from public;
grant execute on function app.busy_times(uuid, timestamptz, timestamptz) to handover_api, handover_worker;
`;
