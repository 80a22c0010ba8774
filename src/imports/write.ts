import { type RawBuilder, sql } from 'kysely';
import { DatabaseError } from 'pg';
import type { Tx } from '../db/connect.ts';
import type { Params, RowCode } from './errors.ts';
import type { Mapping } from './mapping.ts';
import type { Draft } from './row.ts';
import type { Target } from './target.ts';

/**
 * Set when a record is made and never by a later import: who owns a record belongs to the engine.
 * After a handover the old file, imported once more, must not move the customers back.
 */
const ENGINE_OWNED = new Set(['owner_id', 'assignee_id']);

/** Columns that the API's role writes but does not read; the database compares them. */
const SENSITIVE: Record<string, readonly string[]> = {
  customers: ['tax_id', 'bank_account', 'phone'],
  contacts: ['id_number', 'phone'],
};

export interface Written {
  inserted: number;
  updated: number;
  refused: { draft: Draft; field: string | undefined; code: RowCode; params: Params }[];
}

/** Writes batches of one mapping. The statement is the same for every batch. */
export class Writer {
  readonly #tx: Tx;
  readonly #dataset: string;
  readonly #target: Target;
  readonly #fields: readonly string[];
  readonly #updatable: readonly string[];

  constructor(tx: Tx, dataset: string, mapping: Mapping, target: Target) {
    this.#tx = tx;
    this.#dataset = dataset;
    this.#target = target;
    this.#fields = Object.keys(mapping.fields);
    this.#updatable = this.#fields.filter((f) => !ENGINE_OWNED.has(f) && mapping.fields[f]?.insertOnly !== true);
  }

  /**
   * Inserts what is new, updates what differs, leaves the rest untouched (no new version). A row that the database refuses
   * is found by halving, so that one bad row costs a handful of statements and the others go in.
   * @param drafts source ids all different
   */
  async write(drafts: readonly Draft[]): Promise<Written> {
    if (drafts.length === 0) return { inserted: 0, updated: 0, refused: [] };
    await sql`savepoint import_batch`.execute(this.#tx);
    try {
      const { rows } = await this.#upsert(drafts).execute(this.#tx);
      await sql`release savepoint import_batch`.execute(this.#tx);
      const inserted = rows.filter((row) => row.inserted).length;
      return { inserted, updated: rows.length - inserted, refused: [] };
    } catch (error) {
      if (!isDataError(error)) throw error;
      await sql`rollback to savepoint import_batch`.execute(this.#tx);
      await sql`release savepoint import_batch`.execute(this.#tx);
      const [only, ...more] = drafts;
      if (only && more.length === 0)
        return { inserted: 0, updated: 0, refused: [{ draft: only, ...this.#reason(error) }] };
      const middle = Math.ceil(drafts.length / 2);
      const first = await this.write(drafts.slice(0, middle));
      const second = await this.write(drafts.slice(middle));
      return {
        inserted: first.inserted + second.inserted,
        updated: first.updated + second.updated,
        refused: [...first.refused, ...second.refused],
      };
    }
  }

  /** MERGE, because ON CONFLICT must read what it compares with, and sensitive columns are not to be read (SENSITIVE). */
  #upsert(drafts: readonly Draft[]): RawBuilder<{ inserted: boolean }> {
    const table = sql.table(this.#target.table);
    const rows = drafts.map(({ sourceId, values }) => ({ source_id: sourceId, ...values }));
    const names = ['source_id', ...this.#fields];
    const record = sql.join(
      names.map((f) => sql`${sql.ref(f)} ${sql.raw(this.#target.columns.get(f)?.type ?? 'text')}`),
    );
    return sql`
      merge into ${table} as t
      using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (${record})
         on t.source = ${this.#dataset} and t.source_id = r.source_id
      ${this.#whenMatched()}
      when not matched then insert (source, ${sql.join(names.map((f) => sql.ref(f)))})
        values (${this.#dataset}, ${sql.join(names.map((f) => sql.ref(`r.${f}`)))})
      returning merge_action() = 'INSERT' as inserted`;
  }

  #whenMatched(): RawBuilder<unknown> {
    if (this.#updatable.length === 0) return sql``;
    const sets = this.#updatable.map((f) => sql`${sql.ref(f)} = ${sql.ref(`r.${f}`)}`);
    if (this.#target.columns.has('updated_at')) sets.push(sql`updated_at = now()`);
    if (this.#target.columns.has('version')) sets.push(sql`version = t.version + 1`);
    const hidden = SENSITIVE[this.#target.table] ?? [];
    const open = this.#updatable.filter((f) => !hidden.includes(f));
    const compared = this.#updatable.filter((f) => hidden.includes(f));
    const differs: RawBuilder<unknown>[] = [];
    if (open.length > 0)
      differs.push(
        sql`row(${sql.join(open.map((f) => sql.ref(`t.${f}`)))}) is distinct from row(${sql.join(open.map((f) => sql.ref(`r.${f}`)))})`,
      );
    if (compared.length > 0)
      differs.push(
        sql`not app.is_sensitive_as(${this.#target.table}, t.id, jsonb_build_object(${sql.join(compared.flatMap((f) => [sql.lit(f), sql.ref(`r.${f}`)]))}))`,
      );
    return sql`when matched and (${sql.join(differs, sql` or `)}) then update set ${sql.join(sets)}`;
  }

  #reason(error: DatabaseError): { field: string | undefined; code: RowCode; params: Params } {
    const constraint = error.constraint ?? '';
    const candidates = error.column ? [error.column] : (this.#target.constraints.get(constraint) ?? []);
    const field = candidates.find((column) => this.#fields.includes(column));
    switch (error.code) {
      case '23502':
        return { field, code: 'required', params: {} };
      case '23514':
        return { field, code: 'check', params: { constraint } };
      case '23505':
        return { field, code: 'notUnique', params: { constraint } };
      case '23503':
        return { field, code: 'reference', params: { constraint } };
      default:
        return { field, code: 'notStorable', params: { type: error.code ?? '' } };
    }
  }
}

/** SQLSTATE classes that speak of the row's data: 22 data exception, 23 constraint, 54 too large for an index. */
function isDataError(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && /^(22|23|54)/.test(error.code ?? '');
}
