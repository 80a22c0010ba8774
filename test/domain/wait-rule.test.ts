import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeadlineRule, Policy } from '../../src/contract/policy.ts';
import { TIERS } from '../../src/contract/policy.ts';
import { STANDARD_POLICIES, standardPolicy } from '../../src/domain/standard-policy.ts';
import { type CaseSize, waitRuleOf } from '../../src/domain/wait-rule.ts';

const withRules = (...deadlines: DeadlineRule[]): Policy => ({ ...standardPolicy, deadlines });
const due = (policy: Policy, size: CaseSize) => waitRuleOf(policy, 'materials', size).dueWorkingDays;

describe('the rule of a wait for a case', () => {
  test.each<[string, Policy, CaseSize, number]>([
    ['without rules by size: is the policy’s', standardPolicy, { customers: 9_999, tier: 'strict' }, 5],
    [
      'of the size of a rule: has its days',
      withRules({ fromCustomers: 10, dueWorkingDays: { materials: 9 } }),
      { customers: 10, tier: null },
      9,
    ],
    [
      'below the size: has not',
      withRules({ fromCustomers: 10, dueWorkingDays: { materials: 9 } }),
      { customers: 9, tier: null },
      5,
    ],
    [
      'of the tier: has its days',
      withRules({ tier: 'light', dueWorkingDays: { materials: 3 } }),
      { customers: 1, tier: 'light' },
      3,
    ],
    [
      'of another tier: has not',
      withRules({ tier: 'light', dueWorkingDays: { materials: 3 } }),
      { customers: 1, tier: 'strict' },
      5,
    ],
    [
      'that a rule names another wait for: has not',
      withRules({ dueWorkingDays: { review: 3 } }),
      { customers: 1, tier: 'strict' },
      5,
    ],
    [
      'that several rules fit: has the days of the last',
      withRules({ dueWorkingDays: { materials: 7 } }, { fromCustomers: 5, dueWorkingDays: { materials: 8 } }),
      { customers: 5, tier: null },
      8,
    ],
  ])('%s', (_, policy, size, wanted) => expect(due(policy, size)).toBe(wanted));

  test('made shorter: keeps no reminder from before the wait begins', () => {
    const policy = withRules({ dueWorkingDays: { materials: 1 } });
    expect(waitRuleOf(policy, 'materials', { customers: 1, tier: null }).remindBeforeWorkingDays).toEqual([]);
  });

  test('of any size, in every version that comes with the product: is due after one working day at least', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STANDARD_POLICIES),
        fc.constantFrom('approval', 'materials', 'minutes', 'verification', 'signOff', 'review'),
        fc.nat(1_000_000),
        fc.constantFrom(...TIERS, null),
        (policy, wait, customers, tier) => {
          const rule = waitRuleOf(policy, wait, { customers, tier });
          expect(rule.dueWorkingDays).toBeGreaterThan(0);
          for (const days of rule.remindBeforeWorkingDays) expect(days).toBeLessThan(rule.dueWorkingDays);
        },
      ),
    );
  });
});
