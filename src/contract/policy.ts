/**
 * The rules of a handover as data. HR edits versions of it; a running handover keeps the version that it started with,
 * so this shape only ever grows by optional fields. Days named "working days" count on the policy's calendar.
 */
export interface Policy {
  /** code of the working calendar that deadlines count on */
  calendar: string;
  /** every human wait: when it is due, when people are reminded, when the deputies are asked, when the case goes on without */
  waits: Record<WaitName, WaitRule>;
  tiers: { strict: { minAnnualValue: number; minComplexity: number; businessTypes: string[] } };
  /** shares (0 to 1) of customers that a receiver verifies, per tier; at least `minimum` customers a receiver */
  verification: { strictShare: number; standardShare: number; minimum: number };
  meeting: { durationMinutes: number };
  reviews: { days: number[]; minSatisfaction: number };
  transition: { days: number; checkInEveryDays: number };
  restoreDays: number;
  /** whether a signal signOff without a one-time token counts, recorded as an operator's statement */
  operatorStatements: boolean;
}

export const WAITS = ['approval', 'materials', 'minutes', 'verification', 'signOff', 'review'] as const;
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
