import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lanesFor, nextBatchSize, smallerBatchSize } from '../../src/domain/batch-size.ts';

describe('the size of the next batch', () => {
  test.each([
    ['as long as it should', 2_000, 125, 2_000],
    ['much faster: at most twice as much', 2_000, 5, 4_000],
    ['much slower: at least half as much', 4_000, 60_000, 2_000],
    ['already the largest', 10_000, 10, 10_000],
    ['already the smallest', 1_000, 60_000, 1_000],
    ['not below the smallest', 1_500, 60_000, 1_000],
    ['no time at all', 2_000, 0, 4_000],
    ['smaller because of a lock, however long it took: grows again', 100, 60_000, 200],
    ['smaller because of a lock, nearly grown again', 700, 60_000, 1_000],
  ])('%s', (_, size, took, next) => {
    expect(nextBatchSize(size, took)).toBe(next);
  });

  test.each([
    [2_000, 1_000],
    [75, 50],
    [50, 50],
  ])('of %i, one of which somebody holds: %i', (size, next) => {
    expect(smallerBatchSize(size)).toBe(next);
  });

  test('on a machine of any even speed it settles where a transaction takes half of what it may, or at its bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0.001, max: 10, noNaN: true }),
        (start, msPerRow) => {
          let size = start;
          for (let i = 0; i < 20; i += 1) size = nextBatchSize(size, size * msPerRow);
          const took = size * msPerRow;
          expect(size === 10_000 || size === 1_000 || (took > 100 && took < 150)).toBe(true);
        },
      ),
    );
  });
});

test.each([
  [0, 1],
  [1, 1],
  [19_999, 1],
  [20_000, 2],
  [1_000_000, 2],
])('a book of %i customers: moves in %i lanes', (customers, lanes) => {
  expect(lanesFor(customers)).toBe(lanes);
});
