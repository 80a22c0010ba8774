import type { BodyOf } from '../../client/index.ts';
import * as a from '../../contract/answers.ts';
import { ASSIGNMENTS, KINDS } from '../../contract/steps.ts';
import { nameOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { fields } from '../print.ts';
import { type Call, type OptionSpec, type Verb, absent, give, rowsOf } from '../verb.ts';
import { PLANNING, planningOf } from './plan.ts';

const PLAN: readonly OptionSpec[] = [
  { flags: '--giver <person>', required: true },
  { flags: '--receiver <person...>', required: true },
  { flags: '--reason <text>', required: true },
  { flags: '--kind <kind>', choices: KINDS, usual: 'departure' },
  { flags: '--assignment <rule>', choices: ASSIGNMENTS, usual: 'in_turn' },
  ...PLANNING,
  { flags: '--customer <id...>' },
  { flags: '--effective <instant>' },
  { flags: '--until <instant>' },
  { flags: '--custodian <person>' },
  { flags: '--waiver <text>' },
  { flags: '--supervisor <person>' },
  { flags: '--late-receiver <person>' },
  { flags: '--policy <key/version>' },
  { flags: '--option <name=value...>' },
];

type StartRequest = BodyOf<'post', '/handovers'>;

/** Looking at a plan and starting it take the same words. */
export const beginVerbs: readonly Verb[] = [
  {
    name: 'preview',
    options: PLAN,
    async run(call) {
      const answer = await call.api().post('/handovers/preview', { body: await planOf(call) });
      give(call, a.preview, answer, (plan) =>
        [
          fields([
            [call.t('col.giver'), nameOf(plan.giver)],
            [call.t('col.supervisor'), nameOf(plan.supervisor)],
            [call.t('col.takes'), call.t('seconds', { seconds: plan.transferSeconds })],
          ]),
          rowsOf(call, plan.receivers, {
            receiver: (r) => nameOf(r.person),
            customers: (r) => r.customers,
            owns: (r) => r.owns,
            capacity: (r) => r.capacity,
            annualValue: (r) => r.annualValue.map((v) => `${v.amount} ${v.currency}`).join(', '),
          }),
          rowsOf(call, plan.counts, {
            type: (c) => call.t(`type.${c.type}`),
            followsCustomer: (c) => c.followsCustomer,
            inPerson: (c) => c.inPerson,
          }),
          ...(plan.leftOut.length > 0
            ? [rowsOf(call, plan.leftOut, { type: (c) => call.t(`type.${c.type}`), leftOut: (c) => c.count })]
            : []),
          ...plan.warnings.map((warning) => `! ${warning.sentence}`),
        ].join('\n\n'),
      );
    },
  },
  {
    name: 'start',
    options: [...PLAN, { flags: '--key <key>' }],
    async run(call) {
      const key = call.given.text('key');
      const answer = await call.api().post('/handovers', { body: await planOf(call), key });
      give(call, a.started, answer, (started) =>
        fields([
          [call.t('col.label'), started.label],
          [call.t('col.id'), started.id],
          [call.t('col.state'), call.label(`state.${started.state}`)],
          [call.t('col.temporal'), started.links.temporal],
        ]),
      );
    },
  },
];

async function planOf(call: Call): Promise<StartRequest> {
  const { given } = call;
  const customerIds = given.list('customer');
  const [key, version] = given.text('policy')?.split('/') ?? [];
  if (version !== undefined && !/^\d+$/.test(version)) throw new CliError('policyWrong', { value: version });
  return {
    kind: given.one('kind', KINDS) ?? absent('kind'),
    reason: given.must('reason'),
    giver: given.must('giver'),
    receivers: given.list('receiver'),
    assignment: given.one('assignment', ASSIGNMENTS) ?? absent('assignment'),
    planning: await planningOf(call),
    scope: customerIds.length > 0 ? { customerIds } : 'book',
    effectiveAt: given.instant('effective'),
    until: given.instant('until'),
    custodian: given.text('custodian'),
    waiver: given.text('waiver'),
    supervisor: given.text('supervisor'),
    lateReceiver: given.text('lateReceiver'),
    options: optionsOf(given.list('option')),
    policy: key === undefined ? undefined : { key, ...(version === undefined ? {} : { version: Number(version) }) },
  };
}

/** `tasks=open` and the like; which there are, and their values, is for the API to say. */
function optionsOf(given: string[]): Record<string, string> | undefined {
  if (given.length === 0) return undefined;
  return Object.fromEntries(
    given.map((one) => {
      const [name = '', value] = one.split('=', 2);
      if (value === undefined) throw new CliError('optionWrong', { value: one });
      return [name, value];
    }),
  );
}
