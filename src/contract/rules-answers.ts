import * as z from 'zod';
import { TIERS, WAITS } from './policy.ts';
import { id } from './schemas.ts';
import { day, instant } from './times.ts';

/** What answers about policies and working calendars look like. */

const count = z.int().min(0);
const names = z.strictObject({ zh: z.string(), en: z.string() });
const person = z.strictObject({ id, number: z.string(), name: z.string() });
const summary = { key: z.string(), version: z.int(), name: names };
const sentence = z.string().meta({ description: 'in the language of the reader' });

export const policies = z.strictObject({
  items: z.array(
    z.strictObject({
      ...summary,
      note: z.string().nullable(),
      createdAt: instant,
      createdBy: person.nullable().meta({ description: 'null: comes with the product' }),
      newest: z.boolean(),
    }),
  ),
});
export const policy = z
  .strictObject({
    ...summary,
    note: z.string().nullable(),
    createdAt: instant,
    body: z.record(z.string(), z.unknown()).meta({ description: 'the rules as they were published, see PolicyBody' }),
  })
  .meta({ id: 'Policy' });
export const published = z.strictObject({ ...summary, links: z.strictObject({ self: z.string() }) });

export const comparison = z
  .strictObject({
    from: z.strictObject(summary),
    to: z.strictObject(summary),
    changes: z.array(
      z.strictObject({
        path: z
          .string()
          .meta({ description: 'JSON pointer into the body: for what was removed into that of `from`, else of `to`' }),
        kind: z.enum(['added', 'removed', 'changed']),
        before: z.unknown(),
        after: z.unknown(),
        sentence,
      }),
    ),
  })
  .meta({ id: 'PolicyComparison' });

const tiers = z.strictObject(
  Object.fromEntries(TIERS.map((tier) => [tier, count])) as Record<(typeof TIERS)[number], typeof count>,
);
export const trial = z
  .strictObject({
    policy: z.strictObject(summary).nullable().meta({ description: 'null: the body that was sent' }),
    giver: person,
    supervisor: person,
    deputies: z.array(person),
    secondApproval: z.strictObject({ needed: z.boolean(), by: person.nullable() }),
    signers: z.array(
      z.strictObject({ role: z.string(), person: person.nullable(), department: z.string().nullable() }),
    ),
    customers: tiers,
    receivers: z.array(
      z.strictObject({
        person,
        customers: tiers,
        toVerify: count.meta({ description: 'customers of the sample' }),
      }),
    ),
    waits: z
      .array(
        z.strictObject({
          wait: z.enum(WAITS),
          person: z.array(person).meta({ description: 'who is awaited' }),
          opensAt: instant,
          dueAt: instant,
          agenda: z.array(
            z.strictObject({
              at: instant,
              what: z.enum(['remind', 'due', 'escalate', 'giveUp']),
              to: z.array(person).meta({ description: 'whom an escalation asks besides' }),
            }),
          ),
        }),
      )
      .meta({ description: 'each opens when the one before it is due, as if everybody answered on the last day' }),
    meeting: z.strictObject({ startsAt: instant, endsAt: instant }),
    transferAt: instant,
    transitionEndsAt: instant,
    restoreUntil: instant,
    reviews: z.array(z.strictObject({ days: count, dueAt: instant, answerBy: instant })),
    warnings: z.array(z.strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()), sentence })),
  })
  .meta({ id: 'PolicyTrial', description: 'what a policy would mean for a book; nothing is written' });

const calendarSummary = {
  code: z.string(),
  name: names,
  timeZone: z.string(),
  dayStarts: z.string(),
  dayEnds: z.string(),
  weeklyWorkdays: z.array(z.int()),
};
const uploaded = z.strictObject({
  version: z.int(),
  source: z.enum(['json', 'icalendar']),
  uploadedAt: instant,
  uploadedBy: person,
});
export const calendars = z.strictObject({
  items: z.array(
    z.strictObject({
      ...calendarSummary,
      years: z
        .array(z.strictObject({ year: z.int(), version: z.int() }))
        .meta({ description: 'years whose days are known; version 0 comes with the product' }),
    }),
  ),
});
export const calendarYear = z
  .strictObject({
    ...calendarSummary,
    year: z.int(),
    version: z.int().meta({ description: '0: comes with the product' }),
    days: z.array(z.strictObject({ day: day, workday: z.boolean(), name: names })),
    uploads: z.array(uploaded).meta({ description: 'newest first' }),
  })
  .meta({ id: 'CalendarYear' });
export const calendarUploaded = z.strictObject({
  code: z.string(),
  year: z.int(),
  version: z.int(),
  days: count,
  runningDeadlines: z.literal('unchanged'),
  sentence: sentence.meta({ description: 'what becomes of deadlines that run' }),
});
