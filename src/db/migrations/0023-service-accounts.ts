import { type Kysely, sql } from 'kysely';
import { auditAs, guarded } from './0004-access/rules.ts';

/** Service accounts: programs that call the API by tokens of their own, within scopes. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(`${tables}${rights}${audit}${functions}`).execute(db);
}

const SCOPES = `'{read,import,scim,webhooks}'::text[]`;

const tables = `
create table service_accounts (
  id uuid primary key references employees,
  description text check (length(description) <= 500),
  scopes text[] not null check (scopes <@ ${SCOPES} and cardinality(scopes) > 0),
  created_by uuid not null references employees,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by uuid references employees,
  check ((ended_at is null) = (ended_by is null))
);
comment on table service_accounts is 'Programs that call the API. Each is an employee of the role service, so that everything knows who did it; it acts in the scope of a request, never beyond the scopes here. Ended for good.';
create index service_accounts_created_by on service_accounts (created_by);
create index service_accounts_ended_by on service_accounts (ended_by) where ended_by is not null;

create table api_tokens (
  id uuid primary key default uuidv7(),
  service_account_id uuid not null references service_accounts,
  digest bytea not null unique check (length(digest) = 32),
  name text not null check (length(name) <= 100),
  scopes text[] not null check (scopes <@ ${SCOPES} and cardinality(scopes) > 0),
  created_by uuid not null references employees,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid references employees,
  check (expires_at <= created_at + interval '366 days')
);
comment on table api_tokens is 'Tokens of service accounts. digest: SHA-256 of the token, which is shown once and kept nowhere.';
create index api_tokens_account on api_tokens (service_account_id, id);
create index api_tokens_created_by on api_tokens (created_by);
create index api_tokens_revoked_by on api_tokens (revoked_by) where revoked_by is not null;
${['service_accounts', 'api_tokens'].map(guarded).join('')}
`;

const rights = `
create function app.may_give_scopes(wanted text[]) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select not exists (
    select 1 from unnest(wanted) s where not exists (
      select 1 from employees where id = (select app.me()) and case s when 'webhooks' then 'ops' else 'hr' end = any (roles)))
$$;
comment on function app.may_give_scopes(text[]) is 'Nobody gives a program what they may not do themselves: HR gives reading, imports and SCIM, operators give webhooks.';

-- The database sees a service account in the scope of the request, which withPerson says beside app.me.
create or replace function app.has_role(wanted text[]) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select exists (select 1 from employees where id = (select app.me()) and roles && wanted)
      or exists (
        select 1 from service_accounts s
         where s.id = (select app.me()) and s.ended_at is null and current_setting('app.scope', true) = any (s.scopes)
           and case current_setting('app.scope', true) when 'read' then 'auditor' when 'webhooks' then 'ops' else 'hr' end = any (wanted))
$$;
comment on function app.has_role(text[]) is 'Whether the person of the transaction has one of the roles, or is a service account whose scope stands for one: read for auditor, import and scim for hr, webhooks for ops.';

create policy api_read on service_accounts for select to handover_api using (
  id = (select app.me()) or (select app.has_role('{hr,ops,auditor}')));
create policy api_update on service_accounts for update to handover_api using (
  ended_at is null and (select app.has_role('{hr,ops}'))) with check (ended_by = (select app.me()));
create policy api_read on api_tokens for select to handover_api using (
  service_account_id = (select app.me()) or (select app.has_role('{hr,ops,auditor}')));
create policy api_insert on api_tokens for insert to handover_api with check (
  created_by = (select app.me()) and revoked_at is null and app.may_give_scopes(scopes)
  and exists (select 1 from service_accounts s where s.id = service_account_id and s.ended_at is null and api_tokens.scopes <@ s.scopes));
create policy api_update on api_tokens for update to handover_api using (
  revoked_at is null and (select app.has_role('{hr,ops}'))) with check (revoked_by = (select app.me()));
grant select on service_accounts to handover_api, handover_worker;
grant update (ended_at, ended_by) on service_accounts to handover_api;
grant select (id, service_account_id, name, scopes, created_by, created_at, expires_at, last_used_at, revoked_at, revoked_by)
  on api_tokens to handover_api, handover_worker;
grant insert (id, service_account_id, digest, name, scopes, created_by, expires_at), update (revoked_at, revoked_by) on api_tokens to handover_api;
`;

const audit = `
create function app.on_service_account() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    ${auditAs(`'serviceAccount.created'`, `'serviceAccount'`, 'new.id', `jsonb_build_object('scopes', array_to_string(new.scopes, ', '))`)};
    return null;
  end if;
  update api_tokens set revoked_at = now(), revoked_by = new.ended_by where service_account_id = new.id and revoked_at is null;
  update employees set state = 'left' where id = new.id;
  ${auditAs(`'serviceAccount.ended'`, `'serviceAccount'`, 'new.id', `'{}'`)};
  return null;
end $$;
comment on function app.on_service_account() is 'Writes service accounts into the audit log; with the end of one all of its tokens end.';
create trigger service_accounts_made after insert on service_accounts for each row execute function app.on_service_account();
create trigger service_accounts_end_at_once after update of ended_at on service_accounts for each row
  when (old.ended_at is null and new.ended_at is not null) execute function app.on_service_account();

create function app.on_api_token() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    ${auditAs(`'apiToken.made'`, `'serviceAccount'`, 'new.service_account_id', `jsonb_build_object('token', new.id, 'scopes', array_to_string(new.scopes, ', '), 'expiresAt', app.instant(new.expires_at))`)};
  else
    -- Heard where ends of logins are heard: what is under way by the token breaks off.
    perform pg_notify('sessions', new.id::text);
    ${auditAs(`'apiToken.revoked'`, `'serviceAccount'`, 'new.service_account_id', `jsonb_build_object('token', new.id)`)};
  end if;
  return null;
end $$;
comment on function app.on_api_token() is 'Writes API tokens into the audit log, never what they are; a revoked one is cut off at once.';
create trigger api_tokens_made after insert on api_tokens for each row execute function app.on_api_token();
create trigger api_tokens_end_at_once after update of revoked_at on api_tokens for each row
  when (old.revoked_at is null and new.revoked_at is not null) execute function app.on_api_token();
`;

const functions = `
create function app.create_service_account(account uuid, called text, about text, with_scopes text[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare made_number text := 'service-' || right(replace(account::text, '-', ''), 12);
begin
  if not app.may_give_scopes(with_scopes) then raise exception 'these scopes are not theirs to give' using errcode = '42501'; end if;
  -- .invalid: mail to it can never leave (RFC 2606).
  insert into employees (id, number, name, email, roles) values (account, made_number, called, made_number || '@service.invalid', '{service}');
  insert into service_accounts (id, description, scopes, created_by) values (account, about, with_scopes, app.me());
end $$;
comment on function app.create_service_account is 'Makes a service account: operators may, who make no employees otherwise.';

create function app.api_token(wanted bytea) returns table (id uuid, service_account_id uuid, scopes text[], expires_at timestamptz)
language plpgsql rows 1 security definer set search_path = public, pg_temp as $$
begin
  -- Not with every request: it would be a write each.
  update api_tokens t set last_used_at = now()
   where t.digest = wanted and t.revoked_at is null and now() < t.expires_at
     and (t.last_used_at is null or t.last_used_at < now() - interval '1 minute');
  return query select t.id, t.service_account_id, t.scopes, t.expires_at from api_tokens t
   where t.digest = wanted and t.revoked_at is null and now() < t.expires_at;
end $$;
comment on function app.api_token(bytea) is 'The token of a digest, if it is good; it is seen by this.';

revoke execute on function app.may_give_scopes(text[]), app.on_service_account(), app.on_api_token(), app.create_service_account,
  app.api_token(bytea) from public;
grant execute on function app.may_give_scopes(text[]), app.create_service_account, app.api_token(bytea) to handover_api;
`;
