import fc from 'fast-check';
import { Temporal as TC39 } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type MailRule, type Timely, endOfQuiet, mailTime } from '../../src/domain/mail-time.ts';

const RULE: MailRule = {
  timeZone: 'Asia/Shanghai',
  digest: 'immediately',
  digestHour: 9,
  quiet: null,
  quietDays: false,
};
const PLAIN: Timely = { mandatory: false, urgent: false, alone: false, dueAt: null };
const weekday = (day: TC39.PlainDate) => day.dayOfWeek < 6;
const night = { from: '22:00', until: '07:00' };
const noon = { from: '12:00', until: '13:30' };
const at = (instant: string, of: Partial<MailRule>, letter: Partial<Timely> = {}) =>
  mailTime({ ...RULE, ...of }, { ...PLAIN, ...letter }, instant, weekday);

describe('the time of a mail', () => {
  // Friday 2026-03-06; Shanghai is UTC+8 all the year.
  test.each<[string, string, Partial<MailRule>, Partial<Timely>, string, boolean]>([
    ['by default', '2026-03-06T20:00:00Z', {}, {}, '2026-03-06T20:00:00Z', false],
    ['before the night', '2026-03-06T13:59:59Z', { quiet: night }, {}, '2026-03-06T13:59:59Z', false],
    ['at its first minute', '2026-03-06T14:00:00Z', { quiet: night }, {}, '2026-03-06T23:00:00Z', false],
    ['after midnight', '2026-03-06T17:00:00Z', { quiet: night }, {}, '2026-03-06T23:00:00Z', false],
    ['at its end', '2026-03-06T23:00:00Z', { quiet: night }, {}, '2026-03-06T23:00:00Z', false],
    ['at noon', '2026-03-06T04:10:00Z', { quiet: noon }, {}, '2026-03-06T05:30:00Z', false],
    ['a weekend', '2026-03-06T20:00:00Z', { quietDays: true }, {}, '2026-03-08T16:00:00Z', false],
    ['weekend and night', '2026-03-06T15:00:00Z', { quiet: night, quietDays: true }, {}, '2026-03-08T23:00:00Z', false],
    ['hourly', '2026-03-06T04:10:00Z', { digest: 'hourly' }, {}, '2026-03-06T05:00:00Z', true],
    ['hourly, at the hour', '2026-03-06T05:00:00Z', { digest: 'hourly' }, {}, '2026-03-06T05:00:00Z', true],
    ['hourly, at night', '2026-03-06T15:10:00Z', { digest: 'hourly', quiet: night }, {}, '2026-03-06T23:00:00Z', true],
    ['daily, in the morning', '2026-03-05T23:00:00Z', { digest: 'daily' }, {}, '2026-03-06T01:00:00Z', true],
    ['daily, on Friday evening', '2026-03-06T10:00:00Z', { digest: 'daily' }, {}, '2026-03-09T01:00:00Z', true],
    [
      'mandatory: no digest',
      '2026-03-06T10:00:00Z',
      { digest: 'daily' },
      { mandatory: true },
      '2026-03-06T10:00:00Z',
      false,
    ],
    [
      'an invitation: no digest',
      '2026-03-06T10:00:00Z',
      { digest: 'daily' },
      { alone: true },
      '2026-03-06T10:00:00Z',
      false,
    ],
    [
      'mandatory, at night: waits',
      '2026-03-06T17:00:00Z',
      { quiet: night },
      { mandatory: true },
      '2026-03-06T23:00:00Z',
      false,
    ],
    [
      'due before the digest',
      '2026-03-06T10:00:00Z',
      { digest: 'daily' },
      { dueAt: '2026-03-08T10:00:00Z' },
      '2026-03-06T10:00:00Z',
      false,
    ],
    [
      'due after the digest',
      '2026-03-06T10:00:00Z',
      { digest: 'daily' },
      { dueAt: '2026-03-09T10:00:00Z' },
      '2026-03-09T01:00:00Z',
      true,
    ],
    [
      'due in the night',
      '2026-03-06T17:00:00Z',
      { quiet: night },
      { dueAt: '2026-03-06T22:00:00Z' },
      '2026-03-06T17:00:00Z',
      false,
    ],
    [
      'due after the night',
      '2026-03-06T17:00:00Z',
      { quiet: night },
      { dueAt: '2026-03-07T10:00:00Z' },
      '2026-03-06T23:00:00Z',
      false,
    ],
    [
      'overdue already',
      '2026-03-06T17:00:00Z',
      { quiet: night },
      { dueAt: '2026-03-06T10:00:00Z' },
      '2026-03-06T23:00:00Z',
      false,
    ],
    [
      'an alarm',
      '2026-03-06T17:00:00Z',
      { quiet: night, digest: 'daily' },
      { urgent: true },
      '2026-03-06T17:00:00Z',
      false,
    ],
  ])('%s', (_, now, rule, letter, wanted, digest) => {
    expect(at(now, rule, letter)).toEqual({ at: wanted, digest });
  });

  test('over a change of the clocks: the end of the night is where the clock first shows it, or jumps past it', () => {
    const berlin = { timeZone: 'Europe/Berlin', quiet: { from: '22:00', until: '07:00' } };
    expect(at('2026-03-29T00:30:00Z', berlin).at).toBe('2026-03-29T05:00:00Z');
    expect(at('2026-10-25T00:30:00Z', berlin).at).toBe('2026-10-25T06:00:00Z');
    const half = { timeZone: 'Europe/Berlin', quiet: { from: '22:00', until: '02:30' } };
    // 02:30 is not there: the clock goes from 02:00 to 03:00 at 01:00 UTC.
    expect(at('2026-03-28T23:30:00Z', half).at).toBe('2026-03-29T01:00:00Z');
    // 02:30 is there twice, and the second 02:10 is quiet again.
    expect(at('2026-10-24T23:30:00Z', half).at).toBe('2026-10-25T00:30:00Z');
    expect(at('2026-10-25T01:10:00Z', half).at).toBe('2026-10-25T01:30:00Z');
    // Chatham: +12:45, changes by an hour at 02:45.
    expect(at('2026-07-01T10:10:00Z', { timeZone: 'Pacific/Chatham', digest: 'hourly' }).at).toBe(
      '2026-07-01T10:15:00Z',
    );
  });

  test('a calendar without workdays: nothing waits for ever', () => {
    const never = () => false;
    const now = '2026-03-06T10:00:00Z';
    expect(mailTime({ ...RULE, quietDays: true }, PLAIN, now, never).at).toBe(now);
    expect(mailTime({ ...RULE, digest: 'daily' }, PLAIN, now, never).at).toBe(now);
  });
});

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const rules = fc.record({
  timeZone: fc.constantFrom(
    'Asia/Shanghai',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
    'UTC',
  ),
  digest: fc.constantFrom('immediately' as const, 'hourly' as const, 'daily' as const),
  digestHour: fc.integer({ min: 0, max: 23 }),
  quiet: fc.option(fc.record({ from: time, until: time }).filter(({ from, until }) => from !== until)),
  quietDays: fc.boolean(),
});
// Around both changes of the clocks, north and south.
const instants = fc
  .tuple(
    fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'),
    fc.integer({ min: -3 * 1440, max: 3 * 1440 }),
  )
  .map(([day, minutes]) => TC39.Instant.from(`${day}T00:00:00Z`).add({ minutes }));

