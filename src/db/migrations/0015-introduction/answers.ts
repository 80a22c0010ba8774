import { mine } from '../0004-access/rules.ts';

/**
 * What the way in may do with introductions: functions, because a customer is no person of the transaction, and because an answer is one
 * decision over four tables.
 */
export const answers = `
create function app.may_introduce(wanted uuid) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select exists (select 1 from introductions i where i.id = wanted and (
    (select app.has_role('{hr}')) or ${mine('i.receiver_id')}
    or exists (select 1 from handover_people p where p.handover_id = i.handover_id and p.role in ('supervisor', 'approver', 'deputy') and p.person_id = (select app.me()))))
$$;
comment on function app.may_introduce(uuid) is 'Whether the person of the transaction enters what becomes of an introduction: its receiver or who is above them, who supervises the case, HR.';

create function app.call_introduction(of_handover uuid) returns boolean language sql security definer
set search_path = public, pg_temp as $$
  with called as (update introduction_runs set attention = true where handover_id = of_handover and not attention and ended_at is null returning 1)
  select exists (select 1 from called)
$$;
comment on function app.call_introduction(uuid) is 'Notes that something waits for the workflow. True: it has yet to be told; false: it was told of something before, and will look at both.';

create function app.take_answer(of_introduction uuid, said text, said_words text, how text, by_person uuid)
returns table (outcome text, handover_id uuid, wake boolean) language plpgsql security definer
set search_path = public, pg_temp as $$
declare one introductions;
begin
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
comment on function app.take_answer(uuid, text, text, text, uuid) is 'Writes the answer of a customer down once; over: there is an answer, or nothing to answer any more. wake: an objection of which the workflow has yet to be told. For the functions that say whose answer it is.';

create function app.answer_introduction(of_introduction uuid, said text, said_words text, how text)
returns table (outcome text, handover_id uuid, wake boolean) language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if app.me() is null or not app.may_introduce(of_introduction) then
    raise exception 'the answer of a customer is entered by who introduces themselves' using errcode = 'insufficient_privilege';
  end if;
  return query select * from app.take_answer(of_introduction, said, said_words, how, app.me());
end $$;
comment on function app.answer_introduction(uuid, text, text, text) is 'The answer of a customer as a person heard it.';

create function app.answer_introduction_by_link(wanted bytea, said text, said_words text)
returns table (outcome text, handover_id uuid, wake boolean) language plpgsql security definer
set search_path = public, pg_temp as $$
declare found_state text; subject uuid;
begin
  select l.state, l.subject_id into found_state, subject from app.find_link(wanted) l where l.purpose = 'introduction';
  if found_state is null then return query select 'unknown'::text, null::uuid, false; return; end if;
  if found_state <> 'open' then return query select found_state, null::uuid, false; return; end if;
  -- In the order of take_answer, so that two links of one customer wait for one another instead of crossing.
  perform 1 from introductions i where i.id = subject for update;
  if app.use_link(wanted, 'introduction') is null then return query select 'used'::text, null::uuid, false; return; end if;
  return query select case t.outcome when 'over' then 'expired' else t.outcome end, t.handover_id, t.wake
    from app.take_answer(subject, said, said_words, 'link', null) t;
end $$;
comment on function app.answer_introduction_by_link(bytea, text, text) is 'The answer of a customer by their one-time link: taken, used, expired or unknown.';

create function app.introduction_of_link(wanted bytea)
returns table (state text, customer text, giver text, receiver text, title text, email text, phone text, channel text, answer_by timestamptz, meeting_starts_at timestamptz, meeting_ends_at timestamptz, meeting_location text, meeting_url text)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select case when l.state <> 'open' then l.state when i.state in ('prepared', 'sent', 'toDo') and c.owner_id = i.receiver_id then 'open' else 'expired' end,
         c.name, g.name, r.name, r.title, r.email, r.phone, i.channel, i.answer_by, i.meeting_starts_at, i.meeting_ends_at, i.meeting_location, i.meeting_url
    from app.find_link(wanted) l join introductions i on i.id = l.subject_id join customers c on c.id = i.customer_id
    join handovers h on h.id = i.handover_id join employees g on g.id = h.giver_id join employees r on r.id = i.receiver_id
   where l.purpose = 'introduction'
$$;
comment on function app.introduction_of_link(bytea) is 'What the holder of a link is shown: who will look after them. Only of a link that is open more than its state leaves the way in.';

create function app.introductions_answered(of_handover uuid) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select not exists (select 1 from introductions i where i.handover_id = of_handover and i.state in ('prepared', 'sent', 'toDo', 'objected'))
$$;
comment on function app.introductions_answered(uuid) is 'Whether nothing is open any more, asked after an answer has committed.';

create function app.resend_introduction(of_introduction uuid) returns table (outcome text, handover_id uuid, wake boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare one introductions;
begin
  if app.me() is null or not app.may_introduce(of_introduction) then
    raise exception 'a letter is sent anew by who introduces themselves' using errcode = 'insufficient_privilege';
  end if;
  update introductions i set state = 'prepared', why = null, sending = i.sending + 1, attempts = 0, updated_at = now()
   where i.id = of_introduction and i.state in ('sent', 'toDo') and i.channel <> 'phone' returning * into one;
  if one.id is null then return query select 'over'::text, null::uuid, false; return; end if;
  insert into audit_entries (actor_id, actor_kind, action, handover_id, subject_type, subject_id, params)
  values (app.me(), 'person', 'introduction.resent', one.handover_id, 'customer', one.customer_id, jsonb_build_object('sending', one.sending));
  return query select 'taken'::text, one.handover_id, app.call_introduction(one.handover_id);
end $$;
comment on function app.resend_introduction(uuid) is 'Has the letter or invitation of an open introduction sent once more, to the address that the customer has by then.';

create function app.move_introduction_meeting(of_introduction uuid, starts timestamptz, ends timestamptz, place text, online text)
returns table (outcome text, handover_id uuid, wake boolean) language plpgsql security definer
set search_path = public, pg_temp as $$
declare one introductions;
begin
  if app.me() is null or not app.may_introduce(of_introduction) then
    raise exception 'a meeting is moved by who introduces themselves' using errcode = 'insufficient_privilege';
  end if;
  update introductions i set meeting_starts_at = starts, meeting_ends_at = ends, meeting_location = place, meeting_url = online,
         meeting_sequence = i.meeting_sequence + 1, state = 'prepared', why = null, sending = i.sending + 1, attempts = 0, updated_at = now()
   where i.id = of_introduction and i.state in ('prepared', 'sent', 'toDo') and i.channel = 'meeting' returning * into one;
  if one.id is null then return query select 'over'::text, null::uuid, false; return; end if;
  insert into audit_entries (actor_id, actor_kind, action, handover_id, subject_type, subject_id, params)
  values (app.me(), 'person', 'introduction.meetingMoved', one.handover_id, 'customer', one.customer_id,
          jsonb_build_object('startsAt', to_char(starts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'sequence', one.meeting_sequence));
  return query select 'taken'::text, one.handover_id, app.call_introduction(one.handover_id);
end $$;
comment on function app.move_introduction_meeting(uuid, timestamptz, timestamptz, text, text) is 'Another time or place for the meeting with a customer; who is invited hears of it by the next invitation.';

revoke execute on function app.may_introduce(uuid), app.call_introduction(uuid), app.take_answer(uuid, text, text, text, uuid),
  app.answer_introduction(uuid, text, text, text), app.answer_introduction_by_link(bytea, text, text), app.introduction_of_link(bytea),
  app.introductions_answered(uuid), app.resend_introduction(uuid), app.move_introduction_meeting(uuid, timestamptz, timestamptz, text, text) from public;
grant execute on function app.may_introduce(uuid), app.answer_introduction(uuid, text, text, text), app.answer_introduction_by_link(bytea, text, text),
  app.introduction_of_link(bytea), app.introductions_answered(uuid), app.resend_introduction(uuid),
  app.move_introduction_meeting(uuid, timestamptz, timestamptz, text, text) to handover_api;
`;
