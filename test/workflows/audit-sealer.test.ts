import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { anchorFile } from '../../activities/anchor-file.ts';
import { createActivities } from '../../activities/index.ts';
import type { SealedHead } from '../../src/contract/effects.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { audit } from '../../src/db/writes/standing.ts';
import { startSealer } from '../../src/temporal/sealer.ts';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { historiesOf, keepHistory } from '../support/histories.ts';

let database: TestDatabase;
let engine: Engine;
let home: string;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  home = await mkdtemp(join(tmpdir(), 'handover-anchors-'));
  await publishKey(database.worker, engine.deps.signer.keyId, engine.deps.signer.publicJwk);
  await makeCompany(database.admin, { receivers: 1, customers: 1 });
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

const enter = (action: string) => database.worker.transaction().execute((tx) => audit(tx, { action }));
const sealed = async () => {
  const heads = await database.admin.selectFrom('audit_heads').select('size').orderBy('number', 'desc').execute();
  return heads[0]?.size ?? 0;
};
const entries = async () => {
  const { n } = await database.admin
    .selectFrom('audit_entries')
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return n;
};

describe('auditSealer', () => {
  test('started twice, over several stints and runs: one seals within a second, its heads are in history, auditors get one mail', async () => {
    const workflowId = `sealer-${randomUUID()}`;
    const options = { taskQueue: engine.taskQueue, workflowId, input: { stints: 2, stintMs: 300, mailedOn: '' } };
    await Promise.all([startSealer(engine.client, options), startSealer(engine.client, options)]);
    for (const action of ['a', 'b', 'c']) {
      await enter(action);
      await expect.poll(sealed, { timeout: 10_000, interval: 50 }).toBe(await entries());
    }
    const handle = engine.client.workflow.getHandle(workflowId);
    await expect
      .poll(async () => (await historiesOf(engine.client, workflowId)).length, { timeout: 20_000 })
      .toBeGreaterThan(1);
    // Terminated by mistake: the next start of a worker goes on.
    await handle.terminate('by mistake');
    await enter('d');
    await startSealer(engine.client, options);
    await expect.poll(sealed, { timeout: 10_000, interval: 50 }).toBe(await entries());
    await handle.terminate('the test has ended');
    await keepHistory(engine.client, workflowId, 'audit-sealer');
    const kept = JSON.stringify(await historiesOf(engine.client, workflowId));
    expect(kept).toContain('auditSealer');
    const heads = await database.admin.selectFrom('audit_heads').select('jws').orderBy('number').execute();
    const mails = (await engine.outbox.list()).filter((mail) => mail.messageId.startsWith('<audit-head.'));
    expect(mails).toHaveLength(1);
    expect(heads.some(({ jws }) => mails[0]?.text.replaceAll(/\s/g, '').includes(jws))).toBe(true);
  });
});

describe('the daily mail', () => {
  test('a mailbox that is full until the run has continued as new: is mailed by a later run, once', async () => {
    const { mailer } = engine.deps;
    const send = mailer.send.bind(mailer);
    let full = true;
    const left: string[] = [];
    vi.spyOn(mailer, 'send').mockImplementation(async (mail) => {
      if (full) return 'deferred';
      left.push(mail.messageId);
      return send(mail);
    });
    const workflowId = `sealer-${randomUUID()}`;
    const runs = async () => (await historiesOf(engine.client, workflowId)).length;
    await startSealer(engine.client, {
      taskQueue: engine.taskQueue,
      workflowId,
      input: { stints: 2, stintMs: 300, mailedOn: '' },
    });
    await expect.poll(runs, { timeout: 20_000 }).toBeGreaterThan(1);
    full = false;
    await expect.poll(() => left.length, { timeout: 20_000 }).toBe(1);
    const then = await runs();
    await expect.poll(runs, { timeout: 20_000 }).toBeGreaterThan(then + 1);
    await engine.client.workflow.getHandle(workflowId).terminate('the test has ended');
    expect(left).toHaveLength(1);
    vi.restoreAllMocks();
  });
});

const run = <T>(work: () => Promise<T>) => new MockActivityEnvironment({ attempt: 1 }).run(work);

describe('sealAudit', () => {
  test('run twice, after a crash between seal and file, behind a torn line: every head is in the file once', async () => {
    const file = join(home, 'heads.jws');
    const activities = createActivities({ ...engine.deps, anchor: anchorFile(file) });
    await enter('d');
    const first = await run(() => activities.sealAudit(1));
    expect(await run(() => activities.sealAudit(1))).toEqual(first);
    // What a worker leaves that was killed after the seal, in the middle of a line.
    await enter('e');
    await run(() => createActivities({ ...engine.deps, anchor: anchorFile(join(home, 'other')) }).sealAudit(1));
    await appendFile(file, 'eyJ');
    await enter('f');
    await run(() => activities.sealAudit(1));
    const heads = await database.admin.selectFrom('audit_heads').select('jws').orderBy('number').execute();
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.includes('.'));
    expect(lines).toEqual(heads.map(({ jws }) => jws));
  });

  test('a file that cannot be written: fails, and the next attempt writes what it lacks', async () => {
    await enter('g');
    const broken = createActivities({ ...engine.deps, anchor: anchorFile(join(home, 'no', 'such')) });
    await expect(run(() => broken.sealAudit(1))).rejects.toThrow('ENOENT');
  });

  test('a worker that stops: ends the stint at once', async () => {
    const stopping = AbortSignal.abort();
    const head = await run(() => createActivities({ ...engine.deps, stopping }).sealAudit(600_000));
    expect((head as SealedHead | null)?.number).toBeGreaterThan(0);
  });
});

test('mailHead, run twice: each auditor gets one mail', async () => {
  const head: SealedHead = { number: 9, size: 9, root: 'r', sealedAt: '2031-01-01T00:00:00.000Z', jws: 'a.b.c' };
  for (let i = 0; i < 2; i += 1) await run(() => createActivities(engine.deps).mailHead(head));
  const mails = (await engine.outbox.list()).filter((mail) => mail.messageId.startsWith('<audit-head.2031-01-01'));
  expect(mails).toHaveLength(1);
});

test('mailHead, a mailbox that is full for now: the others get theirs, then it fails, and the next attempt mails what is missing', async () => {
  await makeCompany(database.admin, { receivers: 1, customers: 0 });
  const head: SealedHead = { number: 9, size: 9, root: 'r', sealedAt: '2031-01-02T00:00:00.000Z', jws: 'a.b.c' };
  const asked: string[] = [];
  const answering = (answer: 'sent' | 'deferred') => {
    const send = async ({ to }: { to: string }) => {
      asked.push(to);
      return asked.length === 1 ? answer : 'sent';
    };
    return createActivities({ ...engine.deps, mailer: { send } });
  };
  await expect(run(() => answering('deferred').mailHead(head))).rejects.toThrow('mails deferred by the mail server: 1');
  await run(() => answering('sent').mailHead(head));
  const [full, other] = asked;
  expect(asked).toEqual([full, other, full]);
  await run(() => answering('sent').mailHead(head));
  expect(asked).toHaveLength(3);
});
