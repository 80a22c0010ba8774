import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareLists, comparePolicies } from '../../src/domain/policy-diff.ts';

/** A body with the changes applied by their pointers: what was compared must come out again. */
function applied(before: object, changes: ReturnType<typeof comparePolicies>): unknown {
  const result = structuredClone(before) as Record<string, unknown>;
  // From the back, so that places of a list that go do not move those before them.
  for (const { path, kind, after } of [...changes].reverse()) {
    const keys = path
      .slice(1)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>((at, key) => Reflect.get(at as object, key), result) as object;
    if (kind === 'removed') Reflect.deleteProperty(parent, last);
    else Reflect.set(parent, last, after);
  }
  return result;
}
const plain = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer()));
const member = fc.oneof(plain, fc.dictionary(fc.constantFrom('a', 'b/c', '~d'), plain, { noNullPrototype: true }));
const body = fc.dictionary(fc.constantFrom('x', 'y', 'z/~'), member, { noNullPrototype: true });

describe('comparing two versions', () => {
  test('a version with itself: no change', () => {
    fc.assert(
      fc.property(body, (one) => {
        expect(comparePolicies(one, structuredClone(one))).toEqual([]);
      }),
    );
  });

  test('the changes, applied to the first: give the second', () =>
    fc.assert(
      fc.property(body, body, (one, other) => {
        expect(applied(one, comparePolicies(one, other))).toEqual(other);
      }),
    ));

  test.each<[string, object, object, object[]]>([
    [
      'an order of plain values: is one change',
      { days: [1, 2] },
      { days: [2, 1] },
      [{ path: '/days', kind: 'changed', before: [1, 2], after: [2, 1] }],
    ],
    [
      'a rule in a list: is compared at its place',
      { rules: [{ n: 1 }, { n: 2 }] },
      { rules: [{ n: 1 }, { n: 3 }] },
      [{ path: '/rules/1/n', kind: 'changed', before: 2, after: 3 }],
    ],
    [
      'a rule more: is added at its place',
      { rules: [{ n: 1 }] },
      { rules: [{ n: 1 }, { n: 2 }] },
      [{ path: '/rules/1', kind: 'added', before: null, after: { n: 2 } }],
    ],
    [
      'the first rule of a list that goes: is removed, and the others are the same at another place',
      { rules: [{ n: 1 }, { n: 2 }, { n: 3 }] },
      { rules: [{ n: 2 }, { n: 3 }] },
      [{ path: '/rules/0', kind: 'removed', before: { n: 1 }, after: null }],
    ],
    [
      'a rule put between others, and one behind it changed: are told each by its place now',
      { rules: [{ n: 1 }, { n: 2 }, { n: 3 }] },
      { rules: [{ n: 1 }, { n: 9 }, { n: 2 }, { n: 4 }] },
      [
        { path: '/rules/1', kind: 'added', before: null, after: { n: 9 } },
        { path: '/rules/3/n', kind: 'changed', before: 3, after: 4 },
      ],
    ],
    [
      'the only rule of a list: is removed',
      { rules: [{ n: 1 }] },
      { rules: [] },
      [{ path: '/rules/0', kind: 'removed', before: { n: 1 }, after: null }],
    ],
    [
      'a member that goes: is removed',
      { a: { b: 1 } },
      {},
      [{ path: '/a', kind: 'removed', before: { b: 1 }, after: null }],
    ],
    [
      'a value that becomes a rule: is one change',
      { last: 'pool' },
      { last: { person: 'E1' } },
      [{ path: '/last', kind: 'changed', before: 'pool', after: { person: 'E1' } }],
    ],
  ])('%s', (_, one, other, wanted) => expect(comparePolicies(one, other)).toEqual(wanted));
});

describe('comparing two lists of plain values', () => {
  test.each<[string, unknown[], unknown[], object]>([
    ['one more: is added', [7, 30], [7, 30, 90], { added: [90], removed: [], isReordered: false }],
    ['one for another: is added, and the other gone', ['hr'], ['pool'], { added: ['pool'], removed: ['hr'] }],
    ['the same in another order: is nothing but that', [1, 2], [2, 1], { added: [], removed: [], isReordered: true }],
    ['one put before the others: leaves them in order', [1, 2], [3, 1, 2], { added: [3], isReordered: false }],
  ])('%s', (_, before, after, wanted) => expect(compareLists(before, after)).toMatchObject(wanted));

  test('any two that differ: something is told', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ max: 5, min: 0 })),
        fc.uniqueArray(fc.integer({ max: 5, min: 0 })),
        (a, b) => {
          const { added, removed, isReordered } = compareLists(a, b);
          expect(added.length + removed.length > 0 || isReordered).toBe(a.join() !== b.join());
        },
      ),
    ));
});
