import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import { CUSTOMER_FIELDS } from '../../contract/record-schemas.ts';
import type { Tx } from '../connect.ts';

const columnOf: Record<string, { column: string }> = CUSTOMER_FIELDS;

/**
 * Makes two customers one.
 * @param take names of fields whose value comes from the one that goes
 * @returns how many records moved
 * @throws Refusal mergeWithItself, notFound, notForYou, customerInHandover
 */
export async function mergeCustomers(tx: Tx, into: string, from: string, take: readonly string[]): Promise<number> {
  if (into === from) throw new Refusal('mergeWithItself', {}, '/from');
  const seen = await tx
    .selectFrom('customers')
    .select(['id', (e) => sql<boolean>`app.is_above_customer(${e.ref('id')})`.as('above')])
    .where('id', 'in', [into, from])
    .where('merged_into', 'is', null)
    .execute();
  for (const id of [into, from])
    if (!seen.some((row) => row.id === id)) throw new Refusal('notFound', {}, id === from ? '/from' : undefined);
  if (seen.some(({ above }) => !above)) throw new Refusal('notForYou');
  const columns = take.flatMap((name) => columnOf[name]?.column ?? []);
  const { rows } = await sql<{ done: { moved?: number; held?: string[] } }>`
    select app.merge_customers(${into}, ${from}, ${columns}::text[]) as done`.execute(tx);
  const done = rows[0]?.done ?? {};
  if (done.held) throw new Refusal('customerInHandover', { handovers: done.held.join(', ') });
  return done.moved ?? 0;
}
