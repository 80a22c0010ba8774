import type { LookupAddress, lookup } from 'node:dns';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { decodeProtectedHeader } from 'jose';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { keyring } from '../../activities/keyring.ts';
import type { Keyring } from '../../activities/ports.ts';
import { type SenderOptions, webhookSender } from '../../activities/webhook-sender.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { rotateSecret } from '../../src/db/intake/webhooks.ts';
import { publishSealingKey, resealSecrets } from '../../src/db/sealed-secrets.ts';
import { audit } from '../../src/db/writes/standing.ts';
import { claimDeliveries, makeDeliveries } from '../../src/db/writes/webhooks.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type Receiver, startReceiver, verified } from '../support/receiver.ts';

let database: TestDatabase;
let engine: Engine;
let c: Company;
const receivers: Receiver[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  await publishKey(database.worker, engine.deps.signer.keyId, engine.deps.signer.publicJwk);
  c = await makeCompany(database.admin, { receivers: 1, customers: 1 });
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});
beforeEach(async () => {
  await database.admin.deleteFrom('webhook_subscriptions').execute();
});
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});

async function receiver(answer?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const started = await startReceiver(answer);
  receivers.push(started);
  return started;
}
/** A subscription, by raw SQL. @returns its id */
async function subscribe(url: string, events: string[] = ['*'], secret = SECRET): Promise<string> {
  const { id } = await database.admin
    .insertInto('webhook_subscriptions')
    .values({ url, events, created_by: c.stranger.id })
    .returning('id')
    .executeTakeFirstOrThrow();
  await database.admin.insertInto('webhook_secrets').values({ subscription_id: id, secret }).execute();
  return id;
}
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

const run = <T>(work: () => Promise<T>) => new MockActivityEnvironment({ attempt: 1 }).run(work);
/** The given entries committed and sealed, then one look of the dispatcher, all its attempts awaited. */
async function happen(...actions: string[]): Promise<void> {
  for (const action of actions)
    await database.worker
      .transaction()
      .execute((tx) => audit(tx, { action, subjectType: 'customer', subjectId: c.customerIds[0] ?? '' }));
  await run(() => createActivities(engine.deps).sealAudit(1));
}
const deliver = (options: Partial<SenderOptions> = {}, ring = engine.deps.keyring) =>
  run(() =>
    createActivities({
      ...engine.deps,
      keyring: ring,
      webhookSender: webhookSender({ mayBePrivate: true, timeoutMs: 300, ...options }),
    }).deliverWebhooks(1),
  );
const messages = (subscriptionId: string) =>
  database.admin
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('subscription_id', '=', subscriptionId)
    .orderBy('entry_id')
    .execute();
