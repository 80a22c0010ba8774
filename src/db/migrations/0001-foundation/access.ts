/**
 * Access in the database: the API's role sees and writes only what the person of the transaction (app.me) may.
 * Settings are wrapped in sub-selects so that they are evaluated once a query, not once a row.
 */
const children = [
  'contacts',
  'orders',
  'opportunities',
  'contracts',
  'projects',
  'preferences',
  'notes',
  'communications',
  'tasks',
  'calendar_events',
  'feedback',
  'approvals',
  'attachments',
] as const;
const ofCase = [
  'handover_people',
  'handover_items',
  'handover_exceptions',
  'meetings',
  'meeting_actions',
  'sign_offs',
  'reviews',
  'transfers',
  'check_ins',
  'notifications',
] as const;
/** Read by everybody in the company; written by HR's imports. */
const shared = ['departments', 'employees', 'products'] as const;
const protectedTables = [
  ...shared,
  'customers',
  ...children,
  'order_lines',
  'ownership_starts',
  'grants',
  'handovers',
  ...ofCase,
  'review_answers',
  'handover_inbox',
  'materials',
  'audit_entries',
  'audit_values',
  'sign_off_tokens',
  'idempotency_keys',
  'imports',
] as const;
const reference = ['calendars', 'calendar_years', 'calendar_days', 'reporting_closure', 'policies'] as const;
/** What imports make and change. */
const imported = [...shared, 'customers', ...children, 'order_lines'] as const;

const mine = (column: string) =>
  `${column} in (select subordinate_id from reporting_closure where boss_id = (select app.me()))`;

/** What is said about one customer of a case: for the parties, and of the receivers for the one who gets the customer. */
const ofCustomer = (table: string) => `
  (select app.has_role('{hr,auditor}'))
  or exists (select 1 from handover_people p where p.handover_id = ${table}.handover_id and p.role <> 'receiver' and ${mine('p.person_id')})
  or exists (select 1 from handover_items i where i.handover_id = ${table}.handover_id and i.record_type = 'customer'
              and i.record_id = ${table}.customer_id and ${mine('i.receiver_id')})`;

export const access = `
create table grants (
  id uuid primary key default uuidv7(),
  grantee_id uuid not null references employees,
  customer_id uuid references customers,
  handover_id uuid references handovers,
  level text not null check (level in ('view', 'edit', 'export', 'share', 'approve')),
  reason text not null,
  starts_at timestamptz not null default now(),
  ends_at timestamptz not null,
  revoked_at timestamptz,
  check (ends_at > starts_at),
  check ((customer_id is null) <> (handover_id is null))
);
comment on table grants is 'Access beyond ownership, always with an end: to one customer, or to every customer of a handover''s plan.';
create index grants_grantee on grants (grantee_id, ends_at);
create index grants_customer on grants (customer_id) where customer_id is not null;
create index grants_handover on grants (handover_id) where handover_id is not null;
create unique index grants_one_per_handover on grants (grantee_id, handover_id, level) where handover_id is not null and revoked_at is null;

create function app.me() returns uuid language sql stable parallel safe security definer
set search_path = public, pg_temp as
  $$ select id from employees where id = nullif(current_setting('app.me', true), '')::uuid and state <> 'left' $$;
comment on function app.me() is 'The person of this transaction, set by withPerson; nobody, once they have left the company.';

create function app.has_role(wanted text[]) returns boolean language sql stable security definer
set search_path = public, pg_temp as
  $$ select exists (select 1 from employees where id = (select app.me()) and roles && wanted) $$;

create function app.granted_customers(wanted text[]) returns setof uuid language sql stable rows 100 security definer
set search_path = public, pg_temp as $$
  select g.customer_id from grants g
   where g.grantee_id = (select app.me()) and g.customer_id is not null and g.level = any (wanted)
     and g.revoked_at is null and now() >= g.starts_at and now() < g.ends_at
  union all
  select i.record_id from grants g join handover_items i on i.handover_id = g.handover_id and i.record_type = 'customer'
   where g.grantee_id = (select app.me()) and g.handover_id is not null and g.level = any (wanted)
     and g.revoked_at is null and now() >= g.starts_at and now() < g.ends_at
$$;

create function app.my_handovers() returns setof uuid language sql stable rows 100 security definer
set search_path = public, pg_temp as $$
  select p.handover_id from handover_people p
   where ${mine('p.person_id')}
  union
  select h.id from handovers h where h.started_by = (select app.me())
$$;
comment on function app.my_handovers() is 'Cases in which the person, or somebody below them, takes part or which they started.';

create function app.may_edit_customer(wanted uuid) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select app.has_role('{hr}')
      or exists (select 1 from customers c where c.id = wanted and ${mine('c.owner_id')})
      or wanted in (select app.granted_customers('{edit}'))
$$;

create function app.verified_so_far(wanted uuid) returns table (receiver_id uuid, done bigint, of bigint)
language sql stable rows 10 security definer set search_path = public, pg_temp as $$
  select i.receiver_id, count(b.id), count(*)
    from handover_items i join handovers h on h.id = i.handover_id
    left join handover_inbox b on b.handover_id = i.handover_id and b.kind = 'verification' and b.round = h.round
                              and b.customer_id = i.record_id and b.author_id = i.receiver_id
   where i.handover_id = wanted and i.record_type = 'customer' and i.to_verify
     and (wanted in (select app.my_handovers()) or app.has_role('{hr,auditor}'))
   group by 1
$$;
comment on function app.verified_so_far(uuid) is 'How many customers of the sample each receiver has checked in this round: figures for all parties, while what was said stays with those whom it concerns.';

create function app.unstarted_handovers() returns table (id uuid, reader_id uuid) language sql stable rows 10 security definer
set search_path = public, pg_temp as $$
  select h.id, case when e.state = 'left' then h.supervisor_id else e.id end
    from handovers h join employees e on e.id = h.started_by where h.state = 'starting' order by h.id limit 1000
$$;
comment on function app.unstarted_handovers() is 'Cases that were written down and not yet started, for the start of the API: ids only, with somebody who may read the rest.';

create function app.search_customers(query text, max_rows integer) returns table (id uuid, name text, owner_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.id, c.name, c.owner_id
    from customer_search s join customers c on c.id = s.customer_id
   where s.text like '%' || replace(replace(replace(lower(query), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
     and (${mine('c.owner_id')} or c.id in (select app.granted_customers('{view,edit,export}')) or (select app.has_role('{hr,auditor}')))
   order by c.id limit least(max_rows, 200)
$$;
comment on function app.search_customers(text, integer) is 'Search within the reach of app.me. A definer function because trigram operators are not leakproof: under the policy the index would not be used.';

${protectedTables
  .map(
    (t) => `alter table ${t} enable row level security;
