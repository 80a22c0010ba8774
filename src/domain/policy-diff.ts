/** One difference of two versions of a policy. */
export interface PolicyChange {
  /** JSON pointer: into the body before for what was removed, into the one after for all else */
  path: string;
  kind: 'added' | 'removed' | 'changed';
  /** null: was not there */
  before: unknown;
  /** null: is not there any more */
  after: unknown;
}

/**
 * The differences of two bodies in the order of their paths. Objects are compared member by member; a list is one value when it holds
 * plain values (its order is a rule too). Rules of a list that stayed the same are found at whichever place they are now; between them,
 * one is compared with the one that took its turn.
 */
export function comparePolicies(before: object, after: object): PolicyChange[] {
  return differences('', before, after).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function differences(path: string, before: unknown, after: unknown): PolicyChange[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ path, kind: 'added', before: null, after }];
  if (after === undefined) return [{ path, kind: 'removed', before, after: null }];
  if (Array.isArray(before) && Array.isArray(after) && [...before, ...after].some(isRule))
    return turns(before, after).flatMap(([old, young]) =>
      differences(`${path}/${young ?? old}`, at(before, old), at(after, young)),
    );
  if (!isRule(before) || !isRule(after)) return same(before, after) ? [] : [{ path, kind: 'changed', before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) =>
    differences(`${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, before[name], after[name]),
  );
}

const isRule = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (list: unknown[], place: number | undefined): unknown => (place === undefined ? undefined : list[place]);

/** Places whose rules are compared with each other: what lies between those that stayed the same, in its order; one may be missing. */
function turns(before: unknown[], after: unknown[]): [number | undefined, number | undefined][] {
  const found: [number | undefined, number | undefined][] = [];
  let [old, young] = [0, 0];
  for (const [oldStay, youngStay] of [...stays(before, after), [before.length, after.length] as const]) {
    while (old < oldStay || young < youngStay)
      found.push([old < oldStay ? old++ : undefined, young < youngStay ? young++ : undefined]);
    [old, young] = [oldStay + 1, youngStay + 1];
  }
  return found;
}

/** Places of the rules that are the same before and after: as many as can be found in one order. */
function stays(before: unknown[], after: unknown[]): [number, number][] {
  // Of each place after: the best from there on, for what is before from the place that the loop is at.
  let best: [number, number][][] = after.map(() => []);
  for (let old = before.length - 1; old >= 0; old -= 1) {
    const row: [number, number][][] = [];
    for (let young = after.length - 1; young >= 0; young -= 1) {
      const [without, further] = [best[young] ?? [], row[0] ?? []];
      const isSame = differences('', before[old], after[young]).length === 0;
      const taken: [number, number][] = isSame ? [[old, young], ...(best[young + 1] ?? [])] : [];
      row.unshift([taken, further, without].reduce((a, b) => (b.length > a.length ? b : a)));
    }
    best = row;
  }
  return best[0] ?? [];
}

function same(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** What became of a list of plain values. */
interface ListChange<T> {
  added: T[];
  removed: T[];
  /** what is in both is in another order */
  isReordered: boolean;
}

export function compareLists<T>(before: T[], after: T[]): ListChange<T> {
  const stayed = before.filter((one) => after.includes(one));
  return {
    added: after.filter((one) => !before.includes(one)),
    removed: before.filter((one) => !after.includes(one)),
    isReordered: !same(
      stayed,
      after.filter((one) => before.includes(one)),
    ),
  };
}
