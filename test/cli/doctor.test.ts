import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyring } from '../../activities/keyring.ts';
import { signingKey } from '../../activities/signing-key.ts';
import { clockFinding } from '../../src/cli/doctor/finding.ts';
import { nodeFinding } from '../../src/cli/verbs/doctor.ts';
import { TASK_QUEUE } from '../../src/contract/names.ts';
import { startSmtpServer } from '../../src/embedded/index.ts';
import { connectTemporal } from '../../src/temporal/connection.ts';
import { type TestApi, startTestApi } from '../http/api.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { AUDIENCE, type TestProvider, startProvider } from '../support/provider.ts';
import { handover } from './cli.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let smtp: Awaited<ReturnType<typeof startSmtpServer>>;
let provider: TestProvider;
let home: string;
let namespace: string;
let keyFile: string;
let sealingFile: string;
/** Nobody runs a worker there but this test. */
let client: Client;
const POLL_MS = 60_000;
const stopPolling = new AbortController();
let polls: Promise<unknown>;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'handover-doctor-'));
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  smtp = await startSmtpServer(join(home, 'outbox'));
  provider = await startProvider();
  provider.serve('http://127.0.0.1/auth/callback');
  keyFile = join(home, 'key.json');
  sealingFile = join(home, 'sealing-keys.json');
  await signingKey(keyFile);
  await keyring(sealingFile);
  namespace = `doctor-${randomUUID()}`;
  await handover(['prepare-temporal'], { TEMPORAL_ADDRESS: engine.address, TEMPORAL_NAMESPACE: namespace });
  client = await connectTemporal({ address: engine.address, namespace });
  const queue = { namespace, taskQueue: { name: TASK_QUEUE }, identity: 'worker@test' };
  // Temporal hears of the namespace some moments later, and ends a question to which nothing comes after a minute.
  const poll = async (ask: () => Promise<unknown>) => {
    while (!stopPolling.signal.aborted)
      await client
        .withDeadline(Date.now() + POLL_MS, () => client.withAbortSignal(stopPolling.signal, ask))
        .catch(() => undefined);
  };
  polls = Promise.all([
    poll(() => client.workflowService.pollWorkflowTaskQueue(queue)),
    poll(() => client.workflowService.pollActivityTaskQueue(queue)),
  ]);
});
afterAll(async () => {
  stopPolling.abort();
  await polls;
  await client?.connection.close();
  await provider?.stop();
  await smtp?.stop();
  await api?.stop();
  await engine?.stop();
  await database?.drop();
  await rm(home, { recursive: true, force: true });
});

const all = () => ({
  HANDOVER_URL: api.url,
  HANDOVER_DATABASE_URL: database.urls.worker,
  TEMPORAL_ADDRESS: engine.address,
  TEMPORAL_NAMESPACE: namespace,
  HANDOVER_SMTP_URL: smtp.url,
  HANDOVER_IDENTITY: 'oidc',
  HANDOVER_OIDC_ISSUER: provider.issuer,
  HANDOVER_OIDC_AUDIENCE: AUDIENCE,
  HANDOVER_SIGNING_KEY_FILE: keyFile,
  HANDOVER_SEALING_KEYS_FILE: sealingFile,
});
type Shown = { name: string; state: string; sentence: string };
async function look(env: Record<string, string>) {
  const ended = await handover(['doctor', '--json'], env);
  const { ok, findings } = JSON.parse(ended.out) as { ok: boolean; findings: Shown[] };
  const of = (state: string) =>
    Object.fromEntries(findings.filter((f) => f.state === state).map((f) => [f.name, f.sentence]));
  return { code: ended.code, ok, names: findings.map((f) => f.name), errors: of('error'), warnings: of('warning') };
}

test('the doctor, when all is well: every finding is in order, in both languages', async () => {
  await expect.poll(async () => (await look(all())).errors, { timeout: 30_000 }).toEqual({});
  const { code, ok, names, warnings } = await look(all());
  expect([code, ok, warnings]).toEqual([0, true, {}]);
  expect(names.join(' ')).toBe(
    [
      'node settings api database schema role temporal worker clock',
      'temporalAddress searchAttributes pollers backlog temporalClock',
      'databaseUrl databaseSchema databaseClock databaseRole mails webhooks',
      'publicUrl smtp issuer signingKey sealingKeys',
    ].join(' '),
  );
  for (const lang of ['zh-CN', 'en']) {
    const { out } = await handover(['doctor', '--lang', lang], all());
    expect(out).not.toMatch(/doctor\.|check\.|verdict\./);
  }
  expect((await handover(['doctor', '--lang', 'zh-CN'], all())).out).toMatch(/^检查项/);
});

