import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPTIONS } from '../../src/contract/options.ts';
import { type StartRequest, startRequest } from '../../src/contract/schemas.ts';
import { ASSIGNMENTS } from '../../src/contract/steps.ts';
import { withPerson } from '../../src/db/connect.ts';
import { writeHandover } from '../../src/db/intake/handover.ts';
import { writePlan } from '../../src/db/writes/plan.ts';
import { IN_PERSON_TYPES, type InPersonType, RECORD_TABLES } from '../../src/db/writes/records.ts';
import { standardPolicy } from '../../src/domain/standard-policy.ts';
import { resolveRequest } from '../../src/http/handover-request.ts';
import type { Person } from '../../src/http/identity.ts';
import { previewOf } from '../../src/http/preview.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { moveAll } from '../support/move.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database?.drop());

const asPerson = ({ id, number }: { id: string; number: string }, roles: Person['roles']): Person => ({
  id,
  number,
  name: number,
  roles,
  locale: 'en',
  timeZone: 'UTC',
  expiresAtMs: Number.MAX_SAFE_INTEGER,
  authentication: { at: null, acr: null, amr: [] },
  signing: null,
  sessionId: null,
  scopes: null,
});

/** A few records of every type: on customers of the giver, of others and on none; following, in person, of others; open and closed. */
async function fill(c: Company, seed: number): Promise<void> {
  const receiver = c.receivers[0]?.id ?? '';
  const others = await makeCompany(database.admin, { customers: 3, receivers: 0 });
  const { rows: customers } = await sql<{ id: string }>`
    select id from customers where id = any (${[...c.customerIds, ...others.customerIds]}::uuid[]) order by id`.execute(
    database.admin,
  );
  let state = seed;
  const pick = <T>(list: readonly T[]): T => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return list[Math.floor((state / 2_147_483_648) * list.length)] as T;
  };
  const column: Record<InPersonType, (customer: string | null) => ReturnType<typeof sql>> = {
    opportunity: () =>
      pick([
        sql`(title, stage) values ('o', 'engaging')`,
        sql`(title, stage, closed_on, seller_id) values ('o', 'won', '2026-01-15', ${c.giver.id})`,
      ]),
    task: () => sql`(title, state) values ('t', ${pick(['doing', 'done'])})`,
    calendar_event: () =>
      sql`(title, starts_at, ends_at) values ('e', now() - interval '2 days', now() + ${pick([-1, 1])} * interval '1 day')`,
    approval: () => sql`(kind, title, state) values ('k', 'a', ${pick(['pending', 'approved'])})`,
    note: () => sql`(body) values ('n')`,
    communication: () => sql`(channel, happened_at, subject) values ('call', now(), 's')`,
    attachment: () =>
      sql`(file_name, media_type, bytes, sha256, storage_key) values ('f', 'text/plain', 1, sha256(''), 'k')`,
    contact: () => sql`(name) values ('c')`,
    order: () =>
      sql`(ordered_on, total, state, seller_id) values ('2026-01-01', 1, ${pick(['open', 'paid'])}, ${c.giver.id})`,
    contract: () =>
      sql`(number, title, starts_on, state) values ('1', 'k', '2026-01-01', ${pick(['active', 'ended'])})`,
    project: () => sql`(name, state) values ('p', ${pick(['running', 'done'])})`,
    preference: () => sql`(kind, body) values ('need', 'b')`,
    feedback: () => sql`(type, received_at, body, state) values ('praise', now(), 'b', ${pick(['open', 'closed'])})`,
    team_membership: () => sql`(role) values ('member')`,
  };
  const alone = new Set<InPersonType>([
    'opportunity',
    'task',
    'calendar_event',
    'approval',
    'note',
    'communication',
    'attachment',
  ]);
  for (const type of IN_PERSON_TYPES)
    for (let n = 0; n < 5; n += 1) {
      const customer = alone.has(type) ? pick([...customers.map((x) => x.id), null]) : pick(customers).id;
      const follows = type !== 'team_membership' && customer !== null;
      const holder = pick([c.giver.id, c.giver.id, c.stranger.id, receiver, ...(follows ? [null] : [])]);
      await database.admin.transaction().execute(async (tx) => {
        const { rows } = await sql<{ id: string }>`
          insert into ${sql.table(RECORD_TABLES[type])} ${withHolder(column[type](customer), customer, holder)} returning id`.execute(
          tx,
        );
        expect(rows).toHaveLength(1);
      });
    }
}
/** What rules of planning look at: some customers are related, all have needs, and receivers differ. */
async function furnish(c: Company, seed: number): Promise<void> {
  await sql`update contacts set phone = '1380000' || lpad((('x' || left(md5(customer_id::text || ${seed}), 4))::bit(16)::int % 4)::text, 4, '0')
             where customer_id = any (${c.customerIds}::uuid[]) and phone is not null`.execute(database.admin);
  await sql`update customers set region = (array['华东', '华南'])[1 + (annual_value / 10000)::int % 2], language = (array['zh-CN', 'de'])[1 + (annual_value / 10000)::int % 2],
                   needed_skills = (array['{erp}', '{}'])[1 + (annual_value / 10000)::int % 2]::text[]
             where id = any (${c.customerIds}::uuid[])`.execute(database.admin);
  await sql`update employees set capacity = 2, capacity_value = 50000, region = '华东', skills = '{erp}' where id = ${c.receivers[0]?.id ?? ''}`.execute(
    database.admin,
  );
}

