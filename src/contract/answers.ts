import * as z from 'zod';
import { ITEM_STATES, id } from './schemas.ts';
import { ASSIGNMENTS, FLAGS, RECORD_TYPES, SIGNER_ROLES, STATES, STEPS } from './steps.ts';
import { TIERS, WAITS } from './policy.ts';
import { PARTS } from './roles.ts';
import { SIGNATURE_DECISIONS, VOIDED_BECAUSE } from './signers.ts';
import { day, instant } from './times.ts';

/** What answers look like. Instants are ISO 8601 in UTC, amounts are decimal strings, dates are days of the company's calendar. */

const amount = z.string().regex(/^-?\d+(\.\d+)?$/);
const count = z.int().min(0);
const currency = z.string().length(3);
const params = z.record(z.string(), z.unknown());

/** One page; `next` is the cursor of the following one, null on the last. */
const page = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() });

export const problem = z
  .strictObject({
    type: z.string().meta({ description: 'urn:handover:problem:<code>; stable' }),
    code: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'a sentence in the language of the caller' }),
    correlationId: z.string(),
    params: params.optional(),
    errors: z
      .array(z.strictObject({ pointer: z.string().optional(), parameter: z.string().optional(), detail: z.string() }))
      .optional(),
  })
  .meta({ id: 'Problem' });

export const person = z.strictObject({ id, number: z.string(), name: z.string() }).meta({ id: 'Person' });
const personRef = z.strictObject({ id, number: z.string() });

const standing = {
  state: z.enum(STATES),
  step: z.enum(STEPS),
  round: z.int().min(1),
  waitingFor: z.enum([...WAITS, 'effectiveAt', 'reviewDate', 'restoreWindow', 'coverEnd', 'tracks']).nullable(),
  dueAt: instant.nullable(),
  overdue: z.boolean(),
  progressPct: z.int().min(0).max(100),
  itemCount: count,
  planHash: z.string().nullable(),
  flags: z.array(z.enum(FLAGS)),
};

export const progress = z
  .strictObject({
    handoverId: id,
    ...standing,
    awaited: z.array(z.strictObject({ person: personRef, role: z.enum([...SIGNER_ROLES, 'approver', 'deputy']) })),
    signatures: z.array(
      z.strictObject({ role: z.enum(SIGNER_ROLES), personId: id, decision: z.enum(SIGNATURE_DECISIONS) }),
    ),
  })
  .meta({ id: 'Progress' });
export const movedBack = z
  .strictObject({
    restored: count,
    conflicts: count,
    putBack: count.optional().meta({ description: 'records on which changed fields were put back' }),
  })
  .meta({ id: 'MovedBack' });

const links = z.strictObject({
  self: z.string(),
  items: z.string(),
  timeline: z.string(),
  temporal: z.string().optional().meta({ description: 'the case in the Temporal UI' }),
});
export const started = z
  .strictObject({ id, label: z.string(), state: z.enum(STATES), links })
  .meta({ id: 'StartedHandover' });

const handoverSummary = {
  id,
  label: z.string(),
  kind: z.string(),
  reason: z.string(),
  giver: person,
  supervisor: person,
  receivers: z.array(person),
  ...standing,
  awaited: z.array(
    z.strictObject({
      person,
      roles: z.array(z.enum(PARTS)),
    }),
  ),
  effectiveAt: instant.nullable(),
  startedAt: instant,
  transferredAt: instant.nullable(),
  closedAt: instant.nullable(),
};
export const handovers = page(z.strictObject(handoverSummary).meta({ id: 'HandoverSummary' }));
export const handover = z
  .strictObject({
    ...handoverSummary,
    startedBy: person,
    assignment: z.enum(ASSIGNMENTS),
    wholeBook: z.boolean(),
    lateReceiver: person,
    until: instant.nullable().meta({ description: 'of a cover: when what is lent goes back, as it was asked for' }),
    custodian: person.nullable().meta({ description: 'of an emergency departure' }),
    deputies: z.array(person),
    policy: z.strictObject({ key: z.string(), version: z.int() }),
    movingBack: z
      .strictObject({
        as: z.enum(['restored', 'returned']),
        by: person,
        startedAt: instant,
        restored: count,
        conflicts: count,
      })
      .nullable()
      .meta({ description: 'a restore or a return that is under way, and how far it is' }),
    signatures: z.array(
      z.strictObject({
        round: z.int(),
        role: z.enum(SIGNER_ROLES),
        person,
        signer: person.nullable(),
        decision: z.enum(SIGNATURE_DECISIONS),
        state: z
          .enum(['counts', 'void'])
          .meta({ description: 'void: what was signed is made anew; it stays on record and counts no more' }),
        voidedBecause: z.enum(VOIDED_BECAUSE).nullable(),
        department: z.strictObject({ id, code: z.string() }).nullable(),
        comment: z.string().nullable(),
        via: z.enum(['http', 'token', 'operator']),
        signedAt: instant,
        planHash: z.string(),
        jws: z.string(),
      }),
    ),
    meeting: z
      .strictObject({
        round: z.int(),
        startsAt: instant,
        endsAt: instant,
        location: z.string().nullable(),
        onlineUrl: z.string().nullable(),
        agenda: z.string().nullable(),
        minutes: z.string().nullable(),
        attendees: z.array(id),
        state: z.enum(['scheduled', 'held', 'cancelled']),
      })
      .nullable(),
    counts: z.array(z.strictObject({ type: z.enum(RECORD_TYPES), state: z.enum(ITEM_STATES), count })),
    links,
  })
  .meta({ id: 'Handover' });

