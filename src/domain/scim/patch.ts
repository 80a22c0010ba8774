import { isDeepStrictEqual } from 'node:util';
import { ScimError } from './error.ts';
import { type Filter, type Path, parsePath } from './filter.ts';
import { type Complex, type Json, type Resource, isComplex, isPresent, matches, textIn } from './match.ts';
import { asComplex, mustBeFew, valueOf } from './resource.ts';
import { type Attribute, type Place, type ResourceType, placeOf } from './schemas.ts';

/** of one PATCH, and of one Bulk request */
export const MOST_OPERATIONS = 1_000;

export const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const OPS = ['add', 'replace', 'remove'] as const;
type Op = (typeof OPS)[number];
interface Operation {
  op: Op;
  path: string | undefined;
  value: unknown;
}

/**
 * The operations of a PATCH (RFC 7644, 3.5.2), in the forms in which Entra ID and Okta send them too: `Add` with a capital, without a
 * path and with names in dotted form.
 * @throws ScimError of kind invalidSyntax; tooManyOperations
 */
export function operationsIn(body: unknown): Operation[] {
  if (!isComplex(body) || !Array.isArray(body.schemas) || !body.schemas.includes(PATCH_SCHEMA))
    throw new ScimError('schemasMissing', { schema: PATCH_SCHEMA });
  const list = Object.entries(body).find(([key]) => key.toLowerCase() === 'operations')?.[1];
  if (!Array.isArray(list) || list.length === 0) throw new ScimError('operationSyntax');
  if (list.length > MOST_OPERATIONS) throw new ScimError('tooManyOperations', { max: MOST_OPERATIONS });
  return list.map((one) => {
    if (!isComplex(one)) throw new ScimError('operationSyntax');
    const op = OPS.find((known) => known === textIn(one.op).toLowerCase());
    const { path } = one;
    if (op === undefined || !(path === undefined || path === null || typeof path === 'string'))
      throw new ScimError('operationSyntax');
    if (op !== 'remove' && one.value === undefined) throw new ScimError('operationSyntax');
    return { op, path: path === null || path === '' ? undefined : path, value: one.value };
  });
}

/**
 * A resource after all operations; the one that is given stays as it is.
 * @throws ScimError of kind invalidPath, invalidValue, invalidFilter, noTarget, mutability
 */
export function patched(type: ResourceType, before: Resource, operations: readonly Operation[]): Resource {
  const resource = structuredClone(before);
  for (const operation of operations) {
    if (operation.path !== undefined) {
      apply(type, resource, operation, parsePath(type, operation.path));
      continue;
    }
    if (operation.op === 'remove') throw new ScimError('noTarget', { path: '' });
    if (!isComplex(operation.value)) throw new ScimError('operationSyntax');
    each(type, resource, operation.op, '', operation.value);
  }
  const missing = type.schema.attributes.find(({ name, required }) => required && !isPresent(resource[name]));
  if (missing) throw new ScimError('requiredStays', { name: missing.name });
  return resource;
}

/** Every member of an object is an operation of its own; what is unknown or read-only among them is passed over, as in a whole resource. */
function each(type: ResourceType, resource: Resource, op: Op, prefix: string, values: Complex): void {
  for (const [key, value] of Object.entries(values)) {
    const name = `${prefix}${key}`;
    const known = placeOf(type, name.split('[')[0] ?? '');
    if (!known || (known.attribute && isReadOnly(known))) continue;
    apply(type, resource, { op, path: name, value }, parsePath(type, name));
  }
}

const isReadOnly = ({ attribute, sub }: Place) => attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly';

function apply(type: ResourceType, resource: Resource, { op, path, value }: Operation, { at, which }: Path): void {
  if (at.attribute === null) {
    if (op === 'remove') delete resource[at.extension];
    else if (isComplex(value)) each(type, resource, op, `${at.extension}:`, value);
    else throw new ScimError('valueType', { name: at.extension, type: 'complex' });
    return;
  }
  if (isReadOnly(at) || at.sub?.mutability === 'immutable') throw new ScimError('readOnly', { path: path ?? '' });
  const { extension, attribute } = at;
  const holder = extension === null ? resource : asComplex(resource[extension]);
  const changed = attribute.multiValued
    ? severalAfter(op, at, which, holder[attribute.name], value, path ?? '')
    : oneAfter(op, at, holder[attribute.name], value);
  if (isPresent(changed) && changed !== undefined) holder[attribute.name] = changed;
  else delete holder[attribute.name];
  if (extension === null) return;
  if (isPresent(holder)) resource[extension] = holder;
  else delete resource[extension];
}

function oneAfter(op: Op, { attribute, sub }: Place, before: Json | undefined, value: unknown): Json | undefined {
  if (sub !== null) return withPart(asComplex(before), sub, op === 'remove' ? undefined : value);
  if (op === 'remove') return undefined;
  const clean = valueOf(attribute, value);
  // Parts that are not named stay (RFC 7644, 3.5.2.3).
  return isComplex(clean) ? { ...asComplex(before), ...clean } : clean;
}

