import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { SealerInput } from '../src/contract/effects.ts';

const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds' } as const;

/** Seals what is not sealed; a second attempt goes on where the first one ended. */
const sealing = proxyActivities<Activities>({
  startToCloseTimeout: '15 minutes',
  scheduleToCloseTimeout: '365 days',
  heartbeatTimeout: '10 seconds',
  retry,
});
/** A mail server that is away for longer than this gets the next day's mail. */
const mailing = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '6 hours',
  heartbeatTimeout: '30 seconds',
  retry: { ...retry, maximumInterval: '10 minutes' },
});

/**
 * 审计封存: seals the audit log for as long as there is one. Each stint ends with the newest head, which Temporal's history so
 * remembers outside of the database; the first head of a day is mailed to the auditors.
 */
export async function auditSealer({ stints, stintMs, mailedOn }: SealerInput): Promise<void> {
  let mailed = mailedOn;
  for (let stint = 0; stint < stints; stint += 1) {
    const head = await sealing.sealAudit.executeWithOptions({ summary: '封存审计日志 seal' }, [stintMs]);
    const day = head?.sealedAt.slice(0, 10);
    if (head && day && day !== mailed) {
      const before = mailed;
      mailed = day;
      // Not waited for: sealing does not stand still while a mail server is away.
      void mailing.mailHead.executeWithOptions({ summary: '寄送日志头 mail' }, [head]).catch(() => {
        mailed = before;
      });
    }
  }
  await continueAsNew<typeof auditSealer>({ stints, stintMs, mailedOn: mailed });
}
