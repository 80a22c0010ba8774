/** When a message that was not taken is tried again. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A message that was not taken within this time is given up. */
export const GIVE_UP_AFTER_MS = 72 * HOUR;

/** Pauses after the first, second, … attempt; from then on the last one. */
const PAUSES_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
] as const;
const LONGEST_MS = 6 * HOUR;

export interface Attempted {
  /** how often it was tried, this one included; from 1 */
  attempts: number;
  /** since when its time counts, and when this attempt ended: epoch milliseconds */
  sinceMs: number;
  nowMs: number;
  /** what the endpoint asked for in Retry-After */
  retryAfterMs?: number | undefined;
  /** from 0 to 1: messages that failed together are not tried together */
  random: number;
}

/**
 * @returns when to try again, in epoch milliseconds; null: given up. The last attempt is made at the end of the time, however long the
 * pause would have been.
 */
export function nextAttempt({ attempts, sinceMs, nowMs, retryAfterMs = 0, random }: Attempted): number | null {
  const end = sinceMs + GIVE_UP_AFTER_MS;
  if (nowMs >= end) return null;
  const pause = PAUSES_MS[attempts - 1] ?? LONGEST_MS;
  const jittered = pause * (0.9 + 0.2 * random);
  return Math.min(end, nowMs + Math.max(jittered, Math.min(retryAfterMs, LONGEST_MS)));
}

/** @param header Retry-After: seconds or a date (RFC 9110, 10.2.3) @returns undefined: there is none that can be read */
export function retryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
