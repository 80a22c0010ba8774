import { useQuery } from '@tanstack/react-query';
import { type Delegation, type Person, api } from '../api.ts';
import { useMe } from '../me.tsx';

/** Those for whom somebody acts now. */
export function delegatorsOf(personId: string, delegations: readonly Delegation[]): Person[] {
  const now = Date.now();
  const from = delegations
    .filter((one) => one.to.id === personId && one.revokedAt === null)
    .filter((one) => Date.parse(one.startsAt) <= now && Date.parse(one.endsAt) > now)
    .map((one) => one.from);
  return [...new Map(from.map((person) => [person.id, person])).values()];
}

/** Delegations that a person gave or holds, and that are not over. @param ended also those that are */
export const delegationsOf = (person: string, ended = false) => ({
  queryKey: ['delegations', person, ended],
  queryFn: () => api.delegations({ person, ended, limit: 200 }),
});

/** Those for whom the reader acts now. */
export function useDelegators(): Person[] {
  const me = useMe();
  const { data } = useQuery(delegationsOf(me.person.id));
  return delegatorsOf(me.person.id, data?.items ?? []);
}
