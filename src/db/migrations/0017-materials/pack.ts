import { ANY_LEVEL, mine, within } from '../0004-access/rules.ts';

/** An instant as JSON has it, whatever zone the session is in. */
const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const person = (id: string) =>
  `(select jsonb_build_object('id', e.id, 'number', e.number, 'name', e.name) from employees e where e.id = ${id})`;

/** A list of a pack: rows of `k` in their order, the first `limit` of them. */
const list = (columns: string, from: string, order: string, limit: number, where = '') => `(
    select coalesce(jsonb_agg(to_jsonb(r)), '[]') from (
      select ${columns} from ${from} k where k.customer_id = of_customer ${where} order by ${order}, k.id limit ${limit}) r)`;

/**
 * What a pack shows of a customer beyond the counts that are signed: read when somebody looks at it, from the same data. Sensitive
 * values are masked for everybody: a pack is printed and passed on, and the customer's page shows them to who may see them, logged.
 */
export const pack = `
alter table materials add questions text[] not null default '{}';
comment on column materials.questions is 'What only the giver can explain of this customer, as codes: asked for because the data shows that it matters.';

create function app.sees_pack(of_handover uuid, of_customer uuid) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select exists (
    select 1 from handover_items i join handovers h on h.id = i.handover_id
     where i.handover_id = of_handover and i.record_type = 'customer' and i.record_id = of_customer
       and (exists (select 1 from customers c where c.id = of_customer and ${within('c', ANY_LEVEL, `or (select app.has_role('{hr,auditor}'))`)})
         -- Once the customers have moved, whoever has one reads it; whoever gave one back, or was objected to, does not.
         or h.transferred_at is null and h.closed_at is null and ${mine('i.receiver_id')}
         or h.closed_at is null and (
              exists (select 1 from handover_people p where p.handover_id = h.id and p.role in ('supervisor', 'approver', 'deputy') and ${mine('p.person_id')})
              or exists (select 1 from app.acting_in() a join handover_people p on p.handover_id = a.handover_id and p.person_id = a.from_id
                          where a.handover_id = h.id and p.role in ('supervisor', 'approver', 'deputy')))))
$$;
comment on function app.sees_pack(uuid, uuid) is 'Whether the person may read what a pack shows of a customer: who can read the customer; its receiver until the transfer; supervisor, approver and deputies while the case is open.';

create function app.customer_pack(of_handover uuid, of_customer uuid) returns jsonb language sql stable security definer
set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'profile', (select jsonb_build_object('name', c.name, 'kind', c.kind, 'value', c.annual_value::text, 'currency', c.currency, 'complexity', c.complexity,
                  'businessType', c.business_type, 'stage', c.stage, 'state', c.state, 'cooperationSince', c.cooperation_since, 'industry', c.industry,
                  'country', c.country, 'region', c.region, 'city', c.city, 'address', c.address, 'postalCode', c.postal_code, 'email', c.email,
                  'phone', app.mask(c.phone), 'taxId', app.mask(c.tax_id), 'bankAccount', app.mask(c.bank_account), 'employeeCount', c.employee_count)
                  from customers c where c.id = of_customer),
    'contacts', ${list(`k.id, k.name, k.title, k.is_key as "isKey", app.mask(k.phone) as phone, k.email, k.wechat, k.birthday`, 'contacts', 'k.is_key desc, k.name', 100)},
    'relations', (select coalesce(jsonb_agg(r order by r.relation, r.id), '[]') from (
        select k.id, case when k.id = me.parent_id then 'parent' when k.parent_id = me.id then 'subsidiary' else 'sister' end as relation,
               case when ${within('k', ANY_LEVEL, `or (select app.has_role('{hr,auditor}'))`)} or app.sees_pack(of_handover, k.id) then k.name end as name
          from customers me join customers k on k.id = me.parent_id or k.parent_id = me.id or (k.parent_id = me.parent_id and k.id <> me.id)
         where me.id = of_customer order by k.id limit 50) r),
    'knownBy', (select coalesce(jsonb_agg(jsonb_build_object('person', ${person('r.author_id')}, 'communications', r.n, 'lastAt', r.last_at) order by r.n desc, r.author_id), '[]') from (
        select author_id, count(*) as n, ${instant('max(happened_at)')} as last_at from communications
         where customer_id = of_customer and author_id is not null and happened_at > now() - interval '365 days' group by 1 limit 50) r),
    'purchases', jsonb_build_object(
      'years', (select coalesce(jsonb_agg(r order by r.year desc, r.currency), '[]') from (
          select extract(year from ordered_on)::int as year, currency, count(*) as count, sum(total)::text as total from orders
           where customer_id = of_customer and state <> 'cancelled' group by 1, 2 order by 1 desc limit 20) r),
      'lastYear', (select coalesce(sum(total), 0)::text from orders where customer_id = of_customer and state <> 'cancelled' and ordered_on > current_date - 365),
      'yearBefore', (select coalesce(sum(total), 0)::text from orders where customer_id = of_customer and state <> 'cancelled'
                        and ordered_on <= current_date - 365 and ordered_on > current_date - 730),
      'products', (select coalesce(jsonb_agg(r), '[]') from (
          select l.product, count(distinct o.id) as orders, sum(l.quantity * l.unit_price)::numeric(16, 2)::text as total
            from orders o join order_lines l on l.order_id = o.id where o.customer_id = of_customer and o.state <> 'cancelled'
           group by 1 order by sum(l.quantity * l.unit_price) desc, 1 limit 10) r),
      'latest', ${list(`k.number, k.ordered_on as "orderedOn", k.total::text as total, k.currency, k.state`, 'orders', 'k.ordered_on desc', 20)}),
    'preferences', ${list('k.kind, k.body', 'preferences', 'k.kind', 100)},
    'notes', ${list(`k.body, ${person('k.author_id')} as author, ${instant('k.created_at')} as at`, 'notes', 'k.created_at desc', 50)},
    'projects', ${list(`k.name, k.state, k.progress_pct as "progressPct", k.due_on as "dueOn", k.summary`, 'projects', `k.state = 'running' desc, k.due_on`, 50)},
    'tasks', ${list(`k.title, k.priority, k.state, k.due_on as "dueOn", k.is_promise as "isPromise", ${person('k.assignee_id')} as assignee`, 'tasks', 'k.is_promise desc, k.due_on', 100, `and k.state <> 'done'`)},
    'opportunities', ${list(`k.title, k.stage, k.amount::text as amount, k.currency, k.engaged_on as "engagedOn", k.closed_on as "closedOn"`, 'opportunities', 'k.closed_on is null desc, k.engaged_on desc', 50)},
    'feedback', ${list(`k.type, k.state, k.satisfaction, ${instant('k.received_at')} as "receivedAt", k.body`, 'feedback', `(k.type = 'complaint' and k.state = 'open') desc, k.received_at desc`, 50)},
    'communications', ${list(`k.channel, k.direction, ${instant('k.happened_at')} as "happenedAt", k.subject, k.body, k.tags, ${person('k.author_id')} as author`, 'communications', 'k.happened_at desc', 50)},
    'contracts', ${list(`k.number, k.title, k.starts_on as "startsOn", k.ends_on as "endsOn", k.amount::text as amount, k.currency, k.state`, 'contracts', `k.state = 'active' desc, k.ends_on`, 50)},
    'attachments', ${list(`k.id, k.file_name as "fileName", k.media_type as "mediaType", k.bytes`, 'attachments', 'k.file_name', 100)})
  where app.sees_pack(of_handover, of_customer)
$$;
comment on function app.customer_pack(uuid, uuid) is 'What a pack shows of a customer, sensitive values masked, lists to their first entries. NULL when the person may not read it.';
revoke execute on function app.sees_pack(uuid, uuid), app.customer_pack(uuid, uuid) from public;
grant execute on function app.sees_pack(uuid, uuid), app.customer_pack(uuid, uuid) to handover_api;
`;
