/**
 * What is hashed and signed of the audit log, and in which form. A later form gets a new number; old leaves keep theirs.
 * Without a word about how it is hashed, because browsers read this as well (proof-check.ts).
 */
export const AUDIT_LOG_VERSION = 1;
export const HEAD_TYPE = 'handover-audit-head+jws';

/** An entry with everything that its hash covers. */
export interface SealedEntry {
  id: number;
  /** UTC with microseconds: 2026-11-25T08:00:00.000001Z */
  at: string;
  actorKind: string;
  actorId: string | null;
  action: string;
  handoverId: string | null;
  subjectType: string | null;
  subjectId: string | null;
  params: unknown;
  /** number of the transaction that wrote it; 0: before the log was sealed */
  xact: string;
}

export interface HeadClaims {
  number: number;
  /** how many leaves the root covers */
  size: number;
  /** hex */
  root: string;
  /** hex of the hash of the head before; null: the first */
  previous: string | null;
  /** every entry of a transaction below this number is covered */
  below: string;
  sealedAt: string;
}

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

/** JSON with sorted keys and no blanks (RFC 8785): the same bytes from any language. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`)
      .join(',')}}`;
  return JSON.stringify(value);
}

/** What the leaf of an entry is the hash of. */
export const leafText = (entry: SealedEntry): string => canonicalJson({ v: AUDIT_LOG_VERSION, ...entry });

/** What the server signs of a head, in the order in which it is hashed. */
export function claimsOf(head: HeadClaims): Record<string, unknown> {
  return JSON.parse(canonicalJson({ type: 'handover-audit-head', v: AUDIT_LOG_VERSION, ...head })) as Record<
    string,
    unknown
  >;
}
