import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_PLANNING, type SingleAssignment } from '../../src/contract/planning.ts';
import { unitsOf } from '../../src/domain/planning/groups.ts';
import { suits } from '../../src/domain/planning/match.ts';
import type { PlanningInput, Planned, Profile, Receiver, Rule } from '../../src/domain/planning/model.ts';
import { planBook } from '../../src/domain/planning/plan.ts';

const REGIONS = ['华东', '华南', '华北'];
const INDUSTRIES = ['retail', 'chemicals'];
const LANGUAGES = ['zh-CN', 'en', 'de'];
const SKILLS = ['bidding', 'erp'];

const receiver = (change: Partial<Receiver> = {}): Receiver => ({
  capacity: 200,
  capacityValue: null,
  owns: 0,
  ownsValue: 0,
  region: null,
  languages: ['zh-CN'],
  skills: [],
  industries: [],
  ...change,
});
const profile = (change: Partial<Profile> = {}): Profile => ({
  tier: 'standard',
  businessType: 'direct',
  stage: 'stable',
  industry: null,
  region: null,
  language: null,
  skills: [],
  ...change,
});
const rule = (assignment: SingleAssignment, receivers: number, change: Partial<Rule> = {}): Rule => ({
  when: {},
  assignment,
  to: Array.from({ length: receivers }, (_, i) => i),
  weights: Array.from({ length: receivers }, () => 1),
  number: 0,
  ...change,
});
interface Customer {
  value: number;
  profile: Profile;
}
const input = (customers: Customer[], change: Partial<PlanningInput> & Pick<PlanningInput, 'receivers' | 'rules'>) => ({
  book: {
    ids: customers.map((_, i) => `c${String(i).padStart(4, '0')}`),
    values: Float64Array.from(customers, (c) => c.value),
    profile: Int32Array.from(customers, (_, i) => i),
    profiles: customers.map((c) => c.profile),
  },
  match: DEFAULT_PLANNING.match,
  related: [],
  overrides: new Map<number, number>(),
  ...change,
});
const alike = (values: number[]): Customer[] => values.map((value) => ({ value, profile: profile() }));
const given = ({ places }: Planned, receivers: number): number[] =>
  Array.from({ length: receivers }, (_, place) => places.filter((p) => p === place).length);

const anyCustomer = fc.record({
  value: fc.integer({ min: 0, max: 50 }),
  profile: fc
    .record({
      tier: fc.constantFrom('strict' as const, 'standard' as const),
      region: fc.option(fc.constantFrom(...REGIONS)),
      industry: fc.option(fc.constantFrom(...INDUSTRIES)),
      language: fc.option(fc.constantFrom(...LANGUAGES)),
      skills: fc.subarray(SKILLS),
    })
    .map(profile),
});
const anyReceiver = fc
  .record({
    capacity: fc.integer({ min: 0, max: 12 }),
    capacityValue: fc.option(fc.integer({ min: 0, max: 200 })),
    owns: fc.integer({ min: 0, max: 5 }),
    region: fc.option(fc.constantFrom(...REGIONS)),
    languages: fc.subarray(LANGUAGES),
    skills: fc.subarray(SKILLS),
    industries: fc.subarray(INDUSTRIES),
  })
  .map(receiver);
const anySingle = fc.constantFrom<SingleAssignment>('fixed', 'in_turn', 'by_weight', 'by_capacity', 'by_match');

const anyInput = fc
  .record({
    customers: fc.array(anyCustomer, { minLength: 1, maxLength: 30 }),
    receivers: fc.array(anyReceiver, { minLength: 1, maxLength: 5 }),
  })
  .chain(({ customers, receivers }) => {
    const some = fc.nat(customers.length - 1);
    return fc.record({
      customers: fc.constant(customers),
      receivers: fc.constant(receivers),
      related: fc.array(fc.tuple(some, some), { maxLength: 12 }),
      overrides: fc.array(fc.tuple(some, fc.nat(receivers.length - 1)), { maxLength: 4 }),
      rules: fc.oneof(
        anySingle.map((assignment) => [rule(assignment, receivers.length)]),
        fc
          .tuple(anySingle, anySingle, anySingle, fc.nat(receivers.length - 1))
          .map(([a, b, rest, to]) => [
            rule(a, 1, { when: { tiers: ['strict'] }, to: [to], number: 1 }),
            rule(b, receivers.length, { when: { regions: ['华东'] }, number: 2 }),
            rule(rest, receivers.length, { number: 3 }),
          ]),
      ),
    });
  })
  .map(({ customers, receivers, related, overrides, rules }) =>
    input(customers, { receivers, related, overrides: new Map(overrides), rules }),
  );

