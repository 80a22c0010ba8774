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
import { isFailureType, Refusal } from '../contract/failures.ts';
import { type HandoverInput, type Progress, inboxReadySignal, progressQuery } from '../contract/messages.ts';
import {
  ACCESS_REVIEW_WORKFLOW,
  HANDOVER_WORKFLOW,
  TASK_QUEUE,
  accessReviewWorkflowId,
  handoverWorkflowId,
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
