import { sql } from 'kysely';
import type { MovedBack } from '../../contract/messages.ts';
import type { Tx } from '../connect.ts';
import { IN_PERSON_TYPES, RECORD_TABLES } from './records.ts';
import { NEXT_VERSION } from './transfer.ts';

/**
 * Moves customers of a handover and what moved with them in person back. What the receiver no longer holds is a conflict and stays.
 * @param customerIds null: every item of the handover
 * @param to who gets them
 * @param as what the items then say: restored (as before) or returned (handed back by a receiver)
 */
export async function moveBack(
  tx: Tx,
  handoverId: string,
  customerIds: string[] | null,
  to: string,
  as: 'restored' | 'returned',
): Promise<MovedBack> {
  await sql`select set_config('app.handover', ${handoverId}, true)`.execute(tx);
  let restored = 0;
  let conflicts = 0;
  for (const type of ['customer', ...IN_PERSON_TYPES] as const) {
    const table = type === 'customer' ? sql`customers` : sql.table(RECORD_TABLES[type]);
    const holder = type === 'customer' ? sql`owner_id` : sql`assignee_id`;
    const { rows } = await sql<{ restored: number; conflicts: number }>`
      with item as materialized (
        select i.record_id as id, i.receiver_id from handover_items i
          left join handover_exceptions e using (handover_id, record_type, record_id)
         where i.handover_id = ${handoverId} and i.record_type = ${type}
           and (e.state is null or e.state = 'late')
           and (${customerIds}::uuid[] is null or i.customer_id = any (${customerIds}::uuid[]))
      ), back as (
        update ${table} r set ${holder} = ${to}, updated_at = now() ${type === 'customer' ? NEXT_VERSION : sql``} from item i
         where r.id = i.id and r.${holder} = i.receiver_id returning r.id
      ), said as (
        insert into handover_exceptions (handover_id, record_type, record_id, state, reason)
        select ${handoverId}, ${type}, id, ${as}, ${as} from back
        on conflict (handover_id, record_type, record_id) do update set state = excluded.state, reason = excluded.reason, at = now()
      )
      select (select count(*) from back) as restored, (select count(*) from item) - (select count(*) from back) as conflicts`.execute(
      tx,
    );
    restored += rows[0]?.restored ?? 0;
    conflicts += rows[0]?.conflicts ?? 0;
  }
  return { restored, conflicts };
}