describe('planBook, any input', () => {
  test('every customer has one receiver, a reason, and the one who was named for it', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const planned = planBook(given);
        expect(planned.places).toHaveLength(given.book.ids.length);
        for (const [i, place] of planned.places.entries()) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThan(given.receivers.length);
          const reason = planned.reasons[planned.why[i] ?? -1];
          expect(reason).toBeDefined();
          if (given.overrides.has(i)) {
            expect(place).toBe(given.overrides.get(i));
            expect(reason?.code).toBe('override');
          } else expect(reason?.code).not.toBe('override');
        }
      }),
      { numRuns: 500 },
    );
  });

  test('related customers are together, but for those that somebody named', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const { places } = planBook(given);
        for (const [a, b] of given.related)
          if (!given.overrides.has(a) && !given.overrides.has(b)) expect(places[a]).toBe(places[b]);
      }),
      { numRuns: 500 },
    );
  });

  test('the same input gives the same plan, in whatever order the relations come', () => {
    fc.assert(
      fc.property(anyInput, fc.integer(), (given, seed) => {
        const planned = planBook(given);
        const shuffled = given.related
          .map(([a, b], i) => ({ pair: (seed + i) % 2 === 0 ? [b, a] : [a, b], at: (seed * 31 + i * 17) % 7 }))
          .sort((a, b) => a.at - b.at)
          .map(({ pair }) => pair as [number, number]);
        expect(planBook({ ...given, related: shuffled })).toEqual(planned);
      }),
      { numRuns: 300 },
    );
  });
});

