import { sql } from 'kysely';
import { planChange } from '../../contract/planning-schemas.ts';
import type { Tx } from '../connect.ts';
import type { Scope } from '../planning/book.ts';
import type { Question } from '../planning/plan.ts';

/** Which customers are planned: those that the request asked for, with what was added and without what was taken out since. */
export async function scopeOf(tx: Tx, handoverId: string, giverId: string): Promise<Scope> {
  const { rows } = await sql<{ whole_book: boolean; chosen: string[] | null; excluded: string[] }>`
    select h.whole_book,
           case when not h.whole_book then array(select jsonb_array_elements_text(h.scope -> 'customerIds')::uuid
             union select customer_id from scope_changes where handover_id = h.id and change = 'added'
             except select customer_id from scope_changes where handover_id = h.id and change = 'takenOut') end as chosen,
           case when h.whole_book then array(select customer_id from scope_changes where handover_id = h.id and change = 'takenOut') else '{}' end as excluded
      from handovers h where h.id = ${handoverId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`handover ${handoverId} is gone`);
  return { giverId, chosen: row.chosen, excluded: row.excluded };
}

/** Customers for whom somebody named a receiver. */
export async function overridesOf(tx: Tx, handoverId: string): Promise<Question['overrides']> {
  const rows = await tx
    .selectFrom('plan_overrides')
    .select(['customer_id', 'receiver_id'])
    .where('handover_id', '=', handoverId)
    .orderBy('customer_id')
    .execute();
  return rows.map((row) => ({ customerId: row.customer_id, receiverId: row.receiver_id }));
}

/**
 * Carries out what people decided to change of the plan, in the order in which they did. An entry that is of another case, or says
 * nothing of a plan, changes nothing: whoever sends it past the API shall not stop the case.
 * @param entryIds entries of the inbox
 */
export async function applyPlanChanges(tx: Tx, handoverId: string, entryIds: readonly string[]): Promise<void> {
  for (const entryId of entryIds) {
    const entry = await tx
      .selectFrom('handover_inbox')
      .select(['body', 'author_id'])
      .where('id', '=', entryId)
      .where('handover_id', '=', handoverId)
      .where('kind', '=', 'text')
      .executeTakeFirst();
    const read = planChange.safeParse(entry?.body);
    if (!entry || !read.success) continue;
    const { reason, overrides = [], add = [], takeOut = [] } = read.data;
    await changeScope(tx, handoverId, { change: 'takenOut', customerIds: takeOut, reason, madeBy: entry.author_id });
    await changeScope(tx, handoverId, { change: 'added', customerIds: add, reason, madeBy: entry.author_id });
    const named = overrides.flatMap(({ customerId, receiverId }) =>
      receiverId === null ? [] : { customerId, receiverId },
    );
    const again = overrides.filter((o) => o.receiverId === null).map((o) => o.customerId);
    await sql`delete from plan_overrides where handover_id = ${handoverId} and customer_id = any (${[...again, ...takeOut]}::uuid[])`.execute(
      tx,
    );
    await sql`
      insert into plan_overrides (handover_id, customer_id, receiver_id, reason, made_by)
      select ${handoverId}, c.id, e.id, ${reason}, ${entry.author_id}
        from unnest(${named.map((o) => o.customerId)}::uuid[], ${named.map((o) => o.receiverId)}::uuid[]) o(customer_id, receiver_id)
        join customers c on c.id = o.customer_id join employees e on e.id = o.receiver_id
      on conflict (handover_id, customer_id) do update set receiver_id = excluded.receiver_id, reason = excluded.reason, made_by = excluded.made_by, made_at = now()`.execute(
      tx,
    );
  }
}

async function changeScope(
  tx: Tx,
  handoverId: string,
  {
    change,
    customerIds,
    reason,
    madeBy,
  }: { change: 'added' | 'takenOut'; customerIds: string[]; reason: string; madeBy: string },
): Promise<void> {
  if (customerIds.length === 0) return;
  await sql`
    insert into scope_changes (handover_id, customer_id, change, reason, made_by)
    select ${handoverId}, c.id, ${change}, ${reason}, ${madeBy} from customers c where c.id = any (${customerIds}::uuid[])
    on conflict (handover_id, customer_id) do update set change = excluded.change, reason = excluded.reason, made_by = excluded.made_by, made_at = now()`.execute(
    tx,
  );
}
