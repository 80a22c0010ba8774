import type { Reason } from '../../contract/planning.ts';
import { unitsOf } from './groups.ts';
import { Loads } from './loads.ts';
import type { Planned, PlanningInput, Profile, Rule, Unit } from './model.ts';
import { byRule } from './rules.ts';

/**
 * Gives every customer of a book a receiver, with the reason. Pure: the same input gives the same plan; neither a clock nor chance is
 * asked, and the order of the rows cannot matter, because the book comes in the order of its ids.
 *
 * What somebody named comes first, then the rules in their order, each for the units that meet its condition by any member. What one
 * rule gives counts as held for the next.
 * @throws RangeError when a customer meets no rule
 */
export function planBook({ book, receivers, rules, match, related, overrides }: PlanningInput): Planned {
  const planned: Planned = {
    places: new Int32Array(book.ids.length).fill(-1),
    why: new Int32Array(book.ids.length),
    reasons: [],
    tooLarge: [],
  };
  const loads = new Loads(receivers);
  const known = new Map<string, number>();
  const indexOf = (reason: Reason): number => {
    const key = JSON.stringify(reason);
    const index = known.get(key) ?? planned.reasons.push(reason) - 1;
    known.set(key, index);
    return index;
  };
  const place = (unit: Unit, to: number, reason: Reason): void => {
    const group = unit.members.length;
    const why = indexOf(group > 1 ? { ...reason, params: { ...reason.params, group } } : reason);
    loads.give(to, unit);
    for (const member of unit.members) {
      planned.places[member] = to;
      planned.why[member] = why;
    }
  };

  const met = meets(rules, book.profiles);
  const unitsOfRule = rules.map((): Unit[] => []);
  for (const unit of unitsOf(book.values, related, overrides)) {
    const named = overrides.get(unit.members[0] ?? -1);
    if (named === undefined) {
      const mine = unitsOfRule[ruleOf(unit)];
      if (mine === undefined) throw new RangeError('the last rule has a condition');
      mine.push(unit);
    } else place(unit, named, { code: 'override', params: {} });
  }
  for (const [i, rule] of rules.entries()) {
    const mine = unitsOfRule[i] ?? [];
    const numbered = (reason: Reason): Reason =>
      rule.number > 0 ? { ...reason, params: { ...reason.params, rule: rule.number } } : reason;
    byRule(rule, mine, {
      book,
      receivers,
      match,
      loads,
      place: (unit, to, reason) => place(unit, to, numbered(reason)),
    });
    planned.tooLarge.push(...mine.filter((unit) => isTooLarge(unit, rule)).map((unit) => unit.members.length));
  }
  planned.tooLarge.sort((a, b) => b - a);
  return planned;

  function ruleOf(unit: Unit): number {
    const of = (member: number) => book.profile[member] ?? 0;
    return rules.findIndex(
      ({ when }, i) =>
        unit.members.some((member) => met[i]?.[of(member)]) &&
        (when.minValue === undefined || unit.value >= when.minValue),
    );
  }
  function isTooLarge(unit: Unit, rule: Rule): boolean {
    if (unit.members.length === 1 || (rule.assignment !== 'by_capacity' && rule.assignment !== 'by_match'))
      return false;
    return rule.to.every((to) => {
      const { capacity, capacityValue } = receivers[to] ?? { capacity: 0, capacityValue: null };
      return unit.members.length > capacity || (capacityValue !== null && unit.value > capacityValue);
    });
  }
}

/** Rule by rule, which profiles meet its condition; the value of a customer is looked at apart. */
function meets(rules: readonly Rule[], profiles: readonly Profile[]): boolean[][] {
  const within = (wanted: readonly string[] | undefined, is: string | null) =>
    wanted === undefined || (is !== null && wanted.includes(is));
  return rules.map(({ when }) =>
    profiles.map(
      (p) =>
        within(when.tiers, p.tier) &&
        within(when.regions, p.region) &&
        within(when.industries, p.industry) &&
        within(when.businessTypes, p.businessType) &&
        within(when.stages, p.stage),
    ),
  );
}
