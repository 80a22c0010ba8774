import { type Client, WorkflowIdConflictPolicy } from '@temporalio/client';
import type { DispatcherInput } from '../contract/effects.ts';
import { TASK_QUEUE, WEBHOOK_DISPATCHER_ID, WEBHOOK_DISPATCHER_WORKFLOW } from '../contract/names.ts';

/** A run of about eight hours, of some thousand events. A notice of a disabled endpoint leaves within five minutes. */
const USUAL: DispatcherInput = { stints: 100, stintMs: 300_000 };

/** Starts the dispatcher of webhooks unless it runs; every worker calls it at its start. */
export async function startWebhooks(
  client: Client,
  { taskQueue = TASK_QUEUE, workflowId = WEBHOOK_DISPATCHER_ID, input = USUAL } = {},
): Promise<void> {
  await client.workflow.start(WEBHOOK_DISPATCHER_WORKFLOW, {
    taskQueue,
    workflowId,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    args: [input],
    staticSummary: '事件推送 webhook dispatcher',
  });
}
