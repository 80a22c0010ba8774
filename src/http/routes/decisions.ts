import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as m from '../../contract/messages.ts';
import type { Relation, Role } from '../../contract/roles.ts';
import { WAITS } from '../../contract/policy.ts';
import * as s from '../../contract/schemas.ts';
import { countNotInCase } from '../../db/intake/inbox.ts';
import { questionsOf } from '../../db/reads/after-transfer.ts';
import { hasReview } from '../../db/reads/reviews.ts';
import { relationsTo } from '../../db/reads/handovers.ts';
import { employeesByRef } from '../../db/reads/people.ts';
import type { Tx } from '../../db/connect.ts';
import { actingFor } from '../acting.ts';
import { type Decided, decide } from '../decide.ts';
import { mustBeNear } from '../near.ts';
import { mustAnswer, questionsFor } from '../questionnaire.ts';
import { route } from '../route.ts';
import type { When } from '../when.ts';

const tag = 'decisions';
const params = s.handoverParams;
const who = (relations: Relation[], roles: Role[] = []) => ({ may: 'actOnCase', relations, roles }) as const;
const steering = who(['supervisor', 'deputy', 'starter'], ['hr']);

/** A decision without any content but a comment. */
const plain = (
  path: string,
  operationId: string,
  summary: { en: string; zh: string },
  rule: ReturnType<typeof who>,
  when: When,
  definition: typeof m.pauseUpdate,
  answers: Decided<unknown, unknown>['answers'] = [],
) =>
  route({
    method: 'post',
    path: `/handovers/{handoverId}/${path}`,
    operationId,
    tag,
    summary,
    who: rule,
    when,
    takes: { params, body: s.commentRequest },
    gives: a.progress,
    idempotency: 'optional',
    handle: (call) => decide(call, { answers, definition, text: call.input.body, argument: (by) => by }),
  });

