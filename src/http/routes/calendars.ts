import { Refusal } from '../../contract/failures.ts';
import * as a from '../../contract/rules-answers.ts';
import * as r from '../../contract/rules-schemas.ts';
import { uploadYear, writeCalendar } from '../../db/intake/calendars.ts';
import { listCalendars, readCalendarYear } from '../../db/reads/calendars.ts';
import { type CalendarDay, HolidayFileError, daysFromICalendar } from '../../domain/holiday-file.ts';
import { workdaysIn } from '../../domain/working-days.ts';
import { sentence } from '../../i18n/index.ts';
import { route } from '../route.ts';

const who = { may: 'signedIn' } as const;
const tag = 'policies';
const FEWEST_WORKDAYS = 100;

/** Working calendars: which days are worked, uploaded a year at a time. */
export const calendarRoutes = [
  route({
    method: 'get',
    path: '/calendars',
    operationId: 'listCalendars',
    tag,
    summary: { en: 'The working calendars and the years whose days are known', zh: '工作日历及已有数据的年份' },
    who,
    takes: {},
    gives: a.calendars,
    handle: async ({ as }) => ({ items: await as(listCalendars) }),
  }),
  route({
    method: 'post',
    path: '/calendars',
    operationId: 'uploadCalendar',
    tag,
    summary: {
      en: 'Upload a year of a working calendar as days or as an iCalendar file; deadlines that run stay as they are',
      zh: '上传某年的工作日历（日期列表或 iCalendar 文件）；进行中的期限不变',
    },
    who: { may: 'roles', roles: ['hr'] },
    takes: { body: r.calendarRequest },
    gives: a.calendarUploaded,
    idempotency: 'optional',
    handle({ input: { body }, person, locale, as }) {
      const { year, days: given, icalendar, ...pattern } = body;
      const days = icalendar === undefined ? (given ?? []) : daysOf(icalendar, year);
      return as(async (tx) => {
        await writeCalendar(tx, pattern);
        const { weeklyWorkdays } = found((await listCalendars(tx)).find((one) => one.code === body.code));
        const exceptions = new Map(days.map((day) => [day.day, day.workday]));
        // A deadline that finds no workday could never be computed.
        const worked = workdaysIn({ weeklyWorkdays, exceptions }, year);
        if (worked < FEWEST_WORKDAYS)
          throw new Refusal('calendarWorksTooLittle', { year, worked, least: FEWEST_WORKDAYS }, '/days');
        const source = icalendar === undefined ? 'json' : 'icalendar';
        const version = await uploadYear(tx, { code: body.code, year, source, days, by: person.id });
        return {
          code: body.code,
          year,
          version,
          days: days.length,
          runningDeadlines: 'unchanged' as const,
          sentence: sentence(locale, 'labels', 'calendar.runningUnchanged'),
        };
      });
    },
  }),
  route({
    method: 'get',
    path: '/calendars/{code}/{year}',
    operationId: 'getCalendarYear',
    tag,
    summary: { en: 'A year of a working calendar and its uploads', zh: '某年的工作日历及其上传记录' },
    who,
    takes: { params: r.calendarYearParams },
    gives: a.calendarYear,
    async handle({ input: { params }, as }) {
      return found(await as((tx) => readCalendarYear(tx, params.code, params.year)));
    },
  }),
];

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal('notFound');
  return value;
}

/** @throws Refusal calendarFileWrong */
function daysOf(icalendar: string, year: number): CalendarDay[] {
  try {
    return daysFromICalendar(icalendar, year);
  } catch (error) {
    if (error instanceof HolidayFileError) throw new Refusal('calendarFileWrong', { why: error.message }, '/icalendar');
    throw error;
  }
}
