import { type Kysely, sql } from 'kysely';

/**
 * Whoever calls a track waits for the look that is under way. Before, they read that the workflow knew already, while the look that
 * knew had read what they had not yet committed: nobody looked at it until something was due by itself. The lock of the run comes
 * before those of what is written, in looks and in calls.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(`${transition}${introduction}${writers}`).execute(db);
}

const transition = `
create or replace function app.call_transition(of_handover uuid) returns boolean language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare known boolean;
begin
  select attention into known from training_runs
   where handover_id = of_handover and ended_at is null
     and (handover_id in (select app.my_handovers()) or app.has_role('{hr}')) for no key update;
  if known is distinct from false then return false; end if;
  update training_runs set attention = true where handover_id = of_handover;
  return true;
end $$;
comment on function app.call_transition(uuid) is 'Notes that something waits for the workflow of the transition, before it is written; true: it is to be told after the commit, false: it knows.';
`;

const introduction = `
create or replace function app.call_introduction(of_handover uuid) returns boolean language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare known boolean;
begin
  select attention into known from introduction_runs where handover_id = of_handover and ended_at is null for no key update;
  if known is distinct from false then return false; end if;
  update introduction_runs set attention = true where handover_id = of_handover;
  return true;
end $$;

create function app.hold_introductions(of_introduction uuid) returns void language sql volatile security definer
set search_path = public, pg_temp as $$
  select from introduction_runs n where n.handover_id = (select i.handover_id from introductions i where i.id = of_introduction) for no key update
$$;
comment on function app.hold_introductions(uuid) is 'Waits for the look at the introductions of a case that is under way, and holds the next: before the first lock of whoever is to call it.';
revoke execute on function app.hold_introductions(uuid) from public;
`;

/** As they were, with the run held first by what calls. */
const writers = `
create or replace function app.take_answer(of_introduction uuid, said text, said_words text, how text, by_person uuid)
returns table (outcome text, handover_id uuid, wake boolean) language plpgsql security definer
set search_path = public, pg_temp as $$
declare one introductions;
begin
  if said = 'objected' then perform app.hold_introductions(of_introduction); end if;
  select * into one from introductions i where i.id = of_introduction for update;
  if one.state is null or one.state not in ('prepared', 'sent', 'toDo')
     or not exists (select 1 from customers c where c.id = one.customer_id and c.owner_id = one.receiver_id) then
    return query select 'over'::text, one.handover_id, false;
    return;
  end if;
  insert into introduction_answers (introduction_id, answer, words, via, person_id) values (one.id, said, said_words, how, by_person);
  update introductions i set state = said, updated_at = now() where i.id = one.id;
  update one_time_links l set used_at = now() where l.purpose = 'introduction' and l.subject_id = one.id and l.used_at is null;
  insert into audit_entries (actor_id, actor_kind, action, handover_id, subject_type, subject_id, params)
  values (by_person, case when by_person is null then 'engine' else 'person' end, 'introduction.' || said, one.handover_id, 'customer', one.customer_id,
          jsonb_build_object('via', how, 'nth', one.nth, 'receiver', one.receiver_id));
  return query select 'taken'::text, one.handover_id, said = 'objected' and app.call_introduction(one.handover_id);
end $$;

create or replace function app.answer_introduction_by_link(wanted bytea, said text, said_words text)
returns table (outcome text, handover_id uuid, wake boolean) language plpgsql security definer
set search_path = public, pg_temp as $$
declare found_state text; subject uuid;
begin
  select l.state, l.subject_id into found_state, subject from app.find_link(wanted) l where l.purpose = 'introduction';
  if found_state is null then return query select 'unknown'::text, null::uuid, false; return; end if;
  if found_state <> 'open' then return query select found_state, null::uuid, false; return; end if;
  -- In the order of take_answer, so that two links of one customer wait for one another instead of crossing.
  if said = 'objected' then perform app.hold_introductions(subject); end if;
  perform 1 from introductions i where i.id = subject for update;
  if app.use_link(wanted, 'introduction') is null then return query select 'used'::text, null::uuid, false; return; end if;
  return query select case t.outcome when 'over' then 'expired' else t.outcome end, t.handover_id, t.wake
    from app.take_answer(subject, said, said_words, 'link', null) t;
end $$;

create or replace function app.resend_introduction(of_introduction uuid) returns table (outcome text, handover_id uuid, wake boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare one introductions;
begin
  if app.me() is null or not app.may_introduce(of_introduction) then
    raise exception 'a letter is sent anew by who introduces themselves' using errcode = 'insufficient_privilege';
  end if;
  perform app.hold_introductions(of_introduction);
  update introductions i set state = 'prepared', why = null, sending = i.sending + 1, attempts = 0, updated_at = now()
   where i.id = of_introduction and i.state in ('sent', 'toDo') and i.channel <> 'phone' returning * into one;
  if one.id is null then return query select 'over'::text, null::uuid, false; return; end if;
  insert into audit_entries (actor_id, actor_kind, action, handover_id, subject_type, subject_id, params)
  values (app.me(), 'person', 'introduction.resent', one.handover_id, 'customer', one.customer_id, jsonb_build_object('sending', one.sending));
  return query select 'taken'::text, one.handover_id, app.call_introduction(one.handover_id);
end $$;

create or replace function app.move_introduction_meeting(of_introduction uuid, starts timestamptz, ends timestamptz, place text, online text)
returns table (outcome text, handover_id uuid, wake boolean) language plpgsql security definer
set search_path = public, pg_temp as $$
declare one introductions;
begin
  if app.me() is null or not app.may_introduce(of_introduction) then
    raise exception 'a meeting is moved by who introduces themselves' using errcode = 'insufficient_privilege';
  end if;
  perform app.hold_introductions(of_introduction);
  update introductions i set meeting_starts_at = starts, meeting_ends_at = ends, meeting_location = place, meeting_url = online,
         meeting_sequence = i.meeting_sequence + 1, state = 'prepared', why = null, sending = i.sending + 1, attempts = 0, updated_at = now()
   where i.id = of_introduction and i.state in ('prepared', 'sent', 'toDo') and i.channel = 'meeting' returning * into one;
  if one.id is null then return query select 'over'::text, null::uuid, false; return; end if;
  insert into audit_entries (actor_id, actor_kind, action, handover_id, subject_type, subject_id, params)
  values (app.me(), 'person', 'introduction.meetingMoved', one.handover_id, 'customer', one.customer_id,
          jsonb_build_object('startsAt', to_char(starts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'sequence', one.meeting_sequence));
  return query select 'taken'::text, one.handover_id, app.call_introduction(one.handover_id);
end $$;
`;
