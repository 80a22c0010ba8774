import { type RawBuilder, sql } from 'kysely';
import { RECORD_TYPES, type RecordType } from '../../contract/steps.ts';
import type { Database, Tx } from '../connect.ts';
import { IN_PERSON_TYPES, type InPersonType, RECORD_TABLES } from './records.ts';
import { audit } from './standing.ts';

/**
 * The phases of a transfer in their order: the customers, each batch with the records on them that name the giver in person; such
 * records without a customer; then, type by type, what reached the giver while the book was moving.
 */
const LATE_PHASES = RECORD_TYPES.map((type) => `late:${type}` as const);
const PHASES = ['customer', ...IN_PERSON_TYPES, ...LATE_PHASES, 'done'] as const;
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
 * that wakes up beside a new one continues where the other is and moves nothing twice. Compare-and-set on the old holder:
 * what changed hands meanwhile is reported as an exception and stays where it is.
 * Gives up a lock that it does not get before the server would look for a deadlock: then no person is ever its victim.
 * @param limit customers, or records without a customer, that the batch takes along at the most
 * @returns how far the transfer has come
 * @throws pg's lock_not_available when somebody holds a record of the batch: nothing has happened, try again
 */
export function moveBatch(db: Database, handoverId: string, round: number, limit: number): Promise<TransferState> {
  return db.transaction().execute(async (tx) => {
    await sql`select set_config('app.handover', ${handoverId}, true), set_config('lock_timeout', '400ms', true)`.execute(
      tx,
    );
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
    const batch = await moveIn(tx, book, phase, row.cursor, limit);
    const next = {
      phase: batch.last === null ? (PHASES[PHASES.indexOf(phase) + 1] ?? 'done') : phase,
      cursor: batch.last,
      moved: row.moved + batch.moved,
      skipped: row.skipped + batch.skipped,
      batches: row.batches + 1,
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
        params: { phase, from: row.cursor, to: batch.last, moved: batch.moved, skipped: batch.skipped },
      });
    return next;
  });
}

/** A version before this one had one phase for all that came late. */
const phaseOf = (phase: string): Phase => (phase === 'late' ? 'late:customer' : (phase as Phase));

/** A customer changes for whoever read it before: their If-Match no longer holds. */
export const NEXT_VERSION = sql`, version = r.version + 1`;

interface Book {
  handoverId: string;
  giverId: string;
  withCustomers: boolean;
}
interface Batch {
  /** null: the phase is done */
  last: string | null;
  moved: number;
  skipped: number;
}

async function moveIn(tx: Tx, book: Book, phase: Phase, cursor: string | null, limit: number): Promise<Batch> {
  if (phase === 'customer') return moveCustomers(tx, book, cursor, limit);
  const late = RECORD_TYPES.find((type) => `late:${type}` === phase);
  if (late) return redirectLate(tx, book, late, cursor, limit);
  const type = phase as InPersonType;
  const alone = book.withCustomers ? sql`and customer_id is null` : sql``;
  return moveItems(tx, book, type, inPerson(type), {
    items: sql`record_id > ${cursor ?? NIL}::uuid ${alone}`,
    order: sql`order by record_id limit ${limit}`,
    rows: sql`r.id > ${cursor ?? NIL}::uuid and r.id <= (select id from batch order by id desc limit 1)`,
  });
}

const NIL = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The next customers and, in the same transaction, what hangs on them and names the giver in person. */
async function moveCustomers(tx: Tx, book: Book, cursor: string | null, limit: number): Promise<Batch> {
  const batch = await moveItems(
    tx,
    book,
    'customer',
    { table: sql`customers`, holder: sql`owner_id`, also: NEXT_VERSION },
    {
      items: sql`record_id > ${cursor ?? NIL}::uuid`,
      order: sql`order by record_id limit ${limit}`,
      // The same once more as a range: a batch then costs its own rows and not a look at the whole table.
      rows: sql`r.id > ${cursor ?? NIL}::uuid and r.id <= (select id from batch order by id desc limit 1)`,
    },
  );
  if (!book.withCustomers) return batch;
  const { rows: types } = await sql<{ type: InPersonType }>`
    select distinct record_type as type from handover_items where handover_id = ${book.handoverId} and record_type <> 'customer' order by 1`.execute(
    tx,
  );
  for (const { type } of types) {
    // Behind the last customer: what hangs on customers that are not in the plan.
    const along = await moveItems(tx, book, type, inPerson(type), {
      items: sql`customer_id > ${cursor ?? NIL}::uuid and customer_id <= ${batch.last ?? LAST}::uuid`,
      order: sql``,
      rows: sql`r.id in (select id from batch)`,
    });
    batch.moved += along.moved;
    batch.skipped += along.skipped;
  }
  return batch;
}

interface Place {
  table: RawBuilder<unknown>;
  holder: RawBuilder<unknown>;
  also: RawBuilder<unknown>;
}
const inPerson = (type: InPersonType): Place => ({
  table: sql.table(RECORD_TABLES[type]),
  holder: sql`assignee_id`,
  also: sql``,
});

async function moveItems(
  tx: Tx,
  { handoverId, giverId }: Book,
  type: RecordType,
  { table, holder, also }: Place,
  which: { items: RawBuilder<unknown>; order: RawBuilder<unknown>; rows: RawBuilder<unknown> },
): Promise<Batch> {
  const { rows } = await sql<Batch>`
    with batch as materialized (
      select record_id as id, receiver_id, coalesce(holder_id, ${giverId}) as holder_id from handover_items
       where handover_id = ${handoverId} and record_type = ${type} and why <> 'late' and ${which.items} ${which.order}
    ), moved as (
      update ${table} r set ${holder} = b.receiver_id, updated_at = now() ${also}
        from batch b where r.id = b.id and r.${holder} = b.holder_id and ${which.rows}
      returning r.id
    ), skipped as (
      insert into handover_exceptions (handover_id, record_type, record_id, state, reason, at)
      select ${handoverId}, ${type}, b.id, 'skipped', 'holderChanged', t.at
        from batch b, (select clock_timestamp() as at) t
       where not exists (select 1 from moved m where m.id = b.id)
         -- A late arrival that is also in the plan has reached its receiver already.
         and not exists (select 1 from ${table} r where r.id = b.id and r.${holder} = b.receiver_id)
      on conflict do nothing returning 1
    )
    select (select id from batch order by id desc limit 1) as last, (select count(*) from moved) as moved, (select count(*) from skipped) as skipped`.execute(
    tx,
  );
  return rows[0] ?? { last: null, moved: 0, skipped: 0 };
}

/** The sweep behind the last batch: the next records of a type that still name the giver, as far as the successor rule concerns them. */
async function redirectLate(
  tx: Tx,
  book: Book,
  type: RecordType,
  cursor: string | null,
  limit: number,
): Promise<Batch> {
  const { table, holder } = type === 'customer' ? { table: sql`customers`, holder: sql`owner_id` } : inPerson(type);
  const name = type === 'customer' ? 'customers' : RECORD_TABLES[type];
  const { rows } = await sql<{ last: string | null; moved: number }>`
    with late as materialized (
      select id from ${table} where ${holder} = ${book.giverId} and id > ${cursor ?? NIL}::uuid order by id limit ${limit}
    )
    select (select id from late order by id desc limit 1) as last,
           (select ${sql.id('app', `redirect_${name}`)}(array_agg(id)) from late) as moved`.execute(tx);
  const { last = null, moved = 0 } = rows[0] ?? {};
  return { last, moved: moved ?? 0, skipped: 0 };
}
