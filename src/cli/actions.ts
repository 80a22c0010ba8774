import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import * as z from 'zod';
import type { Client, Method, Route } from '../client/index.ts';
import { fileBody, once, save } from './api.ts';
import { idOf } from './cases.ts';
import { CliError } from './errors.ts';
import { told } from './tell.ts';
import { withProgress } from './progress.ts';
import { type Call, type OptionSpec, PAGING, type Verb, give } from './verb.ts';
import { employeeId } from './verbs/freeze.ts';

interface More {
  /** the query, given by --where name=value */
  where?: z.ZodObject;
  /** the body, given by --set name=value, as a JSON file, or both */
  set?: z.ZodType;
  /** the columns of the rows below single fields of the answer */
  tables?: Readonly<Record<string, readonly string[]>>;
  /** the answer as a file, of the kind that --out's ending names: instead of JSON, or where it is asked for */
  file?: 'only' | 'too';
  /** --file is the body as it is */
  upload?: true;
  /** files of whatever kind, up and down */
  anyFile?: true;
  /** --etag says which version was seen; absent: whichever there is */
  version?: true;
  /** the answer holds a secret, which is kept for no second time */
  once?: true;
}
/** One thing that a verb does, over one route. */
export interface Action extends More {
  /** method and address, as the document has them */
  route: Route;
  gives: z.ZodType;
  /** what of each row, or of the answer itself, is told to people: headed by `col.<name>` */
  columns: readonly string[];
}
type RowOf<Answer> = Answer extends { items: readonly (infer Row)[] } ? Row : Answer;
/** Of rows whose shape depends on what was asked, any name. */
type KeyOf<T> = unknown extends T ? string : T extends unknown ? keyof T & string : never;

export function action<S extends z.ZodType>(
  route: Route,
  gives: S,
  columns: readonly KeyOf<RowOf<z.output<S>>>[],
  more: More = {},
): Action {
  return { route, gives, columns, ...more };
}

/** A verb whose first argument names one of its actions, the next ones what stands in braces in its path. */
export function resource(name: string, actions: Readonly<Record<string, Action>>): Verb {
  const all = Object.values(actions);
  return {
    name,
    takes: ['<do>', '[of...]'],
    actions: Object.keys(actions),
    routes: all.map((one) => one.route),
    columns: columnsOf(all),
    notes: () => notesOf(actions),
    options: optionsOf(all),
    run: (call) => perform(call, actions, 0),
  };
}

/** Every name that the actions tell, also in the tables below. */
export function columnsOf(all: readonly Action[]): string[] {
  return all.flatMap(({ columns, tables = {} }) => [
    ...columns,
    ...Object.keys(tables),
    ...Object.values(tables).flat(),
  ]);
}

/** The options that some of the actions take. */
export function optionsOf(all: readonly Action[]): OptionSpec[] {
  const some = (holds: (one: Action) => unknown, ...options: OptionSpec[]) => (all.some(holds) ? options : []);
  return [
    ...some((one) => one.where !== undefined && 'cursor' in one.where.shape, ...PAGING),
    ...some((one) => one.where, { flags: '--where <name=value...>' }),
    ...some((one) => one.set, { flags: '--set <name=value...>' }),
    ...some((one) => one.set !== undefined || one.upload, { flags: '--file <file>' }),
    ...some((one) => one.file, { flags: '--out <file>' }),
    ...some((one) => one.version, { flags: '--etag <version>' }),
    ...some((one) => one.route.startsWith('POST') && !one.once, { flags: '--key <key>' }),
  ];
}

/**
 * @param at which argument names the action; those after it stand for what is in braces in its path
 * @throws CliError when there is no such action
 */
export async function perform(call: Call, actions: Readonly<Record<string, Action>>, at: number): Promise<void> {
  const { given } = call;
  const named = given.arg(at);
  const one = Object.hasOwn(actions, named) ? actions[named] : undefined;
  if (!one) throw new CliError('actionUnknown', { action: named, known: Object.keys(actions).join(', ') });
  const [method = '', address = ''] = one.route.split(' ');
  const asked = { ...(await askedOf(call, one)), path: await pathOf(call, address, given.rest(at + 1)) };
  const api = untyped(call.api());
  const out = given.text('out');
  if (one.file !== undefined && (out !== undefined || one.file === 'only')) {
    if (out === undefined) throw new CliError('optionNeeded', { option: '--out' });
    const accept = one.anyFile ? BYTES : MEDIA[extname(out).toLowerCase()];
    if (accept === undefined) throw new CliError('endingUnknown', { file: out, known: Object.keys(MEDIA).join(', ') });
    await withProgress(call, 'received', async (watch) =>
      save(await api.open(address, { ...asked, accept }), out, watch),
    );
    call.io.out(call.json ? JSON.stringify({ file: out }) : call.t('evidence.written', { file: out }));
    return;
  }
  const asking = api[method.toLowerCase() as Method](address, asked);
  const answer = await (one.once ? once(asking) : asking);
  give(call, one.gives, answer, (shown) => told(call, shown, one.columns, one.tables));
}

