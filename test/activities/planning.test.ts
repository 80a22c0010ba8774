import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlanningTerms } from '../../src/contract/planning.ts';
import type { Policy } from '../../src/contract/policy.ts';
import type { Assignment } from '../../src/contract/steps.ts';
import { hashPlan, writePlan } from '../../src/db/writes/plan.ts';
import { standardPolicy } from '../../src/domain/standard-policy.ts';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';

let database: TestDatabase;
let plain: { key: string; version: number; body: Policy };
beforeAll(async () => {
  database = await freshDatabase();
  plain = await makePolicy(database.admin, () => {});
});
afterAll(() => database?.drop());

interface Asked {
  assignment: Assignment;
  terms?: PlanningTerms;
  policy?: typeof plain;
  customerIds?: string[];
}

/** Makes a case of the company's book and plans it as the worker. */
async function plan(c: Company, { assignment, terms = {}, policy = plain, customerIds }: Asked) {
  await database.admin
    .updateTable('handovers')
    .set({ state: 'cancelled' })
    .where('giver_id', '=', c.giver.id)
    .execute();
  const { handoverId } = await writeHandover(database, c, { assignment, policy, ...(customerIds && { customerIds }) });
  await database.admin
    .updateTable('handovers')
    .set({ planning: JSON.stringify(terms) })
    .where('id', '=', handoverId)
    .execute();
  await replan(c, handoverId, assignment, policy.body);
  return handoverId;
}
const replan = (c: Company, handoverId: string, assignment: Assignment, policy: Policy = plain.body) =>
  database.worker
    .transaction()
    .execute((tx) =>
      writePlan(tx, handoverId, policy, { giverId: c.giver.id, receiverIds: c.receivers.map((r) => r.id), assignment }),
    );
const items = (handoverId: string) =>
  database.admin
    .selectFrom('handover_items')
    .selectAll()
    .where('handover_id', '=', handoverId)
    .orderBy('record_type')
    .orderBy('record_id')
    .execute();
const receiverOf = async (handoverId: string) =>
  new Map(
    (await items(handoverId)).filter((i) => i.record_type === 'customer').map((i) => [i.record_id, i.receiver_id]),
  );
const warnings = async (handoverId: string) => {
  const { plan_warnings } = await database.admin
    .selectFrom('handovers')
    .select('plan_warnings')
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  return plan_warnings as unknown as { code: string; params: Record<string, unknown> }[];
};
/** makeCompany gives every contact the same number. */
const tellApart = (c: Company) =>
  sql`update contacts set phone = '139' || right(translate(customer_id::text, 'abcdef-', '123456'), 8) where customer_id = any (${c.customerIds}::uuid[])`.execute(
    database.admin,
  );

describe('the two rules of old', () => {
  test('the planner, with nothing but them to look at: the same plan as the database deals', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Assignment>('fixed', 'in_turn'),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        async (assignment, customers, receivers, some) => {
          const c = await makeCompany(database.admin, { customers, receivers });
          const customerIds = some ? { customerIds: c.customerIds.slice(0, Math.ceil(customers / 2)) } : {};
          const dealt = await plan(c, { assignment, ...customerIds });
          const before = await items(dealt);
          // Somebody was named for a customer who is not of this book: for the planner, and without effect.
          const other = await makeCompany(database.admin, { customers: 1, receivers: 0 });
          await database.admin
            .insertInto('plan_overrides')
            .values({
              handover_id: dealt,
              customer_id: other.customerIds[0] ?? '',
              receiver_id: c.receivers[0]?.id ?? '',
              reason: 'x',
              made_by: c.hr.id,
            })
            .execute();
          await replan(c, dealt, assignment);
          const after = await items(dealt);
          expect(after.map((i) => ({ ...i, why_params: null }))).toEqual(before);
        },
      ),
      { numRuns: 10 },
    );
  });

  test('neither the policy nor the request says so: related customers are dealt like all others', async () => {
    const c = await makeCompany(database.admin, { customers: 4, receivers: 2 });
    expect(new Set((await receiverOf(await plan(c, { assignment: 'in_turn' }))).values()).size).toBe(2);
    const together = await plan(c, { assignment: 'in_turn', terms: { keepTogether: true } });
    expect(new Set((await receiverOf(together)).values()).size).toBe(1);
  });

  test('the policy keeps related customers together, the request does not: the request holds', async () => {
    const c = await makeCompany(database.admin, { customers: 4, receivers: 2 });
    const policy = await makePolicy(database.admin, (p) => {
      p.planning = {
        match: { industry: 1, region: 1, language: 1, skill: 1 },
        keepTogether: true,
        sharedContactAtMost: 10,
      };
    });
    const together = await plan(c, { assignment: 'in_turn', policy });
    expect(new Set((await receiverOf(together)).values()).size).toBe(1);
    const apart = await plan(c, { assignment: 'in_turn', policy, terms: { keepTogether: false } });
    expect(new Set((await receiverOf(apart)).values()).size).toBe(2);
  });
});

