import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Company, makeCompany } from '../support/company.ts';
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
  c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
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
  await until(
    () => api.get(c.hr, base),
    ({ body }) => body.waitingFor === 'approval',
  );
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const receiver = () => c.receivers[0] ?? c.stranger;
const at = (days: number, hour: number) => {
  const day = new Date(Date.now() + days * 86_400_000);
  day.setUTCHours(hour, 0, 0, 0);
  return day.toISOString();
};
const meeting = (over: object = {}) => ({
  title: '重点客户补充说明',
  startsAt: at(3, 2),
  endsAt: at(3, 3),
  onlineUrl: 'https://meet.example/x',
  ...over,
});
/** The invitations that have left for a meeting, once there are so many. */
const invitations = async (id: string, count: number) => {
  const of = async () =>
    // A mail carries the invitation twice: as a part that mail programs act on, and as a file.
    (await engine.outbox.list()).flatMap((mail) =>
      mail.attachments
        .map((file) => file.content)
        .filter((content) => content.includes(`UID:${id}`))
        .slice(0, 1),
    );
  return vi.waitFor(
    async () => {
      const all = await of();
      expect(all.length).toBeGreaterThanOrEqual(count);
      return all;
    },
    { timeout: 20_000, interval: 100 },
  );
};

describe('a further meeting', () => {
  test('called by the receiver: all parties are invited, under a UID of its own, once for the same request', async () => {
    const key = randomUUID();
    const { status, body } = await api.post(receiver(), `${base}/meetings`, meeting(), key);
    expect(status).toBe(200);
    expect((await api.post(receiver(), `${base}/meetings`, meeting(), key)).body.id).toBe(body.id);
    const sent = await invitations(body.id, 3);
    expect(sent).toHaveLength(3);
    for (const ics of sent) {
      expect(ics).toContain('METHOD:REQUEST');
      expect(ics).toContain('SEQUENCE:0');
    }
    const { items } = (await api.get(c.giver, `${base}/meetings`)).body;
    expect(items).toMatchObject([{ id: body.id, round: null, title: '重点客户补充说明', state: 'scheduled' }]);
    // Who is invited is taken then.
    const { body: free } = await api.get(c.supervisor, `${base}/meetings/times`);
    for (const slot of free.items) expect(slot.startsAt < at(3, 3) && slot.endsAt > at(3, 2)).toBe(false);
  });

  test('moved, and called off: the invitation is updated and taken back; then it is over', async () => {
    const { body } = await api.post(c.supervisor, `${base}/meetings`, meeting({ invited: [c.giver.number] }));
    const path = `${base}/meetings/${body.id}`;
    await invitations(body.id, 1);
    expect((await api.put(receiver(), path, { cancelled: true })).body.code).toBe('notForYou');
    expect((await api.put(c.supervisor, path, {})).status).toBe(422);
    expect((await api.put(c.supervisor, path, meeting({ endsAt: at(3, 1) }))).body.code).toBe('meetingPast');
    expect((await api.put(c.supervisor, path, meeting({ startsAt: at(4, 2), endsAt: at(4, 3) }))).status).toBe(200);
    const moved = await invitations(body.id, 2);
    expect(moved.some((ics) => ics.includes('SEQUENCE:1') && ics.includes('METHOD:REQUEST'))).toBe(true);
    expect((await api.put(c.supervisor, path, { cancelled: true })).status).toBe(200);
    const all = await invitations(body.id, 3);
    expect(all.some((ics) => ics.includes('SEQUENCE:2') && ics.includes('METHOD:CANCEL'))).toBe(true);
    expect((await api.put(c.supervisor, path, { cancelled: true })).body.code).toBe('meetingOver');
    expect((await api.post(c.supervisor, `${path}/minutes`, { minutes: 'x' })).body.code).toBe('meetingOver');
  });

  test('held: its minutes, attendance and action items are there, by who called it', async () => {
    const { body } = await api.post(c.giver, `${base}/meetings`, meeting());
    const path = `${base}/meetings/${body.id}/minutes`;
    const held = {
      minutes: '已说明',
      attendees: [receiver().number],
      actions: [{ body: '寄送资料', owner: receiver().number, dueOn: '2031-01-01' }],
    };
    expect((await api.post(receiver(), path, held)).body.code).toBe('notForYou');
    expect((await api.post(c.giver, path, { ...held, attendees: ['nobody-such'] })).body.code).toBe('personNotFound');
    expect((await api.post(c.giver, path, held)).status).toBe(200);
    const { items } = (await api.get(receiver(), `${base}/meetings`)).body;
    const one = items.find((m: { id: string }) => m.id === body.id);
    expect(one).toMatchObject({ state: 'held', minutes: '已说明', attendees: [{ id: receiver().id }] });
    const actions = (await api.get(c.giver, `${base}/meeting-actions`)).body;
    expect(actions.items).toMatchObject([{ body: '寄送资料', meetingId: body.id, round: null }]);
  });

  test('a stranger: neither sees nor calls one', async () => {
    expect((await api.get(c.stranger, `${base}/meetings`)).status).toBe(404);
    expect((await api.post(c.stranger, `${base}/meetings`, meeting())).status).toBe(404);
  });

  test('the case is cancelled: its meetings to come are taken out of calendars, and none is called any more', async () => {
    const { body } = await api.post(c.supervisor, `${base}/meetings`, meeting({ invited: [receiver().number] }));
    await invitations(body.id, 1);
    expect((await api.post(c.hr, `${base}/cancel`, {})).status).toBe(200);
    const all = await invitations(body.id, 2);
    expect(all.some((ics) => ics.includes('METHOD:CANCEL'))).toBe(true);
    const late = await until(
      () => api.post(c.supervisor, `${base}/meetings`, meeting()),
      (answer) => answer.status === 409,
    );
    expect(late.body.code).toBe('handoverOver');
  });
});
