import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Decision, PersonRef } from './messages.ts';
import type { Tier, WaitRule } from './policy.ts';

/** The introduction of receivers to customers: its rule in the policy, and what its workflow is told and says. */

export const CHANNELS = ['letter', 'meeting', 'phone'] as const;
/** letter: by mail, silence is consent; meeting: invitation by mail, held in person; phone: the receiver calls */
export type Channel = (typeof CHANNELS)[number];

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The member `introduction` of a policy. */
export interface IntroductionRule {
  /** a light customer without a rule of its own is introduced like a standard one */
  tiers: Record<Exclude<Tier, 'light'>, TierIntroduction> & { light?: TierIntroduction };
  /** what a customer's own record says goes first; `byRegion` names regions and countries */
  language: { default: Language; byRegion?: Record<string, Language> };
  mailsPerMinute: number;
  /** who looks at the letters before the first one leaves; absent: nobody has to */
  approval?: { by: 'supervisor' | 'giver'; wait: WaitRule };
  /** meetings, and customers whom no letter reaches: until when their receiver has told them, and who is asked otherwise */
  inPerson: WaitRule;
  meeting: { durationMinutes: number; /** that the engine proposes to one receiver */ perDay: number };
  objections: {
    /** who looks after a customer who objected; where there is no other receiver it is the manager */
    first: 'alternateReceiver' | 'manager';
    /** objections of one customer after which `last` holds */
    maxObjections: number;
    last: 'pool' | { /** employee number */ person: string };
  };
  /** objections are settled together, at most once in so many minutes */
  settleEveryMinutes: number;
}

export interface TierIntroduction {
  channel: Channel;
  /** silence counts as consent so many working days after the letter */
  consentAfterWorkingDays: number;
}

export const INTRODUCTION_STATES = [
  'prepared',
  'sent',
  'toDo',
  'agreed',
  'consented',
  'objected',
  'unanswered',
  'reassigned',
  'pooled',
  'withdrawn',
  'cancelled',
] as const;
export type IntroductionState = (typeof INTRODUCTION_STATES)[number];

/** Input of the workflow `introduction`. */
export interface IntroductionInput {
  handoverId: string;
  label: string;
  giver: PersonRef;
  receivers: PersonRef[];
  supervisor: PersonRef;
  deputies: PersonRef[];
  rule: IntroductionRule;
  /** set by continue-as-new: how far it was */
  carried?: { progress: IntroductionProgress; asked: number };
}

/** The answer to the query `progress` of an introduction. */
export interface IntroductionProgress {
  handoverId: string;
  state: 'running' | 'paused' | 'done' | 'cancelled';
  phase: 'preparing' | 'approval' | 'sending' | 'waiting' | 'over';
  awaited: PersonRef[];
  dueAt: string | null;
  overdue: boolean;
  /** introductions by state */
  counts: Partial<Record<IntroductionState, number>>;
}

export interface IntroductionResult {
  outcome: 'done' | 'cancelled';
  counts: Partial<Record<IntroductionState, number>>;
}

/** What the workflow asks an activity to bring about, see Effect: a transaction with its row of the run-once guard. */
export interface IntroductionEffect {
  handoverId: string;
  step: 'introduction';
  /** the how manieth effect, over all runs */
  round: number;
  /** the workflow's time when it asked */
  at: string;
}

/** What one look at all introductions settled, and what is left. */
export interface IntroductionLook {
  /** neither answered nor over */
  open: number;
  toSend: number;
  counts: Partial<Record<IntroductionState, number>>;
  /** when something is due by itself: silence becomes consent, somebody is reminded; null: nothing is */
  nextAt: string | null;
}

export interface LettersDecision extends Decision {
  /** sentBack: the newest templates are taken, and the letters are asked for again */
  decision: 'approved' | 'sentBack';
}
export interface ExtendIntroduction extends Decision {
  /** nothing of the introduction is due before this instant */
  dueAt: string;
}

export const approveLettersUpdate = defineUpdate<IntroductionProgress, [LettersDecision]>('approveLetters');
export const extendIntroductionUpdate = defineUpdate<IntroductionProgress, [ExtendIntroduction]>('extend');
export const introductionQuery = defineQuery<IntroductionProgress>('progress');
