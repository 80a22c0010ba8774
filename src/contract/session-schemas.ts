import * as z from 'zod';

/** What requests about logins in the browser look like. */

export const endSessionsRequest = z.strictObject({
  keepThis: z.boolean().default(true).meta({ description: 'whether the login goes on by which this request came' }),
});
