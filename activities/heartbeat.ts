import { Context } from '@temporalio/activity';

const told = new WeakMap<Context, unknown>();

/** Tells ops how far an activity has come: seen in the Temporal UI while it runs. */
export function tellProgress(details: unknown): void {
  const context = Context.current();
  told.set(context, details);
  context.heartbeat(details);
}

/**
 * Beats while the activity runs, whatever it waits for: a worker that died is noticed within the heartbeat timeout, a statement that
 * takes minutes is not taken for one. Without a heartbeat timeout (local activities) it does nothing.
 */
export function beating<A extends unknown[], R>(activity: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    const context = Context.current();
    const { heartbeatTimeoutMs } = context.info;
    if (!heartbeatTimeoutMs) return activity(...args);
    // Each beat repeats what was told last, which it would erase otherwise. The SDK sends only as many as are needed.
    const beat = setInterval(() => context.heartbeat(told.get(context)), heartbeatTimeoutMs / 4);
    try {
      return await activity(...args);
    } finally {
      clearInterval(beat);
    }
  };
}
