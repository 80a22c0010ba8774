import type { Awaited } from '../../src/contract/messages.ts';
import { bulk } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { type Case, type LoopStep, effect, enter, flag } from '../progress.ts';

/** 签署: giver, every receiver and the supervisor sign the same hash; a rejection goes back to the step that mends it. */
export async function signOff(c: Case): Promise<LoopStep> {
  const endWithWhatIsThere = c.answers.verification;
  const opened = await bulk.openSignOff.executeWithOptions({ summary: '计算签署哈希 hash what is to be signed' }, [
    effect(c, { step: 'signOff', waitingFor: 'signOff', awaited: signers(c), overdue: false }),
    endWithWhatIsThere,
  ]);
  if (!opened.complete) return 'verification';

  enter(c, 'signOff');
  if (opened.unverified > 0) flag(c, 'notVerified');
  if (opened.discrepancies > 0) flag(c, 'discrepancies');
  c.progress.planHash = opened.planHash;
  c.progress.signatures = [];
  const wait = openWait(c, 'signOff', signers(c), opened.deadline);
  const allSigned = () =>
    signers(c).every((s) => c.progress.signatures.some((g) => g.personId === s.person.id && g.decision === 'signed'));
  const answer = await untilAnswered(c, wait, allSigned, { mayGiveUp: false });
  return answer === 'reopened' ? (c.reopenAt ?? 'plan') : 'transfer';
}

export function signers(c: Case): Awaited[] {
  return [
    { person: c.input.giver, role: 'giver' },
    ...c.input.receivers.map((person): Awaited => ({ person, role: 'receiver' })),
    { person: c.input.supervisor, role: 'supervisor' },
  ];
}
