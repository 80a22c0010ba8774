import { sql } from 'kysely';
import { DatabaseError } from 'pg';
import { Refusal } from '../../contract/failures.ts';
import type { RecordKind } from '../../contract/record-schemas.ts';
import type { Database, Tx } from '../connect.ts';

/** Records that people delete: out of their table at once, for 30 days to be put back. */

/**
 * @param etag the version that the person saw; null: whatever is there
 * @throws Refusal notFound, versionDiffers, recordInHandover, contactOptedOut; pg's insufficient_privilege
 */
export async function deleteRecord(tx: Tx, kind: RecordKind, id: string, etag: string | null): Promise<void> {
  const { rows } = await sql<{ done: { outcome: string; handovers?: string[] } }>`
    select app.delete_record(${kind.type}, ${id}, ${etag}) as done`.execute(tx);
  const { outcome, handovers = [] } = rows[0]?.done ?? { outcome: 'missing' };
  if (outcome === 'missing') throw new Refusal('notFound');
  if (outcome === 'differs') throw new Refusal('versionDiffers');
  if (outcome === 'held') throw new Refusal('recordInHandover', { handovers: handovers.join(', ') });
  if (outcome === 'optedOut') throw new Refusal('contactOptedOut');
}

/** @returns its type. @throws Refusal notFound, recordEnteredAnew; pg's insufficient_privilege */
export async function putBackRecord(tx: Tx, id: string): Promise<string> {
  const seen = await tx
    .selectFrom('deleted_records')
    .select('record_type as type')
    .where('record_id', '=', id)
    .executeTakeFirst();
  if (!seen) throw new Refusal('notFound');
  const { rows } = await sql<{ done: boolean }>`select app.put_back_record(${id}) as done`
    .execute(tx)
    .catch((error: unknown) => {
      // The file that it came from was imported once more.
      throw error instanceof DatabaseError && error.code === '23505' ? new Refusal('recordEnteredAnew') : error;
    });
  // Somebody else was faster.
  if (!rows[0]?.done) throw new Refusal('notFound');
  return seen.type;
}

/** Deletes for good what can no longer be put back. */
export async function forgetDeletedRecords(db: Database): Promise<void> {
  await sql`select app.forget_deleted_records()`.execute(db);
}
