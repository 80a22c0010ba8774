/** Who may ask about a giver's book: the engine, HR, and whoever is above the giver. */
export const mayAsk = `(session_user = 'handover_worker' or app.has_role('{hr}')
  or exists (select 1 from reporting_closure c where c.boss_id = app.me() and c.subordinate_id = giver))`;

/** What the rules look at: what customers need, what receivers hold, which customers are related. */
export const known = `
alter table customers add column language text, add column needed_skills text[] not null default '{}';
comment on column customers.language is 'The language in which the customer is spoken to, as a tag (BCP 47); NULL: nobody said.';
comment on column customers.needed_skills is 'What whoever looks after the customer must be able to do; compared with employees.skills.';
grant select (language, needed_skills), insert (language, needed_skills), update (language, needed_skills) on customers to handover_api;
alter table employees add column capacity_value numeric(16, 2) check (capacity_value >= 0);
comment on column employees.capacity_value is 'Annual value that the person should look after at most, currencies not told apart; NULL: no bound. capacity bounds the number of customers.';
grant insert (capacity_value), update (capacity_value) on employees to handover_api;

create function app.planning_loads(giver uuid, people uuid[]) returns table (person_id uuid, customers bigint, value double precision)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not ${mayAsk} then return; end if;
  return query select c.owner_id, count(*), sum(c.annual_value)::double precision from customers c where c.owner_id = any (people) group by 1;
end $$;
comment on function app.planning_loads(uuid, uuid[]) is
  'How many customers of what annual value each of these people owns, whether the person of the transaction may see them or not: numbers only. For the engine, HR and those above the giver.';

create function app.planning_relations(giver uuid, chosen uuid[], excluded uuid[], contact_at_most integer) returns table (customer_id uuid, with_id uuid)
language plpgsql stable security definer set search_path = public, pg_temp set jit = off set work_mem = '64MB' set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_variable
begin
  if not ${mayAsk} then return; end if;
  return query
    with book as materialized (
      select c.id, c.parent_id, c.phone, c.email from customers c
       where c.owner_id = giver and (chosen is null or c.id = any (chosen)) and c.id <> all (excluded)
    ), reached as materialized (
      select b.id, b.phone, b.email from book b where b.phone is not null or b.email is not null
      union all select k.customer_id, k.phone, k.email from contacts k join book b on b.id = k.customer_id where k.phone is not null or k.email is not null
    ), keys as materialized (
      select b.id, 'company' as kind, b.parent_id::text as key from book b where b.parent_id is not null
      union all select b.id, 'company', b.id::text from book b where b.id in (select d.parent_id from book d where d.parent_id is not null)
      union all select r.id, 'email', lower(btrim(r.email)) from reached r where r.email like '%_@_%'
      -- The digits alone: what is left of the characters when those are taken away that are none.
      union all select r.id, 'phone', d.digits from reached r cross join lateral (select translate(r.phone, translate(r.phone, '0123456789', ''), '') as digits) d where length(d.digits) >= 7
    ), repeated as (
      -- Nearly every key is alone: one hash finds the others, before anything is sorted.
      select k.kind, k.key from keys k group by 1, 2 having count(*) > 1
    ), shared as (
      select k.id, k.kind, first_value(k.id) over w as first, count(*) over (partition by k.kind, k.key) as n
        from (select distinct k.kind, k.key, k.id from keys k join repeated using (kind, key)) k window w as (partition by k.kind, k.key order by k.id)
    )
    select distinct s.id, s.first from shared s where s.id <> s.first and (s.kind = 'company' or s.n <= contact_at_most);
end $$;
comment on function app.planning_relations(uuid, uuid[], uuid[], integer) is
  'Customers of a book that are related, as pairs with the first of each kind: parent and subsidiary, the same parent, the same e-mail or phone (digits only) of the customer or a contact, shared by no more than so many. Gives out no address. For the engine, HR and those above the giver.';

revoke execute on function app.planning_loads(uuid, uuid[]), app.planning_relations(uuid, uuid[], uuid[], integer) from public;
grant execute on function app.planning_loads(uuid, uuid[]), app.planning_relations(uuid, uuid[], uuid[], integer) to handover_api, handover_worker;
`;
