import { createHash } from 'node:crypto';
import { headHash, leafOf } from './audit-hashes.ts';
import { HEAD_TYPE, type HeadClaims, type SealedEntry, canonicalJson, claimsOf } from './audit-log.ts';
import { type Checked, type Keys, checkJws, keysOf, payloadOf } from './jws.ts';
import { Frontier } from './merkle.ts';

/** What a log consists of when it is carried: keys, then each head behind the leaves that it added, then what is not sealed yet. */
export type AuditRecord =
  | { kind: 'log'; v: number; exportedAt: string }
  | { kind: 'key'; jwk: Record<string, unknown> }
  | { kind: 'leaf'; position: number; entryId: number; leaf: string; entry: SealedEntry | null }
  | ({ kind: 'head'; hash: string; peaks: string[]; jws: string } & HeadClaims)
  | { kind: 'unsealed'; entry: SealedEntry };
type Head = Extract<AuditRecord, { kind: 'head' }>;
type Leaf = Extract<AuditRecord, { kind: 'leaf' }>;

/** The action of the entry that a pruning leaves; its params: removed and digest over all removed so far, upTo the last of them. */
export const PRUNED = 'audit.pruned';

/** Something that is not as it was sealed: a code of the sentences `audit.<code>`, and where. */
export interface Finding {
  code: string;
  params: Record<string, string | number>;
}

export interface Verdict {
  entries: number;
  sealed: number;
  pruned: number;
  unsealed: number;
  heads: number;
  anchors: number;
  findings: Finding[];
}

/** The same findings without end help nobody: after so many only their number grows. */
const TOLD_AT_MOST = 1_000;

/**
 * Recomputes a log record by record; memory does not grow with it.
 * A wrong root is told once, at the head that covers the place: the next one goes on from that head's own peaks.
 */
export class AuditVerifier {
  /** by the number of the head; 0: no head can be read from it */
  readonly #anchors = new Map<number, string[]>();
  readonly #trusted: Keys | undefined;
  readonly #jwks: Record<string, unknown>[] = [];
  #keys: Keys | undefined;
  readonly #verdict: Verdict = { entries: 0, sealed: 0, pruned: 0, unsealed: 0, heads: 0, anchors: 0, findings: [] };
  /** over the leaves as they are kept, and as the entries make them */
  #kept = new Frontier();
  #made = new Frontier();
  /** entries of the present head's range that do not make their leaf */
  #odd: { position: number; entryId: number }[] = [];
  #next = 0;
  #last: { number: number; size: number; hash: string; below: string } | undefined;
  readonly #missing: { position: number; entryId: number }[] = [];
  readonly #missingLeaves = createHash('sha256');
  /** what the newest pruning says of all that was removed up to it */
  #pruned: { removed: number; digest: string } | undefined;
  readonly #early: SealedEntry[] = [];

  /**
   * @param trusted public keys from elsewhere; absent: those in the log, which whoever rewrites a log can exchange
   * @param anchors heads as they were remembered outside, a JWS each
   */
  constructor({ trusted, anchors = [] }: { trusted?: readonly Record<string, unknown>[]; anchors?: string[] } = {}) {
    this.#trusted = trusted && keysOf(trusted);
    this.#verdict.anchors = anchors.length;
    for (const jws of anchors) {
      const number = numberIn(payloadOf(jws));
      this.#anchors.set(number, [...(this.#anchors.get(number) ?? []), jws]);
    }
  }

  add(record: AuditRecord): void {
    switch (record.kind) {
      case 'log':
        return;
      case 'key':
        this.#jwks.push(record.jwk);
        this.#keys = undefined;
        return;
      case 'leaf':
        return this.#leaf(record);
      case 'head':
        return this.#head(record);
      case 'unsealed':
        return this.#unsealed(record.entry);
    }
  }

