import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../src/embedded/ports.ts';
import { temporalCli, temporalTestServer } from '../../src/embedded/temporal-binaries.ts';
import {
  type DevServerOptions,
  type EmbeddedTemporal,
  startTemporalDevServer,
  startTimeSkippingServer,
} from '../../src/embedded/temporal.ts';
import { addSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { gone, temporary } from './support.ts';

const ATTRIBUTES = {
  Kind: 'Keyword',
  Awaited: 'KeywordList',
  Count: 'Int',
  DueAt: 'Datetime',
  Overdue: 'Bool',
} as const;

async function dev(options: Partial<DevServerOptions> = {}): Promise<EmbeddedTemporal> {
  const server = await startTemporalDevServer({ searchAttributes: ATTRIBUTES, ...options });
  onTestFinished(() => server.stop());
  return server;
}

async function connected<T>(address: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

const attributesOf = (address: string) =>
  connected(address, async ({ operatorService }) =>
    Object.keys((await operatorService.listSearchAttributes({ namespace: 'default' })).customAttributes ?? {}),
  );

test('development server, in memory: knows the search attributes', async () => {
  const { address, uiUrl } = await dev();
  expect(await attributesOf(address)).toEqual(expect.arrayContaining(Object.keys(ATTRIBUTES)));
  expect(uiUrl).toBeUndefined();
});

test('development server, killed and started again on its database, with one attribute more: keeps its workflows', async () => {
  const dataDir = await temporary();
  const first = await dev({ dataDir });
  const workflowId = randomUUID();
  await connected(first.address, (connection) =>
    new Client({ connection }).workflow.start('waiting', {
      workflowId,
      taskQueue: 'nobody',
      args: [],
    }),
  );
  process.kill(first.pid, 'SIGKILL');
  expect(await first.exited).toMatch(/^SIGKILL\n/);
  const port = Number(first.address.split(':')[1]);
  const second = await dev({ dataDir, port, searchAttributes: { ...ATTRIBUTES, Later: 'Keyword' } });
  expect(second.address).toBe(first.address);
  expect(await attributesOf(second.address)).toContain('Later');
  const { status } = await connected(second.address, (connection) =>
    new Client({ connection }).workflow.getHandle(workflowId).describe(),
  );
  expect(status.name).toBe('RUNNING');
});

test('development server, one that a killed start left on the folder: is stopped, then started', async () => {
  const dataDir = await temporary();
  const left = await dev({ dataDir });
  await dev({ dataDir });
  await gone(left.pid);
});

test('development server, with a UI: serves it', async () => {
  const { uiUrl = '' } = await dev({ uiPort: 0 });
  expect((await fetch(uiUrl)).status).toBe(200);
});

test('development server, the wanted port taken: is refused with the port', async () => {
  const port = await freePort();
  const other = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void other.close());
  await expect(dev({ port })).rejects.toThrow(String(port));
});

test('test server: answers, takes search attributes and is gone after stop', async () => {
  const server = await startTimeSkippingServer();
  onTestFinished(() => server.stop());
  await addSearchAttributes({ address: server.address });
  await connected(server.address, ({ workflowService }) => workflowService.getSystemInfo({}));
  await server.stop();
  await gone(server.pid);
});

test('binaries, a setting that names no program: is refused with the setting', async () => {
  vi.stubEnv('TEMPORAL_CLI', '/no/such/temporal');
  vi.stubEnv('TEMPORAL_TEST_SERVER', import.meta.filename);
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(temporalCli()).rejects.toThrow(/TEMPORAL_CLI.*\/no\/such\/temporal/);
  await expect(temporalTestServer()).rejects.toThrow('TEMPORAL_TEST_SERVER');
});

test('binaries, a setting that names a program: is what is used', async () => {
  vi.stubEnv('TEMPORAL_CLI', process.execPath);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await temporalCli()).toBe(process.execPath);
});

test('binaries, fetched once: are found again', async () => {
  for (const found of [await temporalCli(), await temporalTestServer()]) expect(existsSync(found)).toBe(true);
});
