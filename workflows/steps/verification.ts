import type { Awaited } from '../../src/contract/messages.ts';
import { effects } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { type Case, type LoopStep, effect, enter } from '../progress.ts';
import { settleDiscrepancies } from './discrepancies.ts';

/**
 * 共同核对: the receivers check the customers of the sample. What they find per customer lies in the inbox; the workflow gets one
 * message when all of it is there, or one decision that what is there must do.
 */
export async function verification(c: Case): Promise<LoopStep> {
  enter(c, 'verification');
  const awaited: Awaited[] = c.input.receivers.map((person) => ({ person, role: 'receiver' }));
  const minutes = c.answers.minutes;
  c.answers.inboxReady = false;
  c.answers.verification = false;
  const opened = await effects.openVerification.executeWithOptions({ summary: '开始核对 open the verification' }, [
    effect(c, { waitingFor: 'verification', awaited }),
    minutes?.entryId ?? null,
  ]);
  c.answers.minutes = null; // recorded; a verification that is repeated does not hold the meeting again
  const wait = openWait(c, 'verification', awaited, opened.deadline);
  const done = () => c.answers.inboxReady || c.answers.verification;
  const answer = await untilAnswered(c, wait, done, { mayGiveUp: true });
  if (answer === 'reopened') return c.reopenAt ?? 'plan';
  if (answer === 'unanswered') c.answers.verification = true;
  return c.input.policy.verification.discrepancyDays === undefined ? 'signOff' : settled(c);
}

/** @returns where the case goes from there: to the signatures when nothing is left to settle */
export async function settled(c: Case): Promise<LoopStep> {
  const outcome = await settleDiscrepancies(c);
  if (outcome === 'settled') return 'signOff';
  if (outcome === 'mend') c.reopenAt ??= 'materials';
  return c.reopenAt ?? 'plan';
}
