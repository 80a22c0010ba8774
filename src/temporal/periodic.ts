import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import {
  ACCESS_REVIEW_SCHEDULE,
  ACCESS_REVIEW_WORKFLOW,
  ACTIONS_SCHEDULE,
  ACTIONS_WORKFLOW,
  ALERTS_SCHEDULE,
  ALERTS_WORKFLOW,
  INTEGRITY_SCHEDULE,
  INTEGRITY_WORKFLOW,
  PROPOSALS_SCHEDULE,
  PROPOSALS_WORKFLOW,
  SUMMARIES_SCHEDULE,
  SUMMARIES_WORKFLOW,
  TASK_QUEUE,
  WAITING_MAILS_SCHEDULE,
  WAITING_MAILS_WORKFLOW,
} from '../contract/names.ts';
import type { Values } from '../settings.ts';

/** A job that comes round by itself: one Temporal Schedule that starts one workflow. */
export interface PeriodicJob {
  scheduleId: string;
  workflowType: string;
  /** in cron's five fields; off: there is no such Schedule */
  when: string;
  /** told to ops beside the Schedule */
  note: string;
}

/** Times are those of the company's calendar. */
const TIME_ZONE = 'Asia/Shanghai';

/** Whoever is told of a mass export must hear of it before the person has left the building. */
const EVERY_MORNING = '30 8 * * *';
const EVERY_FIVE_MINUTES = '*/5 * * * *';
/** Quiet hours end at a minute, and whoever waited for it waits no longer. */
const EVERY_MINUTE = '* * * * *';

export function periodicJobs(settings: Values): PeriodicJob[] {
  return [
    {
      scheduleId: ACCESS_REVIEW_SCHEDULE,
      workflowType: ACCESS_REVIEW_WORKFLOW,
      when: settings.HANDOVER_ACCESS_REVIEW_SCHEDULE,
      note: '权限复核 access review',
    },
    {
      scheduleId: INTEGRITY_SCHEDULE,
      workflowType: INTEGRITY_WORKFLOW,
      when: settings.HANDOVER_INTEGRITY_SCHEDULE,
      note: '一致性检查 integrity check',
    },
    {
      scheduleId: PROPOSALS_SCHEDULE,
      workflowType: PROPOSALS_WORKFLOW,
      when: settings.HANDOVER_PROPOSALS_SCHEDULE,
      note: '移交建议 proposals of handovers',
    },
    {
      scheduleId: SUMMARIES_SCHEDULE,
      workflowType: SUMMARIES_WORKFLOW,
      when: settings.HANDOVER_SUMMARY_SCHEDULE,
      note: '移交概况 summaries of handovers',
    },
    {
      scheduleId: ALERTS_SCHEDULE,
      workflowType: ALERTS_WORKFLOW,
      when: EVERY_FIVE_MINUTES,
      note: '告警 alerts',
    },
    {
      scheduleId: WAITING_MAILS_SCHEDULE,
      workflowType: WAITING_MAILS_WORKFLOW,
      when: EVERY_MINUTE,
      note: '待发邮件 waiting mails',
    },
    {
      scheduleId: ACTIONS_SCHEDULE,
      workflowType: ACTIONS_WORKFLOW,
      when: EVERY_MORNING,
      note: '整改措施 corrective actions',
    },
  ];
}

/**
 * Makes the Schedules be as the settings say; every worker does so when it starts. One that is there keeps what ops did to it (paused,
 * a note) and gets the times and the action anew.
 */
export async function keepSchedules(
  client: Client,
  jobs: readonly PeriodicJob[],
  taskQueue: string = TASK_QUEUE,
): Promise<void> {
  for (const job of jobs) await (job.when === 'off' ? remove(client, job) : keep(client, job, taskQueue));
}

async function keep(client: Client, job: PeriodicJob, taskQueue: string): Promise<void> {
  const { scheduleId, workflowType, when, note } = job;
  const spec = { cronExpressions: [when], timezone: TIME_ZONE };
  const action = { type: 'startWorkflow' as const, workflowType, workflowId: scheduleId, taskQueue, args: [] };
  try {
    await client.schedule.create({
      scheduleId,
      spec,
      action,
      // One at a time: a review of three weeks or a long check is not overtaken by the next.
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
      state: { note },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(scheduleId).update((there) => ({ ...there, spec, action }));
  }
}

async function remove(client: Client, { scheduleId }: PeriodicJob): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
