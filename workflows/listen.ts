import type { UpdateDefinition } from '@temporalio/common';
import { type ApplicationFailure, log, patched, setHandler } from '@temporalio/workflow';
import type { DecisionRecord, Effect, MoveBackRequest, SignatureGiven } from '../src/contract/effects.ts';
import * as m from '../src/contract/messages.ts';
import { isWaivable } from '../src/contract/signers.ts';
import type { SignerRole } from '../src/contract/steps.ts';
import { bulk, records } from './activity-options.ts';
import { shift } from './await-people.ts';
import { type Case, answered, decided, show } from './progress.ts';
import { isAt, mustBe, mustBeAwaited, mustNotBeOver, refuse } from './refuse.ts';
import { SHAPES } from './shape.ts';
import { extendCover, mayEnd, mayExtend } from './steps/cover.ts';
import { mustMayApprove } from './steps/plan.ts';
import { acceptRisks } from './steps/risks.ts';
import { mustMayRelease } from './steps/safety.ts';
import { isParty, mustMaySign, signers, unsigned } from './steps/sign-off.ts';
import { tellAttendees } from './tell-attendees.ts';

/**
 * What people and ops can say to a case. Validators are synchronous and only look; handlers note the answer for the step that waits.
 * What must be in the database before the sender hears "done" is written by a local activity.
 */
