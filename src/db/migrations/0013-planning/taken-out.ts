/**
 * A customer that was taken out of a whole book stays with the giver, and so does what comes for it: the rule of succession, which
 * takes whatever still names the giver, ends at such a customer.
 */
export const takenOut = `
create or replace function app.successor_of(giver uuid, customer uuid, type text) returns table (handover_id uuid, receiver_id uuid) language plpgsql stable rows 1 security definer
set search_path = public, pg_temp as $$
declare step record; seen uuid[] := array[giver]; first uuid;
begin
  loop
    select * into step from app.successor_step(seen[cardinality(seen)], customer, type) s;
    -- Round in a circle: the last one who is not yet in it keeps it.
    exit when not found or step.receiver_id = any (seen);
    exit when exists (select 1 from scope_changes x where x.handover_id = step.handover_id and x.customer_id = customer and x.change = 'takenOut');
    first := coalesce(first, step.handover_id);
    seen := seen || step.receiver_id;
  end loop;
  if first is not null then return query select first, seen[cardinality(seen)]; end if;
end $$;

-- Customers that the giver has and the plan has not: everybody who sees the case may know how many, whoever sees a customer which one.
create function app.not_in_plan(wanted uuid) returns bigint language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from handovers h join customers c on c.owner_id = h.giver_id
   where h.id = wanted and h.transferred_at is null
     and (h.id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')))
     and not exists (select 1 from handover_items i where (i.handover_id, i.record_type, i.record_id) = (h.id, 'customer', c.id))
$$;
comment on function app.not_in_plan(uuid) is 'How many customers the giver of a case owns that its plan does not have; for whoever sees the case, until the transfer.';
revoke execute on function app.not_in_plan(uuid) from public;
grant execute on function app.not_in_plan(uuid) to handover_api;
`;
