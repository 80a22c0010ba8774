import * as z from 'zod';
import { policySchema } from './policy-schema.ts';
import { MAX_INT4, id } from './schemas.ts';
import { day, inAnyZone } from './times.ts';

/** What requests about policies and working calendars look like. */

const key = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, { error: 'field.policyKey' })
  .meta({ description: 'lower-case letters, digits and hyphens' });
const version = z.int().min(1).max(MAX_INT4);
const names = z.strictObject({ zh: z.string().trim().min(1).max(100), en: z.string().trim().min(1).max(100) });
const personRef = z.string().trim().min(1).max(64).meta({ description: 'id or employee number' });

export const publishRequest = z.strictObject({
  key,
  basedOn: z
    .int()
    .min(0)
    .max(MAX_INT4)
    .meta({ description: 'the version that was edited; 0: the first of a new policy' }),
  name: names,
  note: z.string().trim().min(1).max(2_000).optional().meta({ description: 'why this version was made' }),
  body: policySchema,
});

const keyAndVersion = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}\/[1-9][0-9]{0,8}$/, { error: 'field.policyVersion' })
  .meta({ description: 'key/version, for example standard/1' });
export const compareQuery = z.strictObject({ from: keyAndVersion, to: keyAndVersion });

export const tryRequest = z.strictObject({
  giver: personRef,
  receivers: z
    .array(personRef)
    .min(1)
    .max(20)
    .refine((refs) => new Set(refs).size === refs.length, { error: 'field.repeated' }),
  supervisor: personRef.optional().meta({ description: 'absent: the nearest active manager of the giver' }),
  assignment: z.enum(['fixed', 'in_turn']).default('in_turn'),
  customerIds: z.array(id).min(1).max(10_000).optional().meta({ description: 'absent: the whole book' }),
  effectiveAt: inAnyZone.optional(),
  policy: z
    .strictObject({ key: key.optional(), version: version.optional(), body: policySchema.optional() })
    .refine((p) => (p.key === undefined) !== (p.body === undefined), { error: 'field.policyToTry' })
    .refine((p) => p.version === undefined || p.key !== undefined, { path: ['version'], error: 'field.policyToTry' })
    .meta({
      description: 'key, with or without a version, of a published one; or the body of one that is not published',
      examples: [{ key: 'standard' }],
    }),
});

const code = z
  .string()
  .regex(/^[A-Z][A-Z0-9-]{0,19}$/, { error: 'field.calendarCode' })
  .meta({ description: 'capital letters, digits and hyphens' });
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'field.time' });
const year = z.int().min(1970).max(2200);
const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: 'field.timeZone' })
  .meta({ description: 'name of the IANA time zone database' });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

/** One day that differs from the weekly pattern. */
const calendarDay = z.strictObject({
  day: day,
  workday: z.boolean().meta({ description: 'false: a holiday; true: a make-up workday' }),
  name: names,
});

export const calendarRequest = z
  .strictObject({
    code,
    name: names.optional().meta({ description: 'needed for a new calendar' }),
    timeZone: timeZone.optional(),
    dayStarts: time.optional(),
    dayEnds: time.optional(),
    weeklyWorkdays: z
      .array(z.int().min(1).max(7))
      .min(1)
      .max(7)
      .refine((days) => new Set(days).size === days.length, { error: 'field.repeated' })
      .optional()
      .meta({ description: 'ISO weekdays that are worked: 1 is Monday' }),
    year,
    days: z
      .array(calendarDay)
      .max(366)
      .refine((days) => new Set(days.map((d) => d.day)).size === days.length, { error: 'field.repeated' })
      .optional(),
    icalendar: z.string().max(1_000_000).optional().meta({
      description:
        'instead of days: the text of an iCalendar file (RFC 5545) of whole-day events; events of other years are passed over; an event is a workday when X-APPLE-SPECIAL-DAY is ALTERNATE-WORKDAY, a category is WORKDAY, or its summary says workday, in English or Chinese',
    }),
  })
  .refine((r) => (r.days === undefined) !== (r.icalendar === undefined), {
    path: ['days'],
    error: 'field.daysOrIcalendar',
  })
  .refine((r) => (r.days ?? []).every((d) => d.day.startsWith(`${r.year}-`)), {
    path: ['days'],
    error: 'field.otherYear',
  })
  .refine((r) => r.dayStarts === undefined || r.dayEnds === undefined || r.dayStarts < r.dayEnds, {
    path: ['dayEnds'],
    error: 'field.dayEnds',
  });
export type CalendarRequest = z.output<typeof calendarRequest>;

export const calendarYearParams = z.strictObject({ code, year: z.coerce.number().pipe(year) });
