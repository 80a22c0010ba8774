import { ScimError } from './error.ts';
import { type Complex, type Json, type Resource, isComplex, isPresent, textIn } from './match.ts';
import { type Attribute, type Place, type ResourceType, named, placeOf } from './schemas.ts';

const LONGEST_TEXT = 1_000;
/** by attribute, where a column takes less */
const LONGEST: Readonly<Record<string, number>> = { userName: 256, externalId: 256, employeeNumber: 64 };
const MOST_MEMBERS = 10_000;
/** of anything else, which is kept in 16 kB together */
const MOST_VALUES = 1_000;

/**
 * A resource out of a request: names as the schema spells them, values of its types. What is unknown or read-only is left out, as
 * RFC 7644 wants it of whole resources; null and empty lists are not assigned.
 * @throws ScimError of kind invalidSyntax, invalidValue
 */
export function taken(type: ResourceType, body: unknown): Resource {
  if (!isComplex(body)) throw new ScimError('bodySyntax');
  const { schemas } = body;
  if (!Array.isArray(schemas) || !schemas.some((s) => textIn(s).toLowerCase() === type.schema.id.toLowerCase()))
    throw new ScimError('schemasMissing', { schema: type.schema.id });
  const resource: Resource = {};
  for (const [key, value] of Object.entries(body)) {
    const place = placeOf(type, key);
    if (place?.attribute === null) {
      const extension = type.extensions.find(({ id }) => id === place.extension);
      const values = isComplex(value) ? partsOf(extension?.attributes ?? [], value) : {};
      if (isPresent(values)) resource[place.extension] = values;
    } else if (place && place.sub === null && place.attribute.mutability !== 'readOnly') {
      const clean = valueOf(place.attribute, value);
      if (clean === undefined) continue;
      if (place.extension === null) resource[place.attribute.name] = clean;
      else resource[place.extension] = { ...asComplex(resource[place.extension]), [place.attribute.name]: clean };
    }
  }
  return resource;
}

export const asComplex = (value: Json | undefined): Complex => (isComplex(value) ? value : {});

function partsOf(attributes: readonly Attribute[], given: Complex): Complex {
  const parts: Complex = {};
  for (const [key, value] of Object.entries(given)) {
    const attribute = named(attributes, key);
    if (!attribute || attribute.mutability === 'readOnly') continue;
    const clean = valueOf(attribute, value);
    if (clean !== undefined) parts[attribute.name] = clean;
  }
  return parts;
}

/**
 * A value as its attribute wants it; undefined: not assigned. "True" for true is how Entra ID writes it; a plain text stands for the
 * `value` of a complex one.
 * @throws ScimError of kind invalidValue
 */
export function valueOf(attribute: Attribute, given: unknown): Json | undefined {
  if (given === null || given === undefined) return undefined;
  if (!attribute.multiValued) return oneOf(attribute, given);
  const list = Array.isArray(given) ? given : [given];
  mustBeFew(attribute, list);
  const values = list.map((one) => oneOf(attribute, one)).filter((one) => one !== undefined);
  if (values.filter((one) => isComplex(one) && one.primary === true).length > 1)
    throw new ScimError('primaryTwice', { name: attribute.name });
  return values.length === 0 ? undefined : values;
}

/** So many characters a text may have. */
export const longestOf = ({ name }: Attribute): number => LONGEST[name] ?? LONGEST_TEXT;
/** So many values an attribute may have. */
export const mostOf = ({ name }: Attribute): number => (name === 'members' ? MOST_MEMBERS : MOST_VALUES);

/** @throws ScimError valueTooLong */
export function mustBeFew(attribute: Attribute, values: readonly unknown[]): void {
  const max = mostOf(attribute);
  if (values.length > max) throw new ScimError('valueTooLong', { name: attribute.name, max });
}

