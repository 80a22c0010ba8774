/** A server could not be brought up; the message is one sentence that says what is wrong and what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
}

export type Say = (line: string) => void;

const chinese = /^zh/i.test(process.env.LC_ALL ?? process.env.LANG ?? '');

/** Both languages of a sentence; the terminal's locale chooses. */
export function told(en: string, zh: string): string {
  return chinese ? zh : en;
}

/** Says what is being done and, when it is done, how long it took. */
export async function stage<T>(say: Say, what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  say(`${what} …`);
  const result = await work();
  say(`${what}: ${told('done', '完成')} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return result;
}
