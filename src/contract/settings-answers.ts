import * as z from 'zod';

/** What the answer about the settings of an installation looks like. */

export const settings = z
  .strictObject({
    production: z.boolean().meta({ description: 'NODE_ENV is production' }),
    identity: z.enum(['demo', 'oidc']).meta({ description: 'who signs people in' }),
    items: z.array(
      z
        .strictObject({
          name: z.string().meta({ description: 'of the environment', examples: ['HANDOVER_PUBLIC_URL'] }),
          value: z
            .string()
            .nullable()
            .meta({
              description: 'as it holds; null: absent, or secret. Of addresses without user, password and query',
              examples: ['https://handover.example.com'],
            }),
          source: z.enum(['set', 'default', 'absent']),
          isSecret: z.boolean().meta({ description: 'its value is told to nobody' }),
        })
        .meta({ id: 'Setting' }),
    ),
  })
  .meta({ id: 'Settings' });
