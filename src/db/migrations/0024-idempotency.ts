import { type Kysely, sql } from 'kysely';

/**
 * Keys of requests are held while they are worked on, and let go again: a second request with the key is told to wait, whatever a
 * crash left is taken over, and what is old is forgotten.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(keys).execute(db);
}

// What a crash of the server could take back here is harmless, and a wait for the disk less: a later commit of the work itself brings
// the key to the disk with it, and an answer that is gone is found again under the same id.
const LATER = `perform set_config('synchronous_commit', 'off', true);`;

const keys = `
-- What the version before writes meanwhile is held as well, for as long as its requests take.
alter table idempotency_keys add column held_until timestamptz default now() + interval '10 seconds', add column holder uuid;
comment on column idempotency_keys.held_until is 'While a request is worked on, which says again and again that it is. In the past: it broke off, and the same request takes it over. NULL: it was refused, and any request may take the key.';
comment on column idempotency_keys.holder is 'The request that works on it: one that was taken over writes no answer any more.';
comment on column idempotency_keys.body_digest is 'SHA-256 of the body; empty: of a body that streams and was not read to its end.';
create index idempotency_keys_created on idempotency_keys (created_at);

create function app.take_key(actor uuid, wanted text, address text, digest bytea, fresh uuid, request uuid, lease interval)
returns table (outcome text, resource uuid, kept_status integer, kept jsonb, kept_digest bytea)
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
  k idempotency_keys;
  same boolean;
begin
  ${LATER}
  for tries in 1..3 loop
    insert into idempotency_keys (actor_id, key, route, body_digest, resource_id, held_until, holder)
    values (actor, wanted, address, digest, fresh, clock_timestamp() + lease, request) on conflict do nothing;
    if found then return query select 'taken', fresh, null::integer, null::jsonb, digest; return; end if;

    select * into k from idempotency_keys where actor_id = actor and key = wanted;
    -- Forgotten between the two.
    continue when not found;
    same := k.route = address and (k.body_digest = digest or digest = '' or k.body_digest = '');
    if k.status is null and k.held_until is null then
      update idempotency_keys
         set route = address, body_digest = digest, held_until = clock_timestamp() + lease, holder = request,
             resource_id = case when same then k.resource_id else fresh end
       where actor_id = actor and key = wanted and status is null and held_until is null returning * into k;
    elsif not same then
      return query select 'reused', null::uuid, null::integer, null::jsonb, null::bytea; return;
    elsif k.status is not null then
      return query select 'answered', k.resource_id, k.status, k.response, k.body_digest; return;
    elsif k.held_until > clock_timestamp() then
      return query select 'held', null::uuid, null::integer, null::jsonb, null::bytea; return;
    else
      update idempotency_keys set held_until = clock_timestamp() + lease, holder = request
       where actor_id = actor and key = wanted and status is null and held_until <= clock_timestamp() returning * into k;
    end if;
    if found then return query select 'taken', k.resource_id, null::integer, null::jsonb, k.body_digest; return; end if;
    -- Somebody else took it in this very moment: they hold it.
  end loop;
  return query select 'held', null::uuid, null::integer, null::jsonb, null::bytea;
end $$;
comment on function app.take_key is 'Takes a key for a request. taken: the work is to be done, under this id; answered: it has been; held: it is under way; reused: the key is another request''s.';

create function app.answer_key(actor uuid, wanted text, request uuid, digest bytea, answer_status integer, answer jsonb) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  ${LATER}
  update idempotency_keys set status = answer_status, response = answer, body_digest = digest, held_until = clock_timestamp()
   where actor_id = actor and key = wanted and holder = request and status is null;
end $$;
comment on function app.answer_key is 'Keeps the answer of the request that holds the key.';

create function app.hold_key(actor uuid, wanted text, request uuid, lease interval) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update idempotency_keys set held_until = clock_timestamp() + lease
   where actor_id = actor and key = wanted and holder = request and status is null
$$;
comment on function app.hold_key is 'The request is still worked on; a lease of NULL: it was refused, of nothing: it broke off.';

create function app.forget_keys(after interval) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare forgotten bigint;
begin
  delete from idempotency_keys where (actor_id, key) in (
    select actor_id, key from idempotency_keys where created_at < now() - after order by created_at limit 5000 for update skip locked);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;
comment on function app.forget_keys is 'Deletes keys that are so old, 5000 at the most; how many they were.';

revoke execute on function app.take_key, app.answer_key, app.hold_key, app.forget_keys from public;
grant execute on function app.take_key, app.answer_key, app.hold_key, app.forget_keys to handover_api;
`;
