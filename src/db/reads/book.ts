import { sql } from 'kysely';
import type { RecordType } from '../../contract/steps.ts';
import type { Tx } from '../connect.ts';

/** What is asked for: a giver's whole book, or some of their customers. */
export interface Book {
  giverId: string;
  /** null: the whole book */
  customerIds: string[] | null;
}

/** Tables of the records that can name a person besides following a customer. */
const CHILDREN: [Exclude<RecordType, 'customer'>, string][] = [
  ['opportunity', 'opportunities'],
  ['task', 'tasks'],
  ['calendar_event', 'calendar_events'],
  ['approval', 'approvals'],
  ['note', 'notes'],
  ['communication', 'communications'],
  ['attachment', 'attachments'],
  ['contact', 'contacts'],
  ['order', 'orders'],
  ['contract', 'contracts'],
  ['project', 'projects'],
  ['preference', 'preferences'],
  ['feedback', 'feedback'],
  ['team_membership', 'customer_team'],
];

/** Whether there is anything to hand over. */
export async function isBookEmpty(tx: Tx, giverId: string): Promise<boolean> {
  // Nearly always the answer, and soon told: to plan the question about everything else takes ten times as long as to answer it.
  const customer = await tx.selectFrom('customers').select('id').where('owner_id', '=', giverId).limit(1).execute();
  if (customer.length > 0) return false;
  const held = CHILDREN.map(([, table]) => sql`select 1 from ${sql.table(table)} where assignee_id = ${giverId}`);
  const { rows } = await sql<{ held: boolean }>`select ${sql.join(
    held.map((q) => sql`exists (${q})`),
    sql` or `,
  )} as held`.execute(tx);
  return rows[0]?.held !== true;
}

/** How many of the named customers the giver does not own. */
export async function countNotInBook(tx: Tx, giverId: string, customerIds: string[]): Promise<number> {
  if (customerIds.length === 0) return 0;
  const { n } = await tx
    .selectFrom('customers')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('owner_id', '=', giverId)
    .where(sql<boolean>`id = any (${customerIds}::uuid[])`)
    .executeTakeFirstOrThrow();
  return customerIds.length - n;
}
