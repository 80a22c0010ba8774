import type { Request } from 'express';
import { Refusal } from '../contract/failures.ts';
import { apiTokenIn, identifyService } from './api-tokens.ts';
import { readCookie } from './cookies.ts';
import type { Person } from './identity.ts';
import type { Listening } from './leases.ts';
import type { Deps } from './route.ts';
import { isFromHere } from './sessions.ts';

/** Methods that change nothing: another site's page may have the browser send them, and cannot read the answer. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Who sends a request: by the bearer token, if there is one (of an issuer, or of a service account), else by the session of the browser.
 * @throws Refusal unauthenticated, frozen, issuerUnavailable, crossSite (a page from elsewhere made the browser send it)
 */
export async function callerOf(
  { db, identity, sessions, leases, publicUrl }: Pick<Deps, 'db' | 'identity' | 'sessions' | 'leases' | 'publicUrl'>,
  req: Request,
): Promise<{ person: Person; session: { id: string; since: Listening } | null }> {
  const { authorization } = req.headers;
  const ofService = apiTokenIn(authorization);
  if (ofService !== undefined) {
    const since = await leases.listening();
    const { tokenId, ...service } = await identifyService(db, ofService);
    // Revoked, it is cut off as a login is.
    return { person: service, session: { id: tokenId, since } };
  }
  const token = authorization === undefined && sessions ? readCookie(req, 'session', publicUrl) : undefined;
  if (token === undefined || !sessions) return { person: await identity.identify(authorization), session: null };
  if (!SAFE.has(req.method) && !isFromHere(req, publicUrl)) throw new Refusal('crossSite');
  const since = await leases.listening();
  const person = await sessions.identify(token);
  return { person, session: person.sessionId === null ? null : { id: person.sessionId, since } };
}
