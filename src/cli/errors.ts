/** What the program ends with; told in --help, relied on by scripts. */
export const EXIT = { ok: 0, refused: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Wrong use, or a server that is not there: a sentence of the namespace `cli` with its parameters. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly params: Record<string, string | number>;
  readonly exit: ExitCode;
  constructor(code: string, params: Record<string, string | number> = {}, exit: ExitCode = EXIT.usage) {
    super(code);
    this.code = code;
    this.params = params;
    this.exit = exit;
  }
}

/** The code of the system below a failed call (`ECONNREFUSED`), or its message. */
export function reasonOf(error: unknown): string {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if (e instanceof AggregateError && e.errors.length > 0) return reasonOf(e.errors[0]);
    if ('code' in e && typeof e.code === 'string') return e.code;
    if (e.cause === undefined) return e.message || e.name;
  }
  return String(error);
}
