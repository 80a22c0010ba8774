import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { History } = temporal.api.history.v1;

/** Histories of this test run, replayed at its end (global-setup.ts); those of releases are kept in test/workflows/histories. */
export const PRODUCED = join(import.meta.dirname, '../../.handover/test-histories');

/** Writes every run of a workflow, first to last, as JSON that the replay reads. */
export async function keepHistory(client: Client, workflowId: string, scenario: string): Promise<void> {
  await mkdir(PRODUCED, { recursive: true });
  const last = await client.workflow.getHandle(workflowId).fetchHistory();
  let runId: string | null | undefined = last.events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId;
  for (let run = 1; runId; run += 1) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    await writeFile(join(PRODUCED, `${scenario}-${run}.json`), JSON.stringify(History.fromObject(history)));
    runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
}
