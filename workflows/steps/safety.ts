import { type ApplicationFailure, condition } from '@temporalio/workflow';
import type { SafetyStop } from '../../src/contract/effects.ts';
import type { Awaited } from '../../src/contract/messages.ts';
import { safetyOf } from '../../src/contract/policy.ts';
import { bulk, effects, records } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { type Case, answered, decided, effect, show } from '../progress.ts';
import { refuse } from '../refuse.ts';

/**
 * 安全停止: the transfer stands still until somebody looks. Go: it goes on where it is. Stop, or a decision that reopens the plan:
 * what has moved goes back first, so that nothing is half done. A cancellation takes it back as well.
 */
export async function askToRelease(c: Case, failure: ApplicationFailure): Promise<'go' | 'stop'> {
  const stop = (failure.details?.[0] ?? {}) as SafetyStop;
  const takeBack = async () => {
    await bulk.moveBack.executeWithOptions({ summary: '撤回 take back what has moved' }, [
      answered(c),
      { personId: c.input.supervisor.id, scope: 'all', as: 'restored' },
    ]);
  };
  // Once it was opened there is a rule of succession and the giver's access to take back, even if nothing has moved.
  const begun = stop.opened === 1 || stop.moved > 0;
  if (begun) c.undo.register('transfer', takeBack);
  const awaited: Awaited[] = [
    { person: c.input.supervisor, role: 'supervisor' },
    ...c.input.deputies.map((person): Awaited => ({ person, role: 'deputy' })),
  ];
  c.answers.release = null;
  c.stopped = stop;
  const opened = await effects.openRelease.executeWithOptions({ summary: `安全停止 stopped: ${stop.code}` }, [
    effect(c, { waitingFor: 'safety', awaited, overdue: false }),
    stop,
  ]);
  const wait = openWait(c, 'safety', awaited, opened.deadline);
  const answer = await untilAnswered(c, wait, () => c.answers.release !== null, { mayGiveUp: false });
  c.stopped = null;
  Object.assign(c.progress, { waitingFor: null, awaited: [], dueAt: null, overdue: false });
  show(c);
  // A transfer that goes on in the middle has no opening that would take the decision along.
  await records.recordDecision(decided(c, { waitingFor: null, awaitedIds: [], dueAt: null, overdue: false }));
  await condition(() => c.progress.state !== 'paused');
  if (answer === 'answered' && c.answers.release === 'go' && c.reopenAt === null) return 'go';
  if (begun) await takeBack();
  c.undo.forget('transfer');
  return 'stop';
}

/** Whoever gives or gets customers does not release their own transfer; nor does the approver where the policy wants a second person. */
export function mustMayRelease(c: Case, personId: string): void {
  if (personId === c.input.giver.id || c.input.receivers.some((r) => r.id === personId)) refuse('notForYou');
  const large = c.stopped?.code === 'size' || c.stopped?.code === 'share';
  if (large && safetyOf(c.input.policy).secondPerson && c.approvedBy.includes(personId)) refuse('secondPersonNeeded');
}
