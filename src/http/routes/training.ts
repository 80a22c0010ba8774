import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import * as t from '../../contract/training-schemas.ts';
import { calendarOf } from '../../db/calendar.ts';
import type { Tx } from '../../db/connect.ts';
import {
  askSupport,
  callTransition,
  changePoint,
  confirmContact,
  giveFeedback,
  writeSupport,
} from '../../db/intake/training.ts';
import { readStanding } from '../../db/reads/handovers.ts';
import { employeesByRef } from '../../db/reads/people.ts';
import { policyOfCase } from '../../db/reads/policies.ts';
import { listContacts, listPoints, listSupport, readPoint, readTraining } from '../../db/reads/training.ts';
import { dueAfter } from '../../domain/working-days.ts';
import type { Locale } from '../../i18n/index.ts';
import { versionIn } from '../if-match.ts';
import { type Call, type Deps, route } from '../route.ts';

const tag = 'training';
const params = s.handoverParams;
const parties = ['giver', 'receiver', 'supervisor', 'deputy'] as const;

/** Training of the receivers, their questions to the giver, and who spoke with whom during the transition. */
export const trainingRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/training',
    operationId: 'getTraining',
    tag,
    summary: { en: 'Where training and transition stand', zh: '培训与过渡的进展' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: t.trainingRun,
    async handle({ input, as }) {
      return as((tx) => mustRun(tx, input.params.handoverId));
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/training/points',
    operationId: 'listTrainingPoints',
    tag,
    summary: { en: 'The points of the training, by receiver', zh: '逐接收人的培训项' },
    who: { may: 'seeCase' },
    takes: { params, query: t.trainingPointsQuery },
    gives: t.trainingPoints,
    handle: ({ input, locale, as }) =>
      as(async (tx) => {
        const { handoverId } = input.params;
        const page = await listPoints(tx, handoverId, input.query);
        const say = await sentences(tx, handoverId, locale);
        return { ...page, items: page.items.map((one) => ({ ...one, sentence: say(one.key) })) };
      }),
  }),
  route({
    method: 'put',
    path: '/handovers/{handoverId}/training/points/{pointId}',
    operationId: 'changeTrainingPoint',
    tag,
    summary: {
      en: 'Say that a point took place, or confirm it with a mark: giver, supervisor, deputies or HR, never who is trained; If-Match with the version guards against overwriting',
      zh: '登记培训项已进行，或由移交人、监交人、代理人或人事打分确认（受训人不得自行确认）；可用 If-Match 携带版本防止覆盖',
    },
    who: { may: 'actOnCase', relations: parties, roles: ['hr'] },
    when: { case: 'open' },
    takes: { params: t.trainingPointParams, body: t.trainingPointRequest },
    ifMatch: 'optional',
    gives: t.trainingPoint,
    async handle(call) {
      const { handoverId, pointId } = call.input.params;
      const expected = versionIn(call.req.get('If-Match'));
      const point = await writing(call, handoverId, async (tx) => {
        if (!(await readPoint(tx, handoverId, pointId))) throw new Refusal('notFound');
        await changePoint(tx, { handoverId, personId: call.person.id }, pointId, call.input.body, expected);
        const row = await readPoint(tx, handoverId, pointId);
        if (!row) throw new Refusal('notFound');
        return { ...row, sentence: (await sentences(tx, handoverId, call.locale))(row.key) };
      });
      call.res.setHeader('ETag', `"${point.version}"`);
      return point;
    },
  }),
  route({
    method: 'put',
    path: '/handovers/{handoverId}/training/feedback',
    operationId: 'giveTrainingFeedback',
    tag,
    summary: { en: 'What a receiver thinks of the training', zh: '接收人对培训的反馈' },
    who: { may: 'actOnCase', relations: ['receiver'] },
    when: { case: 'open' },
    takes: { params, body: t.trainingFeedbackRequest },
    gives: t.trainingRun,
    handle: (call) => {
      const { handoverId } = call.input.params;
      return writing(call, handoverId, async (tx) => {
        await mustRun(tx, handoverId);
        await giveFeedback(tx, { handoverId, personId: call.person.id }, call.input.body);
        return mustRun(tx, handoverId);
      });
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/support-requests',
    operationId: 'listSupportRequests',
    tag,
    summary: { en: 'What receivers asked the giver, and the answers', zh: '接收人的求助与答复' },
    who: { may: 'seeCase' },
    takes: { params, query: t.supportRequestsQuery },
    gives: t.supportRequests,
    handle: ({ input, as }) => as((tx) => listSupport(tx, input.params.handoverId, input.query)),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/support-requests',
    operationId: 'askSupport',
    tag,
    summary: { en: 'A receiver asks the giver', zh: '接收人向移交人求助' },
    who: { may: 'actOnCase', relations: ['receiver'] },
    when: { case: 'transferred' },
    takes: { params, body: t.supportRequestRequest },
    gives: t.supportRequest,
    idempotency: 'optional',
    handle: (call) => {
      const { handoverId } = call.input.params;
      return writing(call, handoverId, async (tx) => {
        const { training, calendar } = await policyOfCase(tx, handoverId);
        const run = await mustRun(tx, handoverId);
        if (training === undefined || run.endedAt !== null) throw new Refusal('transitionOver');
        const dueAt = dueAfter(await calendarOf(tx, calendar), training.supportWorkingDays, new Date().toISOString());
        const { body } = call.input.body;
        await askSupport(tx, { handoverId, personId: call.person.id }, { id: call.id, dueAt, body });
        return oneRequest(tx, handoverId, call.id);
      });
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/support-requests/{requestId}/messages',
    operationId: 'answerSupport',
    tag,
    summary: { en: 'Answer what a receiver asked, or add to it', zh: '答复或补充求助' },
    who: { may: 'actOnCase', relations: parties, roles: ['hr'] },
    when: { case: 'open' },
    takes: { params: t.supportRequestParams, body: t.supportRequestRequest },
    gives: t.supportRequest,
    idempotency: 'optional',
    handle: (call) => {
      const { handoverId, requestId } = call.input.params;
      return writing(call, handoverId, async (tx) => {
        await oneRequest(tx, handoverId, requestId);
        const message = { id: call.id, requestId, body: call.input.body.body };
        await writeSupport(tx, { handoverId, personId: call.person.id }, message);
        return oneRequest(tx, handoverId, requestId);
      });
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/contacts',
    operationId: 'listTransitionContacts',
    tag,
    summary: { en: 'When giver and receivers spoke', zh: '移交人与接收人的沟通记录' },
    who: { may: 'seeCase' },
    takes: { params, query: t.contactsQuery },
    gives: t.contacts,
    handle: ({ input, as }) => as((tx) => listContacts(tx, input.params.handoverId, input.query)),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/contacts',
    operationId: 'confirmTransitionContact',
    tag,
    summary: { en: 'Giver or receiver say that they spoke', zh: '移交人或接收人确认已沟通' },
    who: { may: 'actOnCase', relations: ['giver', 'receiver'] },
    when: { case: 'open' },
    takes: { params, body: t.contactRequest },
    gives: t.contact,
    idempotency: 'optional',
    handle: (call) => {
      const { handoverId } = call.input.params;
      const { receiver, spokeOn } = call.input.body;
      return writing(call, handoverId, async (tx) => {
        await mustRun(tx, handoverId);
        const receiverId = receiver === undefined ? call.person.id : await receiverFrom(tx, handoverId, receiver);
        const id = await confirmContact(tx, { handoverId, personId: call.person.id }, { receiverId, spokeOn });
        const [one] = (await listContacts(tx, handoverId, { id, limit: 1 })).items;
        if (!one) throw new Refusal('notFound');
        return one;
      });
    },
  }),
];

/**
 * Writes in one transaction and then tells the workflow, once for all that came since its last look. What was written is on record: a
 * Temporal that is away refuses nobody, because the workflow looks by itself when the next thing is due.
 */
async function writing<T>(
  { as, deps }: Pick<Call<unknown>, 'as' | 'deps'>,
  handoverId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { result, call } = await as(async (tx) => {
    const standing = await readStanding(tx, handoverId);
    if (standing?.state === 'closed' || standing?.state === 'cancelled') throw new Refusal('handoverOver');
    const call = await callTransition(tx, handoverId);
    return { result: await work(tx), call };
  });
  if (call) await wake(deps, handoverId);
  return result;
}

async function wake(deps: Deps, handoverId: string): Promise<void> {
  await deps.gateway
    .wakeTransition(handoverId)
    .catch((error: unknown) =>
      deps.log.warn({ handoverId, error: error instanceof Error ? error.message : '' }, 'a transition was not woken'),
    );
}

async function mustRun(tx: Tx, handoverId: string) {
  const run = await readTraining(tx, handoverId);
  if (!run) throw new Refusal('notFound');
  return run;
}

async function oneRequest(tx: Tx, handoverId: string, requestId: string) {
  const [one] = (await listSupport(tx, handoverId, { id: requestId, limit: 1 })).items;
  if (!one) throw new Refusal('notFound');
  return one;
}

/** What a point is called, in the words of the policy. */
async function sentences(tx: Tx, handoverId: string, locale: Locale): Promise<(key: string) => string> {
  const { training } = await policyOfCase(tx, handoverId);
  return (key) => {
    const point = training?.points.find((one) => one.key === key);
    return point === undefined ? key : locale === 'en' ? point.en : point.zh;
  };
}

/** @throws Refusal personNotFound: nobody, or not a receiver of the case */
async function receiverFrom(tx: Tx, handoverId: string, ref: string): Promise<string> {
  const found = (await employeesByRef(tx, [ref])).get(ref);
  const receives =
    found &&
    (await tx
      .selectFrom('handover_people')
      .select('person_id')
      .where('handover_id', '=', handoverId)
      .where('role', '=', 'receiver')
      .where('person_id', '=', found.id)
      .executeTakeFirst());
  if (!receives) throw new Refusal('personNotFound', { person: ref }, '/receiver');
  return receives.person_id;
}
