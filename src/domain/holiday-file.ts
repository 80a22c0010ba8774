import ICAL from 'ical.js';

/** A day that differs from the weekly pattern of a calendar. */
export interface CalendarDay {
  /** ISO date */
  day: string;
  workday: boolean;
  name: { zh: string; en: string };
}

/** The file cannot be taken; `why` is for people who look into it. */
export class HolidayFileError extends Error {
  override readonly name = 'HolidayFileError';
}

/** 班 as a word of its own, as the feeds of public holidays mark make-up workdays, or said in full. */
const SAYS_WORKDAY = /(^|[\s（(·-])班($|[\s）)])|上班|补班|補班|\bwork(ing)? ?day\b/i;
/** An event that repeats every day of a year, and some. */
const MOST_REPETITIONS = 400;
/** Days and repetitions of all events that are looked at, also of other years; some decades of any feed of holidays are fewer. */
const MOST_STEPS = 20_000;
/**
 * Rules of repetition that are followed: what they may say beside interval and end, and how many periods the library tries before it
 * gives up one that none meets. Other rules can ask for a day that never comes (the 30th of February, day by day), for which the library
 * would look until the end of time.
 */
const RULES: Readonly<Record<string, { may: readonly string[] | 'anything'; tries: number }>> = {
  YEARLY: { may: 'anything', tries: 28 },
  MONTHLY: { may: ['BYDAY', 'BYMONTHDAY', 'BYSETPOS'], tries: 336 },
  WEEKLY: { may: ['BYDAY'], tries: 1 },
  DAILY: { may: [], tries: 1 },
};

/**
 * The days of a year in an iCalendar file (RFC 5545): whole-day events, repeated ones expanded; what has an hour is no holiday and is
 * passed over. A day that is both a holiday and a make-up workday is worked.
 * @throws HolidayFileError when it is no such file, or says nothing of the year
 */
export function daysFromICalendar(text: string, year: number): CalendarDay[] {
  const days = new Map<string, CalendarDay>();
  let left = MOST_STEPS;
  const step = (n: number) => {
    left -= n;
    if (left < 0) throw new HolidayFileError('too many days and repetitions');
  };
  readable(() => {
    for (const event of eventsIn(text)) {
      const workday = isWorkday(event);
      const summary = (event.summary ?? '').trim().slice(0, 100) || (workday ? 'workday' : 'holiday');
      for (const day of datesOf(event, year, step))
        if (workday || !days.get(day)?.workday) days.set(day, { day, workday, name: { zh: summary, en: summary } });
    }
  });
  if (days.size === 0) throw new HolidayFileError(`no whole-day events in ${year}`);
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** What the library makes of a wrong file or rule is the file's fault. */
function readable(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof HolidayFileError) throw error;
    throw new HolidayFileError(error instanceof Error ? error.message.slice(0, 200) : 'cannot be read');
  }
}

function eventsIn(text: string): ICAL.Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  if (calendar.name !== 'vcalendar') throw new HolidayFileError('no VCALENDAR');
  return calendar
    .getAllSubcomponents('vevent')
    .map((one) => new ICAL.Event(one))
    .filter((event) => event.startDate?.isDate);
}

function isWorkday(event: ICAL.Event): boolean {
  const special = event.component.getFirstPropertyValue('x-apple-special-day');
  const categories = event.component.getAllProperties('categories').flatMap((p) => p.getValues().map(String));
  return (
    special === 'ALTERNATE-WORKDAY' ||
    categories.some((category) => category.toUpperCase() === 'WORKDAY') ||
    SAYS_WORKDAY.test(event.summary ?? '')
  );
}

/**
 * Every day of the year that the event covers; its end is the day after its last one.
 * @param step counts what is looked at, and throws when it is too much
 */
function datesOf(event: ICAL.Event, year: number, step: (n: number) => void): string[] {
  const length = Math.max(1, Math.round(event.duration.toSeconds() / 86_400));
  if (length > MOST_REPETITIONS) throw new HolidayFileError('an event lasts longer than a year');
  const found: string[] = [];
  const cover = (start: ICAL.Time) => {
    step(1);
    // What began two years before has ended.
    if (start.year < year - 2 || start.year > year) return;
    step(length);
    for (let i = 0; i < length; i += 1) {
      const day = start.clone();
      day.adjust(i, 0, 0, 0);
      if (day.year === year) found.push(day.toString());
    }
  };
  if (!event.isRecurring()) {
    cover(event.startDate);
    return found;
  }
  step(triesOf(event));
  const starts = event.iterator();
  for (let n = 0, start = starts.next(); start && start.year <= year; start = starts.next()) {
    if (start.year >= year - 1) n += 1;
    if (n > 2 * MOST_REPETITIONS) throw new HolidayFileError('an event repeats more often than daily');
    cover(start);
  }
  return found;
}

/** How many periods may be tried in vain for the event. @throws HolidayFileError: one of its rules is not followed */
function triesOf(event: ICAL.Event): number {
  let tries = 0;
  for (const property of event.component.getAllProperties('rrule'))
    for (const rule of property.getValues()) {
      const { freq, parts } = rule as ICAL.Recur;
      const followed = RULES[freq];
      const strange = Object.keys(parts).some((part) => followed?.may !== 'anything' && !followed?.may.includes(part));
      if (followed === undefined || strange)
        throw new HolidayFileError(`a rule of repetition that is not followed: ${String(rule).slice(0, 100)}`);
      tries += followed.tries;
    }
  return tries;
}
