import { type Kysely, sql } from 'kysely';
import { auditAs, guarded } from './0004-access/rules.ts';

/** Outgoing webhooks: who hears of which entries of the audit log, and what became of each message. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create table webhook_subscriptions (
  id uuid primary key default uuidv7(),
  url text not null check (length(url) <= 2000),
  description text check (length(description) <= 500),
  events text[] not null check (cardinality(events) between 1 and 200),
  state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
  disabled_because text check (disabled_because in ('gone', 'dead')),
  disabled_at timestamptz,
  notified_at timestamptz,
  failing_since timestamptz,
  succeeded_at timestamptz,
  created_by uuid not null references employees,
  created_at timestamptz not null default clock_timestamp(),
  version integer not null default 1,
  updated_at timestamptz not null default clock_timestamp(),
  check ((state = 'disabled') = (disabled_at is not null)),
  check ((disabled_at is null) = (disabled_because is null))
);
comment on table webhook_subscriptions is 'Endpoints of other programs that hear of events; events: types, families such as signOff.*, or *. disabled: by the engine, because the endpoint is gone or was dead for three days.';
create index webhook_subscriptions_created_by on webhook_subscriptions (created_by);

create table webhook_secrets (
  id uuid primary key default uuidv7(),
  subscription_id uuid not null references webhook_subscriptions on delete cascade,
  secret text not null check (secret ~ '^whsec_'),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz
);
comment on table webhook_secrets is 'Keys that sign messages; the API writes them and cannot read them. After a rotation the one before signs beside the new one until it expires.';
create index webhook_secrets_subscription on webhook_secrets (subscription_id);

create table webhook_deliveries (
  id uuid primary key default uuidv7(),
  subscription_id uuid not null references webhook_subscriptions on delete cascade,
  entry_id bigint,
  type text not null,
  payload text not null check (octet_length(payload) <= 20000),
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  due_at timestamptz not null default clock_timestamp(),
  since timestamptz not null default clock_timestamp(),
  attempted_at timestamptz,
  took_ms integer,
  status smallint,
  error text,
  delivered_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  unique (subscription_id, entry_id),
  check ((state = 'delivered') = (delivered_at is not null))
);
comment on table webhook_deliveries is 'Messages to endpoints, one an entry and subscription; the id is the webhook-id of every attempt. due_at: when the next attempt is due; a running one holds it by moving it ahead. since: from when its three days count. entry_id has no foreign key: a message outlives an entry whose time of keeping is over.';
create index webhook_deliveries_due on webhook_deliveries (subscription_id, due_at) where state = 'pending';
create index webhook_deliveries_list on webhook_deliveries (subscription_id, id);
create index webhook_deliveries_age on webhook_deliveries (created_at);

create table webhook_feed (
  one boolean primary key default true check (one),
  position bigint not null
);
comment on table webhook_feed is 'Up to which sealed entry (position among audit_leaves) messages were made.';
insert into webhook_feed (position) select coalesce(max(position) + 1, 0) from audit_leaves;

${['webhook_subscriptions', 'webhook_secrets', 'webhook_deliveries', 'webhook_feed'].map(guarded).join('\n')}

create function app.audit_webhook() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare subject uuid := coalesce(new.id, old.id);
begin
  -- What the engine does to a subscription it writes down itself.
  if session_user = 'handover_worker' then return null; end if;
  ${auditAs(`case tg_op when 'INSERT' then 'webhook.created' when 'DELETE' then 'webhook.deleted' else 'webhook.changed' end`, `'webhook'`, 'subject', `case when tg_op = 'DELETE' then '{}' else jsonb_build_object('state', new.state, 'events', cardinality(new.events)) end`)};
  return null;
end $$;
comment on function app.audit_webhook() is 'Writes into the audit log what people do to subscriptions; the address is no part of it.';
create trigger webhook_subscriptions_audit after insert or update or delete on webhook_subscriptions
  for each row execute function app.audit_webhook();

create function app.audit_webhook_secret() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (select 1 from webhook_secrets s where s.subscription_id = new.subscription_id and s.id <> new.id) then
    ${auditAs(`'webhook.secretRotated'`, `'webhook'`, 'new.subscription_id', `'{}'`)};
  end if;
  return null;
end $$;
comment on function app.audit_webhook_secret() is 'Writes into the audit log that a subscription signs with a new secret.';
create trigger webhook_secrets_audit after insert on webhook_secrets for each row execute function app.audit_webhook_secret();
revoke execute on function app.audit_webhook(), app.audit_webhook_secret() from public;

create policy api_read on webhook_subscriptions for select to handover_api using ((select app.has_role('{ops,auditor}')));
create policy api_insert on webhook_subscriptions for insert to handover_api with check (
  (select app.has_role('{ops}')) and created_by = (select app.me()) and state = 'active');
create policy api_update on webhook_subscriptions for update to handover_api using ((select app.has_role('{ops}')))
  with check ((select app.has_role('{ops}')) and state in ('active', 'paused'));
create policy api_delete on webhook_subscriptions for delete to handover_api using ((select app.has_role('{ops}')));
grant select, delete on webhook_subscriptions to handover_api;
grant insert (id, url, description, events, created_by) on webhook_subscriptions to handover_api;
grant update (url, description, events, state, disabled_because, disabled_at, notified_at, failing_since, version, updated_at) on webhook_subscriptions to handover_api;

-- No right to the column secret: what was shown once is not shown again, whatever the API is made to ask.
create policy api_read on webhook_secrets for select to handover_api using ((select app.has_role('{ops,auditor}')));
create policy api_insert on webhook_secrets for insert to handover_api with check ((select app.has_role('{ops}')));
create policy api_update on webhook_secrets for update to handover_api using ((select app.has_role('{ops}'))) with check ((select app.has_role('{ops}')));
grant select (id, subscription_id, created_at, expires_at), insert (subscription_id, secret), update (expires_at) on webhook_secrets to handover_api;

create policy api_read on webhook_deliveries for select to handover_api using ((select app.has_role('{ops,auditor}')));
create policy api_insert on webhook_deliveries for insert to handover_api with check (
  (select app.has_role('{ops}')) and type = 'webhook.ping' and entry_id is null);
create policy api_update on webhook_deliveries for update to handover_api using ((select app.has_role('{ops}')))
  with check ((select app.has_role('{ops}')) and state = 'pending');
grant select on webhook_deliveries to handover_api;
grant insert (id, subscription_id, type, payload) on webhook_deliveries to handover_api;
grant update (state, attempts, due_at, since, delivered_at) on webhook_deliveries to handover_api;

-- Which cases have entries of transactions from one on: ids and counts, for the one connection that wakes the streams of a process.
create function app.cases_since(xid8) returns table (below xid8, cases jsonb) language sql stable security definer
set search_path = public, pg_temp as $$
  select pg_snapshot_xmin(pg_current_snapshot()), (select coalesce(jsonb_object_agg(c.handover_id, c.n), '{}') from (
    select handover_id, count(*) as n from audit_entries where xact >= $1 and handover_id is not null group by handover_id) c)
$$;
comment on function app.cases_since(xid8) is 'How many entries each case has of transactions from the given one on, and from which to ask the next time.';
revoke execute on function app.cases_since(xid8) from public;
grant execute on function app.cases_since(xid8) to handover_api;

grant select, update on webhook_subscriptions to handover_worker;
grant select, delete on webhook_secrets to handover_worker;
grant select, insert, update, delete on webhook_deliveries to handover_worker;
grant select, update on webhook_feed to handover_worker;
`,
    )
    .execute(db);
}
