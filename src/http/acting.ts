import { Refusal } from '../contract/failures.ts';
import { actsFor } from '../db/reads/delegations.ts';
import { readStanding } from '../db/reads/handovers.ts';
import type { Call } from './route.ts';

interface OfCase {
  params: { handoverId: string };
}

/**
 * For whom the caller answers: nobody but themselves when they are awaited, or else for who is awaited and lets them act.
 * @param wanted whose answer it is, when the caller says so
 * @throws Refusal notForYou when they may not act for who they name
 */
export async function actingFor(
  { as, person, input }: Call<OfCase>,
  wanted: string | undefined,
): Promise<{ forId?: string; delegationId?: string }> {
  const { handoverId } = input.params;
  if (wanted === person.id) return {};
  return as(async (tx) => {
    const awaited = (await readStanding(tx, handoverId))?.awaited_ids ?? [];
    if (wanted === undefined && awaited.includes(person.id)) return {};
    const mine = await actsFor(tx, handoverId);
    const one = mine.find((a) => (wanted === undefined ? awaited.includes(a.personId) : a.personId === wanted));
    if (one) return { forId: one.personId, delegationId: one.delegationId };
    if (wanted !== undefined) throw new Refusal('notForYou');
    return {};
  });
}
