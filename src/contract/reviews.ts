import type { Language } from './introduction.ts';

/** What a policy can say of reviews beyond their dates: each part is optional, and absent means that there is none. */
export interface ReviewsRule {
  /** absent: a mark and a comment only */
  questions?: ReviewQuestion[];
  survey?: SurveyRule;
  /** absent: more complaints, a customer lost, and half of the contacts are findings, each as such */
  thresholds?: ReviewThresholds;
  /** what becomes of findings; absent: they are told to the supervisor */
  corrective?: CorrectiveRule;
  /** whether each check-in asks the receivers for a work report, and tells them and the supervisor of one that is missing */
  workReports?: boolean;
}

export const QUESTION_KINDS = ['scale', 'text'] as const;
export const QUESTIONED = ['receiver', 'supervisor'] as const;
export interface ReviewQuestion {
  /** under which the answer is kept */
  key: string;
  /** a mark from 1 to 5, or words */
  kind: (typeof QUESTION_KINDS)[number];
  /** who is asked; deputies answer what the supervisor is asked */
  for: (typeof QUESTIONED)[number][];
  zh: string;
  en: string;
}

export interface SurveyRule {
  /** share (0 to 1) of the customers of the plan that each review asks, at most `most`; the same for the same review */
  share: number;
  most: number;
  answerDays: number;
  language: Language;
}

/** From when on a figure is worse than the baseline by enough to be a finding; what is left out is never one. */
export interface ReviewThresholds {
  /** more open complaints than before by at least so many */
  complaints?: number;
  lostCustomers?: number;
  /** shares (0 to 1) by which a figure has fallen */
  contactsFall?: number;
  revenueFall?: number;
  pipelineFall?: number;
  /** marks by which the mean satisfaction of customers has fallen */
  satisfactionFall?: number;
}

export interface CorrectiveRule {
  owner: 'supervisor' | 'receiver';
  dueWorkingDays: number;
}

/** What a review can find. */
export const FINDINGS = [
  'satisfactionLow',
  'moreComplaints',
  'customersLost',
  'fewerContacts',
  'satisfactionFallen',
  'revenueFallen',
  'pipelineFallen',
] as const;
export type Finding = (typeof FINDINGS)[number];

export const ACTION_STATES = ['open', 'done', 'dropped'] as const;
export const SUGGESTION_STATES = ['open', 'taken', 'declined'] as const;
export const LOSS_REASONS = [
  'price',
  'service',
  'product',
  'competitor',
  'accountManager',
  'closedDown',
  'other',
] as const;
