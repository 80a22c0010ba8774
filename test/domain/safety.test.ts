import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SAFETY, safetyOf } from '../../src/contract/policy.ts';
import { type Size, mustHalt, tooMuch } from '../../src/domain/safety.ts';
import { STANDARD_POLICIES, standardPolicy } from '../../src/domain/standard-policy.ts';

const small: Size = { customers: 100, company: 200, planned: 150, refused: 0 };

describe('the safety stop, before a transfer', () => {
  test.each<[string, Partial<Size>, string[]]>([
    ['half of a small company', {}, []],
    ['as many as the policy allows, of a large company', { customers: 5_000, company: 20_000 }, []],
    ['one more', { customers: 5_001, company: 100_000 }, ['size']],
    ['a large share', { customers: 600, company: 2_000 }, ['share']],
    ['both', { customers: 6_000, company: 6_000 }, ['size', 'share']],
    ['few in other hands', { refused: 19 }, []],
    ['many in other hands', { refused: 20 }, ['refused']],
    ['many, but a small share of all', { refused: 20, planned: 1_000 }, []],
  ])('%s: asks for %j', (_, change, codes) => {
    expect(tooMuch(standardPolicy, { ...small, ...change })).toEqual(codes);
  });

  test('a policy from before it: is held to the usual limits', () => {
    const [before] = STANDARD_POLICIES;
    expect(before && before.safety).toBeUndefined();
    expect(before && safetyOf(before)).toEqual(DEFAULT_SAFETY);
  });
});

test('the halt of a running transfer, once it is due: stays due however many more are refused', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(1_000), (planned, skipped, more) => {
      fc.pre(mustHalt(standardPolicy, { planned, skipped }));
      expect(mustHalt(standardPolicy, { planned, skipped: skipped + more })).toBe(true);
    }),
  );
});
