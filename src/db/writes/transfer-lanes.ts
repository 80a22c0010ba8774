import { sql } from 'kysely';
import { lanesFor } from '../../domain/batch-size.ts';
import type { Database, Tx } from '../connect.ts';
import { type Book, CUSTOMERS, NIL, asTransfer, inPerson, moveItems, typesInPlan } from './move-items.ts';
import { IN_PERSON_TYPES } from './records.ts';
import { audit } from './standing.ts';

const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Which of the lanes of which transfer. */
export interface LaneKey {
  handoverId: string;
  round: number;
  lane: number;
}

export interface LaneState {
  lane: number;
  /** everything up to here has been looked at */
  cursor: string;
  done: boolean;
  moved: number;
  skipped: number;
  batches: number;
}

const STATE = ['lane', 'cursor', 'done', 'moved', 'skipped', 'batches'] as const;

/**
 * The lanes of a transfer: ranges of keys that meet without a gap, so that every customer, and every record that hangs on one, planned
 * or not, lies in exactly one of them. Made at the first call, from the cursor on where a version before this one had begun; from then
 * on its phase is one that such a version does not know, and leaves alone.
 * @param wish how many; absent: as many as the book deserves
 * @returns empty once the customers are behind
 */
export function openLanes(db: Database, handoverId: string, round: number, wish?: number): Promise<LaneState[]> {
  return db.transaction().execute(async (tx) => {
    const transfer = await tx
      .selectFrom('transfers')
      .select(['phase', 'cursor', 'moved', 'skipped', 'batches'])
      .where('handover_id', '=', handoverId)
      .where('round', '=', round)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (transfer.phase === 'lanes') return lanesOf(tx, handoverId, round);
    if (transfer.phase !== 'customer') return [];
    const { moved, skipped, batches } = transfer;
    const cursor = transfer.cursor ?? NIL;
    const ends = [...(await boundaries(tx, handoverId, cursor, wish)), LAST];
    await tx
      .insertInto('transfer_lanes')
      .values(
        ends.map((up_to, lane) => ({
          handover_id: handoverId,
          round,
          lane,
          cursor: ends[lane - 1] ?? cursor,
          up_to,
          // The first takes along what was moved before.
          ...(lane === 0 ? { moved, skipped, batches } : { moved: 0, skipped: 0, batches: 0 }),
        })),
      )
      .execute();
    await tx
      .updateTable('transfers')
      .set({ phase: 'lanes', cursor: null, moved: 0, skipped: 0, batches: 0 })
      .where('handover_id', '=', handoverId)
      .where('round', '=', round)
      .execute();
    return lanesOf(tx, handoverId, round);
  });
}

/** Customers at which one lane ends and the next begins, in their order: fewer by one than the lanes. */
async function boundaries(tx: Tx, handoverId: string, cursor: string, wish?: number): Promise<string[]> {
  const customers = tx
    .selectFrom('handover_items')
    .where('handover_id', '=', handoverId)
    .where('record_type', '=', 'customer')
    .where('record_id', '>', cursor);
  const { n } = await customers.select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  const lanes = Math.max(1, Math.min(n, wish ?? lanesFor(n)));
  const ends: string[] = [];
  for (let lane = 1; lane < lanes; lane += 1) {
    const { record_id } = await customers
      .select('record_id')
      .orderBy('record_id')
      .offset(Math.floor((lane * n) / lanes) - 1)
      .limit(1)
      .executeTakeFirstOrThrow();
    ends.push(record_id);
  }
  return ends;
}

function lanesOf(tx: Tx, handoverId: string, round: number): Promise<LaneState[]> {
  return tx
    .selectFrom('transfer_lanes')
    .select(STATE)
    .where('handover_id', '=', handoverId)
    .where('round', '=', round)
    .orderBy('lane')
    .execute();
}

/**
 * Moves the next customers of a lane and, in the same transaction, what hangs on them and names the giver in person. The lane's row is
 * locked and its cursor read anew, so that an old attempt that wakes up beside a new one goes on where the other is and moves nothing
 * twice. Lanes of one transfer hold no row in common and so never wait for each other.
 * @param limit customers that the batch takes along at the most
 * @returns how far the lane has come
 * @throws pg's lock_not_available when somebody holds a record of the batch: nothing has happened, try again
 */
export function moveLane(db: Database, { handoverId, round, lane }: LaneKey, limit: number): Promise<LaneState> {
  return db.transaction().execute(async (tx) => {
    await asTransfer(tx, handoverId);
    const row = await tx
      .selectFrom('transfer_lanes as l')
      .innerJoin('transfers as t', (join) =>
        join.onRef('t.handover_id', '=', 'l.handover_id').onRef('t.round', '=', 'l.round'),
      )
      .innerJoin('handovers as h', 'h.id', 'l.handover_id')
      .select(['l.lane', 'l.cursor', 'l.done', 'l.moved', 'l.skipped', 'l.batches'])
      .select(['l.up_to', 't.with_customers', 'h.giver_id'])
      .where('l.handover_id', '=', handoverId)
      .where('l.round', '=', round)
      .where('l.lane', '=', lane)
      .forUpdate('l')
      .executeTakeFirstOrThrow();
    const { up_to, with_customers: withCustomers, giver_id: giverId, ...state } = row;
    if (state.done) return state;
    const batch = await moveCustomers(tx, { handoverId, giverId, withCustomers }, { ...state, up_to }, limit);
    const next = await tx
      .updateTable('transfer_lanes')
      .set({
        cursor: batch.cursor,
        done: batch.done,
        moved: row.moved + batch.moved,
        skipped: row.skipped + batch.skipped,
        batches: row.batches + 1,
      })
      .where('handover_id', '=', handoverId)
      .where('round', '=', round)
      .where('lane', '=', lane)
      .returning(STATE)
      .executeTakeFirstOrThrow();
    if (batch.moved + batch.skipped > 0)
      await audit(tx, {
        action: 'transfer.batch',
        handoverId,
        params: {
          phase: 'customer',
          from: row.cursor,
          to: batch.cursor,
          moved: batch.moved,
          skipped: batch.skipped,
        },
      });
    return next;
  });
}

async function moveCustomers(
  tx: Tx,
  book: Book & { withCustomers: boolean },
  { cursor, up_to }: Pick<LaneState, 'cursor'> & { up_to: string },
  limit: number,
): Promise<{ cursor: string; done: boolean; moved: number; skipped: number }> {
  const customers = await moveItems(tx, book, 'customer', CUSTOMERS, {
    items: sql`record_id > ${cursor}::uuid and record_id <= ${up_to}::uuid`,
    order: sql`order by record_id limit ${limit}`,
    rows: sql`r.id > ${cursor}::uuid and r.id <= (select id from batch order by id desc limit 1)`,
  });
  const done = customers.planned < limit || customers.last === null;
  // Between two customers of the plan, and behind the last one of the lane, lies what hangs on customers that are not in the plan.
  const to = done ? up_to : (customers.last ?? up_to);
  const sum = { cursor: to, done, moved: customers.moved, skipped: customers.skipped };
  if (!book.withCustomers) return sum;
  for (const type of await typesInPlan(tx, book.handoverId, IN_PERSON_TYPES)) {
    const along = await moveItems(tx, book, type, inPerson(type), {
      items: sql`customer_id > ${cursor}::uuid and customer_id <= ${to}::uuid`,
      order: sql``,
      rows: sql`r.id in (select id from batch)`,
    });
    sum.moved += along.moved;
    sum.skipped += along.skipped;
  }
  return sum;
}
