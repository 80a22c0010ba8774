import type { Query } from '../../db/reads/directory/page.ts';
import { ScimError } from '../../domain/scim/error.ts';
import { parseFilter } from '../../domain/scim/filter.ts';
import { isComplex } from '../../domain/scim/match.ts';
import type { Wanted } from '../../domain/scim/resource.ts';
import { type ResourceType, placeOf } from '../../domain/scim/schemas.ts';
import { DEFAULT_RESULTS, MOST_RESULTS } from './names.ts';

/**
 * What a request asks for, by the address or in the body of `/.search`. Parameters that are not known are passed over (RFC 7644,
 * 3.4.2): Entra ID has its own.
 */
export interface Asked {
  filter: string | undefined;
  sortBy: string | undefined;
  descending: boolean;
  startIndex: number;
  count: number;
  wanted: Wanted;
}

/** @throws ScimError parameterWrong */
export function askedIn(given: unknown): Asked {
  const said = isComplex(given) ? given : {};
  const one = (name: string): string | undefined => {
    const value = said[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string' && typeof value !== 'number') throw new ScimError('parameterWrong', { name });
    return String(value);
  };
  const whole = (name: string, otherwise: number): number => {
    const text = one(name);
    if (text === undefined) return otherwise;
    if (!/^[+-]?\d{1,9}$/.test(text.trim())) throw new ScimError('parameterWrong', { name });
    return Number(text);
  };
  const several = (name: string): string[] | undefined => {
    const value = said[name];
    const list = Array.isArray(value) ? value.map(String) : one(name)?.split(',');
    const names = list?.map((each) => each.trim()).filter((each) => each !== '');
    return names && names.length > 0 ? names : undefined;
  };
  const [attributes, excluded] = [several('attributes'), several('excludedAttributes')];
  if (attributes && excluded) throw new ScimError('parameterWrong', { name: 'excludedAttributes' });
  const order = one('sortOrder')?.toLowerCase() ?? 'ascending';
  if (order !== 'ascending' && order !== 'descending') throw new ScimError('parameterWrong', { name: 'sortOrder' });
  return {
    filter: one('filter'),
    sortBy: one('sortBy'),
    descending: order === 'descending',
    startIndex: Math.max(1, whole('startIndex', 1)),
    count: Math.min(MOST_RESULTS, Math.max(0, whole('count', DEFAULT_RESULTS))),
    wanted: { attributes, excluded },
  };
}

/** What is asked for of one type. @throws ScimError of kind invalidFilter, invalidPath */
export function queryOf(type: ResourceType, asked: Asked): Query {
  return {
    filter: asked.filter === undefined ? null : parseFilter(type, asked.filter),
    sort: asked.sortBy === undefined ? null : { by: sortedBy(type, asked.sortBy), descending: asked.descending },
    offset: asked.startIndex - 1,
    limit: asked.count,
    members: wantsMembers(asked.wanted),
  };
}

function sortedBy(type: ResourceType, name: string) {
  const place = placeOf(type, name);
  const compared = place?.attribute && (place.sub ?? place.attribute);
  // A complex attribute without a value of its own has no order.
  if (
    !place?.attribute ||
    !compared ||
    (compared.type === 'complex' && !compared.subAttributes?.some((s) => s.name === 'value'))
  )
    throw new ScimError('sortAttribute', { name: name.slice(0, 100) });
  return place;
}

/** Thousands of members are only looked for where they are asked for. */
export function wantsMembers({ attributes, excluded }: Wanted): boolean {
  const about = (names: readonly string[]) => names.some((name) => /^(urn:.*:)?members(\.|$)/i.test(name));
  return attributes ? about(attributes) : !excluded?.some((name) => /^(urn:.*:)?members$/i.test(name));
}
