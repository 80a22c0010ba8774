import type { ApprovePlan, Awaited } from '../../src/contract/messages.ts';
import { bulk, effects } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { refuse, mustBeAwaited } from '../refuse.ts';
import { type Case, type LoopStep, decided, effect, enter, flag, unflag } from '../progress.ts';
import { keepCustody } from './emergency.ts';

/** 方案: every item gets a receiver; somebody who is neither giver nor receiver approves or sends back. */
export async function plan(c: Case): Promise<LoopStep> {
  if (c.progress.step !== 'notify') enter(c, 'plan');
  const approvers: Awaited[] = [{ person: c.input.supervisor, role: 'approver' }];
  c.answers.plan = null;
  c.approvedBy = [];
  if (c.input.custodian) await keepCustody(c, c.input.custodian);
  const newcomers = c.newcomers;
  c.newcomers = [];
  if (newcomers.length > 0)
    await effects.notifyParties.executeWithOptions({ summary: '通知新接收人 notify new receivers' }, [
      decided(c),
      newcomers,
    ]);
  const changes = c.planChanges;
  c.planChanges = [];
  const planned = await bulk.planBook.executeWithOptions({ summary: '生成方案 assign every item a receiver' }, [
    effect(c, { step: 'plan', waitingFor: 'approval', awaited: approvers, overdue: false }),
    {
      giverId: c.input.giver.id,
      receiverIds: c.input.receivers.map((r) => r.id),
      assignment: c.input.assignment,
      ...(changes.length > 0 ? { changes } : {}),
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
  return planned.second ? await secondApproval(c) : 'materials';
}

/**
 * 复核批准: a plan above the policy's size is approved by a second person. Where its roles name nobody, whoever approved first can
 * still send the plan back, and the deputies are asked when it is overdue: one person is never enough.
 */
async function secondApproval(c: Case): Promise<LoopStep> {
  const opened = await effects.openSecondApproval.executeWithOptions({ summary: '复核批准 second approval' }, [
    effect(c, { waitingFor: 'approval', overdue: false }),
    c.approvedBy,
  ]);
  if (opened.approver === null) flag(c, 'secondApproverMissing');
  else unflag(c, 'secondApproverMissing');
  // Until now the first answer stood for "answered": nothing could be said in between.
  c.answers.plan = null;
  const awaited: Awaited[] = [{ person: opened.approver ?? c.input.supervisor, role: 'approver' }];
  const wait = openWait(c, 'approval', awaited, opened.deadline);
  const answer = await untilAnswered(c, wait, () => c.answers.plan !== null, { mayGiveUp: false });
  return answer === 'reopened' || c.answers.plan === 'sentBack' ? 'plan' : 'materials';
}

/** Separation of duties: nobody approves what they give or get, for whomever they act, and nobody counts twice. */
export function mustMayApprove(c: Case, { personId, forId = personId, decision }: ApprovePlan): void {
  mustBeAwaited(c, forId);
  const parties = [c.input.giver, ...c.input.receivers].map((p) => p.id);
  if (parties.includes(personId) || parties.includes(forId)) refuse('notForYou');
  if (decision === 'approved' && (c.approvedBy.includes(personId) || c.approvedBy.includes(forId)))
    refuse('secondApproverNeeded');
}
