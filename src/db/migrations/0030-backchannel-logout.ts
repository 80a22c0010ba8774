import { type Kysely, sql } from 'kysely';

/** Logouts that an issuer tells of: sessions keep by which of its own they were opened. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
alter table sessions
  add column issuer_subject text check (length(issuer_subject) <= 255),
  add column issuer_session text check (length(issuer_session) <= 255),
  drop constraint sessions_end_reason_check,
  add constraint sessions_end_reason_check check (end_reason in ('loggedOut', 'replaced', 'cut', 'frozen', 'left', 'issuer'));
comment on column sessions.issuer_subject is 'Claim sub of the ID token; NULL: opened before this was kept.';
comment on column sessions.issuer_session is 'Claim sid of the ID token; NULL: the issuer says none.';
create index sessions_issuer_subject on sessions (issuer, issuer_subject) where ended_at is null;
create index sessions_issuer_session on sessions (issuer, issuer_session) where ended_at is null;

-- Beside the function of the version before, which goes on while this one is rolled out.
create function app.open_session(token_digest bytea, person uuid, from_issuer text, at timestamptz, with_acr text, with_amr text[],
  sealed_id_token bytea, agent text, idle_s integer, lasts interval, instead_of bytea, subject text, sid text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare opened uuid;
begin
  opened := app.open_session(token_digest, person, from_issuer, at, with_acr, with_amr, sealed_id_token, agent, idle_s, lasts, instead_of);
  update sessions set issuer_subject = subject, issuer_session = sid where id = opened;
  return opened;
end $$;

create function app.end_sessions_by_issuer(from_issuer text, subject text, sid text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare ended integer;
begin
  update sessions set ended_at = now(), end_reason = 'issuer'
   where issuer = from_issuer and ended_at is null and coalesce(subject, sid) is not null
     and (subject is null or issuer_subject = subject) and (sid is null or issuer_session = sid);
  get diagnostics ended = row_count;
  return ended;
end $$;
comment on function app.end_sessions_by_issuer is 'Ends the sessions that were opened by a session or a subject of an issuer, as its verified logout token says; how many.';

revoke execute on function app.open_session(bytea, uuid, text, timestamptz, text, text[], bytea, text, integer, interval, bytea, text, text),
  app.end_sessions_by_issuer from public;
grant execute on function app.open_session(bytea, uuid, text, timestamptz, text, text[], bytea, text, integer, interval, bytea, text, text),
  app.end_sessions_by_issuer to handover_api;
`,
    )
    .execute(db);
}
