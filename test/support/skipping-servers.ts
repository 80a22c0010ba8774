import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Say, startTimeSkippingServer, temporalTestServer } from '../../src/embedded/index.ts';
import { keep } from '../../src/embedded/kept.ts';
import { freePort, listening, until } from '../../src/embedded/ports.ts';

export interface SkippingServer {
  address: string;
  stop(): Promise<void>;
}

/** The machine in which the run's servers are; without a port there is none, and each server is a program of its own. */
export interface SkippingServers {
  port?: number;
  stop(): Promise<void>;
}

/** Brings up the machine for the servers of a run, where the test server is a Java program; a native one starts at once by itself. */
export async function startSkippingServers(say: Say): Promise<SkippingServers> {
  const libraries = join(dirname(await temporalTestServer(say)), 'lib');
  if (!existsSync(libraries)) return { stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'handover-skipping-'));
  const port = await freePort();
  const source = join(import.meta.dirname, 'TimeSkippingServers.java');
  const machine = await keep({
    command: 'java',
    args: ['-XX:+UseSerialGC', '-cp', join(libraries, '*'), source, String(port)],
    logFile: join(folder, 'servers.log'),
    stopSignal: 'SIGTERM',
    graceMs: 10_000,
  });
  await until(() => listening(port), 60_000, machine.ended);
  return {
    port,
    async stop() {
      await machine.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param port of the machine, absent where there is none @returns a server of one's own, whose clock nobody else moves */
export async function skippingServer(port: number | undefined): Promise<SkippingServer> {
  if (port === undefined) return startTimeSkippingServer();
  const lease = connect(port, '127.0.0.1');
  const [at] = (await once(createInterface(lease), 'line')) as [string];
  return {
    address: `127.0.0.1:${at}`,
    async stop() {
      lease.destroy();
    },
  };
}
