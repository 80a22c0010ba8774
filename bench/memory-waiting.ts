import { execFile, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { sql } from 'kysely';
import { SEARCH_ATTRIBUTES } from '../src/contract/names.ts';
import { startSmtpServer, startTemporalDevServer } from '../src/embedded/index.ts';
import { connectTemporal } from '../src/temporal/connection.ts';
import { createGateway } from '../src/temporal/gateway.ts';
import { type TestDatabase, freshDatabase } from '../test/support/database.ts';
import { writeHandover } from '../test/support/engine.ts';
import { TEMPLATE } from '../test/support/template.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { companyWithBook, policyWithoutStop } from './company.ts';
import type { WaitingJob } from './waiting-worker.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';

const TASK_QUEUE = 'waiting';
const STARTS_AT_ONCE = 50;

/** A case waits for most of its life, so what counts is what a waiting one holds. */
export const memoryWaiting: Benchmark = {
  name: 'memory-waiting',
  size: { full: 10_000, quick: 200 },
  pairs: 1,
  what: (size) =>
    `memory of the worker and of the Temporal server together with ${size.toLocaleString('en')} handovers that wait for their approval, all in the worker's cache`,
  baseline:
    'the same number of a bare workflow that waits for a signal, same size of the cache, server and worker new as well',
  unit: 'MB',
  target: 0.8,
  async prepare(servers, size) {
    const adminUrl = await servers.postgres();
    return {
      async ours() {
        const database = await freshDatabase({ adminUrl, template: TEMPLATE });
        try {
          return await settled('handover', size, database, async (client) => {
            const gateway = createGateway(client, TASK_QUEUE);
            const company = await companyWithBook(database, { customers: size, childrenPerCustomer: 1, receivers: 1 });
            const policy = await policyWithoutStop(database);
            const { rows } = await sql<{ id: string }>`
              select id from customers where owner_id = ${company.giver.id} order by id`.execute(database.admin);
            await each(rows, async ({ id }) => {
              const input = await writeHandover(database, company, { policy, customerIds: [id] });
              await gateway.startHandover(input, { orgUnit: 'bench' });
            });
            await until(async () => {
              const waiting = await sql<{ n: number }>`
                select count(*) as n from handovers where waiting_for = 'approval'`.execute(database.admin);
              return waiting.rows[0]?.n === size;
            });
          });
        } finally {
          await database.drop();
        }
      },
      baseline: () =>
        settled('bare', size, undefined, async (client) => {
          const ids = Array.from({ length: size }, () => `bare:${randomUUID()}`);
          await each(ids, async (workflowId) => {
            await client.workflow.start('bare', { taskQueue: TASK_QUEUE, workflowId });
          });
        }),
      async close() {},
    };
  },
};

/** A server and a worker of their own, and what they hold when all is quiet. */
async function settled(
  of: WaitingJob['of'],
  size: number,
  database: TestDatabase | undefined,
  fill: (client: Client) => Promise<void>,
): Promise<Run> {
  const home = await mkdtemp(join(tmpdir(), 'handover-bench-waiting-'));
  const server = await startTemporalDevServer({ searchAttributes: SEARCH_ATTRIBUTES });
  const smtp = await startSmtpServer(join(home, 'outbox'));
  const worker = fork(join(import.meta.dirname, 'waiting-worker.ts'), {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(worker, 'exit');
  const client = await connectTemporal({ address: server.address });
  /** Asks the worker and waits for its answer. */
  const ask = async (message: unknown): Promise<unknown> => {
    worker.send(message as object);
    return Promise.race([
      once(worker, 'message').then(([answer]) => answer as unknown),
      ended.then(([code]) => Promise.reject(new Error(`the worker ended with ${String(code)}`))),
    ]);
  };
  try {
    await ask({
      of,
      address: server.address,
      taskQueue: TASK_QUEUE,
      cached: Math.max(10_000, size),
      databaseUrl: database?.urls.worker ?? '',
      smtpUrl: smtp.url,
      home,
    } satisfies WaitingJob);
    await fill(client);
    await until(async () => ((await ask('cached')) as number) >= size);
    const workerMb = (await ask('memory')) as number;
    const serverMb = await rssMb(server.pid);
    return {
      value: workerMb + serverMb,
      detail: `worker ${workerMb.toFixed(0)} MB, server ${serverMb.toFixed(0)} MB`,
    };
  } finally {
    worker.send('stop');
    await ended;
    await client.connection.close();
    await smtp.stop();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function each<T>(all: T[], start: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  await Promise.all(
    Array.from({ length: STARTS_AT_ONCE }, async () => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) await start(one);
    }),
  );
}

/** Bounded by half an hour: ten thousand cases are a few hundred thousand events. */
async function until(true_: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 3_600; tries += 1) {
    if (await true_()) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the cases never all waited');
}

async function rssMb(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) / 1024;
}
