import { randomUUID } from 'node:crypto';
import * as a from '../../contract/proposals-schemas.ts';
import * as people from '../../contract/answers.ts';
import { KINDS } from '../../contract/steps.ts';
import { nameOf } from '../cases.ts';
import { CliError, EXIT } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, rowsOf, shaped } from '../verb.ts';

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

const paging = ({ given }: Call) => ({
  cursor: given.text('cursor'),
  limit: given.text('limit'),
  state: given.text('state'),
});
const keyOf = ({ given }: Call) => given.text('key') ?? randomUUID();

async function listProposals(call: Call): Promise<void> {
  give(call, a.proposals, await call.api().ask('GET', 'proposals', { query: paging(call) }), (page) =>
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
  const path = `proposals/${mustName(call, 'proposal')}/${action}`;
  const receivers = given.list('receiver');
  const accept = {
    kind: given.text('kind'),
    reason: given.text('reason'),
    receivers: receivers.length > 0 ? receivers : undefined,
    effectiveAt: given.instant('effective'),
    until: given.instant('until'),
    to: given.text('to'),
  };
  const body = action === 'accept' ? accept : { reason: given.text('reason') };
  const answer = await call.api().ask('POST', path, { body, key: keyOf(call) });
  if (action === 'dismiss') call.io.out(call.json ? JSON.stringify(answer, null, 2) : call.t('proposalDismissed'));
  else
    give(call, a.accepted, answer, ({ handover }) =>
      fields([
        [call.t('col.label'), handover.label],
        [call.t('col.id'), handover.id],
      ]),
    );
}

async function listDepartures(call: Call): Promise<void> {
  give(call, a.departures, await call.api().ask('GET', 'departures', { query: paging(call) }), (page) =>
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
  const started = (answer: unknown) =>
    give(call, a.departureStarted, answer, ({ id }) => fields([[call.t('col.id'), id]]));
  if (action === 'start') {
    const body = { employee: leaver, lastDay: given.text('lastDay'), reason: given.text('reason') };
    return started(await call.api().ask('POST', 'departures', { body, key: keyOf(call) }));
  }
  const path = `departures/${leaver}`;
  if (action === 'look') return started(await call.api().ask('POST', `${path}/look`, { key: keyOf(call) }));
  if (action === 'cancel')
    return started(
      await call.api().ask('POST', `${path}/cancel`, { body: { reason: given.text('reason') }, key: keyOf(call) }),
    );
  give(call, a.departure, await call.api().ask('GET', path), (d) =>
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
  const number = given.arg(0);
  const list = await call.api().ask('GET', 'employees', { query: { q: number, limit: '200' } });
  const found = shaped(call, people.employees, list).items.find((one) => one.number === number);
  if (!found) throw new CliError('personUnknown', { person: number }, EXIT.refused);
  const value = (name: string) => (given.text(name) === 'none' ? null : given.text(name));
  const level = value('level');
  const body = {
    state: given.text('state'),
    lastDay: value('lastDay'),
    awayFrom: value('awayFrom'),
    awayUntil: value('awayUntil'),
    department: value('department'),
    manager: value('manager'),
    title: value('title'),
    level: level === null || level === undefined ? level : Number(level),
  };
  const path = `employees/${found.id}/employment`;
  const changes = Object.values(body).some((one) => one !== undefined);
  const answer = changes ? await call.api().ask('PUT', path, { body }) : await call.api().ask('GET', path);
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
