import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import { handoverWorkflowId } from '../src/contract/names.ts';
import { freshDatabase } from '../test/support/database.ts';
import { type Engine, startEngine, startHandover } from '../test/support/engine.ts';
import { TEMPLATE } from '../test/support/template.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { companyWithBook, policyWithoutStop } from './company.ts';
import { untilTransferred } from './answering.ts';

const RECEIVERS = 3;
const SMALL = 20;

type History = temporal.api.history.v1.IHistory;

/** The case has one history, whatever the size of the book. */
const historySize = historyOf({
  name: 'history-size',
  of: 'events of a handover up to the end of its transfer',
  unit: 'events',
  target: 1,
  limit: 120,
  measured: (history) => ({ value: history.events?.length ?? 0, detail: `${bytesOf(history)} bytes` }),
});

/** The transfer is one activity, whatever it moves: its events are those of the activity and of the run's end. */
const transferEvents = historyOf({
  name: 'transfer-events',
  of: 'events of the transfer itself',
  unit: 'events',
  target: 0.9,
  limit: 30,
  measured: (history) => ({ value: ofTransfer(history).events?.length ?? 0 }),
});

const transferHistoryBytes = historyOf({
  name: 'transfer-history-bytes',
  of: 'bytes of history of the transfer itself',
  unit: 'bytes',
  target: 0.9,
  limit: 20 * 1024,
  measured: (history) => ({ value: bytesOf(ofTransfer(history)) }),
});

export const histories: readonly Benchmark[] = [historySize, transferEvents, transferHistoryBytes];

interface Measured extends Pick<Benchmark, 'name' | 'unit' | 'target' | 'limit'> {
  of: string;
  measured(history: History): Run;
}

function historyOf({ of, measured, ...benchmark }: Measured): Benchmark {
  return {
    ...benchmark,
    size: { full: 20_000, quick: 2_000 },
    what: (size) => `${of}: ${size.toLocaleString('en')} customers to three receivers, everybody answering at once`,
    baseline: `the same with ${SMALL} customers`,
    async prepare(servers, size) {
      const database = await freshDatabase({ adminUrl: await servers.postgres(), template: TEMPLATE });
      const engine = await startEngine(database, 'dev', await servers.temporal());
      const handOver = async (customers: number): Promise<Run> => {
        const company = await companyWithBook(database, { customers, receivers: RECEIVERS });
        const input = await startHandover(database, engine, company, {
          policy: await policyWithoutStop(database, (p) => (p.transition.checkInEveryDays = 7)),
        });
        await untilTransferred(database, engine, input);
        return measured(await firstRun(engine, input.handoverId));
      };
      return {
        ours: () => handOver(size),
        baseline: () => handOver(SMALL),
        async close() {
          await engine.stop();
          await database.drop();
        },
      };
    },
  };
}

/** The run that ends with the transfer; the follow-up is a run of its own. */
async function firstRun({ client }: Engine, handoverId: string): Promise<History> {
  const workflowId = handoverWorkflowId(handoverId);
  const last = await client.workflow.getHandle(workflowId).fetchHistory();
  const runId = last.events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId;
  return client.workflow.getHandle(workflowId, runId ?? undefined).fetchHistory();
}

/** From the call of transferBook to the end of the run. */
function ofTransfer({ events }: History): History {
  const from = events?.findIndex((e) => e.activityTaskScheduledEventAttributes?.activityType?.name === 'transferBook');
  if (events == null || from === undefined || from < 0) throw new Error('the history holds no transfer');
  return { events: events.slice(from) };
}

const bytesOf = (history: History) => proto.temporal.api.history.v1.History.encode(history).finish().length;