/** `$ref` of a reference stands in for its `value`, which goes with it. */
function withPart(parts: Complex, sub: Attribute, value: unknown): Complex {
  const clean = valueOf(sub, value);
  const { [sub.name]: _, ...others } = parts;
  if (sub.name === '$ref') {
    const { value: __, ...rest } = others;
    return typeof clean === 'string' ? { ...rest, value: clean.split('/').at(-1) ?? '' } : rest;
  }
  if (sub.name === 'value') delete others.$ref;
  return clean === undefined ? others : { ...others, [sub.name]: clean };
}

function severalAfter(
  op: Op,
  { attribute, sub }: Place,
  which: Filter | null,
  before: Json | undefined,
  value: unknown,
  path: string,
): Json[] {
  const values = (Array.isArray(before) ? before : []).map(asComplex);
  const meant = (one: Complex) => which === null || matches(which, one);
  if (op === 'remove') {
    if (sub !== null) return values.map((one) => (meant(one) ? withPart(one, sub, undefined) : one)).filter(isPresent);
    if (which !== null) return values.filter((one) => !meant(one));
    // Entra ID and others name the values to be removed beside the path.
    const gone = (valueOf(attribute, value) ?? null) as Complex[] | null;
    if (gone === null) return [];
    const goneWith = byValue(gone);
    return values.filter(
      (one) => ![...goneWith(one.value), ...goneWith(undefined)].some((wanted) => holds(one, wanted)),
    );
  }
  if (which === null && sub === null) {
    const given = (valueOf(attribute, value) ?? []) as Complex[];
    return op === 'replace' ? given : added(attribute, values, given);
  }
  const change = (one: Complex): Complex => {
    if (sub !== null) return withPart(one, sub, value);
    const clean = valueOf({ ...attribute, multiValued: false }, value);
    return isComplex(clean) ? { ...one, ...clean } : one;
  };
  if (values.some(meant)) return onePrimary(values, values.filter(meant), change);
  // A value that is not there yet is made, where the filter says what it is like: Entra ID replaces what it never added.
  const seed = which === null ? {} : seedOf(which);
  if (seed === null || !meant(seed)) throw new ScimError('noTarget', { path });
  return added(attribute, values, [change(seed)]);
}

const holds = (one: Complex, wanted: Complex) =>
  wanted.value === undefined
    ? Object.entries(wanted).every(([name, part]) => isDeepStrictEqual(one[name], part))
    : one.value === wanted.value && (wanted.type === undefined || one.type === undefined || one.type === wanted.type);

/** Those of a list with a `value`, or without: thousands of members are not compared each with each. */
function byValue(list: readonly Complex[]): (value: Json | undefined) => readonly Complex[] {
  const found = new Map<Json | undefined, Complex[]>();
  for (const one of list) {
    const same = found.get(one.value);
    if (same) same.push(one);
    else found.set(one.value, [one]);
  }
  return (value) => found.get(value) ?? [];
}

/** What is there already is not there twice; a new primary value is the only one. */
function added(attribute: Attribute, values: Complex[], given: Complex[]): Complex[] {
  const knownWith = byValue(values);
  const fresh = given.filter(
    (one) =>
      !(one.value === undefined ? values : knownWith(one.value)).some(
        (known) => holds(known, one) && sameParts(known, one),
      ),
  );
  const freshWith = byValue(fresh);
  const others = values.filter(
    (known) => !isPresent(known.value) || !freshWith(known.value).some((one) => holds(known, one)),
  );
  const isNewPrimary = fresh.some((one) => one.primary === true);
  const after = [
    ...others.map((one) => (isNewPrimary && one.primary === true ? { ...one, primary: false } : one)),
    ...fresh,
  ];
  if (after.length > values.length) mustBeFew(attribute, after);
  return after;
}
const sameParts = (known: Complex, one: Complex) =>
  Object.entries(one).every(([name, part]) => isDeepStrictEqual(known[name], part));

function onePrimary(values: Complex[], meant: Complex[], change: (one: Complex) => Complex): Complex[] {
  const changed = new Map(meant.map((one) => [one, change(one)]));
  const first = [...changed.values()].find((one) => one.primary === true);
  return values.map((one) => {
    const now = changed.get(one) ?? one;
    return first && now !== first && now.primary === true ? { ...now, primary: false } : now;
  });
}

/** What `type eq "work" and primary eq true` says of a value; null: it says more than what equals what. */
function seedOf(filter: Filter): Complex | null {
  if (filter.op === 'and') {
    const parts = filter.filters.map(seedOf);
    return parts.includes(null) ? null : Object.assign({}, ...parts);
  }
  return filter.op === 'eq' && 'of' in filter.at && filter.value !== null
    ? { [filter.at.attribute.name]: filter.value }
    : null;
}
