/**
 * How far a reader of a case's entries has come: what a server-sent event carries as its id, and a client sends back as Last-Event-ID.
 *
 * Entries get their number before their transaction commits, so "above the last id" would lose one that commits late. What is final
 * goes by (transaction, id): every transaction below the oldest open one (xmin) has ended. What was sent from there on is kept by id.
 */
export interface Place {
  /** everything up to here, in the order of transaction and id, was sent */
  xact: bigint;
  id: number;
  /** sent from beyond that, with their transactions */
  seen: Map<number, bigint>;
  /** the least id that is wanted: what the list of entries gave as its cursor */
  above: number;
}

export interface Placed {
  id: number;
  xact: bigint;
}

/** So many ids from beyond are told; should more transactions be open, a reader that comes back gets some entries twice. */
const TOLD = 100;

export const start = (): Place => ({ xact: 0n, id: 0, seen: new Map(), above: 0 });

/**
 * @param text as formatPlace gave it, or an entry's id
 * @returns with transactions of what was seen still to be filled in; for anything else the beginning
 */
export function parsePlace(text: string | undefined): Place {
  const place = start();
  if (text === undefined) return place;
  if (/^\d{1,15}$/.test(text)) return { ...place, above: Number(text) };
  const [, xact = '', id = '', seen = ''] = /^(\d{1,19})-(\d{1,15})(?:~(\d{1,15}(?:\.\d{1,15})*))?$/.exec(text) ?? [];
  if (xact === '') return place;
  const ids = seen === '' ? [] : seen.split('.').slice(-TOLD);
  return { xact: BigInt(xact), id: Number(id), seen: new Map(ids.map((one) => [Number(one), 0n])), above: 0 };
}

export function formatPlace({ xact, id, seen }: Place): string {
  const beyond = [...seen.keys()].slice(-TOLD);
  return `${xact}-${id}${beyond.length > 0 ? `~${beyond.join('.')}` : ''}`;
}

/**
 * An entry was sent. Entries come in the order of transaction and id, each beyond the place and not seen before.
 * @param xmin of the snapshot in which it was read
 */
export function pass(place: Place, entry: Placed, xmin: bigint): void {
  if (entry.xact >= xmin) {
    place.seen.set(entry.id, entry.xact);
    return;
  }
  place.xact = entry.xact;
  place.id = entry.id;
  for (const [id, xact] of place.seen)
    if (xact < entry.xact || (xact === entry.xact && id <= entry.id)) place.seen.delete(id);
}

/** A database that was restored counts its transactions from the start again: what is beyond goes by id then. */
export function startAnew(place: Place): void {
  place.above = Math.max(place.above, place.id, ...place.seen.keys());
  place.xact = 0n;
  place.id = 0;
  place.seen.clear();
}