describe('by_capacity and by_match', () => {
  test('single customers: nobody is beyond their capacity unless all are', () => {
    fc.assert(
      fc.property(
        fc.array(anyCustomer, { minLength: 1, maxLength: 40 }),
        fc.array(anyReceiver, { minLength: 1, maxLength: 5 }),
        fc.constantFrom<SingleAssignment>('by_capacity', 'by_match'),
        (customers, some, assignment) => {
          const receivers = some.map((r) => ({ ...r, capacityValue: null }));
          const planned = planBook(input(customers, { receivers, rules: [rule(assignment, receivers.length)] }));
          const gets = given(planned, receivers.length);
          const over = receivers.some((r, i) => (gets[i] ?? 0) > 0 && r.owns + (gets[i] ?? 0) > r.capacity);
          const room = receivers.reduce((sum, r) => sum + Math.max(0, r.capacity - r.owns), 0);
          expect(over).toBe(customers.length > room);
          const full = planned.reasons.some((reason) => reason.params.full === 1);
          expect(full).toBe(over);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('groups and values: whatever goes beyond a capacity says so in its reason', () => {
    fc.assert(
      fc.property(anyInput, (some) => {
        const given = { ...some, overrides: new Map(), rules: [rule('by_capacity', some.receivers.length)] };
        const { places, why, reasons } = planBook(given);
        given.receivers.forEach((r, place) => {
          const mine = [...places.keys()].filter((i) => places[i] === place);
          const value = mine.reduce((sum, i) => sum + (given.book.values[i] ?? 0), 0);
          const over =
            r.owns + mine.length > r.capacity || (r.capacityValue !== null && r.ownsValue + value > r.capacityValue);
          if (over && mine.length > 0) expect(mine.some((i) => reasons[why[i] ?? -1]?.params.full === 1)).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('groups that fit only when packed tightly: packed tightly', () => {
    // Loosely the six go where they leave most room, and the last five fit nowhere.
    const sizes = [6, 5, 5];
    const starts = [0, 6, 11];
    const related = sizes.flatMap((size, g) =>
      Array.from({ length: size - 1 }, (_, i): [number, number] => [(starts[g] ?? 0) + i, (starts[g] ?? 0) + i + 1]),
    );
    const receivers = [receiver({ capacity: 6 }), receiver({ capacity: 10 })];
    const planned = planBook(
      input(alike(Array.from({ length: 16 }, () => 1)), { receivers, related, rules: [rule('by_capacity', 2)] }),
    );
    expect(given(planned, 2)).toEqual([6, 10]);
    expect(planned.tooLarge).toEqual([]);
  });

  test('a group larger than any capacity: stays together, is told, and goes to the one who is the least too small', () => {
    const related: [number, number][] = [
      [0, 1],
      [1, 2],
      [2, 3],
    ];
    const receivers = [receiver({ capacity: 2 }), receiver({ capacity: 3 })];
    const planned = planBook(input(alike([1, 1, 1, 1]), { receivers, related, rules: [rule('by_capacity', 2)] }));
    expect(planned.tooLarge).toEqual([4]);
    expect(given(planned, 2)).toEqual([0, 4]);
    expect(planned.reasons).toEqual([{ code: 'byCapacity', params: { held: 4, capacity: 3, full: 1, group: 4 } }]);
  });

  test('what a receiver owns already counts', () => {
    const receivers = [receiver({ capacity: 10, owns: 9 }), receiver({ capacity: 10 })];
    expect(given(planBook(input(alike([4, 3, 2, 1]), { receivers, rules: [rule('by_capacity', 2)] })), 2)).toEqual([
      0, 4,
    ]);
  });

  test('a bound on the value: the large customer goes where it fits', () => {
    const receivers = [receiver({ capacityValue: 10 }), receiver({ capacity: 400, owns: 300, capacityValue: 100 })];
    const { places } = planBook(input(alike([50, 5]), { receivers, rules: [rule('by_capacity', 2)] }));
    expect([...places]).toEqual([1, 0]);
  });

  test('nobody has any capacity: shared out all the same', () => {
    const receivers = [receiver({ capacity: 0 }), receiver({ capacity: 0 })];
    expect(given(planBook(input(alike([1, 1, 1, 1]), { receivers, rules: [rule('by_capacity', 2)] })), 2)).toEqual([
      2, 2,
    ]);
  });

  test('by_match: the one who suits best, with what spoke for and against', () => {
    const receivers = [
      receiver({ region: '华东', languages: ['en-GB'], industries: ['retail'] }),
      receiver({ region: '华南', languages: ['zh-CN'], industries: ['chemicals'], skills: ['erp'] }),
    ];
    const customers = [
      { value: 2, profile: profile({ region: '华东', language: 'en', industry: 'retail', skills: ['erp'] }) },
      { value: 1, profile: profile({ industry: 'chemicals' }) },
    ];
    const planned = planBook(input(customers, { receivers, rules: [rule('by_match', 2)] }));
    expect([...planned.places]).toEqual([0, 1]);
    expect(planned.reasons).toEqual([
      { code: 'byMatch', params: { score: 80, met: 'industry,region,language', missed: 'skill' } },
      { code: 'byMatch', params: { score: 100, met: 'industry' } },
    ]);
  });

  test('by_match: the best is full, the next best gets it', () => {
    const receivers = [receiver({ region: '华东', capacity: 1 }), receiver({ region: '华南' })];
    const east = profile({ region: '华东' });
    const planned = planBook(
      input(
        [
          { value: 2, profile: east },
          { value: 1, profile: east },
        ],
        { receivers, rules: [rule('by_match', 2)] },
      ),
    );
    expect([...planned.places]).toEqual([0, 1]);
  });
});

describe('by_weight', () => {
  test('any weights: everybody is closer to their share than the largest group', () => {
    fc.assert(
      fc.property(anyInput, fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 }), (some, drawn) => {
        const weights = drawn.slice(0, some.receivers.length);
        fc.pre(weights.some((w) => w > 0));
        const n = some.receivers.length;
        const planned = planBook({ ...some, overrides: new Map(), rules: [rule('by_weight', n, { weights })] });
        const largest = Math.max(...unitsOf(some.book.values, some.related, new Map()).map((u) => u.members.length));
        const all = weights.reduce((sum, w) => sum + w, 0);
        given(planned, n).forEach((got, i) => {
          const share = (some.book.ids.length * (weights[i] ?? 0)) / all;
          expect(Math.abs(got - share)).toBeLessThan(largest + 1e-6);
          if (weights[i] === 0) expect(got).toBe(0);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('3 to 1 of eight: six and two', () => {
    const rules = [rule('by_weight', 2, { weights: [3, 1] })];
    const planned = planBook(input(alike([8, 7, 6, 5, 4, 3, 2, 1]), { receivers: [receiver(), receiver()], rules }));
    expect(given(planned, 2)).toEqual([6, 2]);
    expect(planned.reasons).toEqual([
      { code: 'byWeight', params: { weight: 3, of: 4 } },
      { code: 'byWeight', params: { weight: 1, of: 4 } },
    ]);
  });
});

describe('mixed', () => {
  test('strict to A, region east to B, the rest by capacity; what a rule gave counts for the next', () => {
    const receivers = [receiver({ capacity: 3 }), receiver({ capacity: 4 }), receiver({ capacity: 4 })];
    const rules = [
      rule('fixed', 1, { when: { tiers: ['strict'] }, to: [0], number: 1 }),
      rule('fixed', 1, { when: { regions: ['华东'] }, to: [1], number: 2 }),
      rule('by_capacity', 3, { number: 3 }),
    ];
    const customers = [
      { value: 9, profile: profile({ tier: 'strict', region: '华东' }) },
      { value: 8, profile: profile({ tier: 'strict' }) },
      { value: 7, profile: profile({ region: '华东' }) },
      { value: 6, profile: profile() },
      { value: 5, profile: profile() },
      { value: 4, profile: profile() },
    ];
    const planned = planBook(input(customers, { receivers, rules }));
    expect([...planned.places]).toEqual([0, 0, 1, 2, 1, 2]);
    expect(planned.reasons[planned.why[0] ?? -1]).toEqual({ code: 'fixed', params: { rule: 1 } });
  });

  test('a group goes by the first rule that any of its members meets', () => {
    const rules = [
      rule('fixed', 1, { when: { tiers: ['strict'] }, to: [1], number: 1 }),
      rule('fixed', 1, { to: [0], number: 2 }),
    ];
    const customers = [
      { value: 1, profile: profile() },
      { value: 1, profile: profile({ tier: 'strict' }) },
    ];
    const { places } = planBook(input(customers, { receivers: [receiver(), receiver()], rules, related: [[0, 1]] }));
    expect([...places]).toEqual([1, 1]);
  });

  test('a least value: of a group its sum', () => {
    const rules = [
      rule('fixed', 1, { when: { minValue: 10 }, to: [1], number: 1 }),
      rule('fixed', 1, { to: [0], number: 2 }),
    ];
    const related: [number, number][] = [[0, 1]];
    const { places } = planBook(input(alike([6, 6, 6]), { receivers: [receiver(), receiver()], rules, related }));
    expect([...places]).toEqual([1, 1, 0]);
  });
});

describe('suits', () => {
  test.each<[string, Partial<Profile>, Partial<Receiver>, number]>([
    ['nothing is known of the customer', {}, { region: '华东' }, 0],
    ['one of two skills', { skills: ['erp', 'bidding'] }, { skills: ['erp'] }, 0.5],
    ['the language in another region', { language: 'en-GB' }, { languages: ['en'] }, 1],
    ['another script is another language', { language: 'zh-TW' }, { languages: ['zh-CN'] }, 0],
    ['a language whose tag begins alike', { language: 'fil' }, { languages: ['fi'] }, 0],
  ])('%s', (_, customer, person, score) => {
    expect(suits(profile(customer), receiver(person), DEFAULT_PLANNING.match).score).toBe(score);
  });

  test('a criterion without weight does not count', () => {
    const weights = { industry: 0, region: 1, language: 0, skill: 0 };
    expect(suits(profile({ industry: 'retail', region: '华东' }), receiver({ region: '华东' }), weights)).toEqual({
      score: 1,
      met: ['region'],
      missed: [],
    });
  });
});
