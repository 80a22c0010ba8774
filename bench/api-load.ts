import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { connectTemporal } from '../src/temporal/connection.ts';
import { type Company, makeCompany } from '../test/support/company.ts';
import { type TestDatabase, freshDatabase } from '../test/support/database.ts';
import { writeHandover } from '../test/support/engine.ts';
import { TEMPLATE } from '../test/support/template.ts';
import { type ApiProcess, type ServerProcess, startApiProcess, startServerProcess } from './api-process.ts';
import type { Benchmark, Run, Sides } from './benchmark.ts';
import { startLoad } from './load-process.ts';
import type { LoadDone, LoadJob } from './load.ts';
import { quantile } from './measure.ts';
import { oncePerRun } from './once-per-run.ts';
import type { Servers } from './servers.ts';
import { closePools } from './signed-book.ts';

/** As a share of the most that it can serve. */
const LOAD = 0.7;
const RAMP = [4, 8, 16, 32];
const SECONDS = { full: 15, quick: 4 };
const LIST = 20;
const ACCEPTED_A_SECOND = 20;
const SIZE = { full: 200, quick: 50 };

const READS = 'list, open and "me" in turn';
const BARE = 'a bare Express handler with the same statements by the same driver';

/** What the conventions of the API cost, beside what Express and PostgreSQL cost anyway. */
export const apiLoad: Benchmark[] = [
  {
    name: 'api-load-p99',
    size: SIZE,
    what: (size) =>
      `99th percentile of ${READS} among ${size} handovers, in an open loop at ${LOAD * 100} % of the capacity`,
    baseline: `${BARE}, asked as often`,
    unit: 'ms',
    target: 1 / 2.5,
    async prepare(servers, size) {
      const both = await readers(servers, size);
      const seconds = secondsOf(size);
      await warm(both);
      const perSecond = LOAD * (await capacity(both.ours, both.calls, seconds));
      const paced = async ({ url }: ServerProcess) =>
        p99Of(await startLoad({ url, calls: both.calls, pace: { perSecond }, seconds, untilStopped: false }).done);
      return { ours: () => paced(both.ours), baseline: () => paced(both.bare), close: both.close };
    },
  },
  {
    name: 'api-load-throughput',
    size: SIZE,
    what: (size) => `time for each of ${READS} among ${size} handovers, as many at once as it serves best`,
    baseline: BARE,
    unit: 'ms',
    target: 0.6,
    async prepare(servers, size) {
      const both = await readers(servers, size);
      await warm(both);
      const most = async (server: ServerProcess): Promise<Run> => {
        const perSecond = await capacity(server, both.calls, secondsOf(size));
        return { value: 1000 / perSecond, detail: `${perSecond.toFixed(0)} a second` };
      };
      return { ours: () => most(both.ours), baseline: () => most(both.bare), close: both.close };
    },
  },
  {
    name: 'api-accept',
    size: { full: 300, quick: 60 },
    what: (size) => `99th percentile of POST /handovers to its 202, ${size} of them, ${ACCEPTED_A_SECOND} a second`,
    baseline: 'an empty start of a workflow at the same Temporal server, as often',
    unit: 'ms',
    target: 1 / 3,
    prepare: accepting,
  },
];

const secondsOf = (size: number) => (size === SIZE.full ? SECONDS.full : SECONDS.quick);

interface Both {
  ours: ApiProcess;
  bare: ServerProcess;
  calls: LoadJob['calls'];
  close(): Promise<void>;
}

/** The API and the bare handler, on one database in which HR sees `size` handovers. */
async function readers(servers: Servers, size: number): Promise<Both> {
  const { database, hr, ids } = await manyCases(servers, size);
  const { temporalAddress } = await servers.temporal();
  const ours = await startApiProcess(database.urls.api, temporalAddress);
  const bare = await startServerProcess(join(import.meta.dirname, 'bare-api.ts'), {
    BARE_DATABASE_URL: database.urls.api,
    BARE_PERSON_ID: hr.id,
  });
  const token = await ours.token(hr.number);
  const calls = ids.flatMap((id) =>
    [`handovers?limit=${LIST}`, `handovers/${id}`, 'me'].map((path) => ({ path: `/api/v1/${path}`, token })),
  );
  return {
    ours,
    bare,
    calls,
    async close() {
      await ours.stop();
      await bare.stop();
    },
  };
}

