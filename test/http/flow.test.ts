import { afterAll, beforeAll, expect, test } from 'vitest';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import { withPerson } from '../../src/db/connect.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({
    db: database.api,
    gateway: engine.gateway,
    outbox: engine.outbox,
    temporalUiUrl: 'http://127.0.0.1:8233',
  });
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
  assignment: 'in_turn',
  scope: 'book',
  ...change,
});

const waiting = (c: Company, id: string, wait: string, round = 1) =>
  until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.waitingFor === wait && body.round === round,
  );

test('a handover over HTTP, everybody does their part: the customers have changed hands and the reviews are planned', async () => {
  const c = await makeCompany(database.admin, { receivers: 2 });
  const [first, second] = c.receivers;
  if (!first || !second) throw new Error('two receivers');

  const preview = await api.post(c.hr, 'handovers/preview', request(c));
  expect(preview.status).toBe(200);
  expect(preview.body.supervisor.number).toBe(c.supervisor.number);
  expect(preview.body.receivers.map((r: { customers: number }) => r.customers)).toEqual([3, 3]);
  expect(preview.body.counts.find((n: { type: string }) => n.type === 'task')).toEqual({
    type: 'task',
    followsCustomer: 3,
    inPerson: 3,
  });

  const started = await api.post(c.hr, 'handovers', request(c));
  expect(started.status).toBe(202);
  const { id } = started.body;
  expect(started.headers.get('location')).toBe(`${api.url}/api/v1/handovers/${id}`);
  const planned = await waiting(c, id, 'approval');
  expect(planned.body.awaited).toEqual([
    { person: expect.objectContaining(c.supervisor), roles: ['approver', 'supervisor'].sort() },
  ]);
  expect(planned.body.deputies.map((d: { number: string }) => d.number).sort()).toEqual(
    [c.boss.number, c.hr.number].sort(),
  );
  expect(planned.body.links.temporal).toContain(encodeURIComponent(handoverWorkflowId(id)));
  const mine = await api.get(c.supervisor, 'handovers?awaited=me');
  expect(mine.body.items.map((h: { id: string }) => h.id)).toEqual([id]);
  expect((await api.get(c.supervisor, 'me')).body.awaits).toBe(1);

  const approved = await api.post(c.supervisor, `handovers/${id}/approvals`, {
    decision: 'approved',
    planHash: planned.body.planHash,
    comment: '同意',
  });
  expect(approved.status).toBe(200);

  await waiting(c, id, 'materials');
  const packs = await api.get(c.giver, `handovers/${id}/materials?limit=4`);
  expect(packs.body.items).toHaveLength(4);
  const more = await api.get(c.giver, `handovers/${id}/materials?limit=4&cursor=${packs.body.next}`);
  expect(more.body.items).toHaveLength(2);
  expect(more.body.next).toBeNull();
  const customer = packs.body.items[0].customer.id;
  const path = `handovers/${id}/customers/${customer}/explanation`;
  expect((await api.put(c.giver, path, { text: '喜欢喝茶' })).headers.get('etag')).toBe('"1"');
  expect((await api.put(c.giver, path, { text: '喜欢喝绿茶' }, { 'if-match': '"1"' })).body.version).toBe(2);
  expect((await api.put(c.giver, path, { text: '不' }, { 'if-match': '"1"' })).body.code).toBe('versionDiffers');
  const pack = await api.get(c.giver, `handovers/${id}/materials/${customer}`);
  expect(pack.body.explanation).toMatchObject({ text: '喜欢喝绿茶', version: 2 });
  expect((await api.post(c.giver, `handovers/${id}/materials/confirmation`, {})).status).toBe(200);

  await waiting(c, id, 'minutes');
  const startsAt = new Date(Date.now() + 3_600_000).toISOString();
  const endsAt = new Date(Date.now() + 7_200_000).toISOString();
  expect((await api.put(first, `handovers/${id}/meeting`, { startsAt, endsAt, location: '三号会议室' })).status).toBe(
    200,
  );
  const moved = await until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.meeting?.location === '三号会议室' && body.waitingFor === 'minutes',
  );
  expect(moved.body.meeting.startsAt).toBe(startsAt);
  const minutes = await api.post(c.supervisor, `handovers/${id}/meeting/minutes`, {
    minutes: '逐一说明',
    attendees: [c.giver.id, first.id],
    actions: [{ body: '补充合同', owner: c.giver.id, dueOn: '2027-01-15' }],
  });
  expect(minutes.status).toBe(200);

  await waiting(c, id, 'verification');
  for (const receiver of [first, second]) {
    const sample = await api.get(receiver, `handovers/${id}/materials?toVerify=true`);
    const own = sample.body.items.filter((m: { receiver: { id: string } }) => m.receiver.id === receiver.id);
    const answer = await api.post(receiver, `handovers/${id}/verifications`, {
      customers: own.map((m: { customer: { id: string } }) => ({ customerId: m.customer.id, ok: true })),
    });
    expect(answer.body.mine.done).toBe(answer.body.mine.of);
  }

  const open = await waiting(c, id, 'signOff');
  const { planHash } = open.body;
  expect((await api.get(c.supervisor, `handovers/${id}`)).body.meeting.minutes).toBe('逐一说明');
  for (const signer of [c.giver, first, c.supervisor]) {
    const signed = await api.post(signer, `handovers/${id}/sign-offs`, { decision: 'signed', planHash });
    expect(signed.status).toBe(200);
  }
  const issued = await api.post(second, `handovers/${id}/sign-offs/token`, undefined);
  expect(issued.body.command).toContain(`--workflow-id ${handoverWorkflowId(id)} --name signOff`);
  await engine.client.workflow
    .getHandle(handoverWorkflowId(id))
    .signal('signOff', { token: issued.body.token, decision: 'signed' });

  const done = await waiting(c, id, 'reviewDate');
  expect(done.body.signatures.map((s: { via: string }) => s.via).sort()).toEqual(['http', 'http', 'http', 'token']);
  const items = await api.get(c.hr, `handovers/${id}/items?state=moved&type=customer`);
  expect(items.body.items).toHaveLength(6);
  expect((await api.get(c.hr, `handovers/${id}/items?state=planned`)).body.items).toEqual([]);
  expect((await api.get(c.hr, `customers?owner=${c.giver.number}`)).body.items).toEqual([]);
  expect((await api.get(first, 'customers')).body.items).toHaveLength(3);
  const one = await api.get(c.hr, `customers/${customer}`);
  expect(one.body.ownership.map((o: { handoverId: string | null }) => o.handoverId)).toEqual([null, id]);
  const reviews = await api.get(c.supervisor, `handovers/${id}/reviews`);
  expect(reviews.body.items.map((r: { dayOffset: number }) => r.dayOffset)).toEqual([7, 30, 60, 90]);

  const timeline = await api.ask('GET', `handovers/${id}/timeline?limit=200`, undefined, {
    as: c.giver,
    headers: { 'accept-language': 'en' },
  });
  const told = timeline.body.items.map((e: { sentence: string }) => e.sentence);
  expect(told[0]).toBe('The handover was requested.');
  expect(told).toContain('Signed as giver.');
  expect(told.join()).not.toMatch(/\{\{|undefined/);
  const zh = await api.get(c.giver, `handovers/${id}/timeline`);
  expect(zh.body.items[0].sentence).toMatch(/移交/);
  const outbox = await api.get(c.hr, 'outbox');
  expect(outbox.body.items.length).toBeGreaterThan(5);

  const [mineNow] = (await api.get(first, `handovers/${id}/items?type=customer&receiver=${first.id}`)).body.items;
  const returned = await api.post(first, `handovers/${id}/return-items`, {
    customerIds: [mineNow.id],
    comment: '超出区域',
  });
  expect(returned.body).toMatchObject({ conflicts: 0 });
  expect(returned.body.restored).toBeGreaterThan(0);
  const foreign = await api.post(second, `handovers/${id}/return-items`, { customerIds: [mineNow.id], comment: '-' });
  expect(foreign.body).toMatchObject({ code: 'customersNotInHandover', params: { count: 1 } });
  const late = await api.post(c.hr, `handovers/${id}/cancel`, {});
  expect(late).toMatchObject({ status: 409, body: { code: 'tooLateToCancel' } });

  const [kept] = (await api.get(second, 'customers')).body.items;
  await withPerson(database.api, second.id, (tx) =>
    tx.updateTable('customers').set({ stage: 'growing', phone: '021-5550-0177' }).where('id', '=', kept.id).execute(),
  );
  for (const [body, pointer] of [
    [{ filter: {} }, '/filter'],
    [{ filter: { tier: 'strict', colour: 'red' } }, '/filter/colour'],
    [{ filter: { tier: 'strict' }, customerIds: [kept.id] }, '/filter'],
  ] as const)
    for (const way of ['restore', 'restore/preview'])
      expect((await api.post(c.supervisor, `handovers/${id}/${way}`, body)).body).toMatchObject({
        code: 'invalid',
        errors: [{ pointer }],
      });
  const foreseen = (await api.post(c.supervisor, `handovers/${id}/restore/preview`, {})).body;
  expect(foreseen).toMatchObject({
    conflicts: 1,
    putBack: 0,
    samples: [
      {
        type: 'customer',
        recordId: kept.id,
        customer: { name: kept.name },
        kind: 'changed',
        fields: ['phone', 'stage'],
      },
    ],
    warnings: [{ code: 'restoreEnds' }],
  });
  expect((await api.get(c.hr, `handovers/${id}/conflicts`)).body.items).toEqual([]);
  const restored = await api.post(c.supervisor, `handovers/${id}/restore`, {}, 'restore-once');
  expect(restored.body).toEqual({ restored: foreseen.restored, conflicts: 1, putBack: 0 });
  expect((await api.post(c.supervisor, `handovers/${id}/restore`, {}, 'restore-once')).body).toEqual(restored.body);
  expect((await api.get(c.hr, `customers?owner=${c.giver.number}`)).body.items).toHaveLength(6);
  const [conflict] = (await api.get(c.giver, `handovers/${id}/conflicts?open=true`)).body.items;
  expect(conflict).toMatchObject({ kind: 'changed', recordId: kept.id, decision: null });
  const decision = `handovers/${id}/conflicts/${conflict.id}/decision`;
  expect((await api.post(second, decision, { decision: 'keep' })).body.code).toBe('notForYou');
  expect((await api.post(c.supervisor, decision, { decision: 'takeBack' })).body).toMatchObject({ putBack: 1 });
  expect((await api.post(c.supervisor, decision, { decision: 'keep' })).body.code).toBe('alreadyAnswered');
  expect((await api.get(c.giver, `customers/${kept.id}`)).body).toMatchObject({ stage: kept.stage });
  expect((await api.get(c.giver, `handovers/${id}/conflicts?open=true`)).body.items).toEqual([]);
  expect((await api.get(c.giver, `handovers/${id}/conflicts`)).body.items).toMatchObject([{ decision: 'takeBack' }]);
});

test('a handover over HTTP, the supervisor steers: sent back, extended, a receiver replaced, paused, resumed, cancelled with a report', async () => {
  const c = await makeCompany(database.admin, { receivers: 2 });
  const [first, second] = c.receivers;
  if (!first || !second) throw new Error('two receivers');
  const { id } = (await api.post(c.supervisor, 'handovers', request(c, { receivers: [first.number] }))).body;
  const planned = await waiting(c, id, 'approval');

  const stale = await api.post(c.supervisor, `handovers/${id}/approvals`, {
    decision: 'approved',
    planHash: '0'.repeat(64),
  });
  expect(stale).toMatchObject({ status: 409, body: { code: 'hashDiffers' } });
  const dueAt = new Date(Date.parse(planned.body.dueAt) + 86_400_000).toISOString();
  expect((await api.post(c.supervisor, `handovers/${id}/extend`, { dueAt })).status).toBe(200);
  await until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.dueAt === dueAt,
  );
  const earlier = await api.post(c.supervisor, `handovers/${id}/extend`, { dueAt: planned.body.dueAt });
  expect(earlier.body.code).toBe('dueNotLater');
  const sentBack = { decision: 'sentBack', planHash: planned.body.planHash, comment: '再看看' };
  expect((await api.post(c.supervisor, `handovers/${id}/approvals`, sentBack)).status).toBe(200);
  await waiting(c, id, 'approval', 2);
  const replaced = await api.post(c.hr, `handovers/${id}/replace-receiver`, { from: first.number, to: second.number });
  expect(replaced.status).toBe(200);
  const anew = await waiting(c, id, 'approval', 3);
  expect(anew.body.receivers.map((r: { id: string }) => r.id)).toEqual([second.id]);

  expect((await api.post(c.supervisor, `handovers/${id}/pause`, { comment: '盘点' })).body.state).toBe('paused');
  expect((await api.post(c.supervisor, `handovers/${id}/pause`, {})).body.code).toBe('notNow');
  expect((await api.post(c.supervisor, `handovers/${id}/resume`, {})).body.state).toBe('running');
  expect((await api.get(c.supervisor, `handovers/${id}/report`)).status).toBe(404);
  expect((await api.post(c.hr, `handovers/${id}/cancel`, { comment: '不走了' })).status).toBe(200);
  await until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.state === 'cancelled',
  );
  expect((await api.post(c.supervisor, `handovers/${id}/pause`, {})).body.code).toBe('handoverOver');
  expect((await api.get(c.supervisor, `handovers/${id}/report`)).body).toMatchObject({ outcome: 'cancelled' });
  const page = await api.ask('GET', `handovers/${id}/report`, undefined, {
    as: c.supervisor,
    headers: { accept: 'text/html' },
  });
  expect(page.headers.get('content-type')).toMatch(/text\/html/);
  expect(page.body).toContain('移交报告');
});

