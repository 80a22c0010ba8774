import { Refused } from '../api.ts';

const AGAIN_AFTER_MS = 3_000;

/**
 * Keeps a stream of events open until the signal, and opens it again when it breaks off. Not while nobody looks: a browser gives a site six
 * connections for all its tabs.
 * @param open one connection: ends with it, or by its signal
 * @param live told whether news come at once
 */
export async function listen(
  open: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  live: (now: boolean) => void = () => {},
): Promise<void> {
  while (!signal.aborted) {
    await shown(signal);
    const hidden = new AbortController();
    const onChange = () => {
      if (document.hidden) hidden.abort();
    };
    document.addEventListener('visibilitychange', onChange);
    live(true);
    try {
      await open(AbortSignal.any([signal, hidden.signal]));
    } catch (error) {
      // Not for this reader (any more), or signed out: asking again changes nothing.
      if (error instanceof Refused && error.status < 500) return live(false);
    } finally {
      document.removeEventListener('visibilitychange', onChange);
    }
    if (signal.aborted) return;
    live(false);
    if (!hidden.signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}

/** Waits until the page is in sight, or the signal. */
function shown(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (!document.hidden || signal.aborted) return resolve();
    const done = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done);
  });
}
