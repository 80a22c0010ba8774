import { sql } from 'kysely';
import type { Database, Tx } from '../connect.ts';

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
  /** contacts with these customers, not customers: how often they are spoken to */
  contactsLast90Days: number;
  revenueLast90Days: string;
  openPipeline: string;
}

export async function bookFacts(tx: Database | Tx, handoverId: string, at: string): Promise<BookFacts> {
  // The book is hashed once, however many kinds of records are held against it.
  const { rows } = await sql<BookFacts>`
    with book as (select record_id as id from handover_items where handover_id = ${handoverId} and record_type = 'customer' and why <> 'late'),
    around as (
      select customer_id, 'complaint' as kind, null::smallint as mark, null::numeric as amount from feedback
       where type = 'complaint' and state = 'open'
      union all
      select customer_id, 'mark', satisfaction, null from feedback
       where satisfaction is not null and received_at > ${at}::timestamptz - interval '90 days'
      union all
      select customer_id, case when happened_at >= ${at}::timestamptz - interval '30 days' then 'recent' else 'contact' end, null, null
        from communications where happened_at between ${at}::timestamptz - interval '90 days' and ${at}::timestamptz
      union all
      select customer_id, 'order', null, total from orders where state <> 'cancelled' and ordered_on > ${at}::date - 90
      union all
      select customer_id, 'opportunity', null, amount from opportunities where closed_on is null
    )
    select c.*, a.*
      from (select count(*) as customers, count(*) filter (where state = 'lost') as lost from book join customers using (id)) c,
           (select count(*) filter (where kind = 'complaint') as "openComplaints",
                   round(avg(mark), 2)::float8 as satisfaction,
                   count(distinct customer_id) filter (where kind = 'recent') as "contactedLast30Days",
                   count(*) filter (where kind in ('recent', 'contact')) as "contactsLast90Days",
                   coalesce(sum(amount) filter (where kind = 'order'), 0)::text as "revenueLast90Days",
                   coalesce(sum(amount) filter (where kind = 'opportunity'), 0)::text as "openPipeline"
              from around join book on book.id = around.customer_id) a`.execute(tx);
  const facts = rows[0];
  if (!facts) throw new Error('facts of a book are one row');
  return facts;
}
