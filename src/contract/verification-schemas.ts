import * as z from 'zod';
import { DISCREPANCY_ACTS, DISCREPANCY_MOVES, DISCREPANCY_STATES } from './discrepancies.ts';
import { id } from './schemas.ts';

/** What requests of the verification look like. */

const comment = z.string().trim().min(1).max(4_000);
const points = z
  .array(z.string().min(1).max(64))
  .max(50)
  .refine((keys) => new Set(keys).size === keys.length, { error: 'field.repeated' });

export const verificationsRequest = z.strictObject({
  customers: z
    .array(
      z
        .strictObject({
          customerId: id,
          ok: z.boolean(),
          points: points.optional().meta({ description: 'keys of the checklist’s points that are right' }),
          comment: comment.optional(),
        })
        .meta({ id: 'VerifiedCustomer' }),
    )
    .min(1)
    .max(500)
    .refine((rows) => new Set(rows.map((row) => row.customerId)).size === rows.length, { error: 'field.repeated' }),
});

export const discrepancyParams = z.strictObject({ handoverId: id, discrepancyId: id });
export const discrepanciesQuery = z.strictObject({
  cursor: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  state: z.enum(DISCREPANCY_STATES).optional(),
  customer: id.optional(),
});
export const discrepancyRequest = z.strictObject({
  customerId: id,
  comment,
  points: points.optional().meta({ description: 'keys of the checklist’s points that are not right' }),
});
export const discrepancyMessageRequest = z
  .strictObject({
    act: z.enum(DISCREPANCY_ACTS).meta({
      description:
        'giver: answer; receiver: reply, agree, withdraw, reopen; supervisor, when the time for settling is over: accept, mend',
    }),
    comment: comment.optional(),
  })
  .refine((r) => r.comment !== undefined || !DISCREPANCY_MOVES[r.act].words, {
    path: ['comment'],
    error: 'field.missing',
  });
