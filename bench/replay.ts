import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../src/temporal/worker.ts';
import type { Benchmark } from './benchmark.ts';

const { History } = proto.temporal.api.history.v1;
const KEPT = join(import.meta.dirname, '../test/workflows/histories');
const LEAST_EVENTS_PER_SECOND = 3_500;

/** A release must be able to look at every running case before it takes over: how fast the replay gate reads histories. */
export const replay: Benchmark = {
  name: 'replay',
  // One worker for all: fewer would measure its start.
  size: { full: 10_000, quick: 1_000 },
  what: (size) =>
    `replay of ${size.toLocaleString('en')} histories, the kept ones in turn; milliseconds for 1,000 events`,
  baseline: `no run but the bound: ${LEAST_EVENTS_PER_SECOND.toLocaleString('en')} events a second`,
  unit: 'ms',
  target: 1,
  async prepare(_servers, size) {
    const workflowBundle = await bundleWorkflows();
    const kept = await keptHistories();
    return {
      async ours() {
        const started = performance.now();
        let events = 0;
        for await (const { error } of Worker.runReplayHistories(
          { workflowBundle },
          inTurn(kept, size, (n) => (events += n)),
        ))
          if (error !== undefined) throw error;
        const ms = performance.now() - started;
        return {
          value: (ms / events) * 1_000,
          detail: `${events} events, ${Math.round((events / ms) * 1_000)} a second`,
        };
      },
      baseline: () => Promise.resolve({ value: 1_000_000 / LEAST_EVENTS_PER_SECOND }),
      async close() {},
    };
  },
};

type KeptHistory = ReturnType<typeof History.fromObject>;

async function keptHistories(): Promise<KeptHistory[]> {
  const names = (await readdir(KEPT)).filter((name) => name.endsWith('.json')).sort();
  if (names.length === 0) throw new Error('there is no kept history to replay');
  return Promise.all(
    names.map(async (name) => History.fromObject(JSON.parse(await readFile(join(KEPT, name), 'utf8')) as object)),
  );
}

/** One workflow for each, so that the worker takes none for one that it knows already. */
function* inTurn(
  kept: KeptHistory[],
  size: number,
  count: (events: number) => void,
): Iterable<{ workflowId: string; history: KeptHistory }> {
  for (let i = 0; i < size; i += 1) {
    const history = kept[i % kept.length];
    if (history === undefined) return;
    count(history.events.length);
    yield { workflowId: `replayed-${i}`, history };
  }
}
