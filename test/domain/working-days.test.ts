import chineseDays from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import fc from 'fast-check';
import { Temporal as TC39 } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { WaitRule } from '../../src/contract/policy.ts';
import {
  type WorkingCalendar,
  addWorkingDays,
  at,
  deadlineOf,
  isWorkday,
  localDay,
  meetingSlot,
  reviewDate,
} from '../../src/domain/working-days.ts';

const holidays = new Map<string, boolean>([
  ...Object.keys(chineseDays.holidays).map((day) => [day, false] as const),
  ...Object.keys(chineseDays.workdays).map((day) => [day, true] as const),
]);
/** The company's calendar as the database has it: public holidays and make-up workdays up to 2026. */
const china: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  dayStarts: '09:00:00',
  dayEnds: '18:00:00',
  weeklyWorkdays: [1, 2, 3, 4, 5],
  exceptions: holidays,
  knownYears: new Set([...holidays.keys()].map((day) => Number(day.slice(0, 4)))),
};
const newYork: WorkingCalendar = { ...china, timeZone: 'America/New_York', exceptions: new Map() };

const date = (text: string) => TC39.PlainDate.from(text);
const zoned = (calendar: WorkingCalendar, instant: string) =>
  TC39.Instant.from(instant).toZonedDateTimeISO(calendar.timeZone);
const workdaysBetween = (calendar: WorkingCalendar, after: TC39.PlainDate, upTo: TC39.PlainDate) => {
  let n = 0;
  for (let day = after.add({ days: 1 }); TC39.PlainDate.compare(day, upTo) <= 0; day = day.add({ days: 1 }))
    if (isWorkday(calendar, day)) n += 1;
  return n;
};

const anyDay = fc.integer({ min: 0, max: 400 }).map((days) => date('2026-01-01').add({ days }));
const anyInstant = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2027-02-01'), noInvalidDate: true })
  .map((d) => d.toISOString());
/** Any week with a workday in it, any holidays and make-up workdays, in a zone east, west and without summer time. */
const anyCalendar: fc.Arbitrary<WorkingCalendar> = fc
  .record({
    timeZone: fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Pacific/Auckland', 'UTC'),
    weeklyWorkdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    exceptions: fc
      .array(fc.tuple(anyDay, fc.boolean()), { maxLength: 60 })
      .map((days) => new Map(days.map(([day, worked]) => [day.toString(), worked]))),
  })
  .map((some) => ({ ...china, ...some }));
const anyRule: fc.Arbitrary<WaitRule> = fc.record({
  dueWorkingDays: fc.integer({ min: 0, max: 15 }),
  remindBeforeWorkingDays: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
  escalateAfterWorkingDays: fc.integer({ min: 0, max: 5 }),
  giveUpAfterWorkingDays: fc.integer({ min: 0, max: 10 }),
});

describe('isWorkday', () => {
  test.each([
    ['a Wednesday', '2026-11-25', true],
    ['a Saturday', '2026-11-28', false],
    ['a Sunday made up for New Year', '2026-01-04', true],
    ['a Saturday made up for the Spring Festival', '2026-02-14', true],
    ['the Monday of the Spring Festival', '2026-02-16', false],
    ['the last day of the National Day week, a Wednesday', '2026-10-07', false],
    ['New Year of a year without data, a Friday', '2027-01-01', true],
  ])('%s (%s): %s', (_, day, worked) => expect(isWorkday(china, date(day))).toBe(worked));
});

