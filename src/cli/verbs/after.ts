import * as a from '../../contract/review-answers.ts';
import { idOf, nameOf } from '../cases.ts';
import { when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, rowsOf } from '../verb.ts';

/** What is reported, done and learnt after a transfer. */
export const afterVerbs: readonly Verb[] = [
  {
    name: 'suggest',
    takes: ['<handover>', '<text>'],
    run: (call) => say(call, 'suggestions', { body: call.given.arg(1) }),
  },
  {
    name: 'work-report',
    takes: ['<handover>', '<text>'],
    options: [{ flags: '--concerns' }],
    run: (call) => say(call, 'work-reports', { body: call.given.arg(1), concerns: call.given.flag('concerns') }),
  },
  {
    name: 'suggestions',
    takes: ['<policy-key>'],
    options: [{ flags: '--state <state>', choices: ['open', 'taken', 'declined'] }, ...PAGING],
    async run(call) {
      const { given } = call;
      const query = { state: given.text('state'), cursor: given.text('cursor'), limit: given.text('limit') };
      const path = `policies/${encodeURIComponent(given.arg(0))}/suggestions`;
      give(call, a.suggestions, await call.api().ask('GET', path, { query }), (page) =>
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
      const id = await idOf(call, call.given.arg(0));
      give(call, a.actions, await call.api().ask('GET', `handovers/${id}/actions`), ({ items }) =>
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
      const id = await idOf(call, call.given.arg(0));
      const body = { state: call.given.flag('drop') ? 'dropped' : 'done', outcome: call.given.arg(2) };
      const path = `handovers/${id}/actions/${call.given.arg(1)}`;
      give(call, a.made, await call.api().ask('PUT', path, { body }), (made) => call.t('noted', { id: made.id }));
    },
  },
  {
    name: 'surveys',
    takes: ['<handover>'],
    async run(call) {
      const id = await idOf(call, call.given.arg(0));
      give(call, a.surveys, await call.api().ask('GET', `handovers/${id}/surveys`), ({ items }) =>
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
      const query = { from: given.text('first'), to: given.text('end'), days: given.text('days') };
      give(call, a.churn, await call.api().ask('GET', 'reports/churn', { query }), (report) =>
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

async function say(call: Call, what: string, body: object): Promise<void> {
  const id = await idOf(call, call.given.arg(0));
  give(call, a.made, await call.api().ask('POST', `handovers/${id}/${what}`, { body }), (made) =>
    call.t('noted', { id: made.id }),
  );
}
