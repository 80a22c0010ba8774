import { ANY_LEVEL, guarded, mine, within } from './rules.ts';

const SENSITIVE: Record<string, readonly string[]> = {
  customers: ['tax_id', 'bank_account', 'phone'],
  contacts: ['id_number', 'phone'],
};
/** Who may see sensitive fields as they are. */
const sees = (customer: string) => within(customer, '{edit,export}', `or (select app.has_role('{hr}'))`);
/** Who may read the customer at all. */
const reads = (customer: string) => within(customer, ANY_LEVEL, `or (select app.has_role('{hr,auditor}'))`);

/**
 * Sensitive columns: the API's role cannot read them from the tables. The functions here mask them for those without the right, and
 * write the access log in the same transaction for those with it.
 */
export const sensitive = `
create table access_log (
  id uuid primary key default uuidv7(),
  at timestamptz not null default clock_timestamp(),
  person_id uuid not null references employees,
  action text not null check (action in ('open', 'export')),
  record_type text not null,
  record_id uuid,
  records integer not null check (records > 0),
  fields text[] not null,
  handover_id uuid
);
comment on table access_log is 'Who opened sensitive fields unmasked or exported records; append-only, written by the functions that give them out. An export has a row a batch, all with its id as record_id.';
create index access_log_person on access_log (person_id, at);
create index access_log_record on access_log (record_id) where record_id is not null;
create trigger access_log_append_only before update or delete or truncate on access_log
  for each statement execute function app.refuse_change();

create table alerts (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('massExport')),
  person_id uuid not null references employees,
  at timestamptz not null default clock_timestamp(),
  params jsonb not null default '{}',
  told_at timestamptz
);
comment on table alerts is 'What managers and HR must hear of; told_at is when the mails had left.';
create index alerts_person on alerts (person_id, at);
create index alerts_untold on alerts (at) where told_at is null;

create function app.mask(value text) returns text language sql immutable parallel safe
  return case when value is null then null
              when char_length(value) >= 11 then left(value, 3) || '****' || right(value, 4)
              when char_length(value) >= 7 then left(value, 2) || '****' || right(value, 2)
              else '****' end;
comment on function app.mask(text) is 'A sensitive value for those without the right: 138****5678. Shows at most seven characters and hides at least three.';

create function app.customer_sensitive(wanted uuid) returns table (tax_id text, bank_account text, phone text, masked boolean)
language plpgsql volatile rows 1 security definer set search_path = public, pg_temp as $$
declare c customers; clear boolean; shown text[];
begin
  select * into c from customers k where k.id = wanted and ${reads('k')};
  if not found then return; end if;
  select exists (select 1 from customers k where k.id = wanted and ${sees('k')}) into clear;
  if not clear then
    return query select app.mask(c.tax_id), app.mask(c.bank_account), app.mask(c.phone), true;
    return;
  end if;
  shown := array_remove(array[case when c.tax_id is not null then 'tax_id' end, case when c.bank_account is not null then 'bank_account' end,
                              case when c.phone is not null then 'phone' end], null);
  if shown <> '{}' then
    insert into access_log (person_id, action, record_type, record_id, records, fields) values (app.me(), 'open', 'customer', wanted, 1, shown);
    perform app.watch_exports();
  end if;
  return query select c.tax_id, c.bank_account, c.phone, false;
end $$;
comment on function app.customer_sensitive(uuid) is 'Sensitive fields of a customer: masked, or as they are and then logged. No row when the person may not see the customer.';

create function app.contacts_sensitive(wanted uuid) returns table (contact_id uuid, phone text, id_number text, masked boolean)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare clear boolean;
begin
  if not exists (select 1 from customers k where k.id = wanted and ${reads('k')}) then return; end if;
  select exists (select 1 from customers k where k.id = wanted and ${sees('k')}) into clear;
  if clear then
    insert into access_log (person_id, action, record_type, record_id, records, fields)
    select app.me(), 'open', 'contact', wanted, count(*),
           array_remove(array[case when count(k.phone) > 0 then 'phone' end, case when count(k.id_number) > 0 then 'id_number' end], null)
      from contacts k where k.customer_id = wanted having count(k.phone) + count(k.id_number) > 0;
    perform app.watch_exports();
  end if;
  return query select k.id, case when clear then k.phone else app.mask(k.phone) end,
                      case when clear then k.id_number else app.mask(k.id_number) end, not clear
                 from contacts k where k.customer_id = wanted order by k.id;
end $$;
comment on function app.contacts_sensitive(uuid) is 'Sensitive fields of a customer''s contacts: masked, or as they are and then logged under the customer''s id.';

create function app.is_sensitive_as(of_table text, record uuid, fields jsonb) returns boolean language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare same boolean;
begin
  if not app.has_role('{hr}') then raise exception 'only HR compares sensitive fields' using errcode = 'insufficient_privilege'; end if;
  case of_table
    when 'customers' then select to_jsonb(c) @> fields into same from customers c where c.id = record;
    when 'contacts' then select to_jsonb(c) @> fields into same from contacts c where c.id = record;
  end case;
  return coalesce(same, false);
end $$;
comment on function app.is_sensitive_as(text, uuid, jsonb) is 'Whether a record holds these sensitive values: lets HR''s imports find what differs without reading it.';

create function app.export_customers(export_id uuid, after uuid, max_rows integer)
returns table (id uuid, name text, kind text, owner_number text, annual_value numeric, currency text, stage text, state text, industry text,
               country text, region text, city text, address text, postal_code text, phone text, email text, tax_id text, bank_account text)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare ids uuid[];
begin
  select array_agg(k.id) into ids from (
    select c.id from customers c where (after is null or c.id > after) and ${within('c', '{export}', `or (select app.has_role('{hr}'))`)}
     order by c.id limit least(max_rows, 5000)) k;
  if ids is null then return; end if;
  insert into access_log (person_id, action, record_type, record_id, records, fields)
  values (app.me(), 'export', 'customer', export_id, cardinality(ids), '{tax_id,bank_account,phone}');
  perform app.watch_exports();
  return query select c.id, c.name, c.kind, e.number, c.annual_value, c.currency::text, c.stage, c.state, c.industry, c.country, c.region, c.city,
                      c.address, c.postal_code, c.phone, c.email, c.tax_id, c.bank_account
                 from customers c left join employees e on e.id = c.owner_id where c.id = any (ids) order by c.id;
end $$;
comment on function app.export_customers(uuid, uuid, integer) is 'The next customers that the person may export, by id, and the log of it. Commit before they are sent: what leaves is logged.';

-- More than 200 customers within a day is nobody's daily work; of a small book more than a fifth, from 20 on, is as telling.
create function app.watch_exports() returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare person uuid := app.me(); taken bigint; owned bigint;
begin
  if not exists (select 1 from employees where employees.id = person and employees.state = 'leaving')
     and not exists (select 1 from handovers h where h.giver_id = person and h.kind in ('departure', 'emergency_departure')
                      and h.state in ('starting', 'running', 'paused')) then return; end if;
  -- Customers opened one after the other leave as surely as an export.
  select coalesce(sum(records) filter (where action = 'export'), 0) + count(distinct record_id) filter (where action = 'open')
    into taken from access_log where person_id = person and at > now() - interval '24 hours';
  select count(*) into owned from customers where owner_id = person;
  if taken > 200 or (taken >= 20 and taken * 5 > owned) then
    perform pg_advisory_xact_lock(hashtextextended('alert ' || person::text, 0));
    if not exists (select 1 from alerts where person_id = person and kind = 'massExport' and at > now() - interval '24 hours') then
      insert into alerts (kind, person_id, params) values ('massExport', person, jsonb_build_object('records', taken));
      insert into audit_entries (actor_kind, action, subject_type, subject_id, params)
      values ('engine', 'access.massExport', 'employee', person, jsonb_build_object('records', taken));
    end if;
  end if;
end $$;
comment on function app.watch_exports() is 'Raises an alert, one a day, when somebody who is about to leave exports a mass of customers.';

${guarded('access_log')}
create policy api_read on access_log for select to handover_api using ((select app.has_role('{hr,auditor}')));
${guarded('alerts')}
create policy api_read on alerts for select to handover_api using ((select app.has_role('{hr,auditor}')) or (person_id <> (select app.me()) and ${mine('person_id')}));
grant select on access_log, alerts to handover_api, handover_worker;
grant update (told_at) on alerts to handover_worker;

do $$ declare columns text; begin
${Object.entries(SENSITIVE)
  .map(
    ([table, fields]) => `
  select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
   where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attname <> all ('{${fields.join(',')}}');
  revoke select on ${table} from handover_api;
  execute format('grant select (%s) on ${table} to handover_api', columns);`,
  )
  .join('')}
end $$;
revoke execute on function app.mask(text), app.customer_sensitive(uuid), app.contacts_sensitive(uuid), app.is_sensitive_as(text, uuid, jsonb),
  app.export_customers(uuid, uuid, integer), app.watch_exports() from public;
grant execute on function app.customer_sensitive(uuid), app.contacts_sensitive(uuid), app.is_sensitive_as(text, uuid, jsonb),
  app.export_customers(uuid, uuid, integer) to handover_api;
`;
