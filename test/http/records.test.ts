import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RECORD_KINDS, type RecordKind } from '../../src/contract/record-schemas.ts';
import { type Company, type Person, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let other: Company;
let customerId: string;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  other = await makeCompany(database.admin, { customers: 1, receivers: 0 });
});
beforeEach(async () => {
  c = await makeCompany(database.admin, { customers: 2, receivers: 1 });
  customerId = c.customerIds[0] ?? '';
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const patch = (as: Person, path: string, body: unknown, etag?: string) =>
  api.ask('PATCH', path, body, { as, headers: etag === undefined ? {} : { 'if-match': etag } });
const auditOf = async (id: string) =>
  (
    await database.admin
      .selectFrom('audit_entries')
      .select(['action', 'actor_id', 'params'])
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute()
  ).map(({ action, actor_id: actor, params }) => ({ action, actor, fields: fieldsIn(params) }));
const fieldsIn = (params: unknown) =>
  typeof params === 'object' && params && 'fields' in params ? String(params.fields).split(', ').sort() : [];

interface Sample {
  /** what a new record is given, what comes back besides */
  given: Record<string, unknown>;
  answered?: Record<string, unknown>;
  change: Record<string, unknown>;
  /** a field that null clears */
  clears?: string;
  /** a value that is refused, by its pointer */
  wrong: [Record<string, unknown>, string][];
}
const SAMPLES: Record<keyof typeof RECORD_KINDS, Sample> = {
  contacts: {
    given: { name: '欧阳锋', phone: '13812345678', idNumber: '110101199003071234', birthday: '1990-03-07' },
    answered: { isKey: false, masked: false },
    change: { title: '采购总监', isKey: true },
    clears: 'birthday',
    wrong: [
      [{ phone: '138****5678' }, '/phone'],
      [{ birthday: '2026-02-30' }, '/birthday'],
    ],
  },
  orders: {
    given: { number: 'SO-1', orderedOn: '2026-01-05', total: '1200.50' },
    answered: { currency: 'CNY', state: 'paid' },
    change: { state: 'cancelled' },
    clears: 'number',
    wrong: [
      [{ total: 1200 }, '/total'],
      [{ total: '1.234' }, '/total'],
      [{ state: 'gone' }, '/state'],
    ],
  },
  orderLines: {
    given: { product: '标准版', quantity: '2.000', unitPrice: '99.00' },
    change: { quantity: '3.500' },
    wrong: [[{ quantity: '0' }, '/quantity']],
  },
  opportunities: {
    given: { title: '扩容', stage: 'engaging', amount: '5000.00' },
    answered: { currency: 'CNY' },
    change: { stage: 'won', closedOn: '2026-02-01' },
    clears: 'amount',
    wrong: [
      [{ stage: 'won' }, '/closedOn'],
      [{ productId: randomUUID() }, '/productId'],
    ],
  },
  contracts: {
    given: { number: 'HT-1', title: '年度服务', startsOn: '2026-01-01', endsOn: '2026-12-31' },
    answered: { state: 'active' },
    change: { state: 'ended' },
    clears: 'endsOn',
    wrong: [[{ endsOn: '2025-01-01' }, '/endsOn']],
  },
  projects: {
    given: { name: '上线', progressPct: 40 },
    answered: { state: 'running' },
    change: { progressPct: 60, dueOn: '2026-06-01' },
    clears: 'summary',
    wrong: [[{ progressPct: 101 }, '/progressPct']],
  },
  preferences: {
    given: { kind: 'taboo', body: '不喝酒' },
    change: { body: '不喝白酒' },
    wrong: [[{ kind: 'x' }, '/kind']],
  },
  notes: { given: { body: '决策人是采购总监' }, change: { body: '决策人换了' }, wrong: [[{ body: ' ' }, '/body']] },
  communications: {
    given: { channel: 'call', happenedAt: '2026-03-01T10:00:00+08:00', subject: '报价', tags: ['报价'] },
    answered: { happenedAt: '2026-03-01T02:00:00.000Z', direction: 'out' },
    change: { tags: [], body: '已报价' },
    clears: 'body',
    wrong: [[{ happenedAt: '昨天' }, '/happenedAt']],
  },
  tasks: {
    given: { title: '回访', dueOn: '2026-04-01' },
    answered: { state: 'doing', priority: 'normal', isPromise: false },
    change: { state: 'done' },
    clears: 'dueOn',
    wrong: [[{ priority: 'high' }, '/priority']],
  },
  calendarEvents: {
    given: { title: '例会', startsAt: '2026-05-01T02:00:00Z', endsAt: '2026-05-01T03:00:00Z' },
    answered: { attendees: [], startsAt: '2026-05-01T02:00:00.000Z', endsAt: '2026-05-01T03:00:00.000Z' },
    change: { location: '三楼' },
    clears: 'location',
    wrong: [
      [{ endsAt: '2026-05-01T01:00:00Z' }, '/endsAt'],
      [{ attendees: ['nobody'] }, '/attendees/0'],
    ],
  },
  feedback: {
    given: { type: 'complaint', receivedAt: '2026-03-01T02:00:00Z', body: '响应慢', satisfaction: 2 },
    answered: { state: 'open', receivedAt: '2026-03-01T02:00:00.000Z' },
    change: { state: 'answered' },
    clears: 'satisfaction',
    wrong: [[{ satisfaction: 6 }, '/satisfaction']],
  },
  approvals: {
    given: { kind: 'discount', title: '九折', amount: '100.00' },
    answered: { state: 'pending' },
    change: { state: 'approved' },
    clears: 'amount',
    wrong: [[{ state: 'maybe' }, '/state']],
  },
  attachments: {
    given: { fileName: '合同.pdf', mediaType: 'application/pdf', bytes: 10, sha256: 'a'.repeat(64), storageKey: 'k/1' },
    change: { fileName: '合同-签.pdf' },
    wrong: [[{ sha256: 'x' }, '/sha256']],
  },
};
const kinds: [keyof typeof RECORD_KINDS, RecordKind][] = Object.entries(RECORD_KINDS).map(([name, kind]) => [
  name as keyof typeof RECORD_KINDS,
  kind,
]);

/** What a record of the kind hangs on: of the giver, and of somebody else. */
async function parents(kind: RecordKind): Promise<{ ours: string; theirs: string }> {
  const theirs = other.customerIds[0] ?? '';
  if (kind.parent.table === 'customers') return { ours: customerId, theirs };
  const order = async (of: string) =>
    (
      await database.admin
        .insertInto('orders')
        .values({ customer_id: of, ordered_on: '2026-01-01', total: 1 })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id;
  return { ours: await order(customerId), theirs: await order(theirs) };
}

describe.each(kinds)('%s', (name, kind) => {
  const { given, answered, change, clears, wrong } = SAMPLES[name];

  test('a record, made, read, listed and changed: as it was said, by its version, and logged without values', async () => {
    const { ours } = await parents(kind);
    const body = { [kind.parent.field]: ours, ...given };
    const key = randomUUID();
    const made = await api.post(c.giver, kind.path, body, key);
    expect(made).toMatchObject({ status: 201, body: { [kind.parent.field]: ours, ...given, ...answered } });
    const { id, etag, links } = made.body;
    expect(made.headers.get('location')).toBe(links.self);
    expect(made.headers.get('etag')).toBe(`"${etag}"`);
    expect((await api.post(c.giver, kind.path, body, key)).body).toEqual(made.body);

    const path = `${kind.path}/${id}`;
    expect((await api.get(c.giver, path)).body).toEqual(made.body);
    const parameter = kind.parent.field === 'customerId' ? 'customer' : 'order';
    const list = await api.get(c.supervisor, `${kind.path}?${parameter}=${ours}&count=true&limit=200`);
    expect(list.body.items).toContainEqual(made.body);
    expect(list.body.total).toEqual({ count: list.body.items.length, exact: true });
    expect((await api.get(c.giver, `${path}?fields=id,etag`)).body).toEqual({ id, etag });
    expect((await api.get(c.giver, `${path}?fields=id,secret`)).body.errors[0].parameter).toBe('fields');

    expect((await patch(c.giver, path, change)).status).toBe(428);
    expect((await patch(c.giver, path, change, '"1"')).body.code).toBe('versionDiffers');
    const changed = await patch(c.giver, path, change, `"${etag}"`);
    expect(changed).toMatchObject({ status: 200, body: { ...given, ...answered, ...change } });
    expect(changed.headers.get('etag')).not.toBe(`"${etag}"`);
    expect((await patch(c.giver, path, change, `"${etag}"`)).status).toBe(412);
    if (clears) expect((await patch(c.giver, path, { [clears]: null }, '*')).body[clears]).toBeNull();
    expect((await patch(c.giver, path, {}, '*')).status).toBe(200);

    const log = await auditOf(id);
    expect(log.slice(0, 2)).toEqual([
      { action: 'record.created', actor: c.giver.id, fields: Object.keys(body).sort() },
      { action: 'record.changed', actor: c.giver.id, fields: Object.keys(change).sort() },
    ]);
  });

  test('whoever does not reach the customer: finds nothing, makes nothing, changes nothing', async () => {
    const { ours, theirs } = await parents(kind);
    const made = await api.post(c.giver, kind.path, { [kind.parent.field]: ours, ...given });
    const path = `${kind.path}/${made.body.id}`;
    expect((await api.get(other.giver, path)).status).toBe(404);
    expect((await patch(other.giver, path, change, '*')).status).toBe(404);
    const parameter = kind.parent.field === 'customerId' ? 'customer' : 'order';
    expect((await api.get(c.giver, `${kind.path}?${parameter}=${theirs}`)).status).toBe(404);
    expect(await api.post(c.giver, kind.path, { [kind.parent.field]: theirs, ...given })).toMatchObject({
      status: 404,
      body: { errors: [{ pointer: `/${kind.parent.field}` }] },
    });
    // An auditor sees everything and changes nothing.
    expect((await patch(c.auditor, path, change, '*')).body.code).toBe('notForYou');
    expect((await api.post(c.auditor, kind.path, { [kind.parent.field]: ours, ...given })).body.code).toBe('notForYou');
  });

  test('what is wrong in a request: is named', async () => {
    const { ours } = await parents(kind);
    const body = { [kind.parent.field]: ours, ...given };
    for (const [over, pointer] of [...wrong, [{ surprise: 1 }, '/surprise'] as const]) {
      const answer = await api.post(c.giver, kind.path, { ...body, ...over });
      expect(answer.status, pointer).toBe(422);
      expect(answer.body.errors[0].pointer).toBe(pointer);
    }
    const required = Object.entries(kind.fields).find(([, field]) => field.create === 'required')?.[0] ?? '';
    const without = await api.post(c.giver, kind.path, { ...body, [required]: undefined });
    expect(without.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(`/${required}`);
    const made = await api.post(c.giver, kind.path, body);
    const path = `${kind.path}/${made.body.id}`;
    for (const refused of ['id', 'source', 'assignee', kind.parent.field])
      expect((await patch(c.giver, path, { [refused]: randomUUID() }, '*')).body.errors[0].pointer).toBe(`/${refused}`);
  });
});

describe('lists', () => {
  test('tasks in an order of choice, page by page: all come once; a cursor of another order is refused', async () => {
    const days = ['2026-03-01', null, '2026-01-01', '2026-02-01', '2026-02-01', null];
    for (const dueOn of days)
      await api.post(c.giver, 'tasks', { customerId, title: 't', assignee: c.giver.number, ...(dueOn && { dueOn }) });
    const read = async (sort: string) => {
      const found: (string | null)[] = [];
      let cursor = '';
      do {
        const page = await api.get(c.giver, `tasks?assignee=me&sort=${sort}&limit=2${cursor}`);
        found.push(...page.body.items.map((task: { dueOn: string | null }) => task.dueOn));
        cursor = page.body.next === null ? '' : `&cursor=${page.body.next}`;
      } while (cursor !== '');
      return found;
    };
    const known = ['2026-01-01', '2026-02-01', '2026-02-01', '2026-03-01'];
    // The company's own task has no day either.
    expect(await read('dueOn')).toEqual([...known, null, null, null]);
    expect(await read('-dueOn')).toEqual([...known.toReversed(), null, null, null]);
    const first = await api.get(c.giver, 'tasks?assignee=me&sort=dueOn&limit=1');
    const answer = await api.get(c.giver, `tasks?assignee=me&sort=-dueOn&cursor=${first.body.next}`);
    expect(answer).toMatchObject({ status: 422, body: { code: 'cursorWrong' } });
    expect((await api.get(c.giver, 'tasks?sort=title')).status).toBe(422);
    expect((await api.get(c.giver, 'tasks?dueOnFrom=2026-02-15&dueOnTo=2026-12-31')).body.items).toHaveLength(1);
  });

  test('contacts of several customers: come without what is sensitive', async () => {
    const { body } = await api.get(c.giver, 'contacts');
    expect(body.items).toHaveLength(2);
    expect(body.items[0]).not.toHaveProperty('phone');
    expect((await api.get(c.giver, `contacts?customer=${customerId}`)).body.items[0]).toMatchObject({
      phone: '021-5550-0100',
      masked: false,
    });
    expect((await api.get(c.auditor, `contacts?customer=${customerId}`)).body.items[0]).toMatchObject({
      phone: '021****0100',
      masked: true,
    });
  });
});

test('a closed opportunity, who sold it: whoever closes it, and they stay', async () => {
  const made = await api.post(c.giver, 'opportunities', { customerId, title: 'x', stage: 'engaging' });
  const path = `opportunities/${made.body.id}`;
  const won = await patch(c.giver, path, { stage: 'won', closedOn: '2026-02-01' }, '*');
  expect(won.body.seller).toMatchObject({ number: c.giver.number });
  const again = await patch(c.supervisor, path, { stage: 'lost' }, '*');
  expect(again.body.seller).toMatchObject({ number: c.giver.number });
});

test('who may approve, about an approval: decides and changes nothing else', async () => {
  const approver = c.receivers[0] ?? c.stranger;
  await database.admin
    .insertInto('grants')
    .values({
      grantee_id: approver.id,
      customer_id: customerId,
      level: 'approve',
      reason: 'x',
      ends_at: new Date('2999-01-01'),
    })
    .execute();
  const made = await api.post(c.giver, 'approvals', { customerId, kind: 'discount', title: '九折' });
  const path = `approvals/${made.body.id}`;
  expect((await patch(approver, path, { title: '八折' }, '*')).body.code).toBe('notForYou');
  expect((await patch(approver, path, { state: 'approved' }, '*')).body.state).toBe('approved');
});

test('work for somebody whose book was handed over: reaches the successor; for one who left without any: is refused', async () => {
  const { handoverId } = await writeHandover(database, c);
  const receiver = c.receivers[0] ?? c.stranger;
  await database.admin.updateTable('employees').set({ state: 'left' }).where('id', '=', c.giver.id).execute();
  const ask = () => api.post(c.hr, 'tasks', { customerId, title: '迟到的任务', assignee: c.giver.number });
  expect(await ask()).toMatchObject({
    status: 422,
    body: { code: 'personNotFound', errors: [{ pointer: '/assignee' }] },
  });
  await database.admin
    .insertInto('successors')
    .values({
      handover_id: handoverId,
      giver_id: c.giver.id,
      late_receiver_id: receiver.id,
      whole_book: true,
      record_types: ['customer', 'task', 'note'],
    })
    .execute();
  expect(await ask()).toMatchObject({ status: 201, body: { assignee: { number: receiver.number } } });
  const customer = await api.post(c.hr, 'customers', { name: '迟到的客户', owner: c.giver.number });
  expect(customer).toMatchObject({ status: 201, body: { owner: { number: receiver.number } } });
  const items = await database.admin
    .selectFrom('handover_items')
    .select('why')
    .where('handover_id', '=', handoverId)
    .execute();
  expect(items.map(({ why }) => why)).toEqual(['late', 'late']);
});

describe('many at once', () => {
  const unknown = randomUUID();
  const operations = () => [
    { op: 'create', value: { customerId, title: '一' } },
    { op: 'create', value: { customerId, title: '二', priority: 'high' } },
    { op: 'create', value: { customerId: other.customerIds[0], title: '三' } },
    { op: 'update', id: unknown, ifMatch: '*', value: { title: '四' } },
    { op: 'create', value: { customerId, title: '五' } },
  ];
  const titles = async () =>
    (await api.get(c.giver, `tasks?customer=${customerId}`)).body.items.map((task: { title: string }) => task.title);

  test('operations, some of them wrong: each is answered by itself; the same request again gives the same answer', async () => {
    const before = await titles();
    const key = randomUUID();
    const answer = await api.post(c.giver, 'tasks/bulk', { operations: operations() }, key);
    expect(answer).toMatchObject({ status: 200, body: { succeeded: 2, failed: 3 } });
    expect(answer.body.items.map((item: { status: number }) => item.status)).toEqual([201, 422, 404, 404, 201]);
    expect(answer.body.items[1].problem.errors[0].pointer).toBe('/priority');
    expect((await titles()).slice(before.length)).toEqual(['一', '五']);
    expect((await api.post(c.giver, 'tasks/bulk', { operations: operations() }, key)).body).toEqual(answer.body);
    expect(await titles()).toHaveLength(before.length + 2);
    const [{ body: made }] = answer.body.items;
    const changed = await api.post(c.giver, 'tasks/bulk', {
      operations: [
        { op: 'update', id: made.id, ifMatch: `"${made.etag}"`, value: { state: 'done' } },
        { op: 'update', id: made.id, ifMatch: `"${made.etag}"`, value: { state: 'doing' } },
      ],
    });
    expect(changed.body.items.map((item: { status: number }) => item.status)).toEqual([200, 412]);
  });

  test('all or nothing, one of them wrong: nothing, and which one it was', async () => {
    const before = await titles();
    const answer = await api.post(c.giver, 'tasks/bulk', { atomic: true, operations: operations() });
    expect(answer).toMatchObject({ status: 422, body: { code: 'bulkUndone', errors: [{ pointer: '/operations/1' }] } });
    expect(await titles()).toEqual(before);
    expect((await api.post(c.giver, 'tasks/bulk', { operations: Array(501).fill(operations()[0]) })).status).toBe(422);
  });
});