  /** Call once, after the last record. */
  end(): Verdict {
    const size = this.#last?.size ?? 0;
    if (this.#next > size) this.#find('leafBeyondHead', { position: size });
    for (const entry of this.#early)
      if (BigInt(entry.xact) < BigInt(this.#last?.below ?? '0')) this.#find('entryInserted', { entry: entry.id });
    this.#prunings();
    for (const [number, lines] of this.#anchors) for (const jws of lines) this.#anchorLeft(number, jws);
    this.#verdict.entries += this.#verdict.unsealed;
    return this.#verdict;
  }

  #leaf({ position, entryId, leaf, entry }: Leaf): void {
    if (position !== this.#next) {
      this.#find('leafMissing', { position: this.#next });
      this.#next = position;
    }
    this.#next += 1;
    this.#verdict.sealed += 1;
    const kept = Buffer.from(leaf, 'hex');
    const made = entry ? leafOf(entry) : kept;
    this.#kept.append(kept);
    this.#made.append(made);
    if (!made.equals(kept)) this.#odd.push({ position, entryId });
    if (!entry) {
      this.#missing.push({ position, entryId });
      this.#missingLeaves.update(kept);
      return;
    }
    this.#verdict.entries += 1;
    this.#notePruning(entry);
  }

  #head(head: Head): void {
    this.#verdict.heads += 1;
    const { number } = head;
    const due = (this.#last?.number ?? 0) + 1;
    if (number !== due) this.#find('headMissing', { head: due });
    else if (head.previous !== (this.#last?.hash ?? null)) this.#find('chainBroken', { head: number });
    const claims = claimsIn(head);
    const signed = this.#check(head.jws);
    if ('fault' in signed) this.#find(signed.fault, { head: number });
    else if (canonicalJson(signed.claims) !== canonicalJson(claimsOf(claims)))
      this.#find('headChanged', { head: number });
    if (headHash(claims).toString('hex') !== head.hash) this.#find('headHashWrong', { head: number });
    for (const jws of this.#anchors.get(number) ?? []) {
      const anchored = this.#check(jws);
      if ('fault' in anchored) this.#find('anchorUnreadable', { head: number });
      else if (canonicalJson(anchored.claims) !== canonicalJson(claimsOf(claims)))
        this.#find('anchorContradicts', { head: number });
    }
    this.#anchors.delete(number);
    this.#root(head);
    this.#last = { number, size: head.size, hash: head.hash, below: head.below };
  }

  /** Which of leaf and entry was changed is told by the root, which only one of them leads to. */
  #root(head: Head): void {
    const from = this.#last?.size ?? 0;
    const peaks = head.peaks.map((peak) => Buffer.from(peak, 'hex'));
    const sized = this.#next === head.size && this.#kept.size === head.size;
    const keptFits = sized && this.#kept.root().toString('hex') === head.root;
    const madeFits = sized && this.#made.root().toString('hex') === head.root;
    if (keptFits || madeFits) {
      const code = keptFits ? 'entryChanged' : 'leafChanged';
      for (const { position, entryId } of this.#odd) this.#find(code, { position, entry: entryId });
      const own = (keptFits ? this.#kept : this.#made).peaks;
      if (own.length !== peaks.length || own.some((peak, i) => !peak.equals(peaks[i] ?? Buffer.alloc(0))))
        this.#find('headPeaksWrong', { head: head.number });
      const right = keptFits ? this.#kept : this.#made;
      this.#kept = right;
      this.#made = new Frontier(right.size, right.peaks);
    } else {
      this.#find('rootWrong', { head: head.number, from, to: head.size - 1 });
      for (const { position, entryId } of this.#odd) this.#find('entryChanged', { position, entry: entryId });
      this.#kept = new Frontier(head.size, peaks);
      this.#made = new Frontier(head.size, peaks);
      this.#next = head.size;
    }
    this.#odd = [];
  }

  #unsealed(entry: SealedEntry): void {
    this.#verdict.unsealed += 1;
    this.#notePruning(entry);
    // In front of the heads its place is not known yet; behind them it is told at once.
    if (this.#last === undefined) this.#early.push(entry);
    else if (BigInt(entry.xact) < BigInt(this.#last.below)) this.#find('entryInserted', { entry: entry.id });
  }

  #notePruning({ action, params }: SealedEntry): void {
    if (action !== PRUNED || typeof params !== 'object' || params === null) return;
    const { removed, digest } = params as Record<string, unknown>;
    if (typeof removed === 'number' && typeof digest === 'string' && removed > (this.#pruned?.removed ?? 0))
      this.#pruned = { removed, digest };
  }

  #prunings(): void {
    const told = this.#pruned;
    const digest = this.#missingLeaves.digest('hex');
    if (told && told.removed === this.#missing.length && told.digest === digest) {
      this.#verdict.pruned = told.removed;
      return;
    }
    if (told) this.#find('prunedOtherwise', { told: told.removed, missing: this.#missing.length });
    else for (const { position, entryId } of this.#missing) this.#find('entryMissing', { position, entry: entryId });
  }

  #anchorLeft(number: number, jws: string): void {
    if ('fault' in this.#check(jws)) this.#find('anchorUnreadable', { head: number });
    else this.#find(number > (this.#last?.number ?? 0) ? 'tailCut' : 'headMissing', { head: number });
  }

  #check(jws: string): Checked {
    this.#keys ??= this.#trusted ?? keysOf(this.#jwks);
    return checkJws(jws, HEAD_TYPE, this.#keys);
  }

  #find(code: string, params: Finding['params']): void {
    if (this.#verdict.findings.length < TOLD_AT_MOST) this.#verdict.findings.push({ code, params });
  }
}

const claimsIn = ({ number, size, root, previous, below, sealedAt }: HeadClaims): HeadClaims => ({
  number,
  size,
  root,
  previous,
  below,
  sealedAt,
});

function numberIn(claims: unknown): number {
  return typeof claims === 'object' && claims !== null && 'number' in claims ? Number(claims.number) : 0;
}
