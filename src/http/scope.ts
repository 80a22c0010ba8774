import { Refusal } from '../contract/failures.ts';
import type { Scope } from '../contract/scopes.ts';
import type { Person } from './identity.ts';
import type { Route } from './route.ts';

/** What a service account needs for a route; any: no scope in particular. */
export type RouteScope = Scope | 'any';

const OF_TAG: Readonly<Record<string, Scope>> = { imports: 'import', scim: 'scim', webhooks: 'webhooks' };

/**
 * The scope of a route: what it says itself, or its tag; reading, for what else only reads.
 * @returns null: for people only. So is everything that signs, whatever it says.
 */
export function scopeOf({ signs, scope, tag, method }: Pick<Route, 'signs' | 'scope' | 'tag' | 'method'>) {
  if (signs) return null;
  return scope ?? OF_TAG[tag] ?? (method === 'get' ? 'read' : null);
}

/** @param scopes of the caller's token; null: a person, whom no scope narrows */
export function inScope(route: Route, scopes: readonly Scope[] | null): boolean {
  const scope = scopeOf(route);
  return scopes === null || scope === 'any' || (scope !== null && scopes.includes(scope));
}

/**
 * In which scope somebody acts: people in none.
 * @throws Refusal notForService, scopeMissing
 */
export function actsInScope(route: Route, { scopes }: Pick<Person, 'scopes'>): Scope | null {
  if (scopes === null) return null;
  const scope = scopeOf(route);
  if (scope === null) throw new Refusal('notForService');
  if (!inScope(route, scopes)) throw new Refusal('scopeMissing', { scope });
  return scope === 'any' ? null : scope;
}
