import { told } from '../i18n/told.ts';

/** A server could not be brought up; the message is one sentence that says what is wrong and what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
}

export type Say = (line: string) => void;

/** Says what is being done and, when it is done, how long it took. */
export async function stage<T>(say: Say, what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  say(`${what} …`);
  const result = await work();
  say(`${what}: ${told('done', '完成')} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return result;
}

/** What an error says, for the bracket of a sentence. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** The system's code of an error (`EEXIST`), if it has one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
