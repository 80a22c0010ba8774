import * as z from 'zod';
import { id } from './schemas.ts';
import { RECORD_TYPES } from './steps.ts';
import { instant } from './times.ts';

/** What answers about the way back look like. */

const count = z.int().min(0);
const KINDS = z.enum(['holderChanged', 'changed']);
const customer = z.strictObject({ id, name: z.string().nullable() }).nullable();
const what = {
  type: z.enum(RECORD_TYPES),
  recordId: id,
  customer,
  kind: KINDS.meta({ description: 'holderChanged: somebody else has it by now; changed: it has other values' }),
  fields: z.array(z.string()).meta({ description: 'columns that were changed' }),
};

export const restorePreview = z
  .strictObject({
    restoreUntil: instant,
    counts: z.array(
      z.strictObject({
        type: z.enum(RECORD_TYPES),
        back: count.meta({ description: 'goes back to the giver, taken ones included' }),
        taken: count.meta({ description: 'of these, taken from a third person' }),
        holderChanged: count.meta({ description: 'stays with a third person' }),
        changed: count.meta({ description: 'has other values than at the transfer' }),
      }),
    ),
    restored: count,
    conflicts: count.meta({ description: 'left to decide' }),
    putBack: count.meta({ description: 'records on which changed fields are put back' }),
    samples: z.array(z.strictObject(what)),
    warnings: z.array(
      z.strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()), sentence: z.string() }),
    ),
  })
  .meta({ id: 'RestorePreview' });

export const restoreConflicts = z.strictObject({
  items: z.array(
    z
      .strictObject({
        id,
        ...what,
        detectedAt: instant,
        decision: z.enum(['keep', 'takeBack']).nullable(),
        decidedAt: instant.nullable(),
      })
      .meta({ id: 'RestoreConflict' }),
  ),
  next: z.string().nullable(),
});
