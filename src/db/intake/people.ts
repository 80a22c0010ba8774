import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import type { Tx } from '../connect.ts';
import type { Employees } from '../tables.ts';

type Fields = Pick<
  Employees,
  'number' | 'name' | 'email' | 'title' | 'department_id' | 'manager_id' | 'region' | 'level'
>;
/** Columns of an employee that HR writes; what is undefined stays. */
export type EmployeeColumns = { [Name in keyof Fields]?: Fields[Name] | undefined } & {
  languages?: string[] | undefined;
  skills?: string[] | undefined;
  industries?: string[] | undefined;
  roles?: string[] | undefined;
  capacity?: number | undefined;
  locale?: string | undefined;
  time_zone?: string | undefined;
};

/** A new employee. @throws Refusal valueTaken, managerCycle */
export async function makeEmployee(
  tx: Tx,
  id: string,
  columns: EmployeeColumns & { number: string; name: string; email: string },
): Promise<void> {
  await unless(() =>
    tx
      .insertInto('employees')
      .values({ id, ...columns })
      .onConflict((c) => c.column('id').doNothing())
      .execute(),
  );
}

/** @param expected the version that the caller saw @throws Refusal notFound, versionDiffers, valueTaken, managerCycle */
export async function changeEmployee(
  tx: Tx,
  id: string,
  columns: EmployeeColumns,
  expected: number | null,
): Promise<void> {
  const { numUpdatedRows } = await unless(() =>
    tx
      .updateTable('employees')
      .set({ ...columns, updated_at: sql`now()`, version: sql`version + 1` })
      .where('id', '=', id)
      .where((e) => (expected === null ? e.val(true) : e('version', '=', expected)))
      .executeTakeFirst(),
  );
  if (numUpdatedRows > 0n) return;
  const there = await tx.selectFrom('employees').select('id').where('id', '=', id).executeTakeFirst();
  throw new Refusal(there ? 'versionDiffers' : 'notFound');
}

export interface DepartmentColumns {
  code?: string | undefined;
  name_zh?: string | undefined;
  name_en?: string | undefined;
  coordinator_id?: string | null | undefined;
}

/** A new department. @throws Refusal valueTaken */
export async function makeDepartment(
  tx: Tx,
  id: string,
  columns: DepartmentColumns & { code: string; name_zh: string; name_en: string },
): Promise<void> {
  await unless(() =>
    tx
      .insertInto('departments')
      .values({ id, ...columns })
      .onConflict((c) => c.column('id').doNothing())
      .execute(),
  );
}

/** @throws Refusal notFound, versionDiffers, valueTaken */
export async function changeDepartment(
  tx: Tx,
  id: string,
  columns: DepartmentColumns,
  expected: number | null,
): Promise<void> {
  const { numUpdatedRows } = await unless(() =>
    tx
      .updateTable('departments')
      .set({ ...columns, updated_at: sql`now()`, version: sql`version + 1` })
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .where((e) => (expected === null ? e.val(true) : e('version', '=', expected)))
      .executeTakeFirst(),
  );
  if (numUpdatedRows > 0n) return;
  const there = await tx
    .selectFrom('departments')
    .select('id')
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  throw new Refusal(there ? 'versionDiffers' : 'notFound');
}

const TAKEN: Record<string, string> = {
  employees_number_key: 'number',
  employees_email: 'email',
  employees_user_name: 'email',
  departments_code_key: 'code',
};

/** What the database refuses, as a refusal. */
async function unless<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const constraint = error instanceof Error && 'constraint' in error ? String(error.constraint) : '';
    const field = TAKEN[constraint];
    if (field !== undefined) throw new Refusal('valueTaken', { field }, `/${field}`);
    if (constraint === 'employees_no_reporting_cycle' || constraint === 'employees_check')
      throw new Refusal('managerCycle', {}, '/manager');
    throw error;
  }
}
