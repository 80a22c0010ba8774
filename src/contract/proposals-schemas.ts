import * as z from 'zod';
import { PROPOSAL_REASONS } from './kinds.ts';
import { id } from './schemas.ts';
import { ASSIGNMENTS, KINDS } from './steps.ts';
import { day, inAnyZone, instant } from './times.ts';

/** What requests and answers about proposed handovers and departures look like. */

const count = z.int().min(0);
const person = z.strictObject({ id, number: z.string(), name: z.string() });
const personRef = z.string().trim().min(1).max(64).meta({ description: 'id or employee number' });
const limit = z.coerce.number().int().min(1).max(200).default(50);
const text = z.string().trim().min(1).max(2_000);

export const PROPOSAL_STATES = ['open', 'accepted', 'dismissed', 'lapsed'] as const;
export const proposalsQuery = z.strictObject({
  cursor: id.optional(),
  limit,
  state: z.enum(PROPOSAL_STATES).optional(),
  reason: z.enum(PROPOSAL_REASONS).optional(),
});
/** What is left out is as the proposal says. */
export const acceptRequest = z.strictObject({
  kind: z.enum(KINDS).optional(),
  reason: text.optional(),
  receivers: z.array(personRef).min(1).max(20).optional().meta({ description: 'absent: whom the proposal suggests' }),
  supervisor: personRef.optional(),
  assignment: z.enum(ASSIGNMENTS).optional(),
  effectiveAt: inAnyZone.optional(),
  until: inAnyZone.optional(),
  policy: z.strictObject({ key: z.string().min(1).max(63), version: z.int().min(1).optional() }).optional(),
  to: personRef
    .optional()
    .meta({ description: 'of a receiver to be replaced: by whom; absent: whom the proposal suggests' }),
});
export type AcceptRequest = z.output<typeof acceptRequest>;
export const dismissRequest = z.strictObject({ reason: text });

export const proposal = z
  .strictObject({
    id,
    reason: z.enum(PROPOSAL_REASONS),
    sentence: z.string(),
    kind: z.enum(KINDS).nullable().meta({ description: 'null: a receiver of a running handover is to be replaced' }),
    giver: person,
    handover: z.strictObject({ id, label: z.string() }).nullable(),
    replaces: person.nullable(),
    suggested: person.nullable(),
    customers: count.nullable().meta({ description: 'how many; null: the whole book' }),
    effectiveOn: day.nullable(),
    untilOn: day.nullable(),
    state: z.enum(PROPOSAL_STATES),
    foundAt: instant,
    decidedBy: person.nullable(),
    decidedAt: instant.nullable(),
    comment: z.string().nullable(),
    started: z.strictObject({ id, label: z.string() }).nullable(),
  })
  .meta({ id: 'Proposal' });
export const proposals = z.strictObject({ items: z.array(proposal), next: z.string().nullable() });
export const accepted = z.strictObject({ id, handover: z.strictObject({ id, label: z.string() }) });

export const DEPARTURE_STATES = ['starting', 'open', 'closed', 'cancelled'] as const;
export const departureRequest = z.strictObject({
  employee: personRef,
  lastDay: day,
  reason: text,
  policy: z.string().min(1).max(63).default('standard').meta({ description: 'whose newest version says the times' }),
});
export const departuresQuery = z.strictObject({
  cursor: id.optional(),
  limit,
  state: z.enum(DEPARTURE_STATES).optional(),
});
export const cancelDepartureRequest = z.strictObject({ reason: text });

const departureFields = {
  id,
  employee: person,
  reason: z.string(),
  lastDay: day,
  state: z.enum(DEPARTURE_STATES),
  overdue: z.boolean(),
  startedBy: person,
  startedAt: instant,
  lookedAt: instant.nullable(),
  closedAt: instant.nullable(),
  cancelReason: z.string().nullable(),
};
const left = z.array(z.strictObject({ what: z.string(), sentence: z.string(), count }));
export const departure = z
  .strictObject({
    ...departureFields,
    left: left.meta({ description: 'what still names the person, at this moment' }),
    handovers: z.array(z.strictObject({ id, label: z.string(), kind: z.enum(KINDS), state: z.string() })),
  })
  .meta({ id: 'Departure' });
export const departures = z.strictObject({
  items: z.array(z.strictObject({ ...departureFields, left })),
  next: z.string().nullable(),
});
export const departureStarted = z.strictObject({ id, links: z.strictObject({ self: z.string() }) });

export const EMPLOYMENT_STATES = ['active', 'on_leave', 'leaving', 'left'] as const;
/** Only what is named changes; null takes a date or a level away. */
export const employmentRequest = z
  .strictObject({
    state: z.enum(EMPLOYMENT_STATES).optional(),
    lastDay: day.nullable().optional(),
    awayFrom: day.nullable().optional(),
    awayUntil: day.nullable().optional(),
    department: z.string().min(1).max(64).nullable().optional().meta({ description: 'code' }),
    manager: personRef.nullable().optional(),
    title: z.string().trim().min(1).max(200).nullable().optional(),
    level: z.int().min(1).max(20).nullable().optional(),
  })
  .refine((r) => r.awayFrom == null || r.awayUntil == null || r.awayUntil >= r.awayFrom, {
    path: ['awayUntil'],
    error: 'field.awayUntil',
  });
export type EmploymentRequest = z.output<typeof employmentRequest>;
export const employment = z
  .strictObject({
    id,
    number: z.string(),
    state: z.enum(EMPLOYMENT_STATES),
    lastDay: day.nullable(),
    awayFrom: day.nullable(),
    awayUntil: day.nullable(),
    department: z.string().nullable(),
    manager: person.nullable(),
    title: z.string().nullable(),
    level: z.int().nullable(),
  })
  .meta({ id: 'Employment' });
