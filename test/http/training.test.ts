import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openPoints } from '../../src/db/writes/transition.ts';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { trainingRule } from '../support/training.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let base: string;
const woken: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({
    db: database.api,
    gateway: { ...gatewayAway, wakeTransition: (id) => Promise.resolve(void woken.push(id)) },
  });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

/** A handover after its transfer, whose training is open. */
beforeEach(async () => {
  woken.length = 0;
  c = await makeCompany(database.admin, { receivers: 2, customers: 2 });
  const policy = await makePolicy(database.admin, (p) => {
    p.training = trainingRule;
  });
  const { handoverId } = await writeHandover(database, c, { policy });
  base = `handovers/${handoverId}`;
  await database.admin
    .updateTable('handovers')
    .set({ state: 'running', step: 'followUp' })
    .where('id', '=', handoverId)
    .execute();
  const dueAt = '2999-01-01T00:00:00.000Z';
  await database.worker.transaction().execute((tx) =>
    openPoints(tx, handoverId, trainingRule, {
      deadline: { dueAt, agenda: [], yearUnknown: false },
      startedAt: new Date().toISOString(),
      endsAt: dueAt,
    }),
  );
});

const receiver = (n = 0) => c.receivers[n] ?? c.stranger;
const firstPoint = async () => {
  const { body } = await api.get(receiver(), `${base}/training/points`);
  return `${base}/training/points/${body.items[0].id}`;
};

describe('the points of the training', () => {
  test('who sees them: each receiver their own, the giver all, in the reader’s language', async () => {
    const own = await api.get(receiver(), `${base}/training/points`);
    expect(own.body.items.map((one: { key: string }) => one.key)).toEqual(['tour', 'crm', 'cases']);
    expect(own.body.items[0]).toMatchObject({ receiver: { number: receiver().number }, confirmed: false, minMark: 3 });
    expect([trainingRule.points[0]?.zh, trainingRule.points[0]?.en]).toContain(own.body.items[0].sentence);
    expect((await api.get(c.giver, `${base}/training/points`)).body.items).toHaveLength(6);
    const { body } = await api.get(c.giver, `${base}/training/points?receiver=${receiver(1).id}&limit=2`);
    expect(body.items).toHaveLength(2);
    expect(body.next).not.toBeNull();
    expect((await api.get(c.stranger, `${base}/training/points`)).status).toBe(404);
  });

  test('confirmed by giver or supervisor with a mark, never by who is trained; the workflow is called once', async () => {
    const path = await firstPoint();
    expect(await api.put(receiver(), path, { done: true })).toMatchObject({ status: 200, body: { version: 2 } });
    expect((await api.put(receiver(), path, { mark: 5 })).status).toBe(403);
    const low = await api.put(c.giver, path, { mark: 2 }, { 'if-match': '"2"' });
    expect(low).toMatchObject({ status: 200, body: { mark: 2, confirmed: false, confirmedBy: { id: c.giver.id } } });
    expect((await api.put(c.supervisor, path, { mark: 4 }, { 'if-match': '"2"' })).status).toBe(412);
    expect((await api.put(c.supervisor, path, { mark: 4 })).body).toMatchObject({ confirmed: true });
    expect((await api.put(receiver(), path, { mark: null })).status).toBe(403);
    expect((await api.put(receiver(1), path, { note: 'x' })).status).toBe(404);
    expect(woken).toHaveLength(1);
    const { body } = await api.get(c.supervisor, `${base}/training`);
    expect(body.receivers.map((one: { confirmed: number }) => one.confirmed).sort()).toEqual([0, 1]);
  });

  test.each([
    [{ mark: 6 }, '/mark'],
    [{ mark: 3, colour: 'red' }, '/colour'],
  ])('what is wrong in it: is named (%j)', async (body, pointer) => {
    const answer = await api.put(c.giver, await firstPoint(), body);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain(pointer);
  });
});

describe('questions to the giver', () => {
  test('asked by a receiver, answered by the giver; other receivers do not see them', async () => {
    const key = '018f0000-0000-7000-8000-000000000002';
    const asked = await api.post(receiver(), `${base}/support-requests`, { body: 'Where are the quotes?' }, key);
    expect(asked).toMatchObject({ status: 200, body: { answeredAt: null, late: false } });
    expect(Date.parse(asked.body.dueAt)).toBeGreaterThan(Date.now());
    const again = await api.post(receiver(), `${base}/support-requests`, { body: 'Where are the quotes?' }, key);
    expect(again.body.id).toBe(asked.body.id);
    const messages = `${base}/support-requests/${asked.body.id}/messages`;
    expect((await api.post(receiver(1), messages, { body: 'x' })).status).toBe(404);
    expect((await api.post(receiver(), messages, { body: 'The newest ones.' })).body).toMatchObject({
      answeredAt: null,
    });
    const answered = await api.post(c.giver, messages, { body: 'Attached.' });
    expect(answered.body).toMatchObject({ answeredBy: { id: c.giver.id }, late: false });
    expect(answered.body.messages.map((one: { body: string }) => one.body)).toEqual([
      'Where are the quotes?',
      'The newest ones.',
      'Attached.',
    ]);
    expect((await api.get(c.giver, `${base}/support-requests?answered=false`)).body.items).toEqual([]);
    expect((await api.get(receiver(1), `${base}/support-requests`)).body.items).toEqual([]);
    expect((await api.post(c.giver, `${base}/support-requests`, { body: 'x' })).status).toBe(403);
  });

  test('asked after the end of the transition: is over', async () => {
    await database.admin
      .updateTable('training_runs')
      .set({ phase: 'done', ended_at: new Date() })
      .where('handover_id', '=', base.slice('handovers/'.length))
      .execute();
    const answer = await api.post(receiver(), `${base}/support-requests`, { body: 'x' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'transitionOver' } });
    expect(woken).toEqual([]);
  });
});

test('feedback: of a receiver, who may think again', async () => {
  const path = `${base}/training/feedback`;
  expect((await api.put(c.giver, path, { mark: 5 })).status).toBe(403);
  await api.put(receiver(), path, { mark: 2, words: 'Too short.' });
  const { body } = await api.put(receiver(), path, { mark: 4 });
  expect(body.receivers).toMatchObject([{ feedback: { mark: 4, words: null } }]);
});

test('that they spoke: each says so for themselves, and a day is there once', async () => {
  const path = `${base}/contacts`;
  const first = await api.post(receiver(), path, { spokeOn: '2026-03-02' });
  expect(first).toMatchObject({ status: 200, body: { byGiver: null, spokeOn: '2026-03-02' } });
  const both = await api.post(c.giver, path, { receiver: receiver().number, spokeOn: '2026-03-02' });
  expect(both.body).toMatchObject({ id: first.body.id, byReceiver: first.body.byReceiver });
  expect(both.body.byGiver).not.toBeNull();
  expect((await api.post(receiver(1), path, { receiver: receiver().number, spokeOn: '2026-03-03' })).status).toBe(403);
  expect((await api.post(c.giver, path, { receiver: c.stranger.number, spokeOn: '2026-03-02' })).status).toBe(422);
  expect((await api.get(receiver(1), path)).body.items).toEqual([]);
  expect((await api.get(c.supervisor, path)).body.items).toHaveLength(1);
});
