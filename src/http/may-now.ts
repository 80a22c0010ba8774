import type { Relation } from '../contract/roles.ts';
import { type Locale, sentence } from '../i18n/index.ts';
import { isGoodEnough } from './fresh.ts';
import type { Person } from './identity.ts';
import type { Route } from './route.ts';
import { scopeOf } from './scope.ts';
import { type CaseStanding, whyNot } from './when.ts';
import { toldWhen, toldWho } from './who-told.ts';
import { verdict } from './who.ts';

/** What somebody may do on a case now: the table of routes held against who they are and where the case stands. */

interface Permission {
  operationId: string;
  may: boolean;
  /** the code of what speaks against it; null: nothing */
  why: string | null;
  sentence: string | null;
}

/**
 * @param relations of the person to the case
 * @param mine the person, and for whom they act in it
 */
export function permissionsIn(
  routes: readonly Route[],
  person: Person,
  { relations, mine, standing }: { relations: readonly Relation[]; mine: readonly string[]; standing: CaseStanding },
  locale: Locale,
): Permission[] {
  return routes.filter(ofCase).map((route) => {
    const why = speaksAgainst(route, person, relations) ?? whyNot(route.when, standing, mine);
    return { operationId: route.operationId, may: why === null, why, sentence: why && told(why, route, locale) };
  });
}

/** What can be done on a case, and what may be looked at by some of those who see it, or not at any time. */
const ofCase = ({ path, method, who, when }: Route) =>
  path.includes('{handoverId}') && (method !== 'get' || who.may === 'actOnCase' || when !== undefined);

function speaksAgainst(
  route: Route,
  { roles, scopes, signing, authentication }: Person,
  relations: readonly Relation[],
) {
  if (scopes !== null) {
    const scope = scopeOf(route);
    if (scope === null) return 'notForService';
    if (scope !== 'any' && !scopes.includes(scope)) return 'scopeMissing';
  }
  if (verdict(route.who, roles, relations) !== 'yes') return 'notForYou';
  const tooWeak = route.signs && signing !== null && !isGoodEnough(authentication, signing, Date.now());
  return tooWeak ? 'insufficientUserAuthentication' : null;
}

function told(why: string, route: Route, locale: Locale): string {
  if (why === 'notForYou') return toldWho(route, locale);
  if (why === 'notNow' && route.when) return toldWhen(route.when, locale);
  const own = sentence(locale, 'labels', `whyNot.${why}`);
  return own === `whyNot.${why}` ? sentence(locale, 'problems', why, { scope: scopeOf(route) ?? '' }) : own;
}
