import { describe, expect, test } from 'vitest';
import { before, daysUpTo, instantsOf, summariesDue } from '../../src/domain/summary-periods.ts';
import type { WorkingCalendar } from '../../src/domain/working-days.ts';

/** 2026: the holiday of October is a Thursday to the Wednesday after it; the Sunday before and the Saturday after are worked. */
const calendar: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  dayStarts: '09:00',
  dayEnds: '18:00',
  weeklyWorkdays: [1, 2, 3, 4, 5],
  exceptions: new Map([
    ['2026-01-01', false],
    ['2026-01-02', false],
    ['2026-06-01', false],
    ['2026-08-31', false],
    ['2026-09-27', true],
    ['2026-10-01', false],
    ['2026-10-02', false],
    ['2026-10-05', false],
    ['2026-10-06', false],
    ['2026-10-07', false],
    ['2026-10-10', true],
    // A week that nobody works.
    ...['09', '10', '11', '12', '13'].map((day): [string, boolean] => [`2026-11-${day}`, false]),
  ]),
  knownYears: new Set([2026]),
};
const week = (from: string, to: string, daysAhead: number) => ({ every: 'weekly', from, to, daysAhead });
const month = (from: string, to: string, daysAhead: number) => ({ every: 'monthly', from, to, daysAhead });

describe('what is to be summed up', () => {
  test.each([
    ['a Monday', '2026-11-23', [week('2026-11-16', '2026-11-22', 7)]],
    ['the days after it: again, for who was not told', '2026-11-26', [week('2026-11-16', '2026-11-22', 4)]],
    ['four days later: no more', '2026-11-27', []],
    ['a Saturday, a Sunday', '2026-11-28', []],
    ['a Monday that is off', '2026-08-31', []],
    [
      'the Tuesday after it, the first of the month',
      '2026-09-01',
      [week('2026-08-24', '2026-08-30', 6), month('2026-08-01', '2026-08-31', 30)],
    ],
    ['a first of the month that is off', '2026-06-01', []],
    ['the day after it', '2026-06-02', [week('2026-05-25', '2026-05-31', 6), month('2026-05-01', '2026-05-31', 29)]],
    ['a first of the month on a Sunday', '2026-11-01', []],
    ['the Monday after it', '2026-11-02', [week('2026-10-26', '2026-11-01', 7), month('2026-10-01', '2026-10-31', 29)]],
    ['a Sunday that is worked: of its own week, too late', '2026-09-27', []],
    [
      'the first workday after the holiday: of the week and of the month',
      '2026-10-08',
      [week('2026-09-28', '2026-10-04', 4), month('2026-09-01', '2026-09-30', 24)],
    ],
    [
      'a Saturday that is worked, two days after it',
      '2026-10-10',
      [week('2026-09-28', '2026-10-04', 2), month('2026-09-01', '2026-09-30', 22)],
    ],
    [
      'a Monday after a week that nobody worked: with the week before it',
      '2026-11-16',
      [week('2026-11-02', '2026-11-15', 7)],
    ],
    [
      'the first workday of a year',
      '2026-01-05',
      [week('2025-12-29', '2026-01-04', 7), month('2025-12-01', '2025-12-31', 27)],
    ],
  ])('on %s', (_, day, due) => {
    expect(summariesDue(calendar, `${day}T00:00:00Z`)).toEqual(due);
  });

  test('at the same instant, in another zone: by the day that it is there', () => {
    const night = '2026-11-22T17:00:00Z';
    expect(summariesDue(calendar, night)).toHaveLength(1);
    expect(summariesDue({ ...calendar, timeZone: 'Europe/Berlin' }, night)).toEqual([]);
  });
});

test('the days of a period as instants: from the first one’s midnight to that after the last, also where clocks are changed', () => {
  expect(instantsOf(calendar, { from: '2026-11-16', to: '2026-11-22' })).toEqual({
    from: '2026-11-15T16:00:00Z',
    to: '2026-11-22T16:00:00Z',
  });
  expect(instantsOf({ ...calendar, timeZone: 'Europe/Berlin' }, { from: '2026-10-19', to: '2026-10-25' })).toEqual({
    from: '2026-10-18T22:00:00Z',
    to: '2026-10-25T23:00:00Z',
  });
});

test.each([
  ['a week', 'weekly', '2026-11-16', '2026-11-22', '2026-11-09', '2026-11-15'],
  ['two weeks', 'weekly', '2026-11-02', '2026-11-15', '2026-10-19', '2026-11-01'],
  ['March', 'monthly', '2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
  ['January', 'monthly', '2026-01-01', '2026-01-31', '2025-12-01', '2025-12-31'],
] as const)('the period before %s', (_, every, from, to, first, last) => {
  expect(before({ every, from, to, daysAhead: 1 })).toEqual({ from: first, to: last });
});

test('the ninety days up to a day: end with it', () => {
  expect(daysUpTo('2026-11-22', 90)).toEqual({ from: '2026-08-25', to: '2026-11-22' });
});
