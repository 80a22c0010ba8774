import * as z from 'zod';
import { id } from './schemas.ts';
import { instant } from './times.ts';

/** What the answer about integrity looks like. */

export const integrityQuery = z.strictObject({
  cursor: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const integrity = z
  .strictObject({
    run: z
      .strictObject({
        id,
        startedAt: instant,
        finishedAt: instant,
        checks: z.array(
          z.strictObject({
            name: z.string(),
            state: z.enum(['ok', 'wrong', 'skipped', 'failed']),
            count: z.int().min(0),
            sentence: z.string(),
          }),
        ),
      })
      .nullable()
      .meta({ description: 'null: the checks have not run yet' }),
    items: z.array(
      z
        .strictObject({
          id,
          check: z.string(),
          code: z.string(),
          subject: z.string(),
          params: z.record(z.string(), z.unknown()),
          since: instant,
          sentence: z.string(),
          repair: z.string().nullable().meta({ description: 'name for handover check --repair' }),
        })
        .meta({ id: 'IntegrityFinding' }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'Integrity' });
