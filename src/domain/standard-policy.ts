import type { Policy, WaitRule } from '../contract/policy.ts';

const wait = (dueWorkingDays: number): WaitRule => ({
  dueWorkingDays,
  remindBeforeWorkingDays: [1],
  escalateAfterWorkingDays: 2,
  giveUpAfterWorkingDays: 5,
});

/** The policy that every installation starts with; later versions are data. */
export const standardPolicy: Policy = {
  calendar: 'CN',
  waits: {
    approval: wait(2),
    materials: wait(5),
    minutes: wait(3),
    verification: wait(5),
    signOff: wait(3),
    review: wait(5),
  },
  tiers: { strict: { minAnnualValue: 1_000_000, minComplexity: 4, businessTypes: ['key_account', 'project'] } },
  verification: { strictShare: 1, standardShare: 0.2, minimum: 1 },
  meeting: { durationMinutes: 60 },
  reviews: { days: [7, 30, 60, 90], minSatisfaction: 3 },
  transition: { days: 30, checkInEveryDays: 7 },
  restoreDays: 30,
  operatorStatements: false,
};
