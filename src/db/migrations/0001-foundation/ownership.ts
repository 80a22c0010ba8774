/**
 * Ownership over time as boundaries: the next start is the end, so neither an overlap nor a gap can be stored.
 * The trigger writes the boundary in the statement that changes the owner, whatever path the change takes,
 * so the customer's owner and its latest start cannot differ.
 */
export const ownership = `
create table ownership_starts (
  customer_id uuid not null references customers,
  since timestamptz not null,
  owner_id uuid references employees,
  handover_id uuid,
  primary key (customer_id, since)
);
comment on table ownership_starts is 'From when on who owns a customer (NULL: the pool). Append-only, written by triggers only; the next start is the end.';
create index ownership_starts_handover on ownership_starts (handover_id, customer_id) where handover_id is not null;

create function app.start_first_ownership() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  insert into ownership_starts (customer_id, since, owner_id)
  select id, clock_timestamp(), owner_id from inserted;
  return null;
end $$;
create trigger customers_ownership_insert after insert on customers
  referencing new table as inserted for each statement execute function app.start_first_ownership();

create function app.start_next_ownership() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  -- The row locks are held, so the clock is past every earlier start of these customers; a clock set back gets the next microsecond.
  insert into ownership_starts (customer_id, since, owner_id, handover_id)
  select n.id, greatest(t.now, (select max(since) + interval '1 microsecond' from ownership_starts s where s.customer_id = n.id)),
         n.owner_id, t.handover
    from (select clock_timestamp() as now, nullif(current_setting('app.handover', true), '')::uuid as handover) t,
         changed_new n join changed_old o on o.id = n.id
   where n.owner_id is distinct from o.owner_id;
  return null;
end $$;
create trigger customers_ownership_update after update on customers
  referencing old table as changed_old new table as changed_new for each statement execute function app.start_next_ownership();

create function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger ownership_starts_append_only before update or delete or truncate on ownership_starts
  for each statement execute function app.refuse_change();

create table customer_search (
  customer_id uuid primary key references customers on delete cascade,
  text text not null
);
comment on table customer_search is 'Searchable text of a customer, kept apart so that transfers touch no GIN index; written by triggers, read through app.search_customers only.';
create index customer_search_text on customer_search using gin (text gin_trgm_ops);

create function app.index_customers(ids uuid[]) returns void language sql security definer
set search_path = public, pg_temp as $$
  insert into customer_search (customer_id, text)
  select c.id, lower(concat_ws(' ', c.name, c.city, c.email, (select string_agg(concat_ws(' ', k.name, k.email), ' ' order by k.id) from contacts k where k.customer_id = c.id)))
    from customers c where c.id = any (ids)
  on conflict (customer_id) do update set text = excluded.text where customer_search.text <> excluded.text;
$$;

create function app.index_changed_customers() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare ids uuid[];
begin
  if tg_table_name = 'contacts' then
    select array_agg(distinct customer_id) into ids from inserted;
  elsif tg_op = 'INSERT' then
    select array_agg(id) into ids from inserted;
  else
    select array_agg(n.id) into ids from inserted n join replaced o on o.id = n.id
     where (n.name, n.city, n.email) is distinct from (o.name, o.city, o.email);
  end if;
  if ids is not null then perform app.index_customers(ids); end if;
  return null;
end $$;
create trigger customers_search_insert after insert on customers
  referencing new table as inserted for each statement execute function app.index_changed_customers();
create trigger customers_search_update after update on customers
  referencing old table as replaced new table as inserted for each statement execute function app.index_changed_customers();
create trigger contacts_search_insert after insert on contacts
  referencing new table as inserted for each statement execute function app.index_changed_customers();
create trigger contacts_search_update after update on contacts
  referencing new table as inserted for each statement execute function app.index_changed_customers();
`;
