import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { DispatcherInput } from '../src/contract/effects.ts';
import { perpetual } from './activity-options.ts';

/** A mail server that is away for longer is asked again after the next stint. */
const mailing = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/**
 * 推送事件: sends messages to webhooks for as long as there are any. The queue and its retries are rows of the database, so that a
 * message that waits for three days is no workflow; this one keeps somebody at them, whatever becomes of a worker.
 */
export async function webhookDispatcher({ stints, stintMs }: DispatcherInput): Promise<void> {
  let telling: Promise<unknown> | undefined;
  for (let stint = 0; stint < stints; stint += 1) {
    await perpetual.deliverWebhooks.executeWithOptions({ summary: '推送事件 deliver' }, [stintMs]);
    // Not waited for: messages do not stand still while a mail server is away.
    telling ??= mailing.tellDisabledWebhooks
      .executeWithOptions({ summary: '通知已停用的订阅 tell' }, [])
      .catch(() => 0)
      .then(() => (telling = undefined));
  }
  await continueAsNew<typeof webhookDispatcher>({ stints, stintMs });
}
