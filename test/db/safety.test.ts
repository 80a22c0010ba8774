import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { safetyFindings } from '../../src/db/writes/safety.ts';
import { writePlan } from '../../src/db/writes/plan.ts';
import { DEFAULT_SAFETY, type Policy, type SafetyRule } from '../../src/contract/policy.ts';
import { standardPolicy } from '../../src/domain/standard-policy.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';

let database: TestDatabase;
let company: Company;
let handoverId: string;
/** items of the plan */
let planned: number;

beforeAll(async () => {
  database = await freshDatabase();
  company = await makeCompany(database.admin, { customers: 30, receivers: 2 });
  // Somebody else's customers, so that the book is a share of the company.
  await makeCompany(database.admin, { customers: 30 });
  ({ handoverId } = await writeHandover(database, company));
  const request = {
    giverId: company.giver.id,
    receiverIds: company.receivers.map((r) => r.id),
    assignment: 'in_turn',
  } as const;
  planned = await database.worker.transaction().execute((tx) => writePlan(tx, handoverId, standardPolicy, request));
});
afterAll(() => database?.drop());

const policy = (rule: Partial<SafetyRule>): Policy => ({ ...standardPolicy, safety: { ...DEFAULT_SAFETY, ...rule } });
const find = (rule: Partial<SafetyRule>) => safetyFindings(database.worker, handoverId, policy(rule));

describe('what is found before a transfer', () => {
  test('a book within the limits: nothing', async () => {
    expect(await find({})).toBeNull();
    expect(await find({ maxCustomers: 30, maxShareOfCompany: 0.5, shareFrom: 1 })).toBeNull();
  });

  test.each([
    ['size', { maxCustomers: 29 }],
    ['share', { maxShareOfCompany: 0.49, shareFrom: 30 }],
  ] as const)('too much by %s: says so, in numbers', async (code, rule) => {
    expect(await find(rule)).toEqual({ code, customers: 30, moved: 0, refused: 0, planned });
  });

  test('customers and records in other hands by now: are counted together, and nothing is written', async () => {
    const { admin } = database;
    const taken = company.customerIds.slice(0, 4);
    await admin.updateTable('customers').set({ owner_id: company.stranger.id }).where('id', 'in', taken).execute();
    await admin
      .updateTable('customers')
      .set({ owner_id: null })
      .where('id', '=', company.customerIds[4] ?? '')
      .execute();
    await admin
      .updateTable('tasks')
      .set({ assignee_id: company.stranger.id })
      .where('customer_id', '=', company.customerIds[6] ?? '')
      .execute();
    expect(await find({ refusedFrom: 7 })).toBeNull();
    expect(await find({ refusedFrom: 6, maxRefusedShare: 0.2 })).toBeNull();
    expect(await find({ refusedFrom: 6, maxRefusedShare: 0.1 })).toEqual({
      code: 'refused',
      customers: 30,
      moved: 0,
      refused: 6,
      planned,
    });
    expect(await admin.selectFrom('handover_exceptions').selectAll().execute()).toEqual([]);
  });
});
