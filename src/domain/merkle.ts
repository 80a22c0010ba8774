import { createHash } from 'node:crypto';

/** The Merkle tree of RFC 6962: a hash of 32 bytes over any number of leaves, with proofs that grow with the logarithm of it. */

const sha256 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Leaves and nodes carry different prefixes, so that a node can never be passed off as a leaf (RFC 6962, 2.1). */
export const leafHash = (bytes: string | Uint8Array): Buffer => sha256('\x00', bytes);
const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256('\x01', left, right);
export const EMPTY_ROOT: Buffer = sha256();

/** The right edge of a growing tree: all that is needed to append and to tell the root, a hash for each bit of the size. */
export class Frontier {
  #size: number;
  readonly #peaks: Buffer[];

  /** @param peaks roots of the perfect subtrees of a tree of `size` leaves, largest first */
  constructor(size = 0, peaks: readonly Buffer[] = []) {
    this.#size = size;
    this.#peaks = [...peaks];
  }

  get size(): number {
    return this.#size;
  }
  get peaks(): Buffer[] {
    return [...this.#peaks];
  }

  /** @param leaf its hash, as `leafHash` makes it */
  append(leaf: Buffer): void {
    let node = leaf;
    // Not by bit operations, which end at 2^31.
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2))
      node = nodeHash(this.#peaks.pop() ?? EMPTY_ROOT, node);
    this.#peaks.push(node);
    this.#size += 1;
  }

  root(): Buffer {
    const last = this.#peaks.at(-1);
    return last === undefined
      ? EMPTY_ROOT
      : this.#peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
  }
}

/** The hash over leaves[from, to), at least one. */
export type RangeHash = (from: number, to: number) => Buffer;

/**
 * Hashes of ranges over leaves that are in memory, each made once.
 * @param made those that are known already, by `from-to`: nothing below them is asked for
 */
export function rangesOf(leafAt: (position: number) => Buffer, made = new Map<string, Buffer>()): RangeHash {
  const range: RangeHash = (from, to) => {
    const key = `${from}-${to}`;
    const known = made.get(key);
    if (known) return known;
    if (to - from === 1) return leafAt(from);
    const middle = from + splitOf(to - from);
    const hash = nodeHash(range(from, middle), range(middle, to));
    made.set(key, hash);
    return hash;
  };
  return range;
}

/** The largest power of two below n, for n > 1. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/**
 * The hashes that lead from a leaf to the root, lowest first (RFC 6962, 2.1.1).
 * @param position of the leaf, from 0, below `size`
 */
export function inclusionPath(position: number, size: number, range: RangeHash): Buffer[] {
  const path = (at: number, from: number, to: number): Buffer[] => {
    if (to - from === 1) return [];
    const middle = from + splitOf(to - from);
    return at < middle
      ? [...path(at, from, middle), range(middle, to)]
      : [...path(at, middle, to), range(from, middle)];
  };
  return path(position, 0, size);
}
