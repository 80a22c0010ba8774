import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type EmbeddedPostgres, startPostgres } from '../../src/embedded/index.ts';
import { handover } from '../cli/cli.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const withEnvironment = z.object({
  services: z.record(z.string(), z.object({ environment: z.record(z.string(), z.string()).default({}) })),
});

let home: string;
let postgres: EmbeddedPostgres;
const programs: ChildProcess[] = [];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'handover-compose-'));
  // A cluster of its own: roles are the whole cluster's, and their passwords are set here.
  postgres = await startPostgres({ dataDir: home, settings: { fsync: 'off' } });
});
afterAll(async () => {
  for (const program of programs) program.kill('SIGKILL');
  await postgres?.stop();
  await rm(home, { recursive: true, force: true });
});

/** The environments of the compose file, its variables filled in, its hosts those of this test. */
async function environments(namespace: string): Promise<(service: string) => Record<string, string>> {
  const admin = new URL(postgres.adminUrl);
  const values: Record<string, string> = {
    POSTGRES_PASSWORD: admin.password,
    HANDOVER_PUBLIC_URL: 'https://handover.example.com',
    HANDOVER_SMTP_URL: 'smtp://127.0.0.1:1',
    HANDOVER_OIDC_ISSUER: 'https://login.example.com',
    HANDOVER_OIDC_AUDIENCE: 'handover',
    HANDOVER_MAIL_FROM: 'Handover <handover@example.com>',
  };
  const filled = (value: string) =>
    value
      .replaceAll(/\$\{(\w+)(?::[?-]([^}]*))?\}/g, (_, name: string, usual: string) =>
        name in values ? (values[name] ?? '') : name.endsWith('PASSWORD') ? `${name.toLowerCase()}-secret` : usual,
      )
      .replaceAll('@postgres:5432', `@${admin.host}`);
  const { services } = withEnvironment.parse(
    parse(await readFile(root('docker-compose.yml'), 'utf8'), { merge: true }),
  );
  return (service) => ({
    ...Object.fromEntries(
      Object.entries(services[service]?.environment ?? {}).map(([key, value]) => [key, filled(value)]),
    ),
    NODE_ENV: 'production',
    HANDOVER_DATA_DIR: home,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: namespace,
  });
}

function start(program: string, env: Record<string, string>): ChildProcess {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', root(program)], {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  programs.push(child);
  return child;
}

/** The address that the API says it is ready at. */
async function addressOf(api: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of api.stdout ?? []) {
    said += String(chunk);
    const [, url] = /"url":"([^"]+)"/.exec(said) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`the API ended: ${said}`);
}

test('the programs of the compose file, started with its environments in its order: ready, healthy, and gone when told', async () => {
  const namespace = `shape-${randomUUID()}`;
  const envOf = await environments(namespace);
  const migrated = await handover(['migrate', '--create-roles', '--json'], envOf('migrate'));
  expect(migrated, migrated.err).toMatchObject({ code: 0 });
  expect((await handover(['prepare-temporal'], envOf('temporal-namespace'))).out).toContain('AwaitedIds');

  const worker = start('src/main/worker.ts', envOf('worker'));
  const api = start('src/main/api.ts', { ...envOf('api'), HANDOVER_HOST: '127.0.0.1', HANDOVER_PORT: '0' });
  const url = await addressOf(api);
  api.stdout?.resume();
  worker.stdout?.resume();
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  const all = { ready: true, database: true, schema: true, role: true, temporal: true, worker: true };
  await expect.poll(async () => (await fetch(`${url}/readyz`)).json(), { timeout: 45_000 }).toEqual(all);
  const token = await fetch(`${url}/api/v1/demo/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"employeeNumber":"1"}',
  });
  expect(token.status).toBe(404);

  const healthOf = async (env: Record<string, string>) =>
    (await once(start('src/main/worker-health.ts', env), 'exit'))[0];
  expect(await healthOf(envOf('worker'))).toBe(0);
  const idle = { ...envOf('worker'), TEMPORAL_NAMESPACE: `idle-${randomUUID()}` };
  expect((await handover(['prepare-temporal'], idle)).code).toBe(0);
  expect(await healthOf(idle)).toBe(1);

  const gone = [worker, api].map((program) => once(program, 'exit'));
  for (const program of [worker, api]) program.kill('SIGTERM');
  expect((await Promise.all(gone)).map(([code]) => code)).toEqual([0, 0]);
});