export function listen(c: Case): void {
  const p = c.progress;

  // One after the other: a resume that comes right after a pause must not be overtaken by it on the way to the database.
  let recorded: Promise<void> = Promise.resolve();
  const record = (effect: Effect): Promise<void> =>
    (recorded = recorded.catch(() => {}).then(() => records.recordDecision(effect)));

  setHandler(m.progressQuery, () => p, { description: '当前进展 where the case stands, who is awaited, until when' });

  on(m.approvePlanUpdate, '批准或退回方案 approve the plan or send it back', {
    shape: SHAPES.approvePlan,
    validator: (a) => {
      mustBe(c, 'plan', 'approval');
      mustMayApprove(c, a);
      if (c.answers.plan !== null) refuse('alreadyAnswered');
      if (a.planHash !== p.planHash) refuse('hashDiffers');
    },
    handler: (a) => {
      c.answers.plan = a.decision;
      c.approvedBy.push(a.personId, a.forId ?? a.personId);
      note(c, a.decision === 'approved' ? 'plan.approved' : 'plan.sentBack', a, actingParams(a));
    },
  });

  on(m.confirmMaterialsUpdate, '移交人确认资料 the giver confirms the materials', {
    shape: SHAPES.decision,
    validator: (a) => {
      mustBe(c, 'materials', 'materials');
      mustBeAwaited(c, a.personId);
      if (c.answers.materials) refuse('alreadyAnswered');
    },
    handler: (a) => {
      c.answers.materials = true;
      note(c, 'materials.confirmed', a);
    },
  });

  on(m.scheduleMeetingUpdate, '调整会议时间 move the meeting', {
    shape: SHAPES.scheduleMeeting,
    validator: (a) => {
      mustBe(c, 'meeting', 'minutes');
      if (Date.parse(a.endsAt) <= Date.parse(a.startsAt)) refuse('meetingPast');
    },
    handler: ({ startsAt, endsAt, ...a }) => {
      c.answers.rescheduled = { startsAt, endsAt, ...(a.entryId === undefined ? {} : { entryId: a.entryId }) };
      note(c, 'meeting.rescheduled', a);
    },
  });

  on(m.recordMinutesUpdate, '记录会议纪要 record the minutes', {
    shape: SHAPES.recordMinutes,
    validator: (a) => {
      mustBe(c, 'meeting', 'minutes');
      mustBeAwaited(c, a.personId);
      if (c.answers.minutes) refuse('alreadyAnswered');
    },
    handler: (a) => {
      c.answers.minutes = { entryId: a.entryId };
      note(c, 'minutes.recorded', a);
    },
  });

  on(m.confirmVerificationUpdate, '结束核对 end the verification with what is there', {
    shape: SHAPES.decision,
    validator: () => mustBe(c, 'verification', 'verification'),
    handler: (a) => {
      c.answers.verification = true;
      note(c, 'verification.confirmed', a);
    },
  });
  setHandler(m.inboxReadySignal, () => void (c.answers.inboxReady = true), {
    description: '录入齐全 what people enter beside the case is complete, or has changed',
  });

  on(m.acceptRisksUpdate, '接受风险 accept risks as they are', {
    shape: SHAPES.acceptRisks,
    validator: (a) => {
      mustBe(c, 'verification', 'risks');
      mustBeAwaited(c, a.personId);
    },
    handler: (a) => acceptRisks(c, a),
  });

  on(m.signOffUpdate, '签署或拒签 sign or reject', {
    shape: SHAPES.signOff,
    validator: (a) => {
      mustBe(c, 'signOff', 'signOff');
      if (p.signatures.some((s) => s.personId === a.forId) && unsigned(c, a.forId, a.role).length === 0)
        refuse('alreadyAnswered');
      mustMaySign(c, a);
      if (a.planHash !== p.planHash) refuse('hashDiffers');
    },
    handler: async (a) => {
      await sign(c, {
        by: {
          via: 'http',
          signerId: a.personId,
          forId: a.forId,
          role: roleOf(c, a.forId, a.role),
          ...(a.delegationId === undefined ? {} : { delegationId: a.delegationId }),
        },
        decision: a.decision,
        planHash: a.planHash,
        ...(a.entryId === undefined ? {} : { entryId: a.entryId }),
        ...(a.sendBackTo === undefined ? {} : { sendBackTo: a.sendBackTo }),
      });
    },
  });
  setHandler(m.signOffSignal, async (a) => signBySignal(c, a), {
    description: '一次性令牌签署 sign with the one-time token: {"token": "…", "decision": "signed"}',
  });

  on(m.waiveSignatureUpdate, '人力资源豁免签署 HR does without the signature of the giver or a department', {
    shape: SHAPES.waiveSignature,
    validator: (a) => {
      mustBe(c, 'signOff', 'signOff');
      const signer = signers(c).find((s) => s.role === a.role);
      if (!signer || !isWaivable(a.role)) refuse('waiverNotPossible');
      else if (unsigned(c, signer.person.id, a.role).length === 0) refuse('alreadyAnswered');
      if (isParty(c, a.personId)) refuse('notForYou');
      if (a.planHash !== p.planHash) refuse('hashDiffers');
    },
    handler: async ({ personId, entryId, role, planHash }) => {
      const forId = signers(c).find((s) => s.role === role)?.person.id ?? personId;
      await sign(c, { by: { via: 'http', signerId: personId, forId, role }, decision: 'waived', planHash, entryId });
    },
  });

  on(m.releaseTransferUpdate, '放行或撤回被停止的转移 release a stopped transfer or take it back', {
    shape: SHAPES.releaseTransfer,
    validator: (a) => {
      mustBe(c, 'transfer', 'safety');
      if (c.answers.release !== null) refuse('alreadyAnswered');
      if (a.forId !== undefined) mustBeAwaited(c, a.forId);
      if (a.decision === 'go') for (const id of [a.personId, a.forId ?? a.personId]) mustMayRelease(c, id);
    },
    handler: (a) => {
      c.answers.release = a.decision;
      note(c, a.decision === 'go' ? 'transfer.released' : 'transfer.stopped', a, actingParams(a));
    },
  });

  on(m.answerReviewUpdate, '回访答复 answer the questionnaire of a review', {
    shape: SHAPES.answerReview,
    validator: (a) => {
      mustBe(c, 'followUp', 'review');
      if (c.answers.review?.id !== a.reviewId) refuse('notNow');
      mustBeAwaited(c, a.personId);
      if (c.answers.review?.personIds.includes(a.personId)) refuse('alreadyAnswered');
    },
    handler: async (a) => {
      await records.recordReviewAnswer(answered(c), a);
      c.answers.review?.personIds.push(a.personId);
    },
  });

  on(m.replaceReceiverUpdate, '更换接收人 replace a receiver and plan anew', {
    shape: SHAPES.replaceReceiver,
    validator: (a) => {
      mustNotBeOver(c);
      if (c.transferring) refuse('notNow');
      const ids = c.input.receivers.map((r) => r.id);
      if (!ids.includes(a.from)) refuse('receiverNotFound');
      if (ids.includes(a.to.id)) refuse('receiverAlready', { receiver: a.to.number });
      if (a.to.id === c.input.giver.id) refuse('receiverIsGiver');
      if (a.to.id === c.input.supervisor.id) refuse('supervisorIsParty');
      if (c.input.deputies.some((d) => d.id === a.to.id)) refuse('deputyIsParty', { receiver: a.to.number });
    },
    handler: async (a) => {
      c.input.receivers.splice(
        c.input.receivers.findIndex((r) => r.id === a.from),
        1,
        a.to,
      );
      note(c, 'receiver.replaced', a, { from: a.from, to: a.to.id });
      c.newcomers.push(a.to.id);
      c.reopenAt = 'plan';
      await record(decided(c));
    },
  });

  on(m.changePlanUpdate, '调整方案 change the plan and make it anew', {
    shape: SHAPES.changePlan,
    validator: () => {
      mustNotBeOver(c);
      if (c.transferring) refuse('notNow');
    },
    handler: async (a) => {
      c.planChanges.push(a.entryId);
      note(c, 'plan.changed', a);
      c.reopenAt = 'plan';
      await record(decided(c));
    },
  });

  on(m.extendUpdate, '延长期限 extend the deadline of the present wait', {
    shape: SHAPES.extend,
    validator: (a) => {
      mustNotBeOver(c);
      if (c.wait === null || p.dueAt === null) refuse('notNow');
      if (Date.parse(a.dueAt) <= Date.parse(p.dueAt ?? '')) refuse('dueNotLater');
    },
    handler: async (a) => {
      note(c, 'due.extended', a, { dueAt: a.dueAt });
      if (c.wait) shift(c, c.wait, Date.parse(a.dueAt) - Date.parse(p.dueAt ?? a.dueAt));
      await record(decided(c, { dueAt: p.dueAt, overdue: p.overdue }));
    },
  });

  on(m.extendCoverUpdate, '延长代管 extend the cover', {
    shape: SHAPES.extendCover,
    validator: (a) => mayExtend(c, a),
    handler: async (a) => {
      note(c, 'cover.extended', a, { until: a.until });
      await extendCover(c, a);
    },
  });
  on(m.endCoverUpdate, '提前结束代管 end the cover: return, or keep when the giver is not back', {
    shape: SHAPES.endCover,
    validator: (a) => mayEnd(c, a),
    handler: async (a) => {
      note(c, a.decision === 'keep' ? 'cover.kept' : 'cover.endedEarly', a);
      if (c.cover) c.cover.ended = a.decision;
      await record(decided(c));
    },
  });

  on(m.returnItemsUpdate, '退回客户 hand customers back to the giver', {
    shape: SHAPES.moveBack,
    validator: () => mustBeTransferred(c),
    handler: (a) => moveBack(c, { ...a, as: 'returned' }),
  });
  on(m.restoreUpdate, '恢复原状 restore customers as they were', {
    shape: SHAPES.moveBack,
    validator: (a) => {
      mustBeTransferred(c);
      // A cover gives back by ending: what still comes would otherwise go to somebody who is away.
      if (c.cover !== null && a.scope === 'all') refuse('notNow');
    },
    handler: (a) => moveBack(c, { ...a, as: 'restored' }),
  });

  const pause = async (personId: string | null, entryId?: string) => {
    p.state = 'paused';
    c.pausedAtMs = Date.now();
    c.decisions.push(decision('case.paused', personId, entryId));
    show(c);
    await record(decided(c, { state: 'paused' }));
    await c.tracks.tell(m.pauseSignal);
  };
  const resume = async (personId: string | null, entryId?: string) => {
    p.state = 'running';
    c.decisions.push(decision('case.resumed', personId, entryId));
    if (c.wait) shift(c, c.wait, Date.now() - c.pausedAtMs);
    else show(c);
    const moved = c.wait ? { dueAt: p.dueAt, overdue: p.overdue } : {};
    await record(decided(c, { state: 'running', ...moved }));
    await c.tracks.tell(m.resumeSignal);
  };
  const cancel = async (personId: string | null, entryId?: string) => {
    c.decisions.push(decision('case.cancelled', personId, entryId));
    const noted = decided(c);
    // At once: while the decision is written down nothing may begin to move.
    c.cancel();
    await record(noted);
  };
  const mayPause = () => {
    mustNotBeOver(c);
    if (p.state === 'paused' || (c.transferring && p.step === 'transfer')) refuse('notNow');
  };
  const mayResume = () => {
    if (p.state !== 'paused') refuse('notNow');
  };
  const mayCancel = () => {
    mustNotBeOver(c);
    if (c.transferring) refuse('tooLateToCancel');
  };
  on(m.pauseUpdate, '暂停 pause: deadlines stand still', {
    shape: SHAPES.decision,
    validator: mayPause,
    handler: (a) => pause(a.personId, a.entryId),
  });
  on(m.resumeUpdate, '恢复 resume', {
    shape: SHAPES.decision,
    validator: () => {
      // A case that is cancelled while it is paused ends as paused: nothing is resumed that is being closed.
      mustNotBeOver(c);
      mayResume();
    },
    handler: (a) => resume(a.personId, a.entryId),
  });
  on(m.cancelUpdate, '取消 cancel and undo what can be undone', {
    shape: SHAPES.decision,
    validator: mayCancel,
    handler: (a) => cancel(a.personId, a.entryId),
  });
  const bySignal = (name: string, may: () => void, act: (personId: null) => Promise<void>) => async () => {
    try {
      may();
    } catch (error) {
      log.warn('signal ignored', { signal: name, why: (error as ApplicationFailure).type });
      return;
    }
    await act(null).catch((error: unknown) => log.warn('signal not recorded', { signal: name, error }));
  };
  setHandler(m.pauseSignal, bySignal('pause', mayPause, pause), { description: '暂停 pause' });
  setHandler(m.resumeSignal, bySignal('resume', mayResume, resume), { description: '恢复 resume' });
  setHandler(m.cancelSignal, bySignal('cancel', mayCancel, cancel), { description: '取消 cancel and undo' });

  /** An update answers with the case's standing unless its handler has an answer of its own. */
  function on<Arg, Own>(
    definition: UpdateDefinition<Own, [Arg]>,
    description: string,
    message: {
      shape: (a: unknown) => boolean;
      validator: (a: Arg) => void;
      handler: (a: Arg) => void | Promise<void> | Promise<Own>;
    },
  ): void {
    const validator = (a: Arg) => {
      if (!message.shape(a)) refuse('messageMalformed');
      message.validator(a);
    };
    setHandler(definition, async (a: Arg) => ((await message.handler(a)) ?? { ...p }) as Own, {
      description,
      validator,
    });
  }
}

