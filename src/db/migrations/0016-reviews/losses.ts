import { guarded } from '../0004-access/rules.ts';

/** Which customers were lost when and why, to be held against handovers. */
export const losses = `
create table customer_losses (
  id uuid primary key default uuidv7(),
  customer_id uuid not null references customers,
  lost_at timestamptz not null,
  owner_id uuid references employees,
  reason text check (reason in ('price', 'service', 'product', 'competitor', 'accountManager', 'closedDown', 'other')),
  note text check (length(note) <= 4000),
  reason_by uuid references employees,
  regained_at timestamptz,
  check (regained_at > lost_at)
);
comment on table customer_losses is 'Each time that a customer was lost, written by a trigger with who looked after them then; the reason is added by who knows it.';
create index customer_losses_customer on customer_losses (customer_id, lost_at);
create index customer_losses_owner on customer_losses (owner_id) where owner_id is not null;
create index customer_losses_reason_by on customer_losses (reason_by) where reason_by is not null;
create index customer_losses_at on customer_losses (lost_at);
${guarded('customer_losses')}
create policy api_read on customer_losses for select to handover_api using (exists (select 1 from customers c where c.id = customer_id));
create policy api_update on customer_losses for update to handover_api using (app.may_edit_customer(customer_id)) with check (reason_by = (select app.me()));
grant select, update (reason, note, reason_by) on customer_losses to handover_api;
grant select on customer_losses to handover_worker;

create function app.note_loss() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.state = 'lost' then
    insert into customer_losses (customer_id, lost_at, owner_id) values (new.id, clock_timestamp(), new.owner_id);
  else
    update customer_losses set regained_at = clock_timestamp() where customer_id = new.id and regained_at is null;
  end if;
  return null;
end $$;
comment on function app.note_loss() is 'Writes a loss down, and its end. Only statements that name the state fire it: a transfer does not.';
create trigger customers_lost after update of state on customers for each row
  when (old.state is distinct from new.state and 'lost' in (old.state, new.state)) execute function app.note_loss();

create function app.churn(from_at timestamptz, to_at timestamptz, within_days integer)
returns table (handed_over boolean, reason text, customers bigint, lost bigint, customer_days double precision) language sql stable security definer
set search_path = public, pg_temp as $$
  with moved as (
    select s.customer_id, min(s.since) as since
      from ownership_starts s join handovers h on h.id = s.handover_id
     where s.since >= from_at and s.since < to_at and h.transferred_at is not null and s.owner_id is distinct from h.giver_id
     group by 1),
  cohort as (
    select true as handed_over, customer_id, since, least(since + make_interval(days => within_days), now()) as until from moved
    union all
    select false, c.id, greatest(from_at, c.created_at), least(to_at, now())
      from customers c
     where c.created_at < to_at and c.owner_id is not null and not exists (
       select 1 from ownership_starts s where s.customer_id = c.id and s.handover_id is not null
          and s.since >= from_at - make_interval(days => within_days) and s.since < to_at)),
  watched as (
    select k.handed_over, k.customer_id, k.since, k.until,
           (select l.id from customer_losses l where l.customer_id = k.customer_id and l.lost_at >= k.since and l.lost_at < k.until order by l.lost_at limit 1) as loss
      from cohort k
     where k.until > k.since
       and not exists (select 1 from customer_losses l where l.customer_id = k.customer_id and l.lost_at < k.since and coalesce(l.regained_at, 'infinity') > k.since)
       and not exists (select 1 from customers c where c.id = k.customer_id and c.state = 'lost'
                          and not exists (select 1 from customer_losses l where l.customer_id = c.id)))
  select w.handed_over, case when w.loss is null then null else coalesce(l.reason, 'unknown') end, count(*), count(w.loss),
         sum(extract(epoch from coalesce(l.lost_at, w.until) - w.since) / 86400)::float8
    from watched w left join customer_losses l on l.id = w.loss
   where (select app.has_role('{hr,auditor}'))
   group by 1, 2 order by 1, 2
$$;
comment on function app.churn(timestamptz, timestamptz, integer) is 'Customers that were handed over in a period and watched for so many days, beside those that were not: how many, how many of them lost for which reason (NULL: not lost), and for how many days all of them together were watched.';

create function app.churn_of_handover(wanted uuid) returns table (reason text, lost bigint) language sql stable rows 8 security definer
set search_path = public, pg_temp as $$
  select coalesce(l.reason, 'unknown'), count(distinct l.customer_id)
    from handovers h join handover_items i on i.handover_id = h.id and i.record_type = 'customer'
    join customer_losses l on l.customer_id = i.record_id and l.lost_at >= h.transferred_at
   where h.id = wanted and (select app.may_see_evidence(wanted))
   group by 1 order by 1
$$;
comment on function app.churn_of_handover(uuid) is 'Customers of a handover that were lost since its transfer, by reason.';
revoke execute on function app.note_loss(), app.churn(timestamptz, timestamptz, integer), app.churn_of_handover(uuid) from public;
grant execute on function app.churn(timestamptz, timestamptz, integer), app.churn_of_handover(uuid) to handover_api, handover_worker;
`;
