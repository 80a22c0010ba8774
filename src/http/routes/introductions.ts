import { Refusal } from '../../contract/failures.ts';
import { approveLettersUpdate, extendIntroductionUpdate } from '../../contract/introduction.ts';
import * as i from '../../contract/introduction-schemas.ts';
import * as s from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { writeText } from '../../db/intake/inbox.ts';
import { type Taken, moveMeeting, resend, takeByPerson } from '../../db/intake/introductions.ts';
import { writeTemplate } from '../../db/intake/letter-templates.ts';
import { letterOf, listIntroductions, listTemplates, newestOf, readRun } from '../../db/reads/introductions.ts';
import { letterValues } from '../../render/introduction-letter.ts';
import { checkLetter, writeLetter } from '../../render/letter.ts';
import { wakeAfterAnswer } from '../introductions.ts';
import { mustBeNear } from '../near.ts';
import { type Call, route } from '../route.ts';

const tag = 'introductions';
const params = s.handoverParams;
const ofCustomer = s.customerOfHandoverParams;
/** Who enters what becomes of introductions; the database says to which customers. */
const mayIntroduce = {
  may: 'actOnCase',
  relations: ['receiver', 'supervisor', 'approver', 'deputy'],
  roles: ['hr'],
} as const;
const mayDecide = { may: 'actOnCase', relations: ['giver', 'supervisor', 'deputy'], roles: ['hr'] } as const;

