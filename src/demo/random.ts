import { createHash } from 'node:crypto';

/** A seeded generator (mulberry32): the same seed gives the same company, everywhere. */
export class Random {
  private state: number;
  private readonly seed: number;
  private ids = 0;

  constructor(seed: number) {
    this.seed = seed;
    this.state = seed >>> 0;
  }

  /** [0, 1) */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** an integer from low to high, both included */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.next() * from.length)];
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  }

  /** @param weights one for each of `from`, not all zero */
  weighted<T>(from: readonly T[], weights: readonly number[]): T {
    let left = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    const found = from.find((_, i) => (left -= weights[i] ?? 0) < 0);
    return found === undefined ? this.pick(from) : found;
  }

  /** different ones, at most as many as there are */
  some<T>(from: readonly T[], count: number): T[] {
    const chosen = new Set<T>();
    while (chosen.size < Math.min(count, from.length)) chosen.add(this.pick(from));
    return [...chosen];
  }

  /** Puts one of the words into each `{place}` of a text; the same place gets the same word throughout. */
  fill(text: string, places: Record<string, readonly string[]>): string {
    const chosen = new Map<string, string>();
    return text.replaceAll(/\{(\w+)\}/g, (_, place: string) => {
      const word = chosen.get(place) ?? this.pick(places[place] ?? []);
      chosen.set(place, word);
      return word;
    });
  }

  /** Many small ones and few large ones. */
  heavyTailed(smallest: number): number {
    return Math.round(smallest / Math.pow(1 - this.next() * 0.9995, 1.1));
  }

  /** A UUIDv7-shaped id: counted, so that later ids sort later, with the seed in its random part. */
  id(): string {
    this.ids += 1;
    const time = (1_700_000_000_000 + this.ids).toString(16).padStart(12, '0');
    const rest = createHash('sha256').update(`${this.seed}:${this.ids}`).digest('hex');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
  }
}
