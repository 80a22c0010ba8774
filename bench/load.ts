import { Agent, request } from 'node:http';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';

/** What a process of load is asked for; see load-process.ts. */
export interface LoadJob {
  url: string;
  /** with a body: a POST, each with a key of its own; each call once then, as far as they go */
  calls: { path: string; token: string; body?: object }[];
  /** open loop: so many a second, whether or not the earlier ones were answered; closed: so many at once, each after the one before */
  pace: { perSecond: number } | { atOnce: number };
  /** at the least */
  seconds: number;
  /** goes on until it is told to stop */
  untilStopped: boolean;
}

export interface LoadDone {
  /** milliseconds from when a call was due to its last byte, in order */
  tookMs: number[];
  failed: number;
  seconds: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 128 });

process.once('message', (job: LoadJob) => {
  let stopped = !job.untilStopped;
  process.once('message', () => (stopped = true));
  void run(job, () => stopped).then((done) => process.send?.(done, () => process.exit(0)));
});

async function run(job: LoadJob, stopped: () => boolean): Promise<LoadDone> {
  const tookMs: number[] = [];
  let failed = 0;
  const started = performance.now();
  let nth = 0;
  const spent = () => job.calls.some(({ body }) => body) && nth >= job.calls.length;
  const over = () => spent() || (stopped() && performance.now() - started >= job.seconds * 1000);
  const call = async (due: number) => {
    const one = job.calls[nth++ % job.calls.length];
    if (one && (await ask(job.url, one)) < 300) tookMs.push(performance.now() - due);
    else failed += 1;
  };
  if ('atOnce' in job.pace)
    await Promise.all(
      Array.from({ length: job.pace.atOnce }, async () => {
        while (!over()) await call(performance.now());
      }),
    );
  else {
    const everyMs = 1000 / job.pace.perSecond;
    const open: Promise<void>[] = [];
    for (let due = started; !over(); due += everyMs) {
      const ms = due - performance.now();
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      open.push(call(due));
    }
    await Promise.all(open);
  }
  return { tookMs, failed, seconds: (performance.now() - started) / 1000 };
}

/** @returns the status; 999: no answer */
function ask(url: string, { path, token, body }: LoadJob['calls'][number]): Promise<number> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
  };
  return new Promise((resolve) => {
    const sent = request(url + path, { agent, method: body ? 'POST' : 'GET', headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 999));
    });
    sent.once('error', () => resolve(999));
    sent.end(body && JSON.stringify(body));
  });
}
