import { sql } from 'kysely';
import type { Database } from '../db/connect.ts';
import { inventChildren } from './children.ts';
import { inventCompany } from './company.ts';
import { customerMaker } from './customers.ts';
import { datesFrom } from './dates.ts';
import { inventOwnWork } from './own-work.ts';
import { Random } from './random.ts';
import { Rows } from './rows.ts';

export { DEMO_PEOPLE } from './company.ts';

export interface DemoOptions {
  customers?: number;
  /** so many records hang on each customer; absent: a believable mixture, about twenty on average */
  childrenPerCustomer?: number;
  seed?: number;
  /** ISO day from which all dates count; absent: the present one */
  today?: string;
  /** hears how far it is, once every 10,000 customers */
  say?: (line: string) => void;
}

export interface DemoSummary {
  /** false: it was there already */
  made: boolean;
  /** how many the demonstration has in the database */
  employees: number;
  customers: number;
}

const CHUNK = 10_000;

/**
 * Writes a sales organisation that looks like one: departments, 42 people, customers with everything that hangs on them.
 * The same seed and day give the same data, ids included (the times of writing differ). All or nothing;
 * a database that has the demonstration's people already is left as it is.
 * @param db as a role that may write the CRM (handover_worker)
 */
export async function seedDemo(
  db: Database,
  {
    customers = 2_000,
    childrenPerCustomer,
    seed = 1,
    today = new Date().toISOString().slice(0, 10),
    say = () => {},
  }: DemoOptions = {},
): Promise<DemoSummary> {
  const random = new Random(seed);
  const dates = datesFrom(today);
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('demo data', 0))`.execute(tx);
    const present = async (table: 'employees' | 'customers') => {
      const found = await tx
        .selectFrom(table)
        .select((e) => e.fn.countAll<number>().as('count'))
        .where('source', '=', 'demo')
        .executeTakeFirstOrThrow();
      return found.count;
    };
    const employees = await present('employees');
    if (employees > 0) return { made: false, employees, customers: await present('customers') };

    const company = inventCompany(random);
    const rows = new Rows();
    for (const department of company.departments) rows.put('departments', department);
    for (const employee of company.employees) rows.put('employees', employee);
    for (const product of company.products) rows.put('products', product);
    for (const seller of company.sellers) inventOwnWork(random, seller, dates, rows.put);
    await rows.write(tx);
    for (const { departmentId, employeeId } of company.coordinators)
      await tx.updateTable('departments').set({ coordinator_id: employeeId }).where('id', '=', departmentId).execute();

    const nextCustomer = customerMaker(random, company.sellers, dates, rows.put);
    for (let at = 1; at <= customers; at += 1) {
      const customer = nextCustomer(at);
      inventChildren({ random, dates, company, customer, put: rows.put }, childrenPerCustomer);
      if (at % CHUNK > 0 && at < customers) continue;
      await rows.write(tx);
      if (customers > CHUNK) say(`${at} / ${customers}`);
    }
    return { made: true, employees: company.employees.length, customers };
  });
}
