/** Names that others hold on to: dashboards, scripts, the Temporal UI. They do not change. */
export const TASK_QUEUE = 'handovers';

export const HANDOVER_WORKFLOW = 'handover';
export const CHECK_IN_WORKFLOW = 'handoverCheckIn';
export const AUDIT_SEALER_WORKFLOW = 'auditSealer';
/** One of a namespace: its id is what makes it the only one. */
export const AUDIT_SEALER_ID = 'audit-sealer';

/** Periodic jobs: the Schedule and the workflow that it starts. */
export const ACCESS_REVIEW_WORKFLOW = 'accessReview';
export const ACCESS_REVIEW_SCHEDULE = 'access-review';
export const INTEGRITY_WORKFLOW = 'integrityCheck';
export const INTEGRITY_SCHEDULE = 'integrity-check';
export const ALERTS_WORKFLOW = 'tellAlerts';
export const ALERTS_SCHEDULE = 'alerts';

/** Of a review that a person starts; those of the Schedule end with their time. @param reviewId a UUIDv7 */
export function accessReviewWorkflowId(reviewId: string): string {
  return `${ACCESS_REVIEW_SCHEDULE}:${reviewId}`;
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
