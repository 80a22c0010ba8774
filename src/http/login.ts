import type { JWTPayload } from 'jose';
import * as oidc from 'openid-client';
import { Refusal } from '../contract/failures.ts';
import type { Issuer } from '../issuers.ts';
import { isLoopback } from '../settings.ts';
import { type TokenRules, issuerUnavailable, verify } from './identity.ts';
import { derived } from './secrets.ts';

/** The login in the browser at one issuer: authorization code with PKCE (RFC 9700), state and nonce. */
export interface Login {
  key: string;
  name: Issuer['name'];
  issuer: string;
  rules: TokenRules;
  /**
   * Where the browser is sent to.
   * @param token of the login under way: state, nonce and PKCE verifier follow from it
   * @throws Refusal issuerUnavailable
   */
  begin(token: string, wanted: { acrValues?: string | undefined; maxAge?: number | undefined }): Promise<URL>;
  /**
   * What the issuer says of who came back.
   * @param address that the browser was sent back to
   * @throws Refusal loginFailed, issuerUnavailable
   */
  finish(token: string, address: URL): Promise<{ claims: JWTPayload; idToken: string }>;
  /**
   * Whose sessions a logout token says are over (OpenID Connect Back-Channel Logout 1.0, 2.6).
   * @throws Refusal unauthenticated (it is none), issuerUnavailable
   */
  over(logoutToken: string): Promise<{ subject: string | null; session: string | null }>;
  /** Where the browser ends its session at the issuer as well; null: the issuer has no such address, or is away. */
  leave(idToken: string | null): Promise<string | null>;
}

const TIMEOUT_S = 10;
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

/** @param publicUrl of this product, without a trailing slash */
export function loginAt(
  issuer: Issuer,
  client: NonNullable<Issuer['login']>,
  rules: TokenRules,
  publicUrl: string,
): Login {
  const redirectUri = `${publicUrl}/auth/callback`;
  let known: Promise<oidc.Configuration> | undefined;
  const configuration = () =>
    (known ??= discover(issuer, client).catch((error: unknown) => {
      known = undefined;
      throw issuerUnavailable(issuer.issuer, error);
    }));

  return {
    key: issuer.key,
    name: issuer.name,
    issuer: issuer.issuer,
    rules,
    async begin(token, { acrValues, maxAge }) {
      const config = await configuration();
      return oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: ['openid', ...client.scopes].join(' '),
        state: derived(token, 'state'),
        nonce: derived(token, 'nonce'),
        code_challenge: await oidc.calculatePKCECodeChallenge(derived(token, 'verifier')),
        code_challenge_method: 'S256',
        ...(acrValues === undefined ? {} : { acr_values: acrValues }),
        ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
      });
    },
    async finish(token, address) {
      const config = await configuration();
      const idToken = await exchanged(config, token, address, issuer.issuer);
      // Once more by the rules of the bearer tokens: algorithm list, signature by the issuer's keys, times.
      const claims = await verify(idToken, { ...rules, audience: client.clientId }).catch((error: unknown) => {
        throw error instanceof Refusal && error.type === 'unauthenticated' ? new Refusal('loginFailed') : error;
      });
      return { claims, idToken };
    },
    async over(logoutToken) {
      const claims = await verify(logoutToken, { ...rules, audience: client.clientId }, [
        'iat',
        'exp',
        'jti',
        'events',
      ]);
      const subject = claims.sub ?? null;
      const session = typeof claims.sid === 'string' ? claims.sid : null;
      const says = typeof claims.events === 'object' && claims.events !== null && LOGOUT in claims.events;
      // With a nonce it is an ID token that somebody sends for another.
      if (!says || 'nonce' in claims || (subject === null && session === null)) throw new Refusal('unauthenticated');
      return { subject, session };
    },
    async leave(idToken) {
      try {
        const config = await configuration();
        if (config.serverMetadata().end_session_endpoint === undefined) return null;
        return oidc.buildEndSessionUrl(config, {
          post_logout_redirect_uri: `${publicUrl}/`,
          ...(idToken === null ? {} : { id_token_hint: idToken }),
        }).href;
      } catch {
        // The session here is over; an issuer that is away does not make it live on.
        return null;
      }
    },
  };
}

async function exchanged(config: oidc.Configuration, token: string, address: URL, issuer: string): Promise<string> {
  try {
    const tokens = await oidc.authorizationCodeGrant(config, address, {
      expectedState: derived(token, 'state'),
      expectedNonce: derived(token, 'nonce'),
      pkceCodeVerifier: derived(token, 'verifier'),
      idTokenExpected: true,
    });
    if (tokens.id_token === undefined) throw new Refusal('loginFailed');
    return tokens.id_token;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw isAway(error)
      ? issuerUnavailable(issuer, error)
      : Object.assign(new Refusal('loginFailed'), { cause: error });
  }
}

/** Not reached, too slow, or ill itself: everything else is an answer, and the login is no good. */
function isAway(error: unknown): boolean {
  if (error instanceof TypeError && error.message === 'fetch failed') return true;
  if (!(error instanceof Error)) return false;
  if (error.name === 'TimeoutError' || ('code' in error && error.code === 'OAUTH_TIMEOUT')) return true;
  return error.cause instanceof Response && error.cause.status >= 500;
}

async function discover(
  { issuer, clockToleranceSeconds }: Issuer,
  { clientId, clientSecret }: NonNullable<Issuer['login']>,
): Promise<oidc.Configuration> {
  const address = new URL(issuer);
  return oidc.discovery(
    address,
    clientId,
    { [oidc.clockTolerance]: clockToleranceSeconds },
    clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
    {
      timeout: TIMEOUT_S,
      execute: [
        oidc.enableNonRepudiationChecks,
        // The settings allow http for this machine itself only.
        ...(address.protocol === 'http:' && isLoopback(address.hostname) ? [oidc.allowInsecureRequests] : []),
      ],
    },
  );
}
