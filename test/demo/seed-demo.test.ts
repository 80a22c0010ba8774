import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/connect.ts';
import { DEMO_PEOPLE, seedDemo } from '../../src/demo/index.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

const TODAY = '2026-03-02';
const CHILDREN = [
  'contacts',
  'orders',
  'opportunities',
  'tasks',
  'notes',
  'communications',
  'calendar_events',
  'contracts',
  'feedback',
  'preferences',
  'projects',
  'approvals',
] as const;
const TABLES = ['departments', 'employees', 'products', 'customers', 'order_lines', ...CHILDREN] as const;

const opened: TestDatabase[] = [];
async function open(): Promise<TestDatabase> {
  const database = await freshDatabase();
  opened.push(database);
  return database;
}
afterAll(() => Promise.all(opened.map((database) => database.drop())));

/** What stands in the tables, without the times at which it was written. */
async function checksum(db: Database): Promise<Record<string, string | null>> {
  const sums: Record<string, string | null> = {};
  for (const table of TABLES) {
    const { rows } = await sql<{ sum: string | null }>`
      select md5(string_agg((to_jsonb(t) - '{created_at,updated_at}'::text[])::text, '|' order by t.id)) as sum
        from ${sql.table(table)} t`.execute(db);
    sums[table] = rows[0]?.sum ?? null;
  }
  return sums;
}

async function number(db: Database, query: ReturnType<typeof sql<{ n: number }>>): Promise<number> {
  const { rows } = await query.execute(db);
  return rows[0]?.n ?? Number.NaN;
}

