import * as z from 'zod';
import { id } from './schemas.ts';
import { instant } from './times.ts';

/** What answers about logins in the browser look like. */

export const sessions = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id,
        current: z.boolean().meta({ description: 'whether this request came by it' }),
        issuer: z.string().meta({ description: 'where the person logged in' }),
        userAgent: z
          .string()
          .nullable()
          .meta({ description: 'what the browser said of itself; anybody can say anything' }),
        startedAt: instant,
        lastSeenAt: instant.meta({ description: 'to half a minute' }),
        expiresAt: instant.meta({ description: 'at the latest' }),
      }),
    ),
  })
  .meta({ id: 'Sessions' });

export const sessionsEnded = z.strictObject({ ended: z.int().min(0) }).meta({ id: 'SessionsEnded' });

export const loggedOut = z
  .strictObject({
    continueAt: z.string().nullable().meta({
      description: 'where the browser is to go to end its session at the identity provider as well; null: nowhere',
    }),
  })
  .meta({ id: 'LoggedOut' });
