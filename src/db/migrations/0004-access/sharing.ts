import { ANY_LEVEL, auditAs, guarded, mine, within } from './rules.ts';

const LONGEST_GRANT = `interval '90 days'`;

/** Team, sharing rules and grants by people; the one statement of who reaches a customer. */
export const sharing = `
create table customer_team (
  id uuid primary key default uuidv7(),
  source text not null default 'manual',
  source_id text,
  customer_id uuid not null references customers,
  assignee_id uuid not null references employees,
  role text not null default 'member' check (btrim(role) <> ''),
  level text not null default 'view' check (level in ('view', 'edit')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (source, source_id)
);
comment on table customer_team is 'Who else works for a customer: the member (assignee_id), what they do (role) and what they may (level).';
create index customer_team_customer on customer_team (customer_id);
create index customer_team_assignee on customer_team (assignee_id, level);

create table sharing_rules (
  id uuid primary key default uuidv7(),
  reader_department_id uuid references departments,
  reader_region text,
  reader_role text check (reader_role in ('hr', 'manager', 'account_manager', 'coordinator', 'ops', 'auditor', 'service')),
  customer_region text,
  customer_industry text,
  owner_department_id uuid references departments,
  level text not null check (level in ('view', 'edit', 'export', 'share', 'approve')),
  reason text not null check (btrim(reason) <> ''),
  made_by uuid not null references employees,
  starts_at timestamptz not null default now(),
  ends_at timestamptz,
  check (ends_at >= starts_at),
  check (num_nonnulls(reader_department_id, reader_region, reader_role) > 0),
  check (num_nonnulls(customer_region, customer_industry, owner_department_id) > 0)
);
comment on table sharing_rules is 'Access by rule: people of a department, region or role reach customers of a region, industry or owner''s department. What a rule names must all hold; it ends at ends_at, if that is set.';
create index sharing_rules_reader_department on sharing_rules (reader_department_id) where reader_department_id is not null;
create index sharing_rules_owner_department on sharing_rules (owner_department_id) where owner_department_id is not null;
create index sharing_rules_made_by on sharing_rules (made_by);

alter table grants add column granted_by uuid references employees;
create index grants_granted_by on grants (granted_by) where granted_by is not null;

create or replace function app.granted_customers(wanted text[]) returns setof uuid language sql stable rows 100 security definer
set search_path = public, pg_temp as $$
  select g.customer_id from grants g
   where g.grantee_id = (select app.me()) and g.customer_id is not null and g.level = any (wanted)
     and g.revoked_at is null and now() >= g.starts_at and now() < g.ends_at
  union all
  select i.record_id from grants g join handover_items i on i.handover_id = g.handover_id and i.record_type = 'customer'
    left join handover_exceptions e on e.handover_id = i.handover_id and e.record_type = 'customer' and e.record_id = i.record_id
   where e.state is distinct from 'skipped' and g.grantee_id = (select app.me()) and g.handover_id is not null and g.level = any (wanted)
     and g.revoked_at is null and now() >= g.starts_at and now() < g.ends_at
  union all
  select t.customer_id from customer_team t where t.assignee_id = (select app.me()) and t.level = any (wanted)
$$;
comment on function app.granted_customers(text[]) is 'Customers that the person of the transaction reaches one by one, by a grant or as a member of the team, at one of the levels.';

create function app.shared_customers(wanted text[]) returns table (region text, industry text, owner_ids uuid[])
language sql stable rows 5 security definer set search_path = public, pg_temp as $$
  select r.customer_region, r.customer_industry,
         case when r.owner_department_id is not null
              then array(select id from employees where department_id = r.owner_department_id) end
    from employees e join sharing_rules r on (r.reader_department_id is null or r.reader_department_id = e.department_id)
     and (r.reader_region is null or r.reader_region = e.region) and (r.reader_role is null or r.reader_role = any (e.roles))
   where e.id = (select app.me()) and r.level = any (wanted)
     and now() >= r.starts_at and (r.ends_at is null or now() < r.ends_at)
$$;
comment on function app.shared_customers(text[]) is 'What the sharing rules open to the person of the transaction at one of the levels: conditions on columns of a customer, NULL for any.';

create function app.may(wanted uuid, at_level text) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select exists (select 1 from customers c where c.id = wanted and case at_level
    when 'view' then ${within('c', ANY_LEVEL, `or (select app.has_role('{hr,auditor}'))`)}
    ${['edit', 'export', 'share', 'approve'].map((level) => `when '${level}' then ${within('c', `{${level}}`, `or (select app.has_role('{hr}'))`)}`).join('\n    ')}
    end)
$$;
comment on function app.may(uuid, text) is 'Whether the person of the transaction has a level at a customer. For single decisions; lists are narrowed by the policies.';

create function app.is_above_customer(wanted uuid) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select (select app.has_role('{hr}')) or exists (select 1 from customers c where c.id = wanted and ${mine('c.owner_id')})
$$;
comment on function app.is_above_customer(uuid) is 'Whether the person of the transaction owns the customer, is above its owner or is of HR: who holds all levels and may give all of them.';

create function app.access_of(wanted uuid)
returns table (person_id uuid, levels text[], because text, source_id uuid, role text, ends_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not (app.is_above_customer(wanted) or app.may(wanted, 'share') or app.has_role('{auditor}')) then
    raise exception 'who may what at a customer is told to those who give it' using errcode = 'insufficient_privilege';
  end if;
  return query
  select b.boss_id, '${ANY_LEVEL}'::text[], case b.depth when 0 then 'owner' else 'line' end, null::uuid, null::text, null::timestamptz
    from customers c join reporting_closure b on b.subordinate_id = c.owner_id join employees e on e.id = b.boss_id
   where c.id = wanted and e.state <> 'left'
  union all
  select t.assignee_id, array[t.level], 'team', t.id, t.role, null from customer_team t where t.customer_id = wanted
  union all
  select g.grantee_id, array[g.level], case when g.customer_id is null then 'transition' else 'grant' end, g.id, null, g.ends_at
    from grants g
   where (g.customer_id = wanted or g.handover_id in (
           select i.handover_id from handover_items i where i.record_type = 'customer' and i.record_id = wanted
             and not exists (select 1 from handover_exceptions e where e.handover_id = i.handover_id and e.record_type = 'customer'
                              and e.record_id = wanted and e.state = 'skipped')))
     and g.revoked_at is null and now() >= g.starts_at and now() < g.ends_at
  union all
  select null, array[r.level], 'rule', r.id, null, r.ends_at
    from sharing_rules r join customers c on c.id = wanted left join employees o on o.id = c.owner_id
   where (r.customer_region is null or r.customer_region = c.region) and (r.customer_industry is null or r.customer_industry = c.industry)
     and (r.owner_department_id is null or r.owner_department_id = o.department_id)
     and now() >= r.starts_at and (r.ends_at is null or now() < r.ends_at)
  union all
  select null, k.levels, 'role', null, k.role, null
    from (values ('hr', '${ANY_LEVEL}'::text[]), ('auditor', '{view}')) k (role, levels);
end $$;
comment on function app.access_of(uuid) is 'Who may what at a customer now, and why; the same rules as the policies, read the other way round.';

create or replace function app.may_edit_customer(wanted uuid) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$ select app.may(wanted, 'edit') $$;

create or replace function app.search_customers(query text, max_rows integer) returns table (id uuid, name text, owner_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.id, c.name, c.owner_id
    from customer_search s join customers c on c.id = s.customer_id
   where s.text like '%' || replace(replace(replace(lower(query), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
     and ${within('c', ANY_LEVEL, `or (select app.has_role('{hr,auditor}'))`)}
   order by c.id limit least(max_rows, 200)
$$;

drop policy api_read on customers;
create policy api_read on customers for select to handover_api using ${within('customers', ANY_LEVEL, `or (select app.has_role('{hr,auditor}'))`)};
drop policy api_update on customers;
create policy api_update on customers for update to handover_api using ${within('customers', '{edit}', `or (select app.has_role('{hr}'))`)};
drop policy api_update on approvals;
create policy api_update on approvals for update to handover_api using (
  case when customer_id is null then ${mine('assignee_id')} or (select app.has_role('{hr}'))
       else app.may(customer_id, 'edit') or app.may(customer_id, 'approve') end);

create function app.only_decide() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (to_jsonb(new) - '{state,updated_at}'::text[]) is distinct from (to_jsonb(old) - '{state,updated_at}'::text[])
     and not app.may(old.customer_id, 'edit') then
    raise exception 'who may approve, decides and changes nothing else' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger approvals_only_decide before update on approvals for each row
  when (old.customer_id is not null and session_user = 'handover_api') execute function app.only_decide();

${guarded('customer_team')}
create policy api_read on customer_team for select to handover_api using (
  exists (select 1 from customers c where c.id = customer_id) or ${mine('assignee_id')} or (select app.has_role('{hr,auditor}')));
create policy api_insert on customer_team for insert to handover_api with check (
  app.is_above_customer(customer_id) or (assignee_id <> (select app.me()) and app.may(customer_id, 'share')));
create policy api_update on customer_team for update to handover_api using (
  app.is_above_customer(customer_id) or (assignee_id <> (select app.me()) and app.may(customer_id, 'share')));
create policy api_delete on customer_team for delete to handover_api using (
  assignee_id = (select app.me()) or app.may(customer_id, 'share'));

${guarded('sharing_rules')}
create policy api_read on sharing_rules for select to handover_api using ((select app.has_role('{hr,auditor}')));
create policy api_insert on sharing_rules for insert to handover_api with check (made_by = (select app.me()) and (select app.has_role('{hr}')));
create policy api_update on sharing_rules for update to handover_api using ((select app.has_role('{hr}')));

-- Who holds all levels gives any of them; who may share gives reading and editing to somebody else. Never for longer than a quarter.
create policy api_insert on grants for insert to handover_api with check (
  granted_by = (select app.me()) and customer_id is not null and grantee_id <> (select app.me())
  and starts_at <= now() and ends_at <= now() + ${LONGEST_GRANT} and revoked_at is null
  and (app.is_above_customer(customer_id) or (level in ('view', 'edit') and app.may(customer_id, 'share'))));
create policy api_update on grants for update to handover_api using (
  revoked_at is null and ((customer_id is not null and app.is_above_customer(customer_id)) or granted_by = (select app.me())
    or grantee_id = (select app.me()) or (select app.has_role('{hr}')))) with check (revoked_at is not null);
drop policy api_read on grants;
create policy api_read on grants for select to handover_api using (
  ${mine('grantee_id')} or granted_by = (select app.me()) or (select app.has_role('{hr,auditor}'))
  or (customer_id is not null and app.is_above_customer(customer_id)));

-- Rules go by where a customer is: who merely edits it must not move it into the reach of one.
create function app.keep_in_rules() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not app.is_above_customer(old.id) and not app.has_role('{hr}') then
    raise exception 'region and industry decide who sees a customer' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger customers_keep_in_rules before update on customers for each row
  when (session_user = 'handover_api' and (new.region, new.industry) is distinct from (old.region, old.industry)) execute function app.keep_in_rules();

-- A case is written down for somebody below oneself, and its parties are those of its row.
drop policy api_insert on handovers;
create policy api_insert on handovers for insert to handover_api with check (
  started_by = (select app.me()) and state = 'starting' and supervisor_id <> giver_id and ((select app.has_role('{hr}'))
    or giver_id in (select subordinate_id from reporting_closure where boss_id = (select app.me()) and depth > 0)));
drop policy api_insert on handover_people;
create policy api_insert on handover_people for insert to handover_api with check (
  exists (select 1 from handovers h where h.id = handover_id and h.started_by = (select app.me()) and h.state = 'starting'
             and person_id = case role when 'giver' then h.giver_id when 'supervisor' then h.supervisor_id when 'approver' then h.supervisor_id else person_id end));

-- What a person says into the log cannot be taken for what triggers and the log's own commands say.
drop policy api_insert on audit_entries;
create policy api_insert on audit_entries for insert to handover_api with check (
  actor_kind = 'person' and actor_id = (select app.me()) and handover_id in (select app.my_handovers())
  and not params ?| '{rows,removed}' and action !~ '^(audit|rows|items|ownership)[.]');

create or replace function app.unstarted_handovers() returns table (id uuid, reader_id uuid) language sql stable rows 10 security definer
set search_path = public, pg_temp as $$
  select h.id, case when e.state = 'left' or app.is_frozen(e.id) then h.supervisor_id else e.id end
    from handovers h join employees e on e.id = h.started_by where h.state = 'starting' order by h.id limit 1000
$$;

create function app.audit_access() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare r jsonb := to_jsonb(coalesce(new, old));
begin
  if app.me() is null and session_user = 'handover_worker' then return null; end if;
  if tg_table_name = 'sharing_rules' then
    ${auditAs(`case tg_op when 'INSERT' then 'sharingRule.made' else 'sharingRule.ended' end`, `'sharing_rule'`, `(r ->> 'id')::uuid`, `jsonb_build_object('level', r ->> 'level')`)};
  elsif tg_table_name = 'grants' then
    ${auditAs(`case tg_op when 'INSERT' then 'grant.given' else 'grant.revoked' end`, `case when r ->> 'customer_id' is null then 'handover' else 'customer' end`, `coalesce(r ->> 'customer_id', r ->> 'handover_id')::uuid`, `jsonb_build_object('grant', r ->> 'id', 'grantee', r ->> 'grantee_id', 'level', r ->> 'level', 'endsAt', r ->> 'ends_at')`)};
  else
    ${auditAs(`case tg_op when 'INSERT' then 'team.joined' when 'DELETE' then 'team.left' else 'team.changed' end`, `'customer'`, `(r ->> 'customer_id')::uuid`, `jsonb_build_object('member', r ->> 'assignee_id', 'level', r ->> 'level')`)};
  end if;
  return null;
end $$;
create trigger grants_audit after insert or update on grants for each row execute function app.audit_access();
create trigger customer_team_audit after insert or update or delete on customer_team for each row execute function app.audit_access();
create trigger sharing_rules_audit after insert or update on sharing_rules for each row execute function app.audit_access();

grant select on customer_team, sharing_rules to handover_api, handover_worker;
grant insert, update on customer_team to handover_worker;
grant insert (id, customer_id, assignee_id, role, level), update (role, level, updated_at), delete on customer_team to handover_api;
grant insert (id, reader_department_id, reader_region, reader_role, customer_region, customer_industry, owner_department_id, level, reason, made_by, ends_at),
  update (ends_at) on sharing_rules to handover_api;
grant insert (id, grantee_id, customer_id, level, reason, ends_at, granted_by), update (revoked_at) on grants to handover_api;
revoke execute on function app.keep_in_rules(), app.shared_customers(text[]), app.may(uuid, text), app.is_above_customer(uuid), app.access_of(uuid), app.only_decide(), app.audit_access() from public;
grant execute on function app.shared_customers(text[]), app.may(uuid, text), app.is_above_customer(uuid) to handover_api, handover_worker;
grant execute on function app.access_of(uuid) to handover_api;
`;
