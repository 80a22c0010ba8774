import type { Appointment } from './effects.ts';

/** Input of the workflow `accessReview`; absent parts: started by the Schedule. */
export interface AccessReviewRequest {
  reviewId?: string;
  startedBy?: string;
}

/** A review that is open: how much there is, and what happens when (all computed on the company's calendar by an activity). */
export interface AccessReviewOpened {
  reviewId: string;
  items: number;
  /** people and HR as one */
  reviewers: number;
  dueAt: string;
  agenda: Appointment[];
}

/** answered: by everybody; lapsed: what nobody answered in time was taken away; cancelled: nothing was taken away for want of an answer */
export type AccessReviewOutcome = 'answered' | 'lapsed' | 'cancelled';

export interface AccessReviewCounts {
  confirmed: number;
  revoked: number;
  lapsed: number;
}

export interface AccessReviewResult extends AccessReviewCounts {
  /** alreadyOpen: another review was open, nothing was done */
  outcome: AccessReviewOutcome | 'alreadyOpen';
}

export const REVIEWED = ['grant', 'transition', 'team', 'rule'] as const;
export const REVIEW_STATES = ['opening', 'open', 'closing', 'closed', 'cancelled'] as const;
export const ACCESS_STATES = ['pending', 'confirmed', 'revoked', 'lapsed'] as const;
