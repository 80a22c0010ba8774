import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Policy, WaitName } from './policy.ts';
import type { SignatureDecision } from './signers.ts';
import type { Assignment, Flag, HandoverKind, HandoverState, MendingStep, SignerRole, Step } from './steps.ts';

/** A person as history and the Temporal UI may show them: id and employee number, never the name. */
export interface PersonRef {
  id: string;
  number: string;
}

/** Input of the workflow `handover`. Carries no list that grows with the book. */
export interface HandoverInput {
  handoverId: string;
  label: string;
  kind: HandoverKind;
  giver: PersonRef;
  receivers: PersonRef[];
  supervisor: PersonRef;
  /** asked when the awaited people do not answer */
  deputies: PersonRef[];
  assignment: Assignment;
  /** ISO instant before which nothing moves; null: as soon as all have signed */
  effectiveAt: string | null;
  policy: Policy;
  /** cover during absence: ISO instant at which what was lent goes back, as it was asked for */
  until?: string;
  /** emergency departure: who gets late arrivals and urgent work until the book moves */
  custodian?: PersonRef;
  /** emergency departure: who of HR is asked to do without the giver's signature */
  hr?: PersonRef;
  /** emergency departure: HR did without it when the case was started; the reason is the inbox entry */
  waiver?: { personId: string; entryId: string };
  /** set by continue-as-new: the transfer is done, the reviews remain */
  followUp?: FollowUp;
}

export interface FollowUp {
  progress: Progress;
  reviews: ReviewDate[];
}

export interface ReviewDate {
  id: string;
  dayOffset: number;
  dueAt: string;
}

export interface HandoverResult {
  outcome: 'closed' | 'cancelled';
  /** undo steps that failed, by name */
  notUndone: string[];
}

export interface Awaited {
  person: PersonRef;
  role: SignerRole | 'approver' | 'deputy' | 'hr';
}

export interface Signer {
  person: PersonRef;
  role: SignerRole;
}

/** The one mutable state of a case; the answer to the query `progress`. */
export interface Progress {
  handoverId: string;
  state: HandoverState;
  step: Step;
  round: number;
  waitingFor: WaitName | 'effectiveAt' | 'reviewDate' | 'restoreWindow' | 'coverEnd' | 'tracks' | null;
  awaited: Awaited[];
  dueAt: string | null;
  overdue: boolean;
  progressPct: number;
  itemCount: number;
  /** hex of what is being approved or signed */
  planHash: string | null;
  signatures: Signature[];
  flags: Flag[];
}

export interface Signature {
  role: SignerRole;
  personId: string;
  decision: SignatureDecision;
}

/** Free text lies in handover_inbox; history holds its id. */
interface Decision {
  personId: string;
  entryId?: string;
}

/** A decision that is given for somebody who delegated it: whose it is, and the id of the delegation for the log. */
export interface Acting {
  forId?: string;
  delegationId?: string;
}