describe('addWorkingDays', () => {
  test.each([
    ['over the end of a year', '2025-12-31', 1, '2026-01-04'],
    ['over the end of a year and its make-up Sunday', '2025-12-31', 2, '2026-01-05'],
    ['back over the end of a year', '2026-01-04', -1, '2025-12-31'],
    ['onto a make-up Saturday', '2026-02-13', 1, '2026-02-14'],
    ['over the Spring Festival', '2026-02-13', 2, '2026-02-24'],
    ['zero from within the Spring Festival', '2026-02-16', 0, '2026-02-24'],
    ['zero from a workday', '2026-02-14', 0, '2026-02-14'],
    ['over the National Day week', '2026-09-30', 1, '2026-10-08'],
    ['over the National Day week and its make-up Saturday', '2026-09-30', 4, '2026-10-12'],
    ['back from a Monday', '2026-11-30', -1, '2026-11-27'],
    ['back from a Sunday', '2026-11-29', -1, '2026-11-27'],
    ['into a year without data: plain weekdays', '2026-12-31', 1, '2027-01-01'],
  ])('%s: %s %i → %s', (_, from, n, to) => expect(addWorkingDays(china, date(from), n).toString()).toBe(to));

  test('any calendar, any number of days: lands on a workday with exactly so many workdays on the way', () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, fc.integer({ min: -20, max: 20 }), (calendar, from, n) => {
        const to = addWorkingDays(calendar, from, n);
        expect(isWorkday(calendar, to)).toBe(true);
        if (n > 0) expect(workdaysBetween(calendar, from, to)).toBe(n);
        if (n < 0) expect(workdaysBetween(calendar, to.subtract({ days: 1 }), from.subtract({ days: 1 }))).toBe(-n);
        if (n === 0) expect(workdaysBetween(calendar, from, to)).toBe(isWorkday(calendar, from) ? 0 : 1);
      }),
    );
  });

  test('a calendar without workdays: refuses instead of searching for ever', () => {
    const never = { ...china, weeklyWorkdays: [], exceptions: new Map() };
    for (const n of [-1, 0, 1, 30]) expect(() => addWorkingDays(never, date('2026-01-01'), n)).toThrow(RangeError);
  });
});

describe('at', () => {
  test.each([
    ['Shanghai', china, '2026-11-25', '09:00', '2026-11-25T01:00:00Z'],
    ['New York in summer', newYork, '2026-10-30', '09:00', '2026-10-30T13:00:00Z'],
    ['New York after summer time', newYork, '2026-11-02', '09:00', '2026-11-02T14:00:00Z'],
  ])('a local time in %s: the instant of that zone', (_, calendar, day, time, instant) =>
    expect(at(calendar, date(day), time)).toBe(instant),
  );
});

describe('deadlineOf', () => {
  const rule: WaitRule = {
    dueWorkingDays: 2,
    remindBeforeWorkingDays: [1],
    escalateAfterWorkingDays: 2,
    giveUpAfterWorkingDays: 5,
  };
  const overNationalDay = {
    dueAt: '2026-10-08T10:00:00Z',
    agenda: [
      { at: '2026-09-30T01:00:00Z', what: 'remind' },
      { at: '2026-10-08T10:00:00Z', what: 'due' },
      { at: '2026-10-10T01:00:00Z', what: 'escalate' },
      { at: '2026-10-14T10:00:00Z', what: 'giveUp' },
    ],
    yearUnknown: false,
  };

  test.each([
    ['in the morning', '2026-09-29T02:00:00.000Z'],
    ['half an hour after midnight in the company’s zone, the day before in UTC', '2026-09-28T16:30:00.000Z'],
    ['a minute before midnight in the company’s zone', '2026-09-29T15:59:00.000Z'],
  ])('opened %s: counts from the company’s day, over holidays and a make-up Saturday', (_, now) =>
    expect(deadlineOf(china, rule, now)).toEqual(overNationalDay),
  );

  test('opened after the hour of its reminder: leaves out what is past', () => {
    const { agenda } = deadlineOf(china, { ...rule, remindBeforeWorkingDays: [5, 2, 1] }, '2026-11-25T02:00:00Z');
    expect(agenda.map((a) => [a.what, a.at])).toEqual([
      ['remind', '2026-11-26T01:00:00Z'],
      ['due', '2026-11-27T10:00:00Z'],
      ['escalate', '2026-12-01T01:00:00Z'],
      ['giveUp', '2026-12-04T10:00:00Z'],
    ]);
  });

  test.each([
    ['ends within the known years', '2026-12-01T00:00:00Z', false],
    ['is due in time but gives up in a year without data', '2026-12-28T00:00:00Z', true],
    ['opens in a year without data', '2027-03-01T00:00:00Z', true],
  ])('a wait that %s: says whether holidays were known', (_, now, unknown) =>
    expect(deadlineOf(china, rule, now).yearUnknown).toBe(unknown),
  );

  test('any calendar, rule and moment: an agenda in order, all of it ahead, on workdays, with due where it is due', () => {
    fc.assert(
      fc.property(anyCalendar, anyRule, anyInstant, (calendar, some, now) => {
        const { dueAt, agenda } = deadlineOf(calendar, some, now);
        const times = agenda.map((a) => Date.parse(a.at));
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(times.every((time) => time > Date.parse(now))).toBe(true);
        expect(agenda.every((a) => isWorkday(calendar, localDay(calendar, a.at)))).toBe(true);
        expect(agenda.filter((a) => a.what === 'due').map((a) => a.at)).toEqual(
          Date.parse(dueAt) > Date.parse(now) ? [dueAt] : [],
        );
        expect(agenda.filter((a) => a.what === 'remind').length).toBeLessThanOrEqual(
          some.remindBeforeWorkingDays.length,
        );
      }),
    );
  });
});

