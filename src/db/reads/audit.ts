import { type Selectable, sql } from 'kysely';
import type { Place } from '../../domain/event-place.ts';
import type { Tx } from '../connect.ts';
import type { AuditEntries } from '../tables.ts';
import { keyset } from './page.ts';
import { peopleById } from './people.ts';

export interface AuditFilter {
  handoverId?: string | undefined;
  subjectId?: string | undefined;
  actorId?: string | undefined;
  /** or a family of them, such as signOff.* */
  action?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** id of the last entry of the page before */
  cursor?: number | undefined;
  limit: number;
  order: 'asc' | 'desc';
}

/** Entries of the audit log that the person may see. */
export async function listAudit(tx: Tx, filter: AuditFilter) {
  const { handoverId, subjectId, actorId, action, from, to, cursor, limit, order } = filter;
  const rows = await tx
    .selectFrom('audit_entries')
    .selectAll()
    .$if(handoverId !== undefined, (b) => b.where('handover_id', '=', handoverId ?? ''))
    .$if(subjectId !== undefined, (b) => b.where('subject_id', '=', subjectId ?? ''))
    .$if(actorId !== undefined, (b) => b.where('actor_id', '=', actorId ?? ''))
    .$if(action !== undefined, (b) =>
      action?.endsWith('.*')
        ? b.where('action', 'like', `${action.slice(0, -1)}%`)
        : b.where('action', '=', action ?? ''),
    )
    .$if(from !== undefined, (b) => b.where('at', '>=', new Date(from ?? 0)))
    .$if(to !== undefined, (b) => b.where('at', '<', new Date(to ?? 0)))
    .$if(cursor !== undefined, (b) => b.where('id', order === 'asc' ? '>' : '<', cursor ?? 0))
    .orderBy('id', order)
    .limit(limit + 1)
    .execute();
  const page = keyset(rows, limit, (row) => String(row.id));
  return { next: page.next, items: await shown(tx, page.items) };
}

/**
 * Entries of a case that lie beyond a place and were not seen, in the order of transaction and id.
 * @returns with the transaction of each, and the oldest one that was open in the same snapshot
 */
export async function entriesBeyond(tx: Tx, handoverId: string, place: Place, limit: number) {
  const { rows } = await sql<Selectable<AuditEntries> & { xmin: string }>`
    select s.xmin::text, e.* from (select pg_snapshot_xmin(pg_current_snapshot()) as xmin) s left join lateral (
      select id, at, actor_id, actor_kind, action, handover_id, subject_type, subject_id, params, xact::text from audit_entries
       where handover_id = ${handoverId} and (xact, id) > (${place.xact.toString()}::xid8, ${place.id}::bigint)
         and id > ${place.above} and id <> all(${[...place.seen.keys()]}::bigint[])
       order by audit_entries.xact, id limit ${limit}) e on true order by e.xact::xid8, e.id`.execute(tx);
  const found = rows.filter((row) => (row.id as number | null) !== null);
  return {
    items: await shown(tx, found),
    xacts: new Map(found.map((row) => [row.id, BigInt(row.xact)])),
    xmin: BigInt(rows[0]?.xmin ?? 0),
  };
}

/** The transactions of entries; of those that are there. */
export async function xactsOf(tx: Tx, ids: number[]): Promise<Map<number, bigint>> {
  const { rows } = await sql<{ id: number; xact: string }>`
    select id, xact::text from audit_entries where id = any(${ids}::bigint[])`.execute(tx);
  return new Map(rows.map(({ id, xact }) => [id, BigInt(xact)]));
}

async function shown(tx: Tx, rows: Selectable<AuditEntries>[]) {
  const who = await peopleById(
    tx,
    rows.map((row) => row.actor_id),
  );
  return rows.map((row) => ({
    id: String(row.id),
    at: row.at,
    actor: row.actor_id === null ? null : who(row.actor_id),
    actorKind: row.actor_kind,
    action: row.action,
    handoverId: row.handover_id,
    subject: row.subject_id === null ? null : { type: row.subject_type, id: row.subject_id },
    params: record(row.params),
  }));
}

/** A JSON object as a record; anything else is none. */
export function record(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : {};
}
