import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWebhooks } from '../../src/temporal/webhooks.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { keepHistory } from '../support/histories.ts';
import { startReceiver, verified } from '../support/receiver.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { publishSealingKey } from '../../src/db/sealed-secrets.ts';
import { startSealer } from '../../src/temporal/sealer.ts';
import { type Answered, type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let strict: TestApi;
let c: Company;
const dispatcher = `webhooks-${randomUUID()}`;
const sealer = `sealer-${randomUUID()}`;

beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  await publishKey(database.worker, engine.deps.signer.keyId, engine.deps.signer.publicJwk);
  await publishSealingKey(database.worker, engine.deps.keyring.publicJwk);
  api = await startTestApi(
    { db: database.api, gateway: engine.gateway },
    { HANDOVER_WEBHOOK_PRIVATE_ADDRESSES: 'allowed' },
  );
  strict = await startTestApi({ db: database.api, gateway: engine.gateway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
  const { client, taskQueue } = engine;
  await startSealer(client, { taskQueue, workflowId: sealer, input: { stints: 50, stintMs: 60_000, mailedOn: '' } });
  // Two workers that start, and runs so short that they end on the way.
  const input = { stints: 3, stintMs: 700 };
  await Promise.all([1, 2].map(() => startWebhooks(client, { taskQueue, workflowId: dispatcher, input })));
});
afterAll(async () => {
  for (const id of [dispatcher, sealer]) await engine?.client.workflow.getHandle(id).terminate('the test has ended');
  if (engine) await keepHistory(engine.client, dispatcher, 'webhook-dispatcher');
  await strict?.stop();
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});
beforeEach(async () => {
  await database.admin.deleteFrom('webhook_subscriptions').execute();
});

const make = (url: string, over: object = {}) => api.post(c.ops, 'webhooks', { url, events: ['*'], ...over });
const delivered = (id: string, wanted: (a: Answered) => boolean) =>
  until(() => api.get(c.ops, `webhooks/${id}/deliveries`), wanted);
const allDelivered = ({ body }: Answered) =>
  body.items.length > 0 && body.items.every((one: { state: string }) => one.state === 'delivered');

describe('subscriptions', () => {
  test('a subscription, made, read, listed, changed by If-Match and ended: as it was said; its secret is shown once', async () => {
    const made = await make('http://127.0.0.1:9/a', { description: 'ERP', events: ['signOff.*', 'case.closed'] });
    expect(made).toMatchObject({
      status: 200,
      body: {
        secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{32}$/),
        webhook: { state: 'active', version: 1, events: ['signOff.*', 'case.closed'], description: 'ERP', pending: 0 },
      },
    });
    const path = `webhooks/${made.body.webhook.id}`;
    for (const answer of [
      await api.get(c.ops, path),
      await api.get(c.auditor, path),
      await api.get(c.ops, 'webhooks'),
    ]) {
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.body)).not.toContain('whsec_');
      expect((answer.body.items?.[0] ?? answer.body).secrets).toHaveLength(1);
    }
    expect((await api.put(c.ops, path, { state: 'paused' }, { 'if-match': '"7"' })).body.code).toBe('versionDiffers');
    const changed = await api.put(c.ops, path, { state: 'paused', description: null }, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { state: 'paused', description: null, version: 2 } });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await api.post(c.ops, `${path}/ping`, undefined)).body.code).toBe('webhookDisabled');
    const end = (version: string) =>
      api.ask('DELETE', path, undefined, { as: c.ops, headers: { 'if-match': version } });
    expect((await end('"1"')).body.code).toBe('versionDiffers');
    expect(await end('"2"')).toMatchObject({ status: 200, body: { id: made.body.webhook.id } });
    expect((await api.get(c.ops, path)).status).toBe(404);
    const log = await database.admin
      .selectFrom('audit_entries')
      .select(['action', 'actor_id', 'params'])
      .where('subject_id', '=', made.body.webhook.id)
      .orderBy('id')
      .execute();
    expect(log.map((entry) => entry.action)).toEqual(['webhook.created', 'webhook.changed', 'webhook.deleted']);
    expect(log.every((entry) => entry.actor_id === c.ops.id)).toBe(true);
    expect(JSON.stringify(log)).not.toContain('127.0.0.1');
  });

  test('the same request twice with one key: an answer with a secret is kept nowhere', async () => {
    const key = randomUUID();
    const [first, second] = [1, 2].map(() =>
      api.post(c.ops, 'webhooks', { url: 'http://127.0.0.1:9/', events: ['*'] }, key),
    );
    const secrets = [(await first)?.body.secret, (await second)?.body.secret];
    expect(new Set(secrets).size).toBe(2);
    const kept = await database.admin.selectFrom('idempotency_keys').select('response').execute();
    expect(JSON.stringify(kept)).not.toContain('whsec_');
  });

  test.each([
    [{ url: 'ftp://example.com/' }, '/url'],
    [{ url: 'https://user:word@example.com/' }, '/url'],
    [{ url: 'https://example.com/#part' }, '/url'],
    [{ url: 'not an address' }, '/url'],
    [{ events: [] }, '/events'],
    [{ events: ['nothing.such'] }, '/events/0'],
    [{ events: ['*', '*'] }, '/events'],
    [{ secret: 'mine' }, '/secret'],
  ])('what is wrong in %j: is named', async (over, pointer) => {
    const answer = await make('https://example.com/', over);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  test.each([
    'http://example.com/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://a.localhost/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/',
    'https://0x7f000001/',
    'https://10.0.0.1./',
  ])('%s, where private addresses are not allowed: is refused, by POST and by PUT', async (url) => {
    const refused = await strict.post(c.ops, 'webhooks', { url, events: ['*'] });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'webhookAddressRefused', errors: [{ pointer: '/url' }] },
    });
    const { body } = await strict.post(c.ops, 'webhooks', { url: 'https://example.com/', events: ['*'] });
    const change = await strict.put(c.ops, `webhooks/${body.webhook.id}`, { url });
    expect(change.body.code).toBe('webhookAddressRefused');
  });
});

