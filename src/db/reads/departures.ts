import { sql } from 'kysely';
import type { Left } from '../../contract/departure.ts';
import type { Tx } from '../connect.ts';
import { leftOf } from '../left-of.ts';
import { keyset } from './page.ts';
import { type PersonRow, peopleById } from './people.ts';

const rows = (tx: Tx) => tx.selectFrom('departures').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

function shown(row: Row, who: (id: string) => PersonRow) {
  return {
    id: row.id,
    employee: who(row.employee_id),
    reason: row.reason,
    lastDay: row.last_day,
    state: row.state,
    overdue: row.overdue,
    startedBy: who(row.started_by),
    startedAt: row.started_at,
    lookedAt: row.looked_at,
    closedAt: row.closed_at,
    cancelReason: row.cancel_reason,
  };
}
const people = (row: Row) => [row.employee_id, row.started_by];

/** Departures that the person may see, newest first; what is left as their workflows last saw it. */
export async function listDepartures(
  tx: Tx,
  { state, cursor, limit }: { state?: string | undefined; cursor?: string | undefined; limit: number },
) {
  const found = await rows(tx)
    .$if(state !== undefined, (b) => b.where('state', '=', state ?? ''))
    .$if(cursor !== undefined, (b) => b.where(sql<boolean>`id < ${cursor ?? null}::uuid`))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const { items, next } = keyset(found, limit, (row) => row.id);
  const who = await peopleById(tx, items.flatMap(people));
  return { items: items.map((row) => ({ ...shown(row, who), left: row.remaining as unknown as Left[] })), next };
}

/** A departure with what is left at this moment, and the person's handovers; undefined: not to be seen. */
export async function readDeparture(tx: Tx, id: string) {
  const row = await rows(tx).where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const who = await peopleById(tx, people(row));
  const handovers = await tx
    .selectFrom('handovers')
    .select(['id', 'label', 'kind', 'state'])
    .where('giver_id', '=', row.employee_id)
    .where('started_at', '>=', sql<Date>`${row.started_at}::timestamptz - interval '90 days'`)
    .orderBy('id')
    .execute();
  const open = row.closed_at === null;
  return { ...shown(row, who), left: open ? await leftOf(tx, row.employee_id) : [], handovers };
}

/** What the workflow of a departure is started with; undefined: not to be seen. */
export function readDepartureStart(tx: Tx, id: string) {
  return tx
    .selectFrom('departures as d')
    .innerJoin('employees as e', 'e.id', 'd.employee_id')
    .select(['d.id', 'd.last_day', 'd.state', 'e.id as employee_id', 'e.number'])
    .where('d.id', '=', id)
    .executeTakeFirst();
}
