import { type Insertable, sql } from 'kysely';
import type { Tx } from '../db/connect.ts';
import type { DB } from '../db/tables.ts';

/** Takes one row for a table; a row that another refers to is put first. */
export type Put = <T extends keyof DB>(table: T, row: Insertable<DB[T]>) => void;

const BATCH = 2_000;

/** Rows that wait to be written, by table, in the order in which the tables were first named. */
export class Rows {
  private readonly waiting = new Map<string, object[]>();

  readonly put: Put = (table, row) => {
    const rows = this.waiting.get(table);
    if (rows) rows.push(row);
    else this.waiting.set(table, [row]);
  };

  /** Writes all that waits, set-based: one statement a batch, typed by the table itself. Columns that no row names keep their defaults. */
  async write(tx: Tx): Promise<void> {
    for (const [table, rows] of this.waiting) {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      const list = sql.join(columns.map((column) => sql.ref(column)));
      for (let at = 0; at < rows.length; at += BATCH) {
        const batch = JSON.stringify(rows.slice(at, at + BATCH));
        await sql`insert into ${sql.table(table)} (${list})
          select ${list} from jsonb_populate_recordset(null::${sql.table(table)}, ${batch}::jsonb)`.execute(tx);
      }
    }
    this.waiting.clear();
  }
}
