import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { inject } from 'vitest';

const { History } = proto.temporal.api.history.v1;

/** Writes every run of a workflow, first to last, as JSON that the replay reads. */
export async function keepHistory(client: Client, workflowId: string, scenario: string): Promise<void> {
  const folder = inject('historiesFolder');
  await mkdir(folder, { recursive: true });
  const last = await client.workflow.getHandle(workflowId).fetchHistory();
  let runId: string | null | undefined = last.events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId;
  for (let run = 1; runId; run += 1) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    await writeFile(join(folder, `${scenario}-${run}.json`), JSON.stringify(History.fromObject(history)));
    runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
}
