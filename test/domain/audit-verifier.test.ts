import { generateKeyPairSync, randomUUID, sign as signBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headHash, leafOf } from '../../src/domain/audit-hashes.ts';
import { HEAD_TYPE, type HeadClaims, type SealedEntry, claimsOf } from '../../src/domain/audit-log.ts';
import { type AuditRecord, AuditVerifier, type Verdict } from '../../src/domain/audit-verifier.ts';
import { Frontier } from '../../src/domain/merkle.ts';

const RUNS = process.env.HANDOVER_TEST_LONG === '1' ? 10_000 : 300;

function keyOf(kid: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid },
    sign(claims: object) {
      const signed = `${part({ alg: 'EdDSA', kid, typ: HEAD_TYPE })}.${part(claims)}`;
      return `${signed}.${signBytes(null, Buffer.from(signed), privateKey).toString('base64url')}`;
    },
  };
}
const server = keyOf('server');
const forger = keyOf('forger');

const entryOf = (id: number): SealedEntry => ({
  id,
  at: `2026-11-25T08:00:00.${String(id).padStart(6, '0')}Z`,
  actorKind: id % 3 === 0 ? 'engine' : 'person',
  actorId: id % 3 === 0 ? null : randomUUID(),
  action: `action.${id % 5}`,
  handoverId: id % 2 === 0 ? randomUUID() : null,
  subjectType: null,
  subjectId: null,
  params: { nth: id, inner: { text: `字${id}`, list: [1, id] } },
  xact: String(700 + Math.floor(id / 2)),
});

type Head = Extract<AuditRecord, { kind: 'head' }>;
type Leaf = Extract<AuditRecord, { kind: 'leaf' }>;

/** A log as the sealer makes it: heads over so many entries each. */
function logOf(entries: SealedEntry[], lots: number[], key = server): AuditRecord[] {
  const records: AuditRecord[] = [
    { kind: 'log', v: 1, exportedAt: '2026-11-25T09:00:00.000Z' },
    { kind: 'key', jwk: key.jwk },
  ];
  const tree = new Frontier();
  let previous: string | null = null;
  for (const [index, lot] of lots.entries()) {
    for (const entry of entries.slice(tree.size, tree.size + lot)) {
      const leaf = leafOf(entry);
      records.push({ kind: 'leaf', position: tree.size, entryId: entry.id, leaf: leaf.toString('hex'), entry });
      tree.append(leaf);
    }
    const claims: HeadClaims = {
      number: index + 1,
      size: tree.size,
      root: tree.root().toString('hex'),
      previous,
      below: String(Number(entries[tree.size - 1]?.xact) + 1),
      sealedAt: `2026-11-25T08:00:${String(index).padStart(2, '0')}.000Z`,
    };
    previous = headHash(claims).toString('hex');
    const peaks = tree.peaks.map((peak) => peak.toString('hex'));
    records.push({ kind: 'head', ...claims, hash: previous, peaks, jws: key.sign(claimsOf(claims)) });
  }
  return records;
}

function verdictOf(records: AuditRecord[], given: ConstructorParameters<typeof AuditVerifier>[0] = {}): Verdict {
  const verifier = new AuditVerifier(given);
  for (const record of records) verifier.add(record);
  return verifier.end();
}
const codes = (verdict: Verdict) => verdict.findings.map((finding) => finding.code);
const anchorsOf = (records: AuditRecord[]) =>
  records.filter((record): record is Head => record.kind === 'head').map(({ jws }) => jws);

const LOTS = [1, 7, 2, 11, 4, 8, 3, 4];
const entries = Array.from({ length: 40 }, (_, i) => entryOf(i + 1));
const log = logOf(entries, LOTS);
const given = { trusted: [server.jwk], anchors: anchorsOf(log) };

test('a log as it was sealed: nothing is found', () => {
  expect(verdictOf(log, given)).toEqual({
    entries: 40,
    sealed: 40,
    pruned: 0,
    unsealed: 0,
    heads: 8,
    anchors: 8,
    findings: [],
  });
});

const leafAt = (records: AuditRecord[], n: number): Leaf => {
  const leaves = records.filter((record): record is Leaf => record.kind === 'leaf');
  return leaves[n % leaves.length] as Leaf;
};
const headAt = (records: AuditRecord[], n: number): Head => {
  const heads = records.filter((record): record is Head => record.kind === 'head');
  return heads[n % heads.length] as Head;
};
const flipped = (hex: string, n: number) => {
  const at = n % hex.length;
  return `${hex.slice(0, at)}${hex[at] === 'a' ? 'b' : 'a'}${hex.slice(at + 1)}`;
};

