import { createHash } from 'node:crypto';
import {
  type JWTPayload,
  type JWTVerifyGetKey,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  jwtVerify,
} from 'jose';
import { sql } from 'kysely';
import { Refusal } from '../contract/failures.ts';
import { type Role, isRole } from '../contract/roles.ts';
import type { Scope } from '../contract/scopes.ts';
import type { Database } from '../db/connect.ts';
import { rolesByIssuer } from '../db/intake/sessions.ts';
import { type Locale, localeOf } from '../i18n/index.ts';
import type { Issuer, SigningRule } from '../issuers.ts';
import {
  type Authentication,
  type EmployeeKey,
  type RolesByIssuer,
  authenticationOf,
  employeeKeyOf,
  rolesOf,
} from './claims.ts';

/** The signed-in caller. */
export interface Person {
  id: string;
  number: string;
  name: string;
  roles: Role[];
  locale: Locale;
  /** IANA name */
  timeZone: string;
  /** when the token or session ends, epoch milliseconds */
  expiresAtMs: number;
  authentication: Authentication;
  /** what a signature demands of the login; null: nothing */
  signing: SigningRule | null;
  /** of the login in the browser; null: by a bearer token */
  sessionId: string | null;
  /** of the API token of a service account; null: a person, whom no scope narrows */
  scopes: readonly Scope[] | null;
}

export interface Identity {
  /**
   * @param authorization the header, if any
   * @throws Refusal unauthenticated (no, wrong or outdated token; nobody here; somebody who left), frozen, issuerUnavailable (the
   * issuer of the token does not answer)
   */
  identify(authorization: string | undefined): Promise<Person>;
}

/** How tokens are checked: by whose keys, and which employee their claims mean. */
export interface TokenRules {
  issuer: string;
  audience: string | string[];
  algorithms: readonly string[];
  clockToleranceSeconds: number;
  /** @throws Refusal issuerUnavailable */
  keys: () => Promise<JWTVerifyGetKey>;
  /** how often the keys were read so far: of a key that is gone by then nothing counts any more; absent: they stay the same */
  readings?: () => number;
  /** of the verified claims: how the employee is found */
  subject: (claims: JWTPayload) => EmployeeKey | null;
  roles: (claims: JWTPayload) => RolesByIssuer | null;
  signing: SigningRule | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Longer ones are no tokens of people; they are not even decoded. */
const LONGEST_TOKEN = 16_384;

/** Bearer tokens of any of the issuers. */
export function tokenIdentity(db: Database, issuers: readonly TokenRules[]): Identity {
  const byName = new Map(issuers.map((rules) => [rules.issuer, rules]));
  const known = new VerifiedTokens();
  return {
    async identify(authorization) {
      const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined || token.length > LONGEST_TOKEN) throw new Refusal('unauthenticated');
      const rules = byName.get(saidIssuer(token) ?? '');
      if (!rules) throw new Refusal('unauthenticated');
      const readings = () => rules.readings?.() ?? 0;
      let claims = known.of(token, readings());
      if (claims === null) {
        claims = await verify(token, rules);
        known.keep(token, claims, readings());
      }
      return {
        ...(await personOf(db, claims, rules)),
        expiresAtMs: (claims.exp ?? 0) * 1_000,
        authentication: authenticationOf(claims),
        signing: rules.signing,
        sessionId: null,
        scopes: null,
      };
    },
  };
}

/** A token whose signature was good is not held against the keys again within this time, unless the keys were read anew. */
const REMEMBERED_MS = 60_000;
const MOST_REMEMBERED = 5_000;

/** Claims of tokens that were verified a moment ago. Whose they are, and whether they may, is asked with every request. */
class VerifiedTokens {
  /** by SHA-256 of the token, oldest first */
  readonly #known = new Map<string, { claims: JWTPayload; readings: number; until: number }>();

  /** @returns null: it is to be verified */
  of(token: string, readings: number): JWTPayload | null {
    const found = this.#known.get(digestOf(token));
    return found && found.readings === readings && Date.now() < found.until ? found.claims : null;
  }

  keep(token: string, claims: JWTPayload, readings: number): void {
    const digest = digestOf(token);
    this.#known.delete(digest);
    const until = Math.min(Date.now() + REMEMBERED_MS, (claims.exp ?? 0) * 1_000);
    this.#known.set(digest, { claims, readings, until });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}
const digestOf = (token: string) => createHash('sha256').update(token).digest('base64');

/** Which keys a token is to be held against; nothing of it is believed yet. */
export function saidIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/**
 * The claims of a token whose signature, issuer, audience and times are good.
 * @param requiredClaims without which it is none
 * @throws Refusal unauthenticated, issuerUnavailable
 */
export async function verify(
  token: string,
  { issuer, audience, algorithms, clockToleranceSeconds, keys }: Omit<TokenRules, 'subject' | 'roles' | 'signing'>,
  requiredClaims: readonly string[] = ['sub', 'exp'],
): Promise<JWTPayload> {
  const key = await keys();
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance: clockToleranceSeconds,
      requiredClaims: [...requiredClaims],
    });
    return payload;
  } catch (error) {
    // Keys that cannot be fetched are the issuer's failure, not the caller's.
    const issuerFailed =
      !(error instanceof errors.JOSEError) || error.code === 'ERR_JWKS_TIMEOUT' || error.code === 'ERR_JOSE_GENERIC';
    throw issuerFailed ? issuerUnavailable(issuer, error) : new Refusal('unauthenticated');
  }
}

