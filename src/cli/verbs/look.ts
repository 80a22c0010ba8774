import * as a from '../../contract/answers.ts';
import { ITEM_STATES } from '../../contract/schemas.ts';
import { RECORD_TYPES, STATES, STEPS } from '../../contract/steps.ts';
import { idOf, nameOf, standingOf, waitOf } from '../cases.ts';
import { fields, when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, rowsOf, shaped } from '../verb.ts';

/** What the API's paging takes. */
const paging = ({ given }: Call) => ({ cursor: given.text('cursor'), limit: given.text('limit') });

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
        state: given.text('state'),
        step: given.text('step'),
        giver: given.text('giver'),
        awaited: given.flag('awaitingMe') ? 'me' : undefined,
        overdue: given.flag('overdue') ? true : undefined,
      };
      give(call, a.handovers, await call.api().ask('GET', 'handovers', { query }), (page) =>
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
      const id = await idOf(call, call.given.arg(0));
      give(call, a.handover, await call.api().ask('GET', `handovers/${id}`), (h) =>
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
      const query = { ...paging(call), state: call.given.text('state'), type: call.given.text('type') };
      const id = await idOf(call, call.given.arg(0));
      give(call, a.items, await call.api().ask('GET', `handovers/${id}/items`, { query }), (page) =>
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
      const id = await idOf(call, call.given.arg(0));
      if (call.given.flag('follow')) return follow(call, id);
      const answer = await call.api().ask('GET', `handovers/${id}/timeline`, { query: paging(call) });
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
      give(call, a.demoPeople, await call.api().ask('GET', 'demo/people', { open: true }), ({ items }) =>
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
      give(call, a.outbox, await call.api().ask('GET', 'outbox'), ({ items }) =>
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
async function follow(call: Call, id: string): Promise<void> {
  const cursor = call.given.text('cursor');
  const headers = cursor === undefined ? {} : { 'Last-Event-ID': cursor };
  for await (const data of call.api().events(`handovers/${id}/events`, headers)) {
    if (call.json) call.io.out(data);
    else {
      const entry = shaped(call, a.auditEntry, JSON.parse(data));
      call.io.out(`${when(entry.at, call.locale)}  ${entry.sentence}`);
    }
  }
}
