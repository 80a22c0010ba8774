import { type Locale, sentence } from '../i18n/index.ts';
import type { Route } from './route.ts';
import { type RouteScope, scopeOf } from './scope.ts';
import type { When } from './when.ts';
import type { Who } from './who.ts';

/** The table of who may what, told to people and to programs. */

/** For the OpenAPI document: a description, and the same for programs to read. */
export function toldInOpenApi(route: Route, locale: Locale): Told {
  return toldOf(route, route.who.may === 'everybody' ? null : reach(route), locale);
}

interface Told {
  description: string;
  'x-may': object;
}
/** @param scope of a service account; null: for people only */
export function toldOf(
  { who, when, signs }: Pick<Route, 'who' | 'when' | 'signs'>,
  scope: RouteScope | null,
  locale: Locale,
): Told {
  const about = (code: string) => sentence(locale, 'labels', `access.${code}`, { scope: scope ?? '' });
  const parts = [
    toldWho({ who }, locale),
    ...(when ? [toldWhen(when, locale)] : []),
    ...(who.may === 'everybody' ? [] : [about(scope === null ? 'people' : scope === 'any' ? 'anyToken' : 'scope')]),
    ...(signs ? [about('signs')] : []),
  ];
  return {
    description: parts.join(locale === 'en' ? ' ' : ''),
    'x-may': {
      who: who.may,
      ...('relations' in who ? { relations: who.relations } : {}),
      ...('roles' in who && who.roles ? { roles: who.roles } : {}),
      ...(when ? { when } : {}),
      serviceScope: scope,
    },
  };
}

/** The scope by which a service account gets to a route; null: its roles, or what it does, keep it out. */
function reach(route: Route) {
  const { who } = route;
  const open =
    who.may === 'signedIn' || who.may === 'seeCase' || (who.may === 'roles' && who.roles.includes('service'));
  return open ? scopeOf(route) : null;
}

/** Whom a route is for, as a sentence. */
export function toldWho({ who }: Pick<Route, 'who'>, locale: Locale): string {
  return sentence(locale, 'labels', `access.${who.may}`, { people: people(who, locale) });
}

function people(who: Who, locale: Locale): string {
  const relations = who.may === 'actOnCase' ? who.relations.map((relation) => `role.${relation}`) : [];
  const roles = 'roles' in who && who.roles ? who.roles.filter((role) => role !== 'service') : [];
  return listed([...relations, ...roles.map((role) => `companyRole.${role}`)], locale);
}

/** When something can be done, as a sentence. */
export function toldWhen(when: When, locale: Locale): string {
  const about = (code: string, labels: readonly string[] = []) =>
    sentence(locale, 'labels', `when.${code}`, { what: listed(labels, locale) });
  if ('case' in when) return about(when.case);
  if ('steps' in when)
    return about(
      'steps',
      when.steps.map((step) => `step.${step}`),
    );
  return about(
    when.awaited ? 'awaited' : 'waits',
    when.waits.map((wait) => `wait.${wait}`),
  );
}

const listed = (labels: readonly string[], locale: Locale): string =>
  labels.map((label) => sentence(locale, 'labels', label)).join(locale === 'en' ? ', ' : '、');
