import type { Awaited } from '../../src/contract/messages.ts';
import { effects } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { type Case, effect } from '../progress.ts';

/**
 * 差异处理: what receivers found that is not right is settled between receiver and giver; what is left when their time is over the
 * supervisor decides. All of it lies in the database; the case gets one message when nothing is left, and looks.
 * @returns mend: something must be mended in the materials; reopened: a decision sends the case to another step
 */
export async function settleDiscrepancies(c: Case): Promise<'settled' | 'mend' | 'reopened'> {
  for (;;) {
    c.answers.inboxReady = false;
    const seen = await effects.lookAtDiscrepancies.executeWithOptions({ summary: '查看差异 look at discrepancies' }, [
      effect(c, { overdue: false }),
    ]);
    if (c.reopenAt !== null) return 'reopened';
    if (seen.wait === null) return seen.mend > 0 ? 'mend' : 'settled';
    const awaited = parties(c).filter(({ person, role }) =>
      seen.wait === 'discrepancies'
        ? role !== 'supervisor' && seen.personIds.includes(person.id)
        : role === 'supervisor',
    );
    const wait = openWait(c, seen.wait, awaited, seen.deadline);
    // Nobody decides for the supervisor: that wait stays open and overdue, and the deputies are asked.
    const mayGiveUp = seen.wait === 'discrepancies';
    const answer = await untilAnswered(c, wait, () => c.answers.inboxReady, { mayGiveUp });
    if (answer === 'reopened') return 'reopened';
  }
}

const parties = (c: Case): Awaited[] => [
  { person: c.input.giver, role: 'giver' },
  ...c.input.receivers.map((person): Awaited => ({ person, role: 'receiver' })),
  { person: c.input.supervisor, role: 'supervisor' },
];
