import { guarded } from '../0004-access/rules.ts';

/** One row for each thing that one person is told of. */
export const notices = `
create table notices (
  id uuid primary key default uuidv7(),
  topic text not null,
  person_id uuid not null references employees,
  for_id uuid references employees,
  category text not null,
  template text not null,
  params jsonb not null default '{}',
  handover_id uuid references handovers,
  step text not null,
  round integer not null,
  subject_type text,
  subject_id uuid,
  until text,
  wait text,
  due_at timestamptz,
  mail text not null check (mail in ('direct', 'queued', 'none')),
  shown boolean not null,
  read_at timestamptz,
  done_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  unique (topic, person_id),
  check ((subject_type is null) = (subject_id is null))
);
comment on table notices is 'What one person is told, once: with the person, topic makes the Message-ID of its mail. params: numbers, days and codes, no personal values; the sentence is made for the reader. for_id: told as delegate of. until: what makes it done (NULL: nothing is asked); wait: what the case waited for. mail: whether it leaves at once, waits in notice_mails, or leaves never. shown: in the product.';
create index notices_person on notices (person_id, id) where shown;
create index notices_unread on notices (person_id) where shown and read_at is null;
create index notices_open on notices (until) where done_at is null and until is not null;
create index notices_handover on notices (handover_id) where handover_id is not null;
create index notices_for on notices (for_id) where for_id is not null;
${guarded('notices')}

create function app.notices_of() returns uuid[] language sql stable security definer
set search_path = public, pg_temp as $$
  select array_agg(id) from (select app.me() as id union select a.from_id from app.acting_in() a) them
$$;
comment on function app.notices_of() is 'Whose notices the person of the transaction may see: their own, and what is asked of those for whom they act.';

create policy api_read on notices for select to handover_api using (
  shown and person_id = any ((select app.notices_of())::uuid[]) and (
    person_id = (select app.me())
    or until = 'awaited' and (handover_id, person_id) in (select a.handover_id, a.from_id from app.acting_in() a)));
create policy api_update on notices for update to handover_api using (shown and person_id = (select app.me()))
  with check (person_id = (select app.me()));
grant select on notices to handover_api;
grant update (read_at) on notices to handover_api;
grant select, insert, update on notices to handover_worker;

create function app.on_notice() returns trigger language plpgsql as $$
begin
  perform pg_notify('notices', new.person_id::text);
  return null;
end $$;
create trigger notices_are_told after insert or update of read_at, done_at on notices for each row when (new.shown) execute function app.on_notice();
revoke execute on function app.notices_of(), app.on_notice() from public;
grant execute on function app.notices_of() to handover_api;
`;