describe('the doctor, when something is wrong: says what it is and what to do', () => {
  test('the API is down', async () => {
    const other = await startTestApi({ db: database.api, gateway: engine.gateway });
    await other.stop();
    const { code, errors } = await look({ HANDOVER_URL: other.url });
    expect(code).toBe(3);
    expect(errors.api).toMatch(/\(ECONNREFUSED\): start the API \(npm start\), or set HANDOVER_URL/);
  });
  test('settings are wrong, missing or misspelt: each is named', async () => {
    const ended = await handover(['doctor'], {
      HANDOVER_PORT: '-1',
      HANDOVER_SMTP_URL: 'mail',
      HANDOVER_SMPT_URL: 'smtp://mail',
    });
    expect(ended.code).toBe(2);
    for (const told of ['HANDOVER_PORT is wrong', 'HANDOVER_SMTP_URL is wrong', 'HANDOVER_SMPT_URL is no setting'])
      expect(ended.out).toContain(told);
    const missing = await look({ ...all(), HANDOVER_OIDC_AUDIENCE: '' });
    expect(missing).toMatchObject({ code: 2, errors: { settings: expect.stringContaining('HANDOVER_OIDC_AUDIENCE') } });
  });
  test('the API runs as the owner of the schema', async () => {
    const owning = await startTestApi({ db: database.owner, gateway: engine.gateway });
    const { code, errors } = await look({ HANDOVER_URL: owning.url });
    await owning.stop();
    expect([code, Object.keys(errors)]).toEqual([1, ['role']]);
    expect(errors.role).toContain('handover migrate --create-roles');
  });
  test('database and Temporal are elsewhere', async () => {
    const { code, errors } = await look({
      ...all(),
      HANDOVER_DATABASE_URL: 'postgres://x@127.0.0.1:1/x',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(errors.databaseUrl).toContain('HANDOVER_DATABASE_URL');
    expect(errors.temporalAddress).toContain('TEMPORAL_ADDRESS');
  });
  test('the namespace was made by hand, and no worker asks there', async () => {
    const bare = `bare-${randomUUID()}`;
    await client.workflowService.registerNamespace({
      namespace: bare,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await expect
      .poll(async () => Object.keys((await look({ ...all(), TEMPORAL_NAMESPACE: bare })).errors), { timeout: 30_000 })
      .toEqual(['searchAttributes', 'pollers']);
    const { errors } = await look({ ...all(), TEMPORAL_NAMESPACE: bare });
    expect(errors.searchAttributes).toMatch(/AwaitedIds \(KeywordList\).*handover prepare-temporal/);
    expect(errors.pollers).toContain('start a worker');
  });
  test('migrations are missing, or of a newer version', async () => {
    const other = await freshDatabase();
    try {
      const env = { ...all(), HANDOVER_DATABASE_URL: other.urls.worker };
      await sql`insert into kysely_migration (name, timestamp) values ('9999-later', 'now')`.execute(other.admin);
      expect((await look(env)).warnings.databaseSchema).toContain('9999-later');
      await sql`delete from kysely_migration where name = '0021-webhooks'`.execute(other.admin);
      const { code, errors } = await look(env);
      expect(code).toBe(1);
      expect(errors.databaseSchema).toMatch(/have not run: 0021-webhooks\. Run handover migrate/);
    } finally {
      await other.drop();
    }
  });
  test('mails are late', async () => {
    await database.admin.transaction().execute(async (tx) => {
      // What they hang on does not matter here.
      await sql`set local session_replication_role = replica`.execute(tx);
      await sql`insert into notice_mails (notice_id, person_id, subject, body, digest, due_at)
                values (${randomUUID()}, ${randomUUID()}, 's', 'b', false, now() - interval '1 hour')`.execute(tx);
    });
    const { code, warnings } = await look(all());
    await sql`delete from notice_mails`.execute(database.admin);
    expect(code).toBe(0);
    expect(warnings.mails).toMatch(/^1 mail waits for more than 15 minutes/);
  });
  test('the mail server is gone', async () => {
    const gone = await startSmtpServer(join(home, 'gone'));
    await gone.stop();
    const { code, errors } = await look({ ...all(), HANDOVER_SMTP_URL: gone.url });
    expect(code).toBe(1);
    expect(errors.smtp).toMatch(/ECONNREFUSED.*: mend HANDOVER_SMTP_URL/);
  });
  test('the issuer is away, or is another', async () => {
    const other = await startProvider();
    const env = { ...all(), HANDOVER_OIDC_ISSUER: other.issuer };
    expect((await look(env)).errors.issuer).toContain('503');
    other.serve('http://127.0.0.1/auth/callback');
    expect((await look(env)).errors).toEqual({});
    expect((await look({ ...env, HANDOVER_OIDC_ISSUER: `${other.issuer}/` })).errors.issuer).toContain(
      `iss: ${other.issuer}`,
    );
    await other.stop();
    expect((await look(env)).errors.issuer).toContain('nobody can sign in');
  });
  test('the signing key is open to others, is none, or is not there', async () => {
    const file = join(home, 'open.json');
    await writeFile(file, await readFile(keyFile));
    await chmod(file, 0o644);
    const env = { ...all(), HANDOVER_SIGNING_KEY_FILE: file };
    expect((await look(env)).warnings.signingKey).toContain('chmod 600');
    await writeFile(file, '{"kty":"RSA"}');
    expect((await look(env)).errors.signingKey).toContain('Ed25519');
    await rm(file);
    expect((await look(env)).errors.signingKey).toContain('ENOENT');
  });
  test('the sealing keys are open to others, are none, or are not there', async () => {
    const file = join(home, 'open-keys.json');
    await writeFile(file, await readFile(sealingFile));
    await chmod(file, 0o644);
    const env = { ...all(), HANDOVER_SEALING_KEYS_FILE: file };
    expect((await look(env)).warnings.sealingKeys).toContain('chmod 600');
    await writeFile(file, '{"keys":[]}');
    expect((await look(env)).errors.sealingKeys).toContain('P-256');
    await rm(file);
    expect((await look(env)).errors.sealingKeys).toContain('ENOENT');
  });
  test('people reach it without TLS, or with a certificate of its own making', async () => {
    const clear = { ...all(), NODE_ENV: 'production', HANDOVER_PUBLIC_URL: 'http://handover.example.com' };
    expect((await look(clear)).errors.certificate).toContain('put a proxy with a valid certificate');
    const [key, cert] = [join(home, 'tls.key'), join(home, 'tls.crt')];
    const subject = ['-subj', '/CN=localhost', '-days', '3'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject],
      {
        stdio: 'ignore',
      },
    );
    const server = createServer({ key: await readFile(key), cert: await readFile(cert) });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const HANDOVER_PUBLIC_URL = `https://localhost:${(server.address() as AddressInfo).port}`;
    const { errors } = await look({ ...all(), HANDOVER_PUBLIC_URL });
    await new Promise((resolve) => server.close(resolve));
    expect(errors.certificate).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
  });
  test('a clock is off, by more than the way there and back explains', () => {
    const at = 1_800_000_000_000;
    expect(clockFinding('clock', at - 60_000, at, at + 200)).toMatchObject({
      state: 'error',
      params: { seconds: -59 },
    });
    expect(clockFinding('clock', at + 60_000, at, at + 200)).toMatchObject({ state: 'error', params: { seconds: 60 } });
    expect(clockFinding('clock', at - 900, at, at + 200)).toMatchObject({ state: 'ok', params: { seconds: 0 } });
    expect(clockFinding('clock', null, at, at)).toMatchObject({ state: 'skipped' });
  });
  test('Node is too old', () => {
    expect(nodeFinding('v20.19.9')).toMatchObject({ state: 'error' });
    expect(nodeFinding('v18.20.0')).toMatchObject({ state: 'error' });
    expect([nodeFinding('v20.20.0'), nodeFinding('v24.0.0')].map((f) => f.state)).toEqual(['ok', 'ok']);
  });
});
