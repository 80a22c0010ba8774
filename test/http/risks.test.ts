import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let c: Company;
let base: string;

beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 3 });
  const policy = await makePolicy(database.admin, (p) => {
    p.risks = {
      blockFrom: 16,
      contractEndsWithinDays: 30,
      noContactDays: 90,
      minSatisfaction: 2,
      receiverCustomers: 99,
    };
  });
  const started = await api.post(c.supervisor, 'handovers', {
    kind: 'replacement',
    reason: 'x',
    giver: c.giver.number,
    receivers: c.receivers.map((r) => r.number),
    supervisor: c.supervisor.number,
    assignment: 'fixed',
    scope: 'book',
    policy: { key: policy.key, version: 1 },
  });
  base = `handovers/${started.body.id}`;
  await until(
    () => api.get(c.supervisor, base),
    (a) => a.body.waitingFor === 'approval',
  );
});
afterAll(async () => {
  await api.stop();
  await engine.stop();
  await database.drop();
});

const entered = (over: object = {}) => ({
  kind: 'other',
  title: 'The buyer retires in March',
  likelihood: 2,
  effect: 3,
  owner: c.receivers[0]?.number,
  ...over,
});
const receiver = () => c.receivers[0] ?? c.stranger;

describe('the register of risks', () => {
  test('a risk that a party enters: is there once, for who asks twice with one key', async () => {
    const key = '018f0000-0000-7000-8000-000000000001';
    const first = await api.post(c.giver, `${base}/risks`, entered(), key);
    expect(first).toMatchObject({
      status: 200,
      body: { score: 6, blocking: false, state: 'open', found: false, sentence: 'The buyer retires in March' },
    });
    const again = await api.post(c.giver, `${base}/risks`, entered(), key);
    expect(again.body.id).toBe(first.body.id);
    const { body } = await api.get(receiver(), `${base}/risks?kind=other`);
    expect(body.items).toHaveLength(1);
  });

  test('what is wrong in it: is named', async () => {
    for (const [body, pointer] of [
      [entered({ likelihood: 6 }), '/likelihood'],
      [entered({ title: undefined }), '/title'],
      [entered({ colour: 'red' }), '/colour'],
      [entered({ owner: 'nobody-such' }), '/owner'],
      [entered({ customerId: '018f0000-0000-7000-8000-00000000dead' }), '/customerId'],
    ] as const) {
      const answer = await api.post(c.giver, `${base}/risks`, body);
      expect(answer.status).toBe(422);
      expect(JSON.stringify(answer.body)).toContain(pointer);
    }
  });

  test('a high one: giver and receiver raise it and write what they do, only the supervisor lowers or closes it', async () => {
    const { body: risk } = await api.post(c.giver, `${base}/risks`, entered({ likelihood: 4, effect: 4 }));
    expect(risk).toMatchObject({ blocking: true, score: 16 });
    const path = `${base}/risks/${risk.id}`;
    expect((await api.put(receiver(), path, { likelihood: 1 })).status).toBe(403);
    expect((await api.put(c.giver, path, { state: 'closed' })).status).toBe(403);
    const raised = await api.put(receiver(), path, { effect: 5, mitigation: 'Visit before the end of the month' });
    expect(raised).toMatchObject({ status: 200, body: { score: 20, version: 2 } });
    expect((await api.put(c.supervisor, path, { likelihood: 1 }, { 'if-match': '"1"' })).status).toBe(412);
    const lowered = await api.put(c.supervisor, path, { likelihood: 1 }, { 'if-match': '"2"' });
    expect(lowered).toMatchObject({ status: 200, body: { score: 5, blocking: false } });
    expect(lowered.headers.get('etag')).toBe('"3"');
    expect((await api.put(c.giver, path, { state: 'closed' })).body).toMatchObject({ state: 'closed' });
  });

  test('acceptance before the case waits for it: not now; by somebody else than the supervisor: not theirs', async () => {
    expect((await api.post(c.supervisor, `${base}/risks/acceptance`, { reason: 'x' })).status).toBe(409);
    expect((await api.post(c.giver, `${base}/risks/acceptance`, { reason: 'x' })).status).toBe(403);
    expect((await api.post(c.stranger, `${base}/risks/acceptance`, { reason: 'x' })).status).toBe(404);
  });

  test('a stranger: sees none and enters none', async () => {
    expect((await api.get(c.stranger, `${base}/risks`)).status).toBe(404);
    expect((await api.post(c.stranger, `${base}/risks`, entered())).status).toBe(404);
  });
});
