import { describe, expect, test } from 'vitest';
import { WAITS } from '../../src/contract/policy.ts';
import { standardPolicy } from '../../src/domain/standard-policy.ts';

describe('the standard policy', () => {
  test.each(WAITS)('the wait %s: is due after a reminder, then escalates, then gives up', (wait) => {
    const rule = standardPolicy.waits[wait];
    if (!rule) throw new Error('a rule');
    expect(rule.dueWorkingDays).toBeGreaterThan(0);
    expect(rule.remindBeforeWorkingDays.length).toBeGreaterThan(0);
    for (const days of rule.remindBeforeWorkingDays) expect(days).toBeLessThan(rule.dueWorkingDays);
    expect(rule.escalateAfterWorkingDays).toBeGreaterThan(0);
    expect(rule.giveUpAfterWorkingDays).toBeGreaterThan(rule.escalateAfterWorkingDays);
  });

  test('its waits: are all that a case knows', () => {
    expect(Object.keys(standardPolicy.waits).sort()).toEqual([...WAITS].sort());
  });

  test('its shares and thresholds: lie in their ranges', () => {
    const { strictShare, standardShare, minimum } = standardPolicy.verification;
    for (const share of [strictShare, standardShare]) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    expect(strictShare).toBeGreaterThanOrEqual(standardShare);
    expect(minimum).toBeGreaterThanOrEqual(1);
    expect(standardPolicy.reviews.minSatisfaction).toBeGreaterThanOrEqual(1);
    expect(standardPolicy.reviews.minSatisfaction).toBeLessThanOrEqual(5);
  });

  test('its dates after the transfer: rise, and the restore stays open as long as the giver may read', () => {
    const { days } = standardPolicy.reviews;
    expect(days).toEqual([...new Set(days)].sort((a, b) => a - b));
    expect(days[0]).toBeGreaterThan(0);
    expect(standardPolicy.restoreDays).toBe(30);
    expect(standardPolicy.transition.checkInEveryDays).toBeLessThan(standardPolicy.transition.days);
  });

  test('a stated signature, without a token: does not count unless a company decides so', () => {
    expect(standardPolicy.operatorStatements).toBe(false);
  });
});
