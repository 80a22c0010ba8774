import { type Kysely, sql } from 'kysely';

const tables = ['audit_leaves', 'audit_heads', 'signing_keys'] as const;

/** The audit log sealed: a Merkle tree over every entry, under signed heads that hang together (architecture, decision 17). */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
-- A constant default fills the rows that are there without rewriting them; 0 is the number of no transaction.
alter table audit_entries add column xact xid8 not null default '0';
alter table audit_entries alter column xact set default pg_current_xact_id();
comment on column audit_entries.xact is 'The transaction that wrote the entry, by the database itself; 0: before the log was sealed.';
create index audit_entries_xact on audit_entries (xact, id);

create table audit_leaves (
  position bigint primary key check (position >= 0),
  entry_id bigint not null unique,
  leaf bytea not null check (length(leaf) = 32)
);
comment on table audit_leaves is 'The sealed entries in their order: sha256(0x00, canonical entry). No foreign key: a leaf outlives an entry whose time of keeping is over.';

create table audit_heads (
  number bigint primary key check (number > 0),
  size bigint not null unique check (size > 0),
  root bytea not null check (length(root) = 32),
  previous bytea check (length(previous) = 32),
  hash bytea not null unique check (length(hash) = 32),
  below xid8 not null,
  peaks bytea[] not null,
  sealed_at timestamptz not null,
  jws text not null,
  check ((number = 1) = (previous is null))
);
comment on table audit_heads is 'Signed states of the log: root over the first size leaves, hash of the head before; every entry of a transaction below "below" is covered. peaks: what the next head goes on from.';

create table signing_keys (
  kid text primary key,
  jwk jsonb not null,
  since timestamptz not null default clock_timestamp(),
  check (not jwk ? 'd')
);
comment on table signing_keys is 'Public parts of the keys that signed sign-offs and heads, by their thumbprint; never the private part.';

${tables
  .map(
    (t) => `create trigger ${t}_append_only before update or delete or truncate on ${t}
  for each statement execute function app.refuse_change();
alter table ${t} enable row level security;
alter table ${t} force row level security;
create policy definer_functions on ${t} to current_user using (true) with check (true);
create policy worker on ${t} to handover_worker using (true) with check (true);
grant select, insert on ${t} to handover_worker;
grant select on ${t} to handover_api;`,
  )
  .join('\n')}
-- A head is a number that tells nothing of anybody; a leaf is for whoever may see its entry, also when that was pruned.
create policy api_read on signing_keys for select to handover_api using (true);
create policy api_read on audit_heads for select to handover_api using (true);
create policy api_read on audit_leaves for select to handover_api using (
  (select app.has_role('{hr,auditor}')) or exists (select 1 from audit_entries e where e.id = entry_id));

-- Rows from before entries vouched for rows carry no transaction; a row that was replaced since lies among the past ones.
create function app.adopted_rows() returns table (name text, count bigint, digest text) language sql stable security definer
set search_path = public, pg_temp as $$
  select 'ownership_starts', count(*),
         encode(sha256(string_agg(uuid_send(customer_id) || convert_to(app.instant(since), 'UTF8') || coalesce(uuid_send(owner_id), decode(repeat('00', 16), 'hex')), ''::bytea order by customer_id, since)), 'hex')
    from ownership_starts where xact is null
  union all
  select 'handover_exceptions', count(*),
         encode(sha256(string_agg(convert_to(concat_ws('|', handover_id, app.instant(at), record_type, record_id, state, reason, params) || e'\\n', 'UTF8'), ''::bytea
                order by handover_id, at, record_type, record_id)), 'hex')
    from (select xact, handover_id, at, record_type, record_id, state, reason, params from handover_exceptions
          union all select xact, handover_id, at, record_type, record_id, state, reason, params from handover_exceptions_past) e
   where xact is null
$$;
comment on function app.adopted_rows() is 'How many rows there are that no entry of their own transaction vouches for, and their digest: the entry rows.adopted of the migration says the same.';
-- Leaves of entries that somebody may not see say nothing, and without them nobody could prove what they do see.
create function app.leaves_between(bigint, bigint) returns setof bytea language sql stable security definer
set search_path = public, pg_temp as $$ select leaf from audit_leaves where position >= $1 and position < $2 order by position $$;
comment on function app.leaves_between(bigint, bigint) is 'The leaves of positions from a to below b, in their order.';
-- Neither takes anything from the chain: a leaf covers the hash of a value, and outlives its entry.
create function app.erase_values(subject uuid, reason text) returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare n bigint;
begin
  if session_user = 'handover_api' and not app.has_role('{hr}') then
    raise exception 'not for you' using errcode = 'insufficient_privilege';
  end if;
  delete from audit_values v using audit_entries e where e.id = v.entry_id and subject in (e.subject_id, e.actor_id);
  get diagnostics n = row_count;
  insert into audit_entries (actor_id, actor_kind, action, subject_type, subject_id, params)
  select who.id, case when who.id is null then 'operator' else 'person' end, 'values.erased',
         case when exists (select 1 from customers c where c.id = subject) then 'customer' else 'employee' end, subject, jsonb_build_object('values', n, 'reason', reason)
    from (select app.me() as id) who;
  return n;
end $$;
comment on function app.erase_values(uuid, text) is 'Takes the values out of the log that entries about or by a person or customer carry; the entries and their hashes stay. Returns how many.';

create function app.prune_audit(before timestamptz) returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare n bigint; total bigint; last bigint; hash bytea;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit sealer', 0));
  alter table audit_entries disable trigger audit_entries_append_only;
  -- Entries that vouch for rows stay as long as the rows do.
  create temporary table pruned on commit drop as
  select e.id from audit_entries e join audit_leaves l on l.entry_id = e.id join (select max(size) as size from audit_heads) h on l.position < h.size
   where e.at < before and not e.params ? 'rows';
  delete from audit_values v using pruned p where v.entry_id = p.id;
  delete from audit_entries e using pruned p where e.id = p.id;
  get diagnostics n = row_count;
  alter table audit_entries enable trigger audit_entries_append_only;
  if n > 0 then
    select count(*), max(position), sha256(string_agg(leaf, ''::bytea order by position)) into total, last, hash
      from audit_leaves l where not exists (select 1 from audit_entries e where e.id = l.entry_id);
    insert into audit_entries (actor_kind, action, params)
    values ('operator', 'audit.pruned', jsonb_build_object('rows', 'audit_entries', 'before', app.instant(before), 'count', n, 'removed', total, 'upTo', last, 'digest', encode(hash, 'hex')));
  end if;
  return n;
end $$;
comment on function app.prune_audit(timestamptz) is 'Removes sealed entries from before an instant; their leaves stay, and an entry says which are missing. For the schema''s owner alone. Returns how many.';
revoke execute on function app.adopted_rows(), app.leaves_between(bigint, bigint), app.erase_values(uuid, text), app.prune_audit(timestamptz) from public;
grant execute on function app.erase_values(uuid, text) to handover_api;
grant execute on function app.leaves_between(bigint, bigint) to handover_worker, handover_api;
grant execute on function app.adopted_rows() to handover_worker;
insert into audit_entries (actor_kind, action, params)
select 'operator', 'rows.adopted', jsonb_build_object('rows', name, 'count', count, 'digest', digest) from app.adopted_rows() where count > 0;
`,
    )
    .execute(db);
}
