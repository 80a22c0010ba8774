import { type RangeHash, inclusionPath, leafHash, rangesOf } from './merkle.ts';

/** What a head added, and on what: enough for the path of each of its leaves. */
export interface Under {
  /** size and peaks of the head before, size 0 for the first */
  before: { size: number; peaks: readonly Buffer[] };
  /** leaves from `before.size` on, up to the head's size */
  added: readonly Buffer[];
}

/** The paths of leaves under the head that sealed them; hashes are made once for all of them. */
export function pathsUnderHead({ before, added }: Under): (position: number) => string[] {
  const peakOf = new Map<string, Buffer>();
  let from = 0;
  for (const peak of before.peaks) {
    let size = 1;
    while (size * 2 <= before.size - from) size *= 2;
    peakOf.set(`${from}-${from + size}`, peak);
    from += size;
  }
  const ranges: RangeHash = rangesOf((at) => added[at - before.size] ?? leafHash(''), peakOf);
  return (position) =>
    inclusionPath(position, before.size + added.length, ranges).map((hash) => hash.toString('base64url'));
}

/** The path of one leaf under the head that sealed it. */
export const pathUnderHead = (position: number, before: Under['before'], added: Under['added']): string[] =>
  pathsUnderHead({ before, added })(position);
