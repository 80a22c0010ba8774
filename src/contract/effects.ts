import type { Assignment, Flag, HandoverState, MendingStep, SignerRole, Step } from './steps.ts';
import type { WaitName } from './policy.ts';
import type { MoveBack, PersonRef, ReviewDate, Signer } from './messages.ts';
import type { SignatureDecision } from './signers.ts';

/**
 * What a workflow asks an activity to bring about. An effect is one transaction: the business change, the row of the run-once
 * guard (workflow, step, round, key), the decisions that led to it as audit entries, and the projection that the API reads.
 */
export interface Effect {
  handoverId: string;
  step: Step;
  round: number;
  /** the workflow's time when it asked */
  at: string;
  /** the how manieth effect of the run: two decisions can come at one instant; absent: asked by a version that did not count */
  nth?: number;
  /** decisions of people since the last effect, each an audit entry */
  decisions: DecisionRecord[];
  /** how the case stands once the effect is there: what is left out stays as it is */
  next: Partial<Projection>;
}

export interface DecisionRecord {
  action:
    | 'plan.approved'
    | 'plan.sentBack'
    | 'materials.confirmed'
    | 'meeting.rescheduled'
    | 'minutes.recorded'
    | 'verification.confirmed'
    | 'signOff.sentBack'
    | 'transfer.released'
    | 'transfer.stopped'
    | 'receiver.replaced'
    | 'plan.changed'
    | 'due.extended'
    | 'cover.extended'
    | 'cover.endedEarly'
    | 'cover.kept'
    | 'case.paused'
    | 'case.resumed'
    | 'case.cancelled'
    | 'wait.unanswered';
  /** null: an operator by signal, or the engine itself (wait.unanswered) */
  personId: string | null;
  entryId?: string;
  params?: Record<string, string | number>;
}

export interface Projection {
  /** only what starts, pauses, resumes or closes the case says it: everything else may find it paused */
  state: HandoverState;
  step: Step;
  round: number;
  waitingFor: WaitName | 'effectiveAt' | 'reviewDate' | 'restoreWindow' | 'coverEnd' | 'tracks' | null;
  awaitedIds: string[];
  /** left out: the deadline that the effect opens, or else as it was */
  dueAt: string | null;
  overdue: boolean;
  progressPct: number;
  flags: Flag[];
}

/** When a wait is due and what happens on the way, all computed on the company's calendar by an activity. */
export interface Deadline {
  dueAt: string;
  /** in order of time */
  agenda: Appointment[];
  /** the calendar has no holiday data for a year that was counted */
  yearUnknown: boolean;
}
export interface Appointment {
  at: string;
  what: 'remind' | 'due' | 'escalate' | 'giveUp';
  /** whom a further escalation asks besides; absent: the deputies of the case */
  to?: PersonRef[];
}

export interface Opened {
  deadline: Deadline;
}
export interface PlanRequest {
  giverId: string;
  receiverIds: string[];
  assignment: Assignment;
  /** inbox entries with changes that people decided since the plan before; absent: none */
  changes?: string[];
}
export interface Planned extends Opened {
  itemCount: number;
  planHash: string;
  /** some receiver is on leave or gone: the transfer would refuse this plan */
  receiverNotActive: boolean;
  /** the plan is of a size that a second person approves too */
  second?: true;
}
export interface SecondApprovalOpened extends Opened {
  /** null: the policy's roles name nobody who could */
  approver: PersonRef | null;
}
export interface MeetingSlot {
  startsAt: string;
  endsAt: string;
  entryId?: string;
}
export interface SignOffOpened {
  /** false: the receivers have not yet checked every customer of the sample */
  complete: boolean;
  /** who signs for the departments that the policy asks; absent: none is asked */
  departments?: Signer[];
  planHash: string;
  deadline: Deadline;
  unverified: number;
  discrepancies: number;
}
/** How the discrepancies of the round stand, and who was asked to act on them until when. */
export type DiscrepanciesSeen =
  | { wait: null; open: number; mend: number }
  | {
      wait: 'discrepancies' | 'discrepancyDecision';
      open: number;
      mend: number;
      deadline: Deadline;
      personIds: string[];
    };
export interface SignatureGiven {
  /** by a person over HTTP, by a one-time token, or stated by an operator */
  by:
    | { via: 'http'; signerId: string; forId: string; role: SignerRole; delegationId?: string }
    | { via: 'token'; token: string }
    | { via: 'operator'; forId: string; role: SignerRole };
  decision: SignatureDecision;
  planHash: string;
  entryId?: string;
  sendBackTo?: MendingStep;
}
export interface SignatureRecorded {
  role: SignerRole;
  personId: string;
  /** as it is on record: of two that arrive at once, or again after a reset, the first */
  decision: SignatureDecision;
}
export interface Transferred {
  moved: number;
  skipped: number;
  late: number;
  transferredAt: string;
  reviews: ReviewDate[];
}
/** Third argument of transferBook: somebody looked at what the safety stop found and said go. */
export interface TransferRelease {
  released: true;
}
/** Details of the failure `safetyStop`: the first thing found, in numbers. */
export interface SafetyStop {
  /** size, share: too much for one transfer; refused: too many items changed hands meanwhile */
  code: 'size' | 'share' | 'refused';
  customers: number;
  /** items moved before the stop; 0: nothing has moved */
  moved: number;
  refused: number;
  planned: number;
  /** set: the transfer was opened already, and must be taken back when it does not go on */
  opened?: 1;
}
export interface ReminderRequest {
  wait: WaitName;
  what: 'remind' | 'due' | 'escalate';
  /** which reminder of this wait, from 1 */
  nth: number;
  personIds: string[];
  /** of these, who is asked from now on and was not a deputy of the case before */
  called?: string[];
}

/** A move back as its activity is asked for it: restored: to the giver; returned: by a receiver. */
export type MoveBackRequest = MoveBack & { as: 'restored' | 'returned' };

/** A cover that has begun, or was extended: who is told when before its end. */
export interface CoverOpened {
  agenda: Appointment[];
}
/** How it looks when a cover is over. back: the giver is at work, or will be on the next day. */
export interface CoverDue extends Opened {
  back: boolean;
}
export interface CoverReturned {
  returned: number;
  /** records that somebody else holds by now */
  elsewhere: number;
  /** records that came meanwhile and stay with the cover by the policy */
  kept: number;
}

/** What the sealer of the audit log runs by: a run is so many stints of so many milliseconds. */
export interface SealerInput {
  stints: number;
  stintMs: number;
  /** day (UTC) whose head was mailed to the auditors; empty: none yet */
  mailedOn: string;
}

/** What the dispatcher of webhooks runs by: as above. */
export interface DispatcherInput {
  stints: number;
  stintMs: number;
}

/** A head of the audit log as history keeps it. */
export interface SealedHead {
  number: number;
  size: number;
  root: string;
  sealedAt: string;
  jws: string;
}
