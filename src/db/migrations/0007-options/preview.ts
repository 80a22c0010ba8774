import { MOVING } from './options.ts';

const follows = (table: string, type: string) =>
  `select '${type}'::text as type, r.customer_id from ${table} r where r.assignee_id is null and r.customer_id is not null`;

const inPerson = (table: string, type: string) => `
    select '${type}', p.receiver, 0, count(*), 0, 0
      from (select coalesce(d.receiver, ((dense_rank() over (order by d.receiver is null, coalesce(r.customer_id, r.id)) - 1) % n)::integer) as receiver
              from ${table} r left join dealt d on d.id = r.customer_id
             where r.assignee_id = giver and (chosen is null or r.customer_id = any (chosen)) and app.moves(r, by_options)) p
     group by 2
    union all
    select '${type}', null, 0, 0, 0, count(*)
      from ${table} r where r.assignee_id = giver and (chosen is null or r.customer_id = any (chosen)) and not app.moves(r, by_options)
    having count(*) > 0`;

/**
 * What a plan would contain, counted without writing it: by the same rule as writePlan, which a property test holds it against.
 * A definer function with its own look at who asks: the policies of thirteen tables, asked row by row, cost ten times the count.
 */
export const preview = `
create function app.preview_book(giver uuid, chosen uuid[], receiver_ids uuid[], by_options jsonb)
returns table (record_type text, receiver integer, follows bigint, in_person bigint, of_others bigint, stays bigint)
language plpgsql stable security definer set search_path = public, pg_temp set jit = off set work_mem = '64MB' as $$
#variable_conflict use_variable
declare n integer := cardinality(receiver_ids);
begin
  if not (app.has_role('{hr}') or exists (select 1 from reporting_closure c where c.boss_id = app.me() and c.subordinate_id = giver)) then return; end if;
  return query
    with dealt as materialized (
      select c.id, ((row_number() over (order by c.annual_value desc, c.id) - 1) % n)::integer as receiver
        from customers c where c.owner_id = giver and (chosen is null or c.id = any (chosen))
    )
    select 'customer'::text, d.receiver, 0::bigint, count(*), 0::bigint, 0::bigint from dealt d group by 2
    union all
    -- All types in one join: the book is hashed once.
    select f.type, d.receiver, count(*), 0, 0, 0
      from (${Object.entries(MOVING)
        .map(([table, { type }]) => follows(table, type))
        .join('\n            union all ')}) f
      join dealt d on d.id = f.customer_id group by 1, 2
    union all${Object.entries(MOVING)
      .map(([table, { type }]) => inPerson(table, type))
      .join('\n    union all')}
    union all
    select 'opportunity', d.receiver, 0, 0, count(*), 0
      from opportunities r join dealt d on d.id = r.customer_id
     where by_options ->> 'othersOpportunities' = 'move' and r.closed_on is null and r.assignee_id <> giver and r.assignee_id <> receiver_ids[1 + d.receiver]
     group by 2;
end $$;
comment on function app.preview_book(uuid, uuid[], uuid[], jsonb) is
  'Counts of what a plan would contain, by type and place of the receiver: records that follow their customer, that name the giver in person, that others hold; and what stays with the giver (no receiver). For HR and those above the giver.';

create function app.preview_risks(giver uuid, chosen uuid[], receiver_ids uuid[])
returns table (code text, receiver integer, n bigint)
language plpgsql stable security definer set search_path = public, pg_temp set jit = off set work_mem = '64MB' as $$
#variable_conflict use_variable
declare receivers integer := cardinality(receiver_ids);
begin
  if not (app.has_role('{hr}') or exists (select 1 from reporting_closure c where c.boss_id = app.me() and c.subordinate_id = giver)) then return; end if;
  return query
    with dealt as materialized (
      select c.id, c.region, c.parent_id, ((row_number() over (order by c.annual_value desc, c.id) - 1) % receivers)::integer as receiver
        from customers c where c.owner_id = giver and (chosen is null or c.id = any (chosen))
    )
    select 'regionDiffers'::text, d.receiver, count(*)
      from dealt d join employees e on e.id = receiver_ids[1 + d.receiver] where d.region <> e.region group by 2
    union all
    select 'openComplaints', null, count(*)
      from feedback f join dealt d on d.id = f.customer_id where f.type = 'complaint' and f.state = 'open'
    union all
    select 'contractsEnd', null, count(*)
      from contracts k join dealt d on d.id = k.customer_id
     where k.state = 'active' and k.ends_on between current_date and current_date + 90
    union all
    select 'groupSplit', null, count(*)
      from (select g.parent_id
              from (select d.parent_id, d.receiver from dealt d where d.parent_id is not null
                    union all select d.id, d.receiver from dealt d where d.id in (select c.parent_id from dealt c where c.parent_id is not null)) g
             group by g.parent_id having min(g.receiver) <> max(g.receiver)) split
    union all
    select 'company', null, count(*) from customers c where c.owner_id is not null;
end $$;
comment on function app.preview_risks(uuid, uuid[], uuid[]) is
  'What to look at before a book moves, counted: customers in another region than their receiver, open complaints, contracts that end within 90 days, groups of companies whose members would go to several receivers.';
revoke execute on function app.preview_risks(uuid, uuid[], uuid[]) from public;
grant execute on function app.preview_risks(uuid, uuid[], uuid[]) to handover_api;
revoke execute on function app.preview_book(uuid, uuid[], uuid[], jsonb) from public;
grant execute on function app.preview_book(uuid, uuid[], uuid[], jsonb) to handover_api;
`;
