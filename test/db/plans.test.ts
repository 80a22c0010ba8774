import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Tx } from '../../src/db/connect.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Reach, makeReach } from './reach.ts';

const OWNERS = 200;
const CUSTOMERS = 20_000;
/** Blocks that a policy may read once a query: roles, the line of command, grants, teams and rules of the person. */
const ONCE = 100;
/** Cases that HR has started. */
const STARTED = 2_000;

let database: TestDatabase;
let r: Reach;
let owner: string;
let customer: string;
beforeAll(async () => {
  database = await freshDatabase();
  r = await makeReach(database);
  const { admin } = database;
  await sql`insert into employees (number, name, email) select 'e' || n, 'x', 'e' || n || '@demo.example' from generate_series(1, ${OWNERS}::int) n`.execute(
    admin,
  );
  await sql`
    insert into customers (name, owner_id, region)
    select 'customer ' || n, (select id from employees where number = 'e' || (n % ${OWNERS} + 1)), 'region ' || n % 30
      from generate_series(1, ${CUSTOMERS}::int) n`.execute(admin);
  await sql`insert into contacts (customer_id, name) select id, 'x' from customers`.execute(admin);
  await sql`
    insert into handovers (kind, reason, giver_id, supervisor_id, started_by, assignment, scope, whole_book, late_receiver_id, policy_key, policy_version, state)
    select h.kind, h.reason, h.giver_id, h.supervisor_id, h.started_by, h.assignment, h.scope, false, h.late_receiver_id, h.policy_key, h.policy_version, 'cancelled'
      from handovers h, generate_series(1, ${STARTED}::int)`.execute(admin);
  await sql`vacuum analyze`.execute(admin);
  const { rows } = await sql<{ owner: string; customer: string }>`
    select owner_id as owner, id as customer from customers where name = 'customer 777'`.execute(admin);
  ({ owner = '', customer = '' } = rows[0] ?? {});
});
afterAll(() => database?.drop());

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
}
async function planOf(on: Database | Tx, query: RawBuilder<unknown>): Promise<Plan> {
  const { rows } = await sql<{
    'QUERY PLAN': [{ Plan: Plan }];
  }>`explain (analyze, buffers, format json) ${query}`.execute(on);
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  if (!plan) throw new Error('no plan');
  return plan;
}
const planFor = (me: string | null, query: RawBuilder<unknown>) =>
  database.api.transaction().execute(async (tx) => {
    await sql`select set_config('app.me', ${me}, true)`.execute(tx);
    // What a new connection reads of the catalogue is none of the query's.
    await planOf(tx, query);
    return planOf(tx, query);
  });
const blocks = (plan: Plan) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
const scansAll = (plan: Plan) =>
  nodes(plan).some(
    (node) => node['Node Type'] === 'Seq Scan' && /^(customers|contacts)$/.test(node['Relation Name'] ?? ''),
  );

describe(`among ${CUSTOMERS} customers, the policies`, () => {
  test.each<[string, () => RawBuilder<unknown>]>([
    [
      'the customers of an owner',
      () => sql`select id, name from customers where owner_id = ${owner} order by id limit 51`,
    ],
    ['one customer', () => sql`select id, name from customers where id = ${customer}`],
    ['the contacts of a customer', () => sql`select id from contacts where customer_id = ${customer}`],
  ])('on %s: keep the index, and read what they need once a query', async (_, query) => {
    const plain = await planOf(database.admin, query());
    for (const me of [owner, r.people.byRule, r.people.teamViewer, r.people.hr]) {
      const narrowed = await planFor(me, query());
      expect(scansAll(narrowed)).toBe(false);
      expect(blocks(narrowed)).toBeLessThanOrEqual(blocks(plain) + ONCE);
    }
  });

  test('on a list of everything within reach: ask for roles, grants and rules once, not once a row', async () => {
    const all = sql`select id from customers order by id`;
    const plain = await planOf(database.admin, sql`select id, owner_id, region, industry from customers order by id`);
    for (const me of [owner, r.people.byRule, r.people.hr])
      expect(blocks(await planFor(me, all))).toBeLessThanOrEqual(2 * blocks(plain) + ONCE);
  });

  test('and the search, for who reaches few by a rule: reads as much as for who reaches all', async () => {
    const search = sql`select id from app.search_customers('customer 777', 50)`;
    const all = blocks(await planFor(r.people.hr, search));
    expect(blocks(await planFor(r.people.byRule, search))).toBeLessThanOrEqual(all + ONCE);
  });

  test('on one case, for HR who started thousands: do not go through them all', async () => {
    const one = sql`select h.id from handovers h join handover_people p on p.handover_id = h.id where h.id = ${r.handoverId}`;
    const plain = await planOf(database.admin, one);
    expect(blocks(await planFor(r.people.hr, one))).toBeLessThanOrEqual(blocks(plain) + ONCE);
  });

  test('never make the list of somebody’s own cases before they ask for a role that sees all', async () => {
    const { rows } = await sql`
      select tablename, policyname from pg_policies
       where concat(qual, with_check) ~ 'my_handovers\\(\\) AS my_handovers\\)\\) OR [^)]*app\\.has_role'`.execute(
      database.admin,
    );
    expect(rows).toEqual([]);
  });
});
