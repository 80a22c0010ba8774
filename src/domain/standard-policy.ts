import { DEFAULT_COVER, DEFAULT_DEPARTURE, DEFAULT_EMERGENCY, DEFAULT_PROPOSALS } from '../contract/kinds.ts';
import { DEFAULT_PLANNING } from '../contract/planning.ts';
import { DEFAULT_SAFETY, type Policy, type WaitRule } from '../contract/policy.ts';
import { CHECKLISTS, INTRODUCTION, REVIEWS, RISKS, SIGNERS, TRAINING, wait } from './standard-rules.ts';

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

/** The second version, with the safety stop. */
export const standardPolicy: Policy = {
  ...version1,
  waits: { ...version1.waits, safety: wait(2) },
  safety: DEFAULT_SAFETY,
};

/** Approvals and signatures are never made up: who is asked next, once the deputies stayed silent too. */
const untilHr = (rule: WaitRule): WaitRule => ({
  ...rule,
  escalations: [{ afterWorkingDays: 4, to: ['managerOfManager', 'hr'] }],
});
const { waits } = standardPolicy;

/**
 * The newest version, with every rule of the product: what a start without a policy takes. Each rule is an optional member, so a
 * company switches one off by publishing a version without it. It grows until it is released; from then on a next version does.
 */
export const completePolicy: Policy = {
  ...standardPolicy,
  waits: {
    ...waits,
    approval: untilHr(waits.approval),
    signOff: untilHr(waits.signOff),
    safety: untilHr(wait(2)),
    coverReturn: wait(2),
    discrepancies: wait(3),
    discrepancyDecision: wait(2),
    risks: wait(2),
  },
  deadlines: [
    { tier: 'light', dueWorkingDays: { materials: 3, verification: 3 } },
    { fromCustomers: 200, dueWorkingDays: { approval: 3, materials: 8, verification: 8 } },
    { fromCustomers: 1_000, dueWorkingDays: { approval: 5, materials: 15, verification: 15 } },
  ],
  tiers: {
    strict: { ...standardPolicy.tiers.strict, stages: ['declining'], minYears: 10 },
    light: { maxAnnualValue: 50_000, maxComplexity: 2, businessTypes: ['direct', 'channel'], belowYears: 5 },
  },
  verification: { ...standardPolicy.verification, lightShare: 0.05, checklists: CHECKLISTS, discrepancyDays: 3 },
  deputies: ['managerOfSupervisor', 'startingHr', 'departmentCoordinator'],
  planning: DEFAULT_PLANNING,
  signers: SIGNERS,
  risks: RISKS,
  introduction: INTRODUCTION,
  training: TRAINING,
  materials: { minCompleteness: 50 },
  reviews: { ...standardPolicy.reviews, ...REVIEWS },
  cover: DEFAULT_COVER,
  emergency: DEFAULT_EMERGENCY,
  proposals: DEFAULT_PROPOSALS,
  departure: DEFAULT_DEPARTURE,
  approval: { secondAbove: 500, by: ['managerOfSupervisor', 'managerOfManager', 'departmentCoordinator', 'hr'] },
};

/** Every version that comes with the product, from version 1 on. */
export const STANDARD_POLICIES: readonly Policy[] = [version1, standardPolicy, completePolicy];
