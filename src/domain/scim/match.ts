import { type Filter, type Subject, comparedOf, instantOf } from './filter.ts';
import type { Attribute } from './schemas.ts';

/** A resource or a value of an attribute, with names as the schema spells them. */
export type Json = string | boolean | number | null | Json[] | { [name: string]: Json };
export type Complex = { [name: string]: Json };
export type Resource = Complex;

export const isComplex = (value: unknown): value is Complex =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text; anything else is none. */
export const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Whether a filter holds for a resource, or for one value of a multi-valued attribute. */
export function matches(filter: Filter, on: Complex): boolean {
  switch (filter.op) {
    case 'and':
      return filter.filters.every((inner) => matches(inner, on));
    case 'or':
      return filter.filters.some((inner) => matches(inner, on));
    case 'not':
      return !matches(filter.filter, on);
    case 'some': {
      const values = lookUp(filter.at, on);
      return Array.isArray(values) && values.some((value) => isComplex(value) && matches(filter.filter, value));
    }
    case 'pr':
      return isPresent(lookUp(filter.at, on));
    default:
      return compared(filter.op, lookUp(filter.at, on), filter.value, comparedOf(filter.at));
  }
}

/** The value of an attribute; undefined: it is not assigned. */
export function lookUp(at: Subject, on: Complex): Json | undefined {
  if ('of' in at) return on[at.attribute.name];
  const base = at.extension === null ? on : on[at.extension];
  const value = isComplex(base) ? base[at.attribute.name] : undefined;
  if (at.sub === null) return value;
  return isComplex(value) ? value[at.sub.name] : undefined;
}

/** RFC 7643, 2.5: null and an empty array are not assigned. */
export function isPresent(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return isComplex(value) ? Object.values(value).some(isPresent) : true;
}

type Comparing = Extract<Filter, { value: unknown }>;
function compared(op: Comparing['op'], found: Json | undefined, wanted: Comparing['value'], of: Attribute): boolean {
  const there = isPresent(found) && typeof found !== 'object';
  if (wanted === null) return op === 'eq' ? !there : there;
  if (!there) return op === 'ne';
  const key = keyOf(of);
  const [a, b] = [key(found), key(wanted)];
  switch (op) {
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'co':
      return String(a).includes(String(b));
    case 'sw':
      return String(a).startsWith(String(b));
    case 'ew':
      return String(a).endsWith(String(b));
    case 'gt':
      return inOrder(a, b) > 0;
    case 'ge':
      return inOrder(a, b) >= 0;
    case 'lt':
      return inOrder(a, b) < 0;
    default:
      return inOrder(a, b) <= 0;
  }
}

type Key = string | number | boolean;
const keyOf =
  ({ type, caseExact }: Attribute) =>
  (value: unknown): Key =>
    type === 'boolean'
      ? Boolean(value)
      : type === 'dateTime'
        ? instantOf(String(value))
        : caseExact
          ? String(value)
          : String(value).toLowerCase();

/** Texts by code points, as PostgreSQL's "C" does. */
function inOrder(a: Key, b: Key): number {
  if (typeof a === 'string' && typeof b === 'string') {
    const [x, y] = [Array.from(a, (c) => c.codePointAt(0) ?? 0), Array.from(b, (c) => c.codePointAt(0) ?? 0)];
    for (let i = 0; i < Math.min(x.length, y.length); i += 1) {
      const by = (x[i] ?? 0) - (y[i] ?? 0);
      if (by !== 0) return by;
    }
    return x.length - y.length;
  }
  return Number(a) - Number(b);
}
