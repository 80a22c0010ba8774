import { type SealedEntry, leafOf } from './audit-log.ts';
import { HEAD_TYPE } from './audit-verifier.ts';
import { type Keys, checkJws } from './jws.ts';
import { type RangeHash, inclusionPath, leafHash, rangesOf, rootOfPath } from './merkle.ts';

/** All that is needed, beside the server's public key, to see that an entry is in the log: less than 3 KB among a million. */
export interface AuditProof {
  kind: 'proof';
  v: number;
  entry: SealedEntry;
  /** of its leaf, from 0 */
  position: number;
  /** hashes that lead from the leaf to the root, lowest first; base64url */
  path: string[];
  /** compact JWS of the head that sealed it */
  head: string;
}

/** What a head added, and on what: enough for the path of each of its leaves. */
export interface Under {
  /** size and peaks of the head before, size 0 for the first */
  before: { size: number; peaks: readonly Buffer[] };
  /** leaves from `before.size` on, up to the head's size */
  added: readonly Buffer[];
}

/** The paths of leaves under the head that sealed them; hashes are made once for all of them. */
export function pathsUnderHead({ before, added }: Under): (position: number) => string[] {
  const peakOf = new Map<string, Buffer>();
  let from = 0;
  for (const peak of before.peaks) {
    let size = 1;
    while (size * 2 <= before.size - from) size *= 2;
    peakOf.set(`${from}-${from + size}`, peak);
    from += size;
  }
  const ranges: RangeHash = rangesOf((at) => added[at - before.size] ?? leafHash(''), peakOf);
  return (position) =>
    inclusionPath(position, before.size + added.length, ranges).map((hash) => hash.toString('base64url'));
}

/** The path of one leaf under the head that sealed it. */
export const pathUnderHead = (position: number, before: Under['before'], added: Under['added']): string[] =>
  pathsUnderHead({ before, added })(position);

export type ProofVerdict =
  { head: { number: number; sealedAt: string } } | { fault: 'keyUnknown' | 'signatureWrong' | 'proofWrong' };

/** Whether the entry is the one that the head seals. */
export function checkProof({ entry, position, path, head }: AuditProof, keys: Keys): ProofVerdict {
  const signed = checkJws(head, HEAD_TYPE, keys);
  if ('fault' in signed) return signed;
  const { number, size, root, sealedAt } = signed.claims as {
    number: number;
    size: number;
    root: string;
    sealedAt: string;
  };
  const hashes = path.map((hash) => Buffer.from(hash, 'base64url'));
  const led = rootOfPath(leafOf(entry), position, size, hashes);
  return led?.toString('hex') === root ? { head: { number, sealedAt } } : { fault: 'proofWrong' };
}
