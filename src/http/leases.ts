import type { ServerResponse } from 'node:http';
import type pg from 'pg';
import { Refusal } from '../contract/failures.ts';

/** So many people keep their lock between requests; the one who was away longest gives way. */
const IDLE_LEASES = 200;
/** So many sessions that ended are remembered, for requests that are on their way between their look at the session and their hold. */
const REMEMBERED = 10_000;
const SIGN_OF_LIFE_EVERY_MS = 5_000;
const NO_SIGN_OF_LIFE_AFTER_MS = 5_000;

/** The connection on which ends of sessions are heard. */
export type Listening = object;

interface Lease {
  /** each with the session of the browser that asked, or null */
  responses: Map<ServerResponse, string | null>;
  /** the person is not frozen, and a freeze waits until the lock is given back */
  taken: Promise<void>;
}

/**
 * What this process serves to whom, so that a freeze can end it (docs/operations.md). While a person has requests here, a
 * session-level lock on one dedicated connection says so. A freeze commits, is notified, and waits for the lock: until then this
 * process has torn down everything of the person. A connection that breaks takes all locks with it, therefore all requests too.
 * A request costs a round trip only when the person was not here lately.
 */
export class Leases {
  readonly #open: () => pg.Client;
  /** least lately used first */
  readonly #leases = new Map<string, Lease>();
  /** in the order in which they ended, as heard */
  readonly #ended = new Set<string>();
  #connection: Promise<pg.Client> | undefined;
  #stopped = false;

  /** @param open an unconnected client as the role handover_api */
  constructor(open: () => pg.Client) {
    this.#open = open;
  }

  /**
   * To be called before a session is looked up: what ends from now on is heard.
   * @returns to be given to `hold`
   * @throws Refusal unavailable
   */
  async listening(): Promise<Listening> {
    try {
      return await this.#connected();
    } catch (error) {
      throw Object.assign(new Refusal('unavailable'), { cause: error });
    }
  }

