import type { Call } from './verb.ts';

/** Hears how far something is, and what it is about; without a total nobody knows how much there is. */
export type Watch = (done: number, total?: number, about?: string) => void;

/**
 * Shows how far long work is, where a person looks on: a bar on the terminal that is gone when it ends. Piped, or with
 * --json, nothing is shown.
 * @param what of what it counts: `progress.<what>`
 */
export async function withProgress<T>(call: Call, what: string, work: (watch: Watch) => Promise<T>): Promise<T> {
  const { terminal } = call.io;
  if (terminal === undefined || call.json) return work(() => {});
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar({
    stream: terminal,
    clearOnComplete: true,
    hideCursor: true,
    format: (_, { progress: part, value, total }, { known, about = '' }: { known?: boolean; about?: string }) =>
      known
        ? `${drawn(part)} ${Math.floor(part * 100)} %  ${about || call.t(`progress.${what}`, { done: value, of: total })}`
        : call.t(`progress.${what}`, { done: value, of: '?' }),
  });
  bar.start(0, 0, { known: false });
  try {
    return await work((done, total, about) => {
      if (total !== undefined) bar.setTotal(total);
      bar.update(done, { known: total !== undefined, about });
    });
  } finally {
    bar.stop();
  }
}

const WIDTH = 30;
function drawn(part: number): string {
  const full = Math.min(WIDTH, Math.round(part * WIDTH));
  return '█'.repeat(full) + '░'.repeat(WIDTH - full);
}