export const items = page(
  z
    .strictObject({
      type: z.enum(RECORD_TYPES),
      id,
      customer: z.strictObject({ id, name: z.string().nullable() }).nullable(),
      receiver: person,
      tier: z.enum(TIERS).nullable(),
      toVerify: z.boolean(),
      why: z.string().meta({ description: 'why this receiver, as a code; the sentence says it in full' }),
      whyParams: params,
      whySentence: z.string(),
      state: z.enum(ITEM_STATES),
      reason: z.string().nullable(),
      sentence: z.string().nullable(),
    })
    .meta({ id: 'Item' }),
);

export const auditEntry = z
  .strictObject({
    id: z.string(),
    at: instant,
    actor: person.nullable(),
    actorKind: z.enum(['person', 'engine', 'operator']),
    action: z.string(),
    handoverId: id.nullable(),
    subject: z.strictObject({ type: z.string().nullable(), id }).nullable(),
    params,
    sentence: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export const auditEntries = page(auditEntry);

const materialsSummary = {
  customer: z.strictObject({ id, name: z.string().nullable() }),
  receiver: person,
  version: z.int(),
  completeness: z.int().min(0).max(100),
  missing: z.array(z.string()),
  needsExplanation: z.boolean(),
  toVerify: z.boolean(),
  explained: z.boolean(),
  verified: z.boolean(),
};
export const materials = page(z.strictObject(materialsSummary).meta({ id: 'MaterialsSummary' }));
export const explanation = z.strictObject({ customerId: id, version: z.int() });
const doneOf = z.strictObject({ done: count, of: count });
export const verifications = z.strictObject({ mine: doneOf, all: doneOf }).meta({ id: 'VerificationCounts' });

export const signOffToken = z.strictObject({ token: z.string(), expiresAt: instant, command: z.string() });

export const reviews = z.strictObject({
  items: z.array(
    z
      .strictObject({
        id,
        dayOffset: z.int(),
        dueAt: instant,
        answerBy: instant.nullable(),
        state: z.enum(['planned', 'open', 'answered', 'unanswered']),
        baseline: params.nullable(),
        facts: params.nullable(),
        findings: z.array(z.string()),
        answers: z.array(
          z.strictObject({
            person,
            satisfaction: z.int(),
            comment: z.string().nullable(),
            answers: params,
            answeredAt: instant,
          }),
        ),
      })
      .meta({ id: 'Review' }),
  ),
});
export const report = z.record(z.string(), z.unknown()).meta({ id: 'Report' });

const planCounts = z.array(
  z.strictObject({
    type: z.enum(RECORD_TYPES),
    followsCustomer: count.meta({ description: 'inherits the owner of its customer' }),
    inPerson: count.meta({ description: 'names the giver in person' }),
  }),
);
export const preview = z
  .strictObject({
    giver: person,
    supervisor: person,
    counts: planCounts,
    receivers: z.array(
      z.strictObject({
        person,
        customers: count,
        annualValue: z.array(z.strictObject({ currency, amount })),
        owns: count.meta({ description: 'customers that they own already' }),
        capacity: count,
        counts: planCounts.meta({
          description: 'what this receiver gets; types of which there is nothing are left out',
        }),
      }),
    ),
    leftOut: z
      .array(z.strictObject({ type: z.enum(RECORD_TYPES), count }))
      .meta({ description: 'records that name the giver in person and stay with the giver by the options' }),
    ofOthers: count.meta({ description: 'open opportunities of other people that move with their customer' }),
    warnings: z.array(z.strictObject({ code: z.string(), params, sentence: z.string() })),
    samples: z.array(
      z.strictObject({
        id,
        name: z.string(),
        annualValue: amount,
        currency,
        receiver: person,
        why: z.string(),
        whyParams: params,
        whySentence: z.string(),
      }),
    ),
    transferSeconds: count.meta({ description: 'roughly how long the transfer will take' }),
  })
  .meta({ id: 'Preview' });

const customerSummary = {
  id,
  name: z.string(),
  kind: z.enum(['company', 'person']),
  owner: person.nullable(),
  annualValue: amount,
  currency,
  stage: z.string(),
  state: z.string(),
  industry: z.string().nullable(),
  region: z.string().nullable(),
  city: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
  etag: z.string().meta({ description: 'the version of the row, as the header ETag has it' }),
};
export const customerInList = z.strictObject(customerSummary).meta({ id: 'CustomerSummary' });
const owned = z.strictObject({
  since: instant,
  until: instant.nullable(),
  owner: person.nullable(),
  handoverId: id.nullable(),
});
export const ownership = z.strictObject({ items: z.array(owned) });
export const customer = z
  .strictObject({
    ...customerSummary,
    source: z.string(),
    sourceId: z.string().nullable(),
    complexity: z.int(),
    businessType: z.string(),
    cooperationSince: day.nullable(),
    country: z.string().nullable(),
    address: z.string().nullable(),
    postalCode: z.string().nullable(),
    phone: z.string().nullable(),
    taxId: z.string().nullable(),
    bankAccount: z.string().nullable(),
    masked: z.boolean().meta({ description: 'whether phone, tax id and bank account are masked for the caller' }),
    mayChange: z.boolean().meta({ description: 'whether the caller may change it and what hangs on it' }),
    email: z.string().nullable(),
    employeeCount: z.int().nullable(),
    parentId: id.nullable(),
    language: z.string().nullable().meta({ description: 'in which the customer is spoken to (BCP 47)' }),
    neededSkills: z.array(z.string()),
    version: z.int(),
    counts: z.record(z.string(), count),
    ownership: z.array(owned),
    links: z.strictObject({ self: z.string() }),
  })
  .meta({ id: 'Customer' });

const employeeFields = {
  id,
  number: z.string(),
  name: z.string(),
  title: z.string().nullable(),
  department: z.strictObject({ code: z.string(), zh: z.string(), en: z.string() }).nullable(),
  manager: person.nullable(),
  region: z.string().nullable(),
  state: z.enum(['active', 'on_leave', 'leaving', 'left']),
  roles: z.array(z.string()),
};
export const employees = page(z.strictObject(employeeFields).meta({ id: 'EmployeeSummary' }));
export const employee = z
  .strictObject({
    ...employeeFields,
    email: z.string(),
    languages: z.array(z.string()),
    skills: z.array(z.string()),
    industries: z.array(z.string()),
    capacity: count,
    capacityValue: amount.nullable().meta({ description: 'annual value to be looked after at most; null: no bound' }),
    calendar: z.string(),
    timeZone: z.string(),
    customers: count.meta({ description: 'customers of theirs that the caller may see' }),
    frozen: z.strictObject({ since: instant, reason: z.string() }).nullable().meta({
      description: 'while nothing is served to them; null: they are not, or it is not for the caller to know',
    }),
    mayFreeze: z.boolean().meta({ description: 'whether the caller may freeze them' }),
  })
  .meta({ id: 'Employee' });
export const me = z
  .strictObject({
    person,
    roles: z.array(z.string()),
    scopes: z.array(z.string()).nullable().meta({ description: 'of the token of a service account; null: a person' }),
    locale: z.enum(['zh-CN', 'en']),
    awaits: count,
    permissions: z.array(z.string()).meta({
      description: 'operationIds that the caller may call at all; on one case: GET /handovers/{handoverId}/permissions',
    }),
  })
  .meta({ id: 'Me' });

export const importCounts = { read: count, inserted: count, updated: count, unchanged: count, refused: count };
export const refusals = z.array(
  z.strictObject({
    line: count,
    column: z.string().nullable(),
    value: z.string().nullable(),
    code: z.string(),
    params,
    sentence: z.string(),
  }),
);
export const importResult = z
  .strictObject({
    importId: id,
    dataset: z.string(),
    mapping: z.string(),
    dryRun: z.boolean(),
    ...importCounts,
    skipped: count.meta({ description: 'rows that repeat an earlier one, where the mapping takes the first' }),
    refusals,
    moreRefusals: count,
    before: z.record(z.string(), count),
    after: z.record(z.string(), count),
  })
  .meta({ id: 'ImportResult' });

export const outbox = z.strictObject({
  items: z.array(
    z
      .strictObject({
        id: z.string(),
        receivedAt: instant,
        messageId: z.string(),
        from: z.string(),
        to: z.array(z.string()),
        subject: z.string(),
        text: z.string(),
        attachments: z.array(z.strictObject({ name: z.string(), mediaType: z.string(), content: z.string() })),
      })
      .meta({ id: 'OutboxMail' }),
  ),
});
export const demoToken = z.strictObject({
  token: z.string(),
  tokenType: z.literal('Bearer'),
  expiresAt: instant,
  person,
});
export const demoPeople = z.strictObject({
  items: z.array(
    z.strictObject({
      id,
      number: z.string(),
      name: z.string(),
      title: z.string().nullable(),
      roles: z.array(z.string()),
    }),
  ),
});
