import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signingKey } from '../../activities/signing-key.ts';
import type { Signer } from '../../activities/ports.ts';
import { entriesAbout, proveEntry } from '../../src/db/audit/proofs.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { audit } from '../../src/db/writes/standing.ts';
import { leafOf } from '../../src/domain/audit-hashes.ts';
import type { AuditProof } from '../../src/domain/audit-log.ts';
import { pathUnderHead } from '../../src/domain/audit-proof.ts';
import { Frontier, leafHash } from '../../src/domain/merkle.ts';
import { checkProof, rootOfPath } from '../../src/domain/proof-check.ts';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
let home: string;
let signer: Signer;
beforeAll(async () => {
  database = await freshDatabase();
  home = await mkdtemp(join(tmpdir(), 'handover-proofs-'));
  signer = await signingKey(join(home, 'key.json'));
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true, force: true });
});
const sealAll = async (limit?: number) => {
  while (await seal(database.worker, (claims) => signer.sign('handover-audit-head+jws', claims), limit));
};
const proofOf = async (id: number): Promise<AuditProof> => {
  const proof = await proveEntry(database.worker, id);
  if (proof === null || proof === 'unsealed') throw new Error(String(proof));
  return proof;
};

test('every entry, under heads of any size: has a proof that holds, and none when anything in it is changed', async () => {
  for (let n = 0; n < 23; n += 1)
    await database.worker.transaction().execute((tx) => audit(tx, { action: `a.${n}`, subjectId: randomUUID() }));
  await sealAll(5);
  const keys = [signer.publicJwk];
  const rows = await database.admin.selectFrom('audit_entries').select('id').orderBy('id').execute();
  for (const { id } of rows) {
    const proof = await proofOf(id);
    expect(await checkProof(proof, keys)).toMatchObject({ head: { number: expect.any(Number) } });
    expect(await checkProof({ ...proof, entry: { ...proof.entry, action: 'x' } }, keys)).toEqual({
      fault: 'proofWrong',
    });
    expect(await checkProof({ ...proof, position: proof.position + 1 }, keys)).toEqual({ fault: 'proofWrong' });
    expect(await checkProof({ ...proof, path: proof.path.slice(1) }, keys)).toEqual(
      proof.path.length === 0 ? expect.anything() : { fault: 'proofWrong' },
    );
    expect(await checkProof({ ...proof, head: `${proof.head.slice(0, -4)}AAAA` }, keys)).toEqual({
      fault: 'signatureWrong',
    });
  }
  const { publicKey } = generateKeyPairSync('ed25519');
  const other = [{ ...publicKey.export({ format: 'jwk' }), kid: 'other' }];
  expect(await checkProof(await proofOf(rows[0]?.id ?? 0), other)).toEqual({ fault: 'keyUnknown' });
});

test('an entry that is not sealed, or not there: says so', async () => {
  await database.worker.transaction().execute((tx) => audit(tx, { action: 'new' }));
  const { id } = await database.admin
    .selectFrom('audit_entries')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  expect(await proveEntry(database.worker, id)).toBe('unsealed');
  expect(await proveEntry(database.worker, id + 1_000)).toBeNull();
});

test('a customer: is told by the entries that vouch for who owned it', async () => {
  const company = await makeCompany(database.admin, { receivers: 1, customers: 2 });
  await sealAll();
  const ids = await entriesAbout(database.worker, company.customerIds[0] ?? '');
  expect(ids).toHaveLength(1);
  const proof = await proofOf(ids[0] ?? 0);
  expect(proof.entry).toMatchObject({ action: 'ownership.started', params: { rows: 'ownership_starts' } });
});

test('an entry among 1,000,000: its proof is smaller than 3 KB', async () => {
  const proof = await proofOf(1);
  const added = Array.from({ length: 1_000 }, (_, n) => leafHash(String(n)));
  const leaf = leafOf(proof.entry);
  const [size, position] = [999_000, 999_444];
  added[position - size] = leaf;
  const peaks: Buffer[] = [];
  for (let bit = 2 ** 19; bit >= 1; bit /= 2) if (Math.floor(size / bit) % 2 === 1) peaks.push(leafHash(String(bit)));
  const path = pathUnderHead(position, { size, peaks }, added);
  const tree = new Frontier(size, peaks);
  for (const one of added) tree.append(one);
  const hashes = path.map((hash) => Buffer.from(hash, 'base64url'));
  expect(await rootOfPath(leaf, position, tree.size, hashes)).toEqual(new Uint8Array(tree.root()));
  expect(JSON.stringify({ ...proof, position, path }).length).toBeLessThan(3_000);
});
