import { createReadStream, createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as a from '../contract/answers.ts';
import type { Locale } from '../i18n/index.ts';
import { CliError, EXIT, Refused, reasonOf } from './errors.ts';

export interface ApiOptions {
  /** as HANDOVER_URL gives it */
  url: string;
  /** bearer token; goes before `employee` */
  token?: string | undefined;
  /** number of the demo person to act as */
  employee?: string | undefined;
  locale: Locale;
  signal?: AbortSignal | undefined;
}
export interface Request {
  query?: Record<string, string | boolean | undefined>;
  body?: object;
  /** path of a file to send as the body, CSV or .xlsx */
  file?: string;
  key?: string;
  headers?: Record<string, string>;
  /** hears how many bytes of a file have gone, or come; where it is known, of how many */
  watch?: (done: number, total?: number) => void;
  /** whether everybody may ask this */
  open?: boolean;
}

/** The command line's way to /api/v1. */
export class Api {
  readonly url: string;
  readonly #options: ApiOptions;
  #authorization: Promise<string> | undefined;
  constructor(options: ApiOptions) {
    this.#options = options;
    this.url = options.url.replace(/\/$/, '');
  }

  /**
   * @returns the JSON answer
   * @throws Refused with the server's problem; CliError when there is no server, or one of another kind
   */
  async ask(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    request: Request = {},
  ): Promise<unknown> {
    const response = await this.#send(method, path, request);
    return response.json().catch(() => {
      throw this.#isSomebodyElse();
    });
  }

  /** The events of a server-sent stream, each the text of its `data`, until it ends or the signal aborts. */
  async *events(path: string, headers: Record<string, string> = {}): AsyncGenerator<string, void, undefined> {
    const response = await this.#send('GET', path, { headers: { Accept: 'text/event-stream', ...headers } });
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
      if (!this.#options.signal?.aborted) throw this.#isAway(error);
    }
  }

  /** A GET whose answer goes to a file as it comes. */
  async download(path: string, file: string, request: Request = {}): Promise<void> {
    const response = await this.#send('GET', path, request);
    if (!response.body) throw this.#isSomebodyElse();
    // Under its own name only when it is whole.
    const total = Number(response.headers.get('content-length')) || undefined;
    const counted = counting(request.watch, total);
    await pipeline(Readable.fromWeb(response.body), counted, createWriteStream(`${file}.part`)).catch(
      (error: unknown) => {
        throw this.#isAway(error);
      },
    );
    await rename(`${file}.part`, file);
  }

  async #send(method: string, path: string, request: Request): Promise<Response> {
    const { query = {}, body, file, key, headers, open = false } = request;
    const url = new URL(`${this.url}/api/v1/${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const authorization = open ? undefined : await this.#bearer();
    const type = body === undefined ? (file === undefined ? undefined : fileType(file)) : 'application/json';
    const init: RequestInit = {
      method,
      headers: {
        'Accept-Language': this.#options.locale,
        ...(authorization === undefined ? {} : { Authorization: authorization }),
        ...(type === undefined ? {} : { 'Content-Type': type }),
        ...(key === undefined ? {} : { 'Idempotency-Key': key }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(file === undefined ? {} : { body: await streamOf(file, request.watch), duplex: 'half' }),
      ...(this.#options.signal === undefined ? {} : { signal: this.#options.signal }),
    };
    const response = await fetch(url, init).catch((error: unknown) => {
      throw this.#isAway(error);
    });
    if (!response.ok) throw await this.#refusal(response, key);
    return response;
  }

  async #refusal(response: Response, key: string | undefined): Promise<Error> {
    const read = a.problem.safeParse(await response.json().catch(() => undefined));
    return read.success ? new Refused(read.data, key) : this.#isSomebodyElse();
  }

  #bearer(): Promise<string> {
    this.#authorization ??= this.#token().then((token) => `Bearer ${token}`);
    return this.#authorization;
  }

  async #token(): Promise<string> {
    const { token, employee } = this.#options;
    if (employee !== undefined) {
      const given = await this.ask('POST', 'demo/token', { body: { employeeNumber: employee }, open: true }).catch(
        (error: unknown) => {
          throw error instanceof Refused && error.problem.code === 'notFound'
            ? new CliError('asUnknown', { employee })
            : error;
        },
      );
      return a.demoToken.parse(given).token;
    }
    if (token === undefined) throw new CliError('tokenMissing');
    return token;
  }

  #isAway(error: unknown): CliError {
    return new CliError('unreachable', { url: this.url, why: reasonOf(error) }, EXIT.unreachable);
  }

  #isSomebodyElse(): CliError {
    return new CliError('notTheEngine', { url: this.url }, EXIT.unreachable);
  }
}

/** Passes on what comes, and tells how much it was. */
function counting(watch: Request['watch'] = () => {}, total?: number): Transform {
  let done = 0;
  return new Transform({
    transform(chunk: Buffer, _, next) {
      done += chunk.length;
      watch(done, total);
      next(null, chunk);
    },
  });
}
async function streamOf(file: string, watch: Request['watch']): Promise<Readable> {
  const source = createReadStream(file);
  if (!watch) return source;
  const { size } = await stat(file);
  // The error of a file that cannot be read must reach the request as well.
  const counted = counting(watch, size);
  source.on('error', (error) => counted.destroy(error));
  return source.pipe(counted);
}

const fileType = (file: string) =>
  /\.xlsx$/i.test(file) ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv';
