import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadDone, LoadJob } from './load.ts';

/** Load from a process of its own, so that what else this one does delays no call. */
export function startLoad(job: LoadJob): { stop(): void; done: Promise<LoadDone> } {
  const child = fork(join(import.meta.dirname, 'load.ts'), { execArgv: ['--import', 'tsx'] });
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the load ended with ${String(code)}`)));
  ended.catch(() => {}); // of no interest once the result is there
  child.send(job);
  return {
    stop: () => child.send('stop'),
    done: Promise.race([once(child, 'message').then(([done]) => done as LoadDone), ended]),
  };
}
