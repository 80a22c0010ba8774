/**
 * Rows that the audit log vouches for: the transaction that writes them appends an entry with the digest of exactly these rows,
 * whatever path the write takes. They are found again by transaction and instant, so one pass over the table checks all of them.
 */
export const vouched = `
create function app.instant(t timestamptz) returns text language sql stable parallel safe as
  $$ select to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

create function app.vouch(action text, handover uuid, params jsonb) returns void language sql security definer
set search_path = public, pg_temp as $$
  insert into audit_entries (actor_id, actor_kind, action, handover_id, params)
  select who.id, case when who.id is not null then 'person' when session_user = 'handover_worker' then 'engine' else 'operator' end,
         action, handover, params
    from (select app.me() as id) who;
$$;
comment on function app.vouch(text, uuid, jsonb) is 'Appends an entry in the name of whoever makes the change: a person, the engine, or somebody at the database itself.';

-- Every row comes from a customer that the trigger just saw; checking it again twice a row took half of a transfer's time (docs/decisions).
alter table ownership_starts drop constraint ownership_starts_customer_id_fkey, drop constraint ownership_starts_owner_id_fkey;
alter table ownership_starts add column xact xid8;
alter table ownership_starts alter column xact set default pg_current_xact_id();
comment on column ownership_starts.xact is 'The transaction that wrote the row: with since it leads to the audit entry that vouches for it.';

create function app.keep_who_owned() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (select 1 from removed r join ownership_starts s on r.id in (s.customer_id, s.owner_id)) then
    raise exception 'ownership over time names a row of %', tg_table_name using errcode = 'foreign_key_violation',
      hint = 'Customers and people stay; set their state instead.';
  end if;
  return null;
end $$;
create trigger customers_keep_who_owned after delete on customers
  referencing old table as removed for each statement execute function app.keep_who_owned();
create trigger employees_keep_who_owned after delete on employees
  referencing old table as removed for each statement execute function app.keep_who_owned();

create or replace function app.start_first_ownership() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare t timestamptz := clock_timestamp(); n bigint; hash bytea;
begin
  with started as (
    insert into ownership_starts (customer_id, since, owner_id) select id, t, owner_id from inserted returning customer_id, owner_id
  )
  select count(*), sha256(string_agg(uuid_send(customer_id) || coalesce(uuid_send(owner_id), decode(repeat('00', 16), 'hex')), ''::bytea order by customer_id))
    into n, hash from started;
  if n > 0 then
    perform app.vouch('ownership.started', null, jsonb_build_object('rows', 'ownership_starts', 'since', app.instant(t), 'count', n, 'digest', encode(hash, 'hex')));
  end if;
  return null;
end $$;

create or replace function app.start_next_ownership() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  t timestamptz := clock_timestamp();
  handover uuid := nullif(current_setting('app.handover', true), '')::uuid;
  n bigint; hash bytea; latest timestamptz;
begin
  -- The row locks are held, so the clock is past every earlier start of these customers, unless it was set back.
  select max(s.since) into latest from changed_new c join ownership_starts s on s.customer_id = c.id where s.since >= t;
  t := greatest(t, latest + interval '1 microsecond');
  with started as (
    insert into ownership_starts (customer_id, since, owner_id, handover_id)
    select c.id, t, c.owner_id, handover from changed_new c join changed_old o on o.id = c.id where c.owner_id is distinct from o.owner_id
    returning customer_id, owner_id
  )
  select count(*), sha256(string_agg(uuid_send(customer_id) || coalesce(uuid_send(owner_id), decode(repeat('00', 16), 'hex')), ''::bytea order by customer_id))
    into n, hash from started;
  if n > 0 then
    perform app.vouch('ownership.started', handover, jsonb_build_object('rows', 'ownership_starts', 'since', app.instant(t), 'count', n, 'digest', encode(hash, 'hex')));
  end if;
  return null;
end $$;

-- A transfer changes no name: the search text need not be looked at.
create or replace function app.index_changed_customers() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare ids uuid[];
begin
  if tg_table_name = 'contacts' then
    select array_agg(distinct customer_id) into ids from inserted;
  elsif tg_op = 'INSERT' then
    select array_agg(id) into ids from inserted;
  elsif not app.engine_moves() then
    select array_agg(n.id) into ids from inserted n join replaced o on o.id = n.id
     where (n.name, n.city, n.email) is distinct from (o.name, o.city, o.email);
  end if;
  if ids is not null then perform app.index_customers(ids); end if;
  return null;
end $$;

create function app.engine_moves() returns boolean language sql stable parallel safe as
  $$ select session_user = 'handover_worker' and coalesce(current_setting('app.handover', true), '') <> '' $$;
comment on function app.engine_moves() is 'Whether this transaction is the engine moving a book. The setting alone would say nothing: any role can make it.';

-- What was said about an item earlier stays, so that what the log says about it can be checked for ever.
alter table handover_exceptions add column xact xid8;
alter table handover_exceptions alter column xact set default pg_current_xact_id();
create table handover_exceptions_past (
  handover_id uuid not null references handovers,
  record_type text collate "C" not null,
  record_id uuid not null,
  state text not null,
  reason text not null,
  params jsonb not null,
  at timestamptz not null,
  xact xid8,
  replaced_xact xid8 not null default pg_current_xact_id()
);
comment on table handover_exceptions_past is 'What handover_exceptions said about an item before it was replaced; written by a trigger only.';
create index handover_exceptions_past_item on handover_exceptions_past (handover_id, record_type, record_id);
alter table handover_exceptions_past enable row level security;
alter table handover_exceptions_past force row level security;
create policy definer_functions on handover_exceptions_past to current_user using (true) with check (true);
create policy worker on handover_exceptions_past for select to handover_worker using (true);
create policy api_read on handover_exceptions_past for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));
grant select on handover_exceptions_past to handover_worker, handover_api;
create trigger handover_exceptions_past_append_only before update or delete or truncate on handover_exceptions_past
  for each statement execute function app.refuse_change();

create function app.vouch_for_exceptions() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  perform app.vouch('items.excepted', handover_id, jsonb_build_object('rows', 'handover_exceptions', 'at', app.instant(at), 'type', record_type,
                    'count', count(*), 'digest', encode(sha256(string_agg(convert_to(concat_ws('|', record_id, state, reason, params) || e'\\n', 'UTF8'), ''::bytea order by record_id)), 'hex')))
     from written group by handover_id, at, record_type;
  return null;
end $$;
create trigger handover_exceptions_insert after insert on handover_exceptions
  referencing new table as written for each statement execute function app.vouch_for_exceptions();

create function app.keep_past_exceptions() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  insert into handover_exceptions_past (handover_id, record_type, record_id, state, reason, params, at, xact)
  select handover_id, record_type, record_id, state, reason, params, at, xact from replaced;
  return null;
end $$;
create trigger handover_exceptions_delete after delete on handover_exceptions
  referencing old table as replaced for each statement execute function app.keep_past_exceptions();
create trigger handover_exceptions_past_update after update on handover_exceptions
  referencing old table as replaced for each statement execute function app.keep_past_exceptions();
create trigger handover_exceptions_update after update on handover_exceptions
  referencing new table as written for each statement execute function app.vouch_for_exceptions();

-- An update is a new saying of this transaction, not of the one that said something before.
create function app.say_anew() returns trigger language plpgsql as $$
begin
  new.xact := pg_current_xact_id();
  return new;
end $$;
create trigger handover_exceptions_anew before update on handover_exceptions for each row execute function app.say_anew();

revoke execute on all functions in schema app from public;
grant execute on function app.instant(timestamptz), app.engine_moves() to handover_api, handover_worker;
`;
