import type { WaitRule } from '../contract/policy.ts';

/**
 * The times of an access review, on the company's calendar. Ten working days: longer than any leave that needs no deputy, short
 * enough that access nobody vouches for does not outlive the month. HR hears on the last morning who has not answered; on that
 * evening what is unanswered is taken away.
 */
export const ACCESS_REVIEW_RULE = {
  calendar: 'CN',
  dueWorkingDays: 10,
  remindBeforeWorkingDays: [5, 1],
  escalateAfterWorkingDays: 0,
  giveUpAfterWorkingDays: 0,
} as const satisfies { calendar: string } & Omit<WaitRule, 'remindBeforeWorkingDays'> & {
    remindBeforeWorkingDays: readonly number[];
  };
