import { MockActivityEnvironment } from '@temporalio/testing';
import { createActivities } from '../activities/index.ts';
import { startEngine } from '../test/support/engine.ts';
import { startApiProcess } from './api-process.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { type Crowd, type Reader, crowd } from './crowd.ts';
import { startLoad } from './load-process.ts';
import type { LoadDone, LoadJob } from './load.ts';
import { quantile } from './measure.ts';
import type { Servers } from './servers.ts';
import { effect, onCopy } from './signed-book.ts';

/** As a share of the most that it can serve. */
const LOAD = 0.3;
const SECONDS = { full: 15, quick: 3 };
const RAMP = [1, 2, 4, 8, 16];

/** A transfer is no maintenance window: people work on. */
export const apiLatency: Benchmark = {
  name: 'api-latency',
  size: { full: 1_000_000, quick: 40_000 },
  pairs: 3,
  what: (size) =>
    `99th percentile over HTTP of list, open and search in turn among ${size.toLocaleString('en')} customers, at ${LOAD * 100} % of the capacity, while a tenth of them move`,
  baseline: 'the same, nothing else going on',
  unit: 'ms',
  target: 1 / 3,
  async prepare(servers, size) {
    const company = await crowd(servers, size);
    const seconds = size === this.size.full ? SECONDS.full : SECONDS.quick;
    const perSecond = LOAD * (await capacity(company, servers, seconds / RAMP.length));
    const paced = { pace: { perSecond }, seconds, untilStopped: false } as const;
    return {
      ours: () =>
        withApi(company, servers, async (load, transfer) => {
          // Only while it runs: what follows would thin it out.
          const running = load({ ...paced, seconds: 0, untilStopped: true });
          const took = await transfer();
          running.stop();
          return runOf(await running.done, `of which ${took.toFixed(1)} s with a transfer`);
        }),
      baseline: () => withApi(company, servers, async (load) => runOf(await load(paced).done)),
      async close() {},
    };
  },
};

type Load = (job: Pick<LoadJob, 'pace' | 'seconds' | 'untilStopped'>) => ReturnType<typeof startLoad>;

/** The API on a copy of its own, load for it, and the transfer of the prepared book. */
function withApi<T>(
  company: Crowd,
  servers: Servers,
  work: (load: Load, transfer: () => Promise<number>) => Promise<T>,
): Promise<T> {
  return onCopy(company, async (copy) => {
    const shared = await servers.temporal();
    const api = await startApiProcess(copy.urls.api, shared.temporalAddress);
    const engine = await startEngine(copy, 'dev', shared);
    try {
      const calls = callsOf(company.readers, await Promise.all(company.readers.map((r) => api.token(r.number))));
      await startLoad({ url: api.url, calls, pace: { atOnce: 4 }, seconds: 2, untilStopped: false }).done;
      return await work(
        (job) => startLoad({ url: api.url, calls, ...job }),
        async () => {
          const { transferBook } = createActivities(engine.deps);
          const started = performance.now();
          await new MockActivityEnvironment().run(transferBook, effect(company.input, 'transfer'), company.planHash);
          return (performance.now() - started) / 1000;
        },
      );
    } finally {
      await engine.stop();
      await api.stop();
    }
  });
}

/** The most that the API serves in a second, by asking it with more and more at once. */
function capacity(company: Crowd, servers: Servers, seconds: number): Promise<number> {
  return withApi(company, servers, async (load) => {
    let most = 0;
    for (const atOnce of RAMP) {
      const { tookMs, seconds: took } = await load({ pace: { atOnce }, seconds, untilStopped: false }).done;
      most = Math.max(most, tookMs.length / took);
    }
    return most;
  });
}

function callsOf(readers: Reader[], tokens: string[]): LoadJob['calls'] {
  return readers.flatMap(({ customers }, i) =>
    customers.slice(0, 5).flatMap(({ id, search }) =>
      [`customers?limit=50`, `customers/${id}`, `customers?q=${search}`].map((path) => ({
        path: `/api/v1/${path}`,
        token: tokens[i] ?? '',
      })),
    ),
  );
}

function runOf({ tookMs, failed, seconds }: LoadDone, also?: string): Run {
  if (failed > 0) throw new Error(`${failed} calls were not answered as they should`);
  const rate = tookMs.length / seconds;
  return {
    value: quantile(tookMs, 0.99),
    detail: `median ${quantile(tookMs, 0.5).toFixed(1)} ms, ${tookMs.length} calls, ${rate.toFixed(0)} a second${also === undefined ? '' : `, ${seconds.toFixed(1)} s ${also}`}`,
  };
}
