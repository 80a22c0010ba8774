import type { FailureType } from '../contract/failures.ts';
import type { Progress } from '../contract/messages.ts';
import type { Step } from '../contract/steps.ts';

/**
 * When something can be done on a case, as people are shown it before they try: a pure rule over what the database says. The workflow
 * decides in the end, by what it knows besides.
 */

type Waiting = NonNullable<Progress['waitingFor']>;

/**
 * open: started and not over. running: open and not paused. still: open, and nothing moves or has moved. due: open, and somebody's answer
 * is due. transferred: open, after the transfer.
 */
export type When =
  | { case: 'open' | 'mayPause' | 'paused' | 'still' | 'due' | 'transferred' | 'closed' }
  /** running, at one of these steps */
  | { steps: readonly Step[] }
  /** running, waiting for one of these; awaited: for the caller, or for whom they act */
  | { waits: readonly Waiting[]; awaited?: true };

export interface CaseStanding {
  state: string;
  step: string | null;
  waitingFor: string | null;
  dueAt: Date | null;
  closedAt: Date | null;
  /** whom it awaits */
  awaitedIds: readonly string[];
}

export type NotNow =
  | Extract<
      FailureType,
      'notNow' | 'notAwaited' | 'handoverOver' | 'notTransferred' | 'notClosedYet' | 'tooLateToCancel'
    >
  | 'notStarted'
  | 'casePaused'
  | 'notPaused';

/**
 * @param mine the caller, and for whom they act in the case
 * @returns null: now
 */
export function whyNot(when: When | undefined, c: CaseStanding, mine: readonly string[]): NotNow | null {
  if (when === undefined) return null;
  if ('case' in when && when.case === 'closed') return whyNotAs('closed', c);
  if (c.state === 'closed' || c.state === 'cancelled' || c.step === 'close') return 'handoverOver';
  if (c.state === 'starting') return 'notStarted';
  if ('case' in when) return whyNotAs(when.case, c);
  if (c.state === 'paused') return 'casePaused';
  if ('steps' in when) return when.steps.some((step) => step === c.step) ? null : 'notNow';
  if (!when.waits.some((wait) => wait === c.waitingFor)) return 'notNow';
  return when.awaited && !mine.some((id) => c.awaitedIds.includes(id)) ? 'notAwaited' : null;
}

function whyNotAs(wanted: Extract<When, { case: string }>['case'], c: CaseStanding): NotNow | null {
  // Until its hour a transfer has not begun.
  const moving = c.step === 'transfer' && c.waitingFor !== 'effectiveAt';
  switch (wanted) {
    case 'open':
      return null;
    case 'closed':
      return c.closedAt === null ? 'notClosedYet' : null;
    case 'mayPause':
      return c.state === 'paused' ? 'casePaused' : moving ? 'notNow' : null;
    case 'paused':
      return c.state === 'paused' ? null : 'notPaused';
    case 'still':
      return moving || c.step === 'followUp' ? 'tooLateToCancel' : null;
    case 'due':
      return c.dueAt === null || c.waitingFor === null ? 'notNow' : null;
    case 'transferred':
      return c.step === 'followUp' ? null : 'notTransferred';
    default:
      throw new Error(`${String(wanted satisfies never)} is no standing`);
  }
}
