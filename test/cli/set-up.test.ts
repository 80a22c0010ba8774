import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { mustBeMajor } from '../../src/cli/verbs/set-up.ts';
import { connectTemporal } from '../../src/temporal/connection.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { handover, handoverProcess } from './cli.ts';

let database: TestDatabase;
let engine: Engine;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
});
afterAll(async () => {
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
