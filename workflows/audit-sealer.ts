import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { SealerInput } from '../src/contract/effects.ts';
import { perpetual } from './activity-options.ts';

/** A mail server that is away for longer than this gets the next day's mail. */
const mailing = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '6 hours',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 minutes' },
});

/**
 * 审计封存: seals the audit log for as long as there is one. Each stint ends with the newest head, which Temporal's history so
 * remembers outside of the database; the first head of a day is mailed to the auditors.
 */
export async function auditSealer({ stints, stintMs, mailedOn }: SealerInput): Promise<void> {
  let mailed = mailedOn;
  let left = mailedOn;
  for (let stint = 0; stint < stints; stint += 1) {
    const head = await perpetual.sealAudit.executeWithOptions({ summary: '封存审计日志 seal' }, [stintMs]);
    const day = head?.sealedAt.slice(0, 10);
    if (head && day && day !== mailed) {
      const before = mailed;
      mailed = day;
      // Not waited for: sealing does not stand still while a mail server is away.
      mailing.mailHead.executeWithOptions({ summary: '寄送日志头 mail' }, [head]).then(
        () => (left = day),
        () => (mailed = before),
      );
    }
  }
  // What has not left ends with this run: the next one mails it again, to those who have not got it.
  await continueAsNew<typeof auditSealer>({ stints, stintMs, mailedOn: left });
}
