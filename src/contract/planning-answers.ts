import * as z from 'zod';
import { person } from './answers.ts';
import { ASSIGNMENTS } from './steps.ts';
import { instant } from './times.ts';

/** What the routes about a plan answer. */

const id = z.uuid();
const count = z.int().min(0);
/** the name shows only to whoever may see the customer */
const customer = z.strictObject({ id, name: z.string().nullable() });
/** A code with its parameters, and its sentence in the language of the caller. */
const told = z
  .strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()), sentence: z.string() })
  .meta({ id: 'Told' });

export const plan = z
  .strictObject({
    assignment: z.enum(ASSIGNMENTS),
    keepTogether: z.boolean().meta({ description: 'whether related customers go to one receiver' }),
    plannedAt: instant.nullable(),
    planHash: z.string().nullable(),
    receivers: z.array(z.strictObject({ person, customers: count, items: count })),
    overrides: count.meta({ description: 'customers for whom somebody named a receiver' }),
    added: count,
    takenOut: count,
    notInPlan: count.meta({ description: 'customers of the giver that the plan does not have' }),
    warnings: z.array(told),
  })
  .meta({ id: 'Plan' });

const said = { reason: z.string(), by: person, at: instant };
export const planChanges = z.strictObject({
  items: z.array(
    z
      .strictObject({
        customer,
        override: z.strictObject({ receiver: person, ...said }).nullable(),
        scope: z.strictObject({ change: z.enum(['added', 'takenOut']), ...said }).nullable(),
      })
      .meta({ id: 'PlanChange' }),
  ),
  next: z.string().nullable(),
});

export const notInPlan = z.strictObject({
  items: z.array(
    z
      .strictObject({
        customer,
        why: z.enum(['takenOut', 'arrived', 'outOfScope']),
        sentence: z.string(),
      })
      .meta({ id: 'NotInPlan' }),
  ),
  next: z.string().nullable(),
});
