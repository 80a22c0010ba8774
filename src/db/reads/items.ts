import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { ITEM_STATE } from './handovers.ts';
import { containing, keyset } from './page.ts';

export interface ItemFilter {
  state?: string | undefined;
  receiver?: string | undefined;
  type?: string | undefined;
  reason?: string | undefined;
  /** part of the customer's name, where the caller sees it */
  q?: string | undefined;
  /** type:id of the last item of the page before */
  cursor?: string | undefined;
  limit: number;
}

interface ItemRow {
  type: string;
  id: string;
  customer_id: string | null;
  customer_name: string | null;
  receiver: { id: string; number: string; name: string };
  tier: string | null;
  to_verify: boolean;
  why: string;
  why_params: Record<string, string | number> | null;
  state: string;
  reason: string | null;
}

/** Whether an item is in a state. What went otherwise than planned has a row of its own, so that the others need no look. */
const isIn = (state: string) =>
  state === 'planned' || state === 'moved' ? sql`${ITEM_STATE} = ${state}` : sql`x.state = ${state}`;

/** Records of a plan with what became of them. A customer's name shows only to whoever may see the customer. */
export async function listItems(tx: Tx, handoverId: string, filter: ItemFilter) {
  const { state, receiver, type, reason, cursor, limit } = filter;
  const like = filter.q === undefined ? null : containing(filter.q);
  const [afterType = '', afterId] = cursor?.split(':') ?? [];
  const { rows } = await sql<ItemRow>`
    select i.record_type as type, i.record_id as id, i.customer_id, c.name as customer_name,
           jsonb_build_object('id', e.id, 'number', e.number, 'name', e.name) as receiver,
           i.tier, i.to_verify, i.why, i.why_params, ${ITEM_STATE} as state, x.reason
      from handover_items i join handovers h on h.id = i.handover_id join employees e on e.id = i.receiver_id
      left join handover_exceptions x using (handover_id, record_type, record_id)
      left join customers c on c.id = i.customer_id
     where i.handover_id = ${handoverId}
       and (${cursor ?? null}::text is null or (i.record_type, i.record_id) > (${afterType}, ${afterId ?? null}::uuid))
       and (${type ?? null}::text is null or i.record_type = ${type ?? null})
       and (${receiver ?? null}::uuid is null or i.receiver_id = ${receiver ?? null}::uuid)
       and ${state === undefined ? sql`true` : isIn(state)}
       and (${reason ?? null}::text is null or x.reason = ${reason ?? null})
       and (${like}::text is null or c.name ilike ${like})
     order by i.record_type, i.record_id limit ${limit + 1}`.execute(tx);
  const page = keyset(rows, limit, (row) => `${row.type}:${row.id}`);
  return {
    next: page.next,
    items: page.items.map((row) => ({
      type: row.type,
      id: row.id,
      customer: row.customer_id === null ? null : { id: row.customer_id, name: row.customer_name },
      receiver: row.receiver,
      tier: row.tier,
      toVerify: row.to_verify,
      why: row.why,
      whyParams: row.why_params ?? {},
      state: row.state,
      reason: row.reason,
    })),
  };
}
