import { Temporal as TC39 } from 'temporal-polyfill';
import type { WaitRule } from '../contract/policy.ts';
import type { Appointment, Deadline } from '../contract/effects.ts';
import type { PersonRef } from '../contract/messages.ts';

/** A company calendar: which days are worked, and from when to when. */
export interface WorkingCalendar {
  timeZone: string;
  /** local times, HH:MM */
  dayStarts: string;
  dayEnds: string;
  /** ISO weekdays, 1 = Monday */
  weeklyWorkdays: number[];
  /** days that differ from the weekly pattern, ISO date → worked */
  exceptions: ReadonlyMap<string, boolean>;
  /** years whose holidays are known */
  knownYears: ReadonlySet<number>;
}

export function isWorkday(calendar: WorkingCalendar, day: TC39.PlainDate): boolean {
  return calendar.exceptions.get(day.toString()) ?? calendar.weeklyWorkdays.includes(day.dayOfWeek);
}

/** How many days of a year are worked. */
export function workdaysIn(calendar: Pick<WorkingCalendar, 'weeklyWorkdays' | 'exceptions'>, year: number): number {
  let worked = 0;
  for (let day = TC39.PlainDate.from({ year, month: 1, day: 1 }); day.year === year; day = day.add({ days: 1 }))
    if (calendar.exceptions.get(day.toString()) ?? calendar.weeklyWorkdays.includes(day.dayOfWeek)) worked += 1;
  return worked;
}

/**
 * The nth workday after (n > 0) or before (n < 0) a day; n = 0: the day itself, or the next workday when it is none.
 * @throws RangeError when 400 days hold no such workday (a calendar without workdays)
 */
export function addWorkingDays(calendar: WorkingCalendar, from: TC39.PlainDate, n: number): TC39.PlainDate {
  const direction = n < 0 ? -1 : 1;
  let day = from;
  let left = Math.abs(n);
  for (let steps = 0; left > 0 || !isWorkday(calendar, day); steps += 1) {
    if (steps > 400 + 10 * Math.abs(n)) throw new RangeError('the calendar has no workdays');
    day = day.add({ days: direction });
    if (left > 0 && isWorkday(calendar, day)) left -= 1;
  }
  return day;
}

/** A local time of a day as an instant. */
export function at(calendar: WorkingCalendar, day: TC39.PlainDate, time: string): string {
  return day
    .toZonedDateTime({ timeZone: calendar.timeZone, plainTime: TC39.PlainTime.from(time) })
    .toInstant()
    .toString();
}

export function localDay(calendar: WorkingCalendar, instant: string): TC39.PlainDate {
  return TC39.Instant.from(instant).toZonedDateTimeISO(calendar.timeZone).toPlainDate();
}

/**
 * When a wait that opens now is due, and everything that happens on the way (domain.md: reminders, then escalation, then the deputy).
 * Due and giving up fall on the end of a workday, reminders and escalations on its start; what is already past is left out.
 * @param calls whom each further escalation of the rule asks; one that finds nobody is left out
 */
export function deadlineOf(
  calendar: WorkingCalendar,
  rule: WaitRule,
  now: string,
  calls: PersonRef[][] = [],
): Deadline {
  const today = localDay(calendar, now);
  const due = addWorkingDays(calendar, today, rule.dueWorkingDays);
  const further = (rule.escalations ?? []).map(({ afterWorkingDays }, i) => ({ afterWorkingDays, to: calls[i] ?? [] }));
  const last = addWorkingDays(
    calendar,
    due,
    Math.max(rule.giveUpAfterWorkingDays, rule.escalateAfterWorkingDays, ...further.map((e) => e.afterWorkingDays)),
  );
  const appointments: Appointment[] = [
    ...rule.remindBeforeWorkingDays.map((days): Appointment => ({
      at: at(calendar, addWorkingDays(calendar, due, -days), calendar.dayStarts),
      what: 'remind',
    })),
    { at: at(calendar, due, calendar.dayEnds), what: 'due' },
    {
      at: at(calendar, addWorkingDays(calendar, due, rule.escalateAfterWorkingDays), calendar.dayStarts),
      what: 'escalate',
    },
    ...further
      .filter(({ to }) => to.length > 0)
      .map(({ afterWorkingDays, to }): Appointment => ({
        at: at(calendar, addWorkingDays(calendar, due, afterWorkingDays), calendar.dayStarts),
        what: 'escalate',
        to,
      })),
    { at: at(calendar, addWorkingDays(calendar, due, rule.giveUpAfterWorkingDays), calendar.dayEnds), what: 'giveUp' },
  ];
  return {
    dueAt: at(calendar, due, calendar.dayEnds),
    agenda: appointments
      .filter((a) => Date.parse(a.at) > Date.parse(now))
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    yearUnknown: [today.year, last.year].some((year) => !calendar.knownYears.has(year)),
  };
}

/** The end of the workday that is so many working days after an instant. */
export function dueAfter(calendar: WorkingCalendar, days: number, now: string): string {
  return at(calendar, addWorkingDays(calendar, localDay(calendar, now), days), calendar.dayEnds);
}

/** A wait until an instant that is fixed already: a reminder on the workday before, and then it ends. */
export function upTo(calendar: WorkingCalendar, dueAt: string, now: string): Deadline {
  const due = localDay(calendar, dueAt);
  const reminder = at(calendar, addWorkingDays(calendar, due, -1), calendar.dayStarts);
  const agenda: Appointment[] = [
    { at: reminder, what: 'remind' },
    { at: dueAt, what: 'giveUp' },
  ];
  return {
    dueAt,
    agenda: agenda.filter((a) => Date.parse(a.at) > Date.parse(now)),
    yearUnknown: !calendar.knownYears.has(due.year),
  };
}

/** The first workday that is at least `days` calendar days after an instant, at the start of work: when a review is due. */
export function reviewDate(calendar: WorkingCalendar, from: string, days: number): string {
  const day = addWorkingDays(calendar, localDay(calendar, from).add({ days }), 0);
  return at(calendar, day, calendar.dayStarts);
}

/** The first hour of a workday after today that the engine proposes for a meeting. */
export function meetingSlot(
  calendar: WorkingCalendar,
  now: string,
  minutes: number,
): { startsAt: string; endsAt: string } {
  const day = addWorkingDays(calendar, localDay(calendar, now), 1);
  const start = TC39.Instant.from(at(calendar, day, calendar.dayStarts)).add({ hours: 1 });
  return { startsAt: start.toString(), endsAt: start.add({ minutes }).toString() };
}
