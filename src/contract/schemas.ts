import * as z from 'zod';
import { OPTIONS, type OptionName } from './options.ts';
import { COOPERATION_STAGES, TIERS } from './policy.ts';
import { ROLES } from './roles.ts';
import { planning } from './planning-schemas.ts';
import { ASSIGNMENTS, KINDS, MENDING_STEPS, RECORD_TYPES, SIGNER_ROLES, STATES, STEPS } from './steps.ts';
import { day, inAnyZone } from './times.ts';

/** What requests look like. Unknown fields are refused; what answers look like is in answers.ts. */

export const id = z.uuid();
/** what a column of integers holds */
/** The most that a column of versions holds. */
export const MAX_INT4 = 2_147_483_647;
/** an inAnyZone with its offset, as ISO 8601 */
const comment = z.string().trim().min(1).max(4_000);
const text = z.string().trim().min(1).max(20_000);
const personRef = z.string().trim().min(1).max(64).meta({ description: 'id or employee number' });
const planHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'field.planHash' })
  .meta({ description: 'hex of the hash that was looked at' });
const customerIds = (max: number) =>
  z
    .array(id)
    .min(1)
    .max(max)
    .refine((ids) => new Set(ids).size === ids.length, { error: 'field.repeated' });

export const ITEM_STATES = [
  'planned',
  'moved',
  'skipped',
  'failed',
  'late',
  'restored',
  'returned',
  'reassigned',
  'pooled',
] as const;

export const handoverParams = z.strictObject({ handoverId: id });
export const customerOfHandoverParams = z.strictObject({ handoverId: id, customerId: id });
export const reviewParams = z.strictObject({ handoverId: id, reviewId: id });
export const idParams = z.strictObject({ id });
export const policyParams = z.strictObject({
  key: z.string().max(63),
  version: z.coerce.number().int().min(1).max(MAX_INT4),
});

/** Cursor paging: the cursor is what the page before gave as `next`. */
const limit = z.coerce.number().int().min(1).max(200).default(50);
const byId = { cursor: id.optional(), limit };
const byNumber = { cursor: z.coerce.number().int().min(0).optional(), limit };

const option = <Name extends OptionName>(name: Name, description: string) =>
  z
    .enum(OPTIONS[name])
    .default(OPTIONS[name][0] as never)
    .meta({ description });
const inPerson = 'that name the giver in person; those that name nobody follow their customer';
/** What an option leaves out stays with the giver. */
const options = z.strictObject({
  tasks: option('tasks', `tasks ${inPerson}; open: not done`),
  events: option('events', `appointments ${inPerson}; future: not over; the receiver is the new organiser`),
  opportunities: option('opportunities', `opportunities ${inPerson}; whoever closed one stays its seller`),
  othersOpportunities: option('othersOpportunities', 'open opportunities of other people on a customer that moves'),
  approvals: option('approvals', `approvals ${inPerson}; pending: not decided`),
  contracts: option('contracts', `contracts ${inPerson}; open: not ended`),
  projects: option('projects', `projects ${inPerson}; open: planned or running`),
  orders: option('orders', `orders ${inPerson}; whoever sold one stays its seller`),
  feedback: option('feedback', `feedback ${inPerson}; open: not closed`),
  communications: option('communications', `communications ${inPerson}`),
  notes: option('notes', `notes ${inPerson}`),
  attachments: option('attachments', `attachments ${inPerson}`),
  contacts: option('contacts', `contacts ${inPerson}`),
  preferences: option('preferences', `preferences ${inPerson}`),
  teams: option('teams', 'the giver’s places in the teams of customers'),
});

