import { sql } from 'kysely';
import type { SafetyStop } from '../../contract/effects.ts';
import type { Policy } from '../../contract/policy.ts';
import { type Size, tooMuch } from '../../domain/safety.ts';
import type { Database, Tx } from '../connect.ts';
import { IN_PERSON_TYPES, RECORD_TABLES } from './records.ts';

/**
 * What speaks against beginning the transfer, counted by the same comparison that the transfer makes, without writing anything.
 * @returns null: it may begin; otherwise the params of the refusal `safetyStop`
 */
export async function safetyFindings(
  db: Database | Tx,
  handoverId: string,
  policy: Policy,
): Promise<SafetyStop | null> {
  const { giver_id } = await db
    .selectFrom('handovers')
    .select('giver_id')
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  const items = (type: string) => sql`i.handover_id = ${handoverId} and i.record_type = ${type}`;
  // Nothing has come late yet: the rule for that begins with the transfer. Customers are compared with the giver alone, so that two indexes in the same order answer for a book of any size.
  const held = [
    sql`select count(*) from handover_items i join customers r on r.id = i.record_id and r.owner_id = ${giver_id} where ${items('customer')}`,
    // What came to the custodian of an emergency departure moves from there.
    sql`select count(*) from handover_items i join customers r on r.id = i.record_id and r.owner_id = i.holder_id
         where ${items('customer')} and i.holder_id <> ${giver_id}`,
    ...IN_PERSON_TYPES.map(
      (type) => sql`
        select count(*) from handover_items i join ${sql.table(RECORD_TABLES[type])} r on r.id = i.record_id
         where ${items(type)} and r.assignee_id = coalesce(i.holder_id, ${giver_id})`,
    ),
  ];
  const { rows } = await sql<{ planned: number; customers: number; held: number }>`
    select (select count(*) from handover_items where handover_id = ${handoverId}) as planned,
           (select count(*) from handover_items i where ${items('customer')}) as customers,
           (select sum(n)::int8 from (${sql.join(
             held.map((count) => sql`select (${count}) as n`),
             sql` union all `,
           )}) h) as held`.execute(db);
  const { planned = 0, customers = 0, held: still = 0 } = rows[0] ?? {};
  const { company } = await db
    .selectFrom('customers')
    .select((e) => e.fn.countAll<number>().as('company'))
    .where('owner_id', 'is not', null)
    .executeTakeFirstOrThrow();
  const size: Size = { customers, company, planned, refused: planned - still };
  const [code] = tooMuch(policy, size);
  return code === undefined ? null : { code, customers, moved: 0, refused: size.refused, planned: size.planned };
}
