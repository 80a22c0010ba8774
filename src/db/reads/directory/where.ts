import { type RawBuilder, sql } from 'kysely';
import { type Filter, type Subject, comparedOf } from '../../../domain/scim/filter.ts';
import type { Attribute, Place } from '../../../domain/scim/schemas.ts';

/** Where the attributes of a resource are in the database. */
export interface Source {
  /** text, boolean or timestamptz, as the attribute's type says; NULL: not assigned */
  one: (at: Place) => RawBuilder<unknown>;
  /** a jsonb array; NULL: not assigned */
  several: (at: Place) => RawBuilder<unknown>;
}

/** A filter as a condition; never NULL, so that `not` means what it says. */
export function where(filter: Filter, source: Source): RawBuilder<boolean> {
  switch (filter.op) {
    case 'and':
    case 'or': {
      const parts = filter.filters.map((inner) => where(inner, source));
      return sql<boolean>`(${sql.join(parts, filter.op === 'and' ? sql` and ` : sql` or `)})`;
    }
    case 'not':
      return sql<boolean>`(not ${where(filter.filter, source)})`;
    case 'some':
      return sql<boolean>`exists (select 1 from jsonb_array_elements(${source.several(filter.at)}) as part(value) where ${where(filter.filter, source)})`;
    case 'pr':
      return present(filter.at, source);
    default:
      return compared(filter, source);
  }
}

/** The value of a multi-valued attribute that an `exists` stands at. */
const ofValue = ({ name, type }: Attribute) =>
  type === 'boolean' ? sql`(part.value ->> ${name})::boolean` : sql`(part.value ->> ${name})`;

const read = (at: Subject, source: Source) => ('of' in at ? ofValue(at.attribute) : source.one(at));

function present(at: Subject, source: Source): RawBuilder<boolean> {
  if (!('of' in at)) {
    if (at.attribute.multiValued) return sql<boolean>`(coalesce(jsonb_array_length(${source.several(at)}), 0) > 0)`;
    if (at.attribute.type === 'complex' && at.sub === null)
      return sql<boolean>`(${sql.join(
        (at.attribute.subAttributes ?? []).map((sub) => present({ ...at, sub }, source)),
        sql` or `,
      )})`;
  }
  return sql<boolean>`(${read(at, source)} is not null)`;
}

type Comparing = Extract<Filter, { value: unknown }>;
function compared({ op, at, value }: Comparing, source: Source): RawBuilder<boolean> {
  const found = read(at, source);
  if (value === null) return op === 'eq' ? sql<boolean>`(${found} is null)` : sql<boolean>`(${found} is not null)`;
  const { type, caseExact } = comparedOf(at);
  if (type === 'boolean')
    return op === 'eq'
      ? sql<boolean>`(${found} is not null and ${found} = ${value}::boolean)`
      : sql<boolean>`(${found} is null or ${found} <> ${value}::boolean)`;
  // What is shown has milliseconds.
  const [a, b] =
    type === 'dateTime'
      ? [sql`date_trunc('milliseconds', ${found})`, sql`${value}::timestamptz`]
      : [keyOf(found, caseExact), keyOf(sql`${value}::text`, caseExact)];
  const holds = {
    eq: sql`${a} = ${b}`,
    ne: sql`${a} <> ${b}`,
    co: sql`strpos(${a}, ${b}) > 0`,
    sw: sql`starts_with(${a}, ${b})`,
    ew: sql`right(${a}, length(${b})) = ${b}`,
    gt: sql`${a} > ${b}`,
    ge: sql`${a} >= ${b}`,
    lt: sql`${a} < ${b}`,
    le: sql`${a} <= ${b}`,
  }[op];
  return op === 'ne' ? sql<boolean>`(${found} is null or ${holds})` : sql<boolean>`(${found} is not null and ${holds})`;
}

/** Texts are compared by code points; capitals fold by Unicode, whatever the database's own collation is. */
export const keyOf = (text: RawBuilder<unknown>, caseExact: boolean) =>
  caseExact ? sql`(${text} collate "C")` : sql`lower(${text} collate "pg_c_utf8")`;

/** What a list is sorted by: of several values the primary one, else the first. */
export function sortKey(at: Place, source: Source): RawBuilder<unknown> {
  const { attribute, sub } = at;
  const compare = sub ?? attribute.subAttributes?.find(({ name }) => name === 'value') ?? attribute;
  if (!attribute.multiValued) {
    const found = source.one({ ...at, sub: compare === attribute ? null : compare });
    return compare.type === 'boolean' || compare.type === 'dateTime' ? found : keyOf(found, compare.caseExact);
  }
  const value = compare.type === 'boolean' ? ofValue(compare) : keyOf(ofValue(compare), compare.caseExact);
  return sql`(select ${value} from jsonb_array_elements(${source.several({ ...at, sub: null })}) with ordinality as part(value, n)
    order by (part.value ->> 'primary')::boolean desc nulls last, part.n limit 1)`;
}
