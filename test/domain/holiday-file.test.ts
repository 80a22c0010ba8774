import { describe, expect, test } from 'vitest';
import { HolidayFileError, daysFromICalendar } from '../../src/domain/holiday-file.ts';

const file = (...events: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//', ...events, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => ['BEGIN:VEVENT', `UID:${lines.join('')}`, ...lines, 'END:VEVENT'].join('\r\n');
const days = (...events: string[]) =>
  daysFromICalendar(file(...events), 2027).map(({ day, workday }) => `${day} ${workday ? 'work' : 'off'}`);

describe('an iCalendar file of holidays', () => {
  test.each<[string, string[], string[]]>([
    ['one day', ['DTSTART;VALUE=DATE:20270101', 'SUMMARY:元旦'], ['2027-01-01 off']],
    [
      'several days: the end is not among them',
      ['DTSTART;VALUE=DATE:20271001', 'DTEND;VALUE=DATE:20271004', 'SUMMARY:国庆节 休'],
      ['2027-10-01 off', '2027-10-02 off', '2027-10-03 off'],
    ],
    [
      'across the turn of the year',
      ['DTSTART;VALUE=DATE:20261231', 'DTEND;VALUE=DATE:20270103'],
      ['2027-01-01 off', '2027-01-02 off'],
    ],
    ['a make-up workday by its summary', ['DTSTART;VALUE=DATE:20271009', 'SUMMARY:国庆节（班）'], ['2027-10-09 work']],
    ['a make-up workday in full', ['DTSTART;VALUE=DATE:20271009', 'SUMMARY:国庆节补班'], ['2027-10-09 work']],
    [
      'a make-up workday by Apple’s mark',
      ['DTSTART;VALUE=DATE:20271009', 'SUMMARY:国庆节', 'X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY'],
      ['2027-10-09 work'],
    ],
    ['a make-up workday by its category', ['DTSTART;VALUE=DATE:20271009', 'CATEGORIES:WORKDAY'], ['2027-10-09 work']],
    ['a name with 班 in a word', ['DTSTART;VALUE=DATE:20271009', 'SUMMARY:班禅纪念日'], ['2027-10-09 off']],
    [
      'the first Friday of each month, of a quarter',
      ['DTSTART;VALUE=DATE:20261106', 'RRULE:FREQ=MONTHLY;BYDAY=1FR;COUNT=5'],
      ['2027-01-01 off', '2027-02-05 off', '2027-03-05 off'],
    ],
    [
      'each week',
      ['DTSTART;VALUE=DATE:20261228', 'RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270111'],
      ['2027-01-04 off', '2027-01-11 off'],
    ],
    ['every year on the day', ['DTSTART;VALUE=DATE:20200501', 'RRULE:FREQ=YEARLY'], ['2027-05-01 off']],
  ])('%s', (_, lines, wanted) => expect(days(event(...lines))).toEqual(wanted));

  test('a day named as holiday and as workday: is worked, in either order', () => {
    const off = event('DTSTART;VALUE=DATE:20271001', 'DTEND;VALUE=DATE:20271003', 'SUMMARY:休');
    const work = event('DTSTART;VALUE=DATE:20271002', 'SUMMARY:班');
    for (const both of [
      [off, work],
      [work, off],
    ])
      expect(days(...both)).toEqual(['2027-10-01 off', '2027-10-02 work']);
  });

  test.each([
    ['no calendar at all', 'hello'],
    ['another component', 'BEGIN:VCARD\r\nEND:VCARD\r\n'],
    ['only events with an hour', file(event('DTSTART:20270101T090000Z', 'SUMMARY:x'))],
    ['only another year', file(event('DTSTART;VALUE=DATE:20260101'))],
    ['an event of years', file(event('DTSTART;VALUE=DATE:20200101', 'DTEND;VALUE=DATE:20300101'))],
    ['a day that never comes', file(event('DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'))],
    ['a weekday that never comes', file(event('DTSTART;VALUE=DATE:20270104', 'RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU'))],
    ['second by second', file(event('DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=SECONDLY;BYMONTH=12'))],
    ['a rule that contradicts itself', file(event('DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=YEARLY;BYDAY=9XX'))],
    ['every day since the year 1', file(event('DTSTART;VALUE=DATE:00010101', 'RRULE:FREQ=DAILY'))],
    [
      'thousands of events that repeat',
      file(
        ...Array.from({ length: 1_500 }, (_, n) =>
          event(`X-N:${n}`, 'DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY'),
        ),
      ),
    ],
    [
      'events of a year, a hundred times',
      file(
        ...Array.from({ length: 100 }, (_, n) =>
          event(`X-N:${n}`, 'DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20270101'),
        ),
      ),
    ],
  ])('%s: is refused', (_, text) => expect(() => daysFromICalendar(text, 2027)).toThrow(HolidayFileError));
});
