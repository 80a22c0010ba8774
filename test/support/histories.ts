import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { inject } from 'vitest';

const { History } = proto.temporal.api.history.v1;

/** The history of every run of a workflow, first to last. */
export async function historiesOf(
  client: Client,
  workflowId: string,
): Promise<proto.temporal.api.history.v1.IHistory[]> {
  const last = await client.workflow.getHandle(workflowId).fetchHistory();
  let runId: string | null | undefined = last.events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId;
  const runs = [];
  while (runId) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.push(history);
    runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return runs;
}

/**
 * Writes every run of a workflow as JSON that the replay reads.
 * @param folder absent: where the histories of this run are kept
 */
export async function keepHistory(
  client: Client,
  workflowId: string,
  scenario: string,
  folder = inject('historiesFolder'),
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [index, history] of (await historiesOf(client, workflowId)).entries())
    await writeFile(
      join(folder, `${scenario}-${index + 1}.json`),
      JSON.stringify(History.fromObject(history), nameless),
    );
}

/** What tells of the machine that made the history is nobody's business and nothing to the replay. */
const nameless = (key: string, value: unknown) =>
  key === 'stackTrace' ? '' : key === 'identity' && typeof value === 'string' ? 'test' : value;
