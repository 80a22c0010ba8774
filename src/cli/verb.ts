import type * as z from 'zod';
import type { Locale } from '../i18n/index.ts';
import type { Values } from '../settings.ts';
import type { Client } from '../client/index.ts';
import type { Grammar } from './completion.ts';
import { CliError, EXIT, type ExitCode } from './errors.ts';
import { table } from './print.ts';

/** What surrounds the program: a terminal, or a test. */
export interface Io {
  out(line: string): void;
  err(line: string): void;
  env: Record<string, string | undefined>;
  /** where a person looks on; absent: the output is piped */
  terminal?: NodeJS.WriteStream;
  /** ends what would otherwise go on: `timeline --follow` */
  signal?: AbortSignal;
}

/** An option in commander's notation; its description is the sentence `option.<long name>`. */
export interface OptionSpec {
  flags: string;
  required?: true;
  choices?: readonly string[];
  usual?: string;
}

/** One verb of the command line: a row of the table that the program is made from. Its description is `verb.<name>`. */
export interface Verb {
  name: string;
  /** in commander's notation; described by `argument.<name>` */
  takes?: readonly string[];
  options?: readonly OptionSpec[];
  /** what the first argument can be, where it names one of several things to do */
  actions?: readonly string[];
  /** the routes that it asks, where these are known from a table: `GET /customers` */
  routes?: readonly string[];
  /** names of what it tells from a table, each headed by `col.<name>` */
  columns?: readonly string[];
  /** further lines of its help */
  notes?(): string;
  run(call: Call): Promise<ExitCode | undefined | void>;
}

/** A verb on its way. */
export interface Call {
  given: Given;
  /** @throws SettingsError */
  settings(): Values;
  /** the API as who was named; @throws SettingsError */
  api(): Client;
  /** the API as nobody, for what everybody may ask; @throws SettingsError */
  open(): Client;
  io: Io;
  locale: Locale;
  json: boolean;
  /** the verbs with their options: what a shell completes */
  grammar(): Grammar;
  /** the sentence of the namespace `cli` */
  t(code: string, params?: Record<string, string | number>): string;
  /** the name of a code that the API speaks in (`step.plan`) */
  label(code: string): string;
}

/** What was typed after the verb. */
export class Given {
  readonly #args: readonly unknown[];
  readonly #options: Readonly<Record<string, unknown>>;
  constructor(args: readonly unknown[], options: Readonly<Record<string, unknown>>) {
    this.#args = args;
    this.#options = options;
  }
  arg(at: number): string {
    const value = this.#args[at];
    return typeof value === 'string' ? value : '';
  }
  /** the rest of the arguments, from a place on */
  rest(at: number): string[] {
    return strings(this.#args[at]);
  }
  text(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === 'string' ? value : undefined;
  }
  /** One of the choices of an option. */
  one<const T extends string>(name: string, choices: readonly T[]): T | undefined {
    return choices.find((choice) => choice === this.#options[name]);
  }
  /**
   * What an option must say.
   * @throws CliError when it is not there
   */
  must(name: string): string {
    return this.text(name) ?? absent(name);
  }
  /** NaN, which the API refuses, for what is no number */
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }
  list(name: string): string[] {
    return strings(this.#options[name]);
  }
  /** undefined, not empty, when nothing was named */
  some(name: string): string[] | undefined {
    const named = this.list(name);
    return named.length > 0 ? named : undefined;
  }
  flag(name: string): boolean {
    return this.#options[name] === true;
  }
  /**
   * An instant: ISO 8601, without an offset in this machine's zone.
   * @throws CliError when it is none
   */
  instant(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) throw new CliError('instantWrong', { option: name, value: text });
    return new Date(ms).toISOString();
  }
}

/** @param name as commander keeps it (`basedOn` of --based-on) */
export function absent(name: string): never {
  throw new CliError('optionNeeded', {
    option: `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  });
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/**
 * Prints an answer: as it is with --json, else as `tell` puts it for people.
 * @throws CliError when the answer is not of the shape that this version knows
 */
export function give<T extends z.ZodType>(
  call: Call,
  schema: T,
  answer: z.output<T>,
  tell: (answer: z.output<T>) => string,
): void {
  if (call.json) call.io.out(JSON.stringify(answer, null, 2));
  else call.io.out(tell(shaped(call, schema, answer)));
}

/** @throws CliError when the answer is not of the shape that this version knows */
export function shaped<T extends z.ZodType>(call: Call, schema: T, answer: z.output<T>): z.output<T> {
  const read = schema.safeParse(answer);
  if (!read.success) throw new CliError('otherVersion', { url: call.api().url }, EXIT.unreachable);
  return read.data;
}

/** Rows as a table; the columns are told by `col.<key>`. No row: a sentence that says so. */
export function rowsOf<T>(
  call: Call,
  rows: readonly T[],
  columns: Record<string, (row: T) => string | number | null>,
): string {
  if (rows.length === 0) return call.t('nothing');
  const headings = Object.keys(columns).map((key) => call.t(`col.${key}`));
  return table(
    headings,
    rows.map((row) => Object.values(columns).map((column) => String(column(row) ?? ''))),
  );
}

/** A page of a list and, when there is more, how to get it. */
export function pageOf<T>(
  call: Call,
  page: { items: readonly T[]; next: string | null },
  columns: Record<string, (row: T) => string | number | null>,
): string {
  const more = page.next === null ? [] : ['', call.t('more', { cursor: page.next })];
  return [rowsOf(call, page.items, columns), ...more].join('\n');
}
export const PAGING: readonly OptionSpec[] = [{ flags: '--limit <number>' }, { flags: '--cursor <cursor>' }];
export const paging = ({ given }: Call) => ({ cursor: given.text('cursor'), limit: given.number('limit') });