/** Each does one thing to a copy of the log; a and b say where. */
const tamperings: Record<string, (records: AuditRecord[], a: number, b: number) => void> = {
  'an entry changed': (records, a, b) => {
    const leaf = leafAt(records, a);
    const changes: Partial<SealedEntry>[] = [
      { at: '2026-11-25T08:00:00.999999Z' },
      { actorKind: 'operator' },
      { actorId: randomUUID() },
      { action: 'case.closed' },
      { handoverId: randomUUID() },
      { subjectType: 'employee' },
      { subjectId: randomUUID() },
      { params: { nth: -1 } },
      { xact: '1' },
    ];
    if (leaf.entry) leaf.entry = { ...leaf.entry, ...changes[b % changes.length] };
  },
  'an entry removed': (records, a) => {
    leafAt(records, a).entry = null;
  },
  'entry and leaf removed': (records, a) => {
    records.splice(records.indexOf(leafAt(records, a)), 1);
  },
  'an entry inserted with its leaf': (records, a) => {
    const before = leafAt(records, a);
    const entry = { ...entryOf(1000 + a), xact: before.entry?.xact ?? '0' };
    const leaf = leafOf(entry).toString('hex');
    records.splice(records.indexOf(before), 0, { ...before, entryId: entry.id, leaf, entry });
  },
  'an entry inserted into the sealed past': (records, a) => {
    records.push({ kind: 'unsealed', entry: { ...entryOf(1000), xact: String(700 + (a % 20)) } });
  },
  'two entries exchanged': (records, a, b) => {
    const [one, other] = [leafAt(records, a), leafAt(records, a + 1 + (b % 38))];
    [one.entry, other.entry] = [other.entry, one.entry];
  },
  'two leaves exchanged with their entries': (records, a, b) => {
    const [one, other] = [leafAt(records, a), leafAt(records, a + 1 + (b % 38))];
    const kept = { ...one };
    Object.assign(one, { ...other, position: one.position });
    Object.assign(other, { ...kept, position: other.position });
  },
  'a leaf changed': (records, a, b) => {
    const leaf = leafAt(records, a);
    leaf.leaf = flipped(leaf.leaf, b);
  },
  'entry and leaf changed together': (records, a) => {
    const leaf = leafAt(records, a);
    if (!leaf.entry) return;
    leaf.entry = { ...leaf.entry, action: 'changed' };
    leaf.leaf = leafOf(leaf.entry).toString('hex');
  },
  'a head changed': (records, a, b) => {
    const head = headAt(records, a);
    const changes: Partial<Head>[] = [
      { root: flipped(head.root, b) },
      { previous: flipped(head.hash, b) },
      { hash: flipped(head.hash, b) },
      { below: '99999' },
      { sealedAt: '2026-11-25T08:30:00.000Z' },
      { size: head.size + 1 },
      { peaks: head.peaks.map((peak) => flipped(peak, b)) },
      { jws: headAt(records, a + 1).jws },
    ];
    Object.assign(head, changes[b % changes.length]);
  },
  'a head removed': (records, a) => {
    records.splice(records.indexOf(headAt(records, a)), 1);
  },
  'a head signed by another key': (records, a) => {
    const head = headAt(records, a);
    head.jws = forger.sign(claimsOf(claims(head)));
  },
  'a tail cut off': (records, a) => {
    const head = headAt(records, a % 7);
    records.splice(records.indexOf(head) + 1);
  },
  'a suffix written anew, all hashes recomputed, with the server’s own key': (records, a) => {
    const from = a % 40;
    const anew = entries.map((entry) => (entry.id > from ? { ...entry, action: 'anew' } : entry));
    records.splice(0, records.length, ...logOf(anew, LOTS));
  },
  'all of it written anew with another key, which the log names as its own': (records) => {
    records.splice(0, records.length, ...logOf(entries, LOTS, forger));
  },
  'a pruning made up for an entry that was removed': (records, a) => {
    leafAt(records, a).entry = null;
    const params = { rows: 'audit_entries', removed: 1, digest: flipped('00', 0), upTo: 40 };
    records.push({ kind: 'unsealed', entry: { ...entryOf(1001), xact: '9999', action: 'audit.pruned', params } });
  },
};
const claims = ({ number, size, root, previous, below, sealedAt }: Head): HeadClaims => ({
  number,
  size,
  root,
  previous,
  below,
  sealedAt,
});

test('any tampering, anywhere: is found', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(tamperings)), fc.nat(10_000), fc.nat(10_000), (name, a, b) => {
      const records = structuredClone(log);
      tamperings[name]?.(records, a, b);
      expect(codes(verdictOf(records, given)), name).not.toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

describe('what is found', () => {
  const found = (name: string, a: number, b = 0) => {
    const records = structuredClone(log);
    tamperings[name]?.(records, a, b);
    return verdictOf(records, given).findings;
  };
  test.each<[string, number, number, object[]]>([
    ['an entry changed', 9, 3, [{ code: 'entryChanged', params: { position: 9, entry: 10 } }]],
    ['an entry removed', 9, 0, [{ code: 'entryMissing', params: { position: 9, entry: 10 } }]],
    ['a leaf changed', 9, 0, [{ code: 'leafChanged', params: { position: 9, entry: 10 } }]],
    ['entry and leaf changed together', 9, 0, [{ code: 'rootWrong', params: { head: 3, from: 8, to: 9 } }]],
    ['an entry inserted into the sealed past', 3, 0, [{ code: 'entryInserted', params: { entry: 1000 } }]],
    ['a head signed by another key', 2, 0, [{ code: 'keyUnknown', params: { head: 3 } }]],
    ['a tail cut off', 6, 0, [{ code: 'tailCut', params: { head: 8 } }]],
  ])('%s: names the place and nothing else', (name, a, b, wanted) => {
    expect(found(name, a, b)).toEqual(wanted);
  });

  test('a suffix written anew with the server’s own key: only the anchors tell', () => {
    const records = structuredClone(log);
    tamperings['a suffix written anew, all hashes recomputed, with the server’s own key']?.(records, 20, 0);
    expect(codes(verdictOf(records))).toEqual([]);
    expect(new Set(codes(verdictOf(records, given)))).toEqual(new Set(['anchorContradicts']));
  });
});
