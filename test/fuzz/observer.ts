import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import pg from 'pg';

/** A request that is being served, and what its committed transactions wrote. */
interface Seen {
  server: string;
  wrote: Set<string>;
}
interface Answer {
  request: IncomingMessage;
  response: ServerResponse & { locals?: { route?: unknown } };
}

export interface Observed {
  requests: number;
  /** by operation (`POST /api/v1/handovers`): how often each status was answered */
  statuses: Map<string, Map<number, number>>;
  /** refused requests that left something in the database: operation, status and table, each with how often */
  leftBehind: Map<string, number>;
  stop(): void;
}

/**
 * Watches the API of this process from outside: what each request is answered, and what it wrote. Each transaction of a request is
 * asked at its begin and before its commit how many rows it has written: what others write meanwhile, workers and the test, does not count.
 * @param port of the API
 * @param mayStay tables that a refused request may write to; or that one operation may, refused with one status, named as in `leftBehind`
 */
export function observe(port: number, mayStay: ReadonlySet<string>): Observed {
  const current = new AsyncLocalStorage<Seen>();
  const seen = new WeakMap<IncomingMessage, Seen>();
  const observed: Observed = { requests: 0, statuses: new Map(), leftBehind: new Map(), stop };
  const isOurs = (request: IncomingMessage) => request.socket.localPort === port;

  const begin = (message: unknown) => {
    const { request } = message as Answer;
    if (!isOurs(request)) return;
    const one: Seen = { server: String(port), wrote: new Set() };
    seen.set(request, one);
    current.enterWith(one);
  };
  const end = (message: unknown) => {
    const { request, response } = message as Answer;
    const one = seen.get(request);
    if (!one) return;
    observed.requests += 1;
    const { route } = response.locals ?? {};
    if (typeof route !== 'string') return;
    const operation = `${request.method ?? ''} ${route}`;
    const statuses = observed.statuses.get(operation) ?? new Map<number, number>();
    statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
    observed.statuses.set(operation, statuses);
    if (response.statusCode < 400) return;
    for (const table of one.wrote) {
      const what = `${operation} ${response.statusCode} ${table}`;
      if (!mayStay.has(table) && !mayStay.has(what))
        observed.leftBehind.set(what, (observed.leftBehind.get(what) ?? 0) + 1);
    }
  };
  subscribe('http.server.request.start', begin);
  subscribe('http.server.response.finish', end);

  // oxlint-disable-next-line typescript/unbound-method -- called with its client below
  const query = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;
  const before = new WeakMap<pg.Client, Counts>();
  const watched = function (this: pg.Client, ...args: unknown[]): unknown {
    const [first] = args;
    const text = typeof first === 'string' ? first : (first as { text?: string } | null)?.text;
    const one = current.getStore();
    const begins = text !== undefined && BEGIN.test(text);
    // A statement with a callback is the pool's own.
    if (!one || !(begins || text === 'commit') || args.some((arg) => typeof arg === 'function'))
      return query.apply(this, args);
    if (begins)
      return Promise.resolve(query.apply(this, args)).then(async (answer) => {
        before.set(this, await counts(this));
        return answer;
      });
    return counts(this)
      .then((after) => {
        const had = before.get(this);
        for (const [table, count] of after) if (count > (had?.get(table) ?? 0)) one.wrote.add(table);
      })
      .catch(() => {}) // a transaction that failed commits nothing
      .then(() => query.apply(this, args));
  };
  /** Rows written by this connection that are not reported to the statistics yet: those of earlier transactions are among them. */
  async function counts(client: pg.Client): Promise<Counts> {
    const { rows } = (await query.call(client, WRITTEN)) as { rows: { relname: string; n: number }[] };
    return new Map(rows.map(({ relname, n }) => [relname, n]));
  }
  pg.Client.prototype.query = watched as typeof pg.Client.prototype.query;

  function stop(): void {
    unsubscribe('http.server.request.start', begin);
    unsubscribe('http.server.response.finish', end);
    pg.Client.prototype.query = query as typeof pg.Client.prototype.query;
  }
  return observed;
}

type Counts = Map<string, number>;
/** Alone, with a mode, or with whose transaction it is in the same message. */
const BEGIN = /^(begin|start transaction)\b/;
const WRITTEN = `
  select relname, (n_tup_ins + n_tup_upd + n_tup_del)::int as n from pg_stat_xact_user_tables
   where n_tup_ins + n_tup_upd + n_tup_del > 0`;
