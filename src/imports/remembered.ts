import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';
import type { CsvRow } from './csv.ts';

/**
 * What an import must remember of a file of any length lies in temporary tables of its transaction, not in memory:
 * the source ids seen so far, and the rows that wait for a record further down in the same file.
 */
export class Remembered {
  readonly #tx: Tx;

  private constructor(tx: Tx) {
    this.#tx = tx;
  }

  static async create(tx: Tx): Promise<Remembered> {
    await sql`create temporary table import_seen (source_id text primary key, line integer not null) on commit drop`.execute(
      tx,
    );
    await sql`create temporary table import_waiting (line integer primary key, source_id text not null, cells jsonb not null) on commit drop`.execute(
      tx,
    );
    return new Remembered(tx);
  }

  /** Notes the source ids of a batch. Returns, for each line whose id came before, the line that has it. */
  async repeated(rows: readonly { line: number; sourceId: string }[]): Promise<Map<number, number>> {
    const { rows: repeated } = await sql<{ line: number; first_line: number }>`
      with batch as (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as b (line integer, "sourceId" text)
      ), before as (
        select b.line, coalesce(s.line, min(b.line) over (partition by b."sourceId")) as first_line, b."sourceId"
          from batch b left join import_seen s on s.source_id = b."sourceId"
      ), noted as (
        insert into import_seen select "sourceId", line from before where line = first_line
      ) select line, first_line from before where line <> first_line`.execute(this.#tx);
    return new Map(repeated.map((row) => [row.line, row.first_line]));
  }

  async wait(rows: readonly { row: CsvRow; sourceId: string }[]): Promise<void> {
    if (rows.length === 0) return;
    const waiting = rows.map(({ row, sourceId }) => ({ line: row.line, source_id: sourceId, cells: row.cells }));
    await sql`
      insert into import_waiting
      select * from jsonb_to_recordset(${JSON.stringify(waiting)}::jsonb) as w (line integer, source_id text, cells jsonb)`.execute(
      this.#tx,
    );
  }

  /** Takes the next waiting rows after `line`, in the order of the file; they wait no longer unless put back. */
  async take(line: number, limit: number): Promise<{ row: CsvRow; sourceId: string }[]> {
    const { rows } = await sql<{ line: number; source_id: string; cells: string[] }>`
      with next as (
        delete from import_waiting where line in (
          select line from import_waiting where line > ${line} order by line limit ${limit})
        returning *
      ) select * from next order by line`.execute(this.#tx);
    return rows.map((r) => ({ row: { line: r.line, cells: r.cells }, sourceId: r.source_id }));
  }
}
