import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signingKey } from '../../activities/signing-key.ts';
import type { Signer } from '../../activities/ports.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { auditWithValues } from '../../src/db/writes/audit-values.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { audit } from '../../src/db/writes/standing.ts';
import type { AuditProof } from '../../src/domain/audit-log.ts';
import { type AuditRecord, AuditVerifier } from '../../src/domain/audit-verifier.ts';
import { checkProof } from '../../src/domain/proof-check.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let c: Company;
let home: string;
let signer: Signer;
const sealAll = async () => {
  while (await seal(database.worker, (claims) => signer.sign('handover-audit-head+jws', claims)));
};

beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  home = await mkdtemp(join(tmpdir(), 'handover-audit-'));
  signer = await signingKey(join(home, 'key.json'));
  await publishKey(database.worker, signer.keyId, signer.publicJwk);
  c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
  await database.worker
    .transaction()
    .execute((tx) =>
      auditWithValues(
        tx,
        { action: 'mail.refused', subjectType: 'employee', subjectId: c.giver.id },
        { address: 'a@b.example' },
      ),
    );
  await sealAll();
});
afterAll(async () => {
  await api.stop();
  await engine.stop();
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

const keys = async () => {
  const answer = await api.ask('GET', 'keys');
  return answer.body.keys;
};

test('keys, without a token: are public and have no private part', async () => {
  const answer = await api.ask('GET', 'keys');
  expect(answer).toMatchObject({ status: 200, body: { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: signer.keyId }] } });
  expect(JSON.stringify(answer.body)).not.toContain('"d"');
});

describe('an auditor', () => {
  test('heads and export: everything, and it verifies', async () => {
    const { body } = await api.get(c.auditor, 'audit/heads');
    const exported = await api.get(c.auditor, 'audit/export');
    expect(exported.headers.get('content-type')).toContain('application/x-ndjson');
    const verifier = new AuditVerifier({ anchors: [body.head.jws] });
    for (const line of String(exported.body).trim().split('\n')) verifier.add(JSON.parse(line) as AuditRecord);
    expect(verifier.end()).toMatchObject({ findings: [], sealed: body.head.size, anchors: 1 });
  });

  test('a proof: holds with the public key alone; who does not see the entry gets none', async () => {
    const { body: page } = await api.get(c.auditor, 'audit?limit=1');
    const path = `audit/entries/${page.items[0].id}/proof`;
    const { body } = await api.get(c.auditor, path);
    expect(await checkProof(body as AuditProof, await keys())).toHaveProperty('head');
    expect(await api.get(c.stranger, path)).toMatchObject({ status: 404, body: { code: 'notFound' } });
  });

  test('an entry that was just made: has no proof yet', async () => {
    await database.worker.transaction().execute((tx) => audit(tx, { action: 'mail.refused' }));
    const { body: page } = await api.get(c.auditor, 'audit?limit=1');
    expect(await api.get(c.auditor, `audit/entries/${page.items[0].id}/proof`)).toMatchObject({
      status: 409,
      body: { code: 'notSealedYet' },
    });
    await sealAll();
  });
});

test('HR, erasing what the log says of a person: once; the log stays as it was sealed and says who did it', async () => {
  const body = { subject: c.giver.id, reason: 'request' };
  expect(await api.post(c.hr, 'audit/erasures', body)).toMatchObject({ status: 200, body: { values: 1 } });
  expect(await api.post(c.hr, 'audit/erasures', body)).toMatchObject({ body: { values: 0 } });
  expect(await api.post(c.auditor, 'audit/erasures', body)).toMatchObject({ status: 403 });
  const { body: page } = await api.get(c.auditor, `audit?subject=${c.giver.id}&limit=1`);
  expect(page.items[0]).toMatchObject({
    action: 'values.erased',
    actor: { id: c.hr.id },
    params: { reason: 'request' },
  });
});
