import { readFile } from 'node:fs/promises';
import type { BodyOf } from '../../client/index.ts';
import * as a from '../../contract/planning-answers.ts';
import { caseOf, nameOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, type OptionSpec, PAGING, type Verb, give, pageOf, paging, rowsOf } from '../verb.ts';
import { tellProgress } from './decide.ts';

/** How customers are shared out: words of `preview` and `start`. */
export const PLANNING: readonly OptionSpec[] = [
  { flags: '--weight <receiver=number...>' },
  { flags: '--room <receiver=customers...>' },
  { flags: '--planning <file>' },
];

/**
 * The part of a request about planning: what the file says, with what the words say besides.
 * @throws CliError when the file is none, or a word is not `name=value`
 */
export async function planningOf({ given }: Call): Promise<BodyOf<'post', '/handovers'>['planning']> {
  const file = given.text('planning');
  const weights = pairs(given.list('weight')).map(([ref, value]) => [ref, Number(value)]);
  const room = pairs(given.list('room')).map(([ref, value]) => [ref, { customers: Number(value) }]);
  if (file === undefined && weights.length + room.length === 0) return undefined;
  return {
    ...(file !== undefined && (await jsonOf(file))),
    ...(weights.length > 0 && { weights: Object.fromEntries(weights) }),
    ...(room.length > 0 && { capacities: Object.fromEntries(room) }),
  };
}

async function jsonOf(file: string): Promise<object> {
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof read === 'object' && read !== null) return read;
  } catch {
    // told below
  }
  throw new CliError('fileUnreadable', { file });
}

function pairs(words: string[]): [string, string][] {
  return words.map((word) => {
    const [name = '', value] = word.split('=', 2);
    if (value === undefined) throw new CliError('optionWrong', { value: word });
    return [name, value];
  });
}

/** Looking at the plan of a case and changing it. */
export const planVerbs: readonly Verb[] = [
  {
    name: 'plan',
    takes: ['<handover>'],
    async run(call) {
      const path = await caseOf(call);
      give(call, a.plan, await call.api().get('/handovers/{handoverId}/plan', { path }), (plan) =>
        [
          fields([
            [call.t('col.assignment'), plan.assignment],
            [call.t('col.made'), plan.plannedAt === null ? '' : when(plan.plannedAt, call.locale)],
            [call.t('col.planHash'), plan.planHash ?? ''],
            [call.t('col.overrides'), String(plan.overrides)],
            [call.t('col.notInPlan'), String(plan.notInPlan)],
          ]),
          rowsOf(call, plan.receivers, {
            receiver: (r) => nameOf(r.person),
            customers: (r) => r.customers,
            records: (r) => r.items,
          }),
          ...plan.warnings.map((warning) => `! ${warning.sentence}`),
        ].join('\n\n'),
      );
    },
  },
  {
    name: 'not-in-plan',
    takes: ['<handover>'],
    options: PAGING,
    async run(call) {
      const asked = { path: await caseOf(call), query: paging(call) };
      give(call, a.notInPlan, await call.api().get('/handovers/{handoverId}/plan/not-in-plan', asked), (page) =>
        pageOf(call, page, {
          customer: (c) => c.customer.name,
          reason: (c) => c.sentence,
          id: (c) => c.customer.id,
        }),
      );
    },
  },
  {
    name: 'change-plan',
    takes: ['<handover>'],
    options: [
      { flags: '--reason <text>', required: true },
      { flags: '--assign <customer=receiver...>' },
      { flags: '--by-rule <customer...>' },
      { flags: '--add <customer...>' },
      { flags: '--add-arrived' },
      { flags: '--take-out <customer...>' },
      { flags: '--key <key>' },
    ],
    async run(call) {
      const { given } = call;
      const path = await caseOf(call);
      const overrides = [
        ...pairs(given.list('assign')).map(([customerId, receiver]) => ({ customerId, receiver })),
        ...given.list('byRule').map((customerId) => ({ customerId, receiver: null })),
      ];
      const body = {
        reason: given.must('reason'),
        ...(overrides.length > 0 && { overrides }),
        add: given.flag('addArrived') ? ('arrived' as const) : given.some('add'),
        takeOut: given.some('takeOut'),
      };
      const key = given.text('key');
      tellProgress(call, await call.api().post('/handovers/{handoverId}/plan/changes', { path, body, key }));
    },
  },
];
