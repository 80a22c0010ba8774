import { countNotifications, notificationsFrom } from '../db/reads/notifications.ts';
import { openStream } from './events.ts';
import { toldNotification } from './notifications.ts';
import type { Call } from './route.ts';

const PAGE = 100;
/** Longer than the transaction that writes a notice: one that commits after a later one is found all the same. */
const OVERLAP_MS = 60_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Sends a person's new notifications, and how many are unread and open whenever that changes. After an interruption Last-Event-ID resumes;
 * an event of the minute before can then come twice, with the same id.
 */
export async function sendNotifications(call: Call<unknown>): Promise<void> {
  const { req, res, person, locale } = call;
  const me = person.id;
  const last = UUID.exec(req.get('Last-Event-ID')?.trim() ?? '')?.[0];
  /** when the newest that was sent was made; an id of the future is none of ours */
  let newest = Math.min(last === undefined ? Infinity : timeIn(last), Date.now());
  const sent = new Map<string, number>();
  let counted = '';
  let resumed = last !== undefined;
  await openStream(call, me, async () => {
    const { rows, count } = await call.as(async (tx) => ({
      rows: await notificationsFrom(tx, me, {
        from: new Date(newest - OVERLAP_MS),
        without: [...sent.keys()],
        limit: PAGE,
      }),
      count: await countNotifications(tx, me),
    }));
    for (const row of rows) {
      sent.set(row.id, row.created_at.getTime());
      newest = Math.max(newest, row.created_at.getTime());
      // What was there when somebody began to listen they find in the list.
      if (!resumed || row.id === last) continue;
      const data = JSON.stringify(toldNotification(row, { locale, me }));
      res.write(`id: ${row.id}\nevent: notification\ndata: ${data}\n\n`);
    }
    for (const [id, at] of sent) if (at < newest - OVERLAP_MS) sent.delete(id);
    if (rows.length === PAGE) return true;
    resumed = true;
    const now = JSON.stringify(count);
    if (now !== counted) res.write(`event: count\ndata: ${now}\n\n`);
    counted = now;
    return false;
  });
}

/** When a UUIDv7 was made, in epoch milliseconds. */
const timeIn = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
