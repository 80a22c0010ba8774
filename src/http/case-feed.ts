import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

const LOOK_EVERY_MS = 1_000;
const QUERY_MS = 5_000;

/**
 * Tells streams that their case has new entries, or their person new notices: one connection of this process for all of them, however many there are. The sealer
 * notifies which cases it has sealed entries of; once a second one statement asks for the whole process, so that nothing depends on
 * the sealer, nor on a connection that held. It tells that there is something; what, everybody reads under their own reach.
 */
export class CaseFeed {
  readonly #open: () => pg.Client;
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  /** @param open an unconnected client as the role handover_api */
  constructor(open: () => pg.Client) {
    this.#open = open;
  }

  /** @param key id of a case, or of a person; @param wake called when there may be something new; @returns ends it */
  watch(key: string, wake: () => void): () => void {
    const of = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, of.add(wake));
    this.#running ??= this.#run();
    return () => {
      of.delete(wake);
      if (of.size === 0 && this.#watchers.get(key) === of) this.#watchers.delete(key);
    };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  #wake(key: string): void {
    for (const wake of this.#watchers.get(key) ?? []) wake();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let client: pg.Client | undefined;
    let since = '';
    let counts = new Map<string, number>();
    while (!signal.aborted) {
      try {
        client ??= await this.#listen((lost) => {
          if (client === lost) client = undefined;
        });
        const { rows } = await client.query<{ below: string; cases: Record<string, number> }>({
          text: 'select below, cases from app.cases_since($1::xid8)',
          // The first look only takes the mark: what came before it everybody has to look for.
          values: [since === '' ? '18446744073709551615' : since],
        });
        const [seen] = rows;
        if (seen) {
          if (since === '') for (const handoverId of this.#watchers.keys()) this.#wake(handoverId);
          const now = new Map(Object.entries(seen.cases));
          // As long as an older transaction is open the same entries are found again; once the mark has moved, counts are of others.
          for (const [handoverId, count] of now) if (counts.get(handoverId) !== count) this.#wake(handoverId);
          counts = seen.below === since ? now : new Map();
          since = seen.below;
        }
      } catch {
        // The next look opens another connection and begins where this one was.
        const broken = client;
        client = undefined;
        void broken?.end().catch(() => {});
      }
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
    await client?.end().catch(() => {});
  }

  async #listen(lost: (client: pg.Client) => void): Promise<pg.Client> {
    const client = this.#open();
    client.on('error', () => lost(client));
    client.on('end', () => lost(client));
    client.on('notification', ({ payload }) => {
      for (const handoverId of payload?.split(',') ?? []) this.#wake(handoverId);
    });
    await client.connect();
    await client.query(`set statement_timeout = ${QUERY_MS}`);
    await client.query('listen handover_events; listen notices');
    // What was told while nobody listened: everybody looks once.
    for (const key of this.#watchers.keys()) this.#wake(key);
    return client;
  }
}