test('the event stream, a reader who resumes: gets what came after the last event that they saw', async () => {
  const c = await makeCompany(database.admin, { receivers: 1 });
  const { id } = (await api.post(c.hr, 'handovers', request(c))).body;
  await waiting(c, id, 'approval');
  const timeline = (await api.get(c.giver, `handovers/${id}/timeline`)).body.items;
  const stop = new AbortController();
  const stream = await fetch(`${api.url}/api/v1/handovers/${id}/events`, {
    headers: { authorization: `Bearer ${await api.tokenFor(c.giver.number)}`, 'last-event-id': timeline[0].id },
    signal: stop.signal,
  });
  expect(stream.headers.get('content-type')).toMatch(/text\/event-stream/);
  let text = '';
  for await (const chunk of stream.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes(`"id":"${timeline[1].id}"`)) break;
  }
  stop.abort();
  expect(text).not.toContain(`"id":"${timeline[0].id}"`);
  expect(text).toContain(`event: ${timeline[1].action}`);
});

test('the plan request, each rule broken in turn: the refusal names the rule and the field', async () => {
  const c = await makeCompany(database.admin, { receivers: 2 });
  const empty = await makeCompany(database.admin, { customers: 0, receivers: 1 });
  const [first] = c.receivers;
  if (!first) throw new Error('a receiver');
  const cases: [object, string, string][] = [
    [{ giver: 'nobody' }, 'giverNotFound', '/giver'],
    [{ receivers: [first.number, 'nobody'] }, 'receiverNotFound', '/receivers/1'],
    [{ receivers: [c.giver.number] }, 'receiverIsGiver', '/receivers/0'],
    [{ supervisor: 'nobody' }, 'supervisorNotFound', '/supervisor'],
    [{ supervisor: first.number }, 'supervisorIsParty', '/supervisor'],
    [{ lateReceiver: c.hr.number }, 'receiverNotFound', '/lateReceiver'],
    [{ policy: { key: 'none' } }, 'policyNotFound', '/policy'],
    [{ policy: { key: 'standard', version: 99 } }, 'policyNotFound', '/policy'],
    [{ effectiveAt: '2020-01-01T00:00:00Z' }, 'effectiveAtPast', '/effectiveAt'],
    [{ scope: { customerIds: [c.giver.id] } }, 'customersNotInBook', '/scope/customerIds'],
    [{ giver: empty.giver.number }, 'bookEmpty', '/giver'],
  ];
  for (const [change, code, pointer] of cases) {
    const answer = await api.post(c.hr, 'handovers', request(c, change));
    expect(answer.body).toMatchObject({ code, errors: [{ pointer }] });
  }
  await database.admin.updateTable('employees').set({ state: 'on_leave' }).where('id', '=', first.id).execute();
  expect((await api.post(c.hr, 'handovers', request(c))).body.code).toBe('receiverNotActive');
  await database.admin.updateTable('employees').set({ state: 'active' }).where('id', '=', first.id).execute();

  const one = await api.post(c.hr, 'handovers', request(c));
  const two = await api.post(c.hr, 'handovers', request(c));
  expect(two).toMatchObject({ status: 409, body: { code: 'giverHasHandover', params: { label: one.body.label } } });
  const other = await makeCompany(database.admin, { receivers: 1 });
  expect((await api.post(other.supervisor, 'handovers', request(c))).status).toBe(403);
});

test('the API, stopped while somebody follows a timeline: the stream ends at once', async () => {
  const c = await makeCompany(database.admin, { receivers: 1 });
  const { id } = (await api.post(c.hr, 'handovers', request(c))).body;
  const other = await startTestApi({ db: database.api, gateway: engine.gateway });
  const token = await other.tokenFor(c.hr.number);
  const stream = await fetch(`${other.url}/api/v1/handovers/${id}/events`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const before = Date.now();
  await Promise.all([stream.text(), other.stop()]);
  expect(Date.now() - before).toBeLessThan(3_000);
});
