import type * as z from 'zod';
import * as a from '../../contract/proposals-schemas.ts';
import { KINDS } from '../../contract/steps.ts';
import { nameOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, paging, rowsOf } from '../verb.ts';
import { employeeId } from './freeze.ts';

const PROPOSAL_ACTIONS = ['list', 'accept', 'dismiss'] as const;
const DEPARTURE_ACTIONS = ['list', 'start', 'show', 'look', 'cancel'] as const;

/** Handovers that are due, and departures as a whole. */
export const dueVerbs: readonly Verb[] = [
  {
    name: 'proposals',
    actions: ['list', 'accept', 'dismiss'],
    takes: ['<proposalsaction>', '[proposal]'],
    options: [
      { flags: '--state <state>', choices: a.PROPOSAL_STATES },
      { flags: '--receiver <person...>' },
      { flags: '--kind <kind>', choices: KINDS },
      { flags: '--effective <instant>' },
      { flags: '--until <instant>' },
      { flags: '--to <person>' },
      { flags: '--reason <text>' },
      { flags: '--key <key>' },
      ...PAGING,
    ],
    run(call) {
      const action = actionOf(call, PROPOSAL_ACTIONS);
      return action === 'list' ? listProposals(call) : decideProposal(call, action);
    },
  },
  {
    name: 'departure',
    actions: ['list', 'start', 'show', 'look', 'cancel'],
    takes: ['<departureaction>', '[leaver]'],
    options: [
      { flags: '--last-day <day>' },
      { flags: '--reason <text>' },
      { flags: '--state <state>', choices: a.DEPARTURE_STATES },
      { flags: '--key <key>' },
      ...PAGING,
    ],
    run(call) {
      const action = actionOf(call, DEPARTURE_ACTIONS);
      return action === 'list' ? listDepartures(call) : departure(call, action);
    },
  },
  {
    name: 'employment',
    takes: ['<person>'],
    options: [
      { flags: '--state <state>', choices: a.EMPLOYMENT_STATES },
      { flags: '--last-day <day>' },
      { flags: '--away-from <day>' },
      { flags: '--away-until <day>' },
      { flags: '--department <code>' },
      { flags: '--manager <person>' },
      { flags: '--title <text>' },
      { flags: '--level <number>' },
    ],
    run: employment,
  },
];

function actionOf<Action extends string>(call: Call, known: readonly Action[]): Action {
  const action = known.find((one) => one === call.given.arg(0));
  if (action === undefined) throw new CliError('actionUnknown', { action: call.given.arg(0), known: known.join(', ') });
  return action;
}

/** @throws CliError missingArgument */
function mustName(call: Call, what: string): string {
  const named = call.given.arg(1);
  if (named === '') throw new CliError('commander.missingArgument', { what });
  return named;
}

async function listProposals(call: Call): Promise<void> {
  const query = { ...paging(call), state: call.given.one('state', a.PROPOSAL_STATES) };
  give(call, a.proposals, await call.api().get('/proposals', { query }), (page) =>
    pageOf(call, page, {
      id: (p) => p.id,
      reason: (p) => p.sentence,
      kind: (p) => (p.kind === null ? (p.handover?.label ?? '') : call.label(`kind.${p.kind}`)),
      giver: (p) => nameOf(p.giver),
      receiver: (p) => (p.suggested === null ? '' : nameOf(p.suggested)),
      effective: (p) => p.effectiveOn,
      state: (p) => call.t(`proposalState.${p.state}`),
    }),
  );
}

async function decideProposal(call: Call, action: 'accept' | 'dismiss'): Promise<void> {
  const { given } = call;
  const of = { path: { id: mustName(call, 'proposal') }, key: given.text('key') };
  if (action === 'dismiss') {
    const answer = await call.api().post('/proposals/{id}/dismiss', { ...of, body: { reason: given.must('reason') } });
    call.io.out(call.json ? JSON.stringify(answer, null, 2) : call.t('proposalDismissed'));
    return;
  }
  const body = {
    kind: given.one('kind', KINDS),
    reason: given.text('reason'),
    receivers: given.some('receiver'),
    effectiveAt: given.instant('effective'),
    until: given.instant('until'),
    to: given.text('to'),
  };
  give(call, a.accepted, await call.api().post('/proposals/{id}/accept', { ...of, body }), ({ handover }) =>
    fields([
      [call.t('col.label'), handover.label],
      [call.t('col.id'), handover.id],
    ]),
  );
}

