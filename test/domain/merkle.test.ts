import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_ROOT, Frontier, inclusionPath, leafHash, rangesOf } from '../../src/domain/merkle.ts';
import { rootOfPath } from '../../src/domain/proof-check.ts';

const leaves = (n: number) => Array.from({ length: n }, (_, i) => leafHash(String(i)));
const rangesIn = (all: Buffer[]) => rangesOf((position) => all[position] ?? EMPTY_ROOT);
function grown(all: Buffer[]): Frontier {
  const tree = new Frontier();
  for (const leaf of all) tree.append(leaf);
  return tree;
}

/** Of RFC 6962’s well-known test tree. */
test('the trees of the reference implementation: have its roots', () => {
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const all = inputs.map((hex) => leafHash(Buffer.from(hex, 'hex')));
  expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(grown(all.slice(0, 1)).root().toString('hex')).toBe(
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  );
  expect(grown(all).root().toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});

test('a tree that goes on from its peaks: is the tree made at once, and the root over its range', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(200), (n, cut) => {
      const all = leaves(n);
      const before = grown(all.slice(0, Math.min(cut, n)));
      const after = new Frontier(before.size, before.peaks);
      for (const leaf of all.slice(before.size)) after.append(leaf);
      expect(after.root()).toEqual(grown(all).root());
      expect(after.root()).toEqual(rangesIn(all)(0, n));
    }),
  );
});

test('the path of a leaf: leads to the root, and from any other leaf, place, size or path to another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 150 }), fc.nat(), fc.nat(), async (n, p, q) => {
      const all = leaves(n);
      const [position, other] = [p % n, q % n];
      const path = inclusionPath(position, n, rangesIn(all));
      const leaf = all[position] ?? EMPTY_ROOT;
      const root = new Uint8Array(grown(all).root());
      expect(await rootOfPath(leaf, position, n, path)).toEqual(root);
      expect(await rootOfPath(leafHash('another'), position, n, path)).not.toEqual(root);
      if (other !== position) expect(await rootOfPath(leaf, other, n, path)).not.toEqual(root);
      expect(await rootOfPath(leaf, n, n, path)).toBeNull();
      expect(await rootOfPath(leaf, position, n, path.slice(1))).not.toEqual(root);
      expect(await rootOfPath(leaf, position, n, [...path, leaf])).toBeNull();
    }),
  );
});

/** Every leaf but one is the same: then all perfect subtrees of one size are, and a million leaves cost twenty hashes. */
test('a path among 1,000,000 leaves: has 20 hashes', async () => {
  const [size, position] = [1_000_000, 654_321];
  const same = new Map<number, Buffer>();
  const range = (from: number, to: number): Buffer => {
    const holds = position >= from && position < to;
    const known = holds ? undefined : same.get(to - from);
    if (known) return known;
    const middle = from + 2 ** Math.floor(Math.log2(to - from - 1));
    const made =
      to - from === 1
        ? leafHash(holds ? 'one' : 'same')
        : createHash('sha256').update('\x01').update(range(from, middle)).update(range(middle, to)).digest();
    if (!holds) same.set(to - from, made);
    return made;
  };
  const path = inclusionPath(position, size, range);
  expect(path).toHaveLength(20);
  expect(await rootOfPath(leafHash('one'), position, size, path)).toEqual(new Uint8Array(range(0, size)));
});