describe('messages', () => {
  test('a ping: arrives, signed, and is told with its outcome', async () => {
    const receiver = await startReceiver();
    const { body } = await make(receiver.url);
    const path = `webhooks/${body.webhook.id}`;
    const key = randomUUID();
    const sent = await api.post(c.ops, `${path}/ping`, undefined, key);
    expect(sent).toMatchObject({ status: 200, body: { type: 'webhook.ping', state: 'pending' } });
    expect((await api.post(c.ops, `${path}/ping`, undefined, key)).body.id).toBe(sent.body.id);
    const list = await delivered(body.webhook.id, allDelivered);
    expect(list.body.items).toMatchObject([{ id: sent.body.id, status: 204, attempts: 1, error: null, entryId: null }]);
    expect(receiver.received).toHaveLength(1);
    const [got] = receiver.received;
    expect(got && verified(body.secret, got)).toMatchObject({
      type: 'webhook.ping',
      data: { actor: { id: c.ops.id } },
    });
    expect(got?.headers['webhook-id']).toBe(sent.body.id);
    await receiver.stop();
  });

  test('a case that is started: its entries arrive, those of the audit log and no others, with nobody’s name', async () => {
    const receiver = await startReceiver();
    const { body } = await make(receiver.url);
    const started = await api.post(c.hr, 'handovers', {
      kind: 'departure',
      reason: '离职原因',
      giver: c.giver.number,
      receivers: c.receivers.map((r) => r.number),
      assignment: 'fixed',
      scope: 'book',
    });
    await until(
      () => api.get(c.hr, `handovers/${started.body.id}`),
      (a) => a.body.waitingFor === 'approval',
    );
    await delivered(
      body.webhook.id,
      (a) => allDelivered(a) && a.body.items.some((d: { type: string }) => d.type === 'plan.made'),
    );
    const said = receiver.received.map((one) => verified(body.secret, one));
    const timeline = await api.get(c.hr, `handovers/${started.body.id}/timeline`);
    const ids = new Set(timeline.body.items.map((entry: { id: string }) => entry.id));
    expect(said.length).toBeGreaterThan(2);
    for (const { data } of said) {
      expect(data.handoverId).toBe(started.body.id);
      expect(ids).toContain(data.entryId);
    }
    expect(JSON.stringify(receiver.received)).not.toMatch(/测试|离职原因|demo\.example/);
    await receiver.stop();
  });

  test('customers and records, entered, changed, merged and imported: each is told by its id, an import and what it owns in one', async () => {
    const receiver = await startReceiver();
    const { body } = await make(receiver.url, {
      events: ['customer.*', 'record.*', 'import.done', 'ownership.started'],
    });
    const enter = async (path: string, value: object) => (await api.post(c.giver, path, value)).body;
    const [one, other] = [
      await enter('customers', { name: '晨星', phone: '021-5550-0177' }),
      await enter('customers', { name: '晨星二' }),
    ];
    const note = await enter('notes', { customerId: one.id, body: '秘密的笔记' });
    const change = (path: string, value: object) =>
      api.ask('PATCH', path, value, { as: c.giver, headers: { 'if-match': '*' } });
    await change(`customers/${one.id}`, { city: '某城' });
    await change(`notes/${note.id}`, { body: '另一笔记' });
    await api.post(c.giver, `customers/${one.id}/merge`, { from: other.id });
    const rows = Array.from({ length: 500 }, (_, at) => `W${at},导入的客户${at},${c.giver.number}`);
    const imported = await api.ask('POST', 'imports?mapping=standard/customers&dataset=webhooks', undefined, {
      as: c.hr,
      raw: `客户编号,客户名称,负责人工号\n${rows.join('\n')}\n`,
      headers: { 'content-type': 'text/csv' },
    });
    expect(imported.body).toMatchObject({ inserted: 500 });
    await delivered(
      body.webhook.id,
      (a) => allDelivered(a) && a.body.items.some((d: { type: string }) => d.type === 'import.done'),
    );
    const said = receiver.received.map((message) => verified(body.secret, message));
    const about = said.filter(({ type }) => type !== 'ownership.started').map(({ type, data }) => [type, data.subject]);
    const customer = (id: string) => ({ type: 'customer', id });
    expect(about).toHaveLength(8);
    expect(about).toEqual(
      expect.arrayContaining([
        ['customer.created', customer(one.id)],
        ['customer.created', customer(other.id)],
        ['record.created', { type: 'note', id: note.id }],
        ['customer.changed', customer(one.id)],
        ['record.changed', { type: 'note', id: note.id }],
        ['customer.merged', customer(one.id)],
        ['customer.mergedInto', customer(other.id)],
        ['import.done', { type: 'import', id: imported.body.importId }],
      ]),
    );
    // Two customers entered, one merged away, and the batches of the import.
    const owned = said.length - about.length;
    expect(owned).toBeGreaterThanOrEqual(4);
    expect(owned).toBeLessThan(10);
    expect(JSON.stringify(receiver.received)).not.toMatch(/晨星|笔记|某城|5550|导入/);
    await receiver.stop();
  });

  test('what was given up, replayed by id and since an instant: arrives under the same id; a secret rotated meanwhile signs it', async () => {
    const receiver = await startReceiver((_, res, nth) => res.writeHead(nth === 1 ? 500 : 200).end());
    const { body } = await make(receiver.url);
    const { id } = body.webhook;
    const ping = await api.post(c.ops, `webhooks/${id}/ping`, undefined);
    const failed = await delivered(id, (a) => a.body.items[0]?.error === 'status');
    expect(failed.body.items[0]).toMatchObject({
      state: 'pending',
      status: 500,
      sentence: expect.stringContaining('状态'),
    });
    await database.admin
      .updateTable('webhook_deliveries')
      .set({ state: 'failed' })
      .where('id', '=', ping.body.id)
      .execute();
    const rotated = await api.post(c.ops, `webhooks/${id}/secret`, { overlapHours: 1 });
    expect(rotated.body.webhook.secrets).toMatchObject([{ expiresAt: null }, { expiresAt: expect.any(String) }]);
    const replay = (what: object) => api.post(c.ops, `webhooks/${id}/replay`, what);
    const since = body.webhook.createdAt;
    expect((await replay({ failedSince: since })).body).toEqual({ count: 1 });
    await delivered(id, allDelivered);
    expect((await replay({ failedSince: since })).body).toEqual({ count: 0 });
    expect((await replay({ deliveryIds: [ping.body.id, randomUUID()] })).body).toEqual({ count: 1 });
    await delivered(id, allDelivered);
    await until(
      async () => ({ status: 200, headers: new Headers(), body: receiver.received.length }),
      (a) => a.body === 3,
    );
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([1, 2, 3].map(() => ping.body.id));
    const last = receiver.received[2]!;
    for (const secret of [body.secret, rotated.body.secret]) expect(verified(secret, last).type).toBe('webhook.ping');
    expect((await replay({})).body.code).toBe('invalid');
    expect((await replay({ deliveryIds: [randomUUID()], failedSince: since })).body.code).toBe('invalid');
    await receiver.stop();
  });

  test('an endpoint that says 410: is disabled with notice by mail, and goes on once it is made active', async () => {
    const receiver = await startReceiver((_, res, nth) => res.writeHead(nth === 1 ? 410 : 200).end());
    const { body } = await make(receiver.url);
    const path = `webhooks/${body.webhook.id}`;
    await api.post(c.ops, `${path}/ping`, undefined);
    await until(
      () => api.get(c.ops, path),
      (a) => a.body.state === 'disabled',
    );
    expect((await api.put(c.ops, path, { description: 'x' })).body.code).toBe('webhookDisabled');
    await expect
      .poll(
        async () => (await engine.outbox.list()).filter((mail) => mail.messageId.includes(body.webhook.id)).length,
        { timeout: 20_000 },
      )
      .toBe(1);
    const again = await api.put(c.ops, path, { state: 'active' });
    expect(again.body).toMatchObject({ state: 'active', disabledBecause: null, disabledAt: null, failingSince: null });
    await api.post(c.ops, `${path}/ping`, undefined);
    await until(
      async () => ({ status: 200, headers: new Headers(), body: receiver.received.length }),
      (a) => a.body === 2,
    );
    await receiver.stop();
  });

  test('messages, listed by state and page by page: newest first', async () => {
    const { body } = await make('http://127.0.0.1:9/');
    const path = `webhooks/${body.webhook.id}`;
    const ids = [];
    for (let i = 0; i < 3; i += 1) ids.unshift((await api.post(c.ops, `${path}/ping`, undefined)).body.id);
    const first = await api.get(c.ops, `${path}/deliveries?limit=2&state=pending`);
    const second = await api.get(c.ops, `${path}/deliveries?limit=2&state=pending&cursor=${first.body.next}`);
    expect([...first.body.items, ...second.body.items].map((d: { id: string }) => d.id)).toEqual(ids);
    expect(second.body.next).toBeNull();
    expect((await api.get(c.ops, `${path}/deliveries?state=failed`)).body.items).toEqual([]);
    expect((await api.get(c.ops, `webhooks/${randomUUID()}/deliveries`)).status).toBe(404);
  });
});

test('a secret in the database: is sealed, and cannot be read by the role of the API', async () => {
  const { body } = await make('http://127.0.0.1:9/');
  const rotated = await api.post(c.ops, `webhooks/${body.webhook.id}/secret`, {});
  const stored = await database.admin.selectFrom('webhook_secrets').select('secret').execute();
  expect(stored).toHaveLength(2);
  for (const { secret } of stored) expect(secret).toMatch(/^eyJ/);
  expect(rotated.body.secret).toMatch(/^whsec_/);
  await expect(database.api.selectFrom('webhook_secrets').select('secret').execute()).rejects.toThrow(
    'permission denied',
  );
});
