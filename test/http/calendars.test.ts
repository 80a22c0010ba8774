import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedReference } from '../../src/db/reference.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;

beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const day = (date: string, workday = false) => ({ day: date, workday, name: { zh: '节日', en: 'Holiday' } });
const upload = (body: object, as = c.hr) => api.post(as, 'calendars', body);
const german = {
  code: 'DE',
  name: { zh: '德国', en: 'Germany' },
  timeZone: 'Europe/Berlin',
  dayStarts: '08:00',
  dayEnds: '17:00',
  year: 2027,
};

describe('uploading a working calendar', () => {
  test('a new one: is listed with its year, and says what becomes of running deadlines', async () => {
    const answer = await upload({ ...german, days: [day('2027-05-01'), day('2027-05-02', true)] });
    expect(answer).toMatchObject({
      status: 200,
      body: { code: 'DE', year: 2027, version: 1, days: 2, runningDeadlines: 'unchanged' },
    });
    const { body: list } = await api.get(c.stranger, 'calendars');
    const { year: _, ...pattern } = german;
    expect(list.items.find((one: { code: string }) => one.code === 'DE')).toEqual({
      ...pattern,
      weeklyWorkdays: [1, 2, 3, 4, 5],
      years: [{ year: 2027, version: 1 }],
    });
    expect((await api.get(c.stranger, 'calendars/DE/2027')).body.days).toEqual([
      day('2027-05-01'),
      day('2027-05-02', true),
    ]);
    expect((await api.get(c.stranger, 'calendars/DE/2028')).status).toBe(404);
  });

  test('a year once more: is the next version, replaces the days of that year and no other', async () => {
    await upload({ code: 'DE', year: 2028, days: [day('2028-01-01')] });
    const again = await upload({ code: 'DE', year: 2027, days: [day('2027-12-25')] });
    expect(again.body.version).toBe(2);
    const shown = await api.get(c.stranger, 'calendars/DE/2027');
    expect(shown.body.days).toEqual([day('2027-12-25')]);
    expect(shown.body.uploads.map((u: { version: number }) => u.version)).toEqual([2, 1]);
    expect((await api.get(c.stranger, 'calendars/DE/2028')).body.days).toEqual([day('2028-01-01')]);
  });

  test('two uploads of a year at once: are two versions', async () => {
    const answers = await Promise.all(
      [1, 2].map((n) => upload({ code: 'DE', year: 2029, days: [day(`2029-01-0${n}`)] })),
    );
    expect(answers.map((a) => a.body.version).sort()).toEqual([1, 2]);
    expect((await api.get(c.stranger, 'calendars/DE/2029')).body.days).toHaveLength(1);
  });

  test('an iCalendar file: its holidays and make-up workdays', async () => {
    const icalendar = [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'BEGIN:VEVENT',
      'UID:1',
      'DTSTART;VALUE=DATE:20301001',
      'DTEND;VALUE=DATE:20301003',
      'SUMMARY:国庆节',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:2',
      'DTSTART;VALUE=DATE:20301012',
      'SUMMARY:国庆节 班',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n');
    expect((await upload({ code: 'CN', year: 2030, icalendar })).body).toMatchObject({ version: 1, days: 3 });
    const { body } = await api.get(c.stranger, 'calendars/CN/2030');
    expect(body.days.map((d: { day: string; workday: boolean }) => [d.day, d.workday])).toEqual([
      ['2030-10-01', false],
      ['2030-10-02', false],
      ['2030-10-12', true],
    ]);
    expect((await upload({ code: 'CN', year: 2030, icalendar: 'hello' })).body.code).toBe('calendarFileWrong');
  });

  test('a year that comes with the product, uploaded otherwise: stays so when the product starts again', async () => {
    const before = (await api.get(c.stranger, 'calendars/CN/2026')).body;
    expect(before).toMatchObject({ version: 0, uploads: [] });
    expect(before.days.some((d: { workday: boolean }) => d.workday)).toBe(true);
    await upload({ code: 'CN', year: 2026, days: [day('2026-10-01')] });
    await seedReference(database.owner);
    expect((await api.get(c.stranger, 'calendars/CN/2026')).body.days).toEqual([day('2026-10-01')]);
  });

  test('days that leave hardly a workday: refused, and nothing of it stays', async () => {
    const everyDay = Array.from({ length: 365 }, (_, n) =>
      day(new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10)),
    );
    const answer = await upload({ ...german, code: 'IDLE', days: everyDay });
    expect(answer).toMatchObject({ status: 422, body: { code: 'calendarWorksTooLittle', params: { worked: 0 } } });
    const { body: list } = await api.get(c.stranger, 'calendars');
    expect(list.items.map((one: { code: string }) => one.code)).not.toContain('IDLE');
  });

  test.each<[string, object, string]>([
    ['a new one without a name', { code: 'FR', year: 2027, days: [] }, '/name'],
    ['days and a file', { code: 'DE', year: 2027, days: [], icalendar: 'x' }, '/days'],
    ['neither', { code: 'DE', year: 2027 }, '/days'],
    ['a day of another year', { code: 'DE', year: 2027, days: [day('2026-01-01')] }, '/days'],
    ['a day twice', { code: 'DE', year: 2027, days: [day('2027-01-01'), day('2027-01-01')] }, '/days'],
    ['a zone that is none', { code: 'DE', year: 2027, days: [], timeZone: 'Mars/Base' }, '/timeZone'],
    [
      'hours that run backwards',
      { code: 'DE', year: 2027, days: [], dayStarts: '18:00', dayEnds: '09:00' },
      '/dayEnds',
    ],
  ])('%s: refused, naming the field', async (_, body, pointer) => {
    const answer = await upload(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((e: { pointer: string }) => e.pointer)).toContain(pointer);
  });

  test('a start after the end that is kept: refused', async () => {
    await upload({ ...german, code: 'LATE', days: [] });
    const answer = await upload({ code: 'LATE', year: 2027, days: [], dayStarts: '18:00' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'calendarDayEnds', params: { ends: '17:00' } } });
  });

  test('by anybody but HR: refused', async () => {
    for (const who of [c.boss, c.auditor, c.ops, c.stranger])
      expect((await upload({ ...german, days: [] }, who)).status).toBe(403);
  });
});
