import * as a from '../../contract/access-review-schemas.ts';
import { nameOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, paging, rowsOf } from '../verb.ts';

const ACTIONS = ['list', 'start', 'items', 'confirm', 'revoke'] as const;

/** Access reviews: what there is, what waits for the caller, and their answers. */
export const accessReviewVerbs: readonly Verb[] = [
  {
    name: 'access-review',
    actions: ['list', 'start', 'items', 'confirm', 'revoke'],
    takes: ['<action>', '[review]', '[items...]'],
    options: [{ flags: '--mine' }, { flags: '--comment <text>' }, { flags: '--key <key>' }, ...PAGING],
    async run(call) {
      const action = ACTIONS.find((known) => known === call.given.arg(0));
      if (action === undefined)
        throw new CliError('actionUnknown', { action: call.given.arg(0), known: ACTIONS.join(', ') });
      if (action === 'list') return list(call);
      const key = call.given.text('key');
      if (action === 'start')
        return give(call, a.accessReviewStarted, await call.api().post('/access-reviews', { key }), ({ id }) =>
          call.t('accessReviewStarted', { id }),
        );
      const review = call.given.arg(1);
      if (review === '') throw new CliError('commander.missingArgument', { what: 'review' });
      if (action === 'items') return items(call, review);
      const chosen = call.given.rest(2);
      if (chosen.length === 0) throw new CliError('commander.missingArgument', { what: 'items' });
      const body = { items: chosen.map((id) => ({ id, decision: action, comment: call.given.text('comment') })) };
      const answer = await call.api().post('/access-reviews/{id}/answers', { path: { id: review }, body, key });
      give(call, a.accessAnswers, answer, (given) =>
        [
          rowsOf(call, given.items, { id: (i) => i.id, decision: (i) => call.t(`accessResult.${i.result}`) }),
          call.t('accessUnanswered', { count: given.unanswered }),
        ].join('\n'),
      );
    },
  },
];

async function list(call: Call): Promise<void> {
  give(call, a.accessReviews, await call.api().get('/access-reviews', { query: paging(call) }), (page) =>
    pageOf(call, page, {
      id: (r) => r.id,
      state: (r) => call.t(`accessReviewState.${r.state}`),
      started: (r) => when(r.startedAt, call.locale),
      due: (r) => when(r.dueAt, call.locale),
      waiting: (r) => r.counts.pending,
      confirmed: (r) => r.counts.confirmed,
      revoked: (r) => r.counts.revoked + r.counts.lapsed,
    }),
  );
}

async function items(call: Call, review: string): Promise<void> {
  const query = { ...paging(call), mine: call.given.flag('mine') ? true : undefined };
  give(
    call,
    a.accessItems,
    await call.api().get('/access-reviews/{id}/items', { path: { id: review }, query }),
    (page) =>
      pageOf(call, page, {
        id: (i) => i.id,
        holder: (i) => (i.holder === null ? '' : nameOf(i.holder)),
        what: (i) => call.t(`accessWhat.${i.what}`),
        customer: (i) => i.customer?.name ?? i.handover?.label ?? null,
        level: (i) => i.level,
        validUntil: (i) => when(i.endsAt, call.locale),
        state: (i) => call.t(`accessState.${i.state}`),
      }),
  );
}
