/**
 * Customers who objected and went on to somebody else, or to the pool: items of the case that are neither moved as planned nor back.
 * `params.to` of the exception says who got the record; NULL: the pool.
 */
export const movedOn = `
alter table handover_exceptions drop constraint handover_exceptions_state_check;
alter table handover_exceptions add constraint handover_exceptions_state_check
  check (state in ('skipped', 'failed', 'late', 'restored', 'returned', 'reassigned', 'pooled'));

create or replace function app.plan_restore(wanted uuid, of_type text, to_id uuid, after_id uuid, max_rows integer, customer_ids uuid[], filter jsonb, take_back boolean)
returns table (record_id uuid, customer_id uuid, holder_id uuid, outcome text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query execute format($q$
    select i.record_id, i.customer_id, r.%2$I,
           case when r.%2$I = $3 or i.state = 'returned' and r.%2$I is distinct from i.supervisor_id then 'there'
                when r.%2$I is not distinct from case when i.state = 'returned' then i.supervisor_id when i.state in ('reassigned', 'pooled') then i.went_to
                                                      else i.receiver_id end then 'back'
                when $8 and not exists (
                  -- Another open case has moved it, or is about to: that case decides.
                  select 1 from handover_items o join handovers h on h.id = o.handover_id
                   where o.record_id = i.record_id and o.record_type = $2 and h.id <> $1
                     and h.state in ('starting', 'running', 'paused') and r.%2$I in (h.giver_id, o.receiver_id)) then 'taken'
                else 'holderChanged' end
      from (select i.record_id, i.customer_id, i.receiver_id, h.supervisor_id, e.state,
                   case when e.state in ('reassigned', 'pooled') then (e.params ->> 'to')::uuid end as went_to
              from handover_items i join handovers h on h.id = i.handover_id
              left join handover_exceptions e on (e.handover_id, e.record_type, e.record_id) = (i.handover_id, i.record_type, i.record_id)
             where i.handover_id = $1 and i.record_type = $2 and ($4 is null or i.record_id > $4)
               and (e.state is null or e.state in ('late', 'returned', 'reassigned', 'pooled'))
               and ($6 is null or i.customer_id = any ($6))
               and ($7 is null or (i.why <> 'late' or $7 ? 'late' and ($7 -> 'late' ->> case when app.is_won($1, i.customer_id) then 'won' else 'other' end)::boolean)
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

create or replace function app.successor_step(giver uuid, customer uuid, type text) returns table (handover_id uuid, receiver_id uuid) language sql stable rows 1 security definer
set search_path = public, pg_temp as $$
  select s.handover_id, case when k.handover_id is not null then s.late_receiver_id
                             -- Whoever got a customer after an objection gets what still comes for the giver with it.
                             when e.state in ('reassigned', 'pooled') then coalesce((e.params ->> 'to')::uuid, s.late_receiver_id)
                             else coalesce(i.receiver_id, s.late_receiver_id) end
    from successors s
    left join custodies k on k.handover_id = s.handover_id and k.ended_at is null
    left join handover_items i on i.handover_id = s.handover_id and i.record_type = 'customer' and i.record_id = customer
    left join handover_exceptions e on e.handover_id = s.handover_id and e.record_type = 'customer' and e.record_id = customer
   where s.giver_id = giver and s.ended_at is null and (s.ends_at is null or s.ends_at > now()) and type = any (s.record_types)
     and (s.whole_book or i.record_id is not null)
     -- What came back to the giver, by this handover or later, is theirs with all that comes for it.
     and coalesce(e.state not in ('restored', 'returned'), true)
     and (type = 'customer' or not exists (
       select 1 from customers c join ownership_starts o on o.customer_id = c.id and o.owner_id = s.giver_id and o.since > s.since
        where c.id = customer and c.owner_id = s.giver_id))
   order by i.record_id is null, s.since desc limit 1
$$;
`;
