import type { Criterion, Reason } from '../../contract/planning.ts';
import { Loads } from './loads.ts';
import { type Suits, suits } from './match.ts';
import type { Book, Receiver, Rule, Unit } from './model.ts';

/** What a rule may look at, and where it puts what it decides. */
export interface Table {
  book: Book;
  receivers: readonly Receiver[];
  match: Record<Criterion, number>;
  loads: Loads;
  place(unit: Unit, place: number, reason: Reason): void;
}

/**
 * Each rule gives every unit a receiver of its own. All go through the units in an order that the input alone decides: by falling
 * value, then by the id of the first member.
 */
export function byRule(rule: Rule, units: Unit[], table: Table): void {
  const inOrder = units.toSorted(byValue);
  switch (rule.assignment) {
    case 'fixed':
      return inTurn(inOrder, rule.to.slice(0, 1), 'fixed', table);
    case 'in_turn':
      return inTurn(inOrder, rule.to, 'inTurn', table);
    case 'by_weight':
      return byWeight(inOrder, rule, table);
    case 'by_capacity':
      return withinCapacity(inOrder, rule.to, table, null);
    case 'by_match':
      return withinCapacity(inOrder, rule.to, table, scores(table));
  }
}

const first = (unit: Unit): number => unit.members[0] ?? 0;
const byValue = (a: Unit, b: Unit): number => b.value - a.value || first(a) - first(b);
const bySize = (a: Unit, b: Unit): number => b.members.length - a.members.length || byValue(a, b);

function inTurn(units: Unit[], to: readonly number[], code: 'fixed' | 'inTurn', table: Table): void {
  units.forEach((unit, i) => table.place(unit, to[i % to.length] ?? 0, { code, params: {} }));
}

/**
 * Always to whoever lacks most of their share. With single customers everybody ends less than one customer away from it: if somebody
 * lacked one or more, then nobody else would have been given more than their own.
 */
function byWeight(units: Unit[], { to, weights }: Rule, table: Table): void {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const customers = units.reduce((sum, unit) => sum + unit.members.length, 0);
  const lacks = weights.map((weight) => (customers * weight) / all);
  for (const unit of units) {
    let best = -1;
    for (let i = 0; i < lacks.length; i += 1)
      if ((weights[i] ?? 0) > 0 && (best < 0 || (lacks[i] ?? 0) > (lacks[best] ?? 0) + SAME)) best = i;
    lacks[best] = (lacks[best] ?? 0) - unit.members.length;
    table.place(unit, to[best] ?? 0, { code: 'byWeight', params: { weight: weights[best] ?? 0, of: all } });
  }
}
/** Sums of fractions that should be equal differ by less. */
const SAME = 1e-9;

/** Columns, as long as the units in their order: three attempts of a large book lie side by side. */
interface Attempt {
  units: Unit[];
  places: Int32Array;
  /** how full the receiver is with the unit */
  fills: Float64Array;
  overflow: number;
}

/**
 * Within the capacities as far as that is possible; whoever gets something although full is the one who is the least so. Single
 * customers go beyond a capacity (by number) only when all are full. Groups are harder (they would have to be packed), so where
 * something did not fit, the largest are placed first, and then tightly, and the attempt that overloads least is taken.
 * @param score how a unit suits a receiver; null: room alone decides
 */
function withinCapacity(units: Unit[], to: readonly number[], table: Table, score: Score | null): void {
  const { loads } = table;
  let best = attempt(units, to, loads.copy(), score, 'loose');
  const packable =
    units.some((unit) => unit.members.length > 1) ||
    to.some((place) => typeof table.receivers[place]?.capacityValue === 'number');
  if (best.overflow > SAME && packable) {
    const largestFirst = units.toSorted(bySize);
    for (const packing of ['loose', 'tight'] as const) {
      const other = attempt(largestFirst, to, loads.copy(), score, packing);
      if (other.overflow < best.overflow - SAME) best = other;
    }
  }
  for (const [i, unit] of best.units.entries()) {
    const [place, fill] = [best.places[i] ?? 0, best.fills[i] ?? 0];
    const capacity = table.receivers[place]?.capacity ?? 0;
    const full = fill > 1 ? { full: 1 } : {};
    const held = (loads.customers[place] ?? 0) + unit.members.length;
    table.place(
      unit,
      place,
      score === null
        ? { code: 'byCapacity', params: { held, capacity, ...full } }
        : { code: 'byMatch', params: { ...told(score.explain(unit, place)), ...full } },
    );
  }
}

function attempt(
  units: Unit[],
  to: readonly number[],
  loads: Loads,
  score: Score | null,
  packing: 'loose' | 'tight',
): Attempt {
  const places = new Int32Array(units.length);
  const fills = new Float64Array(units.length);
  for (const [i, unit] of units.entries()) {
    const scored = score?.of(unit);
    let best = -1;
    let bestFill = Infinity;
    let bestScore = -1;
    for (const place of to) {
      const fill = loads.fillWith(place, unit);
      const points = fill > 1 ? -1 : (scored?.[place] ?? 0);
      const fuller = packing === 'tight' && fill <= 1 && bestFill <= 1;
      const better = points > bestScore || (points === bestScore && (fuller ? fill > bestFill : fill < bestFill));
      if (best < 0 || better) [best, bestFill, bestScore] = [place, fill, points];
    }
    loads.give(best, unit);
    places[i] = best;
    fills[i] = bestFill;
  }
  return { units, places, fills, overflow: loads.overflow(to) };
}

interface Score {
  /** 0 to 1 for each receiver */
  of(unit: Unit): Float64Array;
  explain(unit: Unit, place: number): Suits;
}

/** Scores are made once a profile: a book has few of these. A group's is the mean of its members'. */
function scores({ book, receivers, match }: Table): Score {
  const known: (Float64Array | undefined)[] = [];
  const ofProfile = (profile: number): Float64Array => {
    const made = book.profiles[profile];
    return (known[profile] ??= Float64Array.from(receivers, (r) => (made ? suits(made, r, match).score : 0)));
  };
  const profileOf = (member: number | undefined) => book.profile[member ?? 0] ?? 0;
  return {
    of({ members }) {
      if (members.length === 1) return ofProfile(profileOf(members[0]));
      const sum = new Float64Array(receivers.length);
      for (const member of members) ofProfile(profileOf(member)).forEach((one, i) => (sum[i] = (sum[i] ?? 0) + one));
      return sum.map((one) => one / members.length);
    },
    explain({ members }, place) {
      const receiver = receivers[place];
      const all = members.flatMap((member) => {
        const profile = book.profiles[profileOf(member)];
        return profile && receiver ? [suits(profile, receiver, match)] : [];
      });
      const missed = [...new Set(all.flatMap((one) => one.missed))];
      return {
        score: all.reduce((sum, one) => sum + one.score, 0) / all.length,
        met: [...new Set(all.flatMap((one) => one.met))].filter((criterion) => !missed.includes(criterion)),
        missed,
      };
    },
  };
}

const told = ({ score, met, missed }: Suits): Reason['params'] => ({
  score: Math.round(score * 100),
  ...(met.length > 0 ? { met: met.join(',') } : {}),
  ...(missed.length > 0 ? { missed: missed.join(',') } : {}),
});
