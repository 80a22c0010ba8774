import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../src/db/connect.ts';

export interface Book {
  giverId: string;
  supervisorId: string;
  receiverIds: string[];
  customers: number;
  /** child records, lines of orders not counted */
  children: number;
}

export interface BookOptions {
  /** id of the giver to make; absent: a new one */
  giverId?: string;
  customers: number;
  childrenPerCustomer?: number;
  receivers?: number;
}

/**
 * A giver's book for measuring: the giver, a supervisor, receivers and `customers` with their child records, one statement a table.
 * Child k of a customer is of the k-th kind below, again from the start when there are more than ten. Several books fit into one database.
 * @param admin a connection that row-level security does not hold back (superuser)
 */
export async function seedBook(
  admin: Database,
  { giverId, customers, childrenPerCustomer = KINDS.length, receivers = 3 }: BookOptions,
): Promise<Book> {
  return admin.transaction().execute(async (tx) => {
    const made = await sql<{ id: string; at: number }>`
      with numbered as (
        select at, case when at = 1 and ${giverId ?? null}::uuid is not null then ${giverId ?? null}::uuid else uuidv7() end as id
          from generate_series(0, ${receivers + 1}::int) at
      )
      insert into employees (id, number, name, email, manager_id, roles, capacity)
      select n.id, 'B-' || n.id, case n.at when 0 then '监交人' when 1 then '移交人' else '接收人' || n.at - 1 end,
             n.id || '@bench.example', case when n.at > 0 then boss.id end,
             case when n.at = 0 then '{manager}'::text[] else '{account_manager}'::text[] end, 1000000
        from numbered n, (select id from numbered where at = 0) boss order by n.at
      returning id, case name when '监交人' then 0 when '移交人' then 1 else 2 end as at`.execute(tx);
    const ids = (at: number) => made.rows.filter((row) => row.at === at).map((row) => row.id);
    const [supervisorId = ''] = ids(0);
    const [giver = ''] = ids(1);

    await sql`
      insert into customers (id, name, owner_id, annual_value, complexity, business_type, stage, cooperation_since, industry, country, region, city, address, phone, email)
      select uuidv7(), '华东样本' || i || '科技有限公司', ${giver}::uuid, 10000 + i % 500 * 4000, 1 + i % 5,
             (array['direct', 'channel', 'key_account', 'project', 'service'])[1 + i % 5],
             (array['new', 'growing', 'stable', 'stable', 'declining'])[1 + i % 5], current_date - (i % 2000)::int,
             '制造', 'CN', '华东', '上海', '样本路' || i || '号样本大厦十二层', '021-0000-' || lpad((i % 10000)::text, 4, '0'), 'c' || i || '@bench.example'
        from generate_series(1, ${customers}::int) i`.execute(tx);
    let children = 0;
    for (const [k, kind] of KINDS.entries()) {
      const each = Math.ceil((childrenPerCustomer - k) / KINDS.length);
      if (each <= 0) continue;
      children += each * customers;
      for (const statement of kind(book(giver, each))) await statement.execute(tx);
    }
    return { giverId: giver, supervisorId, receiverIds: ids(2), customers, children };
  });
}

/** Each customer `c` of the book with `n` from 1 to `each`; `i` counts the customers from 1. */
const book = (giverId: string, each: number) => ({
  giverId,
  rows: sql`(select id, row_number() over (order by id) as i from customers where owner_id = ${giverId}::uuid) c
    cross join generate_series(1, ${each}::int) n order by c.id`,
  // Nearly all follow their customer; a few name the giver in person, as in a real book: open business, which every rule moves.
  assignee: sql`case when c.i % 50 = 1 then ${giverId}::uuid end`,
});

type Part = ReturnType<typeof book>;

const KINDS: ((part: Part) => RawBuilder<unknown>[])[] = [
  ({ rows }) => [
    sql`insert into contacts (customer_id, name, title, phone, email, is_key)
      select c.id, '联系人' || n, '采购经理', '100-0000-0000', 'k' || c.i || '-' || n || '@bench.example', n = 1 from ${rows}`,
  ],
  ({ rows, giverId }) => [
    sql`insert into orders (customer_id, number, ordered_on, total, seller_id)
      select c.id, 'SO-' || c.i || '-' || n, current_date - (c.i % 700)::int, 1000, ${giverId}::uuid from ${rows}`,
    sql`insert into order_lines (order_id, product, quantity, unit_price)
      select o.id, '标准版', line, 500 from orders o join customers c on c.id = o.customer_id cross join generate_series(1, 2) line
       where c.owner_id = ${giverId}::uuid order by o.id`,
  ],
  ({ rows, giverId, assignee }) => [
    sql`insert into opportunities (customer_id, title, stage, amount, engaged_on, closed_on, seller_id, assignee_id)
      select c.id, '扩容采购', case when c.i % 4 = 0 then 'won' else 'engaging' end, 5000, current_date - 60,
             case when c.i % 4 = 0 then current_date - 5 end, case when c.i % 4 = 0 then ${giverId}::uuid end, ${assignee} from ${rows}`,
  ],
  ({ rows, assignee }) => [
    sql`insert into tasks (customer_id, title, due_on, is_promise, state, assignee_id)
      select c.id, '跟进报价', current_date + (c.i % 40)::int - 10, c.i % 7 = 0, case when c.i % 5 = 0 then 'done' else 'doing' end, ${assignee} from ${rows}`,
  ],
  ({ rows, giverId }) => [
    sql`insert into notes (customer_id, body, author_id) select c.id, '决策由采购与技术共同作出。', ${giverId}::uuid from ${rows}`,
  ],
  ({ rows, giverId }) => [
    sql`insert into communications (customer_id, channel, happened_at, subject, tags, author_id)
      select c.id, 'call', now() - (c.i % 700) * interval '1 day', '电话沟通进度', '{报价}', ${giverId}::uuid from ${rows}`,
  ],
  ({ rows, assignee }) => [
    sql`insert into calendar_events (customer_id, title, starts_at, ends_at, assignee_id)
      select c.id, '客户例会', now() + (1 + c.i % 30) * interval '1 day', now() + (1 + c.i % 30) * interval '1 day' + interval '1 hour', ${assignee} from ${rows}`,
  ],
  ({ rows }) => [
    sql`insert into contracts (customer_id, number, title, starts_on, ends_on, amount)
      select c.id, 'HT-' || c.i || '-' || n, '年度服务合同', current_date - 300, current_date + (c.i % 400)::int, 20000 from ${rows}`,
  ],
  ({ rows }) => [
    sql`insert into feedback (customer_id, type, satisfaction, received_at, body)
      select c.id, case when c.i % 9 = 0 then 'complaint' else 'praise' end, 3, now() - (c.i % 200) * interval '1 day', '响应及时' from ${rows}`,
  ],
  ({ rows }) => [
    sql`insert into preferences (customer_id, kind, body) select c.id, 'preference', '上午联系为宜' from ${rows}`,
  ],
];
