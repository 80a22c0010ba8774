import * as z from 'zod';
import { ACTION_STATES, LOSS_REASONS, SUGGESTION_STATES } from './reviews.ts';
import { day } from './times.ts';

const id = z.uuid();
const text = z.string().trim().min(1).max(4_000);
const limit = z.coerce.number().int().min(1).max(200).default(50);

export const evidenceQuery = z.strictObject({
  names: z
    .stringbool()
    .default(false)
    .meta({ description: 'whether the pack holds names beside ids; for HR and auditors' }),
});

export const suggestionRequest = z.strictObject({ body: text });
export const suggestionsQuery = z.strictObject({
  state: z.enum(SUGGESTION_STATES).optional(),
  cursor: id.optional(),
  limit,
});
export const suggestionParams = z.strictObject({ suggestionId: id });
export const suggestionDecision = z.strictObject({ state: z.enum(['taken', 'declined']), comment: text.optional() });
export const policyKeyParams = z.strictObject({ key: z.string().max(63) });

export const actionRequest = z.strictObject({
  body: text,
  owner: z.string().min(1).max(64).meta({ description: 'id or employee number' }),
  dueOn: day,
});
export const actionParams = z.strictObject({ handoverId: id, actionId: id });
export const actionChange = z
  .strictObject({
    state: z.enum(ACTION_STATES).exclude(['open']).optional(),
    outcome: text.optional(),
    owner: z.string().min(1).max(64).optional().meta({ description: 'for supervisor, deputies and HR' }),
    dueOn: day.optional().meta({ description: 'for supervisor, deputies and HR' }),
  })
  .refine((change) => change.state === undefined || change.outcome !== undefined, {
    path: ['outcome'],
    error: 'field.missing',
  });

export const workReportRequest = z.strictObject({
  body: text,
  concerns: z.boolean().default(false).meta({ description: 'whether the supervisor should look' }),
});

export const churnQuery = z.strictObject({
  from: day,
  to: day,
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(730)
    .default(90)
    .meta({ description: 'how long a customer is watched after the handover' }),
});
export const lossRequest = z.strictObject({ reason: z.enum(LOSS_REASONS), note: text.optional() });
export const customerParams = z.strictObject({ customerId: id });