const BYTES = 'application/octet-stream';
const MEDIA: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.html': 'text/html',
  '.pdf': 'application/pdf',
  '.ndjson': 'application/x-ndjson',
};

/** What all routes take alike. */
interface Asked {
  path: Record<string, string>;
  query: Record<string, string | undefined>;
  body?: unknown;
  type?: string;
  key?: string | undefined;
  ifMatch?: string;
}
type Untyped = Record<Method, (address: string, asked: Asked) => Promise<unknown>> & {
  open(address: string, asked: Asked & { accept: string }): Promise<Response>;
};
/**
 * The client for a route that is only known when a person has named it. The compiler cannot follow what that one takes
 * and gives; it was put together by the schemas of the contract, which the types of the client are made from as well.
 */
const untyped = (client: Client) => client as unknown as Untyped;

async function askedOf({ given }: Call, one: Action): Promise<Omit<Asked, 'path'>> {
  const file = given.text('file');
  const etag = given.text('etag') ?? '*';
  return {
    query: { cursor: given.text('cursor'), limit: given.text('limit'), ...pairs(given.list('where')) },
    ...(one.version ? { ifMatch: etag === '*' ? etag : `"${etag}"` } : {}),
    ...(one.upload && file !== undefined ? await fileBody(file) : {}),
    ...(one.upload && one.anyFile ? { type: BYTES } : {}),
    ...(one.set ? { body: await bodyOf(one.set, given.list('set'), file) } : {}),
    ...(one.route.startsWith('POST') && !one.once ? { key: given.text('key') } : {}),
  };
}

/** What stands in braces in an address, by the arguments in turn: cases also by label, people also by number. */
async function pathOf(call: Call, address: string, of: readonly string[]): Promise<Record<string, string>> {
  const path: Record<string, string> = {};
  let at = 0;
  for (const [, parent, name = ''] of address.matchAll(/([^/]*)\/\{(\w+)\}/g)) {
    const value = of[at++];
    if (value === undefined) throw new CliError('commander.missingArgument', { what: name });
    if (name === 'handoverId') path[name] = await idOf(call, value);
    else path[name] = parent === 'employees' ? await personOf(call, value) : value;
  }
  if (at < of.length) throw new CliError('commander.excessArguments', { what: of.slice(at).join(' ') });
  return path;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const personOf = (call: Call, value: string) => (UUID.test(value) ? Promise.resolve(value) : employeeId(call, value));

/** @throws CliError for what is not name=value */
function pairs(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((value) => {
      const at = value.indexOf('=');
      if (at < 1) throw new CliError('optionWrong', { value });
      return [value.slice(0, at), value.slice(at + 1)];
    }),
  );
}

/** @throws CliError when the file is not there, or holds no JSON object */
async function bodyOf(schema: z.ZodType, set: readonly string[], file: string | undefined): Promise<object> {
  const fields = schema instanceof z.ZodObject ? schema.shape : {};
  const named = Object.entries(pairs(set)).map(([name, text]) => [name, valueOf(fields[name], text)]);
  return { ...(file === undefined ? {} : await jsonIn(file)), ...(Object.fromEntries(named) as object) };
}

/**
 * The text itself where the field takes it, else what it says as JSON: a number, a list, an object. Nothing at all
 * takes the value away where that is possible. What fits neither way is the server's to refuse, which says why.
 */
function valueOf(field: unknown, text: string): unknown {
  const takes = (value: unknown) => !(field instanceof z.ZodType) || field.safeParse(value).success;
  if (text === '' && field instanceof z.ZodType && takes(null)) return null;
  if (field instanceof z.ZodType && takes(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return takes(value) ? value : text;
  } catch {
    return text;
  }
}

async function jsonIn(file: string): Promise<object> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CliError('fileUnreadable', { file });
  });
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, like JSON that is no object.
  }
  throw new CliError('fileNoJson');
}

/** One line an action: its route, and the names that --where and --set take. */
export function notesOf(actions: Readonly<Record<string, Action>>): string {
  const width = Math.max(...Object.keys(actions).map((name) => name.length));
  const names = (flag: string, schema: z.ZodType | undefined) =>
    schema instanceof z.ZodObject
      ? Object.keys(schema.shape)
          .filter((name) => name !== 'cursor' && name !== 'limit')
          .map((name, at) => (at === 0 ? `${flag} ${name}` : name))
      : [];
  return Object.entries(actions)
    .flatMap(([name, { route, where, set }]) => [
      `  ${name.padEnd(width)}  ${route}`,
      ...[names('--where', where), names('--set', set)]
        .filter((list) => list.length > 0)
        .map((list) => `  ${' '.repeat(width)}    ${list.join(' ')}`),
    ])
    .join('\n');
}
