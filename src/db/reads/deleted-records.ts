import type { Tx } from '../connect.ts';
import { type Page, keyset } from './page.ts';
import { peopleById } from './people.ts';

/** For so long a record can be put back; the database says the same (0033-deleted-records). */
const KEPT_MS = 30 * 86_400_000;

export interface DeletedFilter {
  customer?: string | undefined;
  type?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Records that were deleted and can be put back, as far as the person would see them; newest first. */
export async function listDeleted(tx: Tx, { customer, type, cursor, limit }: DeletedFilter) {
  const rows = await deleted(tx)
    .$if(customer !== undefined, (b) => b.where('customer_id', '=', customer ?? ''))
    .$if(type !== undefined, (b) => b.where('record_type', '=', type ?? ''))
    .$if(cursor !== undefined, (b) => b.where('id', '<', cursor ?? ''))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page: Page<Row> = keyset(rows, limit, ({ id }) => id);
  return { ...page, items: await shown(tx, page.items) };
}

/** One of them; undefined: not there, or not theirs to see. */
export async function readDeleted(tx: Tx, recordId: string) {
  const rows = await deleted(tx).where('record_id', '=', recordId).execute();
  return (await shown(tx, rows))[0];
}

const deleted = (tx: Tx) =>
  tx
    .selectFrom('deleted_records')
    .select(['id', 'record_type', 'record_id', 'name', 'customer_id', 'assignee_id', 'deleted_by', 'deleted_at']);
type Row = Awaited<ReturnType<ReturnType<typeof deleted>['execute']>>[number];

async function shown(tx: Tx, rows: readonly Row[]) {
  const who = await peopleById(
    tx,
    rows.flatMap((row) => [row.deleted_by, row.assignee_id]),
  );
  return rows.map((row) => ({
    id: row.record_id,
    type: row.record_type,
    name: row.name,
    customerId: row.customer_id,
    assignee: row.assignee_id === null ? null : who(row.assignee_id),
    deletedBy: who(row.deleted_by),
    deletedAt: row.deleted_at,
    until: new Date(row.deleted_at.getTime() + KEPT_MS),
  }));
}
