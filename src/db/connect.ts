import { AsyncLocalStorage } from 'node:async_hooks';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresDialect,
  PostgresDriver,
  type Transaction,
  type TransactionSettings,
} from 'kysely';
import pg from 'pg';
import type { Scope } from '../contract/scopes.ts';
import { PreparingClient } from './prepared.ts';
import { API } from './roles.ts';
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
  /** so long one statement may take; absent: as long as it likes */
  statementTimeoutMs?: number;
  /** whether statements that come again are prepared: for short reads, again and again */
  prepares?: boolean;
  /** told of idle clients that broke */
  onError?: (error: Error) => void;
}

/** Opens a pool. Clients that break (the server was restarted) are dropped and replaced by the pool. */
export function connect(url: string, options: PoolOptions = {}): Database {
  const db = new Kysely<DB>({ dialect: new Dialect({ pool: openPool(url, options) }) });
  urls.set(db, url);
  return db;
}

const urls = new WeakMap<Database, string>();

/** A client, not yet connected, of a connection of its own to where the pool leads: for what outlives a query (LISTEN, locks of a session). */
export function clientBeside(db: Database): pg.Client {
  return new pg.Client({ connectionString: urls.get(db), connectionTimeoutMillis: 10_000, keepAlive: true });
}

/** The pool under `connect`. */
export function openPool(
  url: string,
  { max = 10, statementTimeoutMs, prepares = false, onError = () => {} }: PoolOptions = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    ...(prepares ? { Client: PreparingClient } : {}),
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A process that was stopped in the middle of a transaction must not hold its locks for ever.
    idle_in_transaction_session_timeout: 300_000,
    ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
  });
  pool.on('error', onError);
  // The pool listens to idle clients only: one that broke between two statements of a transaction would end this process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Who acts: somebody; or a service account, which may what the scope of its request stands for, and nothing without one. */
export interface Actor {
  id: string;
  scope: Scope | null;
}

/** For whom the transaction is that begins now. */
const beginsFor = new AsyncLocalStorage<Actor>();

class Dialect extends PostgresDialect {
  readonly #config: ConstructorParameters<typeof PostgresDialect>[0];
  constructor(config: ConstructorParameters<typeof PostgresDialect>[0]) {
    super(config);
    this.#config = config;
  }
  override createDriver(): Driver {
    return new OneMessageDriver(this.#config);
  }
}

/** What is selected to say whose a transaction is. */
function saying(actor: Actor): string {
  const [id, scope] = [pg.escapeLiteral(actor.id), pg.escapeLiteral(actor.scope ?? '')];
  return `set_config('app.me', ${id}, true), set_config('app.scope', ${scope}, true), pg_advisory_xact_lock_shared(app.work_key(${id}))`;
}

/** Begins a transaction and says whose it is in one message instead of two. */
class OneMessageDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const actor = beginsFor.getStore();
    if (actor === undefined) return super.beginTransaction(connection, settings);
    try {
      await connection.executeQuery(CompiledQuery.raw(`begin; select ${saying(actor)}`));
    } catch (error) {
      // It may have begun: the connection must not go back to the others like that.
      await super.rollbackTransaction(connection).catch(() => {});
      throw error;
    }
  }
}

/**
 * Runs `work` in a transaction in which row-level security shows and allows exactly what the person may
 * (architecture, decision 14). Every read of the API goes through here. A freeze of the person waits for the lock.
 */
export function withPerson<T>(db: Database, who: string | Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  const actor = typeof who === 'string' ? { id: who, scope: null } : who;
  return beginsFor.run(actor, () => db.transaction().execute((tx) => beginsFor.exit(() => work(tx))));
}

/**
 * The same for a worker, whose own role sees everything: `work` runs in the role of the API, and reads what the API would show the
 * person. Somebody who is frozen or has left is shown nothing.
 * @throws DatabaseError 42501 when the worker's role may not take the API's place (`migrate --create-roles` lets it)
 */
export function asPerson<T>(db: Database, personId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    const said = `select set_config('role', '${API}', true), ${saying({ id: personId, scope: null })}`;
    await tx.executeQuery(CompiledQuery.raw(said));
    return work(tx);
  });
}
