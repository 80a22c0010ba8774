import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import {
  type HandoverInput,
  approvePlanUpdate,
  confirmMaterialsUpdate,
  inboxReadySignal,
  recordMinutesUpdate,
  signOffUpdate,
} from '../src/contract/messages.ts';
import { handoverWorkflowId } from '../src/contract/names.ts';
import { createGateway } from '../src/temporal/gateway.ts';
import { startWorker } from '../src/temporal/worker.ts';
import { type TestDatabase, freshDatabase } from '../test/support/database.ts';
import { type Engine, startEngine, writeHandover } from '../test/support/engine.ts';
import { people } from '../test/support/people.ts';
import { TEMPLATE } from '../test/support/template.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { companyWithBook, policyWithoutStop } from './company.ts';
import { Notices } from './notices.ts';
import type { TwinActivities, TwinInput } from './twin/handover.ts';

const BOOK = 20;
const AT_ONCE = 20;

const noOpTwin = perSecond({
  name: 'handovers-per-second',
  baseline:
    'a twin workflow with the same kinds of events in the same order and nothing behind them, on the same server',
  target: 0.7,
});
const naiveTwin = perSecond({
  name: 'handovers-per-second-naive',
  baseline: `a twin workflow that does nothing either, with one activity for each of the ${BOOK} customers and each effect`,
  target: 2,
  customers: BOOK,
});

export const handoversPerSecond: readonly Benchmark[] = [noOpTwin, naiveTwin];

interface Against extends Pick<Benchmark, 'name' | 'baseline' | 'target'> {
  /** the naive twin's */
  customers?: number;
}

function perSecond({ customers, ...benchmark }: Against): Benchmark {
  return {
    ...benchmark,
    size: { full: 200, quick: 20 },
    what: (size) =>
      `milliseconds a handover: ${size} whole handovers of ${BOOK} customers each to one receiver, ${AT_ONCE} at once, everybody answering at once`,
    unit: 'ms',
    async prepare(servers, size) {
      const database = await freshDatabase({ adminUrl: await servers.postgres(), template: TEMPLATE });
      const engine = await startEngine(database, 'dev', await servers.temporal());
      const twinBundle = await bundleWorkflowCode({
        workflowsPath: fileURLToPath(new URL('twin/handover.ts', import.meta.url)),
        logger: new DefaultLogger('WARN'),
      });
      const policy = await policyWithoutStop(database, (p) => {
        p.reviews.days = [];
        p.restoreDays = 0;
        p.transition.checkInEveryDays = 0;
      });
      const inputs = async () => {
        const made: HandoverInput[] = [];
        while (made.length < size)
          made.push(
            await writeHandover(database, await companyWithBook(database, { customers: BOOK, receivers: 1 }), {
              policy,
            }),
          );
        return made;
      };
      return {
        async ours() {
          const waiting = await inputs();
          const notices = new Notices();
          const activities = notices.telling(createActivities(engine.deps));
          return withWorker(engine, { activities, bundle: (await servers.temporal()).workflowBundle }, (taskQueue) => {
            const gateway = createGateway(engine.client, taskQueue);
            return timedEach(waiting, async (input) => {
              await gateway.startHandover(input, { orgUnit: 'bench' });
              await answer(engine.client, notices, input, entriesOf(database, engine, input));
            });
          });
        },
        async baseline() {
          const waiting = Array.from({ length: size }, () => twinOf(randomUUID(), customers));
          const notices = new Notices();
          const activities = notices.telling(TWIN_ACTIVITIES);
          return withWorker(engine, { activities: activities as never, bundle: twinBundle.code }, (taskQueue) =>
            timedEach(waiting, async (input) => {
              const workflowId = handoverWorkflowId(input.handoverId);
              await engine.client.workflow.start('handover', { taskQueue, workflowId, args: [input] });
              await answer(engine.client, notices, { ...PEOPLE, handoverId: input.handoverId }, NO_ENTRIES);
            }),
          );
        },
        async close() {
          await engine.stop();
          await database.drop();
        },
      };
    },
  };
}

