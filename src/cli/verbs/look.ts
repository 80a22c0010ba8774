import type * as z from 'zod';
import * as a from '../../contract/answers.ts';
import { ITEM_STATES } from '../../contract/schemas.ts';
import { RECORD_TYPES, STATES, STEPS } from '../../contract/steps.ts';
import { eventsOf } from '../api.ts';
import { caseOf, idOf, nameOf, readHandover, standingOf, waitOf } from '../cases.ts';
import { fields, when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, paging, rowsOf, shaped } from '../verb.ts';

/** Verbs that change nothing. */
export const lookVerbs: readonly Verb[] = [
  {
    name: 'list',
    options: [
      { flags: '--state <state>', choices: STATES },
      { flags: '--step <step>', choices: STEPS },
      { flags: '--giver <person>' },
      { flags: '--awaiting-me' },
      { flags: '--overdue' },
      ...PAGING,
    ],
    async run(call) {
      const { given } = call;
      const query = {
        ...paging(call),
        state: given.one('state', STATES),
        step: given.one('step', STEPS),
        giver: given.text('giver'),
        awaited: given.flag('awaitingMe') ? ('me' as const) : undefined,
        overdue: given.flag('overdue') ? true : undefined,
      };
      give(call, a.handovers, await call.api().get('/handovers', { query }), (page) =>
        pageOf(call, page, {
          label: (h) => h.label,
          giver: (h) => nameOf(h.giver),
          state: (h) => call.label(`state.${h.state}`),
          step: (h) => call.label(`step.${h.step}`),
          waitsFor: (h) => waitOf(call, h),
          awaited: (h) => h.awaited.map((one) => nameOf(one.person)).join(', '),
          due: (h) => when(h.dueAt, call.locale),
          progress: (h) => `${h.progressPct} %`,
          id: (h) => h.id,
        }),
      );
    },
  },
  {
    name: 'show',
    takes: ['<handover>'],
    async run(call) {
      give(call, a.handover, await readHandover(call, await idOf(call, call.given.arg(0))), (h) =>
        [
          `${h.label}  ${h.id}`,
          fields([
            [call.t('col.kind'), call.label(`kind.${h.kind}`)],
            [call.t('col.reason'), h.reason],
            [call.t('col.giver'), nameOf(h.giver)],
            [call.t('col.receivers'), h.receivers.map(nameOf).join(', ')],
            [call.t('col.supervisor'), nameOf(h.supervisor)],
            [call.t('col.started'), when(h.startedAt, call.locale)],
            [call.t('col.effective'), when(h.effectiveAt, call.locale)],
            [call.t('col.transferred'), when(h.transferredAt, call.locale)],
            [call.t('col.closed'), when(h.closedAt, call.locale)],
            [call.t('col.temporal'), h.links.temporal],
          ]),
          standingOf(call, h),
          rowsOf(call, h.signatures, {
            signer: (s) => nameOf(s.signer ?? s.person),
            role: (s) => call.label(`role.${s.role}`),
            decision: (s) => {
              const decision = call.t(`decision.${s.decision}`);
              return s.state === 'void' ? call.t('decision.void', { decision }) : decision;
            },
            at: (s) => when(s.signedAt, call.locale),
            via: (s) => s.via,
            planHash: (s) => s.planHash,
          }),
          rowsOf(call, h.counts, {
            type: (c) => call.t(`type.${c.type}`),
            state: (c) => call.label(`item.${c.state}`),
            count: (c) => c.count,
          }),
        ].join('\n\n'),
      );
    },
  },
  {
    name: 'items',
    takes: ['<handover>'],
    options: [
      { flags: '--state <state>', choices: ITEM_STATES },
      { flags: '--type <type>', choices: RECORD_TYPES },
      ...PAGING,
    ],
    async run(call) {
      const { given } = call;
      const query = { ...paging(call), state: given.one('state', ITEM_STATES), type: given.one('type', RECORD_TYPES) };
      const path = await caseOf(call);
      give(call, a.items, await call.api().get('/handovers/{handoverId}/items', { path, query }), (page) =>
        pageOf(call, page, {
          type: (i) => call.t(`type.${i.type}`),
          customer: (i) => i.customer?.name ?? i.customer?.id ?? null,
          receiver: (i) => nameOf(i.receiver),
          state: (i) => call.label(`item.${i.state}`),
          reason: (i) => i.sentence,
          id: (i) => i.id,
        }),
      );
    },
  },
  {
    name: 'timeline',
    takes: ['<handover>'],
    options: [{ flags: '--follow' }, ...PAGING],
    async run(call) {
      const path = await caseOf(call);
      if (call.given.flag('follow')) return follow(call, path);
      const query = { limit: call.given.number('limit'), cursor: call.given.number('cursor') };
      const answer = await call.api().get('/handovers/{handoverId}/timeline', { path, query });
      give(call, a.auditEntries, answer, (page) =>
        pageOf(call, page, {
          at: (e) => when(e.at, call.locale),
          who: (e) => (e.actor === null ? call.t(`actor.${e.actorKind}`) : nameOf(e.actor)),
          what: (e) => e.sentence,
        }),
      );
    },
  },
  {
    name: 'people',
    async run(call) {
      give(call, a.demoPeople, await call.open().get('/demo/people'), ({ items }) =>
        rowsOf(call, items, {
          number: (p) => p.number,
          name: (p) => p.name,
          title: (p) => p.title,
          roles: (p) => p.roles.join(', '),
        }),
      );
    },
  },
  {
    name: 'outbox',
    async run(call) {
      give(call, a.outbox, await call.api().get('/outbox'), ({ items }) =>
        rowsOf(call, items, {
          at: (m) => when(m.receivedAt, call.locale),
          to: (m) => m.to.join(', '),
          subject: (m) => m.subject,
        }),
      );
    },
  },
];

/** Each event on a line of its own as it comes, from the first on; with --json each a JSON document. */
async function follow(call: Call, path: { handoverId: string }): Promise<void> {
  const asked = { path, after: call.given.text('cursor'), accept: 'text/event-stream' } as const;
  const stream = await call.api().open('/handovers/{handoverId}/events', asked);
  for await (const data of eventsOf(stream, call.io.signal)) {
    if (call.json) call.io.out(data);
    else {
      const entry = shaped(call, a.auditEntry, JSON.parse(data) as z.output<typeof a.auditEntry>);
      call.io.out(`${when(entry.at, call.locale)}  ${entry.sentence}`);
    }
  }
}
