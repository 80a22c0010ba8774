import type { Awaited } from '../../src/contract/messages.ts';
import { bulk, records } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { type Case, type LoopStep, answered, effect } from '../progress.ts';

/**
 * 风险: before the signatures the register is brought up to date, and high risks hold the case up until the supervisor accepts them,
 * or they are lowered. Nobody's silence accepts a risk.
 * @returns where a decision sends the case meanwhile; null: nothing holds it up
 */
export async function settleRisks(c: Case): Promise<LoopStep | null> {
  if (c.input.policy.risks === undefined) return null;
  const awaited: Awaited[] = [{ person: c.input.supervisor, role: 'supervisor' }];
  const opened = await bulk.openRisks.executeWithOptions({ summary: '风险登记 look for risks' }, [
    effect(c, { waitingFor: 'risks', awaited, overdue: false }),
  ]);
  if (opened.blocking === 0) return null;
  c.answers.risks = opened.blocking;
  c.answers.inboxReady = false;
  const wait = openWait(c, 'risks', awaited, opened.deadline);
  for (;;) {
    const settled = () => c.answers.risks === 0 || c.answers.inboxReady;
    if ((await untilAnswered(c, wait, settled, { mayGiveUp: false })) === 'reopened') return c.reopenAt ?? 'plan';
    if (c.answers.risks !== 0) {
      // Somebody lowered or closed one: the register says what is left.
      c.answers.inboxReady = false;
      c.answers.risks = await records.countBlockingRisks(answered(c));
    }
    if (c.answers.risks === 0) return null;
    c.wait = wait;
  }
}

export async function acceptRisks(c: Case, by: { personId: string; entryId: string }): Promise<void> {
  const { blocking } = await records.acceptRisks(answered(c), by);
  c.answers.risks = blocking;
}
