import { Temporal as TC39 } from 'temporal-polyfill';
import { BadValue } from './errors.ts';

const TOKENS: Record<string, string> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
};
const ISO =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d+)?)?(?<offset>Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

const compiled = new Map<string, RegExp>([['ISO', ISO]]);

/**
 * The day that the text names, as written (an offset of an ISO date and time does not move it).
 * @returns `YYYY-MM-DD`
 * @throws BadValue notDate: no format fits, or there is no such day
 */
export function parseDate(text: string, formats: readonly string[]): string {
  const day = firstFit(text, formats, (parts) => TC39.PlainDate.from(parts, { overflow: 'reject' }).toString());
  if (day === undefined) throw new BadValue('notDate', { formats: formats.join(', ') });
  return day;
}

/**
 * The instant that the text names.
 * @param timeZone in which a text without an offset is meant
 * @returns ISO 8601 in UTC
 * @throws BadValue notTimestamp
 */
export function parseTimestamp(text: string, formats: readonly string[], timeZone: string): string {
  const instant = firstFit(text, formats, (parts, offset) => {
    const local = TC39.PlainDateTime.from(parts, { overflow: 'reject' });
    return offset ? TC39.Instant.from(`${local.toString()}${offset}`) : local.toZonedDateTime(timeZone).toInstant();
  });
  if (!instant) throw new BadValue('notTimestamp', { formats: formats.join(', ') });
  return instant.toString();
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

function firstFit<T>(
  text: string,
  formats: readonly string[],
  make: (parts: Parts, offset?: string) => T,
): T | undefined {
  for (const format of formats) {
    const groups = regexOf(format).exec(text)?.groups;
    if (!groups) continue;
    const part = (name: string) => Number(groups[name] ?? 0);
    try {
      return make(
        {
          year: part('year'),
          month: part('month'),
          day: part('day'),
          hour: part('hour'),
          minute: part('minute'),
          second: part('second'),
        },
        groups.offset,
      );
    } catch (error) {
      // There is no 30 February in this reading; the next format may read it otherwise.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return undefined;
}

function regexOf(format: string): RegExp {
  const known = compiled.get(format);
  if (known) return known;
  const pattern = format.replace(
    /YYYY|MM?|DD?|HH?|mm|ss|[^]/gu,
    (part) => TOKENS[part] ?? part.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&'),
  );
  const regex = new RegExp(`^${pattern}$`, 'u');
  compiled.set(format, regex);
  return regex;
}
