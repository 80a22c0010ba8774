import { sql } from 'kysely';
import type { Database, Tx } from '../connect.ts';
import { IN_PERSON_TYPES, RECORD_TABLES } from './records.ts';
import { NEXT_VERSION } from './move-items.ts';

/** Customers last: a filter by stage or region then reads every record of a customer before anything is put back on it. */
export const RESTORE_PHASES = [...IN_PERSON_TYPES, 'customer', 'done'] as const;
type Phase = (typeof RESTORE_PHASES)[number];
/** Types of records that can go back. */
export type RestoredType = Exclude<Phase, 'done'>;

export interface RestoreRequest {
  handoverId: string;
  /** tells one move back of a handover from another */
  key: string;
  as: 'restored' | 'returned';
  personId: string;
  /** who gets the records */
  toId: string;
  /** null: not limited to some customers */
  customerIds: string[] | null;
  /** null: not limited by a filter */
  filter: object | null;
  onConflict: 'keep' | 'takeBack';
  /** what was changed meanwhile stays, and is nothing to decide on */
  keepsChanges?: boolean;
}

export interface RestoreState {
  phase: Phase;
  cursor: string | null;
  restored: number;
  conflicts: number;
  putBack: number;
  batches: number;
}

/** Writes a move back down, once. Whether it may begin is decided before; a retry goes on whatever the hour. */
export async function beginRestore(tx: Tx, r: RestoreRequest): Promise<void> {
  await tx
    .insertInto('restores')
    .values({
      handover_id: r.handoverId,
      key: r.key,
      made_as: r.as,
      person_id: r.personId,
      to_id: r.toId,
      customer_ids: r.customerIds,
      filter: r.filter === null ? null : JSON.stringify(r.filter),
      on_conflict: r.onConflict,
      keeps_changes: r.keepsChanges ?? false,
      phase: RESTORE_PHASES[0],
    })
    .onConflict((c) => c.doNothing())
    .execute();
}

/**
 * Moves the next batch back in one transaction. The row of the restore is locked and its cursor read anew, so that an old attempt
 * that wakes up beside a new one goes on where the other is. Compare-and-set on the holder that the plan saw.
 * @returns how far the restore has come
 */
export function restoreBatch(
  db: Database,
  { handoverId, key }: { handoverId: string; key: string },
  batchRows: number,
): Promise<RestoreState> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('restores')
      .selectAll()
      .where('handover_id', '=', handoverId)
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (row.phase === 'done') return state(row);
    await asEngine(tx, handoverId);
    const restore: Restore = {
      handoverId,
      key,
      as: row.made_as as Restore['as'],
      toId: row.to_id,
      personId: row.person_id,
      takeBack: row.on_conflict === 'takeBack',
      notes: row.made_as === 'restored' && (await isTransferred(tx, handoverId)),
    };
    const type = row.phase as RestoredType;
    const batch = await moveBack(
      tx,
      restore,
      type,
      sql`select record_id, customer_id, holder_id, outcome from app.plan_restore(${handoverId}, ${type}, ${row.to_id}, ${row.cursor}, ${batchRows},
            ${row.customer_ids}::uuid[], ${row.filter === null ? null : JSON.stringify(row.filter)}::jsonb, ${restore.takeBack})`,
    );
    const changed = row.keeps_changes ? { kept: 0, putBack: 0 } : await settleFields(tx, restore, type, batch.ids);
    const updated = await tx
      .updateTable('restores')
      .set({
        phase: batch.last === null ? (RESTORE_PHASES[RESTORE_PHASES.indexOf(type) + 1] ?? 'done') : type,
        cursor: batch.last,
        restored: row.restored + batch.ids.length,
        conflicts: row.conflicts + batch.stayed + changed.kept,
        put_back: row.put_back + changed.putBack,
        batches: row.batches + 1,
      })
      .where('handover_id', '=', handoverId)
      .where('key', '=', key)
      .returningAll()
      .executeTakeFirstOrThrow();
    return state(updated);
  });
}

/** What moves back in one transaction has in common. */
export interface Restore {
  handoverId: string;
  key: string;
  as: 'restored' | 'returned';
  toId: string;
  personId: string;
  takeBack: boolean;
  /** whether conflicts are written down: a receiver who hands back, and a transfer that is stopped halfway, leave nothing to decide */
  notes: boolean;
}

/** The triggers on late arrivals and changes let the engine's own moves pass. */
export async function asEngine(tx: Tx, handoverId: string): Promise<void> {
  await sql`select set_config('app.handover', ${handoverId}, true)`.execute(tx);
}

/**
 * Carries out a plan for records of one type.
 * @param plan a query of (record_id, customer_id, holder_id, outcome), see app.plan_restore
 * @returns ids that moved, how many stay with somebody else, the last id that was looked at (null: none was)
 */
