import type { Tx } from '../../db/connect.ts';
import { withPerson } from '../../db/connect.ts';
import type { Locale } from '../../i18n/index.ts';
import type { Person } from '../identity.ts';
import type { Deps } from '../route.ts';

/** Who keeps the directory in a request: HR, or a service account in the scope of SCIM. */
export interface Keeper {
  deps: Deps;
  person: Person;
  locale: Locale;
  correlationId: string;
  /** address of the directory, without a trailing slash */
  base: string;
  /** a transaction in which the database shows and allows what they may */
  as: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

export const keeperOf = (parts: Omit<Keeper, 'as'>): Keeper => ({
  ...parts,
  as: (work) =>
    withPerson(parts.deps.db, { id: parts.person.id, scope: parts.person.scopes === null ? null : 'scim' }, work),
});
