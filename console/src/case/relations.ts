import type { Delegation, Handover, HandoverSummary, Me, Person } from '../api.ts';
import { delegatorsOf } from '../delegations/acting.ts';

/** What the reader is to a case, for what the page shows as theirs. What they may do, the API says. */

type Relation = 'giver' | 'receiver' | 'supervisor' | 'starter' | 'deputy';

export function relationsTo(handover: Handover, me: Me): Set<Relation> {
  const is = (person: Person) => person.id === me.person.id;
  const relations: [Relation, boolean][] = [
    ['giver', is(handover.giver)],
    ['receiver', handover.receivers.some(is)],
    ['supervisor', is(handover.supervisor)],
    ['starter', is(handover.startedBy)],
    ['deputy', handover.deputies.some(is)],
  ];
  return new Set(relations.filter(([, holds]) => holds).map(([relation]) => relation));
}

/** Who is awaited and lets the reader act for them; null: the reader is awaited, or acts for nobody here. */
export function actingFor(handover: HandoverSummary, me: Me, delegations: Delegation[]): Person | null {
  if (handover.awaited.some(({ person }) => person.id === me.person.id)) return null;
  const from = delegatorsOf(me.person.id, delegations).map(({ id }) => id);
  return handover.awaited.find(({ person }) => from.includes(person.id))?.person ?? null;
}
