import { effects } from './activity-options.ts';

/** 定期联系: one periodic check-in of the transition period, started by the Schedule of its handover. */
export async function handoverCheckIn(handoverId: string): Promise<void> {
  await effects.sendCheckIn.executeWithOptions({ summary: '定期联系 check-in' }, [handoverId]);
}