/** Several signatures can arrive at once: each is recorded before the sender hears of it, and counted only then. */
async function sign(c: Case, given: SignatureGiven): Promise<void> {
  const { round } = c.progress;
  const recorded = await records.recordSignOff(answered(c), given);
  if (recorded.decision !== given.decision) refuse('alreadyAnswered');
  if (c.progress.round !== round || c.progress.step !== 'signOff') return;
  const isIt = (of: { personId: string; role: string }) =>
    of.personId === recorded.personId && of.role === recorded.role;
  if (c.progress.signatures.some(isIt)) return;
  c.progress.signatures.push({ ...recorded, decision: given.decision });
  if (given.decision === 'rejected') {
    c.decisions.push({ action: 'signOff.sentBack', personId: null, params: { role: recorded.role } });
    c.reopenAt = given.sendBackTo ?? 'plan';
    return;
  }
  c.progress.awaited = c.progress.awaited.filter((a) => !isIt({ personId: a.person.id, role: a.role }));
  if (recorded.role === 'giver') c.progress.awaited = c.progress.awaited.filter((a) => a.role !== 'hr');
  show(c);
}

/** Who is invited to what came back hears it beside the answer: mails hold nobody up. */
async function moveBack(c: Case, request: MoveBackRequest): Promise<m.MovedBack> {
  const effect = answered(c);
  const moved = await bulk.moveBack(effect, request);
  await c.tracks.wake();
  if (moved.restored > 0 && patched('tell-attendees-back')) tellAttendees(c, effect, request);
  return moved;
}

