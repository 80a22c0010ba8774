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
import { type Outbox, startPostgres, startSmtpServer, startTemporalDevServer } from '../../src/embedded/index.ts';
import { tail } from '../../src/embedded/kept.ts';
import { freePort } from '../../src/embedded/ports.ts';
import { connectTemporal } from '../../src/temporal/connection.ts';
import { TEMPLATE, TEST_PASSWORDS, makeTemplate } from '../support/template.ts';
import type { Message } from './ask.ts';
import type { PROGRAMS, Reached, Target } from './points.ts';

type ProgramName = (typeof PROGRAMS)[number];

/** Told of every point that a program reaches, and by which process; `goOn` lets it go on. */
export type Listener = (reached: Reached, goOn: () => void, from: ChildProcess) => void;

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
  /** SIGSTOP for a worker beside which another is then at work. @returns what lets the stopped one go on */
  suspendWorker(stopped: ChildProcess): Promise<() => void>;
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
  /** a second worker, once one was suspended */
  let beside: ChildProcess | undefined;
  const world: World = {
    url: `http://127.0.0.1:${apiPort}`,
    client: await connectTemporal({ address: temporal.address }),
    admin,
    outbox: smtp.outbox,
    listener: (_, goOn) => goOn(),
    async kill(target) {
      if (target === 'worker' || target === 'api') {
        await Promise.all([programs[target], target === 'worker' ? beside : undefined].map(stopProgram));
        if (target === 'worker') beside = undefined;
        return;
      }
      const { pid, exited } = servers[target];
      process.kill(pid, 'SIGKILL');
      await exited;
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
    async suspendWorker(stopped) {
      stopped.kill('SIGSTOP');
      if (stopped === programs.worker) [programs.worker, beside] = [beside ?? (await startProgram('worker')), stopped];
      return () => void stopped.kill('SIGCONT');
    },
    async stop() {
      await Promise.all([beside, ...Object.values(programs)].map(stopProgram));
      await world.client.connection.close();
      await admin.destroy();
      await Promise.all([servers.temporal.stop(), servers.postgres.stop(), smtp.stop()]);
      // For root the cluster lies elsewhere, where the server's user can reach it.
      for (const folder of [home, postgres.dataDir]) await rm(folder, { recursive: true, force: true });
    },
  };

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
        else world.listener(message.reached, () => child.connected && child.send(message.id), child);
      });
      child.once('exit', (code, signal) => reject(new Error(`${name} ended with ${signal ?? code}: ${tail(logFile)}`)));
    });
    return child;
  }

  await Promise.all([world.start('worker'), world.start('api')]);
  return world;
}

async function stopProgram(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
