import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let c: Company;
let base: string;
let busy: { startsAt: Date; endsAt: Date }[];

const inDays = (n: number, hour = 0) => {
  const day = new Date(Date.now() + n * 86_400_000);
  day.setUTCHours(hour, 0, 0, 0);
  return day;
};

beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
  const [strict = '', other = ''] = c.customerIds;
  await database.admin
    .updateTable('customers')
    .set({ complexity: 5, name: '要紧客户' })
    .where('id', '=', strict)
    .execute();
  await database.admin.insertInto('tasks').values({ customer_id: strict, title: '承诺', is_promise: true }).execute();
  // The supervisor is away for three days, and after that an appointment of the giver's customer takes three mornings.
  busy = [
    { startsAt: inDays(0), endsAt: inDays(4) },
    ...[4, 5, 6].map((n) => ({ startsAt: inDays(n, 1), endsAt: inDays(n, 4) })),
  ];
  const [away, ...appointments] = busy.map((one) => ({ title: 'x', starts_at: one.startsAt, ends_at: one.endsAt }));
  await database.admin
    .insertInto('calendar_events')
    .values([
      { title: 'x', starts_at: new Date(0), ends_at: new Date(1), ...away, assignee_id: c.supervisor.id },
      ...appointments.map((one) => ({ ...one, customer_id: other })),
    ])
    .execute();
  const started = await api.post(c.hr, 'handovers', {
    kind: 'departure',
    reason: '离职',
    giver: c.giver.number,
    receivers: c.receivers.map((r) => r.number),
    supervisor: c.supervisor.number,
    assignment: 'fixed',
    scope: 'book',
  });
  base = `handovers/${started.body.id}`;
  const planned = await waiting('approval');
  await api.post(c.supervisor, `${base}/approvals`, { decision: 'approved', planHash: planned.body.planHash });
  await waiting('materials');
  await api.post(c.giver, `${base}/materials/confirmation`, {});
  await waiting('minutes');
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});
const waiting = (wait: string) =>
  until(
    () => api.get(c.hr, base),
    ({ body }) => body.waitingFor === wait,
  );
const receiver = () => c.receivers[0] ?? c.stranger;
const meetsNobody = (slot: { startsAt: string; endsAt: string }) =>
  !busy.some((one) => one.startsAt < new Date(slot.endsAt) && one.endsAt > new Date(slot.startsAt));

describe('the meeting', () => {
  test('times that are proposed, and the one that the engine invites to: fit all calendars', async () => {
    const { body } = await api.get(receiver(), `${base}/meetings/times?minutes=90`);
    expect(body.items).toHaveLength(3);
    expect(body.items.every(meetsNobody)).toBe(true);
    const { body: held } = await api.get(c.giver, `${base}/meetings`);
    expect(held.items).toMatchObject([{ round: 1, state: 'scheduled', sequence: 0, minutes: null }]);
    expect(meetsNobody(held.items[0])).toBe(true);
    expect((await api.get(c.stranger, `${base}/meetings/times`)).status).toBe(404);
    expect((await api.get(c.auditor, `${base}/meetings/times`)).status).toBe(403);
  });

  test('the agenda, read in both languages and in the invitation: says what there is to talk about', async () => {
    const ask = (lang: string) =>
      api.ask('GET', `${base}/meetings/agenda`, undefined, { as: receiver(), headers: { 'accept-language': lang } });
    const [zh, en] = [await ask('zh-CN'), await ask('en')];
    expect(en.body.lines).toEqual([
      'Customers that change hands: 1 standard, 1 strict',
      'One by one: 要紧客户',
      'Open promises: 1',
      expect.stringContaining('Customers about whom the giver explains something: '),
      expect.stringContaining('Next steps'),
    ]);
    expect(zh.body.lines[0]).toBe('交接客户：标准 1 家、重点 1 家');
    const mails = await engine.outbox.list();
    const invited = mails.filter((mail) => mail.attachments.some(({ content }) => content.includes('METHOD:REQUEST')));
    expect(invited).toHaveLength(3);
    for (const mail of invited) {
      expect(mail.text).toContain('要紧客户');
      expect(mail.attachments[0]?.content).toContain('DESCRIPTION:');
    }
  });

  test('action items from the minutes: followed until they are done, by their owner or who steers the case', async () => {
    const { status } = await api.post(c.supervisor, `${base}/meeting/minutes`, {
      minutes: '逐一说明',
      attendees: [c.giver.id, receiver().id],
      actions: [{ body: '补充合同', owner: c.giver.id, dueOn: '2031-03-03' }],
    });
    expect(status).toBe(200);
    const list = async (query = '') => (await api.get(receiver(), `${base}/meeting-actions${query}`)).body;
    const { items } = await until(
      () => api.get(receiver(), `${base}/meeting-actions`),
      ({ body }) => body.items.length === 1,
    ).then(({ body }) => body);
    expect(items).toMatchObject([{ body: '补充合同', owner: { id: c.giver.id }, doneAt: null, round: 1 }]);
    const { body: held } = await api.get(c.giver, `${base}/meetings`);
    expect(held.items[0]).toMatchObject({ state: 'held', minutes: '逐一说明' });
    expect(held.items[0].attendees).toHaveLength(2);
    const own = `${base}/meeting-actions/${items[0].id}`;

    expect((await api.post(c.giver, `${base}/meeting-actions`, { body: 'x', owner: c.giver.number })).status).toBe(403);
    const key = randomUUID();
    const later = { body: '交还样机', owner: receiver().number };
    const first = await api.post(c.supervisor, `${base}/meeting-actions`, later, key);
    expect((await api.post(c.supervisor, `${base}/meeting-actions`, later, key)).body).toEqual(first.body);
    expect((await list()).open).toBe(2);

    expect((await api.put(receiver(), own, { done: true })).body.code).toBe('notForYou');
    expect((await api.put(c.giver, own, { dueOn: '2032-01-01' })).body.code).toBe('notForYou');
    expect((await api.put(c.stranger, own, { done: true })).status).toBe(404);
    expect((await api.put(c.supervisor, own, { dueOn: '2031-03-04' })).status).toBe(200);
    expect((await api.put(c.supervisor, own, { owner: 'nobody-such' })).body.code).toBe('personNotFound');
    expect((await api.put(c.giver, own, { done: true })).status).toBe(200);
    expect((await list('?open=true')).items).toMatchObject([{ body: '交还样机' }]);
    expect((await api.put(c.giver, own, { done: false })).status).toBe(200);
    expect((await list('?open=true')).open).toBe(2);
    expect((await api.put(c.giver, `${base}/meeting-actions/${randomUUID()}`, { done: true })).status).toBe(404);
  });
});
