import * as z from 'zod';
import { GAP_NAMES, QUESTIONS, TRENDS } from './materials.ts';
import { person } from './answers.ts';
import { TIERS } from './policy.ts';
import { MAX_INT4, id } from './schemas.ts';
import { day, instant } from './times.ts';

/** What requests and answers about the packs of customers look like. */

const amount = z.string().regex(/^-?\d+(\.\d+)?$/);
const text = z.string().nullable();
const said = z.string().trim().min(1).max(4_000);

/** What the giver can be asked of a customer: a question that the data raises, or a gap of the pack. */
const asked = z.enum([...QUESTIONS, ...GAP_NAMES]);

export const explanationRequest = z
  .strictObject({
    text: z.string().trim().min(1).max(100_000).optional(),
    answers: z.partialRecord(asked, said).optional().meta({ description: 'by the codes of the questions in the pack' }),
  })
  .refine((r) => r.text !== undefined || Object.keys(r.answers ?? {}).length > 0, {
    path: ['text'],
    error: 'field.missing',
  });
export const confirmationRequest = z.strictObject({
  comment: said.optional(),
  anyway: said.optional().meta({
    description: 'why packs that the policy holds to be too incomplete must do; without it they are refused',
  }),
});
export const materialsQuery = z.strictObject({
  version: z.coerce.number().int().min(1).max(MAX_INT4).optional().meta({ description: 'absent: the newest' }),
});
export const comparisonQuery = z.strictObject({
  from: z.coerce.number().int().min(1).max(MAX_INT4),
  to: z.coerce.number().int().min(1).max(MAX_INT4),
});

const entry = <T extends z.ZodRawShape>(body: T) =>
  z.strictObject({ author: person, version: z.int(), updatedAt: instant, ...body }).nullable();

const details = z
  .strictObject({
    profile: z.record(z.string(), z.unknown()).meta({ description: 'phone, tax id and bank account are masked' }),
    contacts: z.array(
      z.strictObject({
        id,
        name: z.string(),
        title: text,
        isKey: z.boolean(),
        phone: text,
        email: text,
        wechat: text,
        birthday: day.nullable(),
      }),
    ),
    relations: z.array(z.strictObject({ id, relation: z.enum(['parent', 'subsidiary', 'sister']), name: text })),
    knownBy: z
      .array(z.strictObject({ person, communications: z.int(), lastAt: instant }))
      .meta({ description: 'who spoke with the customer within the last year' }),
    purchases: z.strictObject({
      trend: z.enum(TRENDS),
      lastYear: amount,
      yearBefore: amount,
      years: z.array(z.strictObject({ year: z.int(), currency: z.string(), count: z.int(), total: amount })),
      products: z.array(z.strictObject({ product: z.string(), orders: z.int(), total: amount })),
      latest: z.array(
        z.strictObject({ number: text, orderedOn: day, total: amount, currency: z.string(), state: z.string() }),
      ),
    }),
    preferences: z.array(z.strictObject({ kind: z.enum(['preference', 'need', 'taboo']), body: z.string() })),
    notes: z.array(z.strictObject({ body: z.string(), author: person.nullable(), at: instant })),
    projects: z.array(
      z.strictObject({
        name: z.string(),
        state: z.string(),
        progressPct: z.int(),
        dueOn: day.nullable(),
        summary: text,
      }),
    ),
    tasks: z.array(
      z.strictObject({
        title: z.string(),
        priority: z.string(),
        state: z.string(),
        dueOn: day.nullable(),
        isPromise: z.boolean(),
        assignee: person.nullable(),
      }),
    ),
    opportunities: z.array(
      z.strictObject({
        title: z.string(),
        stage: z.string(),
        amount: amount.nullable(),
        currency: z.string(),
        engagedOn: day.nullable(),
        closedOn: day.nullable(),
      }),
    ),
    feedback: z.array(
      z.strictObject({
        type: z.string(),
        state: z.string(),
        satisfaction: z.int().nullable(),
        receivedAt: instant,
        body: z.string(),
      }),
    ),
    communications: z.array(
      z.strictObject({
        channel: z.string(),
        direction: z.string(),
        happenedAt: instant,
        subject: z.string(),
        body: text,
        tags: z.array(z.string()),
        author: person.nullable(),
        class: z.string(),
        topics: z.array(z.string()),
      }),
    ),
    contracts: z.array(
      z.strictObject({
        number: z.string(),
        title: z.string(),
        startsOn: day,
        endsOn: day.nullable(),
        amount: amount.nullable(),
        currency: z.string(),
        state: z.string(),
      }),
    ),
    attachments: z.array(z.strictObject({ id, fileName: z.string(), mediaType: z.string(), bytes: z.int() })),
    risks: z.array(
      z.strictObject({
        id,
        kind: z.string(),
        sentence: z.string(),
        score: z.int(),
        state: z.string(),
        mitigation: text,
      }),
    ),
  })
  .meta({ id: 'MaterialsDetails' });
export type MaterialsDetails = z.output<typeof details>;

export const customerMaterials = z
  .strictObject({
    customer: z.strictObject({ id, name: z.string().nullable() }),
    receiver: person,
    tier: z
      .enum(TIERS)
      .meta({ description: 'of the customer in this plan; its checklist is that of the verification' }),
    version: z.int(),
    completeness: z.int().min(0).max(100),
    missing: z.array(z.string()),
    needsExplanation: z.boolean(),
    toVerify: z.boolean(),
    explained: z.boolean(),
    verified: z.boolean(),
    digest: z.string().meta({ description: 'SHA-256 of the pack, in what is signed' }),
    createdAt: instant,
    pack: z.record(z.string(), z.unknown()).meta({ description: 'the counts that are signed' }),
    questions: z
      .array(
        z.strictObject({
          code: asked,
          sentence: z.string(),
          answer: z.string().nullable().meta({ description: 'of the giver; null: not answered' }),
        }),
      )
      .meta({ description: 'what the giver is asked, and the gaps of the pack' }),
    explanation: entry({ text: z.string(), answers: z.partialRecord(asked, z.string()) }),
    verification: entry({ ok: z.boolean(), comment: z.string().nullable(), points: z.array(z.string()) }),
    details: details.nullable().meta({
      description:
        'read now from the same data; null: for those who may not read the customer (any more), and of older versions',
    }),
  })
  .meta({ id: 'Materials' });
export type CustomerMaterials = z.output<typeof customerMaterials>;

export const materialsVersions = z.strictObject({
  items: z.array(
    z.strictObject({
      version: z.int(),
      completeness: z.int(),
      missing: z.array(z.string()),
      questions: z.array(asked),
      digest: z.string(),
      createdAt: instant,
    }),
  ),
});
export const materialsComparison = z.strictObject({
  from: z.int(),
  to: z.int(),
  changes: z.array(
    z.strictObject({
      path: z.string().meta({ description: 'JSON pointer into the pack' }),
      kind: z.enum(['added', 'removed', 'changed']),
      before: z.unknown(),
      after: z.unknown(),
    }),
  ),
});
