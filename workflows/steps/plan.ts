import type { Awaited } from '../../src/contract/messages.ts';
import { bulk, effects } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { type Case, type LoopStep, decided, effect, enter, flag, unflag } from '../progress.ts';

/** 方案: every item gets a receiver; somebody who is neither giver nor receiver approves or sends back. */
export async function plan(c: Case): Promise<LoopStep> {
  if (c.progress.step !== 'notify') enter(c, 'plan');
  const approvers: Awaited[] = [{ person: c.input.supervisor, role: 'approver' }];
  c.answers.plan = null;
  const newcomers = c.newcomers;
  c.newcomers = [];
  if (newcomers.length > 0)
    await effects.notifyParties.executeWithOptions({ summary: '通知新接收人 notify new receivers' }, [
      decided(c),
      newcomers,
    ]);
  const planned = await bulk.planBook.executeWithOptions({ summary: '生成方案 assign every item a receiver' }, [
    effect(c, { step: 'plan', waitingFor: 'approval', awaited: approvers, overdue: false }),
    {
      giverId: c.input.giver.id,
      receiverIds: c.input.receivers.map((r) => r.id),
      assignment: c.input.assignment,
    },
  ]);
  enter(c, 'plan');
  c.progress.planHash = planned.planHash;
  c.progress.itemCount = planned.itemCount;
  if (planned.receiverNotActive) flag(c, 'receiverNotActive');
  else unflag(c, 'receiverNotActive');

  const wait = openWait(c, 'approval', approvers, planned.deadline);
  const answer = await untilAnswered(c, wait, () => c.answers.plan !== null, { mayGiveUp: false });
  if (answer === 'reopened' || c.answers.plan === 'sentBack') return 'plan';
  return 'materials';
}
