import type { Unit } from './model.ts';

/**
 * Joins what is related, directly or over others (union-find with path halving).
 * @param free customers that go their own way, whatever they are related to
 * @returns every customer in exactly one unit, units in the order of their first member; related pairs in any order give the same
 */
export function unitsOf(
  values: Float64Array,
  related: readonly (readonly [number, number])[],
  free: { has(index: number): boolean },
): Unit[] {
  const parent = Int32Array.from(values, (_, i) => i);
  const root = (start: number): number => {
    let i = start;
    for (let up = parent[i] ?? i; up !== i; up = parent[i] ?? i) {
      const above = parent[up] ?? up;
      parent[i] = above;
      i = above;
    }
    return i;
  };
  for (const [a, b] of related) {
    if (free.has(a) || free.has(b)) continue;
    const [one, other] = [root(a), root(b)];
    // The smaller index is the root, so that a unit is met first at its root.
    if (one < other) parent[other] = one;
    else parent[one] = other;
  }
  const units: Unit[] = [];
  const unitAt = new Map<number, Unit>();
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    const found = unitAt.get(root(i));
    if (found) {
      found.members.push(i);
      found.value += value;
      continue;
    }
    const unit = { members: [i], value };
    units.push(unit);
    // Most customers are related to nobody: only a root that others point to is met again.
    unitAt.set(i, unit);
  }
  return units;
}
