import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { type EmbeddedPostgres, type PostgresOptions, startPostgres } from '../../src/embedded/postgres.ts';
import { processOf } from '../../src/embedded/processes.ts';
import { until } from '../../src/embedded/ports.ts';

/** What a test's data is worth: nothing after the test. */
export const QUICK = { fsync: 'off', shared_buffers: '16MB' };

/** A folder that goes with its test. */
export async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'handover-embedded-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A server that is stopped with its test. */
export async function postgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startPostgres({ settings: QUICK, ...options });
  onTestFinished(() => server.stop());
  return server;
}

/** One statement on a connection of its own. @returns the first column of the first row */
export async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // the server is killed under it
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

/** Waits until a process is no more. */
export async function gone(pid: number): Promise<void> {
  await until(async () => {
    if (await processOf(pid)) throw new Error(`process ${pid} still runs`);
  }, 30_000);
}

type Parent = ChildProcessByStdio<Writable, Readable, null>;

/** A parent that starts a server on a folder, in a process group of its own as a terminal gives it; see parent.ts. */
export function spawnParent(server: 'postgres' | 'temporal', folder: string): Parent {
  const args = ['--import', 'tsx', join(import.meta.dirname, 'parent.ts'), server, folder];
  const parent = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  onTestFinished(() => void parent.kill('SIGKILL'));
  return parent;
}

/** The same, when its server is ready. @returns the parent and the server's pid */
export async function parentOf(server: 'postgres' | 'temporal', folder: string): Promise<[Parent, number]> {
  const parent = spawnParent(server, folder);
  const [line]: unknown[] = await once(createInterface(parent.stdout), 'line');
  return [parent, Number(line)];
}
