import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, connect, withPerson } from '../../src/db/connect.ts';
import { handover } from '../cli/cli.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { writeHandover } from '../support/engine.ts';
import { type TestApi, startTestApi } from './api.ts';

const REQUESTS = process.env.HANDOVER_TEST_LONG === '1' ? 10_000 : 1_000;
const AT_ONCE = 50;

let database: TestDatabase;
let apis: [TestApi, TestApi];
let second: Database;
let c: Company;
let handoverId: string;
beforeAll(async () => {
  database = await freshDatabase();
  second = connect(database.urls.api);
  apis = [
    await startTestApi({ db: database.api, gateway: gatewayAway }),
    await startTestApi({ db: second, gateway: gatewayAway }),
  ];
});
beforeEach(async () => {
  c = await makeCompany(database.admin, { customers: 3, receivers: 1 });
  ({ handoverId } = await writeHandover(database, c));
  await database.admin
    .updateTable('handovers')
    .set({ state: 'running', step: 'signOff' })
    .where('id', '=', handoverId)
    .execute();
});
afterAll(async () => {
  await Promise.all((apis ?? []).map((api) => api.stop()));
  await second?.destroy();
  await database?.drop();
});

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
/** A request by hand: what arrives counts from its first byte on. */
function get(
  url: string,
  path: string,
  token: string,
  seen: (status: number) => unknown,
  bytes = () => {},
): Promise<void> {
  return new Promise((resolve) => {
    const sent = request(`${url}/api/v1/${path}`, { agent, headers: { authorization: `Bearer ${token}` } });
    sent.on('response', (response: IncomingMessage) => {
      const status = response.statusCode ?? 0;
      seen(status);
      response
        .on('data', () => (status < 400 ? bytes() : undefined))
        .on('error', () => resolve())
        .on('close', () => resolve());
    });
    sent.on('error', () => resolve());
    sent.end();
  });
}
function signal() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
/** What had arrived in this process before, has been handed out after this. */
async function drained(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await turn();
}
const freeze = (person = c.giver, by = c.hr, api = apis[0]) =>
  api.post(by, `employees/${person.id}/freeze`, { reason: '数据泄露嫌疑' });

