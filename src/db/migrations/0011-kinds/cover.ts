/**
 * The end of a cover: what was lent goes back as it is. Of what came during the absence the filter says which part goes back too:
 * \`{"late": {"won": bool, "other": bool}}\`; won: customers that nobody had before, with all that came for them.
 */
export const cover = `
alter table restores add column keeps_changes boolean not null default false;
comment on column restores.keeps_changes is 'The end of a cover: what was changed meanwhile was meant to be changed, and is no conflict.';

create or replace function app.plan_restore(wanted uuid, of_type text, to_id uuid, after_id uuid, max_rows integer, customer_ids uuid[], filter jsonb, take_back boolean)
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

create function app.is_won(wanted uuid, customer uuid) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select exists (select 1 from handover_items i where (i.handover_id, i.record_type, i.record_id, i.why) = (wanted, 'customer', customer, 'late'))
     and not exists (select 1 from ownership_starts o join successors s on s.handover_id = wanted where o.customer_id = customer and o.since < s.since)
$$;
comment on function app.is_won(uuid, uuid) is 'Whether a customer came to a case after its transfer and had no owner before: won meanwhile.';
revoke execute on function app.is_won(uuid, uuid) from public;
grant execute on function app.is_won(uuid, uuid) to handover_worker;
`;
