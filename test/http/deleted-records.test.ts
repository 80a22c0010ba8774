import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RECORD_KINDS, type RecordKind } from '../../src/contract/record-schemas.ts';
import { forgetDeletedRecords } from '../../src/db/intake/deleted-records.ts';
import { recordChecks } from '../../src/db/integrity/records.ts';
import { type Company, type Person, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let other: Company;
let c: Company;
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

/** What each kind that can be deleted is entered with. */
const GIVEN: Record<string, Record<string, unknown>> = {
  contacts: { name: '欧阳锋', phone: '13812345678', birthday: '1990-03-07' },
  projects: { name: '二期', progressPct: 40, dueOn: '2027-01-31' },
  preferences: { kind: 'taboo', body: '周一不联系' },
  notes: { body: '老客户' },
  communications: { channel: 'visit', happenedAt: '2026-05-04T03:02:01.234Z', subject: '拜访', tags: ['价格', '交期'] },
  tasks: { title: '补资料', priority: 'urgent', isPromise: true },
  'calendar-events': {
    title: '季度会',
    startsAt: '2027-05-04T03:00:00Z',
    endsAt: '2027-05-04T04:00:00Z',
    attendees: ['a@example.cn'],
  },
  attachments: {
    fileName: '合同.pdf',
    mediaType: 'application/pdf',
    bytes: 9,
    sha256: 'ab'.repeat(32),
    storageKey: 'x/y',
  },
};
/** What each of them is called. */
const NAMES: Record<string, string> = {
  contacts: '欧阳锋',
  projects: '二期',
  preferences: '周一不联系',
  notes: '老客户',
  communications: '拜访',
  tasks: '补资料',
  'calendar-events': '季度会',
  attachments: '合同.pdf',
};
const kinds: RecordKind[] = Object.values(RECORD_KINDS);
const remove = (as: Person, path: string, etag: string | null = '*') =>
  api.ask('DELETE', path, undefined, { as, headers: etag === null ? {} : { 'if-match': etag } });
const restore = (as: Person, id: string) => api.post(as, `deleted-records/${id}/restore`, undefined);
const enter = async (path: string, over: Record<string, unknown> = {}) => {
  const made = await api.post(c.giver, path, { customerId, ...GIVEN[path], ...over });
  expect(made.status).toBe(201);
  return made.body;
};
const listed = async (as: Person, query = '') => (await api.get(as, `deleted-records?${query}`)).body.items;

test('the kinds that can be deleted: are those below; of the others an address takes no DELETE', async () => {
  expect(kinds.flatMap(({ stays, path }) => (stays ? [] : [path])).sort()).toEqual(Object.keys(GIVEN).sort());
  for (const { path } of kinds.filter(({ stays }) => stays))
    expect((await remove(c.hr, `${path}/${customerId}`)).body.code, path).toBe('methodNotAllowed');
});

describe.each(Object.keys(GIVEN))('of %s', (kind) => {
  test('one that was entered, deleted and put back: is nowhere meanwhile, and then as it was', async () => {
    const made = await enter(kind, { assignee: c.giver.number });
    const path = `${kind}/${made.id}`;
    const before = (await api.get(c.giver, `customers/${customerId}`)).body.counts;
    expect((await remove(c.giver, path, null)).status).toBe(428);
    expect((await remove(c.giver, path, '"1"')).body.code).toBe('versionDiffers');
    const gone = await remove(c.giver, path, `"${made.etag}"`);
    const type = kinds.find((one) => one.path === kind)?.type;
    expect(gone).toMatchObject({
      status: 200,
      body: {
        id: made.id,
        type,
        name: NAMES[kind],
        customerId,
        assignee: { id: c.giver.id },
        deletedBy: { id: c.giver.id },
      },
    });
    expect(Date.parse(gone.body.until) - Date.parse(gone.body.deletedAt)).toBe(30 * 86_400_000);

    expect((await api.get(c.hr, path)).status).toBe(404);
    expect((await remove(c.giver, path)).status).toBe(404);
    expect((await api.get(c.giver, `${kind}?customer=${customerId}&limit=200`)).body.items).not.toContainEqual(
      expect.objectContaining({ id: made.id }),
    );
    expect((await api.get(c.giver, `customers/${customerId}`)).body.counts).not.toEqual(before);
    for (const reader of [c.giver, c.supervisor, c.hr, c.auditor])
      expect(await listed(reader, `customer=${customerId}&type=${type}`)).toEqual([gone.body]);
    for (const stranger of [other.giver, c.stranger]) {
      expect(await listed(stranger)).toEqual([]);
      expect((await restore(stranger, made.id)).status).toBe(404);
    }
    expect((await restore(c.auditor, made.id)).body.code).toBe('notForYou');

    const back = await restore(c.giver, made.id);
    expect(back).toMatchObject({ status: 200, body: { id: made.id, type, links: made.links } });
    const { etag: _, updatedAt: _at, ...same } = made;
    expect((await api.get(c.giver, path)).body).toMatchObject(same);
    expect((await api.get(c.giver, `customers/${customerId}`)).body.counts).toEqual(before);
    expect(await listed(c.hr, `customer=${customerId}`)).toEqual([]);
    expect((await restore(c.giver, made.id)).status).toBe(404);
    const log = await database.admin
      .selectFrom('audit_entries')
      .select(['action', 'actor_id', 'params'])
      .where('subject_id', '=', made.id)
      .orderBy('id')
      .execute();
    expect(log).toEqual(
      ['record.created', 'record.deleted', 'record.restored'].map((action) => ({
        action,
        actor_id: c.giver.id,
        params: action === 'record.created' ? expect.anything() : {},
      })),
    );
  });
});

test('a record of somebody else, deleted by who does not see it, or sees it and may not change it: refused', async () => {
  const { id } = await enter('notes');
  expect((await remove(other.giver, `notes/${id}`)).status).toBe(404);
  expect((await remove(c.auditor, `notes/${id}`)).body.code).toBe('notForYou');
  await database.admin
    .insertInto('customer_team')
    .values({ customer_id: customerId, assignee_id: c.stranger.id, level: 'view' })
    .execute();
  expect((await remove(c.stranger, `notes/${id}`)).body.code).toBe('notForYou');
  expect((await remove(c.supervisor, `notes/${id}`)).status).toBe(200);
});

test('a record without a customer: is deleted and put back by who has it, or is above them', async () => {
  const { id } = await enter('tasks', { customerId: null });
  expect((await remove(c.stranger, `tasks/${id}`)).status).toBe(404);
  expect((await remove(c.supervisor, `tasks/${id}`)).body).toMatchObject({ customerId: null });
  expect((await restore(c.giver, id)).status).toBe(200);
  expect((await api.get(c.giver, `tasks/${id}`)).body).toMatchObject({
    customerId: null,
    assignee: { id: c.giver.id },
  });
});

test('a deleted contact: its customer is no longer found by it, and again when it is back', async () => {
  const { id } = await enter('contacts', { name: '独孤求败' });
  const found = async () =>
    (await api.get(c.giver, `customers?q=${encodeURIComponent('独孤求败')}`)).body.items.map(
      (one: { id: string }) => one.id,
    );
  expect(await found()).toEqual([customerId]);
  await remove(c.giver, `contacts/${id}`);
  expect(await found()).toEqual([]);
  await restore(c.giver, id);
  expect(await found()).toEqual([customerId]);
});

test('one with a long text: is told by its beginning', async () => {
  const { id } = await enter('notes', { body: `${'甲'.repeat(200)}乙` });
  expect((await remove(c.giver, `notes/${id}`)).body.name).toBe('甲'.repeat(200));
});

test('two who delete at once: one has, the other finds nothing', async () => {
  const { id } = await enter('notes');
  const both = await Promise.all([remove(c.giver, `notes/${id}`), remove(c.hr, `notes/${id}`)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
});

const itemOf = (handoverId: string, type: string, id: string) =>
  database.admin
    .insertInto('handover_items')
    .values({
      handover_id: handoverId,
      record_type: type,
      record_id: id,
      customer_id: customerId,
      receiver_id: c.receivers[0]?.id ?? '',
      why: 'fixed',
      tier: type === 'customer' ? 'standard' : null,
    })
    .execute();

describe('what a handover holds', () => {
  const be = (handoverId: string, state: string) =>
    database.admin.updateTable('handovers').set({ state }).where('id', '=', handoverId).execute();

  test('on a customer of a running one: is not deleted until it is closed; what it names itself: not then either', async () => {
    const [hanging, named] = [await enter('notes'), await enter('tasks', { assignee: c.giver.number })];
    const { handoverId, label } = await writeHandover(database, c);
    await itemOf(handoverId, 'customer', customerId);
    await itemOf(handoverId, 'task', named.id);
    for (const path of [`notes/${hanging.id}`, `tasks/${named.id}`])
      expect(await remove(c.giver, path)).toMatchObject({
        status: 409,
        body: { code: 'recordInHandover', params: { handovers: label } },
      });
    await be(handoverId, 'closed');
    expect((await remove(c.giver, `notes/${hanging.id}`)).status).toBe(200);
    expect((await remove(c.giver, `tasks/${named.id}`)).body.code).toBe('recordInHandover');
    await be(handoverId, 'cancelled');
    expect((await remove(c.giver, `tasks/${named.id}`)).status).toBe(200);
    const orphans = recordChecks.find(({ name }) => name === 'items-have-records');
    const { rows } = await orphans!.query.execute(database.worker);
    expect(rows).toEqual([]);
  });

  test('a contact who was introduced, or who wants no surveys: stays', async () => {
    const [introduced, silent] = [await enter('contacts'), await enter('contacts')];
    await database.admin
      .insertInto('survey_opt_outs')
      .values({ customer_id: customerId, contact_id: silent.id })
      .execute();
    expect((await remove(c.giver, `contacts/${silent.id}`)).body.code).toBe('contactOptedOut');
    const { handoverId } = await writeHandover(database, c);
    await database.admin
      .insertInto('introduction_runs')
      .values({ handover_id: handoverId, templates: [], started_at: new Date() })
      .execute();
    await sql`
      insert into introductions (handover_id, customer_id, contact_id, receiver_id, channel, language, consent_days)
      values (${handoverId}, ${customerId}, ${introduced.id}, ${c.receivers[0]?.id}, 'phone', 'en', 10)`.execute(
      database.admin,
    );
    await be(handoverId, 'closed');
    expect((await remove(c.giver, `contacts/${introduced.id}`)).body.code).toBe('recordInHandover');
  });
});

describe('put back', () => {
  test('after 30 days: is not possible any more, and nothing of it is left', async () => {
    const { id } = await enter('notes', { body: '机密' });
    await remove(c.giver, `notes/${id}`);
    const age = (days: number) =>
      database.admin
        .updateTable('deleted_records')
        .set({ deleted_at: sql`now() - make_interval(days => ${days})` })
        .where('record_id', '=', id)
        .execute();
    await age(29);
    await forgetDeletedRecords(database.api);
    expect(await listed(c.giver)).toHaveLength(1);
    await age(30);
    expect(await listed(c.giver)).toEqual([]);
    expect((await restore(c.giver, id)).status).toBe(404);
    await forgetDeletedRecords(database.api);
    const left = await database.admin.selectFrom('deleted_records').select('id').where('record_id', '=', id).execute();
    expect(left).toEqual([]);
  });

  test('when its customer was merged and who had it has left: it is with the customer that stayed, and follows its owner', async () => {
    const { id } = await enter('tasks', { assignee: c.receivers[0]?.number });
    await remove(c.giver, `tasks/${id}`);
    const [, survivor = ''] = c.customerIds;
    expect((await api.post(c.giver, `customers/${survivor}/merge`, { from: customerId })).status).toBe(200);
    await database.admin
      .updateTable('employees')
      .set({ state: 'left' })
      .where('id', '=', c.receivers[0]?.id ?? '')
      .execute();
    expect((await restore(c.giver, id)).status).toBe(200);
    expect((await api.get(c.giver, `tasks/${id}`)).body).toMatchObject({ customerId: survivor, assignee: null });
  });

  test('when its file was imported once more: is refused, the new one is there', async () => {
    const { id } = await enter('notes');
    await database.admin.updateTable('notes').set({ source: 'crm', source_id: id }).where('id', '=', id).execute();
    await remove(c.giver, `notes/${id}`);
    await database.admin
      .insertInto('notes')
      .values({ customer_id: customerId, body: 'x', source: 'crm', source_id: id })
      .execute();
    expect((await restore(c.giver, id)).body.code).toBe('recordEnteredAnew');
  });
});

describe('many at once', () => {
  const operationsOn = async () => {
    const [fine, changed, held] = [await enter('notes'), await enter('notes'), await enter('notes')];
    const foreign = await api.post(other.giver, 'notes', { customerId: other.customerIds[0], body: '他人的' });
    const { handoverId } = await writeHandover(database, c);
    await itemOf(handoverId, 'note', held.id);
    const operations = [
      { op: 'delete', id: fine.id, ifMatch: fine.etag },
      { op: 'delete', id: changed.id, ifMatch: '"1"' },
      { op: 'delete', id: held.id, ifMatch: '*' },
      { op: 'delete', id: foreign.body.id, ifMatch: '*' },
      { op: 'delete', id: fine.id, ifMatch: '*' },
      { op: 'update', id: changed.id, ifMatch: changed.etag, value: { body: '新客户' } },
    ];
    return { operations, ids: { fine: fine.id, changed: changed.id, held: held.id } };
  };
  const idsOf = async () =>
    (await api.get(c.giver, `notes?customer=${customerId}`)).body.items.map((one: { id: string }) => one.id).sort();

  test('each by itself: deleted, or refused with the reason, and the rest goes on', async () => {
    const { operations, ids } = await operationsOn();
    const { status, body } = await api.post(c.giver, 'notes/bulk', { operations });
    expect([status, body.succeeded, body.failed]).toEqual([200, 2, 4]);
    expect(body.items.map((item: { problem?: { code: string } }) => item.problem?.code)).toEqual([
      undefined,
      'versionDiffers',
      'recordInHandover',
      'notFound',
      'notFound',
      undefined,
    ]);
    expect(body.items[0]).toMatchObject({
      status: 200,
      body: { id: ids.fine, type: 'note', customerId, deletedBy: { id: c.giver.id } },
    });
    expect(await idsOf()).toEqual([ids.changed, ids.held].sort());
    expect(await listed(c.giver)).toEqual([body.items[0].body]);
    expect((await restore(c.giver, ids.fine)).status).toBe(200);
  });

  test('all or nothing: nothing is deleted when one is refused, everything when none is', async () => {
    const { operations, ids } = await operationsOn();
    const undone = await api.post(c.giver, 'notes/bulk', { atomic: true, operations });
    expect(undone).toMatchObject({
      status: 422,
      body: { code: 'bulkUndone', params: { index: 1, code: 'versionDiffers' } },
    });
    expect(await idsOf()).toEqual(Object.values(ids).sort());
    const [fine] = operations;
    const other = { op: 'delete', id: ids.changed, ifMatch: '*' };
    const done = await api.post(c.giver, 'notes/bulk', { atomic: true, operations: [fine, other] });
    expect(done.body).toMatchObject({ succeeded: 2, failed: 0 });
    expect(await idsOf()).toEqual([ids.held]);
  });

  test('without the version that was seen: the request is not understood', async () => {
    const operations = [{ op: 'delete', id: (await enter('notes')).id }];
    expect(await api.post(c.giver, 'notes/bulk', { operations })).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ pointer: '/operations/0/ifMatch' }] },
    });
  });

  test.each(['customers', ...kinds.flatMap(({ stays, path }) => (stays ? [path] : []))])(
    'of %s, which stay: is refused in words',
    async (path) => {
      const operations = [{ op: 'delete', id: customerId, ifMatch: '*' }];
      const { body } = await api.post(c.hr, `${path}/bulk`, { operations });
      expect(body).toMatchObject({
        succeeded: 0,
        failed: 1,
        items: [{ status: 422, problem: { code: 'recordStays' } }],
      });
    },
  );
});
