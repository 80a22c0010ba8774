import { sql } from 'kysely';
import type { RecordType } from '../../contract/steps.ts';
import type { Tx } from '../connect.ts';

/**
 * From the commit on, what comes for the giver reaches the receivers (architecture, decision 15). The giver's row is locked first, so
 * that whoever is inserting for them has committed before the first batch looks; a sweep follows the last batch.
 * A receiver who once gave up a whole book is back: their own rule ends, or records would go round in a circle.
 * @param recordTypes what the handover's options let move
 * @param endsAt when a giver who stays in the company gets their own again; null: never
 */
export async function activateSuccessor(
  tx: Tx,
  handoverId: string,
  recordTypes: readonly RecordType[],
  endsAt: string | null,
): Promise<void> {
  const handover = await tx
    .selectFrom('handovers')
    .select(['giver_id', 'late_receiver_id', 'whole_book'])
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  await tx.selectFrom('employees').select('id').where('id', '=', handover.giver_id).forUpdate().execute();
  await tx
    .insertInto('successors')
    .values({ handover_id: handoverId, ...handover, record_types: [...recordTypes], ends_at: endsAt })
    .onConflict((c) =>
      // A transfer that was stopped and taken back ended the rule; planned anew it holds again.
      c.column('handover_id').doUpdateSet((e) => ({
        late_receiver_id: e.ref('excluded.late_receiver_id'),
        record_types: e.ref('excluded.record_types'),
        since: e.ref('excluded.since'),
        ends_at: e.ref('excluded.ends_at'),
        ended_at: null,
        ended_by: null,
      })),
    )
    .execute();
  await tx
    .updateTable('successors')
    .set({ ended_at: sql`clock_timestamp()`, ended_by: handoverId })
    .where('whole_book', '=', true)
    .where('ended_at', 'is', null)
    .where((e) =>
      e.or([
        e('giver_id', '=', handover.late_receiver_id),
        e('giver_id', 'in', (q) =>
          q.selectFrom('handover_items').select('receiver_id').where('handover_id', '=', handoverId).distinct(),
        ),
      ]),
    )
    .execute();
}

/** From an instant on the giver gets their own again, where the rule is in force so long. */
export async function endSuccessorAt(tx: Tx, handoverId: string, endsAt: Date): Promise<void> {
  await tx
    .updateTable('successors')
    .set({ ends_at: endsAt })
    .where('handover_id', '=', handoverId)
    .where('ended_at', 'is', null)
    .execute();
}

/**
 * Takes back what `activateSuccessor` did: from the commit on what comes for the giver stays with them, and the rules that it ended are
 * in force again. Whoever inserts for the giver at this moment is waited for, so that nothing is redirected after the records went back.
 */
export async function endSuccessor(tx: Tx, handoverId: string, giverId: string): Promise<void> {
  await tx.selectFrom('employees').select('id').where('id', '=', giverId).forUpdate().execute();
  await tx
    .updateTable('successors')
    // Also where another case ended it before: a restore of that one must not bring it back.
    .set({ ended_at: sql`coalesce(ended_at, clock_timestamp())`, ended_by: null })
    .where('handover_id', '=', handoverId)
    .execute();
  await tx
    .updateTable('successors')
    .set({ ended_at: null, ended_by: null })
    .where('ended_by', '=', handoverId)
    .execute();
}
