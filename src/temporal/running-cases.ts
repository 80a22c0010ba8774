import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { HANDOVER_WORKFLOW, handoverIdOf, handoverWorkflowId } from '../contract/names.ts';
import type { Outside } from '../db/integrity/check.ts';
import { checkInSchedules } from './schedules.ts';

/** What the integrity checks ask Temporal. */
export function runningCases(client: Client): Outside {
  return {
    async notRunning(handoverIds) {
      if (handoverIds.length === 0) return [];
      const running = new Set<string>();
      const query = `WorkflowType="${HANDOVER_WORKFLOW}" AND ExecutionStatus="Running"`;
      for await (const { workflowId } of client.workflow.list({ query, pageSize: 1_000 })) {
        const id = handoverIdOf(workflowId);
        if (id !== undefined) running.add(id);
      }
      const gone: string[] = [];
      // The list lags behind by moments: those that it does not have are asked for one by one.
      for (const id of handoverIds) if (!running.has(id) && !(await runs(client, id))) gone.push(id);
      return gone;
    },
    stopCheckIns: (handoverId) => checkInSchedules(client).stop(handoverId),
  };
}

async function runs(client: Client, handoverId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(handoverWorkflowId(handoverId)).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