describe('any rule at any time', () => {
  test('never before now; never quiet; and the first minute that is not', () => {
    fc.assert(
      fc.property(rules, instants, (rule, now) => {
        const end = endOfQuiet(rule, now, weekday);
        expect(TC39.Instant.compare(end, now)).toBeGreaterThanOrEqual(0);
        expect(endOfQuiet(rule, end, weekday).toString()).toBe(end.toString());
        for (let t = now; TC39.Instant.compare(t, end) < 0; t = t.add({ minutes: 29 }))
          expect(endOfQuiet(rule, t, weekday).toString()).toBe(end.toString());
      }),
      { numRuns: 300 },
    );
  });

  test('what is due after now arrives before it is due', () => {
    fc.assert(
      fc.property(
        rules,
        instants,
        fc.integer({ min: 1, max: 5_000 }),
        fc.boolean(),
        (rule, now, minutes, mandatory) => {
          const dueAt = now.add({ minutes }).toString();
          const sent = mailTime(rule, { ...PLAIN, mandatory, dueAt }, now.toString(), weekday);
          expect(Date.parse(sent.at)).toBeLessThan(Date.parse(dueAt));
          expect(Date.parse(sent.at)).toBeGreaterThanOrEqual(now.epochMilliseconds);
        },
      ),
      { numRuns: 300 },
    );
  });
});
