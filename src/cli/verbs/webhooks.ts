import type * as z from 'zod';
import type { BodyOf } from '../../client/index.ts';
import * as w from '../../contract/webhook-schemas.ts';
import { DELIVERY_STATES } from '../../contract/webhooks.ts';
import { once } from '../api.ts';
import { CliError } from '../errors.ts';
import { when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, paging } from '../verb.ts';

const ACTIONS = [
  'list',
  'show',
  'make',
  'change',
  'pause',
  'activate',
  'rotate',
  'ping',
  'messages',
  'replay',
  'end',
] as const;
type Action = (typeof ACTIONS)[number];

/** Which programs hear of which events, and what became of the messages. */
export const webhookVerbs: readonly Verb[] = [
  {
    name: 'webhooks',
    actions: ['list', 'show', 'make', 'change', 'pause', 'activate', 'rotate', 'ping', 'messages', 'replay', 'end'],
    takes: ['<webhooksaction>', '[webhook]'],
    options: [
      { flags: '--url <address>' },
      { flags: '--events <type...>' },
      { flags: '--description <text>' },
      { flags: '--overlap-hours <hours>' },
      { flags: '--messages <id...>' },
      { flags: '--since <instant>' },
      { flags: '--state <state>', choices: DELIVERY_STATES },
      { flags: '--key <key>' },
      ...PAGING,
    ],
    async run(call) {
      const { given } = call;
      const action = ACTIONS.find((known) => known === given.arg(0));
      if (action === undefined)
        throw new CliError('actionUnknown', { action: given.arg(0), known: ACTIONS.join(', ') });
      if (action === 'list') return list(call);
      const subject = given.arg(1);
      if (subject === '') throw new CliError('commander.missingArgument', { what: 'webhook' });
      if (action === 'make') return make(call, subject);
      await act(call, action, { webhookId: subject });
    },
  },
];

/** Which there are, the API says. */
type Events = BodyOf<'post', '/webhooks'>['events'];
type Shown = z.output<typeof w.webhook>;
const columns = (call: Call) => ({
  id: (one: Shown) => one.id,
  url: (one: Shown) => one.url,
  events: (one: Shown) => one.events.join(', '),
  state: (one: Shown) => call.label(`webhookState.${one.state}`),
  pending: (one: Shown) => one.pending,
  succeeded: (one: Shown) => when(one.succeededAt, call.locale),
  failing: (one: Shown) => when(one.failingSince, call.locale),
});

async function list(call: Call): Promise<void> {
  give(call, w.webhooks, await call.api().get('/webhooks', { query: paging(call) }), (page) =>
    pageOf(call, page, columns(call)),
  );
}

async function make(call: Call, url: string): Promise<void> {
  const { given } = call;
  const body = { url, events: given.list('events') as Events, description: given.text('description') };
  withSecret(call, await once(call.api().post('/webhooks', { body })));
}

async function act(call: Call, action: Exclude<Action, 'list' | 'make'>, path: { webhookId: string }): Promise<void> {
  const { given } = call;
  const api = call.api();
  const key = given.text('key');
  switch (action) {
    case 'show':
      return one(call, await api.get('/webhooks/{webhookId}', { path }));
    case 'change':
      return one(call, await api.put('/webhooks/{webhookId}', { path, body: changes(call) }));
    case 'pause':
      return one(call, await api.put('/webhooks/{webhookId}', { path, body: { state: 'paused' } }));
    case 'activate':
      return one(call, await api.put('/webhooks/{webhookId}', { path, body: { state: 'active' } }));
    case 'rotate': {
      const body = { overlapHours: given.number('overlapHours') };
      return withSecret(call, await once(api.post('/webhooks/{webhookId}/secret', { path, body })));
    }
    case 'ping':
      return messages(call, {
        items: [await api.post('/webhooks/{webhookId}/ping', { path, key })],
        next: null,
      });
    case 'messages': {
      const query = { ...paging(call), state: given.one('state', DELIVERY_STATES) };
      return messages(call, await api.get('/webhooks/{webhookId}/deliveries', { path, query }));
    }
    case 'replay': {
      const body = { deliveryIds: given.some('messages'), failedSince: given.instant('since') };
      return give(call, w.replayed, await api.post('/webhooks/{webhookId}/replay', { path, body, key }), ({ count }) =>
        call.t('webhooks.replayed', { count }),
      );
    }
    case 'end':
      return give(call, w.deleted, await api.delete('/webhooks/{webhookId}', { path }), () => call.t('webhooks.ended'));
  }
}

function changes({ given }: Call) {
  return {
    url: given.text('url'),
    description: given.text('description'),
    events: given.some('events') as Events | undefined,
  };
}

function one(call: Call, answer: Shown): void {
  give(call, w.webhook, answer, (webhook) => pageOf(call, { items: [webhook], next: null }, columns(call)));
}

function withSecret(call: Call, answer: z.output<typeof w.webhookWithSecret>): void {
  give(call, w.webhookWithSecret, answer, ({ webhook, secret }) =>
    [pageOf(call, { items: [webhook], next: null }, columns(call)), '', call.t('webhooks.secret', { secret })].join(
      '\n',
    ),
  );
}

function messages(call: Call, answer: z.output<typeof w.deliveries>): void {
  give(call, w.deliveries, answer, (page) =>
    pageOf(call, page, {
      id: (d) => d.id,
      type: (d) => d.type,
      state: (d) => call.label(`webhookDelivery.${d.state}`),
      attempts: (d) => d.attempts,
      made: (d) => when(d.createdAt, call.locale),
      due: (d) => when(d.dueAt, call.locale),
      status: (d) => d.status,
      reason: (d) => d.sentence,
    }),
  );
}
