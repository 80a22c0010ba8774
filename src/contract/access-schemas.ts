import * as z from 'zod';

/** What requests about access look like. Unknown fields are refused; what answers look like is in access-answers.ts. */

const reason = z.string().trim().min(1).max(2_000);

export const freezeRequest = z.strictObject({ reason });