export async function moveBack(
  tx: Tx,
  { handoverId, key, as, toId, personId, notes }: Restore,
  type: RestoredType,
  plan: ReturnType<typeof sql>,
): Promise<{ ids: string[]; stayed: number; last: string | null }> {
  const table = tableOf(type);
  const holder = type === 'customer' ? sql`owner_id` : sql`assignee_id`;
  // What another person held goes back to that person.
  const to =
    type === 'opportunity'
      ? sql`coalesce((select i.holder_id from handover_items i where (i.handover_id, i.record_type, i.record_id) = (${handoverId}, ${type}, r.id)), ${toId})`
      : sql`${toId}::uuid`;
  const { rows } = await sql<{ ids: string[]; stayed: number; last: string | null }>`
    with plan as materialized (${plan}),
    back as (
      update ${table} r set ${holder} = ${to}, updated_at = now() ${type === 'customer' ? NEXT_VERSION : sql``} from plan p
       where r.id = p.record_id and r.${holder} is not distinct from p.holder_id and p.outcome in ('back', 'taken')
      returning r.id, p.customer_id, p.outcome
    ), said as (
      insert into handover_exceptions (handover_id, record_type, record_id, state, reason)
      select ${handoverId}, ${type}, id, ${as}, ${as} from back
      on conflict (handover_id, record_type, record_id) do update set state = excluded.state, reason = excluded.reason,
        -- A statement of its own to the log: its entry stands beside that of the rows inserted here.
        at = excluded.at + interval '1 microsecond'
    ), stayed as (
      select p.record_id as id, p.customer_id from plan p where p.outcome <> 'there' and not exists (select 1 from back b where b.id = p.record_id)
    ), taken as (
      insert into restore_conflicts (handover_id, restore_key, record_type, record_id, customer_id, kind, decision, decided_by, decided_at)
      select ${handoverId}, ${key}, ${type}, id, customer_id, 'holderChanged', 'takeBack', ${personId}::uuid, clock_timestamp() from back where outcome = 'taken' and ${notes}
      on conflict (handover_id, record_type, record_id, kind) do update
        set decision = excluded.decision, decided_by = excluded.decided_by, decided_at = excluded.decided_at
    ), noted as (
      insert into restore_conflicts (handover_id, restore_key, record_type, record_id, customer_id, kind)
      select ${handoverId}, ${key}, ${type}, id, customer_id, 'holderChanged' from stayed where ${notes}
      on conflict do nothing
    )
    select array(select id from back) as ids, (select count(*) from stayed) as stayed,
           (select record_id from plan order by record_id desc limit 1) as last`.execute(tx);
  return rows[0] ?? { ids: [], stayed: 0, last: null };
}

/**
 * What was changed on the records that came back, and on what hangs on the customers among them: kept and written down as a conflict,
 * or put back as it was when the record moved.
 */
export async function settleFields(
  tx: Tx,
  restore: Restore,
  type: RestoredType,
  ids: string[],
): Promise<{ kept: number; putBack: number }> {
  const done = { kept: 0, putBack: 0 };
  if (ids.length === 0 || !restore.notes) return done;
  const byCustomer = type === 'customer';
  const { rows: types } = await sql<{ type: RestoredType }>`
    select distinct record_type as type from record_changes
     where handover_id = ${restore.handoverId} and record_type = any (${[...RESTORE_PHASES]}::text[]) and case when ${byCustomer} then customer_id = any (${ids}::uuid[])
           else record_type = ${type} and record_id = any (${ids}::uuid[]) end order by 1`.execute(tx);
  for (const { type: changedType } of types) {
    const changes = sql`select record_id, customer_id, before, fields from app.changed_fields(${restore.handoverId}, ${changedType}, ${ids}::uuid[], ${byCustomer})`;
    const { numAffectedRows = 0n } = await sql`
      insert into restore_conflicts as known (handover_id, restore_key, record_type, record_id, customer_id, kind, fields, decision, decided_by, decided_at)
      select ${restore.handoverId}, ${restore.key}, ${changedType}, record_id, customer_id, 'changed', fields, d.decision, d.by, d.at
        from (${changes}) c cross join (select ${restore.takeBack ? 'takeBack' : null}::text as decision, ${restore.takeBack ? restore.personId : null}::uuid as by,
                                               case when ${restore.takeBack}::boolean then clock_timestamp() end as at) d
      on conflict (handover_id, record_type, record_id, kind) do update
        set fields = excluded.fields, decision = excluded.decision, decided_by = excluded.decided_by, decided_at = excluded.decided_at`.execute(
      tx,
    );
    if (restore.takeBack) done.putBack += await putBack(tx, changedType, changes);
    else done.kept += Number(numAffectedRows);
  }
  return done;
}

/**
 * Puts columns back.
 * @param changes a query of (record_id, before), before holding the columns with their values as JSON
 * @returns how many records
 */
export async function putBack(tx: Tx, type: RestoredType, changes: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ name: string }>`
    select distinct k as name from (${changes}) c cross join lateral jsonb_object_keys(c.before) k order by 1`.execute(
    tx,
  );
  if (rows.length === 0) return 0;
  const table = tableOf(type);
  const columns = rows.map(
    ({ name }) =>
      sql`${sql.id(name)} = case when c.before ? ${name} then (jsonb_populate_record(null::${table}, c.before)).${sql.id(name)} else r.${sql.id(name)} end`,
  );
  const { numAffectedRows = 0n } = await sql`
    update ${table} r set ${sql.join(columns)}, updated_at = now() ${type === 'customer' ? NEXT_VERSION : sql``}
      from (${changes}) c where r.id = c.record_id`.execute(tx);
  return Number(numAffectedRows);
}

/** The table of a type. */
export function tableOf(type: RestoredType) {
  return type === 'customer' ? sql`customers` : sql.table(RECORD_TABLES[type]);
}

async function isTransferred(tx: Tx, handoverId: string): Promise<boolean> {
  const { transferred_at } = await tx
    .selectFrom('handovers')
    .select('transferred_at')
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  return transferred_at !== null;
}

function state(row: {
  phase: string;
  cursor: string | null;
  restored: number;
  conflicts: number;
  put_back: number;
  batches: number;
}): RestoreState {
  const { cursor, restored, conflicts, batches } = row;
  return { phase: row.phase as Phase, cursor, restored, conflicts, putBack: row.put_back, batches };
}