/** The introduction of the receivers to the customers. */
export const introductionRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/introduction',
    operationId: 'getIntroduction',
    tag,
    summary: { en: 'Where the introduction to the customers stands', zh: '客户告知的进展' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: i.introductionRun,
    async handle({ input, as }) {
      const run = await as((tx) => readRun(tx, input.params.handoverId));
      if (!run) throw new Refusal('notFound');
      return run;
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/introductions',
    operationId: 'listIntroductions',
    tag,
    summary: { en: 'Who is introduced to which customer, and what they say', zh: '逐客户的告知与答复' },
    who: { may: 'seeCase' },
    takes: { params, query: i.introductionsQuery },
    gives: i.introductionPage,
    handle: ({ input, as }) => as((tx) => listIntroductions(tx, input.params.handoverId, input.query)),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/introductions/preview',
    operationId: 'previewLetter',
    tag,
    summary: { en: 'The letter to a customer of the case, without sending it', zh: '预览发给某客户的信函，不发送' },
    who: { may: 'actOnCase', relations: ['giver', 'receiver', 'supervisor', 'approver', 'deputy'], roles: ['hr'] },
    takes: { params, body: i.letterPreviewRequest },
    gives: i.letterPreview,
    async handle({ input, as, deps }) {
      const { customerId, template, channel, language } = input.body;
      const letter = await as((tx) => letterOf(tx, input.params.handoverId, customerId, { channel, language }));
      if (!letter) throw new Refusal('notFound');
      if (template) checkLetter(template, { needsLink: letter.channel !== 'phone' });
      const values = letterValues(letter, { answerBy: new Date().toISOString(), link: `${deps.publicUrl}/l/…` });
      return {
        channel: letter.channel,
        language: letter.language,
        version: template ? null : letter.version,
        ...writeLetter(template ?? letter, values),
      };
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/introductions/{customerId}/answer',
    operationId: 'answerIntroduction',
    tag,
    summary: { en: 'What a customer said by phone or in a meeting', zh: '录入客户的答复' },
    who: mayIntroduce,
    when: { case: 'transferred' },
    takes: { params: ofCustomer, body: i.introductionAnswerRequest },
    gives: i.introductionTaken,
    idempotency: 'optional',
    handle: (call) => act(call, (tx, id) => takeByPerson(tx, id, call.input.body)),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/introductions/{customerId}/resend',
    operationId: 'resendIntroduction',
    tag,
    summary: { en: 'Send the letter to a customer once more', zh: '重新发送信函' },
    who: mayIntroduce,
    when: { case: 'transferred' },
    takes: { params: ofCustomer },
    gives: i.introductionTaken,
    idempotency: 'optional',
    handle: (call) => act(call, resend),
  }),
  route({
    method: 'put',
    path: '/handovers/{handoverId}/introductions/{customerId}/meeting',
    operationId: 'moveIntroductionMeeting',
    tag,
    summary: { en: 'Another time or place for the meeting with a customer', zh: '调整与客户会面的时间地点' },
    who: mayIntroduce,
    when: { case: 'transferred' },
    takes: { params: ofCustomer, body: i.introductionMeetingRequest },
    gives: i.introductionTaken,
    async handle(call) {
      const { startsAt, endsAt, location, onlineUrl } = call.input.body;
      if (Date.parse(startsAt) < Date.now() || Date.parse(endsAt) <= Date.parse(startsAt))
        throw new Refusal('meetingPast', {}, '/startsAt');
      mustBeNear(endsAt, '/endsAt');
      const to = { startsAt, endsAt, location: location ?? null, onlineUrl: onlineUrl ?? null };
      return act(call, (tx, id) => moveMeeting(tx, id, to));
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/introduction/approval',
    operationId: 'approveLetters',
    tag,
    summary: { en: 'Let the letters out, or send them back', zh: '批准或退回信函' },
    who: mayDecide,
    when: { case: 'transferred' },
    takes: { params, body: i.lettersDecisionRequest },
    gives: i.introductionProgress,
    idempotency: 'optional',
    async handle(call) {
      const { decision, comment } = call.input.body;
      const by = await said(call, comment);
      const { handoverId } = call.input.params;
      return call.deps.gateway.updateIntroduction(handoverId, approveLettersUpdate, { ...by, decision }, call.id);
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/introduction/extend',
    operationId: 'extendIntroduction',
    tag,
    summary: { en: 'Give the customers, and who tells them, more time', zh: '延长客户告知的期限' },
    who: { may: 'actOnCase', relations: ['supervisor'], roles: ['hr'] },
    when: { case: 'transferred' },
    takes: { params, body: i.introductionExtendRequest },
    gives: i.introductionProgress,
    idempotency: 'optional',
    async handle(call) {
      const { comment } = call.input.body;
      const dueAt = new Date(call.input.body.dueAt).toISOString();
      // Nothing brings a date back once everything waits for it.
      mustBeNear(dueAt, '/dueAt');
      const by = await said(call, comment);
      const { handoverId } = call.input.params;
      return call.deps.gateway.updateIntroduction(handoverId, extendIntroductionUpdate, { ...by, dueAt }, call.id);
    },
  }),
  route({
    method: 'get',
    path: '/letter-templates',
    operationId: 'listLetterTemplates',
    tag,
    summary: { en: 'Letters to customers, newest version first', zh: '客户信函模板，新版本在前' },
    who: { may: 'signedIn' },
    takes: { query: i.letterTemplatesQuery },
    gives: i.letterTemplates,
    handle: ({ input, as }) => as((tx) => listTemplates(tx, input.query)),
  }),
  route({
    method: 'post',
    path: '/letter-templates',
    operationId: 'writeLetterTemplate',
    tag,
    summary: { en: 'Write the next version of a letter', zh: '写信函的下一个版本' },
    who: { may: 'roles', roles: ['hr', 'ops'] },
    takes: { body: i.letterTemplateRequest },
    gives: i.letterTemplate,
    idempotency: 'optional',
    async handle({ input, as, id, person }) {
      const { channel, language, basedOn, ...text } = input.body;
      checkLetter(text, { needsLink: channel !== 'phone' });
      return as(async (tx) => {
        await writeTemplate(tx, { id, channel, language, basedOn, ...text, by: person.id });
        const { items } = await listTemplates(tx, { limit: 200, channel, language });
        const [written] = items.filter((one) => one.id === id);
        if (!written) throw new Refusal('internal');
        return written;
      });
    },
  }),
];

interface OfCustomer {
  params: { handoverId: string; customerId: string };
}

/** Does something to the newest introduction of a customer, and tells the workflow. */
async function act(call: Call<OfCustomer>, work: (tx: Tx, introductionId: string) => Promise<Taken>) {
  const { handoverId, customerId } = call.input.params;
  const taken = await call.as(async (tx) => {
    const newest = await newestOf(tx, handoverId, customerId);
    if (!newest) throw new Refusal('notFound');
    if (!newest.may) throw new Refusal('notForYou');
    const done = await work(tx, newest.id);
    if (done.outcome !== 'taken') throw new Refusal('introductionOver');
    return done;
  });
  await wakeAfterAnswer(call.deps, taken);
  const newest = await call.as((tx) => newestOf(tx, handoverId, customerId));
  return { customerId, state: newest?.state ?? 'withdrawn' };
}

/** What somebody writes to a decision lies in the inbox; the workflow gets its id. */
async function said(call: Call<{ params: { handoverId: string } }>, comment: string | undefined) {
  const { id, person, input } = call;
  if (comment === undefined) return { personId: person.id };
  const { handoverId } = input.params;
  await call.as((tx) => writeText(tx, { id, handoverId, authorId: person.id, body: { comment } }));
  return { personId: person.id, entryId: id };
}
