import { Temporal as TC39 } from 'temporal-polyfill';
import type { SummaryPeriod } from '../contract/summary.ts';
import { type WorkingCalendar, addWorkingDays, isWorkday, localDay } from './working-days.ts';

/** After so many days a summary that could not be told is not made up for: nobody asks for it any more. */
const LATE_DAYS = 3;

/**
 * What is to be summed up on the day of an instant: on the first workday of a week what came before it, on the first of a month the month
 * before; on the workdays after it again, for as long as it may be late. Weeks without a workday are told together with the one before.
 */
export function summariesDue(calendar: WorkingCalendar, now: string): SummaryPeriod[] {
  const today = localDay(calendar, now);
  if (!isWorkday(calendar, today)) return [];
  const week = mondayOf(today);
  const month = today.with({ day: 1 });
  const starts = [
    { every: 'weekly', from: mondayOf(addWorkingDays(calendar, week, -1)), next: week, ends: week.add({ weeks: 1 }) },
    { every: 'monthly', from: month.subtract({ months: 1 }), next: month, ends: month.add({ months: 1 }) },
  ] as const;
  return starts
    .map(({ every, from, next, ends }) => ({
      every,
      from: from.toString(),
      to: next.subtract({ days: 1 }).toString(),
      daysAhead: today.until(ends).days,
    }))
    .filter((period) => !isTooLate(calendar, period, now));
}

/** Whether nobody is told of a period any more at an instant. */
export function isTooLate(calendar: WorkingCalendar, { to }: Pick<SummaryPeriod, 'to'>, now: string): boolean {
  const due = addWorkingDays(calendar, TC39.PlainDate.from(to).add({ days: 1 }), 0);
  return localDay(calendar, now).since(due).days > LATE_DAYS;
}

const mondayOf = (day: TC39.PlainDate) => day.subtract({ days: day.dayOfWeek - 1 });

/** The days of a period as instants of the company's zone: the first one's beginning, the end of the last. */
export function instantsOf({ timeZone }: WorkingCalendar, { from, to }: Pick<SummaryPeriod, 'from' | 'to'>) {
  const at = (day: TC39.PlainDate) => day.toZonedDateTime(timeZone).toInstant().toString();
  return { from: at(TC39.PlainDate.from(from)), to: at(TC39.PlainDate.from(to).add({ days: 1 })) };
}

/** So many days that end with one. */
export function daysUpTo(to: string, days: number): { from: string; to: string } {
  return {
    from: TC39.PlainDate.from(to)
      .subtract({ days: days - 1 })
      .toString(),
    to,
  };
}

/** The period of the same length before one: the week, or the month. */
export function before({ every, from, to }: SummaryPeriod): { from: string; to: string } {
  const first = TC39.PlainDate.from(from);
  const last = first.subtract({ days: 1 });
  const days = first.until(TC39.PlainDate.from(to)).days;
  const start = every === 'monthly' ? first.subtract({ months: 1 }) : last.subtract({ days });
  return { from: start.toString(), to: last.toString() };
}