const subscription = (id: string) =>
  database.admin.selectFrom('webhook_subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
/** As if so much time had passed since the last attempt. */
const later = (hours: number) =>
  database.admin
    .updateTable('webhook_deliveries')
    .set({
      due_at: sql`due_at - make_interval(hours => ${hours})`,
      since: sql`since - make_interval(hours => ${hours})`,
      created_at: sql`created_at - make_interval(hours => ${hours})`,
    })
    .execute();

describe('messages', () => {
  test('entries of types that were subscribed to: come once each, signed, with ids and nothing else', async () => {
    const there = await receiver();
    const id = await subscribe(there.url, ['signOff.*', 'plan.approved']);
    await happen('signOff.signed', 'plan.approved', 'plan.made', 'audit.pruned', 'signOff.opened');
    await deliver();
    await deliver();
    const said = there.received.map((one) => verified(SECRET, one));
    expect(said.map(({ type }) => type).sort()).toEqual(['plan.approved', 'signOff.opened', 'signOff.signed']);
    expect(said[0]?.data).toEqual({
      entryId: expect.stringMatching(/^\d+$/),
      handoverId: null,
      actor: { kind: 'engine', id: null },
      subject: { type: 'customer', id: c.customerIds[0] },
    });
    for (const { state, attempts, status } of await messages(id))
      expect([state, attempts, status]).toEqual(['delivered', 1, 204]);
    expect(new Set(there.received.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set((await messages(id)).map((row) => row.id)),
    );
  });

  test('entries that are not committed, or from before the subscription: make none', async () => {
    await happen('plan.made');
    const id = await subscribe((await receiver()).url);
    await database.worker
      .transaction()
      .execute(async (tx) => {
        await audit(tx, { action: 'plan.approved' });
        throw new Error('rolled back');
      })
      .catch(() => {});
    await happen();
    await makeDeliveries(database.worker);
    // What the subscription itself wrote into the log is no event.
    expect(await messages(id)).toEqual([]);
  });

  test('an entry that commits after a later one was sealed: is not lost', async () => {
    const id = await subscribe((await receiver()).url, ['plan.made', 'plan.approved']);
    let commit = () => {};
    const open = new Promise<void>((resolve) => (commit = resolve));
    let written = () => {};
    const early = new Promise<void>((resolve) => (written = resolve));
    const slow = database.worker.transaction().execute(async (tx) => {
      await audit(tx, { action: 'plan.made' });
      written();
      await open;
    });
    await early;
    await happen('plan.approved');
    await makeDeliveries(database.worker);
    expect((await messages(id)).map((row) => row.type)).toEqual(['plan.approved']);
    commit();
    await slow;
    await happen();
    await makeDeliveries(database.worker);
    expect((await messages(id)).map((row) => row.type).sort()).toEqual(['plan.approved', 'plan.made']);
  });

  test('four dispatchers at once over 200 entries in small pieces: each message is made and sent once', async () => {
    const there = await receiver();
    const id = await subscribe(there.url, ['plan.made']);
    await happen(...Array.from({ length: 200 }, () => 'plan.made'));
    const all = async () => {
      while (await makeDeliveries(database.worker, 7));
    };
    await Promise.all([all(), all(), all(), all()]);
    expect(await messages(id)).toHaveLength(200);
    const four = () =>
      run(() =>
        createActivities({ ...engine.deps, webhookSender: webhookSender({ mayBePrivate: true }) }).deliverWebhooks(
          1_000,
        ),
      );
    while ((await messages(id)).some((row) => row.state === 'pending'))
      await Promise.all([four(), four(), four(), four()]);
    expect(new Set(there.received.map(({ headers }) => headers['webhook-id'])).size).toBe(200);
    expect(there.received).toHaveLength(200);
  });

  test('a dispatcher that died in the middle of an attempt: another makes the next one a minute later, under the same id', async () => {
    const there = await receiver();
    const id = await subscribe(there.url, ['plan.made']);
    await happen('plan.made');
    await makeDeliveries(database.worker);
    expect(await claimDeliveries(database.worker, 10, new Map())).toHaveLength(1);
    await deliver();
    expect(there.received).toHaveLength(0);
    await later(1);
    await deliver();
    expect(there.received).toHaveLength(1);
    expect(await messages(id)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  test('what became of an attempt, when the database does not take it: the activity fails, and the message is due again', async () => {
    const id = await subscribe((await receiver()).url, ['plan.made']);
    await happen('plan.made');
    // As if the connection broke: the status of the answer fits no column.
    const webhookSender = { send: () => Promise.resolve({ tookMs: 1, status: 99_999 }) };
    const attempt = run(() => createActivities({ ...engine.deps, webhookSender }).deliverWebhooks(10_000));
    await expect(attempt).rejects.toThrow('out of range');
    await later(1);
    await deliver();
    expect(await messages(id)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  test('a subscription that is ended while its messages are under way: nobody stands in the other’s way', async () => {
    const there = await receiver();
    const endings: Promise<unknown>[] = [];
    const subscriptions = await Promise.all(Array.from({ length: 8 }, () => subscribe(there.url, ['plan.made'])));
    await happen(...Array.from({ length: 20 }, () => 'plan.made'));
    await makeDeliveries(database.worker);
    const sender = webhookSender({ mayBePrivate: true });
    const ending = {
      async send(attempt: Parameters<typeof sender.send>[0]) {
        const result = await sender.send(attempt);
        const id = subscriptions.pop();
        if (id !== undefined)
          endings.push(database.admin.deleteFrom('webhook_subscriptions').where('id', '=', id).execute());
        return result;
      },
    };
    await run(() => createActivities({ ...engine.deps, webhookSender: ending }).deliverWebhooks(500));
    await expect(Promise.all(endings)).resolves.toHaveLength(8);
  });

  test('a secret that was rotated: both sign for a time, then the new one alone', async () => {
    const there = await receiver();
    const id = await subscribe(there.url, ['plan.made']);
    const next = await database.admin.transaction().execute((tx) => rotateSecret(tx, id, 1));
    await happen('plan.made');
    await deliver();
    for (const secret of [SECRET, next]) expect(verified(secret, there.received[0]!).type).toBe('plan.made');
    await database.admin
      .updateTable('webhook_secrets')
      .set({ expires_at: sql`now()` })
      .where('expires_at', 'is not', null)
      .execute();
    await happen('plan.made');
    await deliver();
    expect(verified(next, there.received[1]!).type).toBe('plan.made');
    expect(() => verified(SECRET, there.received[1]!)).toThrow();
  });
});

describe('secrets at rest', () => {
  const stored = async (subscriptionId: string) =>
    (
      await database.admin
        .selectFrom('webhook_secrets')
        .select('secret')
        .where('subscription_id', '=', subscriptionId)
        .orderBy('created_at')
        .execute()
    ).map(({ secret }) => secret);
  const rotate = (id: string) => database.admin.transaction().execute((tx) => rotateSecret(tx, id, 1));
  /** A worker that keeps its keys in this file starts. */
  async function start(file: string): Promise<Keyring> {
    const ring = await keyring(file);
    await publishSealingKey(database.worker, ring.publicJwk);
    await resealSecrets(database.worker, ring);
    return ring;
  }
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'handover-sealing-'));
  });
  afterEach(async () => {
    await database.admin.deleteFrom('sealing_keys').execute();
    await rm(home, { recursive: true, force: true });
  });

  test('one from before and one made since: both lie sealed once a worker has started, and both sign', async () => {
    const there = await receiver();
    const id = await subscribe(there.url, ['plan.made']);
    const ring = await start(join(home, 'keys.json'));
    const next = await rotate(id);
    expect((await stat(join(home, 'keys.json'))).mode & 0o077).toBe(0);
    for (const text of await stored(id))
      expect(decodeProtectedHeader(text)).toEqual({
        alg: 'ECDH-ES',
        enc: 'A256GCM',
        kid: ring.publicJwk.kid,
        sub: id,
        epk: expect.anything(),
      });
    await happen('plan.made');
    await deliver({}, ring);
    for (const secret of [SECRET, next]) expect(verified(secret, there.received[0]!).type).toBe('plan.made');
  });

  test('a new key in front of the old one: the next start seals all to it, and the old one can go', async () => {
    const there = await receiver();
    const id = await subscribe(there.url, ['plan.made']);
    const [old, file] = [join(home, 'old.json'), join(home, 'new.json')];
    await start(old);
    const [before] = await stored(id);
    await keyring(file);
    const keysIn = async (path: string) => JSON.parse(await readFile(path, 'utf8')).keys;
    await writeFile(file, JSON.stringify({ keys: [...(await keysIn(file)), ...(await keysIn(old))] }));
    const { publicJwk } = await start(file);
    const [after] = await stored(id);
    expect(after).not.toBe(before);
    expect(decodeProtectedHeader(after ?? '').kid).toBe(publicJwk.kid);
    await writeFile(file, JSON.stringify({ keys: (await keysIn(file)).slice(0, 1) }));
    await happen('plan.made');
    await deliver({}, await start(file));
    expect(verified(SECRET, there.received[0]!).type).toBe('plan.made');
  });

  test('whose key is not here, or that was moved to another subscription: nothing is sent, and the message says why', async () => {
    const there = await receiver();
    const [id, other] = [await subscribe(there.url, ['plan.made']), await subscribe(there.url, ['plan.approved'])];
    const ring = await start(join(home, 'keys.json'));
    const [mine] = await stored(id);
    await database.admin
      .updateTable('webhook_secrets')
      .set({ secret: mine ?? '' })
      .where('subscription_id', '=', other)
      .execute();
    await happen('plan.made', 'plan.approved');
    await deliver({}, ring);
    expect(there.received).toHaveLength(1);
    expect(await messages(other)).toMatchObject([{ state: 'pending', error: 'sealed', attempts: 1 }]);
    await happen('plan.made');
    await deliver({}, await keyring(join(home, 'others.json')));
    expect(there.received).toHaveLength(1);
    expect((await messages(id)).map(({ error }) => error)).toEqual([null, 'sealed']);
  });
});

describe('an endpoint', () => {
  test.each([
    [
      'that fails',
      (_: unknown, res: { writeHead(n: number): { end(): void } }) => res.writeHead(500).end(),
      'status',
      500,
    ],
    ['that never answers', () => {}, 'timeout', null],
    [
      'that hangs up',
      (req: { socket: { destroy(): void } }) => {
        req.socket.destroy();
      },
      'unreachable',
      null,
    ],
  ] as const)('%s: is tried again, and nothing is lost', async (_, answer, error, status) => {
    let ill = true;
    const there = await receiver((req, res) => (ill ? answer(req, res) : res.writeHead(200).end()));
    const id = await subscribe(there.url, ['plan.made']);
    await happen('plan.made');
    await deliver();
    expect(await messages(id)).toMatchObject([{ state: 'pending', attempts: 1, error, status }]);
    expect((await subscription(id)).failing_since).not.toBeNull();
    await deliver();
    expect(there.received.length).toBe(1);
    ill = false;
    await later(1);
    await deliver();
    expect(await messages(id)).toMatchObject([{ state: 'delivered', attempts: 2, error: null }]);
    expect(await subscription(id)).toMatchObject({ state: 'active', failing_since: null });
    expect(there.received[1]?.headers['webhook-id']).toBe(there.received[0]?.headers['webhook-id']);
  });

  test('that is down: is tried again', async () => {
    const there = await startReceiver();
    await there.stop();
    const id = await subscribe(there.url, ['plan.made']);
    await happen('plan.made');
    await deliver();
    expect(await messages(id)).toMatchObject([{ state: 'pending', error: 'unreachable' }]);
  });

  test('that speaks something else than HTTP: is tried again', async () => {
    const there = await receiver((req) => req.socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const id = await subscribe(there.url, ['plan.made']);
    await happen('plan.made');
    await deliver();
    expect(await messages(id)).toMatchObject([{ state: 'pending', error: 'protocol' }]);
  });

  test('that takes it and then talks without end: has taken it, and is hung up on', async () => {
    let hungUp: (bytes: number) => void = () => {};
    const bytes = new Promise<number>((resolve) => (hungUp = resolve));
    const there = await receiver((req, res) => {
      res.writeHead(200);
      const chunk = Buffer.alloc(16_384);
      const more = setInterval(() => res.write(chunk), 1);
      req.socket.on('close', () => {
        clearInterval(more);
        hungUp(req.socket.bytesWritten);
      });
    });
    const id = await subscribe(there.url, ['plan.made']);
    await happen('plan.made');
    await deliver({ timeoutMs: 5_000 });
    expect(await messages(id)).toMatchObject([{ state: 'delivered' }]);
    expect(await bytes).toBeLessThan(20_000_000);
  });

  test('that redirects: is not followed', async () => {
    const target = await receiver();
    const there = await receiver((_, res) => res.writeHead(307, { location: target.url }).end());
    const id = await subscribe(there.url, ['plan.made']);
    await happen('plan.made');
    await deliver();
    expect(await messages(id)).toMatchObject([{ state: 'pending', error: 'redirect', status: 307 }]);
    expect(target.received).toEqual([]);
  });

  test('that asks for time: gets it', async () => {
    const there = await receiver((_, res) => res.writeHead(429, { 'retry-after': '3600' }).end());
    const id = await subscribe(there.url, ['plan.made']);
    await happen('plan.made');
    await deliver();
    const [row] = await messages(id);
    expect((row?.due_at.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
  });

  test('that answers 410: is disabled at once, its messages are kept, and it is told once to its maker and to ops', async () => {
    const there = await receiver((_, res) => res.writeHead(410).end());
    const id = await subscribe(there.url, ['plan.made']);
    await happen('plan.made');
    await deliver();
    expect(await subscription(id)).toMatchObject({ state: 'disabled', disabled_because: 'gone' });
    await happen('plan.made');
    await deliver();
    expect((await messages(id)).map(({ state }) => state)).toEqual(['failed', 'pending']);
    expect(there.received).toHaveLength(1);
    const log = await database.admin
      .selectFrom('audit_entries')
      .select(['actor_kind', 'params'])
      .where('action', '=', 'webhook.disabled')
      .where('subject_id', '=', id)
      .execute();
    expect(log).toEqual([{ actor_kind: 'engine', params: { because: 'gone' } }]);
    const { tellDisabledWebhooks } = createActivities(engine.deps);
    expect(await run(tellDisabledWebhooks)).toBe(1);
    expect(await run(tellDisabledWebhooks)).toBe(0);
    const mails = (await engine.outbox.list()).filter((mail) => mail.messageId.includes(id));
    const [maker, ops] = [c.stranger.number, c.ops.number].map((number) => number.replace('-', '.'));
    expect(mails.flatMap((mail) => mail.to).sort()).toEqual([`${ops}@demo.example`, `${maker}@demo.example`].sort());
    for (const mail of mails) {
      expect(mail.text).toContain(id);
      expect(mail.text).not.toContain('/events');
    }
  });

  test('that takes nothing for three days: is given up and disabled; one that took something meanwhile is not', async () => {
    let only = '';
    const dead = await receiver((_, res) => res.writeHead(500).end());
    const picky = await receiver((req, res) => res.writeHead(req.headers['webhook-id'] === only ? 500 : 200).end());
    const [deadId, pickyId] = [await subscribe(dead.url, ['plan.made']), await subscribe(picky.url, ['plan.made'])];
    await happen('plan.made');
    await makeDeliveries(database.worker);
    only = (await messages(pickyId))[0]?.id ?? '';
    await deliver();
    await later(71);
    await happen('plan.made');
    await deliver();
    for (const id of [deadId, pickyId])
      expect((await messages(id))[0]).toMatchObject({ state: 'pending', attempts: 2 });
    await later(2);
    // Who fails is asked one message at a time.
    for (let i = 0; i < 2; i += 1) await deliver();
    expect((await messages(deadId))[0]).toMatchObject({ state: 'failed' });
    expect(await subscription(deadId)).toMatchObject({ state: 'disabled', disabled_because: 'dead' });
    expect((await messages(pickyId)).map(({ state }) => state)).toEqual(['failed', 'delivered']);
    expect(await subscription(pickyId)).toMatchObject({ state: 'active' });
  });

  test('that is slow: does not hold up another one', async () => {
    const slow = await receiver(() => {});
    const quick = await receiver();
    const [slowId, quickId] = [await subscribe(slow.url, ['plan.made']), await subscribe(quick.url, ['plan.made'])];
    await happen(...Array.from({ length: 50 }, () => 'plan.made'));
    await run(() =>
      createActivities({
        ...engine.deps,
        webhookSender: webhookSender({ mayBePrivate: true, timeoutMs: 3_000 }),
      }).deliverWebhooks(2_500),
    );
    expect((await messages(quickId)).every(({ state }) => state === 'delivered')).toBe(true);
    expect((await messages(slowId)).filter(({ attempts }) => attempts > 0).length).toBeLessThanOrEqual(4);
  });

  test('that is paused: gets what came meanwhile afterwards; after three days it is given up, after 30 taken away', async () => {
    const there = await receiver();
    const id = await subscribe(there.url, ['plan.made']);
    const be = (state: string) =>
      database.admin.updateTable('webhook_subscriptions').set({ state }).where('id', '=', id).execute();
    await be('paused');
    await happen('plan.made');
    await deliver();
    expect(there.received).toHaveLength(0);
    await be('active');
    await deliver();
    expect(there.received).toHaveLength(1);
    await be('paused');
    await happen('plan.made');
    await deliver();
    await later(73);
    await deliver();
    expect((await messages(id)).map(({ state, error }) => [state, error])).toEqual([
      ['delivered', null],
      ['failed', 'expired'],
    ]);
    await later(30 * 24);
    await deliver();
    expect(await messages(id)).toEqual([]);
  });
});

describe('addresses', () => {
  const answering = (...addresses: string[]) => {
    const asked: string[] = [];
    const resolve = ((host: string, _: unknown, done: (error: null, all: LookupAddress[]) => void) => {
      asked.push(host);
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    }) as unknown as typeof lookup;
    return { asked, resolve };
  };

  test.each([
    ['https://127.0.0.1:PORT/', []],
    ['https://[::1]:PORT/', []],
    ['https://[::ffff:127.0.0.1]:PORT/', []],
    ['https://2130706433:PORT/', []],
    ['https://0x7f.1:PORT/', []],
    ['https://169.254.169.254/latest/meta-data', []],
    ['http://events.example:PORT/', ['8.8.8.8']],
    ['https://events.example:PORT/', ['127.0.0.1']],
    ['https://events.example:PORT/', ['::1']],
    ['https://events.example:PORT/', ['::ffff:10.0.0.1']],
    ['https://events.example:PORT/', ['8.8.8.8', '127.0.0.1']],
  ])('%s, a name that leads to %j: nothing is sent there', async (url, addresses) => {
    const there = await receiver();
    let connections = 0;
    const id = await subscribe(url.replace('PORT', String(there.port)), ['plan.made']);
    await happen('plan.made');
    const { resolve } = answering(...addresses);
    await deliver({ mayBePrivate: false, resolve });
    connections += there.received.length;
    expect(await messages(id)).toMatchObject([{ state: 'pending', error: 'addressRefused', status: null }]);
    expect(connections).toBe(0);
  });

  test('a name that leads elsewhere at the second look: is looked up once, and connected to where it led', async () => {
    const there = await receiver();
    const first = answering('127.0.0.1');
    let looks = 0;
    const resolve = ((...args: Parameters<typeof first.resolve>) => {
      looks += 1;
      return looks === 1 ? first.resolve(...args) : answering('192.0.2.1').resolve(...args);
    }) as typeof lookup;
    const id = await subscribe(`http://rebind.example:${there.port}/events`, ['plan.made']);
    await happen('plan.made');
    await deliver({ resolve });
    expect(looks).toBe(1);
    expect(await messages(id)).toMatchObject([{ state: 'delivered' }]);
    expect(there.received[0]?.headers.host).toBe(`rebind.example:${there.port}`);
  });

  test('a name that is none: is tried again', async () => {
    const id = await subscribe('https://nowhere.invalid/', ['plan.made']);
    await happen('plan.made');
    await deliver({ mayBePrivate: false, timeoutMs: 5_000 });
    expect(await messages(id)).toMatchObject([{ state: 'pending', error: 'unresolved' }]);
  });
});
