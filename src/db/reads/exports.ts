import { sql } from 'kysely';
import type { Tx } from '../connect.ts';

export interface ExportFilter {
  owner?: string | undefined;
  customer?: string | undefined;
  state?: string | undefined;
  changedSince?: string | undefined;
}

/**
 * The next records of a table that the person may export. Writes the access log: to be committed before they are sent.
 * @param exportId the same for all batches of an export
 */
export async function exportBatch(
  tx: Tx,
  table: string,
  {
    exportId,
    after,
    limit,
    reveal,
    filter,
  }: { exportId: string; after: string | null; limit: number; reveal: boolean; filter: ExportFilter },
): Promise<{ id: string; record: Record<string, unknown> }[]> {
  const { rows } = await sql<{ id: string; record: Record<string, unknown> }>`
    select id, record from app.export_records(${table}, ${exportId}, ${after}, ${limit}, ${reveal}, ${JSON.stringify(filter)}::jsonb)`.execute(
    tx,
  );
  return rows;
}
