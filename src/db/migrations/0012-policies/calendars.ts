import { auditAs, guarded } from '../0004-access/rules.ts';

/** Working calendars that HR uploads, a version a year. */
export const calendars = `
create table calendar_uploads (
  calendar_code text not null references calendars,
  year smallint not null check (year between 1970 and 2200),
  version integer not null check (version > 0),
  source text not null check (source in ('json', 'icalendar')),
  days jsonb not null,
  uploaded_by uuid not null references employees,
  uploaded_at timestamptz not null default now(),
  primary key (calendar_code, year, version)
);
comment on table calendar_uploads is 'Versions of a year of a working calendar, as they were uploaded; the newest is what calendar_days holds. Deadlines that run keep the date that they were given.';
create index calendar_uploads_by on calendar_uploads (uploaded_by);
create trigger calendar_uploads_append_only before update or delete or truncate on calendar_uploads
  for each statement execute function app.refuse_change();

create function app.number_calendar_upload() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  -- Two uploads of the same year come one after the other.
  perform 1 from calendars where code = new.calendar_code for update;
  new.version := 1 + coalesce((select max(version) from calendar_uploads where calendar_code = new.calendar_code and year = new.year), 0);
  return new;
end $$;
create trigger calendar_uploads_number before insert on calendar_uploads for each row execute function app.number_calendar_upload();

create function app.on_calendar_upload() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  delete from calendar_days where calendar_code = new.calendar_code and extract(year from day) = new.year;
  insert into calendar_days (calendar_code, day, is_workday, name_zh, name_en)
  select new.calendar_code, day, workday, name ->> 'zh', name ->> 'en'
    from jsonb_to_recordset(new.days) as d (day date, workday boolean, name jsonb) where extract(year from day) = new.year;
  insert into calendar_years (calendar_code, year) values (new.calendar_code, new.year) on conflict do nothing;
  ${auditAs(`'calendar.uploaded'`, `'employee'`, 'new.uploaded_by', `jsonb_build_object('calendar', new.calendar_code, 'year', new.year, 'version', new.version, 'days', jsonb_array_length(new.days))`)};
  return null;
end $$;
create trigger calendar_uploads_take_effect after insert on calendar_uploads for each row execute function app.on_calendar_upload();
revoke execute on function app.number_calendar_upload(), app.on_calendar_upload() from public;

${['calendars', 'calendar_years', 'calendar_days', 'calendar_uploads']
  .map(
    (table) => `${guarded(table)}
create policy api_read on ${table} for select to handover_api using (true);`,
  )
  .join('\n')}
create policy api_insert on calendars for insert to handover_api with check ((select app.has_role('{hr}')));
create policy api_update on calendars for update to handover_api using ((select app.has_role('{hr}')));
create policy api_insert on calendar_uploads for insert to handover_api with check (
  uploaded_by = (select app.me()) and (select app.has_role('{hr}')));
grant insert, update (name_zh, name_en, weekly_workdays, time_zone, day_starts, day_ends) on calendars to handover_api;
grant select on calendar_uploads to handover_api, handover_worker;
grant insert (calendar_code, year, source, days, uploaded_by) on calendar_uploads to handover_api;
`;