/** What people decide on the whole case: each is an update of the workflow. */
export const decisionRoutes = [
  route({
    method: 'post',
    path: '/handovers/{handoverId}/approvals',
    operationId: 'approvePlan',
    tag,
    summary: { en: 'Approve the plan or send it back', zh: '批准或退回方案' },
    who: who(['approver', 'deputy', 'delegate']),
    when: { waits: ['approval'], awaited: true },
    takes: { params, body: s.approvalRequest },
    gives: a.progress,
    idempotency: 'optional',
    async handle(call) {
      const { decision, planHash, comment, for: wanted } = call.input.body;
      const acting = await actingFor(call, wanted);
      return decide(call, {
        answers: ['approval'],
        definition: m.approvePlanUpdate,
        text: { comment },
        argument: (by) => ({ ...by, ...acting, decision, planHash }),
      });
    },
  }),
  route({
    method: 'put',
    path: '/handovers/{handoverId}/meeting',
    operationId: 'scheduleMeeting',
    tag,
    summary: { en: 'Move the meeting', zh: '调整会议时间' },
    who: who(['giver', 'receiver', 'supervisor', 'deputy'], ['hr']),
    when: { waits: ['minutes'] },
    takes: { params, body: s.meetingRequest },
    gives: a.progress,
    idempotency: 'optional',
    handle(call) {
      const { startsAt, endsAt, ...details } = call.input.body;
      const [start, end] = [new Date(startsAt), new Date(endsAt)];
      const aDay = 86_400_000;
      if (start.getTime() <= Date.now() || end <= start || end.getTime() - start.getTime() > aDay)
        throw new Refusal('meetingPast', {}, '/startsAt');
      mustBeNear(startsAt, '/startsAt');
      const slot = { startsAt: start.toISOString(), endsAt: end.toISOString() };
      // Always an entry: it tells this move of the meeting from the next one to the same hour.
      return decide(call, {
        answers: ['minutes'],
        definition: m.scheduleMeetingUpdate,
        text: { ...slot, ...details },
        argument: (by) => ({ ...by, ...slot }),
      });
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/meeting/minutes',
    operationId: 'recordMinutes',
    tag,
    summary: { en: 'Record the minutes of the meeting', zh: '记录会议纪要' },
    who: who(['supervisor', 'deputy']),
    when: { waits: ['minutes'], awaited: true },
    takes: { params, body: s.minutesRequest },
    gives: a.progress,
    idempotency: 'optional',
    async handle(call) {
      const { body } = call.input;
      const people = [...new Set([...body.attendees, ...body.actions.map((action) => action.owner)])];
      const known = await call.as((tx) => employeesByRef(tx, people));
      const missing = people.find((id) => !known.has(id));
      if (missing !== undefined) throw new Refusal('receiverNotFound', { receiver: missing }, '/attendees');
      return decide(call, {
        answers: ['minutes'],
        definition: m.recordMinutesUpdate,
        text: body,
        argument: (by) => ({ ...by, entryId: call.id }),
      });
    },
  }),
  plain(
    'verifications/confirmation',
    'confirmVerification',
    { en: 'End the verification with what is there', zh: '以现有结果结束核对' },
    who(['supervisor', 'deputy']),
    { waits: ['verification'] },
    m.confirmVerificationUpdate,
    ['verification'],
  ),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/reviews/{reviewId}/answers',
    operationId: 'answerReview',
    tag,
    summary: { en: 'Answer the questionnaire of a review', zh: '答复回访问卷' },
    who: who(['receiver', 'supervisor', 'deputy']),
    when: { waits: ['review'], awaited: true },
    takes: { params: s.reviewParams, body: s.reviewAnswerRequest },
    gives: a.progress,
    idempotency: 'optional',
    async handle(call) {
      const { reviewId, handoverId } = call.input.params;
      const { satisfaction, comment, answers } = call.input.body;
      await call.as(async (tx) => {
        if (!(await hasReview(tx, handoverId, reviewId))) throw new Refusal('notFound');
        const relations = (await relationsTo(tx, handoverId, call.person.id)) ?? [];
        mustAnswer(questionsFor(await questionsOf(tx, handoverId), relations), answers ?? {});
      });
      return decide(call, {
        answers: ['review'],
        definition: m.answerReviewUpdate,
        text: { comment, answers },
        argument: (by) => ({ ...by, reviewId, satisfaction }),
      });
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/release',
    operationId: 'releaseTransfer',
    tag,
    summary: { en: 'Let a stopped transfer go on, or take it back', zh: '放行或撤回被安全停止的转移' },
    who: who(['supervisor', 'deputy', 'delegate'], ['hr']),
    when: { waits: ['safety'] },
    takes: { params, body: s.releaseRequest },
    gives: a.progress,
    idempotency: 'optional',
    async handle(call) {
      const { decision, comment } = call.input.body;
      // HR decides in its own name.
      const acting = call.person.roles.includes('hr') ? {} : await actingFor(call, undefined);
      return decide(call, {
        answers: ['safety'],
        definition: m.releaseTransferUpdate,
        text: { comment },
        argument: (by) => ({ ...by, ...acting, decision }),
      });
    },
  }),
  plain(
    'pause',
    'pause',
    { en: 'Pause: deadlines stand still', zh: '暂停，期限停止计算' },
    steering,
    { case: 'mayPause' },
    m.pauseUpdate,
  ),
  plain('resume', 'resume', { en: 'Resume', zh: '恢复' }, steering, { case: 'paused' }, m.resumeUpdate),
  plain(
    'cancel',
    'cancel',
    { en: 'Cancel, undoing what can be undone', zh: '取消并撤销可撤销的部分' },
    who(['supervisor', 'starter'], ['hr']),
    { case: 'still' },
    m.cancelUpdate,
  ),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/extend',
    operationId: 'extend',
    tag,
    summary: { en: 'Extend the present deadline', zh: '延长当前期限' },
    who: who(['supervisor', 'deputy'], ['hr']),
    when: { case: 'due' },
    takes: { params, body: s.extendRequest },
    gives: a.progress,
    idempotency: 'optional',
    handle(call) {
      const { dueAt, comment } = call.input.body;
      mustBeNear(dueAt, '/dueAt');
      return decide(call, {
        answers: [...WAITS],
        definition: m.extendUpdate,
        text: { comment },
        argument: (by) => ({ ...by, dueAt: new Date(dueAt).toISOString() }),
      });
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/replace-receiver',
    operationId: 'replaceReceiver',
    tag,
    summary: { en: 'Replace a receiver; the plan is made anew', zh: '更换接收人并重新制定方案' },
    who: who(['supervisor'], ['hr']),
    when: { case: 'still' },
    takes: { params, body: s.replaceReceiverRequest },
    gives: a.progress,
    idempotency: 'optional',
    async handle(call) {
      const { from: fromRef, to: toRef, comment } = call.input.body;
      const named = await call.as((tx) => employeesByRef(tx, [fromRef, toRef]));
      const [from, to] = [named.get(fromRef), named.get(toRef)];
      if (!from) throw new Refusal('receiverNotFound', { receiver: fromRef }, '/from');
      if (!to) throw new Refusal('receiverNotFound', { receiver: toRef }, '/to');
      if (to.state !== 'active') throw new Refusal('receiverNotActive', { receiver: to.number }, '/to');
      return decide(call, {
        answers: [],
        definition: m.replaceReceiverUpdate,
        text: { comment },
        argument: (by) => ({
          ...by,
          from: from.id,
          to: { id: to.id, number: to.number },
        }),
      });
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/return-items',
    operationId: 'returnItems',
    tag,
    summary: { en: 'A receiver hands customers back', zh: '接收人退回客户' },
    who: who(['receiver']),
    when: { case: 'transferred' },
    takes: { params, body: s.returnItemsRequest },
    gives: a.movedBack,
    idempotency: 'optional',
    async handle(call) {
      const { customerIds, comment } = call.input.body;
      await call.as((tx) => mustBeInCase(tx, call.input.params.handoverId, customerIds, call.person.id));
      return decide(call, {
        answers: ['reviewDate', 'review'],
        definition: m.returnItemsUpdate,
        text: { customerIds, comment },
        argument: (by) => ({ ...by, scope: 'listed' }),
      });
    },
  }),
];

/** @throws Refusal customersNotInHandover */
export async function mustBeInCase(tx: Tx, handoverId: string, customerIds: string[], receiverId: string | null) {
  const count = await countNotInCase(tx, handoverId, customerIds, receiverId);
  if (count > 0) throw new Refusal('customersNotInHandover', { count }, '/customerIds');
}