/** Shared by both benchmarks; the database goes with its server. */
const manyCases = oncePerRun(async (servers: Servers, size: number) => {
  const database = await freshDatabase({ adminUrl: await servers.postgres(), template: TEMPLATE });
  const ids: string[] = [];
  let hr: Company['hr'] | undefined;
  for (let i = 0; i < size; i += 1) {
    const company = await makeCompany(database.admin, { customers: 1, receivers: 2 });
    hr ??= company.hr;
    const { handoverId } = await writeHandover(database, company);
    ids.push(handoverId);
  }
  if (!hr) throw new Error('nobody reads');
  // Where cases stand most of the time; of one that starts the workflow itself would be asked.
  await sql`update handovers set state = 'running', step = 'plan', waiting_for = 'approval'`.execute(database.admin);
  await sql`vacuum (analyze)`.execute(database.admin);
  await closePools(database);
  return { database, hr, ids };
});

/** Code is compiled and connections are open before anything counts. */
async function warm({ ours, bare, calls }: Both): Promise<void> {
  for (const { url } of [bare, ours, bare, ours])
    await startLoad({ url, calls, pace: { atOnce: 8 }, seconds: 1.5, untilStopped: false }).done;
}

/** The most that a server serves in a second, by asking it with more and more at once. */
async function capacity({ url }: ServerProcess, calls: LoadJob['calls'], seconds: number): Promise<number> {
  let most = 0;
  for (const atOnce of RAMP) {
    const job = { url, calls, pace: { atOnce }, seconds: seconds / RAMP.length, untilStopped: false };
    const done = await startLoad(job).done;
    mustBeWhole(done);
    most = Math.max(most, done.tookMs.length / done.seconds);
  }
  return most;
}

function p99Of(done: LoadDone): Run {
  mustBeWhole(done);
  const { tookMs, seconds } = done;
  return {
    value: quantile(tookMs, 0.99),
    detail: `median ${quantile(tookMs, 0.5).toFixed(2)} ms, ${tookMs.length} calls, ${(tookMs.length / seconds).toFixed(0)} a second`,
  };
}

function mustBeWhole({ failed }: LoadDone): void {
  if (failed > 0) throw new Error(`${failed} calls were not answered as they should`);
}

/** Nobody works on what is started: the server does no more than take it, on either side. */
async function accepting(servers: Servers, size: number): Promise<Sides> {
  const database = await freshDatabase({ adminUrl: await servers.postgres(), template: TEMPLATE });
  const { temporalAddress } = await servers.temporal();
  const api = await startApiProcess(database.urls.api, temporalAddress);
  const client = await connectTemporal({ address: temporalAddress });
  const company = await makeCompany(database.admin, { customers: 1, receivers: 1 });
  const token = await api.token(company.hr.number);
  const ours = async () => {
    const calls = (await givers(database, company, size)).map((giver) => ({
      path: '/api/v1/handovers',
      token,
      body: {
        kind: 'departure',
        reason: '离职',
        giver,
        receivers: company.receivers.map(({ number }) => number),
        assignment: 'fixed',
        scope: 'book',
      },
    }));
    const pace = { perSecond: ACCEPTED_A_SECOND };
    return p99Of(await startLoad({ url: api.url, calls, pace, seconds: 3_600, untilStopped: false }).done);
  };
  const baseline = async () => {
    const taskQueue = `nobody-${randomUUID()}`;
    const started = performance.now();
    const starts = Array.from({ length: size }, async (_, i) => {
      const due = started + (i * 1000) / ACCEPTED_A_SECOND;
      await pause(Math.max(due - performance.now(), 0));
      await client.workflow.start('nothing', { taskQueue, workflowId: randomUUID(), args: [] });
      return performance.now() - due;
    });
    const tookMs = await Promise.all(starts);
    return p99Of({ tookMs, failed: 0, seconds: (performance.now() - started) / 1000 });
  };
  // Whatever both sides do for the first time.
  await baseline();
  await ours();
  // What PostgreSQL does by itself where it is not told to keep still.
  await sql`vacuum (analyze)`.execute(database.admin);
  return {
    ours,
    baseline,
    async close() {
      await api.stop();
      await client.connection.close();
      await database.drop();
    },
  };
}

/** As many people as that, each with a customer and nobody's giver yet. @returns their numbers */
async function givers({ admin }: TestDatabase, { supervisor }: Company, count: number): Promise<string[]> {
  const tag = randomUUID().slice(0, 8);
  const { rows } = await sql<{ number: string }>`
    with made as (
      insert into employees (number, name, email, manager_id, roles)
      select 'A-' || ${tag} || '-' || i, '经理', 'a-' || ${tag} || '-' || i || '@bench.example', ${supervisor.id}, '{account_manager}'
        from generate_series(1, ${count}::int) i returning id, number), books as (
      insert into customers (name, owner_id, annual_value, industry) select 'A ' || number, id, 10000, 'retail' from made)
    select number from made`.execute(admin);
  return rows.map(({ number }) => number);
}
