import type { WorkingCalendar } from '../domain/working-days.ts';
import type { Database, Tx } from './connect.ts';

/** A working calendar as it is now. @throws NoResultError when there is none of this code */
export async function calendarOf(tx: Database | Tx, code: string): Promise<WorkingCalendar> {
  const calendar = await tx.selectFrom('calendars').selectAll().where('code', '=', code).executeTakeFirstOrThrow();
  const days = await tx
    .selectFrom('calendar_days')
    .select(['day', 'is_workday'])
    .where('calendar_code', '=', code)
    .execute();
  const years = await tx.selectFrom('calendar_years').select('year').where('calendar_code', '=', code).execute();
  return {
    timeZone: calendar.time_zone,
    dayStarts: calendar.day_starts,
    dayEnds: calendar.day_ends,
    weeklyWorkdays: calendar.weekly_workdays,
    exceptions: new Map(days.map((d) => [d.day, d.is_workday])),
    knownYears: new Set(years.map((y) => y.year)),
  };
}
