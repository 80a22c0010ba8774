import { guarded } from '../0004-access/rules.ts';

/** What customers say at a review, by a one-time link and without an account. */
export const surveys = `
alter table review_answers add column answers jsonb not null default '{}';
comment on column review_answers.answers is 'Answers to the questions of the policy, by their keys: a mark from 1 to 5, or words.';

create table surveys (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  review_id uuid not null references reviews,
  customer_id uuid not null references customers,
  language text not null check (language in ('zh-CN', 'en')),
  state text not null default 'prepared' check (state in ('prepared', 'sent', 'refused', 'unreached', 'answered')),
  answer_by timestamptz not null,
  sent_at timestamptz,
  answered_at timestamptz,
  satisfaction smallint check (satisfaction between 1 and 5),
  words text check (length(words) <= 4000),
  unique (review_id, customer_id),
  check ((state = 'answered') = (satisfaction is not null))
);
comment on table surveys is 'The question to a customer of a review''s sample: 1 to 5 and words, answered by a one-time link. unreached: no address.';
create index surveys_handover on surveys (handover_id);
create index surveys_customer on surveys (customer_id);
${guarded('surveys')}
create policy api_read on surveys for select to handover_api using (
  (select app.has_role('{hr,auditor}')) or handover_id in (select app.my_handovers()) and exists (select 1 from customers c where c.id = customer_id));
grant select on surveys to handover_api;
grant select, insert, update on surveys to handover_worker;

create function app.survey_of_link(wanted bytea) returns table (state text, customer text, receiver text, language text)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select case when l.state = 'open' and s.state = 'answered' then 'used' else l.state end, c.name, e.name, s.language
    from app.find_link(wanted) l join surveys s on s.id = l.subject_id join customers c on c.id = s.customer_id
    left join employees e on e.id = c.owner_id
   where l.purpose = 'survey'
$$;
comment on function app.survey_of_link(bytea) is 'What the holder of a link is asked about: only of a link that is open more than its state leaves the way in.';

create function app.answer_survey_by_link(wanted bytea, mark integer, said_words text) returns text language plpgsql security definer
set search_path = public, pg_temp as $$
declare found_state text; subject uuid; one surveys;
begin
  select l.state, l.subject_id into found_state, subject from app.find_link(wanted) l where l.purpose = 'survey';
  if found_state is null then return 'unknown'; end if;
  if found_state <> 'open' then return found_state; end if;
  perform 1 from surveys where id = subject for update;
  if app.use_link(wanted, 'survey') is null then return 'used'; end if;
  update surveys set state = 'answered', satisfaction = mark, words = said_words, answered_at = now()
   where id = subject and state <> 'answered' returning * into one;
  if one.id is null then return 'used'; end if;
  insert into audit_entries (actor_kind, action, handover_id, subject_type, subject_id, params)
  values ('engine', 'survey.answered', one.handover_id, 'customer', one.customer_id, jsonb_build_object('satisfaction', mark, 'review', one.review_id));
  return 'taken';
end $$;
comment on function app.answer_survey_by_link(bytea, integer, text) is 'The answer of a customer by their one-time link: taken, used, expired or unknown.';
revoke execute on function app.survey_of_link(bytea), app.answer_survey_by_link(bytea, integer, text) from public;
grant execute on function app.survey_of_link(bytea), app.answer_survey_by_link(bytea, integer, text) to handover_api;
`;
