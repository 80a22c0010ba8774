import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { SEARCH_ATTRIBUTES, TASK_QUEUE } from '../../contract/names.ts';
import type { Values } from '../../settings.ts';
import { reasonOf } from '../errors.ts';
import { type Finding, TIMEOUT_MS, clockFinding, error, ok, skipped, warning } from './finding.ts';

const { TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY } = proto.temporal.api.enums.v1.TaskQueueType;
type QueueType = proto.temporal.api.enums.v1.TaskQueueType;
const { IndexedValueType } = proto.temporal.api.enums.v1;
/** As the contract spells the types of attributes. */
const TYPES = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  Bool: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  Datetime: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
};
/** More tasks than this wait for too few workers. */
const BACKLOG = 1_000;
/** A queue that nothing is ever sent to: Temporal notes, by its own clock, when somebody asked there. */
const CLOCK_QUEUE = 'handover-doctor';
const CLOCK_LOOKS = 20;
const CLOCK_LOOK_EVERY_MS = 100;

/** Temporal as TEMPORAL_ADDRESS names it: namespace, search attributes, who works, what waits, its clock. */
export async function temporalFindings({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE }: Values): Promise<Finding[]> {
  if (address === undefined) return [skipped('temporalAddress')];
  const { connectTemporal } = await import('../../temporal/connection.ts');
  const namespace = TEMPORAL_NAMESPACE ?? 'default';
  let client: Client | undefined;
  try {
    client = await connectTemporal({ address, namespace });
    const open = client;
    return await open.withDeadline(Date.now() + 4 * TIMEOUT_MS, async () => {
      await open.workflowService.describeNamespace({ namespace });
      return [
        ok('temporalAddress', { address, namespace }),
        await attributesFinding(open, namespace),
        ...(await queueFindings(open, namespace)),
        await temporalClock(open, namespace),
      ];
    });
  } catch (why) {
    return [error('temporalAddress', { address, namespace, why: reasonOf(why) })];
  } finally {
    await client?.connection.close();
  }
}

async function attributesFinding(client: Client, namespace: string): Promise<Finding> {
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  const wrong = Object.entries(SEARCH_ATTRIBUTES).filter(([name, type]) => customAttributes?.[name] !== TYPES[type]);
  if (wrong.length === 0) return ok('searchAttributes');
  return error('searchAttributes', { names: wrong.map(([name, type]) => `${name} (${type})`).join(', ') });
}

async function queueFindings(client: Client, namespace: string): Promise<Finding[]> {
  const look = (taskQueueType: QueueType) =>
    client.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: TASK_QUEUE },
      taskQueueType,
      reportStats: true,
    });
  const both = [await look(TASK_QUEUE_TYPE_WORKFLOW), await look(TASK_QUEUE_TYPE_ACTIVITY)];
  const [workflows = 0, activities = 0] = both.map(({ pollers }) => pollers?.length ?? 0);
  const waiting = both.reduce((sum, { stats }) => sum + Number(stats?.approximateBacklogCount ?? 0), 0);
  const params = { queue: TASK_QUEUE, workflows, activities };
  return [
    (workflows > 0 && activities > 0 ? ok : error)('pollers', params),
    (waiting > BACKLOG ? warning : ok)('backlog', { queue: TASK_QUEUE, count: waiting }),
  ];
}

async function temporalClock(client: Client, namespace: string): Promise<Finding> {
  const identity = `handover-doctor@${randomUUID()}`;
  const queue = { namespace, taskQueue: { name: CLOCK_QUEUE } };
  const sentAt = Date.now();
  // Nothing comes: the question ends by its deadline, or when its answer has been seen.
  const asked = new AbortController();
  const poll = client
    .withAbortSignal(asked.signal, () => client.workflowService.pollWorkflowTaskQueue({ ...queue, identity }))
    .catch(() => {});
  try {
    for (let looks = 0; looks < CLOCK_LOOKS; looks += 1) {
      const { pollers } = await client.workflowService.describeTaskQueue({
        ...queue,
        taskQueueType: TASK_QUEUE_TYPE_WORKFLOW,
      });
      const mine = (pollers ?? []).find((poller) => poller.identity === identity);
      if (mine?.lastAccessTime) return clockFinding('temporalClock', tsToMs(mine.lastAccessTime), sentAt, Date.now());
      await pause(CLOCK_LOOK_EVERY_MS);
    }
    return skipped('temporalClock');
  } finally {
    asked.abort();
    await poll;
  }
}
