import { EXIT, type ExitCode } from '../errors.ts';

/** One thing that was looked at; `doctor.<name>.<state>` is told, with what to do where it is not ok. */
export interface Finding {
  name: string;
  /** warning: it works, and should be seen to; skipped: it cannot be seen from here */
  state: 'ok' | 'warning' | 'error' | 'skipped';
  params?: Record<string, string | number>;
  /** what the program ends with because of it */
  exit?: ExitCode;
}
type Params = Record<string, string | number>;

export const ok = (name: string, params: Params = {}): Finding => ({ name, state: 'ok', params });
export const warning = (name: string, params: Params = {}): Finding => ({ name, state: 'warning', params });
export const skipped = (name: string): Finding => ({ name, state: 'skipped' });
export const error = (name: string, params: Params = {}, exit: ExitCode = EXIT.refused): Finding => ({
  name,
  state: 'error',
  params,
  exit,
});

/** So long one question may take. */
export const TIMEOUT_MS = 5_000;
const CLOCK_TOLERANCE_MS = 5_000;

/**
 * How far another clock is from this machine's, which was read before and after it was asked.
 * @param theirMs null: it was not told
 */
export function clockFinding(name: string, theirMs: number | null, sentAt: number, receivedAt: number): Finding {
  if (theirMs === null || Number.isNaN(theirMs)) return skipped(name);
  const earliest = sentAt - 1_000; // an HTTP date is cut to the second
  const differenceMs = theirMs < earliest ? theirMs - earliest : Math.max(0, theirMs - receivedAt);
  const params = { seconds: Math.round(differenceMs / 1_000) };
  return Math.abs(differenceMs) <= CLOCK_TOLERANCE_MS ? ok(name, params) : error(name, params);
}
