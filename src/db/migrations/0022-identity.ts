import { type Kysely, sql } from 'kysely';
import { guarded } from './0004-access/rules.ts';

/** Logins in the browser: sessions that are kept here, so that they can be cut; and roles that an issuer gives and takes. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(`${sessions}${logins}${roles}`).execute(db);
}

const auditOf = (actor: string, person: string, action: string, params: string) => `
  insert into audit_entries (actor_id, actor_kind, action, subject_type, subject_id, params)
  select a.id, case when a.id is null then 'operator' else 'person' end, '${action}', 'employee', ${person}, ${params}
    from (select ${actor} as id) a;`;

const sessions = `
create table sessions (
  id uuid primary key default uuidv7(),
  digest bytea not null unique check (length(digest) = 32),
  person_id uuid not null references employees,
  issuer text not null,
  authenticated_at timestamptz,
  acr text,
  amr text[] not null default '{}',
  id_token bytea,
  user_agent text check (length(user_agent) <= 300),
  started_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  idle_seconds integer not null check (idle_seconds > 0),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid references employees,
  end_reason text check (end_reason in ('loggedOut', 'replaced', 'cut', 'frozen', 'left')),
  check ((ended_at is null) = (end_reason is null))
);
comment on table sessions is 'Logins in the browser. digest: SHA-256 of the cookie''s token, which is nowhere else than in the browser; id_token: sealed with a key that follows from the same token. A session is over when it ended, idled too long, or expired.';
create index sessions_person on sessions (person_id, started_at);
create index sessions_ended_by on sessions (ended_by) where ended_by is not null;
${guarded('sessions')}
create policy api_read on sessions for select to handover_api using (
  person_id = (select app.me()) or (select app.has_role('{hr}')));
create policy api_update on sessions for update to handover_api using (
  ended_at is null and (person_id = (select app.me()) or (select app.has_role('{hr}')))) with check (ended_by = (select app.me()));
grant select on sessions to handover_api;
grant update (ended_at, ended_by, end_reason) on sessions to handover_api;
grant select on sessions to handover_worker;

create function app.session_lock(person uuid) returns bigint language sql immutable strict parallel safe
  return hashtextextended('session ' || person::text, 0);

create function app.open_session(token_digest bytea, person uuid, from_issuer text, at timestamptz, with_acr text, with_amr text[],
  sealed_id_token bytea, agent text, idle_s integer, lasts interval, instead_of bytea) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare opened uuid;
begin
  -- A freeze takes this lock exclusively: it finds what is opened here, or this finds it.
  perform pg_advisory_xact_lock_shared(app.session_lock(person));
  if app.is_frozen(person) or not exists (select 1 from employees where id = person and state <> 'left') then
    return null;
  end if;
  update sessions set ended_at = now(), end_reason = 'replaced' where digest = instead_of and ended_at is null;
  -- What was over long ago says nothing any more; the audit log has its beginning and end.
  delete from sessions where person_id = person and least(ended_at, expires_at) < now() - interval '90 days';
  insert into sessions (digest, person_id, issuer, authenticated_at, acr, amr, id_token, user_agent, idle_seconds, expires_at)
  values (token_digest, person, from_issuer, at, with_acr, with_amr, sealed_id_token, agent, idle_s, now() + lasts)
  returning id into opened;
  ${auditOf('person', 'person', 'session.begun', `jsonb_build_object('session', opened)`)}
  return opened;
end $$;
comment on function app.open_session is 'Opens a session for a person whose login was verified, and ends the one that the browser had before; NULL: the person is frozen or has left.';

create function app.session(wanted bytea) returns setof sessions language plpgsql rows 1 security definer
set search_path = public, pg_temp as $$
begin
  -- Not with every request: it would be a write each.
  update sessions s set last_seen_at = now()
   where s.digest = wanted and s.ended_at is null and now() < s.expires_at
     and now() < s.last_seen_at + make_interval(secs => s.idle_seconds) and s.last_seen_at < now() - interval '30 seconds';
  return query select * from sessions s
   where s.digest = wanted and s.ended_at is null and now() < s.expires_at
     and now() < s.last_seen_at + make_interval(secs => s.idle_seconds);
end $$;
comment on function app.session(bytea) is 'The session of a token, if it goes on; it is seen by this.';

create function app.on_session_ended() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  perform pg_notify('sessions', new.id::text);
  ${auditOf(`coalesce(app.me(), case new.end_reason when 'replaced' then new.person_id end)`, 'new.person_id', 'session.ended', `jsonb_build_object('session', new.id, 'reason', new.end_reason)`)}
  return null;
end $$;
create trigger sessions_end_at_once after update of ended_at on sessions for each row
  when (old.ended_at is null and new.ended_at is not null) execute function app.on_session_ended();

create function app.end_sessions() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare person uuid := case tg_table_name when 'freezes' then (to_jsonb(new) ->> 'person_id')::uuid else (to_jsonb(new) ->> 'id')::uuid end;
begin
  perform pg_advisory_xact_lock(app.session_lock(person));
  update sessions set ended_at = now(), ended_by = app.me(), end_reason = case tg_table_name when 'freezes' then 'frozen' else 'left' end
   where person_id = person and ended_at is null;
  return null;
end $$;
create trigger freezes_end_sessions after insert on freezes for each row execute function app.end_sessions();
create trigger employees_leave_sessions after update of state on employees for each row
  when (new.state = 'left' and old.state <> 'left') execute function app.end_sessions();

revoke execute on function app.session_lock(uuid), app.open_session, app.session(bytea), app.on_session_ended(), app.end_sessions() from public;
grant execute on function app.open_session, app.session(bytea) to handover_api;
`;

const logins = `
create table logins (
  digest bytea primary key check (length(digest) = 32),
  issuer text not null,
  return_to text not null check (length(return_to) <= 2000),
  expires_at timestamptz not null
);
comment on table logins is 'Logins under way at an issuer, by the SHA-256 of a token that only the browser has; state, nonce and PKCE verifier follow from it. Taken once.';
create index logins_expires on logins (expires_at);
${guarded('logins')}

create function app.begin_login(token_digest bytea, at_issuer text, back_to text) returns void language sql security definer
set search_path = public, pg_temp as $$
  delete from logins where digest in (select digest from logins where expires_at < now() order by expires_at limit 100 for update skip locked);
  insert into logins (digest, issuer, return_to, expires_at) values (token_digest, at_issuer, back_to, now() + interval '10 minutes');
$$;
create function app.take_login(token_digest bytea) returns table (issuer text, return_to text) language sql rows 1 security definer
set search_path = public, pg_temp as $$
  delete from logins l where l.digest = token_digest returning l.issuer, case when l.expires_at > now() then l.return_to end
$$;
comment on function app.take_login(bytea) is 'The login that a browser began, which is over by this; return_to NULL: it took too long. No row: there is none, or it was taken before.';
revoke execute on function app.begin_login(bytea, text, text), app.take_login(bytea) from public;
grant execute on function app.begin_login(bytea, text, text), app.take_login(bytea) to handover_api;
`;

const roles = `
alter table employees add column roles_as_of timestamptz;
comment on column employees.roles_as_of is 'When the token was issued by which an identity provider changed the roles last: an older one changes nothing.';

create function app.roles_by_issuer(person uuid, decides text[], held text[], issued timestamptz) returns text[]
language plpgsql security definer set search_path = public, pg_temp as $$
declare before employees; wanted text[];
begin
  select * into before from employees where id = person for update;
  wanted := array(select r from unnest(before.roles) r where r <> all (decides) union select h from unnest(held) h where h = any (decides) order by 1);
  if issued < before.roles_as_of or (before.roles <@ wanted and wanted <@ before.roles) then return before.roles; end if;
  update employees set roles = wanted, roles_as_of = least(issued, now()) where id = person;
  insert into audit_entries (actor_kind, action, subject_type, subject_id, params)
  values ('engine', 'person.rolesByIssuer', 'employee', person,
          jsonb_build_object('before', array_to_string(before.roles, ', '), 'after', array_to_string(wanted, ', ')));
  return wanted;
end $$;
comment on function app.roles_by_issuer is 'Gives and takes the roles of which an issuer decides, as its token says; the roles that the person has then.';
revoke execute on function app.roles_by_issuer from public;
grant execute on function app.roles_by_issuer to handover_api;
`;
