import { condition } from '@temporalio/workflow';

/** What a track looks at while it waits. */
interface Waiting {
  readonly progress: { readonly state: string };
  /** something waits to be settled */
  readonly woken: boolean;
  /** deadlines have moved: what was waited for is to be asked anew */
  shifted: boolean;
  readonly lookedAtMs: number;
}

/**
 * Waits until something is due by itself, or somebody has called. Calls are answered together, at most once in so many minutes:
 * thousands of people who answer one by one must not be thousands of activities.
 * @param nextAt ISO instant; null: only a call ends the wait
 */
export async function untilSomethingIsDue(track: Waiting, nextAt: string | null, everyMinutes: number): Promise<void> {
  track.shifted = false;
  const stirred = () => track.shifted || track.progress.state === 'paused';
  const called = () => stirred() || track.woken;
  const wakesAt = nextAt === null ? Infinity : Date.parse(nextAt);
  if (!(await reached(called, wakesAt, `下次期限 next deadline @ ${nextAt ?? '-'}`)) || stirred()) return;
  const mayLookAt = track.lookedAtMs + everyMinutes * 60_000;
  await reached(stirred, Math.min(mayLookAt, wakesAt), '一并处理答复 answers are settled together');
}

/** @returns whether the condition came true before the instant (epoch milliseconds; Infinity: there is none) */
async function reached(is: () => boolean, atMs: number, summary: string): Promise<boolean> {
  if (atMs === Infinity) {
    await condition(is);
    return true;
  }
  const ms = atMs - Date.now();
  return ms <= 0 ? is() : await condition(is, ms, { summary });
}
