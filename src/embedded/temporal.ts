import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Connection } from '@temporalio/client';
import { EmbeddedError, type Say, reason, stage } from './errors.ts';
import { type AttributeTypes, addMissing } from '../temporal/search-attributes.ts';
import { ensureDataDir } from './folders.ts';
import { type Kept, keep, tail } from './kept.ts';
import { freePort, listening, preferredPort, until } from './ports.ts';
import { end, processOf } from './processes.ts';
import { sentences } from './sentences.ts';
import { temporalCli, temporalTestServer } from './temporal-binaries.ts';

export interface EmbeddedTemporal {
  address: string;
  /** absent when started without its UI */
  uiUrl?: string;
  /** of the server itself */
  pid: number;
  /** resolves when the server ended, asked or not, with how it ended and the last lines of its log */
  exited: Promise<string>;
  stop(): Promise<void>;
}

export interface DevServerOptions {
  /** absent: in memory */
  dataDir?: string;
  /** 0 or absent: from the system */
  port?: number;
  /** preferred port of the UI; false: no UI */
  uiPort?: number | false;
  searchAttributes: AttributeTypes;
  say?: Say;
}

/** One partition and eager activities: a single machine needs no spreading, and every step is faster (measured). */
const TUNING = [
  'system.enableActivityEagerExecution=true',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
];

/**
 * Brings up Temporal's development server, with its UI when a port for that is given; ready when its namespace `default` knows
 * the search attributes. The caller holds the folder (lockDataDir): a server that still runs on it counts as left over and is stopped.
 * @throws EmbeddedError
 */
export async function startTemporalDevServer({
  dataDir,
  port = 0,
  uiPort = false,
  searchAttributes,
  say = () => {},
}: DevServerOptions): Promise<EmbeddedTemporal> {
  const command = await temporalCli(say);
  const place = await placeFor(dataDir);
  const database = join(place.folder, 'temporal.db');
  const pidFile = join(place.folder, 'temporal.pid');
  await endLeftover(pidFile, database, say);
  return stage(say, 'Temporal', async () => {
    let ui: number | undefined;
    const server = await started('Temporal', place, port, {
      command,
      args: async (at) => {
        ui = uiPort === false ? undefined : await preferredPort(uiPort);
        const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', at, '--log-level', 'error'];
        args.push(...(ui === undefined ? ['--headless'] : ['--ui-port', String(ui)]));
        if (!place.temporary) args.push('--db-filename', database);
        for (const [name, type] of Object.entries(searchAttributes)) args.push('--search-attribute', `${name}=${type}`);
        return [...args, ...TUNING.flatMap((one) => ['--dynamic-config-value', one])];
      },
      // The command line's attributes only reach a new database; one from an earlier version is brought up to date here.
      check: (connection) => addMissing(connection, 'default', searchAttributes),
    });
    await writeFile(pidFile, String(server.pid));
    return { ...server, ...(ui === undefined ? {} : { uiUrl: `http://127.0.0.1:${ui}` }) };
  });
}

/**
 * Brings up the time-skipping test server, which keeps nothing, has no UI and no Schedules, and knows no search attributes yet.
 * @throws EmbeddedError
 */
export async function startTimeSkippingServer({
  port = 0,
  say = () => {},
}: { port?: number; say?: Say } = {}): Promise<EmbeddedTemporal> {
  const command = await temporalTestServer(say);
  const place = await placeFor(undefined);
  return stage(say, sentences.testServer(), () =>
    started(sentences.testServer(), place, port, { command, args: async (at) => [at], check: async () => {} }),
  );
}

interface Place {
  folder: string;
  /** removed when the server is stopped */
  temporary: boolean;
}

async function placeFor(dataDir: string | undefined): Promise<Place> {
  if (dataDir === undefined) return { folder: await mkdtemp(join(tmpdir(), 'handover-temporal-')), temporary: true };
  await ensureDataDir(dataDir);
  return { folder: resolve(dataDir), temporary: false };
}

interface Program {
  command: string;
  args(port: string): Promise<string[]>;
  check(connection: Connection): Promise<unknown>;
}

async function started(
  name: string,
  { folder, temporary }: Place,
  port: number,
  program: Program,
): Promise<EmbeddedTemporal> {
  const logFile = join(folder, 'temporal.log');
  for (let tries = 0; ; tries += 1) {
    const at = await freePort(port);
    const args = await program.args(String(at));
    const kept = await keep({ command: program.command, args, logFile, stopSignal: 'SIGTERM', graceMs: 10_000 });
    const address = `127.0.0.1:${at}`;
    try {
      await until(() => listening(at), 60_000, kept.ended);
      await until(() => answers(address, program.check), 60_000, kept.ended);
      return {
        address,
        pid: kept.pid,
        exited: kept.exited.then((how) => `${how}\n${tail(logFile)}`),
        stop: () => stopped(kept, temporary ? folder : undefined),
      };
    } catch (error) {
      await kept.stop();
      const log = tail(logFile);
      // Somebody else took the system's port between the look and the start.
      if (tries < 5 && port === 0 && /address already in use|failed to bind/i.test(log)) continue;
      throw new EmbeddedError(sentences.notStarted(name, reason(error), logFile, log));
    }
  }
}

async function stopped(kept: Kept, temporary: string | undefined): Promise<void> {
  await kept.stop();
  if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
}

async function answers(address: string, check: Program['check']): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '2 seconds' });
  try {
    await connection.workflowService.getSystemInfo({});
    await check(connection);
  } finally {
    await connection.close();
  }
}

/** A server whose keeper was killed too would hold the ports and the database. */
async function endLeftover(pidFile: string, database: string, say: Say): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(await readFile(pidFile, 'utf8'));
  const ours = async () => ((await processOf(pid))?.argv.includes(database) ? [pid] : []);
  if ((await ours()).length > 0) say(sentences.stoppingLeftover('Temporal', pid));
  await end(ours, 'SIGTERM', 10_000);
  await rm(pidFile, { force: true });
}
