import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { CHILDREN, EVERYBODY, type Reach, type Who, asPerson, isChild, makeReach } from './reach.ts';

let database: TestDatabase;
let r: Reach;
beforeAll(async () => {
  database = await freshDatabase();
  r = await makeReach(database);
});
afterAll(() => database.drop());

const COMMANDS = ['select', 'insert', 'update', 'delete'] as const;
type Command = (typeof COMMANDS)[number];

const as = (who: Who, statement: RawBuilder<unknown>) => asPerson(database, r.people[who], statement);

const team: Who[] = ['owner', 'manager', 'boss'];
const readers: Who[] = [...team, 'viewer', 'editor', 'hr', 'auditor'];
const editors: Who[] = [...team, 'editor', 'hr'];
const involved: Who[] = [...team, 'colleague', 'hr'];
const onlookers: Who[] = [...involved, 'auditor'];
const everybody: Who[] = [...EVERYBODY];
const present = everybody.filter((who) => who !== 'left' && who !== 'nobody');

interface Line {
  /** which rows of the fixture the line is about */
  rows: () => RawBuilder<unknown>;
  may: Partial<Record<Command, Who[]>>;
  /** absent: an insert that names every column and adds nothing, which only the right to all of them allows */
  insert?: (me: string | null) => RawBuilder<unknown>;
  /** the column that an update sets to itself; absent: the first one */
  column?: string;
}

const ofCase = (): Line => ({
  rows: () => sql`handover_id = ${r.handoverId}`,
  may: { select: [...onlookers, 'ops'] },
});
const child = (table: keyof typeof CHILDREN): Line => ({
  rows: () => sql`customer_id = ${r.customerId} and assignee_id is null`,
  may: { select: readers, insert: editors, update: editors },
  insert: () => {
    const [columns, values] = CHILDREN[table];
    return sql`insert into ${sql.table(table)} (customer_id, ${columns}) values (${r.customerId}, ${values})`;
  },
  column: 'updated_at',
});
const shared = (insert: () => RawBuilder<unknown>): Line => ({
  rows: () => sql`true`,
  may: { select: everybody, insert: ['hr'], update: ['hr'] },
  insert,
  column: 'name',
});
const toRead: Line = { rows: () => sql`true`, may: { select: everybody } };
const hidden: Line = { rows: () => sql`true`, may: {} };
const entry = (kind: string, customerId: string | null, me: string | null) => sql`
  insert into handover_inbox (handover_id, kind, round, customer_id, author_id, body)
  values (${r.handoverId}, ${kind}, 1, ${customerId}, ${me}, '{}')`;

