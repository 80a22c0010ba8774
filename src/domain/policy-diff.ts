/** One difference of two versions of a policy. */
export interface PolicyChange {
  /** JSON pointer into the body */
  path: string;
  kind: 'added' | 'removed' | 'changed';
  /** null: was not there */
  before: unknown;
  /** null: is not there any more */
  after: unknown;
}

/**
 * The differences of two bodies in the order of their paths. Objects are compared member by member; a list is one value when it holds
 * plain values (its order is a rule too), and is compared place by place when it holds rules.
 */
export function comparePolicies(before: object, after: object): PolicyChange[] {
  return differences('', before, after).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function differences(path: string, before: unknown, after: unknown): PolicyChange[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ path, kind: 'added', before: null, after }];
  if (after === undefined) return [{ path, kind: 'removed', before, after: null }];
  const [old, young] = [membersOf(before), membersOf(after)];
  if (old === null || young === null) return same(before, after) ? [] : [{ path, kind: 'changed', before, after }];
  const names = [...new Set([...old.keys(), ...young.keys()])];
  return names.flatMap((name) =>
    differences(`${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, old.get(name), young.get(name)),
  );
}

/** The members that are compared one by one; null: the value is compared as a whole. */
function membersOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return null;
  return new Map(Object.entries(value));
}

function same(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
