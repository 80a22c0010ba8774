import { Temporal as TC39 } from 'temporal-polyfill';
import type { Digest } from '../contract/notices.ts';

/** How a person wants their mails. */
export interface MailRule {
  /** IANA name of the person's zone */
  timeZone: string;
  digest: Digest;
  /** of daily ones, on workdays: 0 to 23 */
  digestHour: number;
  /** local times, HH:MM; over midnight when `until` is the earlier */
  quiet: { from: string; until: string } | null;
  /** whether days that are not worked are quiet from midnight to midnight */
  quietDays: boolean;
}

/** What decides about the time of one mail. */
export interface Timely {
  /** waits for no digest */
  mandatory: boolean;
  /** waits for nothing */
  urgent: boolean;
  /** a mail of its own, because it carries an invitation */
  alone: boolean;
  /** until when it asks for something */
  dueAt: string | null;
}

/** Longer than any holiday: after it, quiet without end is not believed. */
const LONGEST_QUIET_DAYS = 60;

/**
 * When a mail leaves that could leave now.
 *
 * It waits for its digest, and then for the end of quiet hours; mandatory ones and invitations wait for no digest. Nothing with a deadline
 * arrives after it: if it would come too late with the digest it leaves without, and if its deadline lies in the quiet hours, at once.
 * What is overdue already can wait like everything else.
 * @returns at: never before now; digest: whether it goes into one mail with others
 */
export function mailTime(
  rule: MailRule,
  { mandatory, urgent, alone, dueAt }: Timely,
  now: string,
  isWorkday: (day: TC39.PlainDate) => boolean,
): { at: string; digest: boolean } {
  if (urgent) return { at: now, digest: false };
  const start = TC39.Instant.from(now);
  const tooLate = (at: TC39.Instant) =>
    dueAt !== null && Date.parse(dueAt) > Date.parse(now) && at.epochMilliseconds >= Date.parse(dueAt);
  const single = endOfQuiet(rule, start, isWorkday);
  if (!mandatory && !alone && rule.digest !== 'immediately') {
    const collected = endOfQuiet(rule, nextDigest(rule, start, isWorkday), isWorkday);
    if (!tooLate(collected)) return { at: collected.toString(), digest: true };
  }
  return { at: (tooLate(single) ? start : single).toString(), digest: false };
}

/** The next full hour, or the hour of the next workday; now, if it is that. */
function nextDigest(rule: MailRule, from: TC39.Instant, isWorkday: (day: TC39.PlainDate) => boolean): TC39.Instant {
  const local = from.toZonedDateTimeISO(rule.timeZone);
  if (rule.digest === 'hourly') return local.round({ smallestUnit: 'hour', roundingMode: 'ceil' }).toInstant();
  const time = TC39.PlainTime.from({ hour: rule.digestHour });
  for (let days = 0; days <= LONGEST_QUIET_DAYS; days += 1) {
    const day = local.toPlainDate().add({ days });
    const at = day.toZonedDateTime({ timeZone: rule.timeZone, plainTime: time }).toInstant();
    if (isWorkday(day) && TC39.Instant.compare(at, from) >= 0) return at;
  }
  return from;
}

/** The first instant from one on that is not quiet. */
export function endOfQuiet(
  { quiet, quietDays, timeZone }: MailRule,
  from: TC39.Instant,
  isWorkday: (day: TC39.PlainDate) => boolean,
): TC39.Instant {
  let local = from.toZonedDateTimeISO(timeZone);
  const latest = local.add({ days: LONGEST_QUIET_DAYS });
  while (TC39.ZonedDateTime.compare(local, latest) < 0) {
    if (quietDays && !isWorkday(local.toPlainDate())) local = local.add({ days: 1 }).startOfDay();
    else if (quiet && isWithin(quiet, local)) local = endOfHours(quiet, local);
    else return local.toInstant();
  }
  return from;
}

type Hours = NonNullable<MailRule['quiet']>;

function isWithin({ from, until }: Hours, local: TC39.ZonedDateTime): boolean {
  const minute = local.toPlainTime().toString({ smallestUnit: 'second' });
  return from < until ? from <= minute && minute < until : minute >= from || minute < until;
}

/**
 * Clocks that are put back bring the hour twice, and clocks that are put forward jump over it: the end is then the first of both, or the
 * jump.
 */
function endOfHours({ from, until }: Hours, local: TC39.ZonedDateTime): TC39.ZonedDateTime {
  const { timeZoneId: timeZone } = local;
  const plainTime = TC39.PlainTime.from(until);
  const ends = [0, 1].flatMap((days) => {
    const end = local.toPlainDate().add({ days }).toPlainDateTime(plainTime);
    return (['earlier', 'later'] as const).map((disambiguation) => end.toZonedDateTime(timeZone, { disambiguation }));
  });
  const jump = local.getTimeZoneTransition('next');
  if (jump && !isWithin({ from, until }, jump)) ends.push(jump);
  return ends
    .filter((end) => TC39.ZonedDateTime.compare(end, local) > 0)
    .reduce((first, end) => (TC39.ZonedDateTime.compare(end, first) < 0 ? end : first));
}
