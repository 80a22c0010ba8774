import type { Tx } from '../db/connect.ts';
import type { CsvRow } from './csv.ts';
import { ImportError, type RefusedRow } from './errors.ts';
import { type Answer, Lookups } from './lookups.ts';
import { type Mapping, neededColumns } from './mapping.ts';
import type { Remembered } from './remembered.ts';
import { type Draft, RowReader, isRefused } from './row.ts';
import { type RefusedLine, Tally } from './tally.ts';
import type { Target } from './target.ts';
import { Writer } from './write.ts';

const BATCH_ROWS = 500;

/** Hears after every batch how far an import is. @throws ImportCancelled to stop it */
export type Watch = (tally: Tally, refused: readonly RefusedLine[]) => Promise<void>;

/** One file on its way into one table. */
export class FileImport {
  readonly tally = new Tally();
  readonly #mapping: Mapping;
  readonly #target: Target;
  readonly #remembered: Remembered;
  readonly #lookups: Lookups;
  readonly #writer: Writer;
  readonly #reader: RowReader;
  readonly #watch: Watch;

  /** @param header as it stands in the file */
  constructor(
    tx: Tx,
    dataset: string,
    { mapping, target, header }: { mapping: Mapping; target: Target; header: readonly string[] },
    remembered: Remembered,
    watch: Watch,
  ) {
    checkHeader(header, mapping);
    this.#watch = watch;
    this.#mapping = mapping;
    this.#target = target;
    this.#remembered = remembered;
    this.#lookups = new Lookups(tx, dataset);
    this.#writer = new Writer(tx, dataset, mapping, target);
    this.#reader = new RowReader(mapping, target, header);
  }

  /** First pass. Rows that refer to a record of their own table which is not there yet are put aside. */
  async read(rows: AsyncIterable<CsvRow>): Promise<void> {
    let batch: CsvRow[] = [];
    for await (const row of rows) {
      batch.push(row);
      if (batch.length === BATCH_ROWS) {
        await this.#firstPass(batch);
        batch = [];
      }
    }
    await this.#firstPass(batch);
  }

  /** Further passes over the rows put aside, until one brings nothing new; what still waits then waits for nobody. */
  async settleWaiting(): Promise<void> {
    while ((await this.#pass('wait')) > 0);
    await this.#pass('settle');
  }

  /** Returns how many rows were settled. */
  async #pass(unresolved: 'wait' | 'settle'): Promise<number> {
    let settled = 0;
    let line = 0;
    for (;;) {
      const rows = await this.#remembered.take(line, BATCH_ROWS);
      const last = rows.at(-1);
      if (!last) return settled;
      line = last.row.line;
      settled += await this.#settle(this.#drafts(rows), unresolved);
    }
  }

  async #firstPass(batch: readonly CsvRow[]): Promise<void> {
    this.tally.read += batch.length;
    const named: { row: CsvRow; sourceId: string }[] = [];
    for (const row of batch) {
      const sourceId = this.#reader.sourceId(row);
      if (typeof sourceId === 'string') named.push({ row, sourceId });
      else this.tally.refuse(row, sourceId);
    }
    const repeated = await this.#remembered.repeated(named.map(({ row, sourceId }) => ({ line: row.line, sourceId })));
    const fresh = named.filter(({ row }) => !repeated.has(row.line));
    for (const { row } of named) {
      const firstLine = repeated.get(row.line);
      if (firstLine === undefined) continue;
      if (this.#mapping.onDuplicate === 'firstWins') this.tally.skipped += 1;
      else this.tally.refuse(row, this.#reader.refusal(row, 'source_id', 'duplicate', { firstLine }));
    }
    await this.#settle(this.#drafts(fresh), 'wait');
  }

  #drafts(rows: readonly { row: CsvRow; sourceId: string }[]): Draft[] {
    const drafts: Draft[] = [];
    for (const { row, sourceId } of rows) {
      const draft = this.#reader.draft(row, sourceId);
      if (isRefused(draft)) this.tally.refuse(row, draft);
      else drafts.push(draft);
    }
    return drafts;
  }

  /** Looks up, writes and counts a batch. Returns how many rows do not wait any more. */
  async #settle(drafts: readonly Draft[], unresolved: 'wait' | 'settle'): Promise<number> {
    const answer = await this.#lookups.resolve(this.#mapping, drafts);
    const ready: Draft[] = [];
    const waiting: Draft[] = [];
    for (const draft of drafts) {
      const outcome = this.#link(draft, answer, unresolved);
      if (outcome === 'ready') ready.push(draft);
      else if (outcome === 'waits') waiting.push(draft);
      else this.tally.refuse(draft.row, outcome);
    }
    await this.#remembered.wait(waiting);
    const written = await this.#writer.write(ready);
    for (const { draft, field, code, params } of written.refused)
      this.tally.refuse(draft.row, this.#reader.refusal(draft.row, field, code, params));
    this.tally.wrote(written, ready.length);
    await this.#watch(this.tally, this.tally.takeRefused());
    return drafts.length - waiting.length;
  }

  /** Puts the ids that were found in their fields. */
  #link(draft: Draft, answer: Answer, unresolved: 'wait' | 'settle'): 'ready' | 'waits' | RefusedRow {
    let outcome: 'ready' | 'waits' = 'ready';
    for (const [field, key] of Object.entries(draft.wanted)) {
      const lookup = this.#mapping.fields[field]?.lookup;
      const found = answer(field, key);
      const params = { table: lookup?.table ?? '', by: lookup?.by ?? '' };
      if (typeof found === 'object') draft.values[field] = found.id;
      else if (found === 'several') return this.#reader.refusal(draft.row, field, 'lookupAmbiguous', params);
      else if (lookup?.table === this.#target.table && unresolved === 'wait') outcome = 'waits';
      else if (lookup?.required) return this.#reader.refusal(draft.row, field, 'lookupNotFound', params);
    }
    return outcome;
  }
}

function checkHeader(header: readonly string[], mapping: Mapping): void {
  const needed = neededColumns(mapping);
  const missing = needed.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new ImportError('missingColumns', { columns: missing.join(', ') });
  const repeated = needed.filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (repeated.length > 0) throw new ImportError('repeatedColumns', { columns: repeated.join(', ') });
}
