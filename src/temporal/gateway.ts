import type { UpdateDefinition } from '@temporalio/common';
import proto from '@temporalio/proto';
import {
  ApplicationFailure,
  type Client,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { type DepartureInput, lookAgainSignal } from '../contract/departure.ts';
import { isFailureType, Refusal } from '../contract/failures.ts';
import type { EvidenceManifest } from '../contract/evidence.ts';
import { type HandoverInput, type Progress, inboxReadySignal, progressQuery } from '../contract/messages.ts';
import {
  ACCESS_REVIEW_WORKFLOW,
  DEPARTURE_WORKFLOW,
  EVIDENCE_WORKFLOW,
  INVITATION_WORKFLOW,
  HANDOVER_WORKFLOW,
  TASK_QUEUE,
  accessReviewWorkflowId,
  departureWorkflowId,
  evidenceWorkflowId,
  handoverWorkflowId,
  invitationWorkflowId,
  introductionWorkflowId,
  transitionWorkflowId,
} from '../contract/names.ts';
import { attribute } from '../contract/search-attributes.ts';
import { sentence } from '../i18n/index.ts';

/** Everything that the way in says to Temporal. */
export interface Gateway {
  /** Idempotent by workflow id: the same handover twice is one workflow, also when it has ended. */
  startHandover(input: HandoverInput, meta: { orgUnit: string }): Promise<void>;
  /**
   * A decision on the whole case. The same update id again gets the first answer.
   * @throws Refusal of the workflow's type, or `unavailable` when nobody answers in time
   */
  update<R, A>(handoverId: string, definition: UpdateDefinition<R, [A]>, argument: A, updateId: string): Promise<R>;
  inboxReady(handoverId: string): Promise<void>;
  /**
   * Has the manifest of an evidence pack signed where the key is, which the way in does not have. The same request twice is one signature.
   * @returns a compact JWS
   */
  signEvidence(requestId: string, manifest: EvidenceManifest): Promise<string>;
  /** Idempotent while one of the person runs. */
  startDeparture(input: DepartureInput): Promise<void>;
  /** @throws Refusal departureOver when none runs */
  lookAtDeparture(employeeId: string): Promise<void>;
  updateDeparture<R, A>(
    employeeId: string,
    definition: UpdateDefinition<R, [A]>,
    argument: A,
    updateId: string,
  ): Promise<R>;
  /** Answers of customers wait to be settled; an introduction that is over needs no telling. */
  wakeIntroduction(handoverId: string): Promise<void>;
  /** What people wrote of training and transition waits to be settled; one that is over needs no telling. */
  wakeTransition(handoverId: string): Promise<void>;
  /** @throws Refusal introductionOver when none runs, or that of the workflow */
  updateIntroduction<R, A>(
    handoverId: string,
    definition: UpdateDefinition<R, [A]>,
    argument: A,
    updateId: string,
  ): Promise<R>;
  /** Idempotent: each sequence of a further meeting is sent once. */
  inviteToMeeting(meetingId: string, sequence: number): Promise<void>;
  /** Idempotent by the review's id. */
  startAccessReview(reviewId: string, startedBy: string): Promise<void>;
  /** A reviewer has answered everything; a review that is over needs no telling. */
  accessReviewed(workflowId: string): Promise<void>;
  /** The live answer of the workflow, or null when it cannot be had within half a second. */
  progress(handoverId: string): Promise<Progress | null>;
  isReady(): Promise<{ temporal: boolean; worker: boolean }>;
}

const UPDATE_TIMEOUT_MS = 30_000;
export function createGateway(client: Client, taskQueue: string = TASK_QUEUE): Gateway {
  const handle = (handoverId: string) => client.workflow.getHandle(handoverWorkflowId(handoverId));

  /** The run that a case began with, once it has continued as new. */
  async function firstRun(handoverId: string): Promise<WorkflowHandle | undefined> {
    const { runId, raw } = await handle(handoverId).describe();
    const first = raw.workflowExecutionInfo?.firstRunId;
    return first && first !== runId ? client.workflow.getHandle(handoverWorkflowId(handoverId), first) : undefined;
  }

  return {
    async startHandover(input, { orgUnit }) {
      await reaching(() =>
        client.workflow.start(HANDOVER_WORKFLOW, {
          taskQueue,
          workflowId: handoverWorkflowId(input.handoverId),
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          args: [input],
          staticSummary: `${input.label} ${sentence('zh-CN', 'labels', `kind.${input.kind}`)} ${input.kind} ${input.giver.number} → ${input.receivers.map((r) => r.number).join(', ')}`,
          staticDetails: [
            `移交人 giver: ${input.giver.number}`,
            `接收人 receivers: ${input.receivers.map((r) => r.number).join(', ')}`,
            `监交人 supervisor: ${input.supervisor.number}`,
            `生效 effective: ${input.effectiveAt ?? '签署后 when signed'}`,
          ].join('\n\n'),
          typedSearchAttributes: new TypedSearchAttributes([
            { key: attribute.handoverId, value: input.handoverId },
            { key: attribute.kind, value: input.kind },
            { key: attribute.giver, value: input.giver.id },
            { key: attribute.orgUnit, value: orgUnit },
          ]),
        }),
      ).catch((error: unknown) => {
        // Already started and ended: the same handover, which is what the caller wants to be true.
        if (error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError') return;
        throw error;
      });
    },

    async update<R, A>(handoverId: string, definition: UpdateDefinition<R, [A]>, argument: A, updateId: string) {
      return reaching(() =>
        client.withDeadline(Date.now() + UPDATE_TIMEOUT_MS, async () => {
          try {
            return await handle(handoverId).executeUpdate(definition, { args: [argument], updateId });
          } catch (error) {
            // Update ids are known within their run only: what is refused now may have been answered before the case went on.
            const first = error instanceof WorkflowUpdateFailedError && (await firstRun(handoverId));
            if (!first) throw error;
            const answered = first.getUpdateHandle<R>(updateId).result();
            return await answered.catch(() => {
              throw error;
            });
          }
        }),
      );
    },

    async inboxReady(handoverId) {
      await reaching(() => handle(handoverId).signal(inboxReadySignal));
    },

    signEvidence: (requestId, manifest) =>
      reaching(() =>
        client.withDeadline(Date.now() + UPDATE_TIMEOUT_MS, () =>
          client.workflow.execute<(manifest: EvidenceManifest) => Promise<string>>(EVIDENCE_WORKFLOW, {
            taskQueue,
            workflowId: evidenceWorkflowId(requestId),
            workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
            args: [manifest],
            staticSummary: '签署证据包 sign an evidence pack',
          }),
        ),
      ),

    async startDeparture(input) {
      await reaching(() =>
        client.workflow.start(DEPARTURE_WORKFLOW, {
          taskQueue,
          workflowId: departureWorkflowId(input.employee.id),
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          // Somebody who stayed can leave another time.
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
          args: [input],
          staticSummary: `离职 departure ${input.employee.number} · ${input.lastDay}`,
        }),
      );
    },

    async lookAtDeparture(employeeId) {
      await ofDeparture(() => client.workflow.getHandle(departureWorkflowId(employeeId)).signal(lookAgainSignal));
    },

    async updateDeparture(employeeId, definition, argument, updateId) {
      return ofDeparture(() =>
        client.withDeadline(Date.now() + UPDATE_TIMEOUT_MS, () =>
          client.workflow
            .getHandle(departureWorkflowId(employeeId))
            .executeUpdate(definition, { args: [argument], updateId }),
        ),
      );
    },

    async wakeIntroduction(handoverId) {
      await reaching(() =>
        client.workflow.getHandle(introductionWorkflowId(handoverId)).signal(inboxReadySignal),
      ).catch((error: unknown) => {
        if (!(error instanceof Refusal && error.type === 'handoverOver')) throw error;
      });
    },

    async wakeTransition(handoverId) {
      await reaching(() => client.workflow.getHandle(transitionWorkflowId(handoverId)).signal(inboxReadySignal)).catch(
        (error: unknown) => {
          if (!(error instanceof Refusal && error.type === 'handoverOver')) throw error;
        },
      );
    },

    async updateIntroduction<R, A>(
      handoverId: string,
      definition: UpdateDefinition<R, [A]>,
      argument: A,
      updateId: string,
    ) {
      return reaching(() =>
        client.withDeadline(Date.now() + UPDATE_TIMEOUT_MS, () =>
          client.workflow
            .getHandle(introductionWorkflowId(handoverId))
            .executeUpdate(definition, { args: [argument], updateId }),
        ),
      ).catch((error: unknown) => {
        throw error instanceof Refusal && error.type === 'handoverOver' ? new Refusal('introductionOver') : error;
      });
    },

    async inviteToMeeting(meetingId, sequence) {
      await reaching(() =>
        client.workflow.start(INVITATION_WORKFLOW, {
          taskQueue,
          workflowId: invitationWorkflowId(meetingId, sequence),
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          args: [meetingId],
          staticSummary: '会议邀请 invite to a further meeting',
        }),
      ).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError') return;
        throw error;
      });
    },

    async startAccessReview(reviewId, startedBy) {
      await reaching(() =>
        client.workflow.start(ACCESS_REVIEW_WORKFLOW, {
          taskQueue,
          workflowId: accessReviewWorkflowId(reviewId),
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          args: [{ reviewId, startedBy }],
          staticSummary: '权限复核 access review',
        }),
      ).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError') return;
        throw error;
      });
    },

    async accessReviewed(workflowId) {
      await reaching(() => client.workflow.getHandle(workflowId).signal(inboxReadySignal)).catch((error: unknown) => {
        if (error instanceof Refusal && error.type === 'handoverOver') return;
        throw error;
      });
    },

    async progress(handoverId) {
      try {
        return await client.withDeadline(Date.now() + 500, () => handle(handoverId).query(progressQuery));
      } catch {
        return null;
      }
    },

    async isReady() {
      try {
        return await client.withDeadline(Date.now() + 2_000, async () => {
          const { pollers } = await client.workflowService.describeTaskQueue({
            namespace: client.options.namespace,
            taskQueue: { name: taskQueue },
            taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
          });
          return { temporal: true, worker: (pollers ?? []).length > 0 };
        });
      } catch {
        return { temporal: false, worker: false };
      }
    },
  };
}

/** What no longer runs is a departure here, and no handover. */
async function ofDeparture<T>(call: () => Promise<T>): Promise<T> {
  return reaching(call).catch((error: unknown) => {
    throw error instanceof Refusal && error.type === 'handoverOver' ? new Refusal('departureOver') : error;
  });
}

/** Technical failures become `unavailable`, business refusals of the workflow keep their type; nothing else gets through. */
async function reaching<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new Refusal('handoverOver');
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw new Refusal('unavailable');
    if (error instanceof WorkflowUpdateFailedError) {
      for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause)
        if (cause instanceof ApplicationFailure && isFailureType(cause.type))
          throw new Refusal(cause.type, (cause.details?.[0] ?? {}) as Record<string, string>);
    }
    if (isUnreachable(error)) throw new Refusal('unavailable');
    throw error;
  }
}

/**
 * gRPC: DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION (the workers cannot get through the case's task: a bad
 * deployment), UNAVAILABLE. None is the caller's fault, and each passes.
 */
const PASSING: ReadonlySet<number> = new Set([4, 8, 9, 14]);

function isUnreachable(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause)
    if ('code' in e && typeof e.code === 'number' && PASSING.has(e.code)) return true;
  return false;
}
