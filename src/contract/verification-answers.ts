import * as z from 'zod';
import { person } from './answers.ts';
import { DISCREPANCY_ACTS, DISCREPANCY_STATES } from './discrepancies.ts';
import { id } from './schemas.ts';
import { instant } from './times.ts';

/** What answers about the verification look like. */

const count = z.int().min(0);
const doneOf = z.strictObject({ done: count, of: count });
const checklist = z.array(z.strictObject({ key: z.string(), sentence: z.string(), required: z.boolean() }));

export const verification = z
  .strictObject({
    mine: doneOf,
    all: doneOf,
    discrepancies: z.record(z.enum(DISCREPANCY_STATES), count),
    discrepancyDays: z.int().nullable().meta({ description: 'null: discrepancies are counted and hold nothing up' }),
    checklists: z.strictObject({ strict: checklist, standard: checklist, light: checklist }),
  })
  .meta({ id: 'Verification' });

const summary = {
  id,
  customer: z.strictObject({ id, name: z.string().nullable() }),
  receiver: person,
  round: z.int(),
  state: z.enum(DISCREPANCY_STATES),
  openedAt: instant,
  dueAt: instant
    .nullable()
    .meta({ description: 'until then receiver and giver settle it; then the supervisor decides' }),
  messages: count,
};
export const discrepancies = z.strictObject({
  items: z.array(z.strictObject(summary).meta({ id: 'DiscrepancySummary' })),
  next: z.string().nullable(),
});
export const discrepancy = z
  .strictObject({
    ...summary,
    conversation: z.array(
      z.strictObject({
        author: person,
        act: z.enum(['open', ...DISCREPANCY_ACTS]),
        body: z.string().nullable(),
        points: z.array(z.string()),
        at: instant,
      }),
    ),
  })
  .meta({ id: 'Discrepancy' });
