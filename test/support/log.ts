import { Writable } from 'node:stream';
import { quietRuntime } from '../../src/main/worker.ts';
import { tracedLogger } from '../../src/trace/current.ts';

export type Line = Record<string, unknown>;
type Follower = (line: Line) => void;
const WARN = 40;

// Vitest reads this anew for each file that shares a process; the SDK takes one log for the process, before anybody asks for it.
const KEY = Symbol.for('handover-engine.tests.follower');
const ofProcess = globalThis as { [KEY]?: { follower: Follower | undefined } };
const isFirst = !(KEY in globalThis);
const shared = (ofProcess[KEY] ??= { follower: undefined });

/** What API, worker and SDK log in this process: given to whoever follows it; otherwise warnings are shown. */
export const log = tracedLogger(
  { level: 'debug' },
  new Writable({
    write(chunk: Buffer, _, done) {
      for (const text of chunk.toString().trim().split('\n')) {
        const line = JSON.parse(text) as Line;
        if (shared.follower) shared.follower(line);
        else if (Number(line.level) >= WARN) console.warn(inShort(line));
      }
      done();
    },
  }),
);
const inShort = ({ msg, activityType, error }: Line) =>
  [msg, activityType, (error as { message?: string } | undefined)?.message].filter(Boolean).join(': ');
if (isFirst) quietRuntime(log, 'DEBUG');

/** @param follower is given every line from now on; undefined: nobody is */
export function follow(follower: Follower | undefined): void {
  shared.follower = follower;
}
