import { sql } from 'kysely';
import type { Tx } from '../connect.ts';

/**
 * How well the customers of a handover are looked after, at a moment: the baseline and, at each review, what to hold against it.
 * Always the customers of the plan, so that the same are compared: what arrived late has no baseline.
 */
export interface BookFacts {
  customers: number;
  lost: number;
  openComplaints: number;
  /** mean of the marks of the last 90 days, 1 to 5 */
  satisfaction: number | null;
  contactedLast30Days: number;
  revenueLast90Days: string;
  openPipeline: string;
}

export async function bookFacts(tx: Tx, handoverId: string, at: string): Promise<BookFacts> {
  const { rows } = await sql<BookFacts>`
    with book as (select record_id as id from handover_items where handover_id = ${handoverId} and record_type = 'customer' and why <> 'late')
    select (select count(*) from book) as customers,
           (select count(*) from book join customers c using (id) where c.state = 'lost') as lost,
           (select count(*) from feedback f join book on book.id = f.customer_id where f.type = 'complaint' and f.state = 'open') as "openComplaints",
           (select round(avg(satisfaction), 2)::float8 from feedback f join book on book.id = f.customer_id
             where f.received_at > ${at}::timestamptz - interval '90 days') as satisfaction,
           (select count(distinct m.customer_id) from communications m join book on book.id = m.customer_id
             where m.happened_at between ${at}::timestamptz - interval '30 days' and ${at}::timestamptz) as "contactedLast30Days",
           (select coalesce(sum(total), 0)::text from orders o join book on book.id = o.customer_id
             where o.state <> 'cancelled' and o.ordered_on > ${at}::date - 90) as "revenueLast90Days",
           (select coalesce(sum(amount), 0)::text from opportunities p join book on book.id = p.customer_id where p.closed_on is null) as "openPipeline"`.execute(
    tx,
  );
  const facts = rows[0];
  if (!facts) throw new Error('facts of a book are one row');
  return facts;
}
