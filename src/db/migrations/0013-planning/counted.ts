import { MOVING } from '../0007-options/options.ts';
import { mayAsk } from './known.ts';

/**
 * The owner is asked for in a form of which the database guesses one half: a table without statistics would make it expect hardly a
 * row, and join row by row. For the same reason each call is planned for its own arrays.
 */
const PLANNED = `planned as materialized (
      select c.id, c.region, c.language, c.needed_skills, c.parent_id, d.receiver
        from unnest(ids, places) d(id, receiver) join customers c on c.id = d.id and coalesce(c.owner_id = giver, false)
    )`;

const follows = (table: string, type: string) =>
  `select '${type}'::text as type, r.customer_id from ${table} r where r.assignee_id is null and r.customer_id is not null`;

const inPerson = (table: string, type: string) => `
    select '${type}', p.receiver, 0, count(*), 0, 0
      from (select coalesce(d.receiver, ((dense_rank() over (order by d.receiver is null, coalesce(r.customer_id, r.id)) - 1) % dealt_to)::integer) as receiver
              from ${table} r left join planned d on d.id = r.customer_id
             where r.assignee_id = giver and (chosen is null or r.customer_id = any (chosen)) and app.moves(r, by_options)) p
     group by 2
    union all
    select '${type}', null, 0, 0, 0, count(*)
      from ${table} r where r.assignee_id = giver and (chosen is null or r.customer_id = any (chosen)) and not app.moves(r, by_options)
    having count(*) > 0`;

/**
 * What app.preview_book and app.preview_risks say of customers that are dealt in turn, said of a plan that was made elsewhere: customers
 * with the place of their receiver. writePlan counts its risks by the same function.
 */
export const counted = `
create function app.planned_book(giver uuid, chosen uuid[], ids uuid[], places integer[], receiver_ids uuid[], dealt_to integer, by_options jsonb)
returns table (record_type text, receiver integer, follows bigint, in_person bigint, of_others bigint, stays bigint)
language plpgsql stable security definer set search_path = public, pg_temp set jit = off set work_mem = '64MB' set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_variable
begin
  if not ${mayAsk} then return; end if;
  return query
    with ${PLANNED}
    select 'customer'::text, d.receiver, 0::bigint, count(*), 0::bigint, 0::bigint from planned d group by 2
    union all
    select f.type, d.receiver, count(*), 0, 0, 0
      from (${Object.entries(MOVING)
        .map(([table, { type }]) => follows(table, type))
        .join('\n            union all ')}) f
      join planned d on d.id = f.customer_id group by 1, 2
    union all${Object.entries(MOVING)
      .map(([table, { type }]) => inPerson(table, type))
      .join('\n    union all')}
    union all
    select 'opportunity', d.receiver, 0, 0, count(*), 0
      from opportunities r join planned d on d.id = r.customer_id
     where by_options ->> 'othersOpportunities' = 'move' and r.closed_on is null and r.assignee_id <> giver and r.assignee_id <> receiver_ids[1 + d.receiver]
     group by 2;
end $$;
comment on function app.planned_book(uuid, uuid[], uuid[], integer[], uuid[], integer, jsonb) is
  'Counts of what a plan would contain, by type and place of the receiver, from customers with their places. Records without a planned customer are dealt to the first dealt_to receivers. For the engine, HR and those above the giver.';

create function app.planned_risks(giver uuid, ids uuid[], places integer[], receiver_ids uuid[])
returns table (code text, receiver integer, n bigint)
language plpgsql stable security definer set search_path = public, pg_temp set jit = off set work_mem = '64MB' set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_variable
begin
  if not ${mayAsk} then return; end if;
  return query
    with ${PLANNED}, held as (select d.*, e.region as at, e.languages, e.skills from planned d join employees e on e.id = receiver_ids[1 + d.receiver])
    select 'regionDiffers'::text, d.receiver, count(*) from held d where d.region <> d.at group by 2
    union all
    -- Whoever speaks en-GB speaks en, and the other way round.
    select 'languageMissing', d.receiver, count(*) from held d
     where d.language is not null and not exists (select 1 from unnest(d.languages) spoken
       where lower(spoken) = lower(d.language) or starts_with(lower(spoken), lower(d.language) || '-') or starts_with(lower(d.language), lower(spoken) || '-'))
     group by 2
    union all
    select 'skillMissing', d.receiver, count(*) from held d where not d.needed_skills <@ d.skills group by 2
    union all
    select 'openComplaints', null, count(*)
      from feedback f join planned d on d.id = f.customer_id where f.type = 'complaint' and f.state = 'open'
    union all
    select 'contractsEnd', null, count(*)
      from contracts k join planned d on d.id = k.customer_id
     where k.state = 'active' and k.ends_on between current_date and current_date + 90
    union all
    select 'groupSplit', null, count(*)
      from (select g.parent_id
              from (select d.parent_id, d.receiver from planned d where d.parent_id is not null
                    union all select d.id, d.receiver from planned d where d.id in (select c.parent_id from planned c where c.parent_id is not null)) g
             group by g.parent_id having min(g.receiver) <> max(g.receiver)) split
    union all
    select 'company', null, count(*) from customers c where c.owner_id is not null;
end $$;
comment on function app.planned_risks(uuid, uuid[], integer[], uuid[]) is
  'What to look at before customers move as planned, counted: another region, language or skill than the receiver has, open complaints, contracts that end within 90 days, groups of companies that would be split. For the engine, HR and those above the giver.';
revoke execute on function app.planned_book(uuid, uuid[], uuid[], integer[], uuid[], integer, jsonb), app.planned_risks(uuid, uuid[], integer[], uuid[]) from public;
grant execute on function app.planned_book(uuid, uuid[], uuid[], integer[], uuid[], integer, jsonb), app.planned_risks(uuid, uuid[], integer[], uuid[]) to handover_api, handover_worker;
`;