async function listDepartures(call: Call): Promise<void> {
  const query = { ...paging(call), state: call.given.one('state', a.DEPARTURE_STATES) };
  give(call, a.departures, await call.api().get('/departures', { query }), (page) =>
    pageOf(call, page, {
      id: (d) => d.id,
      who: (d) => nameOf(d.employee),
      lastDay: (d) => d.lastDay,
      state: (d) => call.t(`departureState.${d.state}`) + (d.overdue ? ' !' : ''),
      left: (d) => d.left.reduce((sum, { count }) => sum + count, 0),
    }),
  );
}

async function departure(call: Call, action: Exclude<(typeof DEPARTURE_ACTIONS)[number], 'list'>): Promise<void> {
  const { given } = call;
  const leaver = mustName(call, 'leaver');
  const key = given.text('key');
  const started = (answer: z.output<typeof a.departureStarted>) =>
    give(call, a.departureStarted, answer, ({ id }) => fields([[call.t('col.id'), id]]));
  if (action === 'start') {
    const body = { employee: leaver, lastDay: given.must('lastDay'), reason: given.must('reason') };
    return started(await call.api().post('/departures', { body, key }));
  }
  const path = { id: leaver };
  if (action === 'look') return started(await call.api().post('/departures/{id}/look', { path, key }));
  if (action === 'cancel') {
    const body = { reason: given.must('reason') };
    return started(await call.api().post('/departures/{id}/cancel', { path, body, key }));
  }
  give(call, a.departure, await call.api().get('/departures/{id}', { path }), (d) =>
    [
      fields([
        [call.t('col.who'), nameOf(d.employee)],
        [call.t('col.lastDay'), d.lastDay],
        [call.t('col.state'), call.t(`departureState.${d.state}`)],
        [call.t('col.at'), when(d.lookedAt, call.locale)],
      ]),
      rowsOf(call, d.left, { what: (l) => l.sentence, count: (l) => l.count }),
      ...(d.handovers.length > 0
        ? [
            rowsOf(call, d.handovers, {
              label: (h) => h.label,
              kind: (h) => call.label(`kind.${h.kind}`),
              state: (h) => call.label(`state.${h.state}`),
            }),
          ]
        : []),
    ].join('\n\n'),
  );
}

/** Without an option: as it is. `none` takes a value away. */
async function employment(call: Call): Promise<void> {
  const { given } = call;
  const path = { id: await employeeId(call, given.arg(0)) };
  const value = (name: string) => (given.text(name) === 'none' ? null : given.text(name));
  const level = value('level');
  const body = {
    state: given.one('state', a.EMPLOYMENT_STATES),
    lastDay: value('lastDay'),
    awayFrom: value('awayFrom'),
    awayUntil: value('awayUntil'),
    department: value('department'),
    manager: value('manager'),
    title: value('title'),
    level: level === null || level === undefined ? level : Number(level),
  };
  const changes = Object.values(body).some((one) => one !== undefined);
  const answer = changes
    ? await call.api().put('/employees/{id}/employment', { path, body })
    : await call.api().get('/employees/{id}/employment', { path });
  give(call, a.employment, answer, (e) =>
    fields([
      [call.t('col.number'), e.number],
      [call.t('col.state'), call.t(`employmentState.${e.state}`)],
      [call.t('col.lastDay'), e.lastDay],
      [call.t('col.away'), e.awayFrom === null ? null : `${e.awayFrom} – ${e.awayUntil ?? ''}`],
      [call.t('col.department'), e.department],
      [call.t('col.manager'), e.manager === null ? null : nameOf(e.manager)],
      [call.t('col.title'), e.title],
      [call.t('col.level'), e.level === null ? null : String(e.level)],
    ]),
  );
}
