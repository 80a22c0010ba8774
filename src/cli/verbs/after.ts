import type * as z from 'zod';
import * as a from '../../contract/review-answers.ts';
import { caseOf, nameOf } from '../cases.ts';
import { when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, paging, rowsOf } from '../verb.ts';

const SUGGESTION_STATES = ['open', 'taken', 'declined'] as const;

/** What is reported, done and learnt after a transfer. */
export const afterVerbs: readonly Verb[] = [
  {
    name: 'suggest',
    takes: ['<handover>', '<text>'],
    async run(call) {
      const path = await caseOf(call);
      noted(
        call,
        await call.api().post('/handovers/{handoverId}/suggestions', { path, body: { body: call.given.arg(1) } }),
      );
    },
  },
  {
    name: 'work-report',
    takes: ['<handover>', '<text>'],
    options: [{ flags: '--concerns' }],
    async run(call) {
      const path = await caseOf(call);
      const body = { body: call.given.arg(1), concerns: call.given.flag('concerns') };
      noted(call, await call.api().post('/handovers/{handoverId}/work-reports', { path, body }));
    },
  },
  {
    name: 'suggestions',
    takes: ['<policy-key>'],
    options: [{ flags: '--state <state>', choices: SUGGESTION_STATES }, ...PAGING],
    async run(call) {
      const { given } = call;
      const query = { ...paging(call), state: given.one('state', SUGGESTION_STATES) };
      const path = { key: given.arg(0) };
      give(call, a.suggestions, await call.api().get('/policies/{key}/suggestions', { path, query }), (page) =>
        pageOf(call, page, {
          label: (s) => s.handover.label,
          who: (s) => nameOf(s.author),
          state: (s) => call.label(`suggestion.${s.state}`),
          what: (s) => s.body,
          id: (s) => s.id,
        }),
      );
    },
  },
  {
    name: 'actions',
    takes: ['<handover>'],
    async run(call) {
      const path = await caseOf(call);
      give(call, a.actions, await call.api().get('/handovers/{handoverId}/actions', { path }), ({ items }) =>
        rowsOf(call, items, {
          what: (one) => one.body ?? one.sentence,
          owner: (one) => nameOf(one.owner),
          due: (one) => one.dueOn,
          state: (one) => call.label(`correctiveAction.${one.state}`),
          id: (one) => one.id,
        }),
      );
    },
  },
  {
    name: 'action-done',
    takes: ['<handover>', '<measure>', '<text>'],
    options: [{ flags: '--drop' }],
    async run(call) {
      const path = { ...(await caseOf(call)), actionId: call.given.arg(1) };
      const state = call.given.flag('drop') ? 'dropped' : 'done';
      const body = { state, outcome: call.given.arg(2) } as const;
      noted(call, await call.api().put('/handovers/{handoverId}/actions/{actionId}', { path, body }));
    },
  },
  {
    name: 'surveys',
    takes: ['<handover>'],
    async run(call) {
      const path = await caseOf(call);
      give(call, a.surveys, await call.api().get('/handovers/{handoverId}/surveys', { path }), ({ items }) =>
        rowsOf(call, items, {
          customer: (one) => one.customer.name,
          state: (one) => call.label(`survey.${one.state}`),
          at: (one) => when(one.answeredAt, call.locale),
          mark: (one) => one.satisfaction,
          what: (one) => one.words,
        }),
      );
    },
  },
  {
    name: 'churn',
    options: [
      { flags: '--first <day>', required: true },
      { flags: '--end <day>', required: true },
      { flags: '--days <number>', usual: '90' },
    ],
    async run(call) {
      const { given } = call;
      const query = { from: given.must('first'), to: given.must('end'), days: given.number('days') };
      give(call, a.churn, await call.api().get('/reports/churn', { query }), (report) =>
        rowsOf(call, Object.entries(report), {
          what: ([name]) => call.t(`churn.${name}`),
          watched: ([, cohort]) => cohort.customers,
          lost: ([, cohort]) => cohort.lost,
          rate: ([, cohort]) => cohort.per100CustomerYears,
          reason: ([, cohort]) => cohort.reasons.map((one) => `${one.sentence} ${one.lost}`).join('; '),
        }),
      );
    },
  },
];

function noted(call: Call, answer: z.output<typeof a.made>): void {
  give(call, a.made, answer, (made) => call.t('noted', { id: made.id }));
}
