import { constants, createReadStream, createWriteStream } from 'node:fs';
import { access, rename, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client, Refused, Unreachable } from '../client/index.ts';
import type { Locale } from '../i18n/index.ts';
import { CliError, reasonOf } from './errors.ts';

export interface ApiOptions {
  /** as HANDOVER_URL gives it */
  url: string;
  /** bearer token; `employee` goes before it */
  token?: string | undefined;
  /** number of the demo person to act as */
  employee?: string | undefined;
  locale: Locale;
  signal?: AbortSignal | undefined;
}

/**
 * The command line's ways to the API.
 * @returns api: as who was named, which it throws a CliError without; open: as nobody, for what everybody may ask
 */
export function waysTo({ url, token, employee, locale, signal }: ApiOptions): { api: Client; open: Client } {
  const open = new Client({ url, locale, signal });
  let known: Promise<string> | undefined;
  const find = async () => {
    if (employee !== undefined) return demoToken(open, employee);
    if (token === undefined) throw new CliError('tokenMissing');
    return token;
  };
  return { api: new Client({ url, locale, signal, token: () => (known ??= find()) }), open };
}

async function demoToken(open: Client, employee: string): Promise<string> {
  const given = await open.post('/demo/token', { body: { employeeNumber: employee } }).catch((error: unknown) => {
    throw error instanceof Refused && error.code === 'notFound' ? new CliError('asUnknown', { employee }) : error;
  });
  return given.token;
}

/**
 * The events of a server-sent stream, each the text of its `data`, until it ends or the signal aborts.
 * @throws Unreachable when it breaks off
 */
export async function* eventsOf(
  response: Response,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void, undefined> {
  let rest = '';
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = `${rest}${chunk}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = block.split('\n').filter((line) => line.startsWith('data: '));
        if (data.length > 0) yield data.map((line) => line.slice('data: '.length)).join('\n');
      }
    }
  } catch (error) {
    if (!signal?.aborted) throw new Unreachable(new URL(response.url).origin, error);
  }
}

/** Hears how many bytes of a file have gone, or come; where it is known, of how many. */
type Heard = (done: number, total?: number) => void;

/**
 * Writes an answer to a file as it comes; under its own name only when it is whole.
 * @throws Unreachable when it breaks off; CliError when the file cannot be written
 */
export async function save(response: Response, file: string, watch?: Heard): Promise<void> {
  const whole = response.body ? Readable.fromWeb(response.body) : Readable.from([]);
  const total = Number(response.headers.get('content-length')) || undefined;
  try {
    await pipeline(counted(whole, watch, total), createWriteStream(`${file}.part`));
    await rename(`${file}.part`, file);
  } catch (error) {
    // What a call of the system says by itself is of the file; what breaks off on the line comes as the cause of something.
    if (error instanceof Error && 'syscall' in error)
      throw new CliError('fileUnwritable', { file, why: reasonOf(error) });
    throw new Unreachable(new URL(response.url).origin, error);
  }
}

/**
 * A file as the body of a request, read while it is sent: CSV or a workbook of Excel.
 * @throws CliError when it cannot be read
 */
export async function fileBody(file: string, watch?: Heard) {
  const found = await access(file, constants.R_OK).then(
    () => stat(file),
    () => undefined,
  );
  if (!found || found.isDirectory()) throw new CliError('fileUnreadable', { file });
  const body = Readable.from(counted(createReadStream(file), watch, found.size));
  return {
    body: Readable.toWeb(body) as ReadableStream<Uint8Array>,
    type: /\.xlsx$/i.test(file)
      ? ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' as const)
      : ('text/csv' as const),
  };
}

/** Passes on what comes, and tells how much it was. */
async function* counted(chunks: AsyncIterable<Uint8Array>, watch: Heard = () => {}, total?: number) {
  let done = 0;
  for await (const chunk of chunks) {
    done += chunk.length;
    watch(done, total);
    yield chunk;
  }
}

/** For what makes a new secret each time that it is sent: its refusal names no key to try again with. */
export function once<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw error instanceof Refused ? new Refused(error.problem) : error;
  });
}
