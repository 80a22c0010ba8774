import createClient from 'openapi-fetch';
import { NotTheEngine, Refused, Unreachable, isProblem } from './errors.ts';
import type { Answer, Asked, FileAsked, FilePath, Item, ListPath, Method, Operation, PathOf, Rest } from './routes.ts';

export { NotTheEngine, type Problem, Refused, Unreachable } from './errors.ts';
export type {
  Answer,
  BodyOf,
  FileAsked,
  FilePath,
  Item,
  ListPath,
  Method,
  PathOf,
  QueryOf,
  Route,
  Schemas,
} from './routes.ts';

type Told<T> = T | (() => T | Promise<T>);

export interface ClientOptions {
  /** where the API is served, as HANDOVER_URL names it; empty: where the page comes from */
  url: string;
  /** bearer token, or what finds it for each request; null: none is sent */
  token?: Told<string | null>;
  /** of the sentences in answers; absent: as the record of the person says */
  locale?: Told<'zh-CN' | 'en'>;
  /** hears of every refusal before it is thrown */
  onRefused?: (refused: Refused) => void;
  /** ends what is under way, unless a request has its own */
  signal?: AbortSignal | undefined;
}

/** An answer with its version. */
export interface Answered<T> {
  data: T;
  /** for `ifMatch`; null: it has none */
  etag: string | null;
}

/** As all routes ask alike, once their types have been checked. */
interface Anything {
  path?: object;
  query?: object;
  body?: unknown;
  type?: string;
  key?: string;
  ifMatch?: number | string | null;
  after?: string;
  accept?: string;
  signal?: AbortSignal;
}
type Send = (
  method: Method,
  path: string,
  init: object,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/**
 * The HTTP API under /api/v1. Addresses, parameters, bodies and answers are those of the OpenAPI document.
 *
 * Every method throws Refused when the server says no, Unreachable when there is none, NotTheEngine when it is another program, and
 * whatever the signal was aborted with.
 */
export class Client {
  readonly url: string;
  readonly #options: ClientOptions;
  readonly #send: Send;
  constructor(options: ClientOptions) {
    this.#options = options;
    this.url = options.url.replace(/\/$/, '');
    this.#send = createClient({ baseUrl: `${this.url}/api/v1` }).request as Send;
  }

  get<P extends PathOf<'get'>>(path: P, ...[asked]: Rest<Asked<Operation<'get', P>>>) {
    return this.#data<Answer<Operation<'get', P>>>('get', path, asked);
  }
  /** Without a key of its own, each gets a new one. */
  post<P extends PathOf<'post'>>(path: P, ...[asked]: Rest<Asked<Operation<'post', P>>>) {
    return this.#data<Answer<Operation<'post', P>>>('post', path, asked);
  }
  put<P extends PathOf<'put'>>(path: P, ...[asked]: Rest<Asked<Operation<'put', P>>>) {
    return this.#data<Answer<Operation<'put', P>>>('put', path, asked);
  }
  patch<P extends PathOf<'patch'>>(path: P, ...[asked]: Rest<Asked<Operation<'patch', P>>>) {
    return this.#data<Answer<Operation<'patch', P>>>('patch', path, asked);
  }
  delete<P extends PathOf<'delete'>>(path: P, ...[asked]: Rest<Asked<Operation<'delete', P>>>) {
    return this.#data<Answer<Operation<'delete', P>>>('delete', path, asked);
  }

  /** A GET, with the ETag to send back as `ifMatch`. */
  async versioned<P extends PathOf<'get'>>(
    path: P,
    ...[asked]: Rest<Asked<Operation<'get', P>>>
  ): Promise<Answered<Answer<Operation<'get', P>>>> {
    const { data, response } = await this.#ask('get', path, asked as Anything | undefined);
    return { data: data as Answer<Operation<'get', P>>, etag: response.headers.get('ETag') };
  }

  /** Everything that a list has, page after page, from `query.cursor` on. */
  async *items<P extends ListPath>(
    path: P,
    ...[asked]: Rest<Asked<Operation<'get', P>>>
  ): AsyncGenerator<Item<Operation<'get', P>>, void, undefined> {
    const { query, ...rest } = (asked ?? {}) as Anything;
    let more = {};
    for (;;) {
      const { data } = await this.#ask('get', path, { ...rest, query: { ...query, ...more } });
      const { items, next } = data as { items: Item<Operation<'get', P>>[]; next: string | null };
      yield* items;
      if (next === null) return;
      more = { cursor: next };
    }
  }

  /** A file or a stream of events, its body unread. */
  async open<P extends FilePath>(path: P, asked: FileAsked<P>): Promise<Response> {
    return (await this.#ask('get', path, asked as Anything, 'stream')).response;
  }

  async #data<T>(method: Method, path: string, asked: unknown): Promise<T> {
    return (await this.#ask(method, path, asked as Anything | undefined)).data as T;
  }

  async #ask(method: Method, path: string, asked: Anything = {}, parseAs: 'json' | 'stream' = 'json') {
    const { path: parts, query, body, type, ifMatch, after, accept = 'application/json' } = asked;
    const key = asked.key ?? (method === 'post' ? newKey() : undefined);
    const signal = asked.signal ?? this.#options.signal;
    const token = await told(this.#options.token);
    const headers = {
      Accept: accept,
      'Accept-Language': await told(this.#options.locale),
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(type !== undefined && { 'Content-Type': type }),
      'Idempotency-Key': key,
      'If-Match': typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch,
      'Last-Event-ID': after,
    };
    const init = {
      params: { path: parts, query },
      headers,
      parseAs,
      ...(body !== undefined && { body }),
      // A file goes as it is, while it is being read.
      ...(type !== undefined && { bodySerializer: (file: unknown) => file, duplex: 'half' }),
      ...(signal !== undefined && { signal }),
    };
    const answered = await this.#send(method, path, init).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw error instanceof SyntaxError ? new NotTheEngine(this.url, 200) : new Unreachable(this.url, error, key);
    });
    const { data, error, response } = answered;
    if (!response.ok && isProblem(error)) {
      const refused = new Refused(error, key);
      this.#options.onRefused?.(refused);
      throw refused;
    }
    if (!response.ok || data === undefined) throw new NotTheEngine(this.url, response.status);
    return { data, response };
  }
}

async function told<T>(it: Told<T> | undefined): Promise<T | undefined> {
  return typeof it === 'function' ? await (it as () => T | Promise<T>)() : it;
}

/** A new Idempotency-Key. crypto.randomUUID would be missing on a plain http address of a company's network. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
