import { sql } from 'kysely';
import { RECORD_TYPES } from '../../contract/steps.ts';
import type { Database, Tx } from '../connect.ts';
import { typesHeldBy } from './held.ts';
import { type Book, CUSTOMERS, type Moved, NIL, asTransfer, inPerson, moveItems, typesInPlan } from './move-items.ts';
import { IN_PERSON_TYPES, type InPersonType, RECORD_TABLES } from './records.ts';
import { audit } from './standing.ts';

/** What reached the giver while the book was moving, type by type. */
const LATE = RECORD_TYPES.map((type) => ({
  type,
  phase: `late:${type}` as const,
  name: type === 'customer' ? 'customers' : RECORD_TABLES[type],
  ...(type === 'customer' ? CUSTOMERS : inPerson(type)),
}));
/**
 * The phases of a transfer in their order: the customers, in lanes, each batch with the records on them that name the giver in person
 * (transfer-lanes.ts); such records without a customer; what came late.
 */
const PHASES = ['customer', 'lanes', ...IN_PERSON_TYPES, ...LATE.map(({ phase }) => phase), 'done'] as const;
type Phase = (typeof PHASES)[number];

export interface TransferState {
  phase: Phase;
  cursor: string | null;
  moved: number;
  skipped: number;
  batches: number;
}

/**
 * Moves, in one transaction, the next of what is left when the customers have moved: through as many phases as the limit allows, so
 * that a small book is one transaction. The row of the transfer is locked and its cursor read anew, so that an old attempt that wakes
 * up beside a new one continues where the other is and moves nothing twice.
 * @param limit records that the batch takes along at the most
 * @returns how far the transfer has come
 * @throws Error while customers are still to be moved; pg's lock_not_available when somebody holds a record of the batch: nothing has
 *   happened, try again
 */
export function moveBatch(db: Database, handoverId: string, round: number, limit: number): Promise<TransferState> {
  return db.transaction().execute(async (tx) => {
    await asTransfer(tx, handoverId);
    const row = await tx
      .selectFrom('transfers as t')
      .innerJoin('handovers as h', 'h.id', 't.handover_id')
      .select(['t.phase', 't.cursor', 't.moved', 't.skipped', 't.batches', 't.with_customers', 'h.giver_id'])
      .where('t.handover_id', '=', handoverId)
      .where('t.round', '=', round)
      .forUpdate('t')
      .executeTakeFirstOrThrow();
    const phase = phaseOf(row.phase);
    if (phase === 'done') return { ...row, phase };
    const book = { handoverId, giverId: row.giver_id, withCustomers: row.with_customers };
    const before = phase === 'customer' || phase === 'lanes' ? await laneSum(tx, handoverId, round) : row;
    const batch = await moveRest(tx, book, { phase, cursor: row.cursor }, limit);
    const next = {
      phase: batch.phase,
      cursor: batch.cursor,
      moved: before.moved + batch.moved,
      skipped: before.skipped + batch.skipped,
      batches: before.batches + 1,
    };
    await tx
      .updateTable('transfers')
      .set(next)
      .where('handover_id', '=', handoverId)
      .where('round', '=', round)
      .execute();
    if (batch.moved + batch.skipped > 0)
      await audit(tx, {
        action: 'transfer.batch',
        handoverId,
        params: { phase, from: row.cursor, to: batch.cursor, moved: batch.moved, skipped: batch.skipped },
      });
    return next;
  });
}

/** A version before this one had one phase for all that came late. */
const phaseOf = (phase: string): Phase => (phase === 'late' ? 'late:customer' : (phase as Phase));

/** What the lanes have moved, once all of them are done. */
async function laneSum(
  tx: Tx,
  handoverId: string,
  round: number,
): Promise<Pick<TransferState, 'moved' | 'skipped' | 'batches'>> {
  const { rows } = await sql<{ done: boolean | null; moved: number; skipped: number; batches: number }>`
    select bool_and(done) as done, sum(moved)::int8 as moved, sum(skipped)::int8 as skipped, sum(batches)::int8 as batches
      from transfer_lanes where handover_id = ${handoverId} and round = ${round}`.execute(tx);
  const [sum] = rows;
  if (!sum?.done) throw new Error('customers are still to be moved');
  return sum;
}

interface At {
  phase: Phase;
  cursor: string | null;
}

/** Phase after phase, until as many records have been looked at as the batch may take along. */
async function moveRest(
  tx: Tx,
  book: OpenBook,
  from: At,
  limit: number,
): Promise<At & { moved: number; skipped: number }> {
  const worthwhile = await phasesWithRecords(tx, book);
  const sum = { moved: 0, skipped: 0 };
  let { cursor } = from;
  let left = limit;
  for (const phase of PHASES.slice(PHASES.indexOf(from.phase))) {
    if (phase === 'done' || left === 0) return { phase, cursor, ...sum };
    if (worthwhile.has(phase)) {
      const looked = await moveIn(tx, book, phase, cursor, left);
      sum.moved += looked.moved;
      sum.skipped += looked.skipped;
      if (looked.planned === left) return { phase, cursor: looked.last, ...sum };
      left -= looked.planned;
    }
    cursor = null;
  }
  return { phase: 'done', cursor: null, ...sum };
}

interface OpenBook extends Book {
  withCustomers: boolean;
}

/** What is in the plan, and what names the giver at this moment: most phases have nothing to do, and each look costs. */
async function phasesWithRecords(tx: Tx, { handoverId, giverId }: OpenBook): Promise<Set<Phase>> {
  const held = await typesHeldBy(tx, giverId);
  const late = LATE.filter(({ type }) => held.has(type)).map(({ phase }) => phase);
  return new Set([...late, ...(await typesInPlan(tx, handoverId, IN_PERSON_TYPES))]);
}

async function moveIn(tx: Tx, book: OpenBook, phase: Phase, cursor: string | null, limit: number): Promise<Moved> {
  const late = LATE.find((of) => of.phase === phase);
  if (late) return redirectLate(tx, book, late, cursor, limit);
  const type = phase as InPersonType;
  const alone = book.withCustomers ? sql`and customer_id is null` : sql``;
  return moveItems(tx, book, type, inPerson(type), {
    items: sql`record_id > ${cursor ?? NIL}::uuid ${alone}`,
    order: sql`order by record_id limit ${limit}`,
    rows: sql`r.id > ${cursor ?? NIL}::uuid and r.id <= (select id from batch order by id desc limit 1)`,
  });
}

/** The sweep: the next records of a type that still name the giver, as far as the successor rule concerns them. */
async function redirectLate(
  tx: Tx,
  { giverId }: Book,
  { name, table, holder }: (typeof LATE)[number],
  cursor: string | null,
  limit: number,
): Promise<Moved> {
  const { rows } = await sql<{ last: string | null; planned: number; moved: number | null }>`
    with late as materialized (
      select id from ${table} where ${holder} = ${giverId} and id > ${cursor ?? NIL}::uuid order by id limit ${limit}
    )
    select (select id from late order by id desc limit 1) as last, (select count(*) from late) as planned,
           (select ${sql.id('app', `redirect_${name}`)}(array_agg(id)) from late) as moved`.execute(tx);
  const { last = null, planned = 0, moved } = rows[0] ?? {};
  return { last, planned, moved: moved ?? 0, skipped: 0 };
}