describe('demo data', () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await open();
    db = database.admin;
    expect(await seedDemo(database.worker, { today: TODAY })).toEqual({ made: true, employees: 42, customers: 2_000 });
  });

  test('seedDemo, no size asked for: 2,000 customers, 42 people and something in every table', async () => {
    expect(await number(db, sql`select count(*)::int as n from customers`)).toBe(2_000);
    expect(await number(db, sql`select count(*)::int as n from employees`)).toBe(42);
    for (const table of CHILDREN)
      expect(await number(db, sql`select count(*)::int as n from ${sql.table(table)}`), table).toBeGreaterThan(100);
  });

  test('customers, freshly made: each has one ownership start and it names its owner', async () => {
    expect(await number(db, sql`select count(*)::int as n from ownership_starts`)).toBe(2_000);
    const differing = sql<{ n: number }>`
      select count(*)::int as n from customers c join ownership_starts s on s.customer_id = c.id
       where s.owner_id is distinct from c.owner_id or s.handover_id is not null`;
    expect(await number(db, differing)).toBe(0);
  });

  test('customers, by owner: a few in the pool, books of uneven size, owners that look after the region', async () => {
    const pool = await number(db, sql`select count(*)::int as n from customers where owner_id is null`);
    expect(pool).toBeGreaterThan(20);
    expect(pool).toBeLessThan(120);
    const foreign = sql<{ n: number }>`
      select count(*)::int as n from customers c join employees e on e.id = c.owner_id
       where e.region <> c.region or not 'account_manager' = any (e.roles)`;
    expect(await number(db, foreign)).toBe(0);
    const spread = sql<{ n: number }>`
      select (max(size) / min(size))::int as n from (
        select count(*) as size from customers c join employees e on e.id = c.owner_id and e.title = '客户经理' group by e.id) books`;
    expect(await number(db, spread)).toBeGreaterThanOrEqual(3);
  });

  test('customers, by value: the tenth that is worth most is worth more than half of all', async () => {
    const share = sql<{ n: number }>`
      select (100 * sum(annual_value) filter (where tenth = 1) / sum(annual_value))::int as n
        from (select annual_value, ntile(10) over (order by annual_value desc) as tenth from customers) ranked`;
    expect(await number(db, share)).toBeGreaterThan(50);
  });

  test('reporting lines, all people hired: the closure is what the tree says', async () => {
    const wrong = sql<{ n: number }>`
      with recursive line(boss_id, subordinate_id, depth) as (
        select id, id, 0 from employees
        union all select e.manager_id, l.subordinate_id, l.depth + 1 from line l join employees e on e.id = l.boss_id where e.manager_id is not null
      ), stored as (select boss_id, subordinate_id, depth::int from reporting_closure)
      select count(*)::int as n from ((table line except table stored) union all (table stored except table line)) d`;
    expect(await number(db, wrong)).toBe(0);
    expect(await number(db, sql`select max(depth)::int as n from reporting_closure`)).toBe(3);
  });

  test('contacts, of each customer: one to four, exactly one of them key', async () => {
    const odd = sql<{ n: number }>`
      select count(*)::int as n from (
        select 1 from customers c left join contacts k on k.customer_id = c.id group by c.id
        having count(*) filter (where k.is_key) <> 1 or count(k.id) not between 1 and 4) wrong`;
    expect(await number(db, odd)).toBe(0);
  });

  test('orders, with their lines: the total is the sum', async () => {
    const wrong = sql<{ n: number }>`
      select count(*)::int as n from (
        select 1 from orders o left join order_lines l on l.order_id = o.id group by o.id
        having o.total is distinct from sum(l.quantity * l.unit_price)) wrong`;
    expect(await number(db, wrong)).toBe(0);
  });

  test('opportunities, closed or open: a seller stands exactly on the closed ones', async () => {
    const wrong = sql<{
      n: number;
    }>`select count(*)::int as n from opportunities where (closed_on is null) <> (seller_id is null)`;
    expect(await number(db, wrong)).toBe(0);
  });

  test('dates, counted from the day asked for: contracts end soon, calls lie behind, appointments ahead on weekdays', async () => {
    const soon = sql<{ n: number }>`
      select count(*)::int as n from contracts where state = 'active' and ends_on between ${TODAY}::date and ${TODAY}::date + 35`;
    expect(await number(db, soon)).toBeGreaterThan(50);
    const running = sql<{ n: number }>`
      select count(*)::int as n from contracts where (state = 'ended') <> (ends_on < ${TODAY}::date) or (state = 'draft') <> (starts_on > ${TODAY}::date)`;
    expect(await number(db, running)).toBe(0);
    const calls = sql<{ n: number }>`
      select count(*)::int as n from communications where happened_at not between ${TODAY}::timestamptz - interval '2 years 1 day' and ${TODAY}::timestamptz`;
    expect(await number(db, calls)).toBe(0);
    const events = sql<{ n: number }>`
      select count(*)::int as n from calendar_events
       where starts_at <= ${TODAY}::timestamptz or starts_at > ${TODAY}::timestamptz + interval '33 days'
          or extract(isodow from starts_at at time zone 'Asia/Shanghai') > 5
          or (starts_at at time zone 'Asia/Shanghai')::time not between '09:00' and '17:00'`;
    expect(await number(db, events)).toBe(0);
  });

  test('work in hand, looked at by those who hand it over: promises, overdue tasks, complaints and approvals are open', async () => {
    for (const query of [
      sql<{ n: number }>`select count(*)::int as n from tasks where is_promise and state <> 'done'`,
      sql<{ n: number }>`select count(*)::int as n from tasks where state <> 'done' and due_on < ${TODAY}::date`,
      sql<{ n: number }>`select count(*)::int as n from feedback where type = 'complaint' and state = 'open'`,
      sql<{ n: number }>`select count(*)::int as n from approvals where state = 'pending'`,
      sql<{
        n: number;
      }>`select count(*)::int as n from tasks t join customers c on c.id = t.customer_id where t.assignee_id <> c.owner_id`,
    ])
      expect(await number(db, query)).toBeGreaterThan(20);
  });

  test('DEMO_PEOPLE, looked up by number: they have their roles, and the giver has a book with work without a customer', async () => {
    const { receivers, ...single } = DEMO_PEOPLE;
    const people = await db.selectFrom('employees').selectAll().execute();
    const find = (n: string) => {
      const person = people.find((p) => p.number === n);
      if (!person) throw new Error(`there is no ${n}`);
      return person;
    };
    for (const role of ['hr', 'ops', 'auditor', 'coordinator', 'manager'] as const)
      expect(find(single[role]).roles).toContain(role);
    const giver = find(single.giver);
    const manager = find(single.manager);
    expect(giver.manager_id).toBe(manager.id);
    expect(manager.manager_id).toBe(find(single.director).id);
    expect(find(single.director).manager_id).toBe(find(single.boss).id);
    expect(find(single.boss).manager_id).toBeNull();
    for (const receiver of receivers) expect(find(receiver).manager_id).toBe(manager.id);
    expect(find(single.englishSpeaker).locale).toBe('en');
    expect(
      await number(db, sql`select count(*)::int as n from customers where owner_id = ${giver.id}`),
    ).toBeGreaterThan(40);
    for (const table of ['tasks', 'calendar_events', 'notes', 'opportunities'] as const) {
      const own = sql<{
        n: number;
      }>`select count(*)::int as n from ${sql.table(table)} where customer_id is null and assignee_id = ${giver.id}`;
      expect(await number(db, own), table).toBeGreaterThan(0);
    }
    expect(await number(db, sql`select count(*)::int as n from departments where coordinator_id is null`)).toBe(0);
  });

  test('addresses and numbers, of all people: mail only at reserved domains, no number that could be dialled', async () => {
    const mail = sql<{ n: number }>`
      select count(*)::int as n from (select email from employees union all select email from customers union all select email from contacts) m
       where email !~ '@(demo|customer)[.]example$'`;
    expect(await number(db, mail)).toBe(0);
    const mobile = sql<{ n: number }>`
      select count(*)::int as n from (select phone from employees union all select phone from contacts) p where phone !~ '^100-0000-[0-9]{4}$'`;
    expect(await number(db, mobile)).toBe(0);
    expect(
      await number(db, sql`select count(*)::int as n from customers where phone !~ '^0[0-9]{2,3}-0000-[0-9]{4}$'`),
    ).toBe(0);
    expect(await number(db, sql`select count(*)::int as n from contacts where id_number is not null`)).toBe(0);
  });

  test('texts, after filling: no place is left open', async () => {
    for (const table of TABLES) {
      const unfilled = sql<{
        n: number;
      }>`select count(*)::int as n from ${sql.table(table)} t where to_jsonb(t)::text ~ '[{][a-z]+[}]|undefined|NaN'`;
      expect(await number(db, unfilled), table).toBe(0);
    }
  });

  test('seedDemo, called again with other options: says that it is there and changes nothing', async () => {
    const before = await checksum(db);
    expect(await seedDemo(database.worker, { customers: 10, seed: 9 })).toEqual({
      made: false,
      employees: 42,
      customers: 2_000,
    });
    expect(await checksum(db)).toEqual(before);
  });
});

