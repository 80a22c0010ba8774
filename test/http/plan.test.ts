import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withPerson } from '../../src/db/connect.ts';
import { readStart } from '../../src/db/reads/handover-input.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine, waitingFor } from '../support/engine.ts';
import { people } from '../support/people.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const request = (c: Company, change: object = {}) => ({
  kind: 'departure',
  reason: '离职',
  giver: c.giver.number,
  receivers: c.receivers.map((r) => r.number),
  assignment: 'by_capacity',
  scope: 'book',
  ...change,
});
async function begin(c: Company, change: object = {}): Promise<string> {
  const started = await api.post(c.hr, 'handovers', request(c, change));
  expect(started).toMatchObject({ status: 202 });
  await planned(c, started.body.id);
  return started.body.id;
}
const planned = (c: Company, id: string, round = 1) =>
  until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.waitingFor === 'approval' && body.round === round,
  );
const customersOf = async (c: Company, id: string) => {
  const { body } = await api.get(c.hr, `handovers/${id}/items?type=customer&limit=200`);
  return body.items;
};

describe('what a request says about planning', () => {
  const cases: [string, (c: Company) => object, { code: string; pointer?: string }][] = [
    ['mixed without rules', () => ({ assignment: 'mixed' }), { code: 'planningRulesMissing' }],
    [
      'rules for another assignment',
      () => ({ assignment: 'by_match', planning: { rules: [{ assignment: 'by_match' }] } }),
      { code: 'planningNotForRule' },
    ],
    [
      'a rule for all that are left, not the last',
      () => ({
        assignment: 'mixed',
        planning: { rules: [{ assignment: 'by_match' }, { when: { tiers: ['strict'] }, assignment: 'fixed' }] },
      }),
      { code: 'invalid' },
    ],
    [
      'a weight for somebody who does not receive',
      (c) => ({ assignment: 'by_weight', planning: { weights: { [c.stranger.number]: 2 } } }),
      { code: 'receiverNotFound' },
    ],
    [
      'weights that are all 0',
      (c) => ({ assignment: 'by_weight', planning: { weights: { [c.receivers[0]?.number ?? '']: 0 } } }),
      { code: 'invalid' },
    ],
    [
      'weights of a rule that are 0 for all whom it gives to',
      (c) => ({
        assignment: 'mixed',
        planning: {
          rules: [
            {
              assignment: 'by_weight',
              to: [c.receivers[1]?.number],
              weights: { [c.receivers[1]?.number ?? '']: 0, [c.receivers[0]?.number ?? '']: 5 },
            },
          ],
        },
      }),
      { code: 'receiverNotFound' },
    ],
    [
      'a receiver named for a customer of somebody else',
      (c) => ({
        planning: {
          overrides: [{ customerId: c.boss.id, receiver: c.receivers[0]?.number, reason: 'x' }],
        },
      }),
      { code: 'customersNotInBook' },
    ],
    ['a field that there is not', () => ({ planning: { weight: {} } }), { code: 'invalid' }],
  ];
  test.each(cases)('%s: refused', async (_, change, wanted) => {
    const c = await makeCompany(database.admin, { customers: 1, receivers: 2 });
    for (const path of ['handovers/preview', 'handovers']) {
      const answer = await api.post(c.hr, path, request(c, change(c)));
      expect(answer).toMatchObject({ status: 422, body: { code: wanted.code } });
    }
  });

  test('rules, weights, an override: preview and plan agree, and every item says why', async () => {
    const c = await makeCompany(database.admin, { customers: 6, receivers: 3 });
    const [a, b, third] = c.receivers.map((r) => r.number);
    const change = {
      assignment: 'mixed',
      planning: {
        keepTogether: false,
        rules: [
          { when: { minValue: 50_000 }, assignment: 'fixed', to: [a] },
          { assignment: 'by_weight', to: [b, third], weights: { [b ?? '']: 3 } },
        ],
        overrides: [{ customerId: c.customerIds[0], receiver: third, reason: '客户点名' }],
      },
    };
    const previewed = await api.post(c.hr, 'handovers/preview', request(c, change));
    expect(previewed.status).toBe(200);
    expect(previewed.body.receivers.map((r: { customers: number }) => r.customers)).toEqual([1, 3, 2]);
    const id = await begin(c, change);
    const { body } = await api.get(c.supervisor, `handovers/${id}/plan`);
    expect(body).toMatchObject({
      assignment: 'mixed',
      keepTogether: false,
      overrides: 1,
      added: 0,
      takenOut: 0,
      notInPlan: 0,
    });
    expect(body.receivers.map((r: { customers: number }) => r.customers)).toEqual([1, 3, 2]);
    const told = new Map(
      (await customersOf(c, id)).map((i: { id: string; whySentence: string }) => [i.id, i.whySentence]),
    );
    expect(told.get(c.customerIds[0])).toBe('为此客户指定');
    expect(told.get(c.customerIds[1])).toBe('固定接收人；规则 1');
    expect(told.get(c.customerIds[2])).toBe('按权重：3/4；规则 2');
    const english = await api.ask('GET', `handovers/${id}/items?type=customer`, undefined, {
      as: c.hr,
      headers: { 'accept-language': 'en' },
    });
    expect(english.body.items.map((i: { whySentence: string }) => i.whySentence)).toContain('fixed receiver; rule 1');
    const changes = await api.get(c.supervisor, `handovers/${id}/plan/changes`);
    expect(changes.body.items).toEqual([
      {
        customer: { id: c.customerIds[0], name: expect.any(String) },
        override: {
          receiver: expect.objectContaining({ number: third }),
          reason: '客户点名',
          by: expect.objectContaining(c.hr),
          at: expect.any(String),
        },
        scope: null,
      },
    ]);
  });

  test('somebody would hold too much: told in the preview and with the plan', async () => {
    const c = await makeCompany(database.admin, { customers: 3, receivers: 1 });
    const [receiver] = c.receivers;
    const change = { planning: { capacities: { [receiver?.number ?? '']: { customers: 1 } } } };
    const wanted = {
      code: 'receiverOverCapacity',
      params: { receiver: receiver?.number, owns: 0, gets: 3, capacity: 1 },
      sentence: expect.any(String),
    };
    const previewed = await api.post(c.hr, 'handovers/preview', request(c, change));
    expect(previewed.body.warnings).toContainEqual(wanted);
    const { body } = await api.get(c.supervisor, `handovers/${await begin(c, change)}/plan`);
    expect(body.warnings).toContainEqual(wanted);
  });
});

