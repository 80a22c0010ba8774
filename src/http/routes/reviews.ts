import { PARTS } from '../../contract/roles.ts';
import * as a from '../../contract/review-answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as r from '../../contract/review-schemas.ts';
import * as s from '../../contract/schemas.ts';
import * as write from '../../db/intake/reviews.ts';
import * as read from '../../db/reads/after-transfer.ts';
import { relationsTo } from '../../db/reads/handovers.ts';
import { employeesByRef } from '../../db/reads/people.ts';
import { readPolicy } from '../../db/reads/policies.ts';
import type { Tx } from '../../db/connect.ts';
import { type Cohort, cohortOf } from '../../domain/churn.ts';
import { type Locale, sentence } from '../../i18n/index.ts';
import { questionsFor } from '../questionnaire.ts';
import { route } from '../route.ts';

const tag = 'reviews';
const params = s.handoverParams;
const steering = { may: 'actOnCase', relations: ['supervisor', 'deputy'], roles: ['hr'] } as const;

/** What is asked, reported and done after a transfer, and what was learnt. */
export const reviewRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/reviews/questions',
    operationId: 'listReviewQuestions',
    tag,
    summary: { en: 'What the reviews of the case ask the caller', zh: '回访向本人提出的问题' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: a.questions,
    handle: ({ input, person, locale, as }) =>
      as(async (tx) => {
        const relations = (await relationsTo(tx, input.params.handoverId, person.id)) ?? [];
        const asked = questionsFor(await read.questionsOf(tx, input.params.handoverId), relations);
        const items = asked.map(({ key, kind, zh, en }) => ({ key, kind, question: locale === 'en' ? en : zh }));
        return { items };
      }),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/surveys',
    operationId: 'listSurveys',
    tag,
    summary: { en: 'What customers said at the reviews', zh: '客户在回访中的评价' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: a.surveys,
    handle: async ({ input, as }) => ({ items: await as((tx) => read.listSurveys(tx, input.params.handoverId)) }),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/actions',
    operationId: 'listCorrectiveActions',
    tag,
    summary: { en: 'Corrective actions with owner, date and outcome', zh: '整改措施、负责人、期限与结果' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: a.actions,
    handle: async ({ input, locale, as }) => {
      const items = await as((tx) => read.listActions(tx, input.params.handoverId));
      return {
        items: items.map((one) => ({ ...one, sentence: sentence(locale, 'labels', `reviewFinding.${one.finding}`) })),
      };
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/actions',
    operationId: 'openCorrectiveAction',
    tag,
    summary: { en: 'Open a corrective action', zh: '开立整改措施' },
    who: steering,
    takes: { params, body: r.actionRequest },
    gives: a.made,
    idempotency: 'optional',
    handle: ({ id, input, person, as }) =>
      as(async (tx) => {
        const { body, owner, dueOn } = input.body;
        const { handoverId } = input.params;
        await write.writeAction(tx, {
          id,
          handoverId,
          body,
          ownerId: await personIn(tx, owner),
          dueOn,
          openedBy: person.id,
        });
        return { id };
      }),
  }),
  route({
    method: 'put',
    path: '/handovers/{handoverId}/actions/{actionId}',
    operationId: 'changeCorrectiveAction',
    tag,
    summary: {
      en: 'Say what became of a corrective action, or give it to somebody else',
      zh: '记录整改结果或变更负责人、期限',
    },
    who: { may: 'seeCase' },
    takes: { params: r.actionParams, body: r.actionChange },
    gives: a.made,
    handle: ({ input, person, as }) =>
      as(async (tx) => {
        const { owner, ...change } = input.body;
        const at = { ...input.params, personId: person.id };
        const ownerId = owner === undefined ? undefined : await personIn(tx, owner);
        if (!(await write.changeAction(tx, at, { ...change, ownerId }))) throw new Refusal('actionOver');
        return { id: at.actionId };
      }),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/work-reports',
    operationId: 'listWorkReports',
    tag,
    summary: { en: 'Work reports of the receivers', zh: '接收人的工作报告' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: a.workReports,
    handle: async ({ input, as }) => ({ items: await as((tx) => read.listWorkReports(tx, input.params.handoverId)) }),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/work-reports',
    operationId: 'sendWorkReport',
    tag,
    summary: { en: 'A receiver reports on their new customers', zh: '接收人提交工作报告' },
    who: { may: 'actOnCase', relations: ['receiver'] },
    when: { case: 'transferred' },
    takes: { params, body: r.workReportRequest },
    gives: a.made,
    idempotency: 'optional',
    handle: ({ id, input, person, as }) =>
      as(async (tx) => {
        const { handoverId } = input.params;
        if (!(await read.isTransferred(tx, handoverId))) throw new Refusal('notTransferred');
        await write.writeWorkReport(tx, { id, handoverId, authorId: person.id, ...input.body });
        return { id };
      }),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/suggestions',
    operationId: 'listSuggestionsOfHandover',
    tag,
    summary: { en: 'Suggestions for improvement from the case', zh: '该移交的改进建议' },
    who: { may: 'seeCase' },
    takes: { params, query: r.suggestionsQuery },
    gives: a.suggestions,
    handle: ({ input, as }) => as((tx) => read.listSuggestions(tx, input.params, input.query)),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/suggestions',
    operationId: 'suggestImprovement',
    tag,
    summary: { en: 'Leave a suggestion for improvement', zh: '提出改进建议' },
    who: {
      may: 'actOnCase',
      relations: [...PARTS, 'starter', 'managerOfGiver', 'managerOfReceiver'],
    },
    takes: { params, body: r.suggestionRequest },
    gives: a.made,
    idempotency: 'optional',
    handle: ({ id, input, person, as }) =>
      as(async (tx) => {
        const one = { id, handoverId: input.params.handoverId, authorId: person.id, body: input.body.body };
        if (!(await write.writeSuggestion(tx, one))) throw new Refusal('notFound');
        return { id };
      }),
  }),
  route({
    method: 'get',
    path: '/policies/{key}/suggestions',
    operationId: 'listSuggestionsOfPolicy',
    tag,
    summary: {
      en: 'Suggestions beside a policy, of cases that the caller may see',
      zh: '政策的改进建议（限可见的移交）',
    },
    who: { may: 'signedIn' },
    takes: { params: r.policyKeyParams, query: r.suggestionsQuery },
    gives: a.suggestions,
    handle: ({ input: { params, query }, as }) =>
      as(async (tx) => {
        if (!(await readPolicy(tx, params.key))) throw new Refusal('notFound');
        return read.listSuggestions(tx, { policyKey: params.key }, query);
      }),
  }),
  route({
    method: 'post',
    path: '/suggestions/{suggestionId}/decision',
    operationId: 'decideSuggestion',
    tag,
    summary: { en: 'Take or decline a suggestion', zh: '采纳或不采纳建议' },
    who: { may: 'roles', roles: ['hr'] },
    takes: { params: r.suggestionParams, body: r.suggestionDecision },
    gives: a.made,
    idempotency: 'optional',
    handle: ({ input, person, as }) =>
      as(async (tx) => {
        const { state, comment = null } = input.body;
        const id = input.params.suggestionId;
        if (!(await write.decideSuggestion(tx, { id, state, comment, personId: person.id })))
          throw new Refusal('suggestionOver');
        return { id };
      }),
  }),
  route({
    method: 'get',
    path: '/reports/churn',
    operationId: 'reportChurn',
    tag,
    summary: {
      en: 'Customers lost after handovers, beside those that were not handed over',
      zh: '移交后的客户流失，与未移交客户对比',
    },
    who: { may: 'roles', roles: ['hr', 'auditor', 'service'] },
    takes: { query: r.churnQuery },
    gives: a.churn,
    handle: async ({ input: { query }, locale, as }) => {
      const rows = await as((tx) => read.readChurn(tx, query.from, query.to, query.days));
      const told = (handedOver: boolean) => withSentences(cohortOf(rows, handedOver), locale);
      return { handedOver: told(true), notHandedOver: told(false) };
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/churn',
    operationId: 'reportChurnOfHandover',
    tag,
    summary: { en: 'Customers of the case lost since its transfer, by reason', zh: '该移交转移后的客户流失及原因' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: a.churnOfHandover,
    handle: async ({ input, locale, as }) => {
      const reasons = await as((tx) => read.readChurnOf(tx, input.params.handoverId));
      return withSentences({ reasons }, locale);
    },
  }),
  route({
    method: 'put',
    path: '/customers/{customerId}/loss',
    operationId: 'explainLoss',
    tag,
    summary: { en: 'Say why a customer was lost', zh: '填写客户流失原因' },
    who: { may: 'signedIn' },
    takes: { params: r.customerParams, body: r.lossRequest },
    gives: a.made,
    handle: ({ input, person, as }) =>
      as(async (tx) => {
        const { reason, note = null } = input.body;
        const { customerId } = input.params;
        if (!(await write.writeLossReason(tx, { customerId, reason, note, personId: person.id })))
          throw new Refusal('customerNotLost');
        return { id: customerId };
      }),
  }),
];

/** @throws Refusal personNotFound */
async function personIn(tx: Tx, ref: string): Promise<string> {
  const found = (await employeesByRef(tx, [ref])).get(ref);
  if (!found || found.state === 'left') throw new Refusal('personNotFound', { person: ref }, '/owner');
  return found.id;
}

function withSentences<T extends Pick<Cohort, 'reasons'>>(cohort: T, locale: Locale) {
  return {
    ...cohort,
    reasons: cohort.reasons.map(({ reason, lost }) => ({
      reason,
      lost,
      sentence: sentence(locale, 'labels', `lossReason.${reason}`),
    })),
  };
}
