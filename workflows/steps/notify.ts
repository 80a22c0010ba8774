import { effects } from '../activity-options.ts';
import { type Case, decided } from '../progress.ts';

/** 通知: everybody concerned learns reason, purpose, dates and what is expected of them. */
export async function notify(c: Case): Promise<void> {
  await effects.notifyParties.executeWithOptions({ summary: '通知各方 notify all parties' }, [decided(c)]);
}
