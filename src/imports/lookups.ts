import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';
import type { Lookup, Mapping } from './mapping.ts';

export type Found = { id: string } | 'none' | 'several';
export type Answer = (field: string, key: string) => Found;

/** Ids kept for later batches; beyond it the memory starts anew, so that it stays bounded. */
const MAX_REMEMBERED = 50_000;

/** Finds records by their natural key, a batch at a time. */
export class Lookups {
  readonly #tx: Tx;
  readonly #dataset: string;
  readonly #known = new Map<Lookup, Map<string, string>>();

  constructor(tx: Tx, dataset: string) {
    this.#tx = tx;
    this.#dataset = dataset;
  }

  /** Asks for all keys of a batch in one query per lookup. Returns the answer to each (field, key). */
  async resolve(mapping: Mapping, drafts: readonly { wanted: Record<string, string> }[]): Promise<Answer> {
    const answers = new Map<string, Map<string, Found>>();
    for (const [field, { lookup }] of Object.entries(mapping.fields)) {
      if (!lookup) continue;
      const keys = new Set(drafts.flatMap((draft) => draft.wanted[field] ?? []));
      answers.set(field, await this.#find(lookup, keys));
    }
    return (field, key) => answers.get(field)?.get(key) ?? 'none';
  }

  async #find(lookup: Lookup, keys: ReadonlySet<string>): Promise<Map<string, Found>> {
    const known = this.#knownOf(lookup);
    const found = new Map<string, Found>();
    const unknown: string[] = [];
    for (const key of keys) {
      const id = known.get(key);
      if (id === undefined) unknown.push(key);
      else found.set(key, { id });
    }
    if (unknown.length === 0) return found;
    const by = sql.ref(lookup.by);
    const dataset = lookup.dataset ?? this.#dataset;
    const within = dataset === '*' ? sql`true` : sql`source = ${dataset}`;
    const { rows } = await sql<{ key: string; ids: string[] }>`
      select ${by} as key, array_agg(id::text) as ids from ${sql.table(lookup.table)}
       where ${within} and ${by} = any (${unknown}) group by ${by}`.execute(this.#tx);
    for (const { key, ids } of rows) {
      const [id, ...more] = ids;
      if (id === undefined) continue;
      found.set(key, more.length > 0 ? 'several' : { id });
      if (more.length === 0) known.set(key, id);
    }
    return found;
  }

  #knownOf(lookup: Lookup): Map<string, string> {
    let known = this.#known.get(lookup);
    if (!known || known.size > MAX_REMEMBERED) {
      known = new Map();
      this.#known.set(lookup, known);
    }
    return known;
  }
}