export interface ApprovePlan extends Decision, Acting {
  decision: 'approved' | 'sentBack';
  planHash: string;
}
export interface ScheduleMeeting extends Decision {
  startsAt: string;
  endsAt: string;
}
export interface RecordMinutes extends Decision {
  entryId: string;
}
export interface SignOff extends Decision {
  /** whose signature it is; a deputy names the person they act for */
  forId: string;
  decision: 'signed' | 'rejected';
  planHash: string;
  sendBackTo?: MendingStep;
  /** in which part, when they sign in several; absent: the first in which they have not */
  role?: SignerRole;
  /** by which delegation somebody signs for `forId` */
  delegationId?: string;
}
/** HR does without a signature; the reason is the inbox entry. */
export interface WaiveSignature extends Decision {
  entryId: string;
  role: SignerRole;
  planHash: string;
}
export interface AnswerReview extends Decision {
  reviewId: string;
  satisfaction: number;
}
export interface ReplaceReceiver extends Decision {
  from: string;
  to: PersonRef;
}
export interface ChangePlan extends Decision {
  /** inbox entry with what is to change: see planChange in planning-schemas.ts */
  entryId: string;
}
export interface Extend extends Decision {
  /** the new due instant of the present wait, later than the old one */
  dueAt: string;
}
export interface ExtendCover extends Decision {
  /** the new end, later than now */
  until: string;
}
export interface EndCover extends Decision {
  /** return: what was lent goes back now; keep: it stays, once the giver did not come back */
  decision: 'return' | 'keep';
}
export interface MoveBack extends Decision {
  /**
   * listed and filtered: as the inbox entry `entryId` says, body `{customerIds}` or `{filter}`; conflict: not a move by itself but the
   * decision of one conflict, body `{conflictId, decision}`
   */
  scope: 'all' | 'listed' | 'filtered' | 'conflict';
  /** what becomes of records that others hold by now, and of fields that were changed; absent: they are kept */
  onConflict?: 'keep' | 'takeBack';
}
export interface ReleaseTransfer extends Decision, Acting {
  /** go: the transfer goes on as it is; stop: what has moved goes back, and the plan is made anew */
  decision: 'go' | 'stop';
}
export interface AcceptRisks extends Decision {
  /** body `{riskIds?, comment}`; without ids: all that hold up the sign-off */
  entryId: string;
}
export interface MovedBack {
  restored: number;
  conflicts: number;
  /** records on which changed fields were put back */
  putBack?: number;
}
export interface SignOffSignal {
  /** the one-time token from POST /handovers/{id}/sign-offs/token */
  token?: string;
  decision: 'signed' | 'rejected';
  /** without a token: whose signature the operator states to have (policy permitting) */
  personNumber?: string;
  sendBackTo?: MendingStep;
}

export const approvePlanUpdate = defineUpdate<Progress, [ApprovePlan]>('approvePlan');
export const confirmMaterialsUpdate = defineUpdate<Progress, [Decision]>('confirmMaterials');
export const scheduleMeetingUpdate = defineUpdate<Progress, [ScheduleMeeting]>('scheduleMeeting');
export const recordMinutesUpdate = defineUpdate<Progress, [RecordMinutes]>('recordMinutes');
export const confirmVerificationUpdate = defineUpdate<Progress, [Decision]>('confirmVerification');
export const signOffUpdate = defineUpdate<Progress, [SignOff]>('signOff');
export const waiveSignatureUpdate = defineUpdate<Progress, [WaiveSignature]>('waiveSignature');
export const answerReviewUpdate = defineUpdate<Progress, [AnswerReview]>('answerReview');
export const replaceReceiverUpdate = defineUpdate<Progress, [ReplaceReceiver]>('replaceReceiver');
export const changePlanUpdate = defineUpdate<Progress, [ChangePlan]>('changePlan');
export const extendUpdate = defineUpdate<Progress, [Extend]>('extend');
export const returnItemsUpdate = defineUpdate<MovedBack, [MoveBack]>('returnItems');
export const restoreUpdate = defineUpdate<MovedBack, [MoveBack]>('restore');
export const releaseTransferUpdate = defineUpdate<Progress, [ReleaseTransfer]>('releaseTransfer');
export const extendCoverUpdate = defineUpdate<Progress, [ExtendCover]>('extendCover');
export const endCoverUpdate = defineUpdate<Progress, [EndCover]>('endCover');
export const acceptRisksUpdate = defineUpdate<Progress, [AcceptRisks]>('acceptRisks');
export const pauseUpdate = defineUpdate<Progress, [Decision]>('pause');
export const resumeUpdate = defineUpdate<Progress, [Decision]>('resume');
export const cancelUpdate = defineUpdate<Progress, [Decision]>('cancel');

export const inboxReadySignal = defineSignal('inboxReady');
export const signOffSignal = defineSignal<[SignOffSignal]>('signOff');
export const pauseSignal = defineSignal('pause');
export const resumeSignal = defineSignal('resume');
export const cancelSignal = defineSignal('cancel');

export const progressQuery = defineQuery<Progress>('progress');

export type { Decision };
