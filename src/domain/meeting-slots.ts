import { Temporal as TC39 } from 'temporal-polyfill';
import { type WorkingCalendar, addWorkingDays, at, localDay } from './working-days.ts';

export interface Slot {
  startsAt: string;
  endsAt: string;
}

/** Customers are asked some days ahead. */
const NOTICE_WORKING_DAYS = 2;
/** Between two meetings, and before the first of a day: somebody has to get there. */
const WAY_MINUTES = 30;

/**
 * Times that are proposed to one person for their meetings: in working hours, one after the other, from two workdays ahead.
 * @param perDay at the most; as many as the hours hold
 * @param untilWorkingDays the last day, in workdays from now
 */
export function meetingSlots(
  calendar: WorkingCalendar,
  now: string,
  { minutes, perDay, untilWorkingDays }: { minutes: number; perDay: number; untilWorkingDays: number },
): Slot[] {
  const today = localDay(calendar, now);
  const slots: Slot[] = [];
  for (let n = NOTICE_WORKING_DAYS; n <= Math.max(untilWorkingDays, NOTICE_WORKING_DAYS); n += 1) {
    const day = addWorkingDays(calendar, today, n);
    const evening = TC39.Instant.from(at(calendar, day, calendar.dayEnds));
    let start = TC39.Instant.from(at(calendar, day, calendar.dayStarts)).add({ minutes: WAY_MINUTES });
    for (let nth = 0; nth < perDay; nth += 1) {
      const end = start.add({ minutes });
      if (TC39.Instant.compare(end, evening) > 0) break;
      slots.push({ startsAt: start.toString(), endsAt: end.toString() });
      start = end.add({ minutes: WAY_MINUTES });
    }
  }
  return slots;
}

/** Nobody is looked for further ahead than this. */
export const FREE_TIMES_WORKING_DAYS = 20;
const STEP_MINUTES = 30;

/**
 * Times at which everybody is free: the earliest of each workday from the next one on, in working hours, not in the first hour of a
 * day, in which people arrive and read their mail.
 * @param busy when one of them is taken, in any order, overlapping or not
 * @returns at most `count`, on different days; fewer when FREE_TIMES_WORKING_DAYS hold no more
 */
export function freeTimes(
  calendar: WorkingCalendar,
  now: string,
  busy: readonly Slot[],
  { minutes, count }: { minutes: number; count: number },
): Slot[] {
  const taken = busy.map((one) => ({ from: Date.parse(one.startsAt), until: Date.parse(one.endsAt) }));
  const today = localDay(calendar, now);
  const found: Slot[] = [];
  for (let n = 1; n <= FREE_TIMES_WORKING_DAYS && found.length < count; n += 1) {
    const day = addWorkingDays(calendar, today, n);
    const evening = Date.parse(at(calendar, day, calendar.dayEnds));
    let start = TC39.Instant.from(at(calendar, day, calendar.dayStarts)).add({ hours: 1 });
    for (;;) {
      const [from, until] = [start.epochMilliseconds, start.add({ minutes }).epochMilliseconds];
      if (until > evening) break;
      if (!taken.some((one) => one.from < until && one.until > from)) {
        found.push({ startsAt: start.toString(), endsAt: start.add({ minutes }).toString() });
        break;
      }
      start = start.add({ minutes: STEP_MINUTES });
    }
  }
  return found;
}
