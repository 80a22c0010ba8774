import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Signer } from '../../activities/ports.ts';
import { signingKey } from '../../activities/signing-key.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { auditWithValues } from '../../src/db/writes/audit-values.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { audit } from '../../src/db/writes/standing.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { handover } from './cli.ts';

let database: TestDatabase;
let home: string;
let signer: Signer;
let c: Company;
const file = (name: string) => join(home, name);
const cli = (...args: string[]) => handover(['audit', ...args], { HANDOVER_DATABASE_URL: database.urls.owner });
const sealAll = async () => {
  while (await seal(database.worker, (claims) => signer.sign('handover-audit-head+jws', claims), 7));
};

beforeAll(async () => {
  database = await freshDatabase();
  home = await mkdtemp(join(tmpdir(), 'handover-audit-'));
  signer = await signingKey(file('key.json'));
  await publishKey(database.worker, signer.keyId, signer.publicJwk);
  await writeFile(file('public.json'), JSON.stringify({ keys: [signer.publicJwk] }));
  c = await makeCompany(database.admin, { receivers: 1, customers: 3 });
  await database.worker.transaction().execute(async (tx) => {
    for (let n = 0; n < 12; n += 1) await audit(tx, { action: `a.${n}` });
    await auditWithValues(
      tx,
      { action: 'mail.refused', subjectType: 'employee', subjectId: c.giver.id, params: { template: 'notify' } },
      { address: '张三@example.com' },
    );
  });
  await sealAll();
  const heads = await database.admin.selectFrom('audit_heads').select('jws').orderBy('number').execute();
  await writeFile(file('anchors'), heads.map(({ jws }) => `${jws}\n`).join(''));
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

test('verify, at the database, with key and anchors: says that it is sound', async () => {
  const { code, out } = await cli('verify', '--public-key', file('public.json'), '--anchors', file('anchors'));
  expect(out).toMatch(/^Sound: \d+ entries under \d heads?, 0 not sealed yet, 0 pruned, \d anchors?\.$/);
  expect(code).toBe(0);
  expect((await cli('verify')).out).toContain('--public-key');
});

test('export, then verify of the file without the database: sound; with one letter changed: says which entry', async () => {
  const { out } = await cli('export');
  await writeFile(file('log'), `${out}\n`);
  const offline = (name: string) =>
    handover(['audit', 'verify', file(name), '--public-key', file('public.json'), '--anchors', file('anchors')]);
  expect(await offline('log')).toMatchObject({ code: 0 });
  await writeFile(file('forged'), (await readFile(file('log'), 'utf8')).replace('"a.5"', '"a.6"'));
  const forged = await offline('forged');
  expect(forged.code).toBe(1);
  expect(forged.out).toMatch(/Entry \d+ \(position \d+\) was changed after it was sealed\./);
  expect(await handover(['audit', 'verify', file('key.json')])).toMatchObject({ code: 1 });
});

test('prove, for an entry and for a customer: proofs that hold without the database', async () => {
  for (const target of ['1', c.customerIds[0] ?? '']) {
    const { code, out } = await cli('prove', target);
    expect(code).toBe(0);
    await writeFile(file('proof'), out);
    const held = await handover(['audit', 'verify', file('proof'), '--public-key', file('public.json')]);
    expect(held.out).toMatch(/The entry \d+ is in the log, sealed by head 1/);
    expect(held.code).toBe(0);
    await writeFile(file('proof'), out.replace('"position":', '"position":1'));
    const forged = await handover(['audit', 'verify', file('proof'), '--public-key', file('public.json')]);
    expect(forged.code).toBe(1);
  }
  expect(await cli('prove', '999999')).toMatchObject({ code: 1 });
});

test('erase and prune: take values and old entries, an entry says so, and the log stays sound', async () => {
  const values = () => database.admin.selectFrom('audit_values').selectAll().execute();
  const [value] = await values();
  expect(value).toMatchObject({ field: 'address', value: '张三@example.com' });
  const erased = await cli('erase', '--subject', c.giver.id, '--reason', 'request');
  expect(erased).toMatchObject({ code: 0, out: '1 value erased.' });
  expect(await values()).toEqual([]);
  const pruned = await cli('prune', '--before', '2999-01-01T00:00:00Z');
  expect(pruned.out).toMatch(/^1[34] entries pruned/);
  expect((await cli('verify', '--anchors', file('anchors'))).out).toMatch(/^Sound: .* 1[34] pruned/);
  await sealAll();
  // A second time: what was removed before and now, together.
  await cli('prune', '--before', '2999-01-01T00:00:00Z');
  await sealAll();
  const { code, out } = await cli('verify', '--anchors', file('anchors'));
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^Sound: .* 1[4-6] pruned/) });
  // One more goes without being told.
  await sql`alter table audit_entries disable trigger all`.execute(database.admin);
  await sql`delete from audit_entries where id = (select max(id) from audit_entries where params ? 'rows')`.execute(
    database.admin,
  );
  await sql`alter table audit_entries enable trigger all`.execute(database.admin);
  expect((await cli('verify')).code).toBe(1);
});

test('prune and erase, by the roles of worker and API: are refused', async () => {
  for (const role of ['worker', 'api'] as const)
    for (const statement of [
      sql`select app.prune_audit(now())`,
      sql`select app.erase_values(${c.giver.id}, 'request')`,
    ])
      await expect(statement.execute(database[role])).rejects.toMatchObject({ code: '42501' });
});

test('an action that is not there, and a target that is missing: wrong use', async () => {
  expect(await cli(randomBytes(3).toString('hex'))).toMatchObject({ code: 2 });
  expect(await cli('prove')).toMatchObject({ code: 2 });
  expect(await cli('erase', '--reason', 'request')).toMatchObject({ code: 2 });
});
