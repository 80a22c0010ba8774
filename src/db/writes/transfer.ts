import { sql } from 'kysely';
import type { Database, Tx } from '../connect.ts';
import { IN_PERSON_TYPES, type InPersonType, RECORD_TABLES } from './records.ts';
import { audit } from './standing.ts';

/** The phases of a transfer in their order: customers, records that name the giver in person, then what arrived after the plan. */
const PHASES = ['customer', ...IN_PERSON_TYPES, 'late', 'done'] as const;
type Phase = (typeof PHASES)[number];

export interface TransferState {
  phase: Phase;
  cursor: string | null;
  moved: number;
  skipped: number;
  batches: number;
}

/**
 * Moves the next batch in one transaction: the row of the transfer is locked and its cursor read anew, so that an old attempt
 * that wakes up beside a new one continues where the other is and moves nothing twice. Compare-and-set on the old owner:
 * what changed hands meanwhile is reported as an exception and stays where it is.
 * @returns how far the transfer has come
 */
export function moveBatch(db: Database, handoverId: string, round: number, batchRows: number): Promise<TransferState> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('transfers')
      .selectAll()
      .where('handover_id', '=', handoverId)
      .where('round', '=', round)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const phase = row.phase as Phase;
    if (phase === 'done') return state(row);
    await sql`select set_config('app.handover', ${handoverId}, true)`.execute(tx);
    const batch = await moveIn(tx, handoverId, phase, row.cursor, batchRows);
    const next = batch.last === null ? (PHASES[PHASES.indexOf(phase) + 1] ?? 'done') : phase;
    const updated = await tx
      .updateTable('transfers')
      .set({
        phase: next,
        cursor: batch.last,
        moved: row.moved + batch.moved,
        skipped: row.skipped + batch.skipped,
        batches: row.batches + 1,
      })
      .where('handover_id', '=', handoverId)
      .where('round', '=', round)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (batch.moved + batch.skipped > 0)
      await audit(tx, {
        action: 'transfer.batch',
        handoverId,
        params: { phase, from: row.cursor, to: batch.last, moved: batch.moved, skipped: batch.skipped },
      });
    return state(updated);
  });
}

/** A customer changes for whoever read it before: their If-Match no longer holds. */
export const NEXT_VERSION = sql`, version = r.version + 1`;

interface Batch {
  /** null: the phase is done */
  last: string | null;
  moved: number;
  skipped: number;
}

function moveIn(tx: Tx, handoverId: string, phase: Phase, cursor: string | null, limit: number): Promise<Batch> {
  if (phase === 'late') return moveLate(tx, handoverId, limit);
  if (phase === 'customer')
    return moveItems(tx, handoverId, phase, sql`customers`, sql`owner_id`, NEXT_VERSION, cursor, limit);
  return moveItems(
    tx,
    handoverId,
    phase,
    sql.table(RECORD_TABLES[phase as InPersonType]),
    sql`assignee_id`,
    sql``,
    cursor,
    limit,
  );
}

async function moveItems(
  tx: Tx,
  handoverId: string,
  type: string,
  table: ReturnType<typeof sql>,
  holder: ReturnType<typeof sql>,
  alsoSet: ReturnType<typeof sql>,
  cursor: string | null,
  limit: number,
): Promise<Batch> {
  const { rows } = await sql<Batch>`
    with batch as materialized (
      select record_id as id, receiver_id from handover_items
       where handover_id = ${handoverId} and record_type = ${type} and (${cursor}::uuid is null or record_id > ${cursor}::uuid)
       order by record_id limit ${limit}
    ), moved as (
      update ${table} r set ${holder} = b.receiver_id, updated_at = now() ${alsoSet}
        from batch b
       where r.id = b.id and r.${holder} = (select giver_id from handovers where id = ${handoverId})
         -- The same once more as a range: a batch then costs its own rows and not a look at the whole table.
         and r.id > coalesce(${cursor}::uuid, '00000000-0000-0000-0000-000000000000') and r.id <= (select id from batch order by id desc limit 1)
      returning r.id
    ), skipped as (
      insert into handover_exceptions (handover_id, record_type, record_id, state, reason)
      select ${handoverId}, ${type}, b.id, 'skipped', 'holderChanged' from batch b
       where not exists (select 1 from moved m where m.id = b.id)
      on conflict do nothing returning 1
    )
    select (select id from batch order by id desc limit 1) as last, (select count(*) from moved) as moved, (select count(*) from skipped) as skipped`.execute(
    tx,
  );
  return rows[0] ?? { last: null, moved: 0, skipped: 0 };
}

/** What came to the giver after the plan was made goes to the plan's late receiver and is listed as arrived late. Whole books only. */
async function moveLate(tx: Tx, handoverId: string, limit: number): Promise<Batch> {
  const handover = await tx
    .selectFrom('handovers')
    .select(['giver_id', 'late_receiver_id', 'whole_book'])
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  if (!handover.whole_book) return { last: null, moved: 0, skipped: 0 };
  for (const type of ['customer', ...IN_PERSON_TYPES] as const) {
    const table = type === 'customer' ? sql`customers` : sql.table(RECORD_TABLES[type]);
    const holder = type === 'customer' ? sql`owner_id` : sql`assignee_id`;
    const customer = type === 'customer' ? sql`r.id` : sql`r.customer_id`;
    const { rows } = await sql<{ last: string | null; moved: number }>`
      with late as materialized (
        select id from ${table} where ${holder} = ${handover.giver_id} order by id limit ${limit} for update
      ), moved as (
        update ${table} r set ${holder} = ${handover.late_receiver_id}, updated_at = now() ${type === 'customer' ? NEXT_VERSION : sql``} from late l where r.id = l.id
        returning r.id, ${customer} as customer_id
      ), item as (
        insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, tier)
        select ${handoverId}, ${type}, id, customer_id, ${handover.late_receiver_id}, 'late', ${type === 'customer' ? 'standard' : null} from moved
        on conflict do nothing
      ), told as (
        insert into handover_exceptions (handover_id, record_type, record_id, state, reason)
        select ${handoverId}, ${type}, id, 'late', 'arrivedLate' from moved
        on conflict do nothing
      )
      select (select id from moved order by id desc limit 1) as last, (select count(*) from moved) as moved`.execute(
      tx,
    );
    const batch = rows[0];
    if (batch && batch.moved > 0) return { ...batch, skipped: 0 };
  }
  return { last: null, moved: 0, skipped: 0 };
}

function state(row: {
  phase: string;
  cursor: string | null;
  moved: number;
  skipped: number;
  batches: number;
}): TransferState {
  return {
    phase: row.phase as Phase,
    cursor: row.cursor,
    moved: row.moved,
    skipped: row.skipped,
    batches: row.batches,
  };
}
