import { defineQuery } from '@temporalio/workflow';
import type { PersonRef } from './messages.ts';
import type { WaitRule } from './policy.ts';

/** Training of the receivers and the time of transition (培训与过渡): the rule in the policy, and what the workflow is told and says. */

export const TRAINING_KINDS = ['demonstration', 'cases', 'questions', 'crmSystem', 'product'] as const;
export type TrainingKind = (typeof TRAINING_KINDS)[number];

/** The member `training` of a policy. */
export interface TrainingRule {
  /** what every receiver is trained in */
  points: TrainingPoint[];
  /** until when the points are confirmed, who is reminded, and when it goes on without */
  wait: WaitRule;
  /** the giver answers what a receiver asks within so many working days */
  supportWorkingDays: number;
}

export interface TrainingPoint {
  key: string;
  kind: TrainingKind;
  zh: string;
  en: string;
  /** the training is over only when this is confirmed */
  required: boolean;
  /** the mark of proficiency (1 to 5) from which on the point counts as confirmed */
  minMark: number;
}

/** training: points are open; support: receivers may still ask, until the time of transition is over. */
export const TRAINING_PHASES = ['training', 'support', 'done', 'cancelled'] as const;
export type TrainingPhase = (typeof TRAINING_PHASES)[number];

/** Input of the workflow `transition`. */
export interface TransitionInput {
  handoverId: string;
  label: string;
  giver: PersonRef;
  receivers: PersonRef[];
  supervisor: PersonRef;
  rule: TrainingRule;
  /** how many days receivers may ask the giver, from the start on */
  days: number;
  /** set by continue-as-new: how far it was */
  carried?: { progress: TransitionProgress; asked: number };
}

/** The answer to the query `progress` of a transition. */
export interface TransitionProgress {
  handoverId: string;
  state: 'running' | 'paused' | 'done' | 'cancelled';
  phase: TrainingPhase;
  dueAt: string | null;
  overdue: boolean;
  counts: TrainingCounts;
}

export interface TrainingCounts {
  /** required points of all receivers */
  required: number;
  /** of these: confirmed with the mark that they need */
  confirmed: number;
  /** what receivers asked */
  asked: number;
  /** of these: not answered */
  unanswered: number;
}

export interface TransitionResult {
  outcome: 'done' | 'cancelled';
  /** the time for the training ran out before all required points were confirmed */
  gaveUp: boolean;
  counts: TrainingCounts;
}

/** What the workflow asks an activity to bring about, see Effect. */
export interface TransitionEffect {
  handoverId: string;
  step: 'transition';
  /** the how manieth effect, over all runs */
  round: number;
  /** the workflow's time when it asked */
  at: string;
}

/** What one look at the training and the requests settled, and what is left. */
export interface TransitionLook {
  phase: TrainingPhase;
  overdue: boolean;
  gaveUp: boolean;
  counts: TrainingCounts;
  /** when something is due by itself; null: nothing is any more */
  nextAt: string | null;
}

export const transitionQuery = defineQuery<TransitionProgress>('progress');
