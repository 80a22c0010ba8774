import { sql } from 'kysely';
import { RECORD_TYPES, type RecordType } from '../../contract/steps.ts';
import type { Tx } from '../connect.ts';
import { RECORD_TABLES } from './records.ts';

/** The types of records of which somebody holds at least one: most people hold few, and a statement for each of the others costs more than this. */
export async function typesHeldBy(tx: Tx, personId: string): Promise<Set<RecordType>> {
  const looks = RECORD_TYPES.map((type) => {
    const [table, holder] = type === 'customer' ? ['customers', 'owner_id'] : [RECORD_TABLES[type], 'assignee_id'];
    return sql`select ${type}::text as type where exists (select 1 from ${sql.table(table)} where ${sql.ref(holder)} = ${personId})`;
  });
  const { rows } = await sql<{ type: RecordType }>`${sql.join(looks, sql` union all `)}`.execute(tx);
  return new Set(rows.map(({ type }) => type));
}
