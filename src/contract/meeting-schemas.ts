import * as z from 'zod';
import { person } from './answers.ts';
import { id } from './schemas.ts';
import { day, inAnyZone, instant } from './times.ts';

/** What requests and answers about meetings and their action items look like. */

const personRef = z.string().trim().min(1).max(64).meta({ description: 'id or employee number' });
const line = z.string().trim().min(1).max(4_000);

export const furtherMeetingParams = z.strictObject({ handoverId: id, meetingId: id });
export const meetingActionParams = z.strictObject({ handoverId: id, actionId: id });
export const timesQuery = z.strictObject({
  minutes: z.coerce.number().int().min(15).max(480).optional().meta({ description: 'absent: as the policy says' }),
});
export const actionsQuery = z.strictObject({ open: z.stringbool().optional() });

const place = {
  startsAt: inAnyZone,
  endsAt: inAnyZone,
  location: z.string().trim().min(1).max(500).optional(),
  onlineUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  agenda: z.string().trim().min(1).max(100_000).optional(),
};
export const furtherMeetingRequest = z.strictObject({
  title: z.string().trim().min(1).max(300),
  ...place,
  invited: z
    .array(personRef)
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'absent: giver, receivers and supervisor' }),
});
export const movedMeetingRequest = z
  .strictObject({
    cancelled: z.literal(true).optional().meta({ description: 'it is called off; then nothing else is said' }),
    title: z.string().trim().min(1).max(300).optional(),
    ...place,
    startsAt: place.startsAt.optional(),
    endsAt: place.endsAt.optional(),
  })
  .refine((r) => r.cancelled === true || (r.startsAt !== undefined && r.endsAt !== undefined), {
    path: ['startsAt'],
    error: 'field.missing',
  });
const newAction = { body: line, owner: personRef, dueOn: day.optional() };
export const meetingActionRequest = z.strictObject(newAction);
export const furtherMinutesRequest = z.strictObject({
  minutes: z.string().trim().min(1).max(100_000),
  attendees: z.array(personRef).max(100).default([]),
  actions: z.array(z.strictObject(newAction)).max(100).default([]),
});
export const meetingActionChange = z
  .strictObject({
    done: z.boolean().optional(),
    owner: personRef.optional(),
    dueOn: day.nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, { error: 'field.missing' });

export const meetingTimes = z.strictObject({
  items: z
    .array(z.strictObject({ startsAt: instant, endsAt: instant }))
    .meta({ description: 'up to three, on different days; fewer when nothing else fits within four weeks' }),
});
export const meetingAgenda = z.strictObject({ lines: z.array(z.string()) });
export const meetings = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string().meta({ description: 'UID of the invitation' }),
      round: z.int().nullable().meta({ description: 'of the meeting that each round has; null: a further one' }),
      title: z.string().nullable(),
      startsAt: instant,
      endsAt: instant,
      location: z.string().nullable(),
      onlineUrl: z.string().nullable(),
      agenda: z.string().nullable(),
      sequence: z.int(),
      state: z.enum(['scheduled', 'held', 'cancelled']),
      minutes: z.string().nullable(),
      attendees: z.array(person),
    }),
  ),
});
export const meetingAction = z
  .strictObject({
    id,
    body: z.string(),
    owner: person,
    dueOn: day.nullable(),
    doneAt: instant.nullable(),
    round: z.int().nullable(),
    meetingId: id.nullable(),
    version: z.int(),
  })
  .meta({ id: 'MeetingAction' });
export const meetingActions = z.strictObject({ open: z.int().min(0), items: z.array(meetingAction) });
export const made = z.strictObject({ id });
