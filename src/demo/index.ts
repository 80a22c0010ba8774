import { sql } from 'kysely';
import type { Database, Tx } from '../db/connect.ts';
import { type DemoEmployee, inventCompany } from './company.ts';
import { TABLES, inventCustomers } from './customers.ts';
import { Random } from './random.ts';

export { DEMO_PEOPLE } from './company.ts';

export interface DemoOptions {
  customers?: number;
  seed?: number;
  /** ISO day from which all dates count */
  today?: string;
}

export interface DemoSummary {
  /** false: it was there already */
  made: boolean;
  employees: number;
  customers: number;
}

const BATCH = 1_000;

/**
 * Writes a sales organisation that looks like one: departments, some 40 people, customers with everything that hangs on them.
 * The same seed and day give the same data. A database that has the demonstration's people already is left as it is.
 * @param db as a role that may write the CRM (handover_worker)
 */
export async function seedDemo(
  db: Database,
  { customers = 2_000, seed = 1, today = new Date().toISOString().slice(0, 10) }: DemoOptions = {},
): Promise<DemoSummary> {
  const random = new Random(seed);
  const company = inventCompany(random);
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('demo data', 0))`.execute(tx);
    const there = await tx
      .selectFrom('employees')
      .select('id')
      .where('source', '=', 'demo')
      .limit(1)
      .executeTakeFirst();
    if (there) return { made: false, employees: company.employees.length, customers };
    await write(
      tx,
      'departments',
      company.departments.map(({ coordinator: _, ...d }) => d),
    );
    await write(
      tx,
      'employees',
      company.employees.map((e) => ({ ...e, source: 'demo', source_id: e.number })),
    );
    for (const { id, coordinator } of company.departments)
      await tx.updateTable('departments').set({ coordinator_id: coordinator }).where('id', '=', id).execute();
    const sellers: DemoEmployee[] = company.employees.filter((e) => e.title === '客户经理');
    for (let done = 0; done < customers; done += 10_000) {
      const rows = inventCustomers(random, Math.min(10_000, customers - done), sellers, today);
      for (const table of TABLES) await write(tx, table, rows[table]);
    }
    return { made: true, employees: company.employees.length, customers };
  });
}

/** Set-based: one statement a thousand rows, typed by the table itself. Columns that no row names keep their defaults. */
async function write(tx: Tx, table: string, rows: object[]): Promise<void> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const list = sql.join(columns.map((column) => sql.ref(column)));
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = JSON.stringify(rows.slice(at, at + BATCH));
    await sql`insert into ${sql.table(table)} (${list}) select ${list} from jsonb_populate_recordset(null::${sql.table(table)}, ${batch}::jsonb)`.execute(
      tx,
    );
  }
}