test(`a freeze, amid ${REQUESTS} requests and open streams at two APIs: nothing is served after its answer`, async () => {
  const [here = '', there = ''] = await Promise.all(apis.map((api) => api.tokenFor(c.giver.number)));
  let answered = false;
  const after: number[] = [];
  const counts = { served: 0, refused: 0 };
  const seen = (status: number) => {
    if (status < 400) {
      counts.served += 1;
      if (answered) after.push(status);
    } else counts.refused += 1;
  };
  const bytes = () => {
    if (answered) after.push(0);
  };
  const streams = [
    get(apis[0].url, `handovers/${handoverId}/events`, here, seen, bytes),
    get(apis[1].url, `handovers/${handoverId}/events`, there, seen, bytes),
  ];
  let sent = 0;
  let frozen: Promise<void> | undefined;
  const paths = ['me', 'customers', `handovers/${handoverId}`, `handovers/${handoverId}/timeline`, 'employees'];
  const client = async () => {
    while (sent < REQUESTS) {
      const n = (sent += 1);
      if (n === REQUESTS / 2)
        frozen = freeze().then(async ({ status }) => {
          expect(status).toBe(200);
          await drained();
          answered = true;
        });
      await get(apis[n % 2]?.url ?? '', paths[n % paths.length] ?? 'me', n % 2 ? there : here, seen, bytes);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  await frozen;
  // Streams end by themselves: they were torn down.
  await Promise.all(streams);
  expect(after).toEqual([]);
  expect(counts.served).toBeGreaterThan(REQUESTS / 4);
  expect(counts.refused).toBeGreaterThan(0);
  for (const api of apis) expect(await api.get(c.giver, 'me')).toMatchObject({ status: 403, body: { code: 'frozen' } });
}, 600_000);

test('a freeze, while a slow request is under way at another API: its answer never arrives', async () => {
  const token = await apis[1].tokenFor(c.giver.number);
  let arrived = 0;
  // The request waits for this table, in the middle of its transaction.
  const held = await database.admin.startTransaction().execute();
  await sql`lock table handovers in access exclusive mode`.execute(held);
  const slow = fetch(`${apis[1].url}/api/v1/handovers/${handoverId}`, {
    headers: { authorization: `Bearer ${token}` },
  }).then(
    () => (arrived += 1),
    () => 'torn down',
  );
  await waiting(database.admin);
  const done = freeze();
  expect(await slow).toBe('torn down');
  await held.commit().execute();
  expect((await done).status).toBe(200);
  expect(arrived).toBe(0);
});

/** Until a statement of the API waits for a lock. */
async function waiting(admin: Database): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select 1 from pg_locks l join pg_class k on k.oid = l.relation where not granted and relname = 'handovers'
       and database = (select oid from pg_database where datname = current_database())`.execute(admin);
    if (rows.length > 0) return;
  }
}

test('a freeze, while a transaction in the person’s name does not end: ends it by force', async () => {
  let go = () => {};
  const begun = signal();
  const long = withPerson(database.api, c.giver.id, async () => {
    begun.resolve();
    await new Promise<void>((resolve) => (go = resolve));
  });
  await begun.promise;
  expect((await freeze()).status).toBe(200);
  go();
  await expect(long).rejects.toThrow();
});

test('a frozen person’s one-time tokens: are used up, also when the freeze is lifted', async () => {
  const digest = Buffer.from(c.giver.id.replaceAll('-', '').repeat(2), 'hex');
  await database.admin
    .insertInto('sign_off_tokens')
    .values({
      digest,
      handover_id: handoverId,
      round: 1,
      person_id: c.giver.id,
      plan_hash: digest,
      expires_at: new Date('2999-01-01'),
    })
    .execute();
  await freeze();
  expect((await apis[1].ask('POST', `employees/${c.giver.id}/unfreeze`, undefined, { as: c.hr })).status).toBe(200);
  const token = await database.admin
    .selectFrom('sign_off_tokens')
    .select('used_at')
    .where('digest', '=', digest)
    .executeTakeFirstOrThrow();
  expect(token.used_at).not.toBeNull();
  expect((await apis[0].get(c.giver, 'me')).status).toBe(200);
});

test('a freeze by the manager above: counts; by anybody else or of oneself: is refused', async () => {
  expect(await freeze(c.giver, c.stranger)).toMatchObject({ status: 403, body: { code: 'notForYou' } });
  expect(await freeze(c.supervisor, c.giver)).toMatchObject({ status: 403, body: { code: 'notForYou' } });
  expect(await freeze(c.hr, c.hr)).toMatchObject({ status: 422, body: { code: 'freezeOneself' } });
  const first = await freeze(c.giver, c.supervisor);
  expect(first).toMatchObject({ status: 200, body: { personId: c.giver.id, liftedAt: null } });
  expect((await freeze(c.giver, c.hr)).body.id).toBe(first.body.id);
  // Whoever may freeze somebody sees that they are frozen; everybody else sees neither.
  const seen = async (by: { number: string }) => (await apis[0].get(by, `employees/${c.giver.id}`)).body;
  const frozen = { reason: '数据泄露嫌疑', since: expect.any(String) };
  expect(await seen(c.supervisor)).toMatchObject({ mayFreeze: true, frozen });
  expect(await seen(c.auditor)).toMatchObject({ mayFreeze: false, frozen });
  expect(await seen(c.stranger)).toMatchObject({ mayFreeze: false, frozen: null });
  expect(await apis[0].ask('POST', `employees/${c.giver.id}/unfreeze`, undefined, { as: c.supervisor })).toMatchObject({
    status: 403,
    body: { code: 'notForYou' },
  });
  expect(await apis[0].ask('POST', 'demo/token', { employeeNumber: c.giver.number })).toMatchObject({
    status: 403,
    body: { code: 'frozen' },
  });
});

test('the command line: freezes and unfreezes by employee number', async () => {
  const env = { HANDOVER_URL: apis[0].url, HANDOVER_TOKEN: await apis[0].tokenFor(c.hr.number) };
  expect(await handover(['freeze', c.giver.number, '--reason', '离职风险'], env)).toMatchObject({ code: 0 });
  expect((await apis[1].ask('POST', 'demo/token', { employeeNumber: c.giver.number })).body.code).toBe('frozen');
  expect(await handover(['unfreeze', c.giver.number], env)).toMatchObject({ code: 0 });
  expect((await apis[1].get(c.giver, 'me')).status).toBe(200);
  const unknown = await handover(['unfreeze', 'nobody'], env);
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('nobody')]);
});

test('the connection that holds the locks, broken: what is under way is dropped, what comes next is served', async () => {
  const token = await apis[0].tokenFor(c.giver.number);
  const bytes = signal();
  const ended = get(apis[0].url, `handovers/${handoverId}/events`, token, () => bytes.resolve());
  await bytes.promise;
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'select pg_try_advisory%'`.execute(
    database.admin,
  );
  await ended;
  expect((await apis[0].get(c.giver, 'me')).status).toBe(200);
});

test('an API process of its own, with a stream open: is cut off too, and one that is killed holds nothing up', async () => {
  const home = await mkdtemp(join(tmpdir(), 'handover-freeze-'));
  const children: ChildProcess[] = [];
  try {
    const start = async () => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', fileURLToPath(new URL('../support/api-process.ts', import.meta.url))],
        {
          env: { ...process.env, TEST_DATABASE_URL: database.urls.api, TEST_HOME: home },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      children.push(child);
      for await (const line of createInterface({ input: child.stdout })) return { child, url: line };
      throw new Error('the process ended');
    };
    const [one, two] = [await start(), await start()];
    const tokenAt = async (url: string) => {
      const answer = await fetch(`${url}/api/v1/demo/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ employeeNumber: c.giver.number }),
      });
      return ((await answer.json()) as { token: string }).token;
    };
    const opened = signal();
    let answered = false;
    let after = 0;
    const stream = get(
      one.url,
      `handovers/${handoverId}/events`,
      await tokenAt(one.url),
      () => opened.resolve(),
      () => (after += answered ? 1 : 0),
    );
    await opened.promise;
    let status = 0;
    await get(two.url, 'me', await tokenAt(two.url), (told) => (status = told));
    expect(status).toBe(200);
    two.child.kill('SIGKILL');
    await once(two.child, 'exit');
    expect((await freeze()).status).toBe(200);
    await drained();
    answered = true;
    await stream;
    expect(after).toBe(0);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  }
});
