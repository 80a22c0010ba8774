import { type RawBuilder, sql } from 'kysely';
import type { RecordType } from '../../contract/steps.ts';
import type { Tx } from '../connect.ts';
import { type InPersonType, RECORD_TABLES } from './records.ts';

export const NIL = '00000000-0000-0000-0000-000000000000';

/** A customer changes for whoever read it before: their If-Match no longer holds. */
export const NEXT_VERSION = sql`, version = r.version + 1`;

/** What moves, and from whom. */
export interface Book {
  handoverId: string;
  giverId: string;
}

/** What a statement did. */
export interface Moved {
  /** the last id that it looked at; null: there was none */
  last: string | null;
  /** items that it looked at */
  planned: number;
  moved: number;
  skipped: number;
}

/** Where a type of record lies and which column says who holds it. */
export interface Place {
  table: RawBuilder<unknown>;
  holder: RawBuilder<unknown>;
  /** further columns to set */
  also: RawBuilder<unknown>;
}

export const CUSTOMERS: Place = { table: sql`customers`, holder: sql`owner_id`, also: NEXT_VERSION };

export const inPerson = (type: InPersonType): Place => ({
  table: sql.table(RECORD_TABLES[type]),
  holder: sql`assignee_id`,
  also: sql``,
});

/**
 * The engine's transaction of a transfer: late arrivals and changes of a receiver are told from it by the setting. It gives up a lock
 * that it does not get before the server would look for a deadlock: then no person is ever its victim.
 */
export async function asTransfer(tx: Tx, handoverId: string): Promise<void> {
  await sql`select set_config('app.handover', ${handoverId}, true), set_config('lock_timeout', '400ms', true)`.execute(
    tx,
  );
}

/**
 * Moves items of one type to their receivers. Compare-and-set on the old holder: what changed hands meanwhile is reported as an
 * exception and stays where it is.
 * @param which of the plan's items, in which order and how many; `rows` says the same of the records over `r`, so that a batch costs
 *   its own rows and not a look at the whole table
 */
export async function moveItems(
  tx: Tx,
  { handoverId, giverId }: Book,
  type: RecordType,
  { table, holder, also }: Place,
  which: { items: RawBuilder<unknown>; order: RawBuilder<unknown>; rows: RawBuilder<unknown> },
): Promise<Moved> {
  const batch = sql`
    batch as materialized (
      select record_id as id, receiver_id, coalesce(holder_id, ${giverId}) as holder_id from handover_items
       where handover_id = ${handoverId} and record_type = ${type} and why <> 'late' and ${which.items} ${which.order}
    )`;
  const { rows } = await sql<{ last: string | null; planned: number; moved: number }>`
    with ${batch}, moved as (
      update ${table} r set ${holder} = b.receiver_id, updated_at = now() ${also}
        from batch b where r.id = b.id and r.${holder} = b.holder_id and ${which.rows}
      returning 1
    )
    select (select id from batch order by id desc limit 1) as last, (select count(*) from batch) as planned, (select count(*) from moved) as moved`.execute(
    tx,
  );
  const { last = null, planned = 0, moved = 0 } = rows[0] ?? {};
  if (moved === planned) return { last, planned, moved, skipped: 0 };
  // A late arrival that is also in the plan is with its receiver already. One instant for all of a statement, for the log.
  const { numAffectedRows: skipped = 0n } = await sql`
    with ${batch}
    insert into handover_exceptions (handover_id, record_type, record_id, state, reason, at)
    select ${handoverId}, ${type}, b.id, 'skipped', 'holderChanged', t.at
      from batch b, (select clock_timestamp() as at) t
     where not exists (select 1 from ${table} r where r.id = b.id and r.${holder} = b.receiver_id and ${which.rows})
    on conflict do nothing`.execute(tx);
  return { last, planned, moved, skipped: Number(skipped) };
}

/** The types among those given of which the plan has items, in their order. */
export async function typesInPlan<T extends RecordType>(
  tx: Tx,
  handoverId: string,
  types: readonly T[],
): Promise<Set<T>> {
  if (types.length === 0) return new Set();
  const { rows } = await sql<{ type: T }>`
    select type from unnest(${[...types]}::text[]) t(type),
           -- One look by key for each: without the order a type that is not there costs a look at all of the plan.
           lateral (select 1 from handover_items where handover_id = ${handoverId} and record_type = type order by record_id limit 1) i`.execute(
    tx,
  );
  return new Set(rows.map(({ type }) => type));
}
