import { type JWTPayload, type JWTVerifyGetKey, createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { sql } from 'kysely';
import { Refusal } from '../contract/failures.ts';
import { type Role, isRole } from '../contract/roles.ts';
import type { Database } from '../db/connect.ts';
import { type Locale, localeOf } from '../i18n/index.ts';

/** The signed-in caller. */
export interface Person {
  id: string;
  number: string;
  name: string;
  roles: Role[];
  locale: Locale;
  /** IANA name */
  timeZone: string;
  /** when the token ends, epoch milliseconds */
  expiresAtMs: number;
}

export interface Identity {
  /**
   * @param authorization the header, if any
   * @throws Refusal unauthenticated (no, wrong or outdated token; nobody here; somebody who left), frozen, unavailable (the issuer does not answer)
   */
  identify(authorization: string | undefined): Promise<Person>;
}

/** How tokens are checked: by whose keys, and which employee their claims mean. */
export interface TokenRules {
  issuer: string;
  audience: string;
  keys: () => Promise<JWTVerifyGetKey>;
  /** of the verified claims: how the employee is found */
  subject: (claims: JWTPayload) => EmployeeKey | null;
}
type EmployeeKey = { id: string } | { identitySubject: string; verifiedEmail: string | null };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
const CLOCK_TOLERANCE_S = 30;

export function tokenIdentity(db: Database, rules: TokenRules): Identity {
  return {
    async identify(authorization) {
      const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw new Refusal('unauthenticated');
      const claims = await verify(token, rules);
      const key = rules.subject(claims);
      const person = key && (await employee(db, key));
      if (!person || person.state === 'left') throw new Refusal('unauthenticated');
      if (person.frozen) throw new Refusal('frozen');
      const { id, number, name, roles, locale, time_zone: timeZone } = person;
      return {
        id,
        number,
        name,
        roles: roles.filter(isRole),
        locale: localeOf(locale),
        timeZone,
        expiresAtMs: (claims.exp ?? 0) * 1_000,
      };
    },
  };
}

async function verify(token: string, { issuer, audience, keys }: TokenRules): Promise<JWTPayload> {
  const key = await keys();
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['sub', 'exp'],
    });
    return payload;
  } catch (error) {
    // Keys that cannot be fetched are the issuer's failure, not the caller's.
    const issuerFailed =
      !(error instanceof errors.JOSEError) || error.code === 'ERR_JWKS_TIMEOUT' || error.code === 'ERR_JOSE_GENERIC';
    throw new Refusal(issuerFailed ? 'unavailable' : 'unauthenticated');
  }
}

async function employee(db: Database, key: EmployeeKey) {
  const people = db
    .selectFrom('employees')
    .select(['id', 'number', 'name', 'roles', 'locale', 'time_zone', 'state'])
    .select(sql<boolean>`app.is_frozen(id)`.as('frozen'));
  if ('id' in key) return UUID.test(key.id) ? people.where('id', '=', key.id).executeTakeFirst() : undefined;
  const bySubject = await people.where('identity_subject', '=', key.identitySubject).executeTakeFirst();
  if (bySubject || key.verifiedEmail === null) return bySubject;
  // An e-mail stands in only for somebody who has no subject yet: nobody takes over a linked account by an address.
  return people
    .where((e) => e(e.fn<string>('lower', ['email']), '=', key.verifiedEmail?.toLowerCase() ?? ''))
    .where('identity_subject', 'is', null)
    .executeTakeFirst();
}

/**
 * Bearer tokens of an OpenID Connect issuer. Its discovery document is read at the first token and kept.
 * @param issuer as the tokens' "iss" says it
 */
export function oidcIdentity(db: Database, issuer: string, audience: string): Identity {
  let known: Promise<JWTVerifyGetKey> | undefined;
  const keys = () =>
    (known ??= discover(issuer).catch((error: unknown) => {
      known = undefined;
      throw error;
    }));
  return tokenIdentity(db, {
    issuer,
    audience,
    keys,
    subject: ({ sub, email, email_verified: verified }) =>
      sub === undefined
        ? null
        : { identitySubject: sub, verifiedEmail: verified === true && typeof email === 'string' ? email : null },
  });
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  try {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(5_000),
    });
    const found: unknown = await response.json();
    // OpenID Connect Discovery 1.0, 4.3: the issuer must be the one that was asked.
    if (!isDiscovery(found) || found.issuer !== issuer) throw new Error('not the discovery document of the issuer');
    return createRemoteJWKSet(new URL(found.jwks_uri));
  } catch (error) {
    throw Object.assign(new Refusal('unavailable'), { cause: error });
  }
}

function isDiscovery(value: unknown): value is { issuer: string; jwks_uri: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'issuer' in value &&
    'jwks_uri' in value &&
    typeof value.issuer === 'string' &&
    typeof value.jwks_uri === 'string'
  );
}
