import * as z from 'zod';

/** What answers about what the caller may do look like. */

export const permissions = z
  .strictObject({
    items: z.array(
      z
        .strictObject({
          operationId: z.string(),
          may: z.boolean(),
          why: z.string().nullable().meta({
            description: 'the code of what speaks against it, that of the problem where it is one; null: nothing',
          }),
          sentence: z.string().nullable(),
        })
        .meta({ id: 'Permission' }),
    ),
  })
  .meta({ id: 'Permissions' });