export const startRequest = z.strictObject({
  kind: z.enum(KINDS),
  reason: z.string().trim().min(1).max(2_000),
  giver: personRef,
  receivers: z
    .array(personRef)
    .min(1)
    .max(200)
    .refine((refs) => new Set(refs).size === refs.length, { error: 'field.repeated' }),
  supervisor: personRef.optional(),
  assignment: z.enum(ASSIGNMENTS),
  planning: planning.optional().meta({ description: 'what the rule of assignment needs beyond its name' }),
  scope: z.union([z.literal('book'), z.strictObject({ customerIds: customerIds(10_000) })], { error: 'field.scope' }),
  lateReceiver: personRef.optional(),
  effectiveAt: inAnyZone.optional(),
  until: inAnyZone.optional().meta({ description: 'cover during absence: when what was lent goes back by itself' }),
  custodian: personRef
    .optional()
    .meta({ description: 'emergency departure: who gets late arrivals and urgent work until the book moves' }),
  waiver: comment
    .optional()
    .meta({ description: 'emergency departure, by HR: why the signature of the giver is done without' }),
  policy: z
    .strictObject({ key: z.string().min(1).max(63), version: z.int().min(1).max(MAX_INT4).optional() })
    .optional(),
  options: options.prefault({}).meta({ description: 'what moves along with the customers' }),
});
export type StartRequest = z.output<typeof startRequest>;

