import * as z from 'zod';
import { id } from './schemas.ts';
import { SCOPES } from './scopes.ts';
import { inAnyZone, instant } from './times.ts';

/** What requests and answers about service accounts and their API tokens look like. */

const paging = { cursor: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };
const person = z.strictObject({ id, number: z.string(), name: z.string() });

const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length)
  .refine((all) => new Set(all).size === all.length, { error: 'field.repeated' })
  .meta({
    description:
      'read: what an auditor sees of cases and customers; import: files into the CRM; scim: people and departments; webhooks: subscriptions to events',
  });
const name = z.string().trim().min(1).max(100);
const description = z.string().trim().min(1).max(500);

export const serviceAccountParams = z.strictObject({ serviceAccountId: id });
export const apiTokenParams = z.strictObject({ serviceAccountId: id, tokenId: id });
export const serviceAccountsQuery = z.strictObject(paging);
export const serviceAccountRequest = z.strictObject({ name, description: description.optional(), scopes });
export const apiTokenRequest = z.strictObject({
  name: name.meta({ description: 'where the token is used' }),
  scopes: scopes.optional().meta({ description: 'some of those of the account; absent: all of them' }),
  expiresAt: inAnyZone.meta({ description: 'a year from now at the latest' }),
});

export const serviceAccount = z
  .strictObject({
    id,
    number: z.string().meta({ description: 'as which it stands in the audit log' }),
    name: z.string(),
    description: z.string().nullable(),
    scopes,
    createdBy: person,
    createdAt: instant,
    endedAt: instant.nullable(),
    tokens: z.int().min(0).meta({ description: 'tokens that are good now' }),
  })
  .meta({ id: 'ServiceAccount' });
export const serviceAccounts = z.strictObject({ items: z.array(serviceAccount), next: z.string().nullable() });

export const apiToken = z
  .strictObject({
    id,
    name: z.string(),
    scopes,
    state: z.enum(['active', 'expired', 'revoked']),
    createdBy: person,
    createdAt: instant,
    expiresAt: instant,
    lastUsedAt: instant.nullable().meta({ description: 'to a minute' }),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiToken' });
export const apiTokens = z.strictObject({ items: z.array(apiToken) });
export const apiTokenWithSecret = z
  .strictObject({
    token: apiToken,
    secret: z.string().meta({ description: 'to be sent as Authorization: Bearer; cannot be read again' }),
  })
  .meta({ id: 'ApiTokenWithSecret' });