export const issuerUnavailable = (issuer: string, cause: unknown) =>
  Object.assign(new Refusal('issuerUnavailable', { issuer }), { cause });

type Known = Pick<Person, 'id' | 'number' | 'name' | 'roles' | 'locale' | 'timeZone'>;

/**
 * The employee whom verified claims mean, with the roles that they have by these claims.
 * @throws Refusal unauthenticated, frozen
 */
export async function personOf(
  db: Database,
  claims: JWTPayload,
  { subject, roles: rolesIn }: Pick<TokenRules, 'subject' | 'roles'>,
): Promise<Known> {
  const key = subject(claims);
  const person = admitted(key === null ? undefined : await employee(db, key));
  const said = rolesIn(claims);
  if (said === null || !differs(person.roles, said)) return person;
  const roles = await rolesByIssuer(db, person.id, said.decides, said.held, said.issued);
  return { ...person, roles: roles.filter(isRole) };
}

/** Somebody by their id. @throws Refusal unauthenticated, frozen */
export async function personById(db: Database, id: string): Promise<Known> {
  return admitted(await employee(db, { id }));
}

/** A service account by its id. @throws Refusal unauthenticated, frozen */
export async function serviceById(db: Database, id: string): Promise<Known> {
  return admitted(await employee(db, { id }), 'service');
}

/** A service account comes by a token of its own, never by a login: only that one has scopes. */
function admitted(person: Awaited<ReturnType<typeof employee>>, as: 'person' | 'service' = 'person'): Known {
  if (!person || person.state === 'left' || person.deactivated_at !== null) throw new Refusal('unauthenticated');
  if (person.roles.includes('service') !== (as === 'service')) throw new Refusal('unauthenticated');
  if (person.frozen) throw new Refusal('frozen');
  const { id, number, name, roles, locale, time_zone: timeZone } = person;
  return { id, number, name, roles: roles.filter(isRole), locale: localeOf(locale), timeZone };
}

const differs = (roles: Role[], { decides, held }: RolesByIssuer) =>
  decides.some((role) => roles.includes(role) !== held.includes(role));

async function employee(db: Database, key: EmployeeKey) {
  const people = db
    .selectFrom('employees')
    .select(['id', 'number', 'name', 'roles', 'locale', 'time_zone', 'state', 'deactivated_at'])
    .select(sql<boolean>`app.is_frozen(id)`.as('frozen'));
  const byEmail = (email: string) => people.where((e) => e(e.fn<string>('lower', ['email']), '=', email));
  if ('id' in key) return UUID.test(key.id) ? people.where('id', '=', key.id).executeTakeFirst() : undefined;
  if ('number' in key) return people.where('number', '=', key.number).executeTakeFirst();
  if ('email' in key) return byEmail(key.email).executeTakeFirst();
  const bySubject = await people.where('identity_subject', '=', key.identitySubject).executeTakeFirst();
  if (bySubject || key.verifiedEmail === null) return bySubject;
  // An e-mail stands in only for somebody who has no subject yet: nobody takes over a linked account by an address.
  return byEmail(key.verifiedEmail).where('identity_subject', 'is', null).executeTakeFirst();
}

/** How the tokens of an issuer are checked. Its discovery document is read at the first token and kept. */
export function rulesOf(issuer: Issuer): TokenRules {
  let known: Promise<JWTVerifyGetKey> | undefined;
  let readings = 0;
  return {
    issuer: issuer.issuer,
    audience: issuer.audiences,
    algorithms: issuer.algorithms,
    clockToleranceSeconds: issuer.clockToleranceSeconds,
    keys: () =>
      (known ??= discover(issuer, () => (readings += 1)).catch((error: unknown) => {
        known = undefined;
        throw error;
      })),
    readings: () => readings,
    subject: (claims) => employeeKeyOf(claims, issuer),
    roles: (claims) => rolesOf(claims, issuer),
    signing: issuer.signing ?? null,
  };
}

const PATIENCE_MS = 5_000;

/** @param onKeys told whenever the keys are read */
async function discover(
  { issuer, keysMaxAgeSeconds, keysCooldownSeconds }: Issuer,
  onKeys: () => void,
): Promise<JWTVerifyGetKey> {
  try {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'error',
    });
    const found: unknown = await response.json();
    // OpenID Connect Discovery 1.0, 4.3: the issuer must be the one that was asked.
    if (!isDiscovery(found) || found.issuer !== issuer) throw new Error('not the discovery document of the issuer');
    return createRemoteJWKSet(new URL(found.jwks_uri), {
      timeoutDuration: PATIENCE_MS,
      cacheMaxAge: keysMaxAgeSeconds * 1_000,
      cooldownDuration: keysCooldownSeconds * 1_000,
      async [customFetch](address, init) {
        const answer = await fetch(address, { ...init, redirect: 'error' });
        onKeys();
        return answer;
      },
    });
  } catch (error) {
    throw issuerUnavailable(issuer, error);
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
