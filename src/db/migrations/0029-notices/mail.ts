import { guarded } from '../0004-access/rules.ts';

/** When and how people want mails, those that wait for it, and who wants none. */
export const mail = `
create table notification_preferences (
  person_id uuid primary key references employees,
  channels jsonb not null default '{}' check (jsonb_typeof(channels) = 'object'),
  digest text not null default 'immediately' check (digest in ('immediately', 'hourly', 'daily')),
  digest_hour smallint not null default 9 check (digest_hour between 0 and 23),
  quiet_from time,
  quiet_until time,
  quiet_days boolean not null default false,
  delegate_copies boolean not null default true,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  check ((quiet_from is null) = (quiet_until is null)),
  check (quiet_from <> quiet_until),
  check (not channels @? '$.signOffs ? (@ == "off")' and not channels @? '$.legal ? (@ == "off")'
     and not channels @? '$.accessReviews ? (@ == "off")' and not channels @? '$.security ? (@ == "off")')
);
comment on table notification_preferences is 'How a person wants to be told; no row: at once, in the product and by mail. channels: by category both, mail, inApp or off; absent: both. quiet_from to quiet_until in the person''s zone, over midnight when until is the earlier; quiet_days: also on days that the company does not work.';
${guarded('notification_preferences')}
create policy api_read on notification_preferences for select to handover_api using (person_id = (select app.me()) or (select app.has_role('{hr}')));
create policy api_insert on notification_preferences for insert to handover_api with check (person_id = (select app.me()));
create policy api_update on notification_preferences for update to handover_api using (person_id = (select app.me()));
grant select, insert, update on notification_preferences to handover_api;
grant select on notification_preferences to handover_worker;

create function app.on_notification_preferences() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  insert into audit_entries (actor_id, actor_kind, action, subject_type, subject_id, params)
  values (coalesce(app.me(), new.person_id), 'person', 'notifications.preferencesChanged', 'employee', new.person_id,
    jsonb_build_object('digest', new.digest, 'version', new.version));
  return null;
end $$;
create trigger notification_preferences_audit after insert or update on notification_preferences
  for each row execute function app.on_notification_preferences();

create function app.speak_to_me(in_language text, in_zone text) returns void language sql security definer
set search_path = public, pg_temp as $$
  update employees set locale = in_language, time_zone = in_zone, updated_at = now()
   where id = app.me() and (locale, time_zone) is distinct from (in_language, in_zone)
$$;
comment on function app.speak_to_me(text, text) is 'In which language and zone the person of the transaction is told of things.';

create function app.stop_mails(person uuid, of_category text) returns boolean language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if of_category in ('signOffs', 'legal', 'accessReviews', 'security') or not exists (select 1 from employees where id = person and state <> 'left') then
    return false;
  end if;
  insert into notification_preferences as p (person_id, channels) values (person, jsonb_build_object(of_category, 'inApp'))
  on conflict (person_id) do update set version = p.version + 1, updated_at = now(),
    channels = p.channels || jsonb_build_object(of_category, 'inApp')
    where coalesce(p.channels ->> of_category, 'both') in ('both', 'mail');
  return true;
end $$;
comment on function app.stop_mails(uuid, text) is 'Ends the mails of a category to a person, by the link in one of them; in the product it is still told. False: of this category mails cannot be ended.';

create table survey_opt_outs (
  id uuid primary key default uuidv7(),
  customer_id uuid not null references customers on delete cascade,
  contact_id uuid references contacts on delete cascade,
  at timestamptz not null default now(),
  unique nulls not distinct (customer_id, contact_id)
);
comment on table survey_opt_outs is 'Contacts who want no surveys and no reminders of them; contact_id NULL: the customer''s own address. Letters that say who looks after a customer are no surveys.';
create index survey_opt_outs_contact on survey_opt_outs (contact_id) where contact_id is not null;
${guarded('survey_opt_outs')}
create policy api_read on survey_opt_outs for select to handover_api using (exists (select 1 from customers c where c.id = customer_id));
grant select on survey_opt_outs to handover_api, handover_worker;

create function app.stop_surveys(of_customer uuid, of_contact uuid) returns boolean language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from customers where id = of_customer)
     or of_contact is not null and not exists (select 1 from contacts where id = of_contact) then
    return false;
  end if;
  insert into survey_opt_outs (customer_id, contact_id) values (of_customer, of_contact) on conflict do nothing;
  if found then
    insert into audit_entries (actor_kind, action, subject_type, subject_id, params)
    values ('engine', 'surveys.optedOut', 'customer', of_customer, jsonb_build_object('contact', of_contact));
  end if;
  return true;
end $$;
comment on function app.stop_surveys(uuid, uuid) is 'Ends surveys to a contact, or to a customer''s own address, by the link in one of them.';

alter table surveys drop constraint surveys_state_check;
alter table surveys add constraint surveys_state_check check (state in ('prepared', 'sent', 'refused', 'unreached', 'optedOut', 'answered'));
comment on table surveys is 'The question to a customer of a review''s sample: 1 to 5 and words, answered by a one-time link. unreached: no address; optedOut: they want no surveys.';

create table notice_mails (
  notice_id uuid primary key references notices on delete cascade,
  person_id uuid not null references employees,
  due_at timestamptz not null,
  digest boolean not null,
  digest_id uuid,
  subject text not null,
  body text not null,
  invitation jsonb,
  attempts integer not null default 0,
  check (digest_id is null or digest),
  check (not digest or invitation is null)
);
comment on table notice_mails is 'Mails that wait: for the end of quiet hours, or to be collected into one. Personal; a row goes when its mail has left or what it asks for is done. digest_id: of the mail that it is part of, fixed before that leaves.';
create index notice_mails_due on notice_mails (due_at);
create index notice_mails_person on notice_mails (person_id, due_at);
${guarded('notice_mails')}
grant select, insert, update, delete on notice_mails to handover_worker;

revoke execute on function app.on_notification_preferences(), app.speak_to_me(text, text), app.stop_mails(uuid, text), app.stop_surveys(uuid, uuid) from public;
grant execute on function app.speak_to_me(text, text), app.stop_mails(uuid, text), app.stop_surveys(uuid, uuid) to handover_api;
`;