/** Who may do what with which rows. Whoever is not named may not. */
const matrix: Record<string, Line> = {
  customers: {
    rows: () => sql`id = ${r.customerId}`,
    may: { select: readers, insert: [...team, 'hr'], update: editors },
    insert: () => sql`insert into customers (name, owner_id) values ('x', ${r.people.owner})`,
    column: 'name',
  },
  'customers in the pool': {
    rows: () => sql`owner_id is null`,
    may: { insert: ['hr'] },
    insert: () => sql`insert into customers (name) values ('x')`,
    column: 'name',
  },
  ...Object.fromEntries(Object.keys(CHILDREN).flatMap((table) => (isChild(table) ? [[table, child(table)]] : []))),
  'tasks of somebody in person': {
    rows: () => sql`customer_id = ${r.customerId} and assignee_id = ${r.people.assignee}`,
    may: { select: [...readers, 'assignee'], insert: editors, update: editors },
    insert: () =>
      sql`insert into tasks (customer_id, title, assignee_id) values (${r.customerId}, 'x', ${r.people.assignee})`,
    column: 'title',
  },
  'tasks without a customer': {
    rows: () => sql`customer_id is null`,
    may: { insert: ['assignee', 'boss', 'hr'] },
    insert: () => sql`insert into tasks (title, assignee_id) values ('x', ${r.people.assignee})`,
    column: 'title',
  },
  order_lines: {
    rows: () => sql`order_id = ${r.orderId}`,
    may: { select: readers, insert: editors, update: editors },
    insert: () =>
      sql`insert into order_lines (order_id, product, quantity, unit_price) values (${r.orderId}, 'x', 1, 1)`,
    column: 'product',
  },
  ownership_starts: { rows: () => sql`customer_id = ${r.customerId}`, may: { select: readers } },
  customer_search: hidden,
  grants: {
    rows: () => sql`grantee_id = ${r.people.viewer}`,
    may: { select: ['viewer', 'boss', 'hr', 'auditor'] },
  },
  handovers: {
    rows: () => sql`id = ${r.handoverId}`,
    may: { select: [...onlookers, 'ops'], insert: [...team, 'hr'] },
    insert: (me) => sql`
      insert into handovers (kind, reason, giver_id, supervisor_id, started_by, assignment, scope, whole_book, late_receiver_id, policy_key, policy_version)
      values ('departure', 'x', ${r.people.owner}, ${r.people.manager}, ${me}, 'fixed', '{}', false, ${r.people.colleague}, 'standard', 1)`,
  },
  handover_people: {
    ...ofCase(),
    // The case runs: who takes part is no longer the API's to say.
    insert: () =>
      sql`insert into handover_people (handover_id, person_id, role) values (${r.handoverId}, ${r.people.stranger}, 'deputy')`,
  },
  handover_items: ofCase(),
  handover_exceptions: ofCase(),
  meetings: ofCase(),
  meeting_actions: ofCase(),
  sign_offs: ofCase(),
  reviews: ofCase(),
  transfers: ofCase(),
  check_ins: ofCase(),
  notifications: ofCase(),
  review_answers: { ...ofCase(), rows: () => sql`review_id = ${r.reviewId}` },
  handover_inbox: {
    rows: () => sql`handover_id = ${r.handoverId} and kind = 'text'`,
    may: { select: onlookers, insert: involved },
    insert: (me) => entry('text', null, me),
    column: 'body',
  },
  'handover_inbox: explanations': {
    rows: () => sql`handover_id = ${r.handoverId} and kind = 'explanation'`,
    may: { select: onlookers, insert: ['owner'], update: ['owner'] },
    insert: (me) => entry('explanation', r.secondId, me),
    column: 'body',
  },
  'handover_inbox: verifications, before their step': {
    rows: () => sql`false`,
    may: {},
    insert: (me) => entry('verification', r.secondId, me),
    column: 'body',
  },
  materials: { ...ofCase(), may: { select: onlookers } },
  audit_entries: {
    ...ofCase(),
    column: 'action',
    may: { select: onlookers, insert: involved },
    insert: (me) => sql`
      insert into audit_entries (actor_id, actor_kind, action, handover_id) values (${me}, 'person', 'x', ${r.handoverId})`,
  },
  'audit_entries in another’s name': {
    ...ofCase(),
    column: 'action',
    may: { select: onlookers },
    insert: () => sql`
      insert into audit_entries (actor_kind, action, handover_id) values ('engine', 'x', ${r.handoverId})`,
  },
  audit_values: { rows: () => sql`entry_id = ${r.entryId}`, may: { select: ['hr', 'auditor'] } },
  sign_off_tokens: {
    ...ofCase(),
    may: { select: ['owner'], insert: involved },
    insert: (me) => sql`
      insert into sign_off_tokens (digest, handover_id, round, person_id, plan_hash, expires_at)
      values (sha256('x'), ${r.handoverId}, 1, ${me}, sha256('x'), now())`,
  },
  'sign_off_tokens of somebody else': {
    ...ofCase(),
    may: { select: ['owner'], insert: ['colleague'] },
    insert: () => sql`
      insert into sign_off_tokens (digest, handover_id, round, person_id, plan_hash, expires_at)
      values (sha256('x'), ${r.handoverId}, 1, ${r.people.colleague}, sha256('x'), now())`,
  },
  idempotency_keys: {
    rows: () => sql`actor_id = ${r.people.owner}`,
    may: { select: ['owner'], insert: present, update: ['owner'] },
    insert: (me) => sql`
      insert into idempotency_keys (actor_id, key, route, body_digest, resource_id) values (${me}, 'new', 'x', sha256('x'), uuidv7())`,
    column: 'status',
  },
  imports: {
    rows: () => sql`true`,
    may: { select: ['hr', 'auditor', 'ops'], insert: ['hr'] },
    insert: (me) => sql`
      insert into imports (dataset, mapping, dry_run, actor_id, rows_read, inserted, updated, unchanged, refused, refusals)
      values ('x', 'x', true, ${me}, 0, 0, 0, 0, 0, '[]')`,
  },
  employees: shared(() => sql`insert into employees (number, name, email) values ('new', 'x', 'new@demo.example')`),
  departments: {
    ...shared(() => sql`insert into departments (code, name_zh, name_en) values ('new', 'x', 'x')`),
    column: 'name_en',
  },
  products: shared(() => sql`insert into products (code, name) values ('new', 'x')`),
  calendars: toRead,
  calendar_years: toRead,
  calendar_days: toRead,
  reporting_closure: toRead,
  policies: toRead,
  run_once: hidden,
};

const tableOf = (line: string) => line.replace(/\W.*$/, '');

/** The statement of a command on the rows of a line. */
async function statementOf(line: string, command: Command, me: string | null): Promise<RawBuilder<unknown>> {
  const { rows, insert, column } = matrix[line] ?? hidden;
  const table = sql.table(tableOf(line));
  switch (command) {
    case 'select':
      return sql`select 1 from ${table} where ${rows()}`;
    case 'insert':
      return insert?.(me) ?? sql`insert into ${table} select * from ${table} limit 0`;
    case 'update': {
      const set = sql.ref(column ?? (await firstColumn(tableOf(line))));
      return sql`update ${table} set ${set} = ${set} where ${rows()}`;
    }
    case 'delete':
      return sql`delete from ${table} where ${rows()}`;
    default:
      throw new Error(`${String(command satisfies never)} is no command`);
  }
}
async function firstColumn(table: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum = 1`.execute(
    database.admin,
  );
  return rows[0]?.name ?? '';
}

describe('the API’s role', () => {
  test('the matrix, held against the schema: has a line for each table', async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'kysely%'`.execute(
      database.admin,
    );
    expect([...new Set(Object.keys(matrix).map(tableOf))].sort()).toEqual(rows.map((row) => row.name).sort());
  });

  test.each(Object.entries(matrix))(
    '%s, asked for by everybody: does what the matrix allows and nothing else',
    async (line, { may }) => {
      const allowed: Record<string, Who[]> = {};
      for (const command of COMMANDS) {
        const can: Who[] = [];
        for (const who of EVERYBODY) {
          const result = await as(who, await statementOf(line, command, r.people[who]));
          if (result !== 'refused' && (result > 0 || command === 'insert')) can.push(who);
        }
        allowed[command] = can;
      }
      const wanted = Object.fromEntries(
        COMMANDS.map((command) => [command, EVERYBODY.filter((who) => may[command]?.includes(who))]),
      );
      expect(allowed).toEqual(wanted);
    },
  );
});
