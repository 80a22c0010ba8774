import * as z from 'zod';
import { customer, customerInList, person } from './answers.ts';
import { TIERS } from './policy.ts';
import { CUSTOMER_FIELDS, listAnswer, listParameters } from './record-schemas.ts';
import { id } from './schemas.ts';
import { inAnyZone, instant } from './times.ts';

const personRef = z.string().trim().min(1).max(64).meta({ description: 'id or employee number; "me"' });
const line = z.string().trim().min(1).max(100);

const SORTS = ['id', 'name', 'annualValue', 'createdAt', 'updatedAt'] as const;
export const customersQuery = z.strictObject({
  ...listParameters(SORTS),
  sort: z
    .enum(['relevance', ...SORTS.flatMap((name) => [name, `-${name}` as const])])
    .optional()
    .meta({
      description:
        'by what, "-" before it: descending; a search comes by relevance, anything else by id, unless it is said. A cursor goes on with the sort of its page only',
    }),
  q: line.optional().meta({
    description:
      'a piece of a name, pinyin or its initials, a contact, a city, an address, a code; a phone or tax id that the caller sees in full; at most 200 are found',
  }),
  owner: personRef.optional(),
  department: line.optional().meta({ description: 'code of the owner’s department' }),
  kind: CUSTOMER_FIELDS.kind.input.optional(),
  stage: CUSTOMER_FIELDS.stage.input.optional(),
  state: CUSTOMER_FIELDS.state.input.optional(),
  businessType: CUSTOMER_FIELDS.businessType.input.optional(),
  tier: z.enum(TIERS).optional().meta({ description: 'by the newest version of the standard policy' }),
  industry: line.optional(),
  region: line.optional(),
  city: line.optional(),
  atRisk: z
    .stringbool()
    .optional()
    .meta({ description: 'declining, with an open complaint, or with a contract that ends within 30 days' }),
  hasOpenTasks: z.stringbool().optional(),
  createdFrom: inAnyZone.optional(),
  createdTo: inAnyZone.optional(),
  updatedFrom: inAnyZone.optional(),
  updatedTo: inAnyZone.optional(),
});
export const customers = listAnswer(customerInList);

/** Fields that the customer who stays can take from the one who goes. */
const TAKEN = Object.keys(CUSTOMER_FIELDS).filter((name) => name !== 'parentId');
export const mergeRequest = z.strictObject({
  from: id.meta({ description: 'the customer that goes; the one of the address stays' }),
  take: z
    .array(z.enum(TAKEN))
    .max(TAKEN.length)
    .default([])
    .meta({ description: 'fields whose value comes from the customer that goes' }),
});
export const merged = z
  .strictObject({ customer, from: id, records: z.int().min(0).meta({ description: 'records that moved' }) })
  .meta({ id: 'MergedCustomer' });
export const duplicates = z.strictObject({
  items: z.array(
    z
      .strictObject({
        customer: customerInList,
        because: z.array(z.enum(['taxId', 'phone', 'name'])),
        similarity: z.number().min(0).max(1).meta({ description: 'of the names' }),
      })
      .meta({ id: 'DuplicateCustomer' }),
  ),
});

const STORY_TYPES = [
  'communication',
  'order',
  'opportunity',
  'contract',
  'task',
  'note',
  'feedback',
  'ownership',
  'handover',
] as const;
export const storyQuery = z.strictObject({
  type: z.enum(STORY_TYPES).optional(),
  cursor: z.string().min(1).max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const story = listAnswer(
  z
    .strictObject({
      at: instant,
      type: z.enum(STORY_TYPES),
      id: id.meta({ description: 'of the record; of the customer where the owner changed' }),
      title: z.string().nullable(),
      person: person
        .nullable()
        .meta({ description: 'who spoke, sold, has it in person, wrote it, or owns it from then on' }),
      details: z.record(z.string(), z.unknown()),
    })
    .meta({ id: 'StoryEntry' }),
);
