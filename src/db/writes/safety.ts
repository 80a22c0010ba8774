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
  const tables = [
    ['customer', sql`customers`, sql`owner_id`] as const,
    ...IN_PERSON_TYPES.map((type) => [type, sql.table(RECORD_TABLES[type]), sql`assignee_id`] as const),
  ];
  const still = tables.map(
    ([type, table, holder]) => sql`
      select ${type}::text as type, count(*) as planned, count(*) filter (where r.${holder} is distinct from coalesce(i.holder_id, h.giver_id)) as refused
        from handover_items i join handovers h on h.id = i.handover_id left join ${table} r on r.id = i.record_id
       where i.handover_id = ${handoverId} and i.record_type = ${type} and i.why <> 'late'`,
  );
  const { rows } = await sql<{
    type: string;
    planned: number;
    refused: number;
  }>`${sql.join(still, sql` union all `)}`.execute(db);
  const { company } = await db
    .selectFrom('customers')
    .select((e) => e.fn.countAll<number>().as('company'))
    .where('owner_id', 'is not', null)
    .executeTakeFirstOrThrow();
  const sum = (of: 'planned' | 'refused') => rows.reduce((all, row) => all + row[of], 0);
  const customers = rows.find((row) => row.type === 'customer')?.planned ?? 0;
  const size: Size = { customers, company, planned: sum('planned'), refused: sum('refused') };
  const [code] = tooMuch(policy, size);
  return code === undefined ? null : { code, customers, moved: 0, refused: size.refused, planned: size.planned };
}
