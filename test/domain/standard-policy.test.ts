import { describe, expect, test } from 'vitest';
import { WAITS } from '../../src/contract/policy.ts';
import { STANDARD_POLICIES, completePolicy } from '../../src/domain/standard-policy.ts';

describe.each(STANDARD_POLICIES.map((policy, i) => [i + 1, policy] as const))(
  'the standard policy, version %i',
  (_, policy) => {
    test.each(Object.entries(policy.waits))(
      'the wait %s: is due after a reminder, then escalates, then gives up',
      (_name, rule) => {
        expect(rule.dueWorkingDays).toBeGreaterThan(0);
        expect(rule.remindBeforeWorkingDays.length).toBeGreaterThan(0);
        for (const days of rule.remindBeforeWorkingDays) expect(days).toBeLessThan(rule.dueWorkingDays);
        expect(rule.escalateAfterWorkingDays).toBeGreaterThan(0);
        expect(rule.giveUpAfterWorkingDays).toBeGreaterThan(rule.escalateAfterWorkingDays);
      },
    );
  },
);

describe('the complete standard policy', () => {
  test('its waits: are all that a case knows', () => {
    expect(Object.keys(completePolicy.waits).sort()).toEqual([...WAITS].sort());
  });

  test('its shares and thresholds: lie in their ranges', () => {
    const { strictShare, standardShare, minimum } = completePolicy.verification;
    for (const share of [strictShare, standardShare]) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    expect(strictShare).toBeGreaterThanOrEqual(standardShare);
    expect(minimum).toBeGreaterThanOrEqual(1);
    expect(completePolicy.reviews.minSatisfaction).toBeGreaterThanOrEqual(1);
    expect(completePolicy.reviews.minSatisfaction).toBeLessThanOrEqual(5);
  });

  test('its dates after the transfer: rise, and the restore stays open as long as the giver may read', () => {
    const { days } = completePolicy.reviews;
    expect(days).toEqual([...new Set(days)].sort((a, b) => a - b));
    expect(days[0]).toBeGreaterThan(0);
    expect(completePolicy.restoreDays).toBe(30);
    expect(completePolicy.transition.checkInEveryDays).toBeLessThan(completePolicy.transition.days);
  });

  test('a stated signature, without a token: does not count unless a company decides so', () => {
    expect(completePolicy.operatorStatements).toBe(false);
  });
});