export const HANDOVER_SORTS = ['-created', 'created', '-due', 'due'] as const;
const q = z.string().trim().min(1).max(100).optional();
export const handoversQuery = z.strictObject({
  cursor: z.string().max(200).optional().meta({ description: 'what the page before gave as next, with the same sort' }),
  limit,
  state: z.enum(STATES).optional(),
  step: z.enum(STEPS).optional(),
  giver: personRef.optional(),
  awaited: z.literal('me').optional(),
  overdue: z.stringbool().optional(),
  kind: z.enum(KINDS).optional(),
  receiver: personRef.optional(),
  department: z.string().trim().min(1).max(63).optional().meta({ description: 'code of the giver’s department' }),
  dueAfter: inAnyZone.optional(),
  dueBefore: inAnyZone.optional(),
  q,
  sort: z
    .enum(HANDOVER_SORTS)
    .default('-created')
    .meta({ description: 'a minus sign: the latest first; due: of those that are due at all' }),
});
export const itemsQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^[a-z_]{1,20}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .optional(),
  limit,
  state: z.enum(ITEM_STATES).optional(),
  receiver: id.optional(),
  type: z.enum(RECORD_TYPES).optional(),
  reason: z
    .string()
    .regex(/^\w{1,40}$/)
    .optional()
    .meta({ description: 'code of why a record did not move' }),
  q: q.meta({ description: 'part of the customer’s name' }),
});
export const timelineQuery = z.strictObject(byNumber);
export const materialsQuery = z.strictObject({
  ...byId,
  toVerify: z.stringbool().optional(),
  verified: z.stringbool().optional().meta({ description: 'whether its receiver has checked it in this round' }),
  receiver: id.optional(),
});
export const employeesQuery = z.strictObject({
  cursor: z.string().min(1).max(64).optional(),
  limit,
  q,
  department: z.string().trim().min(1).max(63).optional().meta({ description: 'code' }),
  state: z.enum(['active', 'on_leave', 'leaving', 'left']).optional(),
  role: z.enum(ROLES).optional(),
  region: z.string().trim().min(1).max(100).optional(),
});
export const entryParams = z.strictObject({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
export const ERASURE_REASONS = ['request', 'retention', 'order'] as const;
export const eraseRequest = z.strictObject({
  subject: id.meta({ description: 'person or customer' }),
  reason: z
    .enum(ERASURE_REASONS)
    .meta({ description: 'request: of the person; retention: time is over; order: of an authority' }),
});
export const auditQuery = z.strictObject({
  ...byNumber,
  handover: id.optional(),
  subject: id.optional(),
  actor: personRef.optional(),
  action: z
    .string()
    .regex(/^[a-zA-Z]+(\.[a-zA-Z]+|\.\*)?$/)
    .max(60)
    .optional()
    .meta({ description: 'such as signOff.signed, or signOff.* for all of its kind' }),
  from: inAnyZone.optional(),
  to: inAnyZone.optional(),
});
export const approvalRequest = z.strictObject({
  decision: z.enum(['approved', 'sentBack']),
  comment: comment.optional(),
  planHash,
  for: id
    .optional()
    .meta({ description: 'whose approval it is, when a delegate gives it; absent: whoever is awaited' }),
});
export const commentRequest = z.strictObject({ comment: comment.optional() });
export const meetingRequest = z.strictObject({
  startsAt: inAnyZone,
  endsAt: inAnyZone,
  location: z.string().trim().min(1).max(500).optional(),
  onlineUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  agenda: text.optional(),
});
export const minutesRequest = z.strictObject({
  minutes: text,
  attendees: z.array(id).max(100).default([]),
  actions: z
    .array(z.strictObject({ body: comment, owner: id, dueOn: day.optional() }))
    .max(100)
    .default([]),
});
export const signOffRequest = z
  .strictObject({
    decision: z.enum(['signed', 'rejected']),
    comment: comment.optional(),
    planHash,
    for: id.optional().meta({ description: 'whose signature it is, when a deputy or a delegate signs' }),
    sendBackTo: z.enum(MENDING_STEPS).optional().meta({ description: 'only with a rejection; absent: the plan' }),
    role: z
      .enum(SIGNER_ROLES)
      .optional()
      .meta({ description: 'in which part, when one person signs in several; absent: the first that is missing' }),
  })
  .refine((r) => r.sendBackTo === undefined || r.decision === 'rejected', {
    path: ['sendBackTo'],
    error: 'field.sendBackTo',
  })
  .refine((r) => r.comment !== undefined || r.decision === 'signed', {
    path: ['comment'],
    error: 'field.rejectionReason',
  });
export const waiverRequest = z.strictObject({
  role: z.enum(SIGNER_ROLES).meta({ description: 'whose signature HR does without: the giver’s or a department’s' }),
  planHash,
  reason: comment,
});
export const reviewAnswerRequest = z.strictObject({
  satisfaction: z.int().min(1).max(5),
  comment: comment.optional(),
  answers: z
    .record(z.string().max(40), z.union([z.int().min(1).max(5), comment]))
    .optional()
    .meta({ description: 'to the questions of GET …/reviews/questions, by their keys: a mark, or words' }),
});
export const extendRequest = z.strictObject({ dueAt: inAnyZone, comment: comment.optional() });
export const releaseRequest = z.strictObject({
  decision: z
    .enum(['go', 'stop'])
    .meta({ description: 'go: the transfer goes on; stop: what has moved goes back and the plan is made anew' }),
  comment: comment.optional(),
});
export const replaceReceiverRequest = z.strictObject({
  from: personRef,
  to: personRef,
  comment: comment.optional(),
});
export const returnItemsRequest = z.strictObject({ customerIds: customerIds(10_000), comment });
/** Which part of a handover goes back; each property narrows it. */
export const restoreFilter = z
  .strictObject({
    receiver: id.optional(),
    tier: z.enum(TIERS).optional(),
    region: z.string().trim().min(1).max(100).optional(),
    stage: z.enum(COOPERATION_STAGES).optional(),
    recordTypes: z.array(z.enum(RECORD_TYPES)).min(1).optional(),
  })
  .refine((filter) => Object.keys(filter).length > 0, { error: 'field.filterEmpty' });
export const restoreRequest = z
  .strictObject({
    customerIds: customerIds(10_000).optional().meta({ description: 'neither these nor a filter: everything' }),
    filter: restoreFilter.optional(),
    onConflict: z
      .enum(['keep', 'takeBack'])
      .default('keep')
      .meta({ description: 'what others hold or changed meanwhile: kept and listed for a decision, or taken back' }),
    comment: comment.optional(),
  })
  .refine((r) => r.customerIds === undefined || r.filter === undefined, {
    path: ['filter'],
    error: 'field.customersOrFilter',
  });
export const conflictParams = z.strictObject({ handoverId: id, conflictId: id });
export const conflictsQuery = z.strictObject({ ...byId, open: z.stringbool().optional() });
export const conflictDecisionRequest = z.strictObject({
  decision: z.enum(['keep', 'takeBack']),
  comment: comment.optional(),
});
export const demoTokenRequest = z.strictObject({ employeeNumber: z.string().trim().min(1).max(64) });
