import { setTimeout as pause } from 'node:timers/promises';
import { listAudit } from '../db/reads/audit.ts';
import type { Call } from './route.ts';
import { told } from './told.ts';

const LOOK_EVERY_MS = 1_000;
const SIGN_OF_LIFE_EVERY_MS = 15_000;
const PAGE = 100;

/**
 * Sends a handover's timeline as server-sent events until the reader goes, their token ends or the server stops.
 * Each look is a transaction of its own under the person's reach, so that access that ends, ends here too.
 */
export async function sendEvents(call: Call<unknown>, handoverId: string): Promise<void> {
  const { req, res, person, locale } = call;
  const reader = { locale, timeZone: person.timeZone };
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  call.deps.stopping?.addEventListener('abort', () => gone.abort(), { once: true, signal: gone.signal });
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();
  const seen = Number(req.get('Last-Event-ID') ?? 0);
  let cursor = Number.isSafeInteger(seen) ? seen : 0;
  let quietSince = Date.now();
  while (!gone.signal.aborted && Date.now() < person.expiresAtMs) {
    const after = cursor;
    const page = told(
      await call.as((tx) => listAudit(tx, { handoverId, cursor: after, limit: PAGE, order: 'asc' })),
      reader,
    );
    for (const entry of page.items) {
      res.write(`id: ${entry.id}\nevent: ${entry.action}\ndata: ${JSON.stringify(entry)}\n\n`);
      cursor = Number(entry.id);
    }
    if (page.items.length > 0) quietSince = Date.now();
    else if (Date.now() - quietSince >= SIGN_OF_LIFE_EVERY_MS) {
      res.write(': still here\n\n');
      quietSince = Date.now();
    }
    if (page.next === null) await pause(LOOK_EVERY_MS, undefined, { signal: gone.signal }).catch(() => {});
  }
  res.end();
}