/** Adds the customer and the holder to a list of columns and values. */
function withHolder(columns: ReturnType<typeof sql>, customer: string | null, holder: string | null) {
  const { sql: text, parameters } = columns.compile(database.admin);
  const [names = '', values = ''] = text.split(') values (');
  const parts = values.slice(0, -1).split(/\$\d+/);
  return sql`${sql.raw(names)}, customer_id, assignee_id) values (${sql.join(
    parts.flatMap((part, i) => [sql.raw(part), ...(i < parameters.length ? [sql.val(parameters[i])] : [])]),
    sql``,
  )}, ${customer}::uuid, ${holder}::uuid)`;
}

/** Who holds what, by type and id; and a digest of everything else in the rows, which no transfer may change. */
async function holdings(): Promise<
  Map<string, { type: string; holder: string | null; customer: string | null; rest: string }>
> {
  const one = (type: string, table: string, holder: string, customer: string) => sql`
    select ${type}::text as type, r.id, r.${sql.id(holder)} as holder, r.${sql.id(customer)} as customer,
           md5((to_jsonb(r) - ${holder}::text - 'updated_at' - 'version')::text) as rest from ${sql.table(table)} r`;
  const { rows } = await sql<{
    type: string;
    id: string;
    holder: string | null;
    customer: string | null;
    rest: string;
  }>`${sql.join(
    [
      one('customer', 'customers', 'owner_id', 'id'),
      ...IN_PERSON_TYPES.map((type) => one(type, RECORD_TABLES[type], 'assignee_id', 'customer_id')),
    ],
    sql` union all `,
  )}`.execute(database.admin);
  return new Map(rows.map(({ id, ...row }) => [`${row.type}:${id}`, row]));
}

const anyOptions = fc.record(
  Object.fromEntries(Object.entries(OPTIONS).map(([name, values]) => [name, fc.constantFrom(...values)])),
  { requiredKeys: [] },
);

