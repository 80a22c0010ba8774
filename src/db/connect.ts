import { Kysely, PostgresDialect, type Transaction, sql } from 'kysely';
import pg from 'pg';
import type { DB } from './tables.ts';

export type Database = Kysely<DB>;
export type Tx = Transaction<DB>;

// int8 counts and numeric amounts: counts fit a double; amounts stay strings, so that no cent is lost.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));
// A date is a day of the company's calendar, not an instant: keep the text.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export interface PoolOptions {
  /** connections at the most */
  max?: number;
  /** told of idle clients that broke */
  onError?: (error: Error) => void;
}

/** Opens a pool. Clients that break (the server was restarted) are dropped and replaced by the pool. */
export function connect(url: string, options: PoolOptions = {}): Database {
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: openPool(url, options) }) });
  urls.set(db, url);
  return db;
}

const urls = new WeakMap<Database, string>();

/** A client, not yet connected, of a connection of its own to where the pool leads: for what outlives a query (LISTEN, locks of a session). */
export function clientBeside(db: Database): pg.Client {
  return new pg.Client({ connectionString: urls.get(db), connectionTimeoutMillis: 10_000, keepAlive: true });
}

/** The pool under `connect`. */
export function openPool(url: string, { max = 10, onError = () => {} }: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A process that was stopped in the middle of a transaction must not hold its locks for ever.
    idle_in_transaction_session_timeout: 300_000,
  });
  pool.on('error', onError);
  // The pool listens to idle clients only: one that broke between two statements of a transaction would end this process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * Runs `work` in a transaction in which row-level security shows and allows exactly what `personId` may
 * (architecture, decision 14). Every read of the API goes through here. A freeze of the person waits for the lock.
 */
export function withPerson<T>(db: Database, personId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`select set_config('app.me', ${personId}, true), pg_advisory_xact_lock_shared(app.work_key(${personId}))`.execute(
      tx,
    );
    return work(tx);
  });
}
