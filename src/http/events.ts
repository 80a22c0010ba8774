import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { entriesBeyond, xactsOf } from '../db/reads/audit.ts';
import { type Place, formatPlace, parsePlace, pass, startAnew } from '../domain/event-place.ts';
import type { Call } from './route.ts';
import { told } from './told.ts';

const SIGN_OF_LIFE_EVERY_MS = 15_000;
const PAGE = 100;

/**
 * Sends a handover's timeline as server-sent events. Each look is a transaction of its own under the person's reach, so that access that
 * ends, ends here too.
 */
export async function sendEvents(call: Call<unknown>, handoverId: string): Promise<void> {
  const place = parsePlace(call.req.get('Last-Event-ID'));
  let begun = false;
  await openStream(call, handoverId, async (signal) => {
    if (!begun && place.seen.size > 0) place.seen = await call.as((tx) => xactsOf(tx, [...place.seen.keys()]));
    begun = true;
    return sendPage(call, handoverId, place, signal);
  });
}

/**
 * Keeps a stream of server-sent events open until the reader goes, their token ends or the server stops. Nothing is read until there is
 * something new.
 * @param key what is followed: a case, or the person
 * @param look sends what is new; returns whether there may be more
 */
export async function openStream(
  call: Call<unknown>,
  key: string,
  look: (signal: AbortSignal) => Promise<boolean>,
): Promise<void> {
  const { req, res, person, deps } = call;
  const gone = new AbortController();
  const { signal } = gone;
  res.on('close', () => gone.abort());
  if (deps.stopping?.aborted) gone.abort();
  deps.stopping?.addEventListener('abort', () => gone.abort(), { once: true, signal });
  const expiry = setTimeout(() => gone.abort(), Math.min(person.expiresAtMs - Date.now(), 2_147_483_647));
  const bell = new Bell();
  // Before the first look, so that nothing falls between the two.
  const unwatch = deps.feed.watch(key, () => bell.ring());
  try {
    res.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    res.flushHeaders();
    // To HEAD that was all; as long as its answer has no end, nothing else is answered on its connection.
    if (req.method === 'HEAD') return;
    bell.ring();
    while (!signal.aborted) {
      const rang = await bell.heard(SIGN_OF_LIFE_EVERY_MS, signal);
      if (signal.aborted) break;
      if (!rang) res.write(': still here\n\n');
      else
        while (await look(signal)) {
          // A reader that does not keep up is waited for, instead of filling this process's memory.
          if (res.writableNeedDrain) await once(res, 'drain', { signal }).catch(() => {});
          if (signal.aborted) break;
        }
    }
  } finally {
    clearTimeout(expiry);
    unwatch();
    res.end();
  }
}

/** @returns whether there may be more */
async function sendPage(call: Call<unknown>, handoverId: string, place: Place, signal: AbortSignal): Promise<boolean> {
  const { res, person, locale } = call;
  const { items, xacts, xmin } = await call.as((tx) => entriesBeyond(tx, handoverId, place, PAGE));
  if (xmin < place.xact) {
    startAnew(place);
    return true;
  }
  for (const entry of told({ items, next: null }, { locale, timeZone: person.timeZone }).items) {
    const id = Number(entry.id);
    pass(place, { id, xact: xacts.get(id) ?? 0n }, xmin);
    res.write(`id: ${formatPlace(place)}\nevent: ${entry.action}\ndata: ${JSON.stringify(entry)}\n\n`);
  }
  // A reader that does not keep up is waited for, instead of filling this process's memory.
  if (res.writableNeedDrain) await once(res, 'drain', { signal }).catch(() => {});
  return items.length === PAGE && !signal.aborted;
}

/** Rings once for any number of strokes until it is heard. */
class Bell {
  #rung = false;
  #listener: AbortController | undefined;
  ring(): void {
    this.#rung = true;
    this.#listener?.abort();
  }
  /** @returns whether it rang; false: the time has passed, or the signal was aborted */
  async heard(withinMs: number, signal: AbortSignal): Promise<boolean> {
    this.#listener = new AbortController();
    if (!this.#rung)
      await pause(withinMs, undefined, { signal: AbortSignal.any([signal, this.#listener.signal]) }).catch(() => {});
    this.#listener = undefined;
    const rang = this.#rung;
    this.#rung = false;
    return rang;
  }
}
