import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { HAS_MOVED, ITEM_STATE } from './handovers.ts';
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

/** Whether an item is in a state: what went otherwise than planned has a row that says so. */
function isIn(state: string) {
  const said = (what: RawBuilder<unknown>) =>
    sql`exists (select 1 from handover_exceptions y where (y.handover_id, y.record_type, y.record_id) = (i.handover_id, i.record_type, i.record_id) and ${what})`;
  switch (state) {
    case 'planned':
      return sql`not ${said(sql`true`)} and not ${HAS_MOVED}`;
    case 'moved':
      // Before a transfer it is none, after it nearly all: looked for in one go, not in the order of the page.
      return sql`${ITEM_STATE} = 'moved'`;
    default:
      return said(sql`y.state = ${state}`);
  }
}

/**
 * Records of a plan with what became of them. A customer's name shows only to whoever may see the customer: that is looked at for the
 * records of the page, not for all of the plan.
 */
export async function listItems(tx: Tx, handoverId: string, filter: ItemFilter) {
  const { state, receiver, type, reason, cursor, limit } = filter;
  const like = filter.q === undefined ? null : containing(filter.q);
  const [afterType = '', afterId] = cursor?.split(':') ?? [];
  const { rows } = await sql<ItemRow>`
    with page as materialized (
      select i.record_type as type, i.record_id as id, i.customer_id, i.receiver_id, i.tier, i.to_verify, i.why, i.why_params,
             ${ITEM_STATE} as state, x.reason
        from handover_items i join handovers h on h.id = i.handover_id
        left join handover_exceptions x using (handover_id, record_type, record_id)
       where i.handover_id = ${handoverId}
         and (${cursor ?? null}::text is null or (i.record_type, i.record_id) > (${afterType}, ${afterId ?? null}::uuid))
         and (${type ?? null}::text is null or i.record_type = ${type ?? null})
         and (${receiver ?? null}::uuid is null or i.receiver_id = ${receiver ?? null}::uuid)
         and ${state === undefined ? sql`true` : isIn(state)}
         and (${reason ?? null}::text is null or x.reason = ${reason ?? null})
         and (${like}::text is null or exists (select 1 from customers c where c.id = i.customer_id and c.name ilike ${like}))
       order by i.record_type, i.record_id limit ${limit + 1}
    )
    select i.*, c.name as customer_name, jsonb_build_object('id', e.id, 'number', e.number, 'name', e.name) as receiver
      from page i join employees e on e.id = i.receiver_id left join customers c on c.id = i.customer_id
     order by i.type, i.id`.execute(tx);
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