alter table ${t} force row level security;
create policy definer_functions on ${t} to current_user using (true) with check (true);
create policy worker on ${t} to handover_worker using (true) with check (true);`,
  )
  .join('\n')}

${shared
  .map(
    (t) => `create policy api_read on ${t} for select to handover_api using (true);
create policy api_insert on ${t} for insert to handover_api with check ((select app.has_role('{hr}')));
create policy api_update on ${t} for update to handover_api using ((select app.has_role('{hr}')));`,
  )
  .join('\n')}

create policy api_read on customers for select to handover_api using (
  ${mine('owner_id')} or id in (select app.granted_customers('{view,edit,export}')) or (select app.has_role('{hr,auditor}')));
create policy api_insert on customers for insert to handover_api with check (
  (select app.has_role('{hr}')) or ${mine('owner_id')});
create policy api_update on customers for update to handover_api using (
  (select app.has_role('{hr}')) or ${mine('owner_id')} or id in (select app.granted_customers('{edit}')));

${children
  .map(
    (t) => `create policy api_read on ${t} for select to handover_api using (
  exists (select 1 from customers c where c.id = customer_id) or ${mine('assignee_id')} or (select app.has_role('{hr,auditor}')));
create policy api_insert on ${t} for insert to handover_api with check (
  case when customer_id is null then ${mine('assignee_id')} or (select app.has_role('{hr}')) else app.may_edit_customer(customer_id) end);
