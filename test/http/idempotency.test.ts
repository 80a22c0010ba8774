import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Client } from '@temporalio/client';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import { forgetOldKeys, keyIn } from '../../src/http/idempotency.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { connectTemporal } from '../../src/temporal/connection.ts';
import { createGateway, type Gateway } from '../../src/temporal/gateway.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let client: Client;
let gateway: Gateway;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase();
  client = await connectTemporal({ address: inject('temporalAddress') });
  // Nobody polls this queue: starting is enough here.
  gateway = createGateway(client, `nobody-${randomUUID()}`);
  api = await startTestApi({ db: database.api, gateway });
});
afterAll(async () => {
  await api?.stop();
  await client?.connection.close();
  await database?.drop();
});

const request = (c: Company) => ({
  kind: 'departure',
  reason: '离职',
  giver: c.giver.number,
  receivers: c.receivers.map((r) => r.number),
  assignment: 'fixed',
  scope: 'book',
});
const casesOf = (c: Company) =>
  database.admin.selectFrom('handovers').select('id').where('giver_id', '=', c.giver.id).execute();

test('the same start, sent twice: is one handover and one answer, however the body and the key are written', async () => {
  const c = await makeCompany(database.admin);
  const key = randomUUID();
  const answers = [await api.post(c.hr, 'handovers', request(c), key)];
  expect(answers[0]?.status).toBe(202);
  expect((await api.post(c.hr, 'handovers', request(c), `"${key}"`)).body).toEqual(answers[0]?.body);
  expect(await casesOf(c)).toHaveLength(1);
  const entries = await database.admin
    .selectFrom('audit_entries')
    .select('action')
    .where('handover_id', '=', answers[0]?.body.id)
    .execute();
  expect(entries).toEqual([{ action: 'handover.requested' }]);
  const shuffled = Object.fromEntries(Object.entries(request(c)).reverse());
  const again = await api.post(c.hr, 'handovers', shuffled, key);
  expect(again).toMatchObject({ status: 202, body: answers[0]?.body });
  expect(again.headers.get('location')).toBe(answers[0]?.headers.get('location'));
});

test('a key, used for something else: refused; another person’s same key is another key', async () => {
  const [a, b] = [await makeCompany(database.admin), await makeCompany(database.admin)];
  const key = randomUUID();
  expect((await api.post(a.hr, 'handovers', request(a), key)).status).toBe(202);
  const other = await api.post(a.hr, 'handovers', { ...request(a), reason: '转岗' }, key);
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotencyKeyReused' } });
  expect((await api.post(b.hr, 'handovers', request(b), key)).status).toBe(202);
});

test('a key, held by a request under way: the second is told so', async () => {
  const c = await makeCompany(database.admin);
  const key = randomUUID();
  await database.admin.transaction().execute(async (tx) => {
    await tx
      .insertInto('idempotency_keys')
      .values({ actor_id: c.hr.id, key, route: 'x', body_digest: createHash('sha256').digest() })
      .execute();
    const answer = await api.post(c.hr, 'handovers', request(c), key);
    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotencyKeyInFlight' } });
  });
});

test.each(['"open', '""', `"${'x'.repeat(256)}"`, 'x'.repeat(256), 'caf\u00e9'])(
  'a key that is none, %.9s…: refused',
  async (key) => {
    const c = await makeCompany(database.admin, { customers: 0, receivers: 0 });
    expect(await api.post(c.hr, 'handovers', {}, key)).toMatchObject({
      status: 400,
      body: { code: 'idempotencyKeyMissing' },
    });
  },
);

