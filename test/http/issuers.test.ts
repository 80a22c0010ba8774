import { createSecretKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, SignJWT, UnsecuredJWT, decodeJwt, exportJWK, exportSPKI, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/contract/failures.ts';
import { authenticationOf, employeeKeyOf, rolesOf } from '../../src/http/claims.ts';
import { isGoodEnough } from '../../src/http/fresh.ts';
import { type Identity, rulesOf, tokenIdentity } from '../../src/http/identity.ts';
import { readIssuers } from '../../src/issuers.ts';
import { SettingsError, readSettings } from '../../src/settings.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { AUDIENCE, type TestProvider, startProvider } from '../support/provider.ts';
import { startTestApi } from './api.ts';

const REDIRECT = 'http://127.0.0.1:1/auth/callback';

let database: TestDatabase;
let home: string;
let company: TestProvider;
let partner: TestProvider;
let identity: Identity;
let c: Company;

beforeAll(async () => {
  database = await freshDatabase();
  c = await makeCompany(database.admin, { customers: 0, receivers: 1 });
  const link = (identity_subject: string, id: string) =>
    database.admin.updateTable('employees').set({ identity_subject }).where('id', '=', id).execute();
  await link('company|hr', c.hr.id);
  await link('company|robot', c.ops.id);
  home = await mkdtemp(join(tmpdir(), 'handover-issuers-'));
  [company, partner] = await Promise.all([startProvider(), startProvider()]);
  company.serve(REDIRECT);
  partner.serve(REDIRECT);
  const settings = await settingsWith([
    { ...ofCompany(), keysCooldownSeconds: 0 },
    { ...ofPartner(), employee: { match: 'number', claim: 'employee_number' } },
  ]);
  identity = tokenIdentity(database.api, readIssuers(settings).map(rulesOf));
});
afterAll(async () => {
  await Promise.all([company?.stop(), partner?.stop()]);
  await database?.drop();
  if (home) await rm(home, { recursive: true });
});

const ofCompany = (issuer = company.issuer) => ({
  key: 'company',
  name: { zh: '公司', en: 'company' },
  issuer,
  audiences: [AUDIENCE],
  employee: { match: 'subject', prefix: 'company|' },
});
const ofPartner = (issuer = partner.issuer) => ({
  key: 'partner',
  name: { zh: '伙伴', en: 'partner' },
  issuer,
  audiences: [AUDIENCE],
});
async function settingsWith(issuers: unknown) {
  const file = join(home, 'issuers.json');
  await writeFile(file, typeof issuers === 'string' ? issuers : JSON.stringify({ issuers }));
  return readSettings({ HANDOVER_OIDC_FILE: file });
}

interface Made {
  by?: TestProvider;
  key?: CryptoKey;
  kid?: string;
  claims?: Record<string, unknown>;
  /** seconds from now */
  from?: number;
  ends?: number;
}
async function token({
  by = company,
  key = by.key().privateKey,
  kid = by.key().kid,
  claims,
  from,
  ends = 300,
}: Made = {}) {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({
    iss: by.issuer,
    sub: 'hr',
    aud: AUDIENCE,
    exp: now + ends,
    ...(from === undefined ? {} : { nbf: now + from }),
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(key);
}
const outcome = (made: string, by = identity) =>
  by.identify(`Bearer ${made}`).then(
    (person) => person.number,
    (error: unknown) => (error instanceof Refusal ? error.type : String(error)),
  );

describe('bearer tokens of several issuers', () => {
  test('a service, with the token that the provider gave it: is the employee it is linked to', async () => {
    const response = await fetch(`${company.issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('robot:another+secret+that+is+long+enough+for+a+client').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    const { access_token: given } = (await response.json()) as { access_token: string };
    expect(decodeJwt(given)).toMatchObject({ iss: company.issuer, aud: AUDIENCE, sub: 'robot' });
    expect(await outcome(given)).toBe(c.ops.number);
  });

  test('a token of each issuer: is read by its own mapping', async () => {
    expect(await outcome(await token())).toBe(c.hr.number);
    const claims = { employee_number: c.giver.number };
    expect(await outcome(await token({ by: partner, claims }))).toBe(c.giver.number);
    // The one does not speak in the other's way.
    expect(await outcome(await token({ by: partner }))).toBe('unauthenticated');
    expect(await outcome(await token({ claims: { sub: 'x', ...claims } }))).toBe('unauthenticated');
    expect(await outcome(await token({ claims: { sub: 'company|hr' } }))).toBe('unauthenticated');
  });

  test('tokens that are forged or not for here, each in its way: unauthenticated', async () => {
    const foreign = await generateKeyPair('RS256');
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: company.issuer, sub: 'hr', aud: AUDIENCE, exp: now + 300 };
    const spki = createSecretKey(Buffer.from(await exportSPKI(company.key().publicKey)));
    const jwk = createSecretKey(Buffer.from(JSON.stringify(await exportJWK(company.key().publicKey))));
    const hs256 = (key: typeof spki) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: company.key().kid }).sign(key);
    const good = await token();
    const [header = '', payload = '', signature = ''] = good.split('.');
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'robot' })).toString('base64url');
    const embedded = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(foreign.publicKey), jku: 'http://127.0.0.1:1/keys' })
      .sign(foreign.privateKey);
    const bad: Record<string, string> = {
      expired: await token({ ends: -60 }),
      'of another audience': await token({ claims: { aud: 'another' } }),
      'without an audience': await token({ claims: { aud: undefined } }),
      'without an end': await token({ claims: { exp: undefined } }),
      'of an issuer that nobody named': await token({ claims: { iss: 'https://elsewhere.example' } }),
      'without an issuer': await token({ claims: { iss: undefined } }),
      'of one issuer in the name of the other': await token({ key: partner.key().privateKey }),
      'by a key of nobody': await token({ key: foreign.privateKey }),
      'by an unknown kid': await token({ key: foreign.privateKey, kid: 'unknown' }),
      'with the key in itself': embedded,
      'alg none': new UnsecuredJWT(claims).encode(),
      'HS256 with the public key as PEM': await hs256(spki),
      'HS256 with the public key as JWK': await hs256(jwk),
      'with other claims': `${header}.${changed}.${signature}`,
      'without a signature': `${header}.${payload}.`,
      'RS512, which is not in the list': await new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS512', kid: company.key().kid })
        .sign(await asRs512(company)),
      'longer than any token': `${header}.${'A'.repeat(20_000)}.${signature}`,
    };
    for (const [name, one] of Object.entries(bad)) expect(await outcome(one), name).toBe('unauthenticated');
    expect(await outcome(good)).toBe(c.hr.number);
  });

  test('a clock that goes wrong by some seconds: is forgiven; by a minute: is not', async () => {
    expect(await outcome(await token({ ends: -20 }))).toBe(c.hr.number);
    expect(await outcome(await token({ from: 20 }))).toBe(c.hr.number);
    expect(await outcome(await token({ ends: -40 }))).toBe('unauthenticated');
    expect(await outcome(await token({ from: 60 }))).toBe('unauthenticated');
  });

  test('keys that were rotated: the new one counts at once, the old one no longer when they were read again', async () => {
    const before = company.key();
    const old = await token();
    expect(await outcome(old)).toBe(c.hr.number);
    await company.rotate('k2', REDIRECT);
    expect(await outcome(await token())).toBe(c.hr.number);
    expect(await outcome(old)).toBe('unauthenticated');
    expect(await outcome(await token({ key: before.privateKey, kid: 'k2' }))).toBe('unauthenticated');
  });

  test('tokens with unknown keys, many of them: have the issuer asked once per cool-down', async () => {
    const careful = tokenIdentity(database.api, readIssuers(await settingsWith([ofCompany()])).map(rulesOf));
    expect(await outcome(await token(), careful)).toBe(c.hr.number);
    const before = company.asked.length;
    const { privateKey } = await generateKeyPair('RS256');
    const unknown = await Promise.all(
      Array.from({ length: 20 }, (_, n) => token({ key: privateKey, kid: `unknown-${n}` })),
    );
    for (const one of unknown) expect(await outcome(one, careful)).toBe('unauthenticated');
    expect(company.asked.length - before).toBe(0);
  });

  test('an issuer that is away: its tokens are unavailable by its name, those of the other go on', async () => {
    const fresh = tokenIdentity(
      database.api,
      readIssuers(
        await settingsWith([ofCompany(), { ...ofPartner(), employee: { match: 'number', claim: 'employee_number' } }]),
      ).map(rulesOf),
    );
    company.away();
    try {
      const error = await fresh.identify(`Bearer ${await token()}`).catch((e: unknown) => e);
      expect(error).toMatchObject({ type: 'issuerUnavailable', params: { issuer: company.issuer } });
      const claims = { employee_number: c.giver.number };
      expect(await outcome(await token({ by: partner, claims }), fresh)).toBe(c.giver.number);
    } finally {
      company.serve(REDIRECT);
    }
    // Heard again without a restart.
    expect(await outcome(await token(), fresh)).toBe(c.hr.number);
  });
});

async function asRs512(provider: TestProvider): Promise<CryptoKey> {
  const jwk = { ...provider.key().jwk, alg: 'RS512' };
  return crypto.subtle.importKey('jwk', jwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }, false, ['sign']);
}

describe('claims, mapped to an employee', () => {
  const subject = { match: 'subject', prefix: 'p|', verifiedEmail: true } as const;
  const email = { match: 'email' as const, domains: ['a.example'] };
  test.each([
    [{ sub: 'x' }, subject, { identitySubject: 'p|x', verifiedEmail: null }],
    [
      { sub: 'x', email: 'X@a.example', email_verified: true },
      subject,
      { identitySubject: 'p|x', verifiedEmail: 'x@a.example' },
    ],
    [
      { sub: 'x', email: 'x@a.example', email_verified: 'true' },
      subject,
      { identitySubject: 'p|x', verifiedEmail: null },
    ],
    [{ sub: '' }, subject, null],
    [{ sub: 'x', no: '7' }, { match: 'number', claim: 'no' } as const, { number: '7' }],
    [{ sub: 'x', no: 7 }, { match: 'number', claim: 'no' } as const, null],
    [{ sub: 'x' }, { match: 'number', claim: 'no' } as const, null],
    [{ sub: 'x', email: 'x@A.example', email_verified: true }, email, { email: 'x@a.example' }],
    [{ sub: 'x', email: 'x@b.example', email_verified: true }, email, null],
    [{ sub: 'x', email: 'x@b.example@a.example', email_verified: true }, email, { email: 'x@b.example@a.example' }],
    [{ sub: 'x', email: 'x@a.example' }, email, null],
  ])('%j by %j', (claims, employee, wanted) => {
    expect(employeeKeyOf(claims, { employee })).toEqual(wanted);
  });
});

describe('claims, mapped to roles', () => {
  const map = { 'g-hr': 'hr', 'g-boss': 'manager', 'g-boss-2': 'manager' } as const;
  const none = { claim: 'groups', map, whenAbsent: 'none' } as const;
  const decides = ['hr', 'manager'];
  const issued = new Date(1_000_000);
  test.each([
    ['a list', { iat: 1_000, groups: ['g-hr', 'other', 7] }, none, { decides, held: ['hr'], issued }],
    ['a text', { iat: 1_000, groups: 'g-boss' }, none, { decides, held: ['manager'], issued }],
    [
      'two values of one role',
      { iat: 1_000, groups: ['g-boss', 'g-boss-2'] },
      none,
      { decides, held: ['manager'], issued },
    ],
    ['the claim is absent', { iat: 1_000 }, none, { decides, held: [], issued }],
    ['absent, to be kept', { iat: 1_000 }, { ...none, whenAbsent: 'keep' } as const, null],
    ['something else', { iat: 1_000, groups: { 'g-hr': true } }, none, { decides, held: [], issued }],
    ['nobody knows when', { groups: ['g-hr'] }, none, null],
    ['no mapping', { iat: 1_000, groups: ['g-hr'] }, undefined, null],
  ])('%s', (_, claims, roles, wanted) => {
    expect(rolesOf(claims, roles === undefined ? {} : { roles })).toEqual(wanted);
  });

  test('an older token, after a newer one took a role: does not give it back', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const at = { ...ofCompany(), roles: none };
    const mapped = tokenIdentity(database.api, readIssuers(await settingsWith([at])).map(rulesOf));
    const [leaver] = c.receivers;
    await database.admin
      .updateTable('employees')
      .set({ identity_subject: 'company|mapped' })
      .where('id', '=', leaver?.id ?? '')
      .execute();
    const roles = async (iat: number, groups: string[]) => {
      const made = await token({ claims: { sub: 'mapped', iat, groups } });
      return (await mapped.identify(`Bearer ${made}`)).roles.toSorted();
    };
    expect(await roles(now - 100, ['g-hr'])).toEqual(['account_manager', 'hr']);
    expect(await roles(now - 50, [])).toEqual(['account_manager']);
    expect(await roles(now - 100, ['g-hr'])).toEqual(['account_manager']);
    expect(await roles(now - 10, ['g-hr', 'g-boss'])).toEqual(['account_manager', 'hr', 'manager']);
  });
});

describe('a login, held against what a signature demands', () => {
  const now = 1_000_000_000;
  const ago = (seconds: number) => new Date(now - seconds * 1_000);
  const login = (at: Date | null, acr: string | null) => ({ at, acr, amr: [] });
  test.each([
    ['the right acr', login(null, 'b'), { acrValues: ['a', 'b'] }, true],
    ['another acr', login(ago(1), 'c'), { acrValues: ['a', 'b'] }, false],
    ['no acr', login(ago(1), null), { acrValues: ['a'] }, false],
    ['fresh', login(ago(299), null), { maxAgeSeconds: 300 }, true],
    ['old', login(ago(331), null), { maxAgeSeconds: 300 }, false],
    ['at no time', login(null, null), { maxAgeSeconds: 300 }, false],
    ['a clock that is ahead', login(ago(-20), null), { maxAgeSeconds: 0 }, true],
    ['in the future', login(ago(-3_600), null), { maxAgeSeconds: 300 }, false],
    ['fresh, with another acr', login(ago(1), 'c'), { acrValues: ['a'], maxAgeSeconds: 300 }, false],
    ['old, with the right acr', login(ago(400), 'a'), { acrValues: ['a'], maxAgeSeconds: 300 }, false],
  ])('%s', (_, authentication, rule, good) => {
    expect(isGoodEnough(authentication, rule, now)).toBe(good);
  });
  test('claims of the wrong kind: say nothing', () => {
    expect(authenticationOf({ auth_time: '5', acr: 1, amr: ['pwd', 2] })).toEqual({
      at: null,
      acr: null,
      amr: ['pwd'],
    });
  });
});

describe('the file of issuers, when something in it is wrong: one sentence that names the setting and the place', () => {
  const https = (change: object) => [{ ...ofCompany('https://login.example.com'), ...change }];
  test.each<[string, () => unknown, RegExp]>([
    ['no JSON', () => '{', /is not JSON/],
    ['none', () => [], /\/issuers:/],
    ['an unknown field', () => https({ surprise: 1 }), /\/issuers\/0: .*surprise/],
    ['http elsewhere', () => https({ issuer: 'http://login.example.com' }), /\/issuers\/0\/issuer: must be an https/],
    ['an address with a query', () => https({ issuer: 'https://x.example/?a' }), /\/issuers\/0\/issuer:/],
    ['no audience', () => https({ audiences: [] }), /\/issuers\/0\/audiences:/],
    ['an algorithm with a shared secret', () => https({ algorithms: ['HS256'] }), /\/issuers\/0\/algorithms\/0:/],
    ['no algorithm', () => https({ algorithms: ['none'] }), /\/issuers\/0\/algorithms\/0:/],
    [
      'a role that there is not',
      () => https({ roles: { claim: 'g', map: { x: 'king' } } }),
      /\/issuers\/0\/roles\/map\/x:/,
    ],
    ['a demand of nothing', () => https({ signing: {} }), /\/issuers\/0\/signing: must demand something/],
    ['too forgiving a clock', () => https({ clockToleranceSeconds: 3_600 }), /clockToleranceSeconds:/],
    [
      'one key twice',
      () => [...https({}), ...https({ issuer: 'https://b.example' })],
      /\/issuers\/1\/key: names another/,
    ],
    ['one issuer twice', () => [...https({}), ...https({ key: 'b' })], /\/issuers\/1\/issuer: names another/],
    [
      'two by subject that could mean one another’s people',
      () => [...https({}), ...https({ key: 'b', issuer: 'https://b.example', employee: { match: 'subject' } })],
      /\/issuers\/0\/employee\/prefix: must differ/,
    ],
    [
      'a secret that is not there',
      () => https({ login: { clientId: 'x', clientSecretFile: '/nowhere/secret' } }),
      /clientSecretFile/,
    ],
  ])('%s', async (_, issuers, why) => {
    const settings = await settingsWith(issuers());
    expect(() => readIssuers(settings)).toThrow(SettingsError);
    expect(() => readIssuers(settings)).toThrow(why);
    expect(() => readIssuers(settings)).toThrow(/HANDOVER_OIDC_FILE/);
  });
  test('a file beside the settings of one issuer: is refused', () => {
    const both = { HANDOVER_OIDC_FILE: 'x', HANDOVER_OIDC_AUDIENCE: 'handover' };
    expect(() => readSettings(both)).toThrow(/HANDOVER_OIDC_AUDIENCE/);
  });
  test('the settings of one issuer: make one, with what signatures demand', () => {
    const one = readIssuers(
      readSettings({
        HANDOVER_OIDC_ISSUER: 'https://login.example.com',
        HANDOVER_OIDC_AUDIENCE: 'handover',
        HANDOVER_OIDC_CLIENT_ID: 'handover',
        HANDOVER_OIDC_SIGNING_ACR: 'a b',
        HANDOVER_OIDC_SIGNING_MAX_AGE: '300',
      }),
    );
    expect(one).toMatchObject([
      {
        algorithms: ['RS256', 'ES256', 'EdDSA'],
        signing: { acrValues: ['a', 'b'], maxAgeSeconds: 300 },
        login: { clientId: 'handover', clientSecret: null },
      },
    ]);
  });
});

test('cookies, where the public address is https: are __Host- and Secure', async () => {
  const api = await startTestApi(
    { db: database.api, gateway: gatewayAway },
    {
      HANDOVER_OIDC_ISSUER: company.issuer,
      HANDOVER_OIDC_AUDIENCE: AUDIENCE,
      HANDOVER_OIDC_CLIENT_ID: 'handover-browser',
      HANDOVER_PUBLIC_URL: 'https://handover.example.com',
    },
  );
  const response = await fetch(`${api.url}/auth/login`, { redirect: 'manual' });
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-handover-login=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
  ]);
  const to = new URL(response.headers.get('location') ?? '');
  expect(to.searchParams.get('redirect_uri')).toBe('https://handover.example.com/auth/callback');
  const document = (await api.ask('GET', '/openapi.json')).body;
  expect(document.components.securitySchemes.session).toMatchObject({ in: 'cookie', name: '__Host-handover-session' });
  await api.stop();
});