  /**
   * To be called before anything is done for the person; holds until the response is closed.
   * @param session of the browser by which they came, and since when its end would have been heard
   * @throws Refusal frozen, unauthenticated (the session has ended), unavailable (the database cannot be asked)
   */
  async hold(
    personId: string,
    response: ServerResponse,
    session: { id: string; since: Listening } | null = null,
  ): Promise<void> {
    if (session) await this.#mustGoOn(session);
    const sessionId = session?.id ?? null;
    const lease = this.#leases.get(personId) ?? this.#take(personId);
    lease.responses.set(response, sessionId);
    this.#touch(personId, lease);
    response.once('close', () => {
      lease.responses.delete(response);
      this.#evict();
    });
    if (response.closed) lease.responses.delete(response);
    await lease.taken;
    // Cut off while it was being taken.
    if (this.#leases.get(personId) !== lease) throw new Refusal('unavailable');
  }

  async #mustGoOn({ id, since }: { id: string; since: Listening }): Promise<void> {
    if (this.#ended.has(id)) throw new Refusal('unauthenticated');
    // The connection was lost meanwhile: nobody knows what it did not hear.
    if ((await this.listening()) !== since) throw new Refusal('unavailable');
    if (this.#ended.has(id)) throw new Refusal('unauthenticated');
  }

  /** The request ends sessions itself: its answer is still to be given when its own is among them. */
  spare(personId: string, response: ServerResponse): void {
    this.#leases.get(personId)?.responses.set(response, null);
  }

  /** Gives back all locks; what is still being served is dropped. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const connection = this.#connection;
    this.#connection = undefined;
    this.#dropAll();
    await connection?.then((client) => client.end()).catch(() => {});
  }

  #take(personId: string): Lease {
    const lease: Lease = { responses: new Map(), taken: this.#lock(personId) };
    lease.taken.catch(() => {
      if (this.#leases.get(personId) === lease) this.#leases.delete(personId);
    });
    return lease;
  }

  async #lock(personId: string): Promise<void> {
    let answers: unknown;
    try {
      const client = await this.#connected();
      const person = client.escapeLiteral(personId);
      // Two statements in one message: the second must not look at the database as it was before the lock.
      answers = await client.query(
        `select pg_try_advisory_lock_shared(app.lease_key(${person})) as held; select app.is_frozen(${person}) as frozen`,
      );
    } catch (error) {
      throw Object.assign(new Refusal('unavailable'), { cause: error });
    }
    const [held, frozen] = (answers as [pg.QueryResult<{ held: boolean }>, pg.QueryResult<{ frozen: boolean }>]).map(
      ({ rows }) => rows[0],
    ) as [{ held: boolean } | undefined, { frozen: boolean } | undefined];
    if (frozen?.frozen === false && held?.held === true) return;
    if (held?.held === true) this.#unlock(personId);
    // The lock is refused while a freeze waits for others to let go.
    throw new Refusal(frozen?.frozen === true ? 'frozen' : 'unavailable');
  }

  #unlock(personId: string): void {
    void this.#connection
      ?.then((client) => client.query('select pg_advisory_unlock_shared(app.lease_key($1))', [personId]))
      .catch(() => {});
  }

  /** Whoever was frozen: everything that is under way for them ends here. */
  #cut(personId: string): void {
    const lease = this.#leases.get(personId);
    if (!lease) return;
    this.#leases.delete(personId);
    for (const response of lease.responses.keys()) tearDown(response);
    void lease.taken.then(() => this.#unlock(personId)).catch(() => {});
  }

  /** A session ended: what is under way for it ends here; the person's other logins go on. */
  #cutSession(sessionId: string): void {
    this.#ended.add(sessionId);
    const [first] = this.#ended;
    if (this.#ended.size > REMEMBERED && first !== undefined) this.#ended.delete(first);
    for (const { responses } of this.#leases.values())
      for (const [response, session] of responses)
        if (session === sessionId) {
          responses.delete(response);
          tearDown(response);
        }
  }

  #dropAll(): void {
    for (const { responses } of this.#leases.values()) for (const response of responses.keys()) tearDown(response);
    this.#leases.clear();
  }

  #touch(personId: string, lease: Lease): void {
    this.#leases.delete(personId);
    this.#leases.set(personId, lease);
  }

  #evict(): void {
    if (this.#leases.size <= IDLE_LEASES) return;
    for (const [personId, { responses }] of this.#leases) {
      if (responses.size > 0) continue;
      this.#leases.delete(personId);
      this.#unlock(personId);
      return;
    }
  }

  #connected(): Promise<pg.Client> {
    if (this.#stopped) throw new Error('the leases were given back');
    if (this.#connection) return this.#connection;
    const client = this.#open();
    const opened = this.#listen(client);
    this.#connection = opened;
    const lost = () => {
      clearInterval(alive);
      if (this.#connection !== opened) return;
      this.#connection = undefined;
      this.#dropAll();
    };
    // The server may give up a silent connection, and its locks with it: this process must have noticed before.
    const alive = setInterval(() => void stillThere(client, lost), SIGN_OF_LIFE_EVERY_MS).unref();
    client.on('error', lost);
    client.on('end', lost);
    opened.catch(lost);
    return opened;
  }

  async #listen(client: pg.Client): Promise<pg.Client> {
    await client.connect();
    client.on('notification', ({ channel, payload }) => {
      if (payload === undefined) return;
      if (channel === 'freezes') this.#cut(payload);
      else this.#cutSession(payload);
    });
    await client.query('listen freezes; listen sessions');
    return client;
  }
}

async function stillThere(client: pg.Client, lost: () => void): Promise<void> {
  const tooLong = setTimeout(() => {
    lost();
    void client.end().catch(() => {});
  }, NO_SIGN_OF_LIFE_AFTER_MS);
  await client.query('select 1').catch(() => {});
  clearTimeout(tooLong);
}

/** Nothing more of it leaves this machine: what waits in the socket's buffer is thrown away too. */
function tearDown(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
  response.destroy();
}
