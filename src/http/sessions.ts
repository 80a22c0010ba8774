import type { Request } from 'express';
import { Refusal } from '../contract/failures.ts';
import type { Database } from '../db/connect.ts';
import {
  type LiveSession,
  beginLogin,
  endSessionsByIssuer,
  liveSession,
  openSession,
  takeLogin,
} from '../db/intake/sessions.ts';
import type { SigningRule } from '../issuers.ts';
import { authenticationOf } from './claims.ts';
import { type Person, personById, personOf, saidIssuer } from './identity.ts';
import type { Login } from './login.ts';
import { digestOf, newToken, seal, unseal } from './secrets.ts';

const ID_TOKEN = 'id_token';
const LONGEST_ID_TOKEN = 16_384;
const LONGEST_CLAIM = 255;

/** Logins in the browser and the sessions that they open. */
export interface Sessions {
  /** those one can log in at */
  logins: readonly Login[];
  /** @throws Refusal unauthenticated, frozen */
  identify(token: string): Promise<Person>;
  /** @returns the token for the browser, and where it is sent to */
  begin(
    login: Login,
    returnTo: string,
    wanted: { acrValues?: string | undefined; maxAge?: number | undefined },
  ): Promise<{ token: string; location: string }>;
  /**
   * Ends a login under way, and opens a session under a new token. What the browser had before is over.
   * @param token of the login; each counts once
   * @throws Refusal loginFailed, unauthenticated, frozen, issuerUnavailable
   */
  finish(
    token: string | undefined,
    address: URL,
    browser: { userAgent: string | undefined; before: string | undefined },
  ): Promise<{ token: string; returnTo: string }>;
  /**
   * Ends the sessions that an issuer's logout token says are over. @returns how many
   * @throws Refusal unauthenticated (it is no logout token of an issuer here), issuerUnavailable
   */
  over(logoutToken: string): Promise<number>;
  /** Where the browser ends its session at the issuer too, before the session here is ended; null: nowhere */
  leaving(token: string): Promise<string | null>;
}

export function sessionsIn(
  db: Database,
  logins: readonly Login[],
  times: { idleMinutes: number; hours: number },
): Sessions {
  const at = (issuer: string) => logins.find((login) => login.issuer === issuer);
  return {
    logins,
    async identify(token) {
      const session = await liveSession(db, digestOf(token));
      // A login at an issuer that was taken out of the settings counts no longer.
      const login = session && at(session.issuer);
      if (!session || !login) throw new Refusal('unauthenticated');
      return asPerson(await personById(db, session.person_id), session, login.rules.signing);
    },
    async begin(login, returnTo, wanted) {
      const token = newToken();
      const address = await login.begin(token, wanted);
      await beginLogin(db, digestOf(token), login.issuer, returnTo);
      return { token, location: address.href };
    },
    async finish(token, address, { userAgent, before }) {
      const begun = token === undefined ? undefined : await takeLogin(db, digestOf(token));
      const login = begun && at(begun.issuer);
      if (token === undefined || !login || begun.returnTo === null) throw new Refusal('loginFailed');
      const { claims, idToken } = await login.finish(token, address);
      const person = await personOf(db, claims, login.rules);
      const made = newToken();
      const { at: authenticatedAt, acr, amr } = authenticationOf(claims);
      const opened = await openSession(db, {
        digest: digestOf(made),
        personId: person.id,
        issuer: login.issuer,
        subject: kept(claims.sub),
        issuerSession: kept(claims.sid),
        authenticatedAt,
        acr,
        amr,
        idToken: idToken.length > LONGEST_ID_TOKEN ? null : seal(idToken, made, ID_TOKEN),
        userAgent: userAgent?.slice(0, 300) ?? null,
        idleSeconds: times.idleMinutes * 60,
        lastsHours: times.hours,
        insteadOf: before === undefined ? null : digestOf(before),
      });
      if (opened === null) throw new Refusal('unauthenticated');
      return { token: made, returnTo: begun.returnTo };
    },
    async over(logoutToken) {
      const login = logoutToken.length > LONGEST_ID_TOKEN ? undefined : at(saidIssuer(logoutToken) ?? '');
      if (!login) throw new Refusal('unauthenticated');
      return endSessionsByIssuer(db, login.issuer, await login.over(logoutToken));
    },
    async leaving(token) {
      const session = await liveSession(db, digestOf(token));
      if (!session) return null;
      const idToken = session.id_token === null ? null : unseal(session.id_token, token, ID_TOKEN);
      return (await at(session.issuer)?.leave(idToken)) ?? null;
    },
  };
}

const kept = (claim: unknown) => (typeof claim === 'string' && claim.length <= LONGEST_CLAIM ? claim : null);

const asPerson = (
  person: Awaited<ReturnType<typeof personById>>,
  session: LiveSession,
  signing: SigningRule | null,
): Person => ({
  ...person,
  expiresAtMs: session.expires_at.getTime(),
  authentication: { at: session.authenticated_at, acr: session.acr, amr: session.amr },
  signing,
  sessionId: session.id,
  scopes: null,
});

/**
 * Whether a browser sent a request by itself from a page of this product. Cookies travel with requests of any page's making; what
 * changes something is therefore believed only if the browser says that it is from here (Sec-Fetch-Site, Origin).
 */
export function isFromHere({ headers }: Pick<Request, 'headers'>, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  if (site === undefined && origin === undefined) return false;
  return (
    (site === undefined || site === 'same-origin') && (origin === undefined || origin === new URL(publicUrl).origin)
  );
}
