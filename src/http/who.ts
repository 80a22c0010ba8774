import type { Relation, Role } from '../contract/roles.ts';

/** Who may call a route: a pure rule. Which rows they then see is the database's business (row-level security). */

export type Who =
  | { may: 'everybody' }
  | { may: 'signedIn' }
  | { may: 'roles'; roles: readonly Role[] }
  /** whoever the database shows the case to */
  | { may: 'seeCase' }
  /** of those who see the case: these relations and roles */
  | { may: 'actOnCase'; relations: readonly Relation[]; roles?: readonly Role[] };

export type Verdict = 'yes' | 'forbidden' | 'hidden';

/**
 * @param roles of the caller
 * @param relations of the caller to the case of the address; null: the case is not to be seen by them, or there is none
 */
export function verdict(who: Who, roles: readonly Role[], relations: readonly Relation[] | null): Verdict {
  if (who.may === 'everybody' || who.may === 'signedIn') return 'yes';
  if (who.may !== 'roles' && relations === null) return 'hidden';
  if (who.may === 'seeCase') return 'yes';
  const related = who.may === 'actOnCase' && who.relations.some((relation) => relations?.includes(relation));
  return related || (who.roles ?? []).some((role) => roles.includes(role)) ? 'yes' : 'forbidden';
}

/** Whether somebody of these roles may call a route for some case, at least. */
export const mayAtAll = (who: Who, roles: readonly Role[]): boolean =>
  who.may === 'actOnCase' && who.relations.length > 0 ? !roles.includes('service') : verdict(who, roles, []) === 'yes';
