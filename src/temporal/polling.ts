import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { TASK_QUEUE } from '../contract/names.ts';

/** A poll lasts a minute at most; Temporal remembers pollers for five. */
const FRESH_MS = 150_000;

/**
 * Whether Temporal itself saw a worker of this machine ask for work just now: a worker that hangs or lost its connection does not.
 * @param host as os.hostname() tells it: the SDK's identity is `<process>@<host>`
 * @throws when Temporal does not answer within five seconds
 */
export async function isPolling(client: Client, host: string, taskQueue: string = TASK_QUEUE): Promise<boolean> {
  const { pollers } = await client.withDeadline(Date.now() + 5_000, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    }),
  );
  return (pollers ?? []).some(
    ({ identity, lastAccessTime }) =>
      identity?.endsWith(`@${host}`) === true && lastAccessTime && Date.now() - tsToMs(lastAccessTime) < FRESH_MS,
  );
}