describe('the plan of the planner', () => {
  test('the same input, rows rewritten in another order: the same plan, the same hash', async () => {
    const c = await makeCompany(database.admin, { customers: 12, receivers: 3 });
    await tellApart(c);
    const id = await plan(c, { assignment: 'by_capacity' });
    const before = await items(id);
    const hash = await database.worker.transaction().execute((tx) => hashPlan(tx, id));
    // Each update writes a row anew at the end of the table.
    for (const customer of c.customerIds.toReversed())
      await database.admin.updateTable('customers').set({ city: '上海' }).where('id', '=', customer).execute();
    await replan(c, id, 'by_capacity');
    expect(await items(id)).toEqual(before);
    expect(await database.worker.transaction().execute((tx) => hashPlan(tx, id))).toEqual(hash);
  });

  test('related by company, by contact, by a chain of both, and by a switchboard that relates nobody', async () => {
    const c = await makeCompany(database.admin, { customers: 16, receivers: 2 });
    await tellApart(c);
    const [parent = '', child = '', mailOfChild = '', sibling = '', aunt = ''] = c.customerIds;
    const outside = await makeCompany(database.admin, { customers: 1, receivers: 0 });
    const set = (id: string, change: object) =>
      database.admin.updateTable('customers').set(change).where('id', '=', id).execute();
    await set(child, { parent_id: parent });
    await set(child, { email: 'Office@Example.com ' });
    await set(mailOfChild, { email: 'office@example.com' });
    // Two of one parent that somebody else owns.
    await set(sibling, { parent_id: outside.customerIds[0] ?? null });
    await set(aunt, { parent_id: outside.customerIds[0] ?? null });
    for (const id of c.customerIds.slice(5)) await set(id, { phone: '021-5550-0100' });
    const got = await receiverOf(await plan(c, { assignment: 'by_capacity' }));
    expect(new Set([parent, child, mailOfChild].map((id) => got.get(id))).size).toBe(1);
    expect(got.get(sibling)).toBe(got.get(aunt));
    expect([...new Set(got.values())]).toHaveLength(2);
    const why = (await items(await plan(c, { assignment: 'by_capacity' }))).find((i) => i.record_id === parent);
    expect(why).toMatchObject({ why: 'byCapacity', why_params: { group: 3 } });
  });

  test('every warning of a plan, with its numbers', async () => {
    const c = await makeCompany(database.admin, { customers: 6, receivers: 2 });
    await tellApart(c);
    const [a, b] = c.receivers;
    const { admin } = database;
    await admin
      .updateTable('employees')
      .set({ capacity: 2, capacity_value: 1_000, state: 'on_leave', region: '华北' })
      .where('id', '=', a?.id ?? '')
      .execute();
    await admin
      .updateTable('employees')
      .set({ capacity: 1 })
      .where('id', '=', b?.id ?? '')
      .execute();
    await admin
      .updateTable('customers')
      .set({ region: '华南', language: 'de', needed_skills: ['erp'], parent_id: null })
      .where('id', '=', c.customerIds[5] ?? '')
      .execute();
    // The smallest of the three is the one with needs, and goes to the first receiver with the others.
    for (const id of [c.customerIds[3], c.customerIds[4]])
      await admin
        .updateTable('customers')
        .set({ parent_id: c.customerIds[5] ?? null })
        .where('id', '=', id ?? '')
        .execute();
    const id = await plan(c, {
      assignment: 'mixed',
      terms: {
        rules: [{ when: { regions: ['华南'] }, assignment: 'by_capacity', to: [0] }, { assignment: 'by_capacity' }],
      },
    });
    await admin
      .insertInto('plan_overrides')
      .values({
        handover_id: id,
        customer_id: c.customerIds[0] ?? '',
        receiver_id: c.stranger.id,
        reason: 'x',
        made_by: c.hr.id,
      })
      .execute();
    await replan(c, id, 'mixed');
    const said = await warnings(id);
    const codes = said.map((w) => w.code);
    expect(codes).toEqual(expect.arrayContaining(['receiverOverCapacity', 'receiverOverValue', 'receiverOnLeave']));
    expect(said).toContainEqual({ code: 'groupTooLarge', params: { count: 1, size: 3 } });
    expect(said).toContainEqual({ code: 'overrideGone', params: { count: 1 } });
    for (const code of ['regionDiffers', 'languageMissing', 'skillMissing'])
      expect(said).toContainEqual({ code, params: { receiver: a?.number, count: 1 } });
  });

  test('a receiver is replaced: what was said of their place holds for who takes it', async () => {
    const c = await makeCompany(database.admin, { customers: 8, receivers: 2 });
    await tellApart(c);
    const id = await plan(c, { assignment: 'by_weight', terms: { weights: [3, 1] } });
    const [a, b] = c.receivers;
    const request = {
      giverId: c.giver.id,
      receiverIds: [c.stranger.id, b?.id ?? ''],
      assignment: 'by_weight' as const,
    };
    await database.worker.transaction().execute((tx) => writePlan(tx, id, plain.body, request));
    const got = [...(await receiverOf(id)).values()];
    expect(got.filter((r) => r === c.stranger.id)).toHaveLength(6);
    expect(got).not.toContain(a?.id);
  });

  test('customers of a standard tier and a strict one: as the policy tells them apart', async () => {
    const c = await makeCompany(database.admin, { customers: 4, receivers: 2 });
    await tellApart(c);
    const strict = c.customerIds[2] ?? '';
    await database.admin
      .updateTable('customers')
      .set({ business_type: 'key_account' })
      .where('id', '=', strict)
      .execute();
    const got = await receiverOf(
      await plan(c, {
        assignment: 'mixed',
        terms: {
          rules: [
            { when: { tiers: ['strict'] }, assignment: 'fixed', to: [1] },
            { assignment: 'fixed', to: [0] },
          ],
        },
      }),
    );
    expect([...got].filter(([, r]) => r === c.receivers[1]?.id).map(([id]) => id)).toEqual([strict]);
    expect(standardPolicy.tiers.strict.businessTypes).toContain('key_account');
  });
});