describe('demo data from the generator', () => {
  test('seedDemo, the same seed in two databases: the same rows; another seed: others', async () => {
    const [one, two, other] = await Promise.all([open(), open(), open()]);
    await seedDemo(one.worker, { customers: 300, seed: 7, today: TODAY });
    await seedDemo(two.worker, { customers: 300, seed: 7, today: TODAY });
    await seedDemo(other.worker, { customers: 300, seed: 8, today: TODAY });
    const sum = await checksum(one.admin);
    expect(await checksum(two.admin)).toEqual(sum);
    const different = await checksum(other.admin);
    for (const table of TABLES) expect(different[table], table).not.toBe(sum[table]);
  });

  test('seedDemo, ten children asked for: each customer has exactly ten', async () => {
    const { worker, admin } = await open();
    await seedDemo(worker, { customers: 40, childrenPerCustomer: 10, today: TODAY });
    const union = sql.join(
      CHILDREN.map((table) => sql`select customer_id from ${sql.table(table)}`),
      sql` union all `,
    );
    const wrong = sql<{ n: number }>`
      select count(*)::int as n from (
        select 1 from customers c left join (${union}) k on k.customer_id = c.id group by c.id having count(k.customer_id) <> 10) wrong`;
    expect(await number(admin, wrong)).toBe(0);
  });

  test('seedDemo, two at once: one makes it, the other finds it', async () => {
    const { worker, admin } = await open();
    const both = await Promise.all([seedDemo(worker, { customers: 20 }), seedDemo(worker, { customers: 20 })]);
    expect(both.map((summary) => summary.made).toSorted()).toEqual([false, true]);
    expect(await number(admin, sql`select count(*)::int as n from customers`)).toBe(20);
  });
});