describe('reviewDate', () => {
  test.each([
    ['30 days later is a workday', '2026-08-31T02:00:00Z', 30, '2026-09-30T01:00:00Z'],
    ['7 days later lies in the National Day week', '2026-09-28T02:00:00Z', 7, '2026-10-08T01:00:00Z'],
    ['the day has begun in Shanghai, not in UTC', '2026-11-17T16:30:00Z', 7, '2026-11-25T01:00:00Z'],
  ])('%s: the start of the first workday from then', (_, from, days, due) =>
    expect(reviewDate(china, from, days)).toBe(due),
  );

  test('any calendar: not before its day, and with no workday in between', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, fc.integer({ min: 1, max: 90 }), (calendar, from, days) => {
        const earliest = localDay(calendar, from).add({ days });
        const due = localDay(calendar, reviewDate(calendar, from, days));
        expect(TC39.PlainDate.compare(due, earliest)).toBeGreaterThanOrEqual(0);
        expect(workdaysBetween(calendar, earliest.subtract({ days: 1 }), due)).toBe(1);
      }),
    );
  });
});

describe('meetingSlot', () => {
  test.each([
    ['on a Friday', china, '2026-11-27T03:00:00Z', '2026-11-30T02:00:00Z', '2026-11-30T03:00:00Z'],
    ['before a make-up Saturday', china, '2026-02-13T03:00:00Z', '2026-02-14T02:00:00Z', '2026-02-14T03:00:00Z'],
    ['before the Spring Festival', china, '2026-02-14T03:00:00Z', '2026-02-24T02:00:00Z', '2026-02-24T03:00:00Z'],
    ['over the end of summer time', newYork, '2026-10-30T15:00:00Z', '2026-11-02T15:00:00Z', '2026-11-02T16:00:00Z'],
  ])('asked for %s: an hour after work starts on the next workday', (_, calendar, now, startsAt, endsAt) =>
    expect(meetingSlot(calendar, now, 60)).toEqual({ startsAt, endsAt }),
  );

  test('any calendar and moment: lies ahead, within the working hours of one workday, and lasts as long as asked', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, fc.integer({ min: 15, max: 480 }), (calendar, now, minutes) => {
        const slot = meetingSlot(calendar, now, minutes);
        const [starts, ends] = [zoned(calendar, slot.startsAt), zoned(calendar, slot.endsAt)];
        expect(Date.parse(slot.startsAt)).toBeGreaterThan(Date.parse(now));
        expect(isWorkday(calendar, starts.toPlainDate())).toBe(true);
        expect(ends.toPlainDate().equals(starts.toPlainDate())).toBe(true);
        expect(starts.toPlainTime().toString()).toBe('10:00:00');
        expect(TC39.PlainTime.compare(ends.toPlainTime(), calendar.dayEnds)).toBeLessThanOrEqual(0);
        expect(ends.since(starts).total('minutes')).toBe(minutes);
      }),
    );
  });
});

describe('a further escalation', () => {
  const rule: WaitRule = {
    dueWorkingDays: 2,
    remindBeforeWorkingDays: [1],
    escalateAfterWorkingDays: 2,
    escalations: [
      { afterWorkingDays: 4, to: ['managerOfManager'] },
      { afterWorkingDays: 6, to: ['hr'] },
    ],
    giveUpAfterWorkingDays: 5,
  };
  const boss = { id: '01890a5d-ac96-774b-bcce-b302099a8057', number: 'E1' };

  test('at its day: asks whom it finds; one that finds nobody is left out', () => {
    const { agenda } = deadlineOf(china, rule, '2026-11-02T02:00:00Z', [[], [boss]]);
    expect(agenda.filter((a) => a.what === 'escalate')).toEqual([
      { at: '2026-11-06T01:00:00Z', what: 'escalate' },
      { at: '2026-11-12T01:00:00Z', what: 'escalate', to: [boss] },
    ]);
    expect(agenda.map((a) => a.at)).toEqual(agenda.map((a) => a.at).sort());
  });

  test('that is the only day in a year without data: warns of it', () => {
    // Due on 25 December, given up on 30 December, escalated last in January.
    const late = { ...rule, giveUpAfterWorkingDays: 3 };
    expect(deadlineOf(china, late, '2026-12-23T02:00:00Z', [[], [boss]]).yearUnknown).toBe(true);
  });
});