test('sixty receivers, more than Temporal shows at once: all of them are waited for, and sign', async () => {
  const c = await makeCompany(database.admin, { customers: 60, receivers: 60 });
  const id = await begin(c, { planning: { keepTogether: false } });
  const { body } = await api.get(c.supervisor, `handovers/${id}/plan`);
  expect(new Set(body.receivers.map((r: { customers: number }) => r.customers))).toEqual(new Set([1]));
  const start = await withPerson(database.api, c.hr.id, (tx) => readStart(tx, id));
  if (!start) throw new Error('the case is there');
  const act = people(database, engine, start.input);
  await act.approve(await waitingFor(engine, id, 'approval'));
  await waitingFor(engine, id, 'materials');
  await act.confirmMaterials();
  await waitingFor(engine, id, 'minutes');
  await act.recordMinutes();
  await waitingFor(engine, id, 'verification');
  await act.verify();
  const signing = await waitingFor(engine, id, 'signOff');
  expect(signing.awaited.filter((a) => a.role === 'receiver')).toHaveLength(60);
  for (const signer of act.signers) await act.sign(signing, signer);
  await until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body: { step } }) => step === 'followUp',
  );
  const moved = await database.admin
    .selectFrom('customers')
    .select('owner_id')
    .where('id', 'in', c.customerIds)
    .execute();
  expect(new Set(moved.map((m) => m.owner_id)).size).toBe(60);
}, 240_000);

