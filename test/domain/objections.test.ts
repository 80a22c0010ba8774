import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Helpers, nextHolders } from '../../src/domain/objections.ts';

const helpers: Helpers = {
  receivers: [
    { id: 'a', room: 5 },
    { id: 'b', room: 9 },
    { id: 'c', room: 8 },
  ],
  managerId: 'm',
  lastId: null,
};
const rule = { first: 'alternateReceiver', maxObjections: 2, last: 'pool' } as const;
const one = (tried: string[]) => ({ customerId: 'x', tried });

describe('who looks after a customer who objected', () => {
  test.each([
    ['the other receiver with most room', ['a'], rule, helpers, 'b'],
    ['not the one who was introduced, whatever their room', ['b'], rule, helpers, 'c'],
    ['the manager where the policy says so', ['a'], { ...rule, first: 'manager' as const }, helpers, 'm'],
    [
      'the manager where there is no other receiver',
      ['a'],
      rule,
      { ...helpers, receivers: [{ id: 'a', room: 1 }] },
      'm',
    ],
    ['the pool after the last objection', ['a', 'b'], rule, helpers, null],
    ['the person of the policy after the last objection', ['a', 'b'], rule, { ...helpers, lastId: 'p' }, 'p'],
    ['the pool when that person was tried', ['a', 'p'], rule, { ...helpers, lastId: 'p' }, null],
    ['the pool when nobody is left', ['a'], rule, { receivers: [], managerId: null, lastId: null }, null],
    ['one objection is enough where the policy says so', ['a'], { ...rule, maxObjections: 1 }, helpers, null],
    ['a third receiver at the second objection of three', ['a', 'b'], { ...rule, maxObjections: 3 }, helpers, 'c'],
  ])('%s', (_, tried, by, all, next) => {
    expect(nextHolders([one(tried)], by, all)).toEqual([next]);
  });

  test('many objections to one person: are shared out by room, and nobody is given more than the widest has', () => {
    const next = nextHolders(
      Array.from({ length: 5 }, () => one(['a'])),
      rule,
      helpers,
    );
    expect(next).toEqual(['b', 'b', 'c', 'b', 'c']);
  });

  test('any objections under any rule: nobody is introduced twice, and the same gives the same', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'm', 'p');
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(id, { minLength: 1, maxLength: 5 }), { maxLength: 30 }),
        fc.constantFrom('alternateReceiver' as const, 'manager' as const),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 3 }),
        fc.boolean(),
        (all, first, maxObjections, room, named) => {
          const by = { first, maxObjections, last: named ? { person: '1' } : ('pool' as const) };
          const who: Helpers = {
            receivers: ['a', 'b', 'c'].map((receiver, n) => ({ id: receiver, room: room[n] ?? 0 })),
            managerId: 'm',
            lastId: named ? 'p' : null,
          };
          const next = nextHolders(all.map(one), by, who);
          expect(next).toHaveLength(all.length);
          for (const [n, holder] of next.entries()) {
            if (holder !== null) expect(all[n]).not.toContain(holder);
            if ((all[n]?.length ?? 0) >= maxObjections && !named) expect(holder).toBeNull();
          }
          expect(nextHolders(all.map(one), by, who)).toEqual(next);
        },
      ),
    );
  });
});
