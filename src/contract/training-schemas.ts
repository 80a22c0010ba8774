import * as z from 'zod';
import { person } from './answers.ts';
import { id } from './schemas.ts';
import { TRAINING_KINDS, TRAINING_PHASES } from './training.ts';
import { day, instant } from './times.ts';

/** What requests and answers about training and transition look like. */

const mark = z.int().min(1).max(5);
const count = z.int().min(0);
const words = z.string().trim().min(1).max(4_000);
const body = z.string().trim().min(1).max(8_000);

export const trainingPointParams = z.strictObject({ handoverId: id, pointId: id });
export const supportRequestParams = z.strictObject({ handoverId: id, requestId: id });
const page = { cursor: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };
export const trainingPointsQuery = z.strictObject({ ...page, receiver: id.optional() });
export const supportRequestsQuery = z.strictObject({
  ...page,
  receiver: id.optional(),
  answered: z.stringbool().optional(),
});
export const contactsQuery = z.strictObject(page);

export const trainingPointRequest = z
  .strictObject({
    done: z.boolean().optional().meta({ description: 'it took place' }),
    mark: mark.nullable().optional().meta({
      description:
        'how well the receiver can do it: the confirmation, by giver, supervisor, deputies or HR; null takes it back',
    }),
    note: words.nullable().optional(),
  })
  .refine((r) => Object.keys(r).length > 0, { error: 'field.missing' });
export const trainingFeedbackRequest = z.strictObject({ mark, words: words.optional() });
export const supportRequestRequest = z.strictObject({ body });
export const contactRequest = z.strictObject({
  receiver: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'id or employee number, when the giver says that they spoke; receivers leave it out' }),
  spokeOn: day,
});

export const trainingRun = z
  .strictObject({
    handoverId: id,
    phase: z.enum(TRAINING_PHASES),
    paused: z.boolean(),
    dueAt: instant,
    overdue: z.boolean(),
    gaveUp: z.boolean().meta({ description: 'the time ran out before all required points were confirmed' }),
    endsAt: instant.meta({ description: 'until then receivers may ask' }),
    startedAt: instant,
    endedAt: instant.nullable(),
    receivers: z.array(
      z.strictObject({
        receiver: person,
        required: count,
        confirmed: count,
        asked: count,
        unanswered: count,
        feedback: z.strictObject({ mark, words: z.string().nullable(), givenAt: instant }).nullable(),
      }),
    ),
  })
  .meta({ id: 'Training' });
export const trainingPoint = z
  .strictObject({
    id,
    receiver: person,
    key: z.string(),
    kind: z.enum(TRAINING_KINDS),
    sentence: z.string(),
    required: z.boolean(),
    minMark: mark,
    doneAt: instant.nullable(),
    mark: mark.nullable(),
    confirmedBy: person.nullable(),
    confirmedAt: instant.nullable(),
    confirmed: z.boolean().meta({ description: 'with the mark that the point needs' }),
    note: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'TrainingPoint' });
export const trainingPoints = z.strictObject({ items: z.array(trainingPoint), next: z.string().nullable() });

export const supportRequest = z
  .strictObject({
    id,
    receiver: person,
    askedAt: instant,
    dueAt: instant,
    answeredAt: instant.nullable(),
    answeredBy: person.nullable(),
    late: z.boolean().meta({ description: 'it was not answered in time' }),
    messages: z.array(z.strictObject({ id, author: person, body: z.string(), at: instant })),
  })
  .meta({ id: 'SupportRequest' });
export const supportRequests = z.strictObject({ items: z.array(supportRequest), next: z.string().nullable() });

export const contact = z
  .strictObject({ id, receiver: person, spokeOn: day, byGiver: instant.nullable(), byReceiver: instant.nullable() })
  .meta({ id: 'TransitionContact' });
export const contacts = z.strictObject({ items: z.array(contact), next: z.string().nullable() });