describe('POST /handovers/{id}/plan/changes', () => {
  test('another receiver, a customer out: the plan is made anew, once for the same key', async () => {
    const c = await makeCompany(database.admin, { customers: 4, receivers: 2 });
    const id = await begin(c, { planning: { keepTogether: false } });
    const [first = '', second = ''] = c.customerIds;
    const body = {
      overrides: [{ customerId: first, receiver: c.receivers[1]?.number }],
      takeOut: [second],
      reason: '客户要求',
    };
    const answer = await api.post(c.supervisor, `handovers/${id}/plan/changes`, body, 'one-key');
    expect(answer.status).toBe(200);
    expect((await api.post(c.supervisor, `handovers/${id}/plan/changes`, body, 'one-key')).status).toBe(200);
    await planned(c, id, 2);
    const items = await customersOf(c, id);
    expect(items.map((i: { id: string }) => i.id)).not.toContain(second);
    expect(items.find((i: { id: string }) => i.id === first)).toMatchObject({
      receiver: c.receivers[1],
      why: 'override',
    });
    const timeline = await api.get(c.hr, `handovers/${id}/timeline`);
    expect(timeline.body.items.filter((e: { action: string }) => e.action === 'plan.changed')).toHaveLength(1);
    const missing = await api.get(c.hr, `handovers/${id}/plan/not-in-plan`);
    expect(missing.body.items).toEqual([
      { customer: { id: second, name: expect.any(String) }, why: 'takenOut', sentence: '已移出方案' },
    ]);
  });

  test('a customer comes after the plan: shown, and added with one call', async () => {
    const c = await makeCompany(database.admin, { customers: 3, receivers: 1 });
    const [asked = '', foreign = ''] = c.customerIds;
    const id = await begin(c, { scope: { customerIds: [asked] } });
    const late = await database.admin
      .insertInto('customers')
      .values({ name: '新客户', owner_id: c.giver.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    const { body } = await api.get(c.hr, `handovers/${id}/plan/not-in-plan`);
    const why = new Map(body.items.map((i: { customer: { id: string }; why: string }) => [i.customer.id, i.why]));
    expect(why.get(late.id)).toBe('arrived');
    expect(why.get(foreign)).toBe('outOfScope');
    expect((await api.get(c.receivers[0] ?? c.hr, `handovers/${id}/plan`)).body.notInPlan).toBe(3);
    const added = await api.post(c.hr, `handovers/${id}/plan/changes`, { add: 'arrived', reason: '新签' });
    expect(added.status).toBe(200);
    await planned(c, id, 2);
    expect((await customersOf(c, id)).map((i: { id: string }) => i.id).sort()).toEqual([asked, late.id].sort());
    const again = await api.post(c.hr, `handovers/${id}/plan/changes`, { add: 'arrived', reason: '新签' });
    expect(again).toMatchObject({ status: 409, body: { code: 'nothingArrived' } });
  });

  test('a customer comes to a whole book: in the plan that is made anew', async () => {
    const c = await makeCompany(database.admin, { customers: 1, receivers: 1 });
    const id = await begin(c);
    const nothing = await api.post(c.hr, `handovers/${id}/plan/changes`, { add: 'arrived', reason: '新签' });
    expect(nothing).toMatchObject({ status: 409, body: { code: 'nothingArrived' } });
    await database.admin.insertInto('customers').values({ name: '新客户', owner_id: c.giver.id }).execute();
    expect((await api.post(c.hr, `handovers/${id}/plan/changes`, { add: 'arrived', reason: '新签' })).status).toBe(200);
    await planned(c, id, 2);
    expect(await customersOf(c, id)).toHaveLength(2);
  });

  test.each<[string, (c: Company, stranger: Company) => object, string]>([
    ['nothing to change', () => ({ reason: 'x' }), 'invalid'],
    ['no reason', (c) => ({ takeOut: [c.customerIds[0]] }), 'invalid'],
    [
      'somebody who does not receive',
      (c) => ({ overrides: [{ customerId: c.customerIds[0], receiver: c.stranger.number }], reason: 'x' }),
      'receiverNotFound',
    ],
    [
      'a customer that is not in the plan',
      (_, other) => ({ overrides: [{ customerId: other.customerIds[0], receiver: null }], reason: 'x' }),
      'customersNotInHandover',
    ],
    [
      'one more customer out than there is',
      (_, other) => ({ takeOut: [other.customerIds[0]], reason: 'x' }),
      'customersNotInHandover',
    ],
    [
      'a customer of somebody else in',
      (_, other) => ({ add: [other.customerIds[0]], reason: 'x' }),
      'customersNotInBook',
    ],
    [
      'another receiver for a customer that goes out',
      (c) => ({
        overrides: [{ customerId: c.customerIds[0], receiver: null }],
        takeOut: [c.customerIds[0]],
        reason: 'x',
      }),
      'customersNotInHandover',
    ],
  ])('%s: refused, and the plan stays', async (_, body, code) => {
    const c = await makeCompany(database.admin, { customers: 2, receivers: 1 });
    const other = await makeCompany(database.admin, { customers: 1, receivers: 0 });
    const id = await begin(c);
    const answer = await api.post(c.hr, `handovers/${id}/plan/changes`, body(c, other));
    expect(answer).toMatchObject({ status: 422, body: { code } });
    expect((await api.get(c.hr, `handovers/${id}`)).body.round).toBe(1);
  });

  test('everything out: refused, because a cancellation says it better', async () => {
    const c = await makeCompany(database.admin, { customers: 2, receivers: 1 });
    // Records that hang on no customer would still be handed over.
    await database.admin
      .updateTable('opportunities')
      .set({ assignee_id: c.stranger.id })
      .where('assignee_id', '=', c.giver.id)
      .execute();
    const id = await begin(c);
    const answer = await api.post(c.hr, `handovers/${id}/plan/changes`, { takeOut: c.customerIds, reason: 'x' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'planWouldBeEmpty' } });
  });
});
