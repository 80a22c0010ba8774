import { RECORDS } from './changes.ts';

/**
 * What a restore does, decided in one place: the restore asks batch by batch, the preview asks for all of it at once. Definer functions,
 * because a preview has to count what the person who asks may not see.
 */
export const plan = `
create function app.record_table(of_type text) returns text language sql immutable as $$
  select case of_type ${Object.entries(RECORDS)
    .map(([type, table]) => `when '${type}' then '${table}'`)
    .join(' ')} end
$$;
comment on function app.record_table(text) is 'The table of a type of record.';

create function app.plan_restore(wanted uuid, of_type text, to_id uuid, after_id uuid, max_rows integer, customer_ids uuid[], filter jsonb, take_back boolean)
returns table (record_id uuid, customer_id uuid, holder_id uuid, outcome text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query execute format($q$
    select i.record_id, i.customer_id, r.%2$I,
           case when r.%2$I = $3 or i.state = 'returned' and r.%2$I is distinct from i.supervisor_id then 'there'
                when r.%2$I = case i.state when 'returned' then i.supervisor_id else i.receiver_id end then 'back'
                when $8 and not exists (
                  -- Another open case has moved it, or is about to: that case decides.
                  select 1 from handover_items o join handovers h on h.id = o.handover_id
                   where o.record_id = i.record_id and o.record_type = $2 and h.id <> $1
                     and h.state in ('starting', 'running', 'paused') and r.%2$I in (h.giver_id, o.receiver_id)) then 'taken'
                else 'holderChanged' end
      from (select i.record_id, i.customer_id, i.receiver_id, h.supervisor_id, e.state
              from handover_items i join handovers h on h.id = i.handover_id
              left join handover_exceptions e on (e.handover_id, e.record_type, e.record_id) = (i.handover_id, i.record_type, i.record_id)
             where i.handover_id = $1 and i.record_type = $2 and ($4 is null or i.record_id > $4)
               and (e.state is null or e.state in ('late', 'returned'))
               and ($6 is null or i.customer_id = any ($6))
               and ($7 is null or i.why <> 'late'
                 and ($7 -> 'recordTypes' is null or $7 -> 'recordTypes' ? $2)
                 and ($7 ->> 'receiver' is null or i.receiver_id = ($7 ->> 'receiver')::uuid)
                 and ($7 ->> 'tier' is null or exists (select 1 from handover_items t where t.handover_id = $1 and t.record_type = 'customer'
                                                         and t.record_id = i.customer_id and t.tier = $7 ->> 'tier'))
                 and (coalesce($7 ->> 'region', $7 ->> 'stage') is null or exists (
                   select 1 from customers c where c.id = i.customer_id and c.region = coalesce($7 ->> 'region', c.region)
                      and c.stage = coalesce($7 ->> 'stage', c.stage))))
             order by i.record_id limit $5) i
      join %1$I r on r.id = i.record_id
     order by i.record_id $q$,
    app.record_table(of_type), case of_type when 'customer' then 'owner_id' else 'assignee_id' end)
  using wanted, of_type, to_id, after_id, max_rows, customer_ids, filter, take_back;
end $$;
comment on function app.plan_restore(uuid, text, uuid, uuid, integer, uuid[], jsonb, boolean) is
  'What becomes of each record of a type in a restore: back, taken (from a third person), holderChanged (stays), there (nothing to do). Customers come last, so that a filter reads them as they are.';

create function app.changed_fields(wanted uuid, of_type text, ids uuid[], by_customer boolean)
returns table (record_id uuid, customer_id uuid, before jsonb, fields text[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query execute format($q$
    select f.record_id, (array_agg(f.customer_id))[1], jsonb_object_agg(f.key, f.value), array_agg(f.key order by f.key)
      from (select distinct on (c.record_id, b.key) c.record_id, c.customer_id, b.key, b.value
              from record_changes c cross join lateral jsonb_each(c.before) b
             where c.handover_id = $1 and c.record_type = $2
               and case when $4 then c.customer_id = any ($3) else c.record_id = any ($3) end
             order by c.record_id, b.key, c.at, c.id) f
      join %1$I r on r.id = f.record_id
     where to_jsonb(r) -> f.key is distinct from f.value
       -- What the plan names in person goes by itself and not with its customer.
       and not ($4 and $2 <> 'customer' and exists (
         select 1 from handover_items i where (i.handover_id, i.record_type, i.record_id) = ($1, $2, f.record_id)))
     group by f.record_id $q$, app.record_table(of_type))
  using wanted, of_type, ids, by_customer;
end $$;
comment on function app.changed_fields(uuid, text, uuid[], boolean) is
  'Columns that differ from what they were when the record moved, with those values: of the records named, or of what hangs on the customers named.';

create function app.restore_outcomes(wanted uuid, customer_ids uuid[], filter jsonb, take_back boolean)
returns table (record_type text, record_id uuid, customer_id uuid, outcome text, fields text[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare of_type text; moved uuid[]; to_id uuid;
begin
  if not (wanted in (select app.my_handovers()) or app.has_role('{hr,auditor,ops}')) then return; end if;
  select giver_id into to_id from handovers where id = wanted;
  for of_type in select distinct i.record_type from handover_items i where i.handover_id = wanted loop
    moved := '{}';
    for record_id, customer_id, outcome in
      select p.record_id, p.customer_id, p.outcome from app.plan_restore(wanted, of_type, to_id, null, null, customer_ids, filter, take_back) p where p.outcome <> 'there'
    loop
      record_type := of_type;
      fields := '{}';
      return next;
    end loop;
    select array_agg(p.record_id) into moved
      from app.plan_restore(wanted, of_type, to_id, null, null, customer_ids, filter, take_back) p where p.outcome in ('back', 'taken');
    return query
    select t.type, f.record_id, f.customer_id, 'changed'::text, f.fields
      from (select distinct c.record_type as type from record_changes c
             where c.handover_id = wanted and (of_type = 'customer' or c.record_type = of_type)) t
     cross join lateral app.changed_fields(wanted, t.type, moved, of_type = 'customer') f;
  end loop;
end $$;
comment on function app.restore_outcomes(uuid, uuid[], jsonb, boolean) is
  'What a restore would do with each record, for those who may see the case: as app.plan_restore says, and one row more (changed) for each record that came back with other values.';

revoke execute on function app.restorable_handovers(), app.log_changes(), app.erase_changes(uuid), app.prune_changes(), app.record_table(text),
  app.plan_restore(uuid, text, uuid, uuid, integer, uuid[], jsonb, boolean), app.changed_fields(uuid, text, uuid[], boolean), app.restore_outcomes(uuid, uuid[], jsonb, boolean) from public;
grant execute on function app.erase_changes(uuid), app.prune_changes(), app.plan_restore(uuid, text, uuid, uuid, integer, uuid[], jsonb, boolean),
  app.changed_fields(uuid, text, uuid[], boolean) to handover_worker;
grant execute on function app.restore_outcomes(uuid, uuid[], jsonb, boolean) to handover_api, handover_worker;
`;
