import { sql } from 'kysely';
import type { Tx } from '../connect.ts';

export interface FreezeRow {
  id: string;
  person_id: string;
  reason: string;
  since: Date;
  lifted_at: Date | null;
}
const COLUMNS = ['id', 'person_id', 'reason', 'since', 'lifted_at'] as const;

/** Freezes a person, or finds that they are frozen already. It holds for others when the transaction has committed. */
export async function freeze(
  tx: Tx,
  { id, personId, by, reason }: { id: string; personId: string; by: string; reason: string },
): Promise<FreezeRow> {
  await tx
    .insertInto('freezes')
    .values({ id, person_id: personId, frozen_by: by, reason })
    .onConflict((c) => c.doNothing())
    .execute();
  return tx
    .selectFrom('freezes')
    .select(COLUMNS)
    .where('person_id', '=', personId)
    .where('lifted_at', 'is', null)
    .executeTakeFirstOrThrow();
}

/** @returns undefined when the person is not frozen */
export function unfreeze(tx: Tx, personId: string, by: string): Promise<FreezeRow | undefined> {
  return tx
    .updateTable('freezes')
    .set({ lifted_at: sql`now()`, lifted_by: by })
    .where('person_id', '=', personId)
    .where('lifted_at', 'is', null)
    .returning(COLUMNS)
    .executeTakeFirst();
}
