const EVERY_MS = 3_600_000;

/** Forgets what is kept for a time only, now and every hour. One process does what another leaves. */
export function forgetHourly(stopping: AbortSignal, ...forget: readonly (() => Promise<void>)[]): void {
  // The database is away: the next hour will do.
  const again = () => void Promise.allSettled(forget.map((one) => one()));
  again();
  const timer = setInterval(again, EVERY_MS).unref();
  stopping.addEventListener('abort', () => clearInterval(timer), { once: true });
}
