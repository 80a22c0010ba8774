import { DEFAULT_SAFETY, type Policy, type WaitRule } from '../contract/policy.ts';

const wait = (dueWorkingDays: number): WaitRule => ({
  dueWorkingDays,
  remindBeforeWorkingDays: [1],
  escalateAfterWorkingDays: 2,
  giveUpAfterWorkingDays: 5,
});

/** The first version, which running cases hold on to: it never changes. */
const version1: Policy = {
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

/** The policy that every installation starts with, in its newest version; later ones are data. */
export const standardPolicy: Policy = {
  ...version1,
  waits: { ...version1.waits, safety: wait(2) },
  safety: DEFAULT_SAFETY,
};

/** Every version that comes with the product, from version 1 on. */
export const STANDARD_POLICIES: readonly Policy[] = [version1, standardPolicy];
