import type * as z from 'zod';
import { DISCREPANCY_ACTS } from '../../contract/discrepancies.ts';
import * as va from '../../contract/verification-answers.ts';
import { idOf, nameOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, paging } from '../verb.ts';

const ACTIONS = ['list', 'show', 'open', ...DISCREPANCY_ACTS] as const;

/** Discrepancies of a verification: what there is, what was said, and what the caller says. */
export const discrepancyVerbs: readonly Verb[] = [
  {
    name: 'discrepancies',
    actions: ['list', 'show', 'open', 'answer', 'reply', 'agree', 'withdraw', 'reopen', 'accept', 'mend'],
    takes: ['<discrepancy-action>', '<handover>', '[target]'],
    options: [{ flags: '--comment <text>' }, { flags: '--point <key...>' }, { flags: '--key <key>' }, ...PAGING],
    async run(call) {
      const { given } = call;
      const action = ACTIONS.find((known) => known === given.arg(0));
      if (action === undefined)
        throw new CliError('actionUnknown', { action: given.arg(0), known: ACTIONS.join(', ') });
      const handoverId = await idOf(call, given.arg(1));
      if (action === 'list') return list(call, handoverId);
      const target = given.arg(2);
      if (target === '') throw new CliError('commander.missingArgument', { what: 'target' });
      const path = { handoverId, discrepancyId: target };
      if (action === 'show')
        return show(call, await call.api().get('/handovers/{handoverId}/discrepancies/{discrepancyId}', { path }));
      const key = given.text('key');
      const comment = given.text('comment');
      if (action === 'open') {
        const body = { customerId: target, comment: given.must('comment'), points: given.some('point') };
        const opened = await call
          .api()
          .post('/handovers/{handoverId}/discrepancies', { path: { handoverId }, body, key });
        return show(call, opened);
      }
      const said = await call.api().post('/handovers/{handoverId}/discrepancies/{discrepancyId}/messages', {
        path,
        body: { act: action, comment },
        key,
      });
      return show(call, said);
    },
  },
];

async function list(call: Call, handoverId: string): Promise<void> {
  const asked = { path: { handoverId }, query: paging(call) };
  give(call, va.discrepancies, await call.api().get('/handovers/{handoverId}/discrepancies', asked), (page) =>
    pageOf(call, page, {
      id: (d) => d.id,
      customer: (d) => d.customer.name,
      receiver: (d) => nameOf(d.receiver),
      state: (d) => call.t(`discrepancyState.${d.state}`),
      due: (d) => (d.dueAt === null ? null : when(d.dueAt, call.locale)),
      messages: (d) => d.messages,
    }),
  );
}

function show(call: Call, answer: z.output<typeof va.discrepancy>): void {
  give(call, va.discrepancy, answer, (d) =>
    [
      fields([
        [call.t('col.customer'), d.customer.name ?? d.customer.id],
        [call.t('col.state'), call.t(`discrepancyState.${d.state}`)],
        [call.t('col.due'), d.dueAt === null ? '' : when(d.dueAt, call.locale)],
      ]),
      '',
      ...d.conversation.map((message) => {
        const points = message.points.length > 0 ? ` [${message.points.join(', ')}]` : '';
        const act = call.t(`discrepancyAct.${message.act}`);
        return `${when(message.at, call.locale)}  ${nameOf(message.author)}  ${act}${points}  ${message.body ?? ''}`.trimEnd();
      }),
    ].join('\n'),
  );
}
