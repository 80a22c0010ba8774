import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freeTimes } from '../../src/domain/meeting-slots.ts';
import type { WorkingCalendar } from '../../src/domain/working-days.ts';

const calendar: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  dayStarts: '09:00',
  dayEnds: '18:00',
  weeklyWorkdays: [1, 2, 3, 4, 5],
  exceptions: new Map([
    ['2026-10-10', true],
    ['2026-10-07', false],
  ]),
  knownYears: new Set([2026]),
};
/** a Tuesday; 10 o'clock in Shanghai is 02:00Z */
const NOW = '2026-10-06T08:00:00Z';
const three = { minutes: 60, count: 3 };
const from = (slots: { startsAt: string }[]) => slots.map((one) => one.startsAt);

describe('times at which all are free', () => {
  test('nobody is taken: the second hour of the next workdays, holidays left out and make-up days in', () => {
    const slots = freeTimes(calendar, NOW, [], three);
    expect(from(slots)).toEqual(['2026-10-08T02:00:00Z', '2026-10-09T02:00:00Z', '2026-10-10T02:00:00Z']);
    expect(slots[0]?.endsAt).toBe('2026-10-08T03:00:00Z');
  });

  test('somebody is taken: the next half hour that is free; a day that is full is left out; what touches is no conflict', () => {
    const busy = [
      { startsAt: '2026-10-08T01:30:00Z', endsAt: '2026-10-08T02:30:00Z' },
      { startsAt: '2026-10-08T03:30:00Z', endsAt: '2026-10-08T05:00:00Z' },
      { startsAt: '2026-10-09T00:00:00Z', endsAt: '2026-10-09T10:00:00Z' },
    ];
    expect(from(freeTimes(calendar, NOW, busy, three))).toEqual([
      '2026-10-08T02:30:00Z',
      '2026-10-10T02:00:00Z',
      '2026-10-12T02:00:00Z',
    ]);
  });

  test('everybody is away for months, or the meeting is longer than a day: none', () => {
    const away = [{ startsAt: '2026-10-01T00:00:00Z', endsAt: '2027-06-01T00:00:00Z' }];
    expect(freeTimes(calendar, NOW, away, three)).toEqual([]);
    expect(freeTimes(calendar, NOW, [], { minutes: 481, count: 3 })).toEqual([]);
  });

  test('any calendars of people: proposals meet nobody, on different days, in working hours, after now', () => {
    const instant = fc.integer({ min: 0, max: 60 * 24 * 45 }).map((minutes) => Date.parse(NOW) + minutes * 60_000);
    const taken = fc.tuple(instant, fc.integer({ min: 5, max: 3_000 })).map(([start, minutes]) => ({
      startsAt: new Date(start).toISOString(),
      endsAt: new Date(start + minutes * 60_000).toISOString(),
    }));
    fc.assert(
      fc.property(fc.array(taken, { maxLength: 60 }), fc.integer({ min: 15, max: 480 }), (busy, minutes) => {
        const slots = freeTimes(calendar, NOW, busy, { minutes, count: 3 });
        const days = new Set(slots.map((one) => one.startsAt.slice(0, 10)));
        expect(days.size).toBe(slots.length);
        for (const slot of slots) {
          const [start, end] = [Date.parse(slot.startsAt), Date.parse(slot.endsAt)];
          expect(end - start).toBe(minutes * 60_000);
          // 10:00 to 18:00 in Shanghai.
          expect(slot.startsAt.slice(11) >= '02:00' && slot.endsAt.slice(11) <= '10:00:00Z').toBe(true);
          expect(busy.some((one) => Date.parse(one.startsAt) < end && Date.parse(one.endsAt) > start)).toBe(false);
        }
      }),
    );
  });
});