function oneOf(attribute: Attribute, given: unknown): Json | undefined {
  const { name, type, subAttributes } = attribute;
  if (given === null || (typeof given === 'string' && given.trim() === '')) return undefined;
  if (type === 'complex') {
    const value = named(subAttributes ?? [], 'value');
    const parts =
      typeof given === 'string' && value
        ? { [value.name]: oneOf(value, given) ?? null }
        : isComplex(given)
          ? partsOf(subAttributes ?? [], given)
          : undefined;
    if (parts === undefined) throw new ScimError('valueType', { name, type });
    const clean = referred(parts);
    if (!isPresent(clean)) return undefined;
    for (const sub of subAttributes ?? [])
      if (sub.required && !isPresent(clean[sub.name])) throw new ScimError('required', { name: `${name}.${sub.name}` });
    return clean;
  }
  if (type === 'boolean') {
    const value = typeof given === 'string' ? { true: true, false: false }[given.toLowerCase()] : given;
    if (typeof value !== 'boolean') throw new ScimError('valueType', { name, type });
    return value;
  }
  const text = typeof given === 'number' ? String(given) : given;
  if (typeof text !== 'string' || text.includes('\0') || !text.isWellFormed())
    throw new ScimError('valueType', { name, type });
  const max = longestOf(attribute);
  if (text.length > max) throw new ScimError('valueTooLong', { name, max });
  return text;
}

/** `$ref` follows from `value`, and stands in for it. */
function referred({ $ref, ...parts }: Complex): Complex {
  if (typeof $ref !== 'string' || isPresent(parts.value)) return parts;
  return { ...parts, value: $ref.split('/').at(-1) ?? '' };
}

/** What of an answer is asked for, RFC 7644, 3.9. */
export interface Wanted {
  attributes?: readonly string[] | undefined;
  excluded?: readonly string[] | undefined;
}

/** The part of a resource that is asked for. `schemas`, `id` are always there; what is returned on request, only then. */
export function projected(type: ResourceType, resource: Resource, wanted: Wanted): Resource {
  const places = (names: readonly string[] | undefined) =>
    names?.map((name) => placeOf(type, name.trim())).filter((place) => place !== undefined);
  const [only, without] = [places(wanted.attributes), places(wanted.excluded) ?? []];
  const shown = (attributes: readonly Attribute[], extension: string | null, values: Complex): Complex => {
    const kept: Complex = {};
    for (const attribute of attributes) {
      const value = values[attribute.name];
      if (value === undefined) continue;
      const about = (list: typeof without) =>
        list.filter(
          (p) => p.extension === extension && (p.attribute === null || p.attribute.name === attribute.name),
        ) as Place[];
      const part = partShown(attribute, value, only && about(only), about(without));
      if (part !== undefined) kept[attribute.name] = part;
    }
    return kept;
  };
  const answer: Resource = { schemas: resource.schemas ?? [type.schema.id], ...shown(type.attributes, null, resource) };
  for (const { id, attributes } of type.extensions) {
    const part = shown(attributes, id, asComplex(resource[id]));
    if (isPresent(part)) answer[id] = part;
  }
  return answer;
}

function partShown(attribute: Attribute, value: Json, only: Place[] | undefined, without: Place[]): Json | undefined {
  if (attribute.returned === 'always') return value;
  if (without.some(({ sub }) => !sub)) return undefined;
  const asked = only?.some(({ sub }) => !sub) ?? false;
  const askedParts = new Set(only?.map(({ sub }) => sub?.name));
  if (only && only.length === 0) return undefined;
  if (!only && attribute.returned === 'request') return undefined;
  const subs = attribute.subAttributes;
  if (!subs) return value;
  const gone = new Set(without.map(({ sub }) => sub?.name));
  const keep = subs.filter(
    (sub) => !gone.has(sub.name) && (askedParts.has(sub.name) || ((!only || asked) && sub.returned !== 'request')),
  );
  const part = (one: Json): Json =>
    isComplex(one)
      ? Object.fromEntries(keep.flatMap(({ name }) => (one[name] === undefined ? [] : [[name, one[name]]])))
      : one;
  return Array.isArray(value) ? value.map(part) : part(value);
}
