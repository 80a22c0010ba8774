import * as z from 'zod';

/** What requests about single kinds of handover look like. */

const comment = z.string().trim().min(1).max(4_000).optional();

export const extendCoverRequest = z.strictObject({ until: z.iso.datetime({ offset: true }), comment });
export const endCoverRequest = z.strictObject({
  decision: z
    .enum(['return', 'keep'])
    .meta({ description: 'keep: only when the cover is over and the giver is not back at work' }),
  comment,
});
