import {
  ApplicationFailure,
  condition,
  continueAsNew,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import {
  approvePlanUpdate,
  confirmMaterialsUpdate,
  inboxReadySignal,
  recordMinutesUpdate,
  signOffUpdate,
} from '../../src/contract/messages.ts';
import { attribute } from '../../src/contract/search-attributes.ts';

/** Of both twins: every activity does nothing; only its event is of interest. */
export interface TwinInput {
  handoverId: string;
  signers: number;
  /** the naive twin: so many customers with an activity each for each effect */
  customers?: number;
  followUp?: true;
}

export interface TwinActivities {
  notifyParties(of: Of): Promise<object>;
  planBook(of: Of): Promise<object>;
  prepareMaterials(of: Of): Promise<object>;
  arrangeMeeting(of: Of): Promise<object>;
  openVerification(of: Of): Promise<object>;
  openSignOff(of: Of): Promise<object>;
  transferBook(of: Of): Promise<object>;
  startCheckIns(of: Of): Promise<object>;
  closeHandover(of: Of): Promise<object>;
  ofCustomer(of: Of & { effect: string; nth: number }): Promise<object>;
}
interface Of {
  handoverId: string;
}

const options = {
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '1 day',
  heartbeatTimeout: '10 seconds',
} as const;
const activities = proxyActivities<TwinActivities>(options);
const local = proxyLocalActivities<{ recordSignOff(of: Of): Promise<object> }>({ startToCloseTimeout: '5 seconds' });

/** The effects that are made one by one where nobody thought of sets. */
const EFFECTS = ['prepareMaterials', 'moveOwnership', 'moveAccess', 'tell'] as const;

/** The events of a handover in which everybody answers, in the same order and of the same kinds, with nothing behind them. */
export async function handover(input: TwinInput): Promise<void> {
  const of = { handoverId: input.handoverId };
  if (input.followUp) {
    await activities.startCheckIns(of);
    await activities.closeHandover(of);
    show(100);
    return;
  }
  let waitsFor = '';
  let signatures = 0;
  let ready = false;
  const answered = new Set<string>();
  const mustBe = (wait: string) => {
    if (waitsFor !== wait) throw ApplicationFailure.nonRetryable('not now', 'wrongStep');
  };
  for (const [wait, { name }] of [
    ['approval', approvePlanUpdate],
    ['materials', confirmMaterialsUpdate],
    ['minutes', recordMinutesUpdate],
  ] as const)
    setHandler(defineUpdate<void, [object]>(name), (_: object) => void answered.add(wait), {
      validator: (_: object) => mustBe(wait),
    });
  setHandler(
    defineUpdate<void, [object]>(signOffUpdate.name),
    async (_: object) => {
      await local.recordSignOff(of);
      show(70);
      signatures += 1;
    },
    { validator: (_: object) => mustBe('signOff') },
  );
  setHandler(inboxReadySignal, () => {
    ready = true;
  });
  const wait = async (name: string, done: () => boolean) => {
    waitsFor = name;
    show(50);
    if (!done()) await condition(done, '2 days');
    waitsFor = '';
  };

  const notified = activities.notifyParties(of);
  await activities.planBook(of);
  await notified;
  await wait('approval', () => answered.has('approval'));
  if (input.customers !== undefined) await oneByOne(input.customers, EFFECTS[0], of);
  await activities.prepareMaterials(of);
  await wait('materials', () => answered.has('materials'));
  await activities.arrangeMeeting(of);
  await wait('minutes', () => answered.has('minutes'));
  await activities.openVerification(of);
  await wait('verification', () => ready);
  await activities.openSignOff(of);
  await wait('signOff', () => signatures === input.signers);
  show(85);
  if (input.customers !== undefined) for (const effect of EFFECTS.slice(1)) await oneByOne(input.customers, effect, of);
  await activities.transferBook(of);
  await continueAsNew<typeof handover>({ ...input, followUp: true });
}

async function oneByOne(customers: number, effect: string, of: Of): Promise<void> {
  await Promise.all(Array.from({ length: customers }, (_, nth) => activities.ofCustomer({ ...of, effect, nth })));
}

function show(percent: number): void {
  upsertSearchAttributes([
    { key: attribute.step, value: 'plan' },
    { key: attribute.state, value: 'running' },
    { key: attribute.awaited, value: ['01a212c2-dd37-7a1b-b058-c063934806de'] },
    { key: attribute.due, value: new Date() },
    { key: attribute.items, value: 20 },
    { key: attribute.pct, value: percent },
    { key: attribute.overdue, value: false },
  ]);
}
