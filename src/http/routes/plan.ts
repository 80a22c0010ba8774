import * as answers from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as m from '../../contract/messages.ts';
import * as a from '../../contract/planning-answers.ts';
import * as p from '../../contract/planning-schemas.ts';
import * as s from '../../contract/schemas.ts';
import { listNotInPlan, listPlanChanges, readPlan } from '../../db/reads/plan.ts';
import { sentence } from '../../i18n/index.ts';
import { toldWarning } from '../../i18n/planning.ts';
import { decide } from '../decide.ts';
import { resolveChange } from '../plan-change.ts';
import { route } from '../route.ts';

const tag = 'plan';
const params = s.handoverParams;

/** The plan of a case: what it gives to whom, what people changed of it, and what it does not have. */
export const planRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/plan',
    operationId: 'getPlan',
    tag,
    summary: { en: 'The plan: shares, warnings, changes', zh: '移交方案：分配、提示与调整' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: a.plan,
    async handle({ input, locale, as }) {
      const found = await as((tx) => readPlan(tx, input.params.handoverId));
      if (!found) throw new Refusal('notFound');
      return { ...found, warnings: found.warnings.map((warning) => toldWarning(locale, warning)) };
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/plan/changes',
    operationId: 'listPlanChanges',
    tag,
    summary: {
      en: 'Customers for whom a receiver was named, that were added or taken out',
      zh: '指定了接收人、增加或移出的客户',
    },
    who: { may: 'seeCase' },
    takes: { params, query: p.planChangesQuery },
    gives: a.planChanges,
    handle: ({ input, as }) => as((tx) => listPlanChanges(tx, input.params.handoverId, input.query)),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/plan/not-in-plan',
    operationId: 'listNotInPlan',
    tag,
    summary: { en: 'Customers of the giver that the plan does not have', zh: '移交人名下不在方案中的客户' },
    who: { may: 'seeCase' },
    takes: { params, query: p.notInPlanQuery },
    gives: a.notInPlan,
    handle: ({ input, locale, as }) =>
      as(async (tx) => {
        const { items, next } = await listNotInPlan(tx, input.params.handoverId, input.query);
        const told = items.map((item) => ({
          ...item,
          sentence: sentence(locale, 'labels', `notInPlan.${item.why}`),
        }));
        return { items: told, next };
      }),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/plan/changes',
    operationId: 'changePlan',
    tag,
    summary: {
      en: 'Name receivers for single customers, add or take out customers; the plan is made anew and approved anew',
      zh: '为个别客户指定接收人，增加或移出客户；方案将重新制定并重新审批',
    },
    who: { may: 'actOnCase', relations: ['supervisor', 'deputy', 'starter'], roles: ['hr'] },
    when: { case: 'still' },
    takes: { params, body: p.planChangesRequest },
    gives: answers.progress,
    idempotency: 'optional',
    async handle(call) {
      const change = await call.as((tx) => resolveChange(tx, call.input.params.handoverId, call.input.body));
      return decide(call, {
        answers: [],
        definition: m.changePlanUpdate,
        text: change,
        argument: (by) => ({ ...by, entryId: call.id }),
      });
    },
  }),
];
