import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePolicies } from '../../src/domain/policy-diff.ts';

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