test('any book, any options: the preview is what the plan holds and what the transfer moves; what else is in the rows stays', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.nat(1_000_000),
        customers: fc.integer({ min: 1, max: 7 }),
        receivers: fc.integer({ min: 1, max: 3 }),
        assignment: fc.constantFrom(...ASSIGNMENTS),
        keepTogether: fc.option(fc.boolean(), { nil: undefined }),
        override: fc.boolean(),
        some: fc.boolean(),
        options: anyOptions,
      }),
      async ({ seed, customers, receivers, assignment, keepTogether, override, some, options }) => {
        const c = await makeCompany(database.admin, { customers, receivers });
        await fill(c, seed);
        await furnish(c, seed);
        const request: StartRequest = startRequest.parse({
          kind: 'departure',
          reason: '离职',
          giver: c.giver.number,
          receivers: c.receivers.map((r) => r.number),
          assignment,
          planning: {
            ...(keepTogether !== undefined && { keepTogether }),
            ...(override && {
              overrides: [{ customerId: c.customerIds[0], receiver: c.receivers.at(-1)?.number, reason: '客户要求' }],
            }),
            ...(assignment === 'by_weight' && { weights: { [c.receivers[0]?.number ?? '']: 3 } }),
            ...(assignment === 'by_capacity' && { capacities: { [c.receivers[0]?.number ?? '']: { customers: 1 } } }),
            ...(assignment === 'mixed' && {
              rules: [
                { when: { regions: ['华东'] }, assignment: 'fixed', to: [c.receivers[0]?.number] },
                { assignment: 'by_match' },
              ],
            }),
          },
          scope: some ? { customerIds: c.customerIds.slice(0, Math.ceil(customers / 2)) } : 'book',
          options,
        });
        const me = asPerson(c.hr, ['hr']);
        const id = (await database.admin.selectNoFrom(sql<string>`uuidv7()`.as('id')).executeTakeFirstOrThrow()).id;
        const previewed = await withPerson(database.api, c.hr.id, async (tx) => {
          const found = await resolveRequest(tx, me, request);
          const said = await previewOf(tx, found, request, 'en');
          await writeHandover(tx, {
            id,
            kind: request.kind,
            reason: request.reason,
            giverId: found.giver.id,
            receiverIds: found.receivers.map((r) => r.id),
            supervisorId: found.supervisor.id,
            deputyIds: found.deputyIds,
            lateReceiverId: found.lateReceiverId,
            startedBy: c.hr.id,
            assignment,
            customerIds: found.customerIds,
            policy: found.policy,
            effectiveAt: null,
            options: request.options,
            planning: found.planning,
          });
          return said;
        });
        const before = await holdings();
        await database.worker.transaction().execute((tx) =>
          writePlan(tx, id, standardPolicy, {
            giverId: c.giver.id,
            receiverIds: c.receivers.map((r) => r.id),
            assignment: request.assignment,
          }),
        );
        const plan = await database.admin
          .selectFrom('handover_items')
          .selectAll()
          .where('handover_id', '=', id)
          .execute();
        await database.worker
          .insertInto('transfers')
          .values({ handover_id: id, round: 1, with_customers: true })
          .execute();
        await moveAll(database.worker, id, 3, 2);
        const after = await holdings();

        const moved = [...after].filter(([key, { holder }]) => before.get(key)?.holder !== holder);
        expect(moved.map(([key]) => key).sort()).toEqual(plan.map((i) => `${i.record_type}:${i.record_id}`).sort());
        for (const [key, { holder }] of moved)
          expect(holder).toBe(plan.find((i) => `${i.record_type}:${i.record_id}` === key)?.receiver_id);
        for (const [key, { rest }] of before) expect(after.get(key)?.rest, key).toBe(rest);

        // Counted by receiver, as the preview said it.
        for (const receiver of previewed.receivers) {
          const { id: receiverId } = receiver.person;
          const got = (type: string) =>
            moved.filter(([, r]) => r.holder === receiverId && r.type === type).length -
            plan.filter((i) => i.receiver_id === receiverId && i.record_type === type && i.holder_id !== null).length;
          const following = (type: string) =>
            [...after.values()].filter(
              (r) =>
                r.type === type &&
                r.holder === null &&
                moved.some(([key, owner]) => key === `customer:${r.customer}` && owner.holder === receiverId),
            ).length;
          const counts = ['customer', ...IN_PERSON_TYPES].map((type) => ({
            type,
            followsCustomer: type === 'customer' ? 0 : following(type),
            inPerson: got(type),
          }));
          expect(receiver.counts).toEqual(counts.filter((n) => n.followsCustomer + n.inPerson > 0));
        }
        expect(previewed.ofOthers).toBe(plan.filter((i) => i.holder_id !== null).length);
        const { left_out, plan_warnings } = await database.admin
          .selectFrom('handovers')
          .select(['left_out', 'plan_warnings'])
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        expect(Object.fromEntries(previewed.leftOut.map((l) => [l.type, l.count]))).toEqual(left_out);
        const told = previewed.warnings.map(({ code, params }) => ({ code, params }));
        expect(told.filter(({ code }) => code !== 'safetyStop' && code !== 'calendarYearUnknown')).toEqual(
          plan_warnings,
        );
        for (const { id: customerId, receiver, why, whyParams } of previewed.samples)
          expect(plan.find((i) => i.record_id === customerId)).toMatchObject({
            receiver_id: receiver.id,
            why,
            ...(Object.keys(whyParams).length > 0 && { why_params: whyParams }),
          });
        if (!some) {
          const stayed = [...after.values()].filter((r) => r.holder === c.giver.id).length;
          expect(previewed.leftOut.reduce((sum, l) => sum + l.count, 0)).toBe(stayed);
        }
      },
    ),
    { numRuns: 15 },
  );
}, 180_000);

