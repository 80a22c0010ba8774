import { type Client, WorkflowIdConflictPolicy } from '@temporalio/client';
import type { SealerInput } from '../contract/effects.ts';
import { AUDIT_SEALER_ID, AUDIT_SEALER_WORKFLOW, TASK_QUEUE } from '../contract/names.ts';

/** A run of about eight hours, of some three hundred events. */
const USUAL: SealerInput = { stints: 100, stintMs: 300_000, mailedOn: '' };

/** Starts the sealer of the audit log unless it runs; every worker calls it at its start. */
export async function startSealer(
  client: Client,
  { taskQueue = TASK_QUEUE, workflowId = AUDIT_SEALER_ID, input = USUAL } = {},
): Promise<void> {
  await client.workflow.start(AUDIT_SEALER_WORKFLOW, {
    taskQueue,
    workflowId,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    args: [input],
    staticSummary: '审计日志封存 audit log sealer',
  });
}
