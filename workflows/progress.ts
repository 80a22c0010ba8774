import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Appointment, DecisionRecord, Effect, Projection, SafetyStop } from '../src/contract/effects.ts';
import type { Awaited, HandoverInput, Progress, Signer } from '../src/contract/messages.ts';
import type { WaitName } from '../src/contract/policy.ts';
import type { Flag, Step } from '../src/contract/steps.ts';
import { attribute } from '../src/contract/search-attributes.ts';
import { describe } from './describe.ts';
import { Tracks } from './tracks.ts';
import { Undo } from './undo.ts';

/** How far a case is when a step begins, in percent: for people, not for logic. */
const PROGRESS: Record<Step, number> = {
  notify: 5,
  plan: 10,
  materials: 25,
  meeting: 40,
  verification: 55,
  signOff: 70,
  transfer: 85,
  followUp: 90,
  close: 100,
};

/** The steps that can follow one another in any order; each has a file in steps/. */
export type LoopStep = 'plan' | 'materials' | 'meeting' | 'verification' | 'signOff' | 'transfer';

/** Everything that a step may look at or change. One object, made at the start of a run, handed to every step. */
export interface Case {
  readonly input: HandoverInput;
  readonly progress: Progress;
  readonly undo: Undo;
  /** workflows beside the follow-up */
  readonly tracks: Tracks;
  /** decisions not yet recorded: the next effect takes them along */
  decisions: DecisionRecord[];
  /** set by a handler, taken by the step that waits: the case goes back to an earlier step */
  reopenAt: LoopStep | null;
  /** the transfer has begun: nothing can be taken back by cancelling */
  transferring: boolean;
  /** set by handlers for the step that waits */
  answers: Answers;
  /** the human wait that is open */
  wait: Wait | null;
  pausedAtMs: number;
  /** receivers who came in later: they get the first notice with the next plan */
  newcomers: string[];
  /** inbox entries with changes of the plan, which the next plan carries out */
  planChanges: string[];
  /** who approved the present plan: whoever said it, and for whom */
  approvedBy: string[];
  /** who signs for departments at the present sign-off */
  departments: Signer[];
  /** a cover that is on; null: the case lends nothing, or not yet */
  cover: CoverState | null;
  /** why the transfer stands still; null: it does not */
  stopped: SafetyStop | null;
  cancel: () => void;
  /** how often those invited to appointments are being told at this moment */
  telling: number;
  /** effects asked for in this run */
  asked: number;
}

/** One human wait; lives on when an answer turns out to be incomplete and the wait goes on. */
export interface Wait {
  readonly name: WaitName;
  /** what is still to come, in order of time */
  agenda: Appointment[];
  reminders: number;
  /** how often an extension or a pause has moved the agenda */
  shifts: number;
}

/** What was lent, and when it goes back. */
export interface CoverState {
  until: string;
  /** reminders before it */
  agenda: Appointment[];
  ended: 'return' | 'keep' | null;
  /** it is on its way back: nothing can be decided any more */
  returning: boolean;
}

export interface Answers {
  plan: 'approved' | 'sentBack' | null;
  materials: boolean;
  rescheduled: { startsAt: string; endsAt: string; entryId?: string } | null;
  minutes: { entryId: string } | null;
  inboxReady: boolean;
  verification: boolean;
  release: 'go' | 'stop' | null;
  /** how many hold up the sign-off */
  risks: number;
  review: { id: string; personIds: string[] } | null;
}

export const noAnswers = (): Answers => ({
  plan: null,
  materials: false,
  rescheduled: null,
  minutes: null,
  inboxReady: false,
  verification: false,
  release: null,
  risks: 0,
  review: null,
});

export function openCase(input: HandoverInput): Case {
  return {
    input,
    progress: input.followUp?.progress ?? {
      handoverId: input.handoverId,
      state: 'running',
      step: 'notify',
      round: 1,
      waitingFor: null,
      awaited: [],
      dueAt: null,
      overdue: false,
      progressPct: PROGRESS.notify,
      itemCount: 0,
      planHash: null,
      signatures: [],
      flags: [],
    },
    undo: new Undo(),
    tracks: new Tracks(),
    decisions: [],
    reopenAt: null,
    transferring: input.followUp !== undefined,
    answers: noAnswers(),
    wait: null,
    pausedAtMs: 0,
    newcomers: [],
    planChanges: [],
    approvedBy: [],
    departments: [],
    cover: null,
    stopped: null,
    cancel: () => {},
    telling: 0,
    asked: 0,
  };
}

export function enter(c: Case, step: Step): void {
  Object.assign(c.progress, {
    step,
    waitingFor: null,
    awaited: [],
    dueAt: null,
    overdue: false,
    progressPct: PROGRESS[step],
  });
  setCurrentDetails(describe(c.input, c.progress));
}

export function flag(c: Case, ...flags: Flag[]): void {
  for (const one of flags) if (!c.progress.flags.includes(one)) c.progress.flags.push(one);
}

export function unflag(c: Case, ...flags: Flag[]): void {
  c.progress.flags = c.progress.flags.filter((one) => !flags.includes(one));
}

/** The effect of the present step, with the decisions that led to it and how the case will stand then. */
export function effect(c: Case, next: Partial<Projection> & { awaited?: Awaited[] } = {}): Effect {
  const { awaited = c.progress.awaited, ...rest } = next;
  const step = rest.step ?? c.progress.step;
  return decided(c, {
    step,
    round: c.progress.round,
    waitingFor: c.progress.waitingFor,
    awaitedIds: awaited.map((a) => a.person.id),
    overdue: c.progress.overdue,
    progressPct: PROGRESS[step],
    flags: [...c.progress.flags],
    ...rest,
  });
}

/**
 * The effect of a decision that comes from aside, while the step may be busy: it says what the decision changes and nothing else,
 * because what the step's own effect has written meanwhile is newer than what is known here.
 */
export function decided(c: Case, next: Partial<Projection> = {}): Effect {
  const decisions = c.decisions;
  c.decisions = [];
  return { ...answered(c), decisions, next };
}

/** The effect of an answer that is on record by itself: decisions wait for the next effect that takes them along. */
export function answered(c: Case): Effect {
  c.asked += 1;
  return {
    nth: c.asked,
    handoverId: c.input.handoverId,
    step: c.progress.step,
    round: c.progress.round,
    at: new Date().toISOString(),
    decisions: [],
    next: {},
  };
}

/** Temporal takes 2 KB as one search attribute: fifty ids. The query and the details name all. */
const SHOWN_AWAITED = 50;

/** Makes the case's present standing visible to ops: one event for all search attributes, none for the current details. */
export function show(c: Case): void {
  const p = c.progress;
  const pairs: SearchAttributeUpdatePair[] = [
    { key: attribute.step, value: p.step },
    { key: attribute.state, value: p.state },
    { key: attribute.awaited, value: p.awaited.slice(0, SHOWN_AWAITED).map((a) => a.person.id) },
    { key: attribute.due, value: p.dueAt === null ? null : new Date(p.dueAt) },
    { key: attribute.items, value: p.itemCount },
    { key: attribute.pct, value: p.progressPct },
    { key: attribute.overdue, value: p.overdue },
  ];
  upsertSearchAttributes(pairs);
  setCurrentDetails(describe(c.input, p));
}
