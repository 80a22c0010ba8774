import { Refusal } from '../../contract/failures.ts';
import type { CalendarDay } from '../../domain/holiday-file.ts';
import type { Tx } from '../connect.ts';

/** What the database assumes of a calendar that does not say. */
const USUAL_DAY = { starts: '09:00', ends: '18:00' };

export interface CalendarPattern {
  code: string;
  name?: { zh: string; en: string } | undefined;
  timeZone?: string | undefined;
  dayStarts?: string | undefined;
  dayEnds?: string | undefined;
  weeklyWorkdays?: number[] | undefined;
}

/**
 * Makes a calendar, or changes of an existing one what is named.
 * @throws Refusal calendarNameMissing for a new one without a name; calendarDayEnds when its day would end before it starts
 */
export async function writeCalendar(tx: Tx, c: CalendarPattern): Promise<void> {
  const there = await tx
    .selectFrom('calendars')
    .select(['day_starts', 'day_ends'])
    .where('code', '=', c.code)
    .executeTakeFirst();
  const starts = c.dayStarts ?? there?.day_starts ?? USUAL_DAY.starts;
  const ends = c.dayEnds ?? there?.day_ends ?? USUAL_DAY.ends;
  if (starts.slice(0, 5) >= ends.slice(0, 5))
    throw new Refusal('calendarDayEnds', { starts: starts.slice(0, 5), ends: ends.slice(0, 5) }, '/dayEnds');
  // Kysely leaves out what is undefined.
  const pattern = {
    name_zh: c.name?.zh,
    name_en: c.name?.en,
    time_zone: c.timeZone,
    day_starts: c.dayStarts,
    day_ends: c.dayEnds,
    weekly_workdays: c.weeklyWorkdays,
  };
  if (there) {
    if (Object.values(pattern).some((value) => value !== undefined))
      await tx.updateTable('calendars').set(pattern).where('code', '=', c.code).execute();
    return;
  }
  if (!c.name) throw new Refusal('calendarNameMissing', { calendar: c.code }, '/name');
  const { weeklyWorkdays, timeZone, dayStarts, dayEnds } = c;
  await tx
    .insertInto('calendars')
    .values({
      code: c.code,
      name_zh: c.name.zh,
      name_en: c.name.en,
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
      ...(dayStarts === undefined ? {} : { day_starts: dayStarts }),
      ...(dayEnds === undefined ? {} : { day_ends: dayEnds }),
      ...(weeklyWorkdays === undefined ? {} : { weekly_workdays: weeklyWorkdays }),
    })
    .execute();
}

/**
 * Uploads a year as its next version: a trigger makes it the one that deadlines count on from now on, and writes the audit log.
 * @returns the version
 */
export async function uploadYear(
  tx: Tx,
  upload: { code: string; year: number; source: 'json' | 'icalendar'; days: CalendarDay[]; by: string },
): Promise<number> {
  const { version } = await tx
    .insertInto('calendar_uploads')
    .values({
      calendar_code: upload.code,
      year: upload.year,
      source: upload.source,
      days: JSON.stringify(upload.days),
      uploaded_by: upload.by,
    })
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}
