import { Agent, request } from 'node:http';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { clientBeside } from '../../src/db/connect.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { audit } from '../../src/db/writes/standing.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let handoverId: string;
const streams: AbortController[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  c = await makeCompany(database.admin, { receivers: 1, customers: 1 });
  ({ handoverId } = await writeHandover(database, c));
  await database.admin.updateTable('handovers').set({ state: 'running' }).where('id', '=', handoverId).execute();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.abort();
  vi.restoreAllMocks();
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

interface Event {
  id: string;
  entryId: string;
}
/** Follows the case; what has come is in the list. */
async function follow(lastEventId?: string, person = c.supervisor): Promise<Event[]> {
  const stop = new AbortController();
  streams.push(stop);
  const headers = {
    authorization: `Bearer ${await api.tokenFor(person.number)}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const response = await fetch(`${api.url}/api/v1/handovers/${handoverId}/events`, { headers, signal: stop.signal });
  expect(response.status).toBe(200);
  const events: Event[] = [];
  const read = async () => {
    let rest = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = `${rest}${chunk}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id = '', data = ''] = /^id: (.*)\nevent: .*\ndata: (.*)$/.exec(block) ?? [];
        if (id !== '') events.push({ id, entryId: (JSON.parse(data) as { id: string }).id });
      }
    }
  };
  read().catch(() => {});
  return events;
}
const write = () => database.worker.transaction().execute((tx) => audit(tx, { action: 'checkIn.asked', handoverId }));
const ids = (events: Event[]) => events.map(({ entryId }) => Number(entryId)).sort((a, b) => a - b);
const written = async () => {
  const rows = await database.admin
    .selectFrom('audit_entries')
    .select('id')
    .where('handover_id', '=', handoverId)
    .execute();
  return rows.map(({ id }) => id).sort((a, b) => a - b);
};
const have = (events: Event[], wanted: number[]) => expect.poll(() => ids(events), { timeout: 30_000 }).toEqual(wanted);

test('an entry whose transaction commits after later ones: comes too, and to who resumes at any event once', async () => {
  await write();
  const events = await follow();
  await have(events, await written());
  let commit = () => {};
  const open = new Promise<void>((resolve) => (commit = resolve));
  let begun = () => {};
  const early = new Promise<void>((resolve) => (begun = resolve));
  const slow = database.worker.transaction().execute(async (tx) => {
    await audit(tx, { action: 'checkIn.asked', handoverId });
    begun();
    await open;
  });
  await early;
  await write();
  await write();
  await have(events, await written());
  const resumed = await follow(events.at(-1)?.id);
  commit();
  await slow;
  const all = await written();
  await have(events, all);
  const late = events.at(-1)?.entryId;
  expect(Number(late)).toBeLessThan(all.at(-1) ?? 0);
  await have(resumed, [Number(late)]);
  for (let i = 0; i < events.length; i += 1) await have(await follow(events[i]?.id), ids(events.slice(i + 1)));
});

test('the number of an entry, as the list of entries gives it: is resumed from too', async () => {
  await write();
  await write();
  const all = await written();
  await have(await follow(String(all.at(-2))), all.slice(-1));
});

test('asked for its head alone: ends there, and the connection answers what comes next', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const authorization = `Bearer ${await api.tokenFor(c.supervisor.number)}`;
  const ask = (method: string, path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${api.url}/api/v1/${path}`, { method, agent, headers: { authorization } }, (res) => {
        res.resume().once('end', () => resolve(res.statusCode));
      });
      sent.once('error', reject).end();
    });
  expect(await ask('HEAD', `handovers/${handoverId}/events`)).toBe(200);
  expect(await ask('GET', 'me')).toBe(200);
  agent.destroy();
});

test('three hundred readers of one case: one connection listens, quiet ones read nothing, and all get what comes', async () => {
  const all = await Promise.all(Array.from({ length: 300 }, () => follow()));
  const before = await written();
  for (const events of all) await have(events, before);
  const reads = vi.spyOn(database.api, 'transaction');
  // Two looks of the process.
  await new Promise((resolve) => setTimeout(resolve, 2_200));
  expect(reads).not.toHaveBeenCalled();
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from pg_stat_activity where datname = ${database.name} and query like '%cases_since%' and pid <> pg_backend_pid()`.execute(
    database.admin,
  );
  expect(rows[0]?.n).toBe(1);
  await write();
  const after = await written();
  for (const events of all) await have(events, after);
});

test('one entry after another, with no sealer that notifies: each comes', async () => {
  const events = await follow();
  for (let i = 0; i < 4; i += 1) {
    await write();
    await have(events, await written());
  }
});

test('the connection that listens, when it breaks: is made anew, and nothing is missed', async () => {
  const events = await follow();
  await have(events, await written());
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database.name} and query like '%cases_since%' and pid <> pg_backend_pid()`.execute(
    database.admin,
  );
  await write();
  await expect.poll(() => ids(events), { timeout: 30_000 }).toEqual(await written());
});

test('the sealer: notifies of the cases whose entries it has sealed, each once', async () => {
  const client = clientBeside(database.api);
  await client.connect();
  const heard: string[] = [];
  client.on('notification', ({ payload = '' }) => heard.push(payload));
  await client.query('listen handover_events');
  while (await seal(database.worker, () => Promise.resolve('x')));
  heard.length = 0;
  await write();
  await write();
  await seal(database.worker, () => Promise.resolve('x'));
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual([handoverId]);
  await client.end();
});
