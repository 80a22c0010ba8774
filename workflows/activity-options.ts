import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Effect, Transferred, TransferRelease } from '../src/contract/effects.ts';

/**
 * Retry classes, named by effect. Every class has a bound per attempt and a total bound. The totals are long because a case
 * outlives outages: while an activity retries, ops see it pending with its last error, and nothing of the case is lost.
 * Business refusals come as non-retryable ApplicationFailures and end at once.
 */
const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;

const untilDone = {
  // Longer than any outage: a case that ends by a time-out would have no way back.
  scheduleToCloseTimeout: '365 days',
  // A cancelled case is closed after what was under way: a late commit would bring it back to life in the database.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
} as const;

/** Short writes behind the run-once guard: a second attempt finds the first one's result. */
export const effects = proxyActivities<Activities>({
  ...untilDone,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10 seconds', // people wait for these: a worker that died must not hold a case for the whole attempt
  retry,
});

/** Work that grows with the book: no bound by size, but its heartbeat tells that it lives. */
const large = { ...untilDone, startToCloseTimeout: '12 hours', heartbeatTimeout: '30 seconds', retry } as const;
export const bulk = proxyActivities<Activities>(large);

/** Work that never ends, done in stints: a second attempt goes on where the first one ended, and soon. */
export const perpetual = proxyActivities<Activities>({
  startToCloseTimeout: '15 minutes',
  scheduleToCloseTimeout: '365 days',
  heartbeatTimeout: '10 seconds',
  retry: { ...retry, maximumInterval: '10 seconds' },
});

/** A transfer that was stopped and released: the same activity, told so. */
export const released = proxyActivities<{
  transferBook(effect: Effect, signedHash: string, release: TransferRelease): Promise<Transferred>;
}>(large);

/** One small transaction in the workflow's own task: a marker in history instead of three events and another task. */
export const records = proxyLocalActivities<Activities>({
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '1 day',
  localRetryThreshold: '10 seconds',
  retry,
});
