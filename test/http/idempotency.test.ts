import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Client } from '@temporalio/client';
import { handoverWorkflowId } from '../../src/contract/names.ts';
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

test('the same start, sent ten times at once: is one handover, one workflow, one answer', async () => {
  const c = await makeCompany(database.admin);
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 10 }, () => api.post(c.hr, 'handovers', request(c), key)));
  expect(new Set(answers.map((a) => a.status))).toEqual(new Set([202]));
  expect(new Set(answers.map((a) => a.body.id)).size).toBe(1);
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
