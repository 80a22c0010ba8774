import { condition, log, patched } from '@temporalio/workflow';
import type { Effect, MoveBackRequest } from '../src/contract/effects.ts';
import { bulk } from './activity-options.ts';
import type { Case } from './progress.ts';

/**
 * 通知日程参与人: runs beside the case, because a mail server that refuses holds nothing up.
 * @param back the move back that was asked for with this effect; absent: after the transfer
 */
export function tellAttendees(c: Case, effect: Effect, back?: MoveBackRequest): void {
  c.telling += 1;
  bulk.tellAttendees
    .executeWithOptions(
      { summary: '通知日程参与人 tell those invited of the new organiser' },
      back === undefined ? [effect] : [effect, back],
    )
    .catch((error: unknown) => log.warn('attendees not told', { error }))
    .finally(() => void (c.telling -= 1));
}

/** Longer than a mail is tried: whatever then still fails does not keep a case open. */
const PATIENCE = '1 day';

/** A workflow that ends drops what it has under way: letters that a mail server takes later would never leave. */
export async function untilAttendeesTold(c: Case): Promise<void> {
  if (c.telling > 0 && patched('told-before-close')) await condition(() => c.telling === 0, PATIENCE);
}
