import { describe, expect, test } from 'vitest';
import { DEFAULT_DEPARTURE } from '../../src/contract/kinds.ts';
import { nextLook } from '../../src/domain/departure-look.ts';
import type { WorkingCalendar } from '../../src/domain/working-days.ts';

const calendar: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  dayStarts: '09:00',
  dayEnds: '18:00',
  weeklyWorkdays: [1, 2, 3, 4, 5],
  exceptions: new Map(),
  knownYears: new Set([2026]),
};

describe('the next look at a departure', () => {
  test.each([
    // day of the look, last day → when, and whether the manager's manager hears of it; 2026-06-01 is a Monday
    ['2026-06-01', '2026-07-31', '2026-06-08', 'remind'],
    ['2026-06-05', '2026-07-31', '2026-06-12', 'remind'],
    // near: two working days before the last one
    ['2026-06-08', '2026-06-12', '2026-06-10', 'escalate'],
    ['2026-06-10', '2026-06-12', '2026-06-11', 'escalate'],
    ['2026-06-12', '2026-06-12', '2026-06-15', 'escalate'],
    // over: every working day
    ['2026-06-18', '2026-06-12', '2026-06-19', 'escalate'],
    ['2026-06-19', '2026-06-12', '2026-06-22', 'escalate'],
    // the last day is a Sunday
    ['2026-06-08', '2026-06-14', '2026-06-11', 'escalate'],
  ] as const)('on %s, last day %s: on %s, to %s', (today, lastDay, day, what) => {
    expect(nextLook(calendar, DEFAULT_DEPARTURE, lastDay, `${today}T06:00:00Z`)).toEqual({
      at: `${day}T01:00:00Z`,
      what,
    });
  });

  test('whatever the day: later than now, and on a working day', () => {
    for (let day = 1; day <= 30; day += 1)
      for (let last = 1; last <= 30; last += 1) {
        const date = (n: number) => `2026-06-${String(n).padStart(2, '0')}`;
        const { at } = nextLook(calendar, DEFAULT_DEPARTURE, date(last), `${date(day)}T06:00:00Z`);
        expect(Date.parse(at)).toBeGreaterThan(Date.parse(`${date(day)}T06:00:00Z`));
        expect([1, 2, 3, 4, 5]).toContain(new Date(at).getUTCDay());
      }
  });
});
