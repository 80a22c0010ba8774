import { Refusal } from '../contract/failures.ts';
import type { MixedRule, PlanningTerms } from '../contract/planning.ts';
import type { PlanningPart } from '../contract/planning-schemas.ts';
import type { StartRequest } from '../contract/schemas.ts';
import type { Tx } from '../db/connect.ts';
import { countNotInBook } from '../db/reads/book.ts';

interface Named {
  id: string;
  number: string;
}

/** What a request says about planning, its people found. */
export interface PlanningOfRequest {
  terms: PlanningTerms;
  overrides: { customerId: string; receiverId: string; reason: string }[];
}

/**
 * Finds the receivers that the part about planning names, and holds it against the rule of the request.
 * @param receivers in the order of their places
 * @throws Refusal receiverNotFound, planningRulesMissing, planningNotForRule, customersNotInBook, with the pointer to the field
 */
export async function resolvePlanning(
  tx: Tx,
  { assignment, planning = {}, scope }: Pick<StartRequest, 'assignment' | 'planning' | 'scope'>,
  { giver, receivers }: { giver: Named; receivers: readonly Named[] },
): Promise<PlanningOfRequest> {
  const { weights, capacities, rules, overrides = [], keepTogether } = planning;
  mustFit(assignment, planning);
  const at = placesOf(receivers);
  const named = overrides.map(({ customerId, receiver, reason }, i) => ({
    customerId,
    receiverId: receivers[at(receiver, `/planning/overrides/${i}/receiver`)]?.id ?? '',
    reason,
  }));
  const customers = named.map((o) => o.customerId);
  const outside =
    scope === 'book'
      ? await countNotInBook(tx, giver.id, customers)
      : customers.filter((id) => !scope.customerIds.includes(id)).length;
  if (outside > 0) throw new Refusal('customersNotInBook', { count: outside }, '/planning/overrides');
  return {
    terms: {
      ...(weights && { weights: byPlace(receivers, weights, '/planning/weights', at).map((weight) => weight ?? 1) }),
      ...(capacities && { capacities: byPlace(receivers, capacities, '/planning/capacities', at) }),
      ...(rules && { rules: rules.map((rule, i) => ruleOf(rule, `/planning/rules/${i}`, receivers, at)) }),
      ...(keepTogether !== undefined && { keepTogether }),
    },
    overrides: named,
  };
}

function mustFit(assignment: StartRequest['assignment'], { weights, rules }: PlanningPart): void {
  if (assignment === 'mixed' && rules === undefined) throw new Refusal('planningRulesMissing', {}, '/planning/rules');
  const vain = (field: string): never => {
    throw new Refusal('planningNotForRule', { field, assignment }, `/planning/${field}`);
  };
  if (assignment !== 'mixed' && rules !== undefined) vain('rules');
  if (assignment !== 'by_weight' && weights !== undefined) vain('weights');
  for (const [i, rule] of (rules ?? []).entries())
    if (rule.assignment !== 'by_weight' && rule.weights !== undefined) vain(`rules/${i}/weights`);
}

type At = (ref: string, pointer: string) => number;

/** @throws Refusal receiverNotFound: nobody of the receivers is called that */
function placesOf(receivers: readonly Named[]): At {
  return (ref, pointer) => {
    const place = receivers.findIndex((r) => r.number === ref || r.id === ref.toLowerCase());
    if (place < 0) throw new Refusal('receiverNotFound', { receiver: ref }, pointer);
    return place;
  };
}

function byPlace<T>(receivers: readonly Named[], of: Record<string, T>, pointer: string, at: At): (T | null)[] {
  const list = receivers.map((): T | null => null);
  for (const [ref, value] of Object.entries(of)) list[at(ref, pointer)] = value;
  return list;
}

function ruleOf(
  { when, assignment, to, weights }: NonNullable<PlanningPart['rules']>[number],
  pointer: string,
  receivers: readonly Named[],
  at: At,
): MixedRule {
  const places = to?.map((ref, i) => at(ref, `${pointer}/to/${i}`)) ?? receivers.map((_, place) => place);
  const weighed = weights && byPlace(receivers, weights, `${pointer}/weights`, at);
  // Weights of others would leave those who get something with none at all.
  for (const ref of Object.keys(weights ?? {}))
    if (!places.includes(at(ref, `${pointer}/weights`)))
      throw new Refusal('receiverNotFound', { receiver: ref }, `${pointer}/weights`);
  return {
    ...(when && { when }),
    assignment,
    to: [...new Set(places)],
    ...(weighed && { weights: [...new Set(places)].map((place) => weighed[place] ?? 1) }),
  };
}
