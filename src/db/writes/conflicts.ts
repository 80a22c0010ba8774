import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import type { MovedBack } from '../../contract/messages.ts';
import type { Tx } from '../connect.ts';
import { type Restore, type RestoredType, asEngine, moveBack, putBack, settleFields, tableOf } from './move-back.ts';

/** What somebody decides about one conflict of a restore. */
export interface ConflictDecision {
  handoverId: string;
  conflictId: string;
  decision: 'keep' | 'takeBack';
  personId: string;
}

/**
 * Decides a conflict. To take back a record that a third person holds moves it to the giver, and what was changed on it becomes
 * conflicts of their own; to take back changed fields puts all of them back, or none.
 * @throws Refusal inboxEntryMissing: no such conflict; alreadyAnswered; conflictElsewhere: another open case has the record;
 *   conflictOutdated: somebody has changed the fields again since
 */
export async function decideConflict(tx: Tx, d: ConflictDecision): Promise<MovedBack & { kind: string }> {
  const conflict = await tx
    .selectFrom('restore_conflicts')
    .selectAll()
    .where('id', '=', d.conflictId)
    .where('handover_id', '=', d.handoverId)
    .forUpdate()
    .executeTakeFirst();
  if (!conflict) throw new Refusal('inboxEntryMissing');
  if (conflict.decision !== null) throw new Refusal('alreadyAnswered');
  const type = conflict.record_type as RestoredType;
  const done = { restored: 0, conflicts: 0, putBack: 0, kind: conflict.kind };
  if (d.decision === 'takeBack') {
    await asEngine(tx, d.handoverId);
    if (conflict.kind === 'changed') done.putBack = await takeFieldsBack(tx, type, conflict);
    else Object.assign(done, await takeRecordBack(tx, d, type, conflict));
  }
  await tx
    .updateTable('restore_conflicts')
    .set({ decision: d.decision, decided_by: d.personId, decided_at: sql`clock_timestamp()` })
    .where('id', '=', d.conflictId)
    .execute();
  return done;
}

interface Conflict {
  handover_id: string;
  restore_key: string;
  record_id: string;
  customer_id: string | null;
}

async function takeFieldsBack(tx: Tx, type: RestoredType, { handover_id, record_id }: Conflict): Promise<number> {
  await sql`select 1 from ${tableOf(type)} where id = ${record_id} for update`.execute(tx);
  // The log ends with the restore: what is no longer as it said last was changed by those who have the record back.
  const { rows } = await sql`
    select 1 from (select distinct on (a.key) a.key, a.value from record_changes c cross join lateral jsonb_each(c.after) a
                    where (c.handover_id, c.record_type, c.record_id) = (${handover_id}, ${type}, ${record_id})
                    order by a.key, c.at desc, c.id desc) last
      join ${tableOf(type)} r on r.id = ${record_id}
     where to_jsonb(r) -> last.key is distinct from last.value`.execute(tx);
  if (rows.length > 0) throw new Refusal('conflictOutdated');
  return putBack(
    tx,
    type,
    sql`select record_id, before from app.changed_fields(${handover_id}, ${type}, array[${record_id}::uuid], false)`,
  );
}

async function takeRecordBack(
  tx: Tx,
  d: ConflictDecision,
  type: RestoredType,
  { restore_key, record_id, customer_id }: Conflict,
): Promise<MovedBack> {
  const { giver_id } = await tx
    .selectFrom('handovers')
    .select('giver_id')
    .where('id', '=', d.handoverId)
    .executeTakeFirstOrThrow();
  const restore: Restore = {
    handoverId: d.handoverId,
    key: restore_key,
    as: 'restored',
    toId: giver_id,
    personId: d.personId,
    takeBack: false,
    notes: true,
  };
  const only = customer_id === null ? null : [customer_id];
  const moved = await moveBack(
    tx,
    restore,
    type,
    sql`select record_id, customer_id, holder_id, outcome
          from app.plan_restore(${d.handoverId}, ${type}, ${giver_id}, null, null, ${only}::uuid[], null, true) where record_id = ${record_id}`,
  );
  if (moved.stayed > 0) throw new Refusal('conflictElsewhere');
  const { kept } = await settleFields(tx, restore, type, moved.ids);
  return { restored: moved.ids.length, conflicts: kept };
}
