import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { peopleById } from './people.ts';

const PATTERN = ['code', 'name_zh', 'name_en', 'time_zone', 'day_starts', 'day_ends', 'weekly_workdays'] as const;

function pattern(row: {
  code: string;
  name_zh: string;
  name_en: string;
  time_zone: string;
  day_starts: string;
  day_ends: string;
  weekly_workdays: number[];
}) {
  return {
    code: row.code,
    name: { zh: row.name_zh, en: row.name_en },
    timeZone: row.time_zone,
    // PostgreSQL writes a time with its seconds.
    dayStarts: row.day_starts.slice(0, 5),
    dayEnds: row.day_ends.slice(0, 5),
    weeklyWorkdays: row.weekly_workdays,
  };
}

export const hasCalendar = async (tx: Tx, code: string): Promise<boolean> =>
  (await tx.selectFrom('calendars').select('code').where('code', '=', code).executeTakeFirst()) !== undefined;

/** The calendars with the years whose days are known. */
export async function listCalendars(tx: Tx) {
  const rows = await tx.selectFrom('calendars').select(PATTERN).orderBy('code').execute();
  const years = await sql<{ code: string; year: number; version: number }>`
    select y.calendar_code as code, y.year, coalesce(max(u.version), 0) as version
      from calendar_years y left join calendar_uploads u on u.calendar_code = y.calendar_code and u.year = y.year
     group by 1, 2 order by 1, 2`.execute(tx);
  return rows.map((row) => ({
    ...pattern(row),
    years: years.rows.filter((y) => y.code === row.code).map(({ year, version }) => ({ year, version })),
  }));
}

/** A year of a calendar as deadlines count on it now, with its uploads, newest first; undefined: its days are not known. */
export async function readCalendarYear(tx: Tx, code: string, year: number) {
  const row = await tx
    .selectFrom('calendars as c')
    .innerJoin('calendar_years as y', 'y.calendar_code', 'c.code')
    .select(PATTERN)
    .where('code', '=', code)
    .where('y.year', '=', year)
    .executeTakeFirst();
  if (!row) return undefined;
  const days = await tx
    .selectFrom('calendar_days')
    .selectAll()
    .where('calendar_code', '=', code)
    .where('day', '>=', `${year}-01-01`)
    .where('day', '<=', `${year}-12-31`)
    .orderBy('day')
    .execute();
  const uploads = await tx
    .selectFrom('calendar_uploads')
    .select(['version', 'source', 'uploaded_at', 'uploaded_by'])
    .where('calendar_code', '=', code)
    .where('year', '=', year)
    .orderBy('version', 'desc')
    .execute();
  const who = await peopleById(
    tx,
    uploads.map((u) => u.uploaded_by),
  );
  return {
    ...pattern(row),
    year,
    version: uploads[0]?.version ?? 0,
    days: days.map((d) => ({ day: d.day, workday: d.is_workday, name: { zh: d.name_zh, en: d.name_en } })),
    uploads: uploads.map((u) => ({
      version: u.version,
      source: u.source,
      uploadedAt: u.uploaded_at,
      uploadedBy: who(u.uploaded_by),
    })),
  };
}
