import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextBatchSize } from '../../src/domain/batch-size.ts';

describe('the size of the next batch', () => {
  test.each([
    ['as long as it should', 2_000, 125, 2_000],
    ['much faster: at most twice as much', 2_000, 5, 4_000],
    ['much slower: at least half as much', 2_000, 60_000, 1_000],
    ['already the largest', 10_000, 10, 10_000],
    ['already the smallest', 50, 60_000, 50],
    ['no time at all', 100, 0, 200],
  ])('%s', (_, size, took, next) => {
    expect(nextBatchSize(size, took)).toBe(next);
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
          expect(size === 10_000 || size === 50 || (took > 100 && took < 150)).toBe(true);
        },
      ),
    );
  });
});
