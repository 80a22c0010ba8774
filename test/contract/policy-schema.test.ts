import { describe, expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import type { Policy } from '../../src/contract/policy.ts';
import { policySchema } from '../../src/contract/policy-schema.ts';
import { STANDARD_POLICIES, standardPolicy } from '../../src/domain/standard-policy.ts';
import { RESOURCES } from '../../src/i18n/index.ts';

/** A type with its intersections and wrappers resolved, so that two spellings of the same shape compare as equal. */
type Plain<T> = T extends readonly (infer U)[] ? Plain<U>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;

const issues = (change: (policy: Record<string, never>) => void) => {
  const policy = structuredClone(standardPolicy) as unknown as Record<string, never>;
  change(policy);
  return (policySchema.safeParse(policy).error?.issues ?? []).map((i) => [i.path.join('/'), i.message]);
};
const set = (path: string, value: unknown) =>
  issues((policy) => {
    const keys = path.split('/');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Record<string, never>>((at, key) => at[key] ?? {}, policy);
    Reflect.set(parent, last, value);
  });

describe('the schema of a policy', () => {
  // Seen by the compiler: a member that only one of both has does not compile here.
  test('its type: is the interface', () =>
    expectTypeOf<Plain<z.output<typeof policySchema>>>().toEqualTypeOf<Plain<Policy>>());

  test.each(STANDARD_POLICIES.map((policy, i) => [i + 1, policy] as const))(
    'version %i of the standard policy: fits',
    (_, policy) => expect(policySchema.parse(policy)).toEqual(policy),
  );

  test.each([
    ['waits/approval/remindBeforeWorkingDays', [2], 'field.policy.reminderBeforeStart'],
    ['waits/approval/giveUpAfterWorkingDays', 2, 'field.policy.giveUpBeforeEscalation'],
    ['waits/approval/escalations', [{ afterWorkingDays: 2, to: ['hr'] }], 'field.policy.escalationsNotRising'],
    ['tiers/light', { maxAnnualValue: 1_000_000, maxComplexity: 5 }, 'field.policy.tiersOverlap'],
    ['reviews/days', [30, 7], 'field.policy.notRising'],
    ['deadlines', [{ tier: 'strict', dueWorkingDays: {} }], 'field.policy.deadlineEmpty'],
    ['deputies', ['hr', 'hr'], 'field.repeated'],
    ['calendar', 'cn', 'field.calendarCode'],
  ])('%s = %j: is refused with a sentence of its own', (path, value, code) => {
    const found = set(path, value);
    expect(found).toHaveLength(1);
    expect(found[0]?.[0]).toContain(path);
    expect(found[0]?.[1]).toBe(code);
    for (const locale of ['en', 'zh-CN'] as const) expect(Object.keys(RESOURCES[locale].problems)).toContain(code);
  });

  test.each([
    ['waits/approval/dueWorkingDays', 0],
    ['waits/review', undefined],
    ['waits/lunch', standardPolicy.waits.approval],
    ['verification/strictShare', 1.1],
    ['tiers/strict/businessTypes', ['key-account']],
    ['deputies', []],
    ['approval', { secondAbove: 10 }],
    ['restoreDays', 0],
    ['safety/maxCustomers', '5'],
    ['surprise', 1],
  ])('%s = %j: is refused', (path, value) => expect(set(path, value)).not.toEqual([]));
});
