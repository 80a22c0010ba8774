import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { type Page, keyset } from './page.ts';

export interface NotificationRow {
  id: string;
  template: string;
  category: string;
  wait: string | null;
  params: Record<string, string | number>;
  handover_id: string | null;
  label: string | null;
  giver: string | null;
  subject_id: string | null;
  /** name of the person, or title of the meeting, that it is about */
  subject: string | null;
  person_id: string;
  owner: { id: string; number: string; name: string };
  delegator: { id: string; number: string; name: string } | null;
  until: string | null;
  due_at: Date | null;
  created_at: Date;
  read_at: Date | null;
  done_at: Date | null;
}

export interface NotificationsQuery {
  cursor?: string | undefined;
  limit: number;
  unread: boolean;
  open: boolean;
}

/** Notices of the person, and what is asked of those for whom they act and was not told them in person; newest first. */
export async function listNotifications(tx: Tx, me: string, query: NotificationsQuery): Promise<Page<NotificationRow>> {
  const rows = await read(
    tx,
    sql`${mine(me)} and (${query.cursor ?? null}::uuid is null or n.id < ${query.cursor ?? null}::uuid)
        and (not ${query.unread} or n.person_id = ${me} and n.read_at is null)
        and (not ${query.open} or n.until is not null and n.done_at is null)`,
    query.limit + 1,
  );
  return keyset(rows, query.limit, (row) => row.id);
}

export async function readNotification(tx: Tx, id: string): Promise<NotificationRow | undefined> {
  return (await read(tx, sql`n.id = ${id}`, 1))[0];
}

/** Notices of the person from an instant on, but for those of `without`; oldest first. */
export async function notificationsFrom(
  tx: Tx,
  me: string,
  { from, without, limit }: { from: Date; without: string[]; limit: number },
): Promise<NotificationRow[]> {
  return read(
    tx,
    sql`n.person_id = ${me} and n.created_at >= ${from} and n.id <> all (${without}::uuid[])`,
    limit,
    sql`n.id asc`,
  );
}

export async function countNotifications(tx: Tx, me: string): Promise<{ unread: number; open: number }> {
  const { rows } = await sql<{ unread: number; open: number }>`
    select count(*) filter (where n.person_id = ${me} and n.read_at is null) as unread,
           count(*) filter (where n.until is not null and n.done_at is null) as open
      from notices n where ${mine(me)} and (n.read_at is null or n.until is not null and n.done_at is null)`.execute(
    tx,
  );
  return rows[0] ?? { unread: 0, open: 0 };
}

const mine = (me: string) => sql`n.person_id = any (app.notices_of()) and (n.person_id = ${me}
  or not exists (select 1 from notices own where own.topic = n.topic and own.person_id = ${me}))`;

async function read(
  tx: Tx,
  which: ReturnType<typeof sql>,
  limit: number,
  order = sql`n.id desc`,
): Promise<NotificationRow[]> {
  const { rows } = await sql<NotificationRow>`
    select n.id, n.template, n.category, n.wait, n.params, n.handover_id, n.subject_id, n.person_id, n.until, n.due_at, n.created_at, n.read_at,
           n.done_at, h.label, g.name as giver, jsonb_build_object('id', e.id, 'number', e.number, 'name', e.name) as owner,
           case when f.id is not null then jsonb_build_object('id', f.id, 'number', f.number, 'name', f.name) end as delegator,
           coalesce(s.name || ' (' || s.number || ')', m.title) as subject
      from notices n
      join employees e on e.id = n.person_id
      left join employees f on f.id = n.for_id
      left join handovers h on h.id = n.handover_id
      left join employees g on g.id = h.giver_id
      left join departures d on n.subject_type = 'departure' and d.id = n.subject_id
      left join employees s on s.id = coalesce(d.employee_id, case when n.subject_type = 'employee' then n.subject_id end)
      left join further_meetings m on n.subject_type = 'meeting' and m.id = n.subject_id
     where ${which} order by ${order} limit ${limit}`.execute(tx);
  return rows;
}