describe('the warnings of a preview', () => {
  test('complaints, contracts that end, a group that is split, another case, a book that will stop: each is told with its number', async () => {
    const { admin } = database;
    const c = await makeCompany(admin, { customers: 4, receivers: 2 });
    const [first = '', second = '', third = ''] = c.customerIds;
    await admin.updateTable('customers').set({ parent_id: first }).where('id', '=', second).execute();
    await admin.updateTable('customers').set({ region: '华南' }).where('id', '=', third).execute();
    await admin
      .updateTable('employees')
      .set({ region: '华北' })
      .where('id', '=', c.receivers[0]?.id ?? '')
      .execute();
    await sql`insert into feedback (customer_id, type, received_at, body) values (${first}, 'complaint', now(), 'b')`.execute(
      admin,
    );
    await sql`insert into contracts (customer_id, number, title, starts_on, ends_on) values (${first}, '1', 'k', current_date - 9, current_date + 9)`.execute(
      admin,
    );
    await sql`insert into policies (key, version, name_zh, name_en, body) values ('small', 1, '小', 'small', ${JSON.stringify(
      {
        ...standardPolicy,
        safety: { ...standardPolicy.safety, maxCustomers: 3 },
        approval: { secondAbove: 3, by: ['hr'] },
      },
    )}::jsonb)`.execute(admin);
    const request = (scope: StartRequest['scope']) =>
      startRequest.parse({
        kind: 'departure',
        reason: '离职',
        giver: c.giver.number,
        receivers: c.receivers.map((r) => r.number),
        assignment: 'in_turn',
        scope,
        policy: { key: 'small' },
      });
    const look = (person: { id: string; number: string }, roles: Person['roles']) =>
      withPerson(database.api, person.id, async (tx) =>
        previewOf(tx, await resolveRequest(tx, asPerson(person, roles), request('book')), request('book'), 'en'),
      );
    const said = await look(c.hr, ['hr']);
    expect(said.warnings.map((w) => [w.code, w.params.count])).toEqual([
      ['regionDiffers', 1],
      ['openComplaints', 1],
      ['contractsEnd', 1],
      ['groupSplit', 1],
      ['secondApproval', 4],
      ['safetyStop', 4],
    ]);
    // Whoever is above the giver sees the same as HR.
    expect(await look(c.supervisor, ['manager'])).toEqual({ ...said, supervisor: expect.anything() });
  });
});
