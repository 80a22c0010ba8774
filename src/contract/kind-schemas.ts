import * as z from 'zod';
import { inAnyZone } from './times.ts';

/** What requests about single kinds of handover look like. */

const comment = z.string().trim().min(1).max(4_000).optional();

export const extendCoverRequest = z.strictObject({ until: inAnyZone, comment });
export const endCoverRequest = z.strictObject({
  decision: z
    .enum(['return', 'keep'])
    .meta({ description: 'keep: only when the cover is over and the giver is not back at work' }),
  comment,
});
