import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import type { Tx } from '../connect.ts';
import type { Employees } from '../tables.ts';

/** Columns of a person's employment that HR changes; what is undefined stays. */
export type EmploymentChange = Partial<
  Pick<Employees, 'last_day' | 'away_from' | 'away_until' | 'department_id' | 'manager_id' | 'title' | 'level'>
> & { state?: string | undefined };

/**
 * Changes the employment of a person; who did it and which fields is in the log by a trigger.
 * @throws Refusal managerCycle: they would be above and below themself
 */
export async function changeEmployment(tx: Tx, id: string, change: EmploymentChange): Promise<void> {
  try {
    await tx
      .updateTable('employees')
      .set({ ...change, updated_at: sql`now()`, version: sql`version + 1` })
      .where('id', '=', id)
      .execute();
  } catch (error) {
    const constraint = error instanceof Error && 'constraint' in error ? error.constraint : undefined;
    if (constraint === 'employees_no_reporting_cycle' || constraint === 'employees_check')
      throw new Refusal('managerCycle', {}, '/manager');
    if (constraint === 'employees_away') throw new Refusal('untilPast', {}, '/awayUntil');
    throw error;
  }
}
