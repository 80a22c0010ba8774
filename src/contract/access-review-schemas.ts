import * as z from 'zod';
import { ACCESS_STATES, REVIEWED, REVIEW_STATES } from './access-review.ts';
import { id } from './schemas.ts';
import { instant } from './times.ts';

/** What requests and answers about access reviews look like. */

const count = z.int().min(0);
const person = z.strictObject({ id, number: z.string(), name: z.string() });
const limit = z.coerce.number().int().min(1).max(200).default(50);

export const reviewsQuery = z.strictObject({ cursor: id.optional(), limit });
export const accessItemsQuery = z.strictObject({
  cursor: id.optional(),
  limit,
  mine: z.stringbool().optional().meta({ description: 'only what the caller is asked about' }),
  state: z.enum(ACCESS_STATES).optional(),
});
export const accessAnswersRequest = z.strictObject({
  items: z
    .array(
      z.strictObject({
        id,
        decision: z.enum(['confirm', 'revoke']),
        comment: z.string().trim().min(1).max(4_000).optional(),
      }),
    )
    .min(1)
    .max(500)
    .refine((items) => new Set(items.map((item) => item.id)).size === items.length, { error: 'field.repeated' }),
});

export const accessReview = z
  .strictObject({
    id,
    state: z.enum(REVIEW_STATES),
    startedBy: person.nullable().meta({ description: 'null: by its Schedule' }),
    startedAt: instant,
    dueAt: instant.meta({ description: 'what is unanswered then is taken away' }),
    closedAt: instant.nullable(),
    counts: z
      .strictObject({ pending: count, confirmed: count, revoked: count, lapsed: count })
      .meta({ description: 'of what the caller may see' }),
  })
  .meta({ id: 'AccessReview' });
export const accessReviews = z.strictObject({ items: z.array(accessReview), next: z.string().nullable() });
export const accessReviewStarted = z.strictObject({ id, links: z.strictObject({ self: z.string() }) });
export const accessItems = z.strictObject({
  items: z.array(
    z
      .strictObject({
        id,
        what: z.enum(REVIEWED).meta({
          description: 'grant: to one customer; transition: of a giver; team: membership; rule: a sharing rule',
        }),
        ref: id.meta({ description: 'the grant, membership or rule' }),
        reviewer: person.nullable().meta({ description: 'null: HR' }),
        holder: person.nullable().meta({ description: 'null: everybody whom the rule names' }),
        customer: z.strictObject({ id, name: z.string().nullable() }).nullable(),
        handover: z.strictObject({ id, label: z.string().nullable() }).nullable(),
        level: z.string(),
        endsAt: instant.nullable(),
        state: z.enum(ACCESS_STATES),
        comment: z.string().nullable(),
        decidedBy: person.nullable(),
        decidedAt: instant.nullable(),
      })
      .meta({ id: 'AccessReviewItem' }),
  ),
  next: z.string().nullable(),
});
export const accessAnswers = z.strictObject({
  items: z.array(
    z.strictObject({
      id,
      result: z.enum(['confirmed', 'revoked', 'notFound', 'ownAccess', 'alreadyRevoked', 'notForYou']),
    }),
  ),
  unanswered: count.meta({ description: 'how many still wait for the caller' }),
});
