import * as z from 'zod';
import { CATEGORIES, CHANNELS, DIGESTS, SUMMARIES } from './notices.ts';
import { id } from './schemas.ts';
import { instant } from './times.ts';

/** What requests and answers about notifications look like. */

const person = z.strictObject({ id, number: z.string(), name: z.string() });
const limit = z.coerce.number().int().min(1).max(200).default(50);
const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'field.timeOfDay' })
  .meta({ description: 'HH:MM in the own zone' });
const category = z.enum(CATEGORIES);
const summaries = z.enum(SUMMARIES);

export const notificationsQuery = z.strictObject({
  cursor: id.optional(),
  limit,
  unread: z.stringbool().default(false).meta({ description: 'only what the caller has not read' }),
  open: z.stringbool().default(false).meta({ description: 'only what asks for something that is not done' }),
});
export const readAllRequest = z.strictObject({
  upTo: id.optional().meta({ description: 'the newest notification that was seen; absent: all there are' }),
});

export const notification = z
  .strictObject({
    id,
    kind: z.string().meta({ description: 'as `turn.signOff`; grows with the product' }),
    category,
    title: z.string().meta({ description: 'a sentence in the language of the request' }),
    link: z.string().meta({ description: 'page of what there is to do, from the root of the site' }),
    handover: z.strictObject({ id, label: z.string() }).nullable(),
    for: person.nullable().meta({ description: 'somebody for whom the caller acts; null: the caller' }),
    mine: z.boolean().meta({
      description: 'whether it was told the caller; else it was told somebody for whom they act, who alone reads it',
    }),
    asks: z.boolean().meta({ description: 'whether something is asked, and not only told' }),
    dueAt: instant.nullable(),
    createdAt: instant,
    readAt: instant.nullable(),
    doneAt: instant.nullable().meta({ description: 'when what is asked was done, by whomever, or became needless' }),
    links: z.strictObject({ self: z.string(), subject: z.string().meta({ description: 'the same in the API' }) }),
  })
  .meta({ id: 'Notification' });
export const notifications = z
  .strictObject({ items: z.array(notification), next: z.string().nullable() })
  .meta({ id: 'Notifications' });
export const notificationCount = z
  .strictObject({
    unread: z.int().min(0),
    open: z.int().min(0).meta({ description: 'what is asked and not done, also of those for whom the caller acts' }),
  })
  .meta({ id: 'NotificationCount' });
export const notificationsRead = z.strictObject({ read: z.int().min(0) }).meta({ id: 'NotificationsRead' });

export const preferencesRequest = z.strictObject({
  language: z.enum(['zh-CN', 'en']),
  timeZone: z
    .string()
    .max(64)
    .refine(isZone, { error: 'field.timeZone' })
    .meta({ description: 'name of the IANA database, as Asia/Shanghai' }),
  channels: z
    .partialRecord(category, z.enum(CHANNELS))
    .meta({ description: 'what is not named comes both ways; mandatory categories cannot be off' }),
  digest: z.strictObject({
    when: z.enum(DIGESTS).meta({ description: 'mandatory ones and invitations do not wait for it' }),
    hour: z.int().min(0).max(23).meta({ description: 'of daily ones, on workdays, in the own zone' }),
  }),
  quietHours: z
    .strictObject({ from: time, until: time })
    .refine(({ from, until }) => from !== until, { error: 'field.quietAlways', path: ['until'] })
    .nullable()
    .meta({ description: 'over midnight when until is the earlier', examples: [{ from: '22:00', until: '08:00' }] }),
  quietDays: z.boolean().meta({ description: 'whether days that the company does not work are quiet' }),
  delegateCopies: z.boolean().meta({ description: "whether what comes as somebody's delegate also comes by mail" }),
  summaries: summaries.optional().meta({ description: 'summaries of handovers that one gets; absent: as it was' }),
});

export const preferences = preferencesRequest
  .extend({
    person,
    summaries: summaries.meta({ description: 'of handovers over the company, for HR and managers' }),
    version: z.int().min(0).meta({ description: '0: nothing was ever said, and this is how it is for everybody' }),
    categories: z.array(
      z.strictObject({
        category,
        name: z.string(),
        mandatory: z.boolean(),
        why: z.string().nullable().meta({ description: 'why it cannot be turned off' }),
      }),
    ),
  })
  .meta({ id: 'NotificationPreferences' });

/** A name, and no offset: an offset knows no summer. */
function isZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return /^[A-Za-z]/.test(timeZone);
  } catch {
    return false;
  }
}
