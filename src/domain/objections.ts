import type { IntroductionRule } from '../contract/introduction.ts';

/** A customer who does not want who was introduced to them. */
export interface Objection {
  customerId: string;
  /** who was introduced so far, the present one included; as many as there were objections */
  tried: readonly string[];
}

export interface Helpers {
  /** the receivers of the case who can take customers, with how many more they have room for; below 0: they have too many */
  receivers: readonly { id: string; room: number }[];
  /** null: is not there any more */
  managerId: string | null;
  /** whom the policy names for the end; null: nobody, or they are not there any more */
  lastId: string | null;
}

/**
 * Who looks after each customer next; null: the pool. Nobody is introduced to a customer twice. Of the receivers it is always the one with
 * most room, what is given out here counted, so that a hundred objections do not land on one desk.
 * @returns one a customer, in their order
 */
export function nextHolders(
  objections: readonly Objection[],
  rule: IntroductionRule['objections'],
  { receivers, managerId, lastId }: Helpers,
): (string | null)[] {
  const room = new Map(receivers.map((r) => [r.id, r.room]));
  return objections.map(({ tried }) => {
    const fresh = (id: string | null) => (id !== null && !tried.includes(id) ? id : null);
    if (tried.length >= rule.maxObjections) return fresh(lastId);
    const [widest = null] =
      rule.first === 'manager'
        ? []
        : [...room.keys()].filter(fresh).sort((a, b) => (room.get(b) ?? 0) - (room.get(a) ?? 0));
    if (widest !== null) room.set(widest, (room.get(widest) ?? 0) - 1);
    return widest ?? fresh(managerId) ?? fresh(lastId);
  });
}