async function withWorker<T>(
  engine: Engine,
  { activities, bundle }: { activities: Parameters<typeof startWorker>[0]['activities']; bundle: string },
  work: (taskQueue: string) => Promise<T>,
): Promise<T> {
  const taskQueue = `bench-${randomUUID()}`;
  const worker = await startWorker({ address: engine.address, activities, taskQueue, bundle: { code: bundle } });
  try {
    return await work(taskQueue);
  } finally {
    await worker.stop();
  }
}

/** Each of them, so many at once. */
async function timedEach<T>(all: T[], each: (one: T) => Promise<void>): Promise<Run> {
  const left = [...all];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, all.length) }, async () => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) await each(one);
    }),
  );
  const ms = performance.now() - started;
  return { value: ms / all.length, detail: `${((all.length / ms) * 1000).toFixed(1)} handovers a second` };
}

type Parties = Pick<HandoverInput, 'handoverId' | 'giver' | 'receivers' | 'supervisor'>;
/** What people leave beside their decision. */
interface Entries {
  minutes(): Promise<string>;
  verification(): Promise<void>;
}

/** Everybody answers at the moment in which they can. */
async function answer(client: Client, notices: Notices, parties: Parties, entries: Entries): Promise<void> {
  const { handoverId, giver, receivers, supervisor } = parties;
  const handle = client.workflow.getHandle(handoverWorkflowId(handoverId));
  const opened = async (activity: string) => {
    const result = await notices.of(handoverId, activity);
    return { planHash: (result as { planHash?: string } | undefined)?.planHash ?? '' };
  };
  /** The activity has ended; until the workflow has heard of it the answer comes too early. */
  const say = async <A>(update: UpdateDefinition<unknown, [A]>, argument: A): Promise<void> => {
    for (let tries = 1; ; tries += 1)
      try {
        await handle.executeUpdate(update, { args: [argument] });
        return;
      } catch (error) {
        if (!(error instanceof WorkflowUpdateFailedError) || tries === 500) throw error;
        await pause(10);
      }
  };
  const { planHash } = await opened('planBook');
  await say(approvePlanUpdate, { personId: supervisor.id, decision: 'approved', planHash });
  await opened('prepareMaterials');
  await say(confirmMaterialsUpdate, { personId: giver.id });
  await opened('arrangeMeeting');
  await say(recordMinutesUpdate, { personId: supervisor.id, entryId: await entries.minutes() });
  await opened('openVerification');
  await entries.verification();
  await handle.signal(inboxReadySignal);
  const signed = await opened('openSignOff');
  for (const { id } of [giver, ...receivers, supervisor])
    await say(signOffUpdate, { personId: id, forId: id, decision: 'signed', ...signed });
  await handle.result();
}

function entriesOf(database: TestDatabase, engine: Engine, input: HandoverInput): Entries {
  const act = people(database, engine, input);
  return {
    minutes: () => act.entry({ minutes: '已逐一说明', attendees: [input.giver.id], actions: [] }, input.supervisor.id),
    verification: () => act.check(),
  };
}
const NO_ENTRIES: Entries = { minutes: () => Promise.resolve('none'), verification: () => Promise.resolve() };

const PEOPLE = {
  giver: { id: 'giver', number: 'giver' },
  receivers: [{ id: 'receiver', number: 'receiver' }],
  supervisor: { id: 'supervisor', number: 'supervisor' },
};
const twinOf = (handoverId: string, customers: number | undefined): TwinInput => ({
  handoverId,
  signers: 3,
  ...(customers === undefined ? {} : { customers }),
});

const nothing = () => Promise.resolve({ planHash: 'none' });
const TWIN_ACTIVITIES: TwinActivities & { recordSignOff: typeof nothing } = {
  notifyParties: nothing,
  planBook: nothing,
  prepareMaterials: nothing,
  arrangeMeeting: nothing,
  openVerification: nothing,
  openSignOff: nothing,
  transferBook: nothing,
  startCheckIns: nothing,
  closeHandover: nothing,
  ofCustomer: nothing,
  recordSignOff: nothing,
};