test.each([
  [undefined, null],
  ['8e03978e', '8e03978e'],
  [' a key ', 'a key'],
  ['"a key"', 'a key'],
  ['"a;b"; p=1', 'a;b'],
  [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
])('the header %j: the key is %j', (header, key) => {
  expect(keyIn(header)).toBe(key);
});

/** The key as a request holds it that is under way, or that broke off. */
const held = (key: string, until: Date, holder: string | null) =>
  database.admin
    .updateTable('idempotency_keys')
    .set({ status: null, response: null, held_until: until, holder })
    .where('key', '=', key)
    .execute();

test('a request under way in another process: the second is told so until the first shows no more life, then takes over', async () => {
  const c = await makeCompany(database.admin);
  const key = randomUUID();
  const first = await api.post(c.hr, 'handovers', request(c), key);
  await held(key, new Date(Date.now() + 60_000), randomUUID());
  const second = await api.post(c.hr, 'handovers', request(c), key);
  expect(second).toMatchObject({ status: 409, body: { code: 'idempotencyKeyInFlight' } });
  expect(second.headers.get('retry-after')).toBe('1');
  const other = await api.post(c.hr, 'handovers', { ...request(c), reason: '转岗' }, key);
  expect(other.body.code).toBe('idempotencyKeyReused');
  await held(key, new Date(0), randomUUID());
  const answers = await Promise.all(Array.from({ length: 10 }, () => api.post(c.hr, 'handovers', request(c), key)));
  for (const { status, body } of answers) if (status !== 409) expect(body).toEqual(first.body);
  expect(answers.some(({ status }) => status === 202)).toBe(true);
  expect(await casesOf(c)).toHaveLength(1);
});

test('a refused request: its key is free for the request that is mended, and no answer of it is kept', async () => {
  const c = await makeCompany(database.admin);
  const key = randomUUID();
  const wrong = { ...request(c), giver: 'nobody' };
  for (let i = 0; i < 2; i += 1)
    expect((await api.post(c.hr, 'handovers', wrong, key)).body.code).toBe('giverNotFound');
  const mended = await api.post(c.hr, 'handovers', request(c), key);
  expect(mended.status).toBe(202);
  expect((await api.post(c.hr, 'handovers', request(c), key)).body).toEqual(mended.body);
  expect((await api.post(c.hr, 'handovers', wrong, key)).body.code).toBe('idempotencyKeyReused');
});

test('a file with a key: the same file gets the first answer, another one or another query is refused', async () => {
  const c = await makeCompany(database.admin, { customers: 0, receivers: 0 });
  const key = randomUUID();
  const rows = (name: string) =>
    `account,sector,year_established,revenue,employees,office_location,subsidiary_of\n${name},retail,1990,1,2,Kenya,\n`;
  const send = (raw: string, dryRun = true) =>
    api.ask('POST', `imports?mapping=crm-sales-opportunities/accounts&dryRun=${dryRun}`, undefined, {
      as: c.hr,
      key,
      raw,
      headers: { 'content-type': 'text/csv' },
    });
  const first = await send(rows('Acme'));
  expect(first).toMatchObject({ status: 200, body: { read: 1, inserted: 1 } });
  expect((await send(rows('Acme'))).body).toEqual(first.body);
  expect(await send(rows('Other'))).toMatchObject({ status: 422, body: { code: 'idempotencyKeyReused' } });
  expect(await send(rows('Acme'), false)).toMatchObject({ status: 422, body: { code: 'idempotencyKeyReused' } });
});

test('a key that is a week old: forgotten, younger ones are not', async () => {
  const c = await makeCompany(database.admin);
  const [old, young] = [randomUUID(), randomUUID()];
  const row = { actor_id: c.hr.id, route: 'x', body_digest: Buffer.alloc(0) };
  await database.admin
    .insertInto('idempotency_keys')
    .values([
      { ...row, key: old, created_at: new Date(Date.now() - 8 * 86_400_000) },
      { ...row, key: young, created_at: new Date(Date.now() - 6 * 86_400_000) },
    ])
    .execute();
  await forgetOldKeys(database.api, AbortSignal.timeout(60_000));
  const left = () =>
    database.admin.selectFrom('idempotency_keys').select('key').where('actor_id', '=', c.hr.id).execute();
  expect(await left()).toEqual([{ key: young }]);
});

test('a start, crashed between the commit and the answer: the same request finishes it', async () => {
  const c = await makeCompany(database.admin);
  const key = randomUUID();
  const first = await api.post(c.hr, 'handovers', request(c), key);
  await database.admin
    .updateTable('idempotency_keys')
    .set({ status: null, response: null })
    .where('key', '=', key)
    .execute();
  const second = await api.post(c.hr, 'handovers', request(c), key);
  expect(second.body).toEqual(first.body);
  expect(await casesOf(c)).toHaveLength(1);
});

test('a start, crashed between the commit and Temporal: the next start of the API runs it', async () => {
  const c = await makeCompany(database.admin);
  const down = { ...gateway, startHandover: () => Promise.reject(new Error('the process died here')) };
  const dying = await startTestApi({ db: database.api, gateway: down });
  expect((await dying.post(c.hr, 'handovers', request(c))).status).toBe(500);
  await dying.stop();
  const [row] = await casesOf(c);
  const restarted = await startTestApi({ db: database.api, gateway });
  const handle = client.workflow.getHandle(handoverWorkflowId(row?.id ?? ''));
  await until(
    () =>
      handle.describe().then(
        () => ({ status: 200, headers: new Headers(), body: null }),
        () => ({ status: 404, headers: new Headers(), body: null }),
      ),
    ({ status }) => status === 200,
  );
  await restarted.stop();
});

/** Nothing happens twice there anyway, or the answer holds a secret and must be kept nowhere. */
const WITHOUT_KEY = [
  'cancelImport',
  'endServiceAccount',
  'makeApiToken',
  'previewImport',
  'previewTemplate',
  'readAllNotifications',
  'readNotification',
  'revokeApiToken',
  'previewHandover',
  'previewLetter',
  'previewRestore',
  'tryPolicy',
  'createWebhook',
  'rotateWebhookSecret',
  'issueSignOffToken',
];

test('every POST and PATCH of somebody signed in that no version guards: takes an Idempotency-Key, but for those named here', () => {
  const without = ROUTES.filter(
    ({ method, who, idempotency, path, ifMatch }) =>
      (method === 'post' || method === 'patch') &&
      who.may !== 'everybody' &&
      idempotency === undefined &&
      ifMatch === undefined &&
      !/sessions\/.*end$|logout$/.test(path),
  ).map(({ operationId }) => operationId);
  expect(without.toSorted()).toEqual(WITHOUT_KEY.toSorted());
});
