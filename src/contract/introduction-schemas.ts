import * as z from 'zod';
import { CHANNELS, INTRODUCTION_STATES, LANGUAGES } from './introduction.ts';
import { introductionAnswer } from './link-schemas.ts';
import { MAX_INT4, id } from './schemas.ts';
import { inAnyZone, instant } from './times.ts';

/** Introductions and letters: what requests and answers look like. */

const count = z.int().min(0);
const comment = z.string().trim().min(1).max(4_000);
const person = z.strictObject({ id, number: z.string(), name: z.string() });
const limit = z.coerce.number().int().min(1).max(200).default(50);

export const introductionsQuery = z.strictObject({
  cursor: id.optional(),
  limit,
  state: z.enum(INTRODUCTION_STATES).optional(),
  receiver: id.optional(),
});
export const introductionAnswerRequest = introductionAnswer.extend({
  via: z.enum(['phone', 'meeting', 'mail']).meta({ description: 'how the customer was heard; meeting: it was held' }),
});
export const introductionMeetingRequest = z.strictObject({
  startsAt: inAnyZone,
  endsAt: inAnyZone,
  location: z.string().trim().min(1).max(500).optional(),
  onlineUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
});
export const lettersDecisionRequest = z.strictObject({
  decision: z.enum(['approved', 'sentBack']),
  comment: comment.optional(),
});
export const introductionExtendRequest = z.strictObject({ dueAt: inAnyZone, comment: comment.optional() });

const subject = z.string().trim().min(1).max(300);
const body = z.string().trim().min(1).max(20_000);
export const letterPreviewRequest = z.strictObject({
  customerId: id,
  channel: z.enum(CHANNELS).optional().meta({ description: 'absent: as the customer is introduced' }),
  language: z.enum(LANGUAGES).optional(),
  template: z
    .strictObject({ subject, body })
    .optional()
    .meta({ description: 'a text that is not saved yet; absent: the version that the introduction uses' }),
});
export const letterPreview = z
  .strictObject({
    channel: z.enum(CHANNELS),
    language: z.enum(LANGUAGES),
    version: z.int().nullable().meta({ description: 'of the template; null: the text of the request' }),
    subject: z.string(),
    body: z.string(),
  })
  .meta({ id: 'LetterPreview' });

export const introductionRun = z
  .strictObject({
    handoverId: id,
    phase: z.enum(['approval', 'running', 'done', 'cancelled']),
    paused: z.boolean(),
    awaited: z.array(person).meta({ description: 'who is asked to approve the letters' }),
    dueAt: instant.nullable(),
    overdue: z.boolean(),
    approvedBy: person.nullable(),
    startedAt: instant,
    endedAt: instant.nullable(),
    counts: z.partialRecord(z.enum(INTRODUCTION_STATES), count).meta({ description: 'of what the caller may see' }),
  })
  .meta({ id: 'IntroductionRun' });

export const introductionItem = z
  .strictObject({
    id,
    customer: z.strictObject({ id, name: z.string().nullable() }),
    nth: z.int().min(1).meta({ description: 'grows with each objection' }),
    receiver: person,
    channel: z.enum(CHANNELS),
    language: z.enum(LANGUAGES),
    state: z.enum(INTRODUCTION_STATES),
    why: z
      .enum(['noAddress', 'refused', 'byPhone', 'notApproved'])
      .nullable()
      .meta({ description: 'why it is to be done in person' }),
    stage: z.enum(['open', 'reminded', 'overdue', 'escalated']),
    sentAt: instant.nullable(),
    answerBy: instant.nullable(),
    dueAt: instant.nullable(),
    meeting: z
      .strictObject({
        startsAt: instant,
        endsAt: instant,
        location: z.string().nullable(),
        onlineUrl: z.string().nullable(),
      })
      .nullable(),
    answer: z
      .strictObject({
        answer: z.enum(['agreed', 'objected']),
        words: z.string().nullable(),
        via: z.enum(['link', 'phone', 'meeting', 'mail']),
        by: person.nullable().meta({ description: 'null: the customer' }),
        at: instant,
      })
      .nullable(),
  })
  .meta({ id: 'Introduction' });
export const introductionPage = z.strictObject({ items: z.array(introductionItem), next: z.string().nullable() });
export const introductionTaken = z
  .strictObject({ customerId: id, state: z.enum(INTRODUCTION_STATES) })
  .meta({ id: 'IntroductionTaken' });

export const introductionProgress = z
  .strictObject({
    handoverId: id,
    state: z.enum(['running', 'paused', 'done', 'cancelled']),
    phase: z.enum(['preparing', 'approval', 'sending', 'waiting', 'over']),
    awaited: z.array(z.strictObject({ id, number: z.string() })),
    dueAt: instant.nullable(),
    overdue: z.boolean(),
    counts: z.partialRecord(z.enum(INTRODUCTION_STATES), count),
  })
  .meta({ id: 'IntroductionProgress' });

export const letterTemplatesQuery = z.strictObject({
  cursor: id.optional(),
  limit,
  channel: z.enum(CHANNELS).optional(),
  language: z.enum(LANGUAGES).optional(),
});
export const letterTemplateRequest = z.strictObject({
  channel: z.enum(CHANNELS),
  language: z.enum(LANGUAGES),
  basedOn: z
    .int()
    .min(0)
    .max(MAX_INT4)
    .meta({ description: 'the version that was looked at: a newer one refuses this; 0: there is none' }),
  subject,
  body: body.meta({ description: 'liquid: if, unless, case, comment, raw; values as docs/operations.md lists them' }),
});
export const letterTemplate = z
  .strictObject({
    id,
    channel: z.enum(CHANNELS),
    language: z.enum(LANGUAGES),
    version: z.int().min(1),
    subject: z.string(),
    body: z.string(),
    createdBy: person.nullable().meta({ description: 'null: came with the product' }),
    createdAt: instant,
  })
  .meta({ id: 'LetterTemplate' });
export const letterTemplates = z.strictObject({ items: z.array(letterTemplate), next: z.string().nullable() });
