import { Refusal } from '../contract/failures.ts';
import { isScope } from '../contract/scopes.ts';
import type { Database } from '../db/connect.ts';
import { liveApiToken } from '../db/intake/service-accounts.ts';
import { type Person, serviceById } from './identity.ts';
import { digestOf, newToken } from './secrets.ts';

/** What marks the API token of a service account: people who find one in a log or a repository know what it is. */
const PREFIX = 'hoe_';
const FORM = /^Bearer (hoe_[\w-]{43})$/i;

/** A new token: 256 random bits. */
export const newApiToken = (): string => `${PREFIX}${newToken()}`;

/** @returns undefined: the header carries something else */
export const apiTokenIn = (authorization: string | undefined): string | undefined =>
  FORM.exec(authorization ?? '')?.[1];

/**
 * The service account of an API token.
 * @throws Refusal unauthenticated (no such token, expired, revoked, its account ended), frozen
 */
export async function identifyService(db: Database, token: string): Promise<Person & { tokenId: string }> {
  const found = await liveApiToken(db, digestOf(token));
  if (!found) throw new Refusal('unauthenticated');
  return {
    ...(await serviceById(db, found.service_account_id)),
    expiresAtMs: found.expires_at.getTime(),
    authentication: { at: null, acr: null, amr: [] },
    signing: null,
    sessionId: null,
    scopes: found.scopes.filter(isScope),
    tokenId: found.id,
  };
}
