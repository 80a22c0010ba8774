/**
 * The rules of a handover as data. HR edits versions of it; a running handover keeps the version that it started with,
 * so this shape only ever grows by optional fields. Days named "working days" count on the policy's calendar.
 */
export interface Policy {
  /** code of the working calendar that deadlines count on */
  calendar: string;
  /** every human wait: when it is due, when people are reminded, when the deputies are asked, when the case goes on without */
  waits: Record<Exclude<WaitName, 'safety'>, WaitRule> & { safety?: WaitRule };
  tiers: { strict: { minAnnualValue: number; minComplexity: number; businessTypes: string[] } };
  /** shares (0 to 1) of customers that a receiver verifies, per tier; at least `minimum` customers a receiver */
  verification: { strictShare: number; standardShare: number; minimum: number };
  meeting: { durationMinutes: number };
  reviews: { days: number[]; minSatisfaction: number };
  transition: { days: number; checkInEveryDays: number };
  restoreDays: number;
  /** whether a signal signOff without a one-time token counts, recorded as an operator's statement */
  operatorStatements: boolean;
  /** when a transfer stops and asks; absent in versions from before it: DEFAULT_SAFETY says what holds then */
  safety?: SafetyRule;
}

export interface SafetyRule {
  /** more customers than this are not moved before somebody says go */
  maxCustomers: number;
  /** the same for a share (0 to 1) of all customers of the company, from `shareFrom` customers on */
  maxShareOfCompany: number;
  shareFrom: number;
  /** share (0 to 1) of the items that changed hands meanwhile, from `refusedFrom` items on */
  maxRefusedShare: number;
  refusedFrom: number;
  /** whether a transfer that is too large is released by somebody else than the plan's approver */
  secondPerson: boolean;
}

export const WAITS = ['approval', 'materials', 'minutes', 'verification', 'signOff', 'safety', 'review'] as const;
export type WaitName = (typeof WAITS)[number];

export interface WaitRule {
  dueWorkingDays: number;
  /** reminders so many working days before it is due */
  remindBeforeWorkingDays: number[];
  /** the deputies are asked so many working days after it was due */
  escalateAfterWorkingDays: number;
  /** the wait ends unanswered so many working days after it was due; signatures and approvals stay open and overdue */
  giveUpAfterWorkingDays: number;
}

/** What holds where a policy says nothing of it, as in versions from before the safety stop. */
export const DEFAULT_SAFETY: SafetyRule = {
  maxCustomers: 5_000,
  maxShareOfCompany: 0.25,
  shareFrom: 500,
  maxRefusedShare: 0.1,
  refusedFrom: 20,
  secondPerson: true,
};

export function safetyOf(policy: Policy): SafetyRule {
  return policy.safety ?? DEFAULT_SAFETY;
}
