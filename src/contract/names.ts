/** Names that others hold on to: dashboards, scripts, the Temporal UI. They do not change. */
export const TASK_QUEUE = 'handovers';

export const HANDOVER_WORKFLOW = 'handover';
export const CHECK_IN_WORKFLOW = 'handoverCheckIn';
export const AUDIT_SEALER_WORKFLOW = 'auditSealer';
/** One of a namespace: its id is what makes it the only one. */
export const AUDIT_SEALER_ID = 'audit-sealer';

export const WEBHOOK_DISPATCHER_WORKFLOW = 'webhookDispatcher';
/** One of a namespace, like the sealer. */
export const WEBHOOK_DISPATCHER_ID = 'webhook-dispatcher';

export const INTRODUCTION_WORKFLOW = 'introduction';
export const TRANSITION_WORKFLOW = 'transition';

/** Periodic jobs: the Schedule and the workflow that it starts. */
export const ACCESS_REVIEW_WORKFLOW = 'accessReview';
export const ACCESS_REVIEW_SCHEDULE = 'access-review';
export const INTEGRITY_WORKFLOW = 'integrityCheck';
export const INTEGRITY_SCHEDULE = 'integrity-check';
export const ACTIONS_WORKFLOW = 'followActions';
export const ACTIONS_SCHEDULE = 'corrective-actions';
export const ALERTS_WORKFLOW = 'tellAlerts';
export const ALERTS_SCHEDULE = 'alerts';
export const WAITING_MAILS_WORKFLOW = 'sendWaitingMails';
export const WAITING_MAILS_SCHEDULE = 'waiting-mails';

export const SUMMARIES_WORKFLOW = 'tellSummaries';
export const SUMMARIES_SCHEDULE = 'summaries';

export const PROPOSALS_WORKFLOW = 'proposeHandovers';
export const PROPOSALS_SCHEDULE = 'handover-proposals';

export const DEPARTURE_WORKFLOW = 'departure';
/** One at a time of a person. @param employeeId a UUIDv7 */
export function departureWorkflowId(employeeId: string): string {
  return `${DEPARTURE_WORKFLOW}:${employeeId}`;
}

/** Of a review that a person starts; those of the Schedule end with their time. @param reviewId a UUIDv7 */
export function accessReviewWorkflowId(reviewId: string): string {
  return `${ACCESS_REVIEW_SCHEDULE}:${reviewId}`;
}

/** Signs the manifest of one evidence pack. */
export const EVIDENCE_WORKFLOW = 'signEvidence';
/** @param requestId a UUIDv7: one signature a request */
export function evidenceWorkflowId(requestId: string): string {
  return `evidence:${requestId}`;
}

/** Sends the invitation of a further meeting, its update or its cancellation. */
export const INVITATION_WORKFLOW = 'inviteToMeeting';
/** @param meetingId a UUIDv7 @param sequence of the invitation: each is sent once */
export function invitationWorkflowId(meetingId: string, sequence: number): string {
  return `meeting:${meetingId}:${sequence}`;
}

/** @param handoverId a UUIDv7 */
export function handoverWorkflowId(handoverId: string): string {
  return `${HANDOVER_WORKFLOW}:${handoverId}`;
}

/** The inverse of handoverWorkflowId; undefined for an id of another kind. */
export function handoverIdOf(workflowId: string): string | undefined {
  return workflowId.startsWith(`${HANDOVER_WORKFLOW}:`) ? workflowId.slice(HANDOVER_WORKFLOW.length + 1) : undefined;
}

export function checkInScheduleId(handoverId: string): string {
  return `checkin:${handoverId}`;
}

/** Of the track that introduces the receivers to the customers of a handover. @param handoverId a UUIDv7 */
export function introductionWorkflowId(handoverId: string): string {
  return `${INTRODUCTION_WORKFLOW}:${handoverId}`;
}

/** Of the track that trains the receivers of a handover. @param handoverId a UUIDv7 */
export function transitionWorkflowId(handoverId: string): string {
  return `${TRANSITION_WORKFLOW}:${handoverId}`;
}

/** Search attributes and their types, as the namespace must know them. Never a name, an e-mail or a phone number. */
export const SEARCH_ATTRIBUTES = {
  HandoverId: 'Keyword',
  HandoverKind: 'Keyword',
  HandoverStep: 'Keyword',
  HandoverState: 'Keyword',
  GiverId: 'Keyword',
  OrgUnit: 'Keyword',
  AwaitedIds: 'KeywordList',
  DueAt: 'Datetime',
  ItemCount: 'Int',
  ProgressPct: 'Int',
  Overdue: 'Bool',
} as const;
