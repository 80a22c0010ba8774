import { sql } from 'kysely';
import type { DiscrepancyState } from '../../contract/discrepancies.ts';
import type { Tier } from '../../contract/policy.ts';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import { type PersonRow, peopleById } from './people.ts';

interface Row {
  id: string;
  customer: { id: string; name: string | null };
  receiver: PersonRow;
  round: number;
  state: DiscrepancyState;
  opened_at: Date;
  due_at: Date | null;
  messages: number;
}

async function read(tx: Tx, handoverId: string, filter: ReturnType<typeof sql>, limit: number): Promise<Row[]> {
  // A receiver sees the customer's name in the pack alone: the customer is not theirs yet.
  const { rows } = await sql<Row>`
    select d.id, d.round, d.state, d.opened_at, d.due_at,
           jsonb_build_object('id', d.customer_id, 'name', (
             select m.body -> 'profile' ->> 'name' from materials m where m.handover_id = d.handover_id and m.customer_id = d.customer_id
              order by m.version desc limit 1)) as customer,
           jsonb_build_object('id', r.id, 'number', r.number, 'name', r.name) as receiver,
           (select count(*) from discrepancy_messages m where m.discrepancy_id = d.id) as messages
      from discrepancies d join employees r on r.id = d.receiver_id
     where d.handover_id = ${handoverId} and ${filter} order by d.id limit ${limit}`.execute(tx);
  return rows;
}

const summary = (row: Row) => ({
  id: row.id,
  customer: row.customer,
  receiver: row.receiver,
  round: row.round,
  state: row.state,
  openedAt: row.opened_at,
  dueAt: row.due_at,
  messages: row.messages,
});

/** Discrepancies that the person may see, oldest first. */
export async function listDiscrepancies(
  tx: Tx,
  handoverId: string,
  query: { state?: string | undefined; customer?: string | undefined; cursor?: string | undefined; limit: number },
) {
  const { state = null, customer = null, cursor = null, limit } = query;
  const rows = await read(
    tx,
    handoverId,
    sql`(${state}::text is null or d.state = ${state}) and (${customer}::uuid is null or d.customer_id = ${customer}::uuid)
        and (${cursor}::uuid is null or d.id > ${cursor}::uuid)`,
    limit + 1,
  );
  const page = keyset(rows, limit, (row) => row.id);
  return { items: page.items.map(summary), next: page.next };
}

/** One discrepancy with what was said in it, oldest first; undefined when the person may not see it. */
export async function readDiscrepancy(tx: Tx, handoverId: string, id: string) {
  const [row] = await read(tx, handoverId, sql`d.id = ${id}::uuid`, 1);
  if (!row) return undefined;
  const said = await tx
    .selectFrom('discrepancy_messages')
    .selectAll()
    .where('discrepancy_id', '=', id)
    .orderBy('id')
    .execute();
  const who = await peopleById(
    tx,
    said.map((message) => message.author_id),
  );
  return {
    ...summary(row),
    conversation: said.map((message) => ({
      author: who(message.author_id),
      act: message.act,
      body: message.body,
      points: message.points,
      at: message.at,
    })),
  };
}

/** How many discrepancies of the present round stand how, of all parties. */
export async function countDiscrepancies(
  tx: Tx,
  handoverId: string,
): Promise<Partial<Record<DiscrepancyState, number>>> {
  const { rows } = await sql<{ state: DiscrepancyState; count: number }>`
    select state, count from app.discrepancies_so_far(${handoverId})`.execute(tx);
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

/** The tiers of customers of the case; a customer that is not in it is not in the map. */
export async function tiersOf(tx: Tx, handoverId: string, customerIds: string[]): Promise<Map<string, Tier>> {
  const { rows } = await sql<{ id: string; tier: Tier }>`
    select record_id as id, tier from handover_items
     where handover_id = ${handoverId} and record_type = 'customer' and record_id = any (${customerIds}::uuid[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row.tier]));
}