async function signBySignal(c: Case, a: m.SignOffSignal): Promise<void> {
  const { planHash, awaited } = c.progress;
  const ignored = (why: string) => log.warn('signal ignored', { signal: 'signOff', why });
  if (!SHAPES.signOffSignal(a)) return ignored('messageMalformed');
  if (planHash === null || !isAt(c, 'signOff', 'signOff')) return ignored('notNow');
  const stated = awaited.find((w) => w.person.number === a.personNumber && w.role !== 'deputy');
  if (a.token === undefined && !(c.input.policy.operatorStatements && stated))
    return ignored('operatorStatementNotAllowed');
  try {
    await sign(c, {
      by:
        a.token === undefined && stated
          ? { via: 'operator', forId: stated.person.id, role: roleOf(c, stated.person.id) }
          : { via: 'token', token: a.token ?? '' },
      decision: a.decision,
      planHash,
      ...(a.sendBackTo === undefined ? {} : { sendBackTo: a.sendBackTo }),
    });
  } catch (error) {
    // A signal has nobody to answer to: a used, foreign or outdated token is noted and changes nothing.
    log.warn('signal ignored', { signal: 'signOff', why: 'tokenInvalid', error });
  }
}

/** The part in which somebody signs: the first that is not signed yet. */
function roleOf(c: Case, personId: string, wanted?: SignerRole): SignerRole {
  const [next = signers(c).find((s) => s.person.id === personId)] = unsigned(c, personId, wanted);
  return next?.role ?? 'supervisor';
}

function note(
  c: Case,
  action: DecisionRecord['action'],
  { personId, entryId }: m.Decision,
  params: Record<string, string | number> = {},
): void {
  c.decisions.push({ ...decision(action, personId, entryId), params });
}

/** For the log: for whom somebody acted, and by which delegation. */
const actingParams = ({ forId, delegationId }: m.Acting) => ({
  ...(forId === undefined ? {} : { for: forId }),
  ...(delegationId === undefined ? {} : { delegation: delegationId }),
});

function decision(action: DecisionRecord['action'], personId: string | null, entryId?: string): DecisionRecord {
  return { action, personId, ...(entryId === undefined ? {} : { entryId }) };
}

function mustBeTransferred(c: Case): void {
  mustNotBeOver(c);
  if (c.progress.step !== 'followUp') refuse('notTransferred');
}
