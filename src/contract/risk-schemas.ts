import * as z from 'zod';
import { person } from './answers.ts';
import { RISK_KINDS, RISK_STATES } from './risks.ts';
import { id } from './schemas.ts';
import { day, instant } from './times.ts';

/** What requests and answers about the register of risks look like. */

const degree = z.int().min(1).max(5);
const mitigation = z.string().trim().min(1).max(4_000);

export const riskParams = z.strictObject({ handoverId: id, riskId: id });
export const risksQuery = z.strictObject({
  cursor: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  state: z.enum(RISK_STATES).optional(),
  kind: z.enum(RISK_KINDS).optional(),
  customer: id.optional(),
  blocking: z.stringbool().optional().meta({ description: 'only those that hold up the signatures' }),
});
export const riskRequest = z
  .strictObject({
    kind: z.enum(RISK_KINDS),
    customerId: id.optional(),
    title: z.string().trim().min(1).max(500).optional().meta({ description: 'needed for the kind other' }),
    likelihood: degree,
    effect: degree,
    mitigation: mitigation.optional(),
    owner: z.string().trim().min(1).max(64).meta({ description: 'id or employee number of who sees to it' }),
    dueOn: day.optional(),
  })
  .refine((r) => r.kind !== 'other' || r.title !== undefined, { path: ['title'], error: 'field.missing' });
export const riskChangeRequest = z
  .strictObject({
    likelihood: degree.optional(),
    effect: degree.optional(),
    mitigation: mitigation.nullable().optional(),
    owner: z.string().trim().min(1).max(64).optional(),
    dueOn: day.nullable().optional(),
    state: z.enum(['open', 'closed']).optional(),
  })
  .refine((r) => Object.keys(r).length > 0, { error: 'field.missing' });
export const riskAcceptanceRequest = z.strictObject({
  riskIds: z
    .array(id)
    .min(1)
    .max(1_000)
    .refine((ids) => new Set(ids).size === ids.length, { error: 'field.repeated' })
    .optional()
    .meta({ description: 'absent: all that hold up the signatures' }),
  reason: z.string().trim().min(1).max(4_000),
});

export const risk = z
  .strictObject({
    id,
    kind: z.enum(RISK_KINDS),
    found: z.boolean().meta({ description: 'by the engine in the data' }),
    sentence: z.string().meta({ description: 'the title that people gave it, or what the engine found' }),
    customer: z.strictObject({ id, name: z.string().nullable() }).nullable(),
    receiver: person.nullable(),
    likelihood: degree,
    effect: degree,
    score: z.int().min(1).max(25),
    blocking: z.boolean(),
    mitigation: z
      .string()
      .nullable()
      .meta({ description: 'what is done about it; of a found one a proposal, until somebody says otherwise' }),
    owner: person,
    dueOn: day.nullable(),
    state: z.enum(RISK_STATES),
    acceptedBy: id.nullable(),
    acceptedAt: instant.nullable(),
    openedAt: instant,
    version: z.int(),
  })
  .meta({ id: 'Risk' });
export const risks = z.strictObject({
  blocking: z.int().min(0).meta({ description: 'open risks that hold up the signatures' }),
  items: z.array(risk),
  next: z.string().nullable(),
});
