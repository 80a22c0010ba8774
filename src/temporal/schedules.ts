import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import type { CheckInSchedules } from '../../activities/ports.ts';
import { CHECK_IN_WORKFLOW, TASK_QUEUE, checkInScheduleId } from '../contract/names.ts';

/** Periodic check-ins as Temporal Schedules, one a handover (architecture, decision 8). */
export function checkInSchedules(client: Client, taskQueue: string = TASK_QUEUE): CheckInSchedules {
  return {
    async start(handoverId, everyDays, startAt, endAt) {
      try {
        await client.schedule.create({
          scheduleId: checkInScheduleId(handoverId),
          // The offset makes the interval count from the transfer instead of from the epoch.
          spec: {
            intervals: [{ every: `${everyDays} days`, offset: Date.parse(startAt) % (everyDays * 86_400_000) }],
            startAt: new Date(Date.parse(startAt) + 1_000),
            endAt: new Date(endAt),
          },
          policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
          action: {
            type: 'startWorkflow',
            workflowType: CHECK_IN_WORKFLOW,
            workflowId: checkInScheduleId(handoverId),
            taskQueue,
            args: [handoverId],
          },
        });
      } catch (error) {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      }
    },
    async stop(handoverId) {
      try {
        await client.schedule.getHandle(checkInScheduleId(handoverId)).delete();
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError) && !isUnimplemented(error)) throw error;
      }
    },
  };
}

/** The time-skipping test server has no Schedules: there is none to stop. */
function isUnimplemented(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) if ('code' in e && e.code === 12) return true;
  return false;
}