create policy api_update on ${t} for update to handover_api using (
  case when customer_id is null then ${mine('assignee_id')} or (select app.has_role('{hr}')) else app.may_edit_customer(customer_id) end);`,
  )
  .join('\n')}

create policy api_read on order_lines for select to handover_api using (exists (select 1 from orders o where o.id = order_id));
create policy api_insert on order_lines for insert to handover_api with check (exists (select 1 from orders o where o.id = order_id and app.may_edit_customer(o.customer_id)));
create policy api_update on order_lines for update to handover_api using (exists (select 1 from orders o where o.id = order_id and app.may_edit_customer(o.customer_id)));
create policy api_read on ownership_starts for select to handover_api using (exists (select 1 from customers c where c.id = customer_id));
create policy api_read on grants for select to handover_api using (${mine('grantee_id')} or (select app.has_role('{hr,auditor}')));

create policy api_read on handovers for select to handover_api using (
  id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));
create policy api_insert on handovers for insert to handover_api with check (
  started_by = (select app.me()) and state = 'starting' and ((select app.has_role('{hr}')) or ${mine('giver_id')}));
${ofCase
  .map(
    (t) => `create policy api_read on ${t} for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));`,
  )
  .join('\n')}
create policy api_insert on handover_people for insert to handover_api with check (
  exists (select 1 from handovers h where h.id = handover_id and h.started_by = (select app.me()) and h.state = 'starting'));
create policy api_read on review_answers for select to handover_api using (exists (select 1 from reviews r where r.id = review_id));

create policy api_read on materials for select to handover_api using (${ofCustomer('materials')});
create policy api_read on handover_inbox for select to handover_api using (
  author_id = (select app.me()) or case when customer_id is null
    then handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor}'))
    else ${ofCustomer('handover_inbox')} end);
create policy api_insert on handover_inbox for insert to handover_api with check (
  author_id = (select app.me()) and case when kind = 'text'
    then handover_id in (select app.my_handovers()) or (select app.has_role('{hr}'))
    else exists (
      select 1 from handovers h join handover_items i on i.handover_id = h.id and i.record_type = 'customer' and i.record_id = handover_inbox.customer_id
       where h.id = handover_inbox.handover_id and h.state = 'running' and h.round = handover_inbox.round
         and (handover_inbox.kind, h.step) in (('explanation', 'materials'), ('verification', 'verification'))
         and (select app.me()) = case handover_inbox.kind when 'explanation' then h.giver_id else i.receiver_id end) end);
create policy api_update on handover_inbox for update to handover_api using (author_id = (select app.me())) with check (
  author_id = (select app.me()) and exists (
    select 1 from handovers h where h.id = handover_id and h.state = 'running' and h.round = handover_inbox.round
       and (handover_inbox.kind, h.step) in (('explanation', 'materials'), ('verification', 'verification'))));

create policy api_read on audit_entries for select to handover_api using (
  (select app.has_role('{hr,auditor}')) or handover_id in (select app.my_handovers()));
create policy api_insert on audit_entries for insert to handover_api with check (
  actor_kind = 'person' and actor_id = (select app.me()) and handover_id in (select app.my_handovers()));
create policy api_read on audit_values for select to handover_api using ((select app.has_role('{hr,auditor}')));
create policy api_own on sign_off_tokens to handover_api using (person_id = (select app.me()))
  with check (person_id = (select app.me()) and handover_id in (select app.my_handovers()));
create policy api_own on idempotency_keys to handover_api using (actor_id = (select app.me())) with check (actor_id = (select app.me()));
create policy api_own on imports to handover_api using (actor_id = (select app.me()) or (select app.has_role('{hr,ops,auditor}')))
  with check (actor_id = (select app.me()) and (select app.has_role('{hr}')));

grant usage on schema public, app to handover_api, handover_worker;
revoke execute on all functions in schema app from public;
grant execute on function app.me(), app.has_role(text[]), app.granted_customers(text[]), app.my_handovers(), app.may_edit_customer(uuid),
  app.search_customers(text, integer), app.verified_so_far(uuid), app.unstarted_handovers() to handover_api, handover_worker;

grant select on ${[...reference, ...protectedTables].join(', ')} to handover_worker, handover_api;
grant insert, update on ${imported.join(', ')} to handover_worker;
grant insert on calendar_years, calendar_days, policies to handover_worker;
grant insert, update on ${['grants', 'handovers', ...ofCase, 'review_answers', 'sign_off_tokens', 'run_once'].join(', ')} to handover_worker;
grant delete on handover_items, handover_exceptions to handover_worker;
grant maintain on handover_items to handover_worker; -- analyze
grant select on run_once to handover_worker;
grant insert on materials, audit_values to handover_worker;

-- Who holds a record, and which record it is, changes through a handover only.
do $$ declare t text; columns text; begin
  foreach t in array '{${imported.join(',')}}'::text[] loop
    select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
     where attrelid = t::regclass and attnum > 0 and attname not in ('id', 'source', 'source_id', 'created_at', 'owner_id', 'assignee_id');
    execute format('grant insert, update (%s) on %I to handover_api', columns, t);
  end loop;
end $$;
-- Only what a person says; where the case stands, when an entry was made and its number are not theirs to say.
grant insert (id, kind, reason, giver_id, supervisor_id, started_by, assignment, scope, whole_book, late_receiver_id, policy_key, policy_version, effective_at)
  on handovers to handover_api;
grant insert on handover_people, imports to handover_api;
grant insert (id, handover_id, kind, round, customer_id, author_id, body), update (body, version, updated_at) on handover_inbox to handover_api;
grant insert (actor_id, key, route, body_digest, resource_id), update (status, response) on idempotency_keys to handover_api;
grant insert (digest, handover_id, round, person_id, plan_hash, expires_at) on sign_off_tokens to handover_api;
grant insert (actor_id, actor_kind, action, handover_id, subject_type, subject_id, params) on audit_entries to handover_api, handover_worker;
grant usage on sequence handover_labels to handover_api;
grant select on kysely_migration to handover_api, handover_worker;
`;
