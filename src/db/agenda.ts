import { sql } from 'kysely';
import type { Database, Tx } from './connect.ts';

/** What there is to talk about in a handover meeting. */
export interface AgendaFacts {
  tiers: { tier: string; customers: number }[];
  /** names of customers of the strict tier, as the packs have them; the first MOST_NAMED */
  strict: string[];
  promises: number;
  openComplaints: number;
  /** customers about whom the giver has something to explain */
  toExplain: number;
  risks: number;
  discrepancies: number;
  openActions: number;
}
const MOST_NAMED = 30;

/**
 * Counts from the newest packs. With the rights of the API a reader gets what they may see; an activity says whose customers it means.
 * @param receiverId only what this receiver gets; null: of the whole case
 */
export async function agendaFacts(
  tx: Database | Tx,
  handoverId: string,
  receiverId: string | null = null,
): Promise<AgendaFacts> {
  const { rows } = await sql<AgendaFacts>`
    with book as materialized (
      select i.record_id as id, i.tier, m.body, m.needs_explanation
        from handover_items i
        join lateral (select body, needs_explanation from materials m where m.handover_id = i.handover_id and m.customer_id = i.record_id
                       order by version desc limit 1) m on true
       where i.handover_id = ${handoverId} and i.record_type = 'customer' and (${receiverId}::uuid is null or i.receiver_id = ${receiverId}::uuid)
    )
    select (select coalesce(jsonb_agg(t order by t.tier), '[]') from (select tier, count(*) as customers from book group by 1) t) as tiers,
           (select coalesce(jsonb_agg(s.name order by s.id), '[]') from (select id, body -> 'profile' ->> 'name' as name from book where tier = 'strict' order by id limit ${MOST_NAMED}) s) as strict,
           (select coalesce(sum((body -> 'tasks' ->> 'promises')::int), 0) from book) as promises,
           (select coalesce(sum((body -> 'feedback' ->> 'openComplaints')::int), 0) from book) as "openComplaints",
           (select count(*) from book where needs_explanation) as "toExplain",
           (select count(*) from risks r where r.handover_id = ${handoverId} and r.state = 'open' and (r.customer_id is null or r.customer_id in (select id from book))) as risks,
           (select count(*) from discrepancies d where d.handover_id = ${handoverId} and d.state in ('open', 'answered') and d.customer_id in (select id from book)) as discrepancies,
           (select count(*) from meeting_actions a where a.handover_id = ${handoverId} and a.done_at is null) as "openActions"`.execute(
    tx,
  );
  const [facts] = rows;
  if (!facts) throw new Error('a query without from has one row');
  return facts;
}
