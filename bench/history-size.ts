import proto from '@temporalio/proto';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { handoverWorkflowId } from '../src/contract/names.ts';
import { freshDatabase } from '../test/support/database.ts';
import { type Engine, startEngine, startHandover, waitingFor } from '../test/support/engine.ts';
import { people } from '../test/support/people.ts';
import { TEMPLATE } from '../test/support/template.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { companyWithBook } from './company.ts';

const RECEIVERS = 3;
const SMALL = 20;

/** The case has one history, whatever the size of the book. */
export const historySize: Benchmark = {
  name: 'history-size',
  size: { full: 20_000, quick: 2_000 },
  what: (size) =>
    `events of a handover of ${size.toLocaleString('en')} customers to three receivers up to the end of its transfer, everybody answering at once`,
  baseline: `the same with ${SMALL} customers`,
  unit: 'events',
  target: 1,
  limit: 120,
  async prepare(servers, size) {
    const database = await freshDatabase({ adminUrl: await servers.postgres(), template: TEMPLATE });
    const engine = await startEngine(database, 'dev', await servers.temporal());
    const handOver = async (customers: number): Promise<Run> => {
      const company = await companyWithBook(database, { customers, receivers: RECEIVERS });
      const input = await startHandover(database, engine, company);
      const act = people(database, engine, input);
      const at = (wait: Parameters<typeof waitingFor>[2]) => waitingFor(engine, input.handoverId, wait);
      await act.approve(await at('approval'));
      await at('materials');
      await act.confirmMaterials();
      await at('minutes');
      await act.recordMinutes();
      await at('verification');
      await act.verify();
      const signing = await at('signOff');
      for (const signer of act.signers) await act.sign(signing, signer);
      await at('reviewDate');
      return sizeOf(await firstRun(engine, input.handoverId));
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

/** The run that ends with the transfer; the follow-up is a run of its own. */
async function firstRun({ client }: Engine, handoverId: string): Promise<History> {
  const workflowId = handoverWorkflowId(handoverId);
  const last = await client.workflow.getHandle(workflowId).fetchHistory();
  const runId = last.events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId;
  return client.workflow.getHandle(workflowId, runId ?? undefined).fetchHistory();
}

function sizeOf(history: History): Run {
  const bytes = proto.temporal.api.history.v1.History.encode(history).finish().length;
  const events = history.events ?? [];
  return { value: events.length, detail: `${bytes} bytes` };
}
