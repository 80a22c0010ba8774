import { createServer } from 'node:http';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, SignJWT, UnsecuredJWT, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Refusal } from '../../src/contract/failures.ts';
import { demoIdentity } from '../../src/http/demo-identity.ts';
import { type Identity, rulesOf, tokenIdentity } from '../../src/http/identity.ts';
import { readIssuers } from '../../src/issuers.ts';
import { readSettings } from '../../src/settings.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
let c: Company;
let issuer: string;
let key: CryptoKey;
let identity: Identity;
let stopIssuer: () => Promise<void>;
let discoveries = 0;

const oidcIdentity = (HANDOVER_OIDC_ISSUER: string) =>
  tokenIdentity(
    database.api,
    readIssuers(readSettings({ HANDOVER_OIDC_ISSUER, HANDOVER_OIDC_AUDIENCE: 'handover' })).map(rulesOf),
  );

beforeAll(async () => {
  database = await freshDatabase();
  c = await makeCompany(database.admin, { customers: 0, receivers: 1 });
  await database.admin.updateTable('employees').set({ identity_subject: 'sub-hr' }).where('id', '=', c.hr.id).execute();
  const pair = await generateKeyPair('RS256', { extractable: true });
  key = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256' };
  const server = createServer((req, res) => {
    res.setHeader('content-type', 'application/json');
    if (req.url === '/.well-known/openid-configuration') {
      discoveries += 1;
      res.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
    } else res.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  stopIssuer = () => new Promise((resolve) => server.close(() => resolve()));
  identity = oidcIdentity(issuer);
});
afterAll(async () => {
  await stopIssuer?.();
  await database?.drop();
});

interface Claims {
  sub?: string;
  iss?: string;
  aud?: string;
  exp?: number;
  email?: string;
  email_verified?: boolean;
}
const token = (claims: Claims = {}, by: CryptoKey = key) =>
  new SignJWT({ sub: 'sub-hr', iss: issuer, aud: 'handover', email_verified: false, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setExpirationTime(claims.exp ?? '5m')
    .sign(by);
const outcome = async (authorization: string | undefined, by: Identity = identity) =>
  by.identify(authorization).then(
    (person) => person.number,
    (error: unknown) => (error instanceof Refusal ? error.type : String(error)),
  );

test('a token of the issuer, for somebody who works here: is that person, with their roles', async () => {
  const person = await identity.identify(`Bearer ${await token()}`);
  expect(person).toMatchObject({ id: c.hr.id, number: c.hr.number, roles: ['hr'] });
  await identity.identify(`bearer ${await token()}`);
  expect(discoveries).toBe(1);
});

test('tokens that are not good, each in its way: unauthenticated', async () => {
  const foreign = await generateKeyPair('RS256');
  const now = Math.floor(Date.now() / 1000);
  const bad = [
    await token({ iss: 'https://other.example' }),
    await token({ aud: 'other' }),
    await token({ exp: now - 120 }),
    await token({ sub: 'sub-nobody' }),
    await token({}, foreign.privateKey),
    new UnsecuredJWT({ sub: 'sub-hr', iss: issuer, aud: 'handover' }).setExpirationTime('5m').encode(),
    await new SignJWT({ sub: 'sub-hr', iss: issuer, aud: 'handover' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode('a secret that is long enough for HS256')),
    'nonsense',
  ];
  for (const one of bad) expect(await outcome(`Bearer ${one}`)).toBe('unauthenticated');
  for (const header of [undefined, '', 'Basic eA==', 'Bearer ']) expect(await outcome(header)).toBe('unauthenticated');
  expect(await outcome(`Bearer ${await token({ exp: now - 10 })}`)).toBe(c.hr.number);
});

test('an e-mail address, instead of a linked subject: counts only when verified, and never for a linked account', async () => {
  const email = `giver.${c.giver.number.replace('giver-', '')}@demo.example`;
  const by = async (claims: Claims) => outcome(`Bearer ${await token({ sub: 'new', ...claims })}`);
  expect(await by({ email: email.toUpperCase(), email_verified: true })).toBe(c.giver.number);
  expect(await by({ email })).toBe('unauthenticated');
  const linked = `hr.${c.hr.number.replace('hr-', '')}@demo.example`;
  expect(await by({ email: linked, email_verified: true })).toBe('unauthenticated');
});

test('somebody who has left, with a token that is still good: unauthenticated at once', async () => {
  const [leaver] = c.receivers;
  const id = leaver?.id ?? '';
  await database.admin.updateTable('employees').set({ identity_subject: 'sub-leaver' }).where('id', '=', id).execute();
  const good = `Bearer ${await token({ sub: 'sub-leaver' })}`;
  expect(await outcome(good)).toBe(leaver?.number);
  await database.admin.updateTable('employees').set({ state: 'left' }).where('id', '=', id).execute();
  expect(await outcome(good)).toBe('unauthenticated');
});

test('an issuer that does not answer: unavailable, not the caller’s fault; a wrong discovery document likewise', async () => {
  const of = async (iss: string) => outcome(`Bearer ${await token({ iss })}`, oidcIdentity(iss));
  expect(await of('http://127.0.0.1:1')).toBe('issuerUnavailable');
  expect(await of(issuer.replace('127.0.0.1', 'localhost'))).toBe('issuerUnavailable');
});

test('demo tokens, after a restart: are still good, and their key is for the owner’s eyes only', async () => {
  const home = await mkdtemp(join(tmpdir(), 'handover-demo-'));
  const url = 'http://127.0.0.1:3000';
  const [one, two] = await Promise.all([demoIdentity(database.api, url, home), demoIdentity(database.api, url, home)]);
  const { token: made } = await one.token(c.giver.number);
  expect(await outcome(`Bearer ${made}`, two)).toBe(c.giver.number);
  expect(await outcome(`Bearer ${made}`, await demoIdentity(database.api, url, home))).toBe(c.giver.number);
  expect(await outcome(`Bearer ${made}`)).toBe('unauthenticated');
  expect((await stat(join(home, 'demo-signing-key.json'))).mode & 0o077).toBe(0);
  await rm(home, { recursive: true });
});

test('the demo sign-in, where identity is the issuer’s: is not there', async () => {
  const { startTestApi } = await import('./api.ts');
  const gateway = {
    startHandover: () => Promise.reject(new Error('not asked')),
    update: () => Promise.reject(new Error('not asked')),
    inboxReady: () => Promise.resolve(),
    signEvidence: () => Promise.reject(new Error('not asked')),
    startDeparture: () => Promise.reject(new Error('not asked')),
    lookAtDeparture: () => Promise.reject(new Error('not asked')),
    updateDeparture: () => Promise.reject(new Error('not asked')),
    wakeIntroduction: () => Promise.reject(new Error('not asked')),
    updateIntroduction: () => Promise.reject(new Error('not asked')),
    wakeTransition: () => Promise.reject(new Error('not asked')),
    startAccessReview: () => Promise.reject(new Error('not asked')),
    inviteToMeeting: () => Promise.reject(new Error('not asked')),
    accessReviewed: () => Promise.resolve(),
    progress: () => Promise.resolve(null),
    isReady: () => Promise.resolve({ temporal: false, worker: false }),
  };
  const api = await startTestApi(
    { db: database.api, gateway },
    { HANDOVER_OIDC_ISSUER: issuer, HANDOVER_OIDC_AUDIENCE: 'handover', NODE_ENV: 'production' },
  );
  expect(await api.ask('POST', 'demo/token', { employeeNumber: c.hr.number })).toMatchObject({ status: 404 });
  expect(await api.ask('GET', 'demo/people')).toMatchObject({ status: 404 });
  const headers = { authorization: `Bearer ${await token()}` };
  expect((await api.ask('GET', 'me', undefined, { headers })).body.person.number).toBe(c.hr.number);
  const none = await api.ask('GET', 'me');
  expect(none.headers.get('www-authenticate')).toBe('Bearer');
  await api.stop();
});
