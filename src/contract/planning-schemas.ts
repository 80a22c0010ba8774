import * as z from 'zod';
import { BUSINESS_TYPES, COOPERATION_STAGES, TIERS } from './policy.ts';
import { ASSIGNMENTS } from './steps.ts';

/** What requests say about planning. */

const id = z.uuid();
const personRef = z.string().trim().min(1).max(64).meta({ description: 'id or employee number' });
const reason = z.string().trim().min(1).max(2_000);
const MOST = 10_000;
const each = <T extends z.ZodType>(one: T, max: number) =>
  z
    .array(one)
    .min(1)
    .max(max)
    .refine((all) => new Set(all).size === all.length, { error: 'field.repeated' });
const word = z.string().trim().min(1).max(100);
const weight = z.number().min(0).max(1_000);
const weights = z
  .record(personRef, weight)
  .refine((of) => Object.values(of).some((one) => one > 0), { error: 'field.weightsEmpty' })
  .meta({ description: 'by receiver; whoever is not named counts 1' });

const condition = z
  .strictObject({
    tiers: each(z.enum(TIERS), 3).optional(),
    regions: each(word, 50).optional(),
    industries: each(word, 50).optional(),
    businessTypes: each(z.enum(BUSINESS_TYPES), 5).optional(),
    stages: each(z.enum(COOPERATION_STAGES), 5).optional(),
    minValue: z
      .number()
      .min(0)
      .max(1e12)
      .optional()
      .meta({ description: 'annual value; of related customers the sum' }),
  })
  .refine((when) => Object.keys(when).length > 0, { error: 'field.filterEmpty' });

const SINGLE = ASSIGNMENTS.filter((one) => one !== 'mixed');
const mixedRule = z.strictObject({
  when: condition.optional().meta({ description: 'all that is said must hold; absent: all that are left' }),
  assignment: z.enum(SINGLE),
  to: each(personRef, 200).optional().meta({ description: 'absent: every receiver' }),
  weights: weights.optional(),
});

const override = z.strictObject({ customerId: id, receiver: personRef, reason });
const oneEach = (all: { customerId: string }[]) => new Set(all.map((o) => o.customerId)).size === all.length;

/** How customers are shared out beyond the name of the rule. */
export const planning = z.strictObject({
  weights: weights.optional(),
  capacities: z
    .record(
      personRef,
      z
        .strictObject({
          customers: z.int().min(0).max(10_000_000).optional(),
          value: z
            .number()
            .min(0)
            .max(1e14)
            .optional()
            .meta({ description: 'annual value, currencies not told apart' }),
        })
        .refine((of) => Object.keys(of).length > 0, { error: 'field.filterEmpty' }),
    )
    .optional()
    .meta({ description: 'by receiver, what they hold counted; absent: what the employee’s record says' }),
  rules: z
    .array(mixedRule)
    .min(1)
    .max(20)
    .refine((rules) => rules.every(({ when }, i) => (when === undefined) === (i === rules.length - 1)), {
      error: 'field.lastRule',
    })
    .optional()
    .meta({ description: 'of mixed: a customer goes by the first rule whose condition it meets; the last has none' }),
  overrides: z
    .array(override)
    .max(MOST)
    .refine(oneEach, { error: 'field.repeated' })
    .optional()
    .meta({ description: 'customers for a named receiver, whatever the rule says' }),
  keepTogether: z.boolean().optional().meta({
    description:
      'whether related customers (parent and subsidiary, the same e-mail or phone) go to one receiver; absent: as the policy says, else yes but under fixed and in_turn',
  }),
});
export type PlanningPart = z.output<typeof planning>;

export const planChangesRequest = z
  .strictObject({
    overrides: z
      .array(z.strictObject({ customerId: id, receiver: personRef.nullable() }))
      .min(1)
      .max(MOST)
      .refine(oneEach, { error: 'field.repeated' })
      .optional()
      .meta({ description: 'null: by the rule again' }),
    add: z
      .union([z.literal('arrived'), each(id, MOST)])
      .optional()
      .meta({
        description: 'customers of the giver that the plan does not have; arrived: all that came since it was made',
      }),
    takeOut: each(id, MOST).optional().meta({ description: 'customers that stay with the giver' }),
    reason,
  })
  .refine((r) => r.overrides !== undefined || r.add !== undefined || r.takeOut !== undefined, {
    error: 'field.changeEmpty',
  })
  .meta({ id: 'PlanChanges' });
export type PlanChangesRequest = z.output<typeof planChangesRequest>;

/** How the inbox keeps it, for the activity that makes the plan anew. */
export const planChange = z.object({
  overrides: z.array(z.object({ customerId: id, receiverId: id.nullable() })).optional(),
  add: z.array(id).optional(),
  takeOut: z.array(id).optional(),
  reason: z.string(),
});
export type PlanChange = z.output<typeof planChange>;

const byId = { cursor: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };
export const planChangesQuery = z.strictObject(byId);
export const notInPlanQuery = z.strictObject(byId);
