import { type ChildProcess, fork } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { inject } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../src/contract/names.ts';
import { type Database, connect } from '../../src/db/connect.ts';
import { API, WORKER, urlFor } from '../../src/db/roles.ts';
import {
  type EmbeddedPostgres,
  type EmbeddedTemporal,
  type Outbox,
  startPostgres,
  startSmtpServer,
  startTemporalDevServer,
} from '../../src/embedded/index.ts';
import { tail } from '../../src/embedded/kept.ts';
import { freePort } from '../../src/embedded/ports.ts';
import { connectTemporal } from '../../src/temporal/connection.ts';
import { TEMPLATE, TEST_PASSWORDS, makeTemplate } from '../support/template.ts';
import type { Message } from './ask.ts';
import type { PROGRAMS, Reached, Target } from './points.ts';

type ProgramName = (typeof PROGRAMS)[number];

/** Told of every point that a program reaches; `goOn` lets it go on. */
export type Listener = (reached: Reached, goOn: () => void) => void;

/** The production shape on one machine, each part a process of its own that can be killed and started again on its data and port. */
export interface World {
  url: string;
  client: Client;
  /** superuser: sees what is really there */
  admin: Database;
  /** of a mail server that stays up */
  outbox: Outbox;
  listener: Listener;
  /** kill -9 */
  kill(target: Target): Promise<void>;
  start(target: Target): Promise<void>;
  /** SIGSTOP for the worker, which another then replaces. @returns what lets the old one go on beside it */
  suspendWorker(): Promise<() => void>;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'handover-faults-'));
  await writeFile(join(home, 'bundle.js'), inject('workflowBundle'));
  await mkdir(join(home, 'outbox'));
  const smtp = await startSmtpServer(join(home, 'outbox'));
  const servers = {
    postgres: await startPostgres({ dataDir: join(home, 'postgres'), settings: { max_connections: '250' } }),
    temporal: await startTemporalDevServer({ dataDir: join(home, 'temporal'), searchAttributes: SEARCH_ATTRIBUTES }),
  };
  const { postgres, temporal } = servers;
  const [temporalPort, apiPort] = [Number(temporal.address.split(':')[1]), await freePort()];
  await makeTemplate(postgres.adminUrl);
  const databaseUrl = (role: typeof API | typeof WORKER) =>
    urlFor(postgres.adminUrl, TEMPLATE, role, TEST_PASSWORDS[role]);
  const adminUrl = new URL(postgres.adminUrl);
  adminUrl.pathname = `/${TEMPLATE}`;
  const admin = connect(adminUrl.href);

  const env = {
    ...process.env,
    NODE_ENV: 'test',
    TEMPORAL_ADDRESS: temporal.address,
    HANDOVER_PORT: String(apiPort),
    HANDOVER_SMTP_URL: smtp.url,
    HANDOVER_DATA_DIR: home,
    HANDOVER_MAIL_FROM: 'handover@demo.example',
    HANDOVER_LOG_LEVEL: 'warn',
  };
  const programs: Partial<Record<ProgramName, ChildProcess>> = {};
  const suspended: ChildProcess[] = [];
  const world: World = {
    url: `http://127.0.0.1:${apiPort}`,
    client: await connectTemporal({ address: temporal.address }),
    admin,
    outbox: smtp.outbox,
    listener: (_, goOn) => goOn(),
    async kill(target) {
      const ended = target === 'worker' || target === 'api' ? endOf(programs[target]) : servers[target].exited;
      process.kill(pidOf(target), 'SIGKILL');
      await ended;
    },
    async start(target) {
      if (target === 'postgres')
        servers.postgres = await startPostgres({
          dataDir: join(home, 'postgres'),
          port: postgres.port,
          settings: { max_connections: '250' },
        });
      else if (target === 'temporal')
        servers.temporal = await startTemporalDevServer({
          dataDir: join(home, 'temporal'),
          port: temporalPort,
          searchAttributes: SEARCH_ATTRIBUTES,
        });
      else programs[target] = await startProgram(target);
    },
    async suspendWorker() {
      const old = programs.worker;
      if (old === undefined) throw new Error('worker does not run');
      old.kill('SIGSTOP');
      suspended.push(old);
      programs.worker = await startProgram('worker');
      return () => void old.kill('SIGCONT');
    },
    async stop() {
      await Promise.all([...suspended, ...Object.values(programs)].map(stopProgram));
      await world.client.connection.close();
      await admin.destroy();
      await Promise.all([servers.temporal.stop(), servers.postgres.stop(), smtp.stop()]);
      await rm(home, { recursive: true, force: true });
    },
  };

  function pidOf(target: Target): number {
    const { pid } = target === 'worker' || target === 'api' ? (programs[target] ?? {}) : serverOf(target);
    if (pid === undefined) throw new Error(`${target} does not run`);
    return pid;
  }
  const serverOf = (target: 'postgres' | 'temporal'): EmbeddedPostgres | EmbeddedTemporal => servers[target];

  async function startProgram(name: ProgramName): Promise<ChildProcess> {
    const logFile = join(home, `${name}.log`);
    const log = openSync(logFile, 'a');
    const child = fork(join(import.meta.dirname, `${name}.ts`), {
      execArgv: ['--import', 'tsx'],
      env: { ...env, HANDOVER_DATABASE_URL: databaseUrl(name === 'api' ? API : WORKER) },
      stdio: ['ignore', log, log, 'ipc'],
    });
    await new Promise<void>((resolve, reject) => {
      child.on('message', (message: Message) => {
        if ('ready' in message) resolve();
        else world.listener(message.reached, () => child.connected && child.send(message.id));
      });
      child.once('exit', (code, signal) => reject(new Error(`${name} ended with ${signal ?? code}: ${tail(logFile)}`)));
    });
    return child;
  }

  await Promise.all([world.start('worker'), world.start('api')]);
  return world;
}

function endOf(child: ChildProcess | undefined): Promise<unknown> {
  return new Promise((resolve) => child?.once('exit', resolve));
}

async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = endOf(child);
  child.kill('SIGKILL');
  await ended;
}
