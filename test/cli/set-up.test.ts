import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { clockFinding, nodeFinding } from '../../src/cli/verbs/doctor.ts';
import { mustBeMajor } from '../../src/cli/verbs/set-up.ts';
import { connectTemporal } from '../../src/temporal/connection.ts';
import { type TestApi, startTestApi } from '../http/api.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { handover, handoverProcess } from './cli.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

test('migrate, on an empty database and once more: makes the schema, then finds it there', async () => {
  const name = `m_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: inject('postgresAdminUrl') });
  await admin.connect();
  try {
    await admin.query(`create database ${name} owner handover_owner template template0`);
    const url = new URL(database.urls.owner);
    url.pathname = `/${name}`;
    const env = { HANDOVER_DATABASE_URL: url.href };
    const first = await handoverProcess(['migrate', '--json'], env);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(first.out).made).toContain('0001-foundation');
    expect(await handover(['migrate'], env)).toEqual({ code: 0, out: 'The schema is the newest already.', err: '' });
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
});

test('the version of PostgreSQL, held against what is needed: an older one is refused by name', () => {
  expect(() => mustBeMajor(150_004, 'HANDOVER_DATABASE_URL')).toThrow(
    expect.objectContaining({
      code: 'databaseOld',
      params: { setting: 'HANDOVER_DATABASE_URL', major: 15, needed: 18 },
    }),
  );
  expect(() => mustBeMajor(180_004, 'HANDOVER_DATABASE_URL')).not.toThrow();
});

test('prepare-temporal, for a namespace that is not there and once more: makes it with the attributes, then finds them', async () => {
  const namespace = `n-${randomUUID()}`;
  const env = { TEMPORAL_ADDRESS: engine.address, TEMPORAL_NAMESPACE: namespace };
  const made = await handover(['prepare-temporal', '--json'], env);
  expect(made, made.err).toMatchObject({ code: 0 });
  expect(JSON.parse(made.out).made).toEqual(expect.arrayContaining([namespace, 'AwaitedIds', 'DueAt', 'Overdue']));
  const client = await connectTemporal({ address: engine.address, namespace });
  const described = await client.workflowService.describeNamespace({ namespace });
  expect(Number(described.config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 86_400);
  await client.connection.close();
  // The list of attributes is cached for some seconds.
  await expect
    .poll(async () => JSON.parse((await handover(['prepare-temporal', '--json'], env)).out).made, { timeout: 30_000 })
    .toEqual([]);
});

test('the doctor, when all is well: every finding is in order, in both languages', async () => {
  // The engine of the tests polls a queue of its own, which the API here was told; its role is the API's.
  const env = {
    HANDOVER_URL: api.url,
    HANDOVER_DATABASE_URL: database.urls.api,
    TEMPORAL_ADDRESS: engine.address,
  };
  const ended = await handover(['doctor', '--json'], env);
  const { ok, findings } = JSON.parse(ended.out);
  expect(findings.filter((f: { state: string }) => f.state !== 'ok')).toEqual([]);
  expect([ended.code, ok]).toEqual([0, true]);
  expect(findings.map((f: { name: string }) => f.name)).toEqual([
    'node',
    'settings',
    'api',
    'database',
    'schema',
    'role',
    'temporal',
    'worker',
    'clock',
    'temporalAddress',
    'databaseUrl',
    'databaseSchema',
    'databaseClock',
  ]);
  const zh = await handover(['doctor', '--lang', 'zh-CN'], env);
  expect(zh.out).toMatch(/^检查项/);
  expect(zh.out).not.toMatch(/doctor\.|check\.|verdict\./);
});

describe('the doctor, when something is wrong: says what it is and what to do', () => {
  const findingsOf = async (env: Record<string, string>) => {
    const ended = await handover(['doctor', '--json'], env);
    const findings: { name: string; state: string; sentence: string }[] = JSON.parse(ended.out).findings;
    return {
      code: ended.code,
      wrong: Object.fromEntries(findings.filter((f) => f.state === 'wrong').map((f) => [f.name, f.sentence])),
    };
  };
  test('the API is down', async () => {
    const other = await startTestApi({ db: database.api, gateway: engine.gateway });
    await other.stop();
    const { code, wrong } = await findingsOf({ HANDOVER_URL: other.url });
    expect(code).toBe(3);
    expect(wrong.api).toMatch(/\(ECONNREFUSED\): start the API \(npm start\), or set HANDOVER_URL/);
  });
  test('a setting is wrong', async () => {
    const { code, wrong } = await findingsOf({ HANDOVER_PORT: '-1' });
    expect(code).toBe(2);
    expect(wrong.settings).toContain('HANDOVER_PORT');
  });
  test('the API runs as the owner of the schema', async () => {
    const owning = await startTestApi({ db: database.owner, gateway: engine.gateway });
    const { code, wrong } = await findingsOf({ HANDOVER_URL: owning.url });
    await owning.stop();
    expect([code, Object.keys(wrong)]).toEqual([1, ['role']]);
    expect(wrong.role).toContain('handover migrate --create-roles');
  });
  test('database and Temporal are elsewhere', async () => {
    const { code, wrong } = await findingsOf({
      HANDOVER_URL: api.url,
      HANDOVER_DATABASE_URL: 'postgres://x@127.0.0.1:1/x',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(wrong.databaseUrl).toContain('HANDOVER_DATABASE_URL');
    expect(wrong.temporalAddress).toContain('TEMPORAL_ADDRESS');
  });
  test('a clock is off, by more than the way there and back explains', () => {
    const at = 1_800_000_000_000;
    expect(clockFinding('clock', at - 60_000, at, at + 200)).toMatchObject({
      state: 'wrong',
      params: { seconds: -59 },
    });
    expect(clockFinding('clock', at + 60_000, at, at + 200)).toMatchObject({ state: 'wrong', params: { seconds: 60 } });
    expect(clockFinding('clock', at - 900, at, at + 200)).toMatchObject({ state: 'ok', params: { seconds: 0 } });
    expect(clockFinding('clock', null, at, at)).toMatchObject({ state: 'skipped' });
  });
  test('Node is too old', () => {
    expect(nodeFinding('v20.19.9')).toMatchObject({ state: 'wrong' });
    expect(nodeFinding('v18.20.0')).toMatchObject({ state: 'wrong' });
    expect([nodeFinding('v20.20.0'), nodeFinding('v24.0.0')].map((f) => f.state)).toEqual(['ok', 'ok']);
  });
});
