import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  url: string;
  stop(): Promise<void>;
}
export interface ApiProcess extends ServerProcess {
  /** a bearer token of an employee, by number */
  token(employeeNumber: string): Promise<string>;
}

/** The product's API as a process of its own on a free port, in demo identity, as an operator would start it. */
export async function startApiProcess(databaseUrl: string, temporalAddress: string): Promise<ApiProcess> {
  const home = await mkdtemp(join(tmpdir(), 'handover-bench-api-'));
  const { url, stop } = await startServerProcess(join(import.meta.dirname, '../src/main/api.ts'), {
    HANDOVER_PORT: '0',
    HANDOVER_DATA_DIR: home,
    HANDOVER_DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    HANDOVER_IDENTITY: 'demo',
    HANDOVER_LOG_LEVEL: 'info',
    HANDOVER_RATE_LIMIT_LOGIN: '0',
  });
  return {
    url,
    async token(employeeNumber) {
      const response = await fetch(`${url}/api/v1/demo/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ employeeNumber }),
      });
      const { token } = (await response.json()) as { token?: string };
      if (token === undefined) throw new Error(`no token for ${employeeNumber}: ${response.status}`);
      return token;
    },
    async stop() {
      await stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A program that says on its standard output where it listens, as the API does. */
export async function startServerProcess(file: string, env: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...PROFILE, '--import', 'tsx', file], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = await Promise.race([
    addressOf(createInterface({ input: child.stdout })),
    ended.then(([code]) => Promise.reject(new Error(`the API ended with ${String(code)} before it was ready`))),
  ]);
  // Whatever else it says is not needed, but must be taken off the pipe.
  child.stdout.resume();
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** BENCH_PROFILE=<folder>: where each server leaves what it spent its time on. */
const PROFILE = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];

async function addressOf(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const { url, msg } = JSON.parse(line) as { url?: string; msg?: string };
    if (url !== undefined && msg === 'the API is ready') return url;
  }
  throw new Error('the API said nothing of its address');
}
