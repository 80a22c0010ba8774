import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding, ReviewThresholds } from '../../src/contract/reviews.ts';
import { type ReviewFigures, findings } from '../../src/domain/findings.ts';

const before: ReviewFigures = { lost: 1, openComplaints: 2, contactedLast30Days: 10, satisfaction: 4 };
const figures: fc.Arbitrary<ReviewFigures> = fc.record({
  lost: fc.nat(20),
  openComplaints: fc.nat(20),
  contactedLast30Days: fc.nat(20),
  satisfaction: fc.option(fc.double({ min: 1, max: 5, noNaN: true })),
});
const marks = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 });

describe('findings', () => {
  test.each<[string, Partial<ReviewFigures>, number[], Finding[]]>([
    ['everything as before', {}, [5, 3], []],
    ['a mark below the threshold', {}, [5, 2], ['satisfactionLow']],
    ['the customers’ mean fallen below the threshold', { satisfaction: 2.9 }, [], ['satisfactionLow']],
    ['the customers’ mean at the threshold', { satisfaction: 3 }, [], []],
    ['nobody asked lately', { satisfaction: null }, [], []],
    ['one more open complaint', { openComplaints: 3 }, [], ['moreComplaints']],
    ['one more customer lost', { lost: 2 }, [], ['customersLost']],
    ['contacts halved', { contactedLast30Days: 5 }, [], []],
    ['contacts fewer than half', { contactedLast30Days: 4 }, [], ['fewerContacts']],
    [
      'everything worse',
      { lost: 5, openComplaints: 5, contactedLast30Days: 0, satisfaction: 1 },
      [1],
      ['satisfactionLow', 'moreComplaints', 'customersLost', 'fewerContacts'],
    ],
  ])('%s: %#', (_, change, given, found) =>
    expect(findings(before, { ...before, ...change }, given, 3)).toEqual(found),
  );

  test('a mean that was low already: is no finding of this handover', () => {
    expect(findings({ ...before, satisfaction: 2 }, { ...before, satisfaction: 1 }, [], 3)).toEqual([]);
  });

  const full = { ...before, revenueLast90Days: '1000.00', openPipeline: '500' };
  test.each<[string, ReviewThresholds, Partial<ReviewFigures>, Finding[]]>([
    ['no threshold at all, everything worse', {}, { lost: 9, openComplaints: 9, contactedLast30Days: 0 }, []],
    ['two complaints allowed', { complaints: 3 }, { openComplaints: 4 }, []],
    ['three complaints more', { complaints: 3 }, { openComplaints: 5 }, ['moreComplaints']],
    ['revenue at the threshold', { revenueFall: 0.3 }, { revenueLast90Days: '700.00' }, []],
    ['revenue below it', { revenueFall: 0.3 }, { revenueLast90Days: '699.99' }, ['revenueFallen']],
    ['pipeline gone', { pipelineFall: 0.5 }, { openPipeline: '0' }, ['pipelineFallen']],
    ['satisfaction a mark lower', { satisfactionFall: 1 }, { satisfaction: 3 }, ['satisfactionFallen']],
    ['satisfaction half a mark lower', { satisfactionFall: 1 }, { satisfaction: 3.5 }, []],
    ['satisfaction unknown now', { satisfactionFall: 1 }, { satisfaction: null }, []],
  ])('by thresholds, %s: %#', (_, thresholds, change, found) =>
    expect(findings(full, { ...full, ...change }, [], 3, thresholds)).toEqual(found),
  );

  test('figures that a review of an earlier version lacks: are no finding', () => {
    expect(findings(before, full, [], 3, { revenueFall: 0, pipelineFall: 0, contactsFall: 0 })).toEqual([]);
  });

  test('no baseline, any figures: only the answers count', () => {
    fc.assert(
      fc.property(figures, marks, (now, given) => {
        expect(findings(null, now, given, 3)).toEqual(given.some((m) => m < 3) ? ['satisfactionLow'] : []);
      }),
    );
  });

  test('any figures, held against themselves: no finding but low marks', () => {
    fc.assert(
      fc.property(figures, (same) => {
        expect(findings(same, same, [3, 4, 5], 3)).toEqual([]);
      }),
    );
  });
});
