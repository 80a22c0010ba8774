import { ANY_LEVEL, within } from '../0004-access/rules.ts';
import { CHILDREN } from './children.ts';

const reads = (customer: string) => within(customer, ANY_LEVEL, `or (select app.has_role('{hr,auditor}'))`);
const sees = (customer: string) => within(customer, '{edit,export}', `or (select app.has_role('{hr}'))`);

/** Two rows that are one customer: found, and made one. The row that goes stays as a signpost, with its history of owners. */
export const merging = `
alter table customers add column merged_into uuid references customers;
alter table customers add constraint customers_merged_is_nobodys check (merged_into is null or owner_id is null) not valid;
alter table customers validate constraint customers_merged_is_nobodys;
comment on column customers.merged_into is 'The customer into which this one was merged: the row is a signpost, without owner and records.';
create index customers_merged_into on customers (merged_into) where merged_into is not null;
grant select (merged_into) on customers to handover_api, handover_worker;

create function app.core_name(name text) returns text language sql immutable parallel safe
  return regexp_replace(lower(normalize(name, NFKC)), '股份|有限|责任|公司|集团|控股|\\m(co|ltd|inc|gmbh|ag|llc|limited|company|corp|corporation|group)\\M|[[:punct:][:space:]]', '', 'g');
comment on function app.core_name(text) is 'A company''s name without its legal form.';

create function app.customer_duplicates(wanted uuid) returns table (id uuid, similarity real, because text[])
language plpgsql stable security definer
set search_path = public, pg_temp set plan_cache_mode = force_custom_plan set pg_trgm.word_similarity_threshold = 0.6 as $$
declare this customers; core text; clear boolean; its_phone text; its_tax text;
begin
  select * into this from customers c where c.id = wanted and c.merged_into is null and ${reads('c')};
  if not found then return; end if;
  core := app.core_name(this.name);
  select exists (select 1 from customers c where c.id = wanted and ${sees('c')}) into clear;
  its_phone := case when clear and char_length(app.digits(this.phone)) >= 7 then app.digits(this.phone) end;
  its_tax := case when clear then nullif(lower(regexp_replace(this.tax_id, '[^[:alnum:]]', '', 'g')), '') end;
  return query
  with alike as (
    select c.id, case when app.core_name(c.name) = core then 1 else similarity(lower(c.name), lower(this.name)) end::real as score, null::text as reason
      from customer_search s join customers c on c.id = s.customer_id
     where core <% s.text and c.id <> wanted and c.merged_into is null and ${reads('c')}
    union all
    select c.id, null, case when app.digits(c.phone) = its_phone then 'phone' else 'taxId' end
      from customer_search s join customers c on c.id = s.customer_id
     where (s.numbers like '% ' || its_phone || ' %' or s.numbers like '% ' || its_tax || ' %') and c.id <> wanted and c.merged_into is null
       and (app.digits(c.phone) = its_phone or lower(regexp_replace(c.tax_id, '[^[:alnum:]]', '', 'g')) = its_tax) and ${sees('c')}
    union all
    select c.id, null, 'taxId' from customer_search s join customers c on c.id = s.customer_id
     where s.numbers like '% ' || its_tax || ' %' and c.id <> wanted and c.merged_into is null
       and lower(regexp_replace(c.tax_id, '[^[:alnum:]]', '', 'g')) = its_tax and ${sees('c')}
  )
  select a.id, coalesce(max(a.score), 0::real), array_remove(array_agg(distinct coalesce(a.reason, case when a.score >= 0.6 then 'name' end)), null)
    from alike a group by 1 having bool_or(a.reason is not null or a.score >= 0.6)
   order by bool_or(a.reason = 'taxId') desc nulls last, bool_or(a.reason = 'phone') desc nulls last, 2 desc, 1 limit 50;
end $$;
comment on function app.customer_duplicates(uuid) is
  'Customers that may be the same as one: the same tax id or phone, where the person sees both as they are, or nearly the same name.';

create function app.survivor_of(wanted uuid) returns uuid language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare here uuid := wanted; next uuid;
begin
  loop
    select merged_into into next from customers where id = here;
    exit when next is null;
    here := next;
  end loop;
  return (select c.id from customers c where here <> wanted and c.id = here and ${reads('c')});
end $$;
comment on function app.survivor_of(uuid) is 'The customer that one was merged into, if the person of the transaction may see it; NULL otherwise.';

create function app.merge_customers(survivor uuid, loser uuid, take text[]) returns jsonb language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  columns text; n bigint; moved bigint := 0; t text; held jsonb;
begin
  -- In one order, whatever the request says: two merges of the same pair must not wait for each other.
  perform 1 from customers where id in (survivor, loser) order by id for update;
  if survivor = loser or exists (select 1 from customers where id in (survivor, loser) and merged_into is not null)
     or not app.is_above_customer(survivor) or not app.is_above_customer(loser) then
    raise exception 'who merges two customers owns both, is above their owners or is of HR' using errcode = 'insufficient_privilege';
  end if;
  select jsonb_agg(distinct h.label) into held
    from handover_items i join handovers h on h.id = i.handover_id
   where i.record_type = 'customer' and i.record_id in (survivor, loser) and h.state in ('starting', 'running', 'paused');
  if held is not null then return jsonb_build_object('held', held); end if;

  if cardinality(take) > 0 then
    select string_agg(quote_ident(c), ', ') into columns from unnest(take) c
     where c = any ('{name,kind,annual_value,currency,complexity,business_type,stage,cooperation_since,industry,country,region,city,address,postal_code,phone,email,tax_id,bank_account,employee_count,language,needed_skills,state}');
    execute format('update customers s set (%s) = (select %s from customers l where l.id = $2) where s.id = $1', columns, columns) using survivor, loser;
  end if;
  foreach t in array '{${CHILDREN.join(',')}}'::text[] loop
    execute format('update %I set customer_id = $1, updated_at = now() where customer_id = $2', t) using survivor, loser;
    get diagnostics n = row_count;
    moved := moved + n;
  end loop;
  delete from customer_team l where l.customer_id = loser and exists (
    select 1 from customer_team s where s.customer_id = survivor and s.assignee_id = l.assignee_id);
  update customer_team set customer_id = survivor, updated_at = now() where customer_id = loser;
  update customers set parent_id = nullif(survivor, id), updated_at = now(), version = version + 1 where parent_id = loser;
  update customers set updated_at = now(), version = version + 1 where id = survivor;
  update customers set owner_id = null, parent_id = null, merged_into = survivor, updated_at = now(), version = version + 1 where id = loser;
  perform app.index_customers(array[survivor, loser]);
  insert into audit_entries (actor_id, actor_kind, action, subject_type, subject_id, params) values
    (app.me(), 'person', 'customer.merged', 'customer', survivor,
     jsonb_build_object('from', loser, 'records', moved, 'fields', array_to_string(take, ', '))),
    (app.me(), 'person', 'customer.mergedInto', 'customer', loser, jsonb_build_object('into', survivor));
  return jsonb_build_object('moved', moved);
end $$;
comment on function app.merge_customers(uuid, uuid, text[]) is
  'Makes two customers one: records, team and subsidiaries of the loser move, the named fields are taken from it, and it stays as a signpost without owner. held: labels of the running handovers that forbid it; nothing is done then.';

-- As before, without the customers that are signposts only.
create or replace function app.export_customers(export_id uuid, after uuid, max_rows integer)
returns table (id uuid, name text, kind text, owner_number text, annual_value numeric, currency text, stage text, state text, industry text,
               country text, region text, city text, address text, postal_code text, phone text, email text, tax_id text, bank_account text)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare ids uuid[];
begin
  select array_agg(k.id) into ids from (
    select c.id from customers c where (after is null or c.id > after) and c.merged_into is null
       and ${within('c', '{export}', `or (select app.has_role('{hr}'))`)}
     order by c.id limit least(max_rows, 5000)) k;
  if ids is null then return; end if;
  insert into access_log (person_id, action, record_type, record_id, records, fields)
  values (app.me(), 'export', 'customer', export_id, cardinality(ids), '{tax_id,bank_account,phone}');
  perform app.watch_exports();
  return query select c.id, c.name, c.kind, e.number, c.annual_value, c.currency::text, c.stage, c.state, c.industry, c.country, c.region, c.city,
                      c.address, c.postal_code, c.phone, c.email, c.tax_id, c.bank_account
                 from customers c left join employees e on e.id = c.owner_id where c.id = any (ids) order by c.id;
end $$;

revoke execute on function app.core_name(text), app.customer_duplicates(uuid), app.survivor_of(uuid), app.merge_customers(uuid, uuid, text[]) from public;
grant execute on function app.customer_duplicates(uuid), app.survivor_of(uuid), app.merge_customers(uuid, uuid, text[]) to handover_api;
`;
