import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { clientBeside } from '../../src/db/connect.ts';
import { localPath } from '../../src/http/auth-pages.ts';
import { Leases } from '../../src/http/leases.ts';
import { derived, newToken, seal, unseal } from '../../src/http/secrets.ts';
import { handover } from '../cli/cli.ts';
import { type Company, type Person, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { writeHandover } from '../support/engine.ts';
import { Browser, MFA, PASSWORD, type TestProvider, startProvider } from '../support/provider.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let provider: TestProvider;
let partner: TestProvider;
let api: TestApi;
let c: Company;
let home: string;
const callback = () => `${api.url}/auth/callback`;

beforeAll(async () => {
  database = await freshDatabase();
  [provider, partner] = await Promise.all([startProvider(), startProvider()]);
  home = await mkdtemp(join(tmpdir(), 'handover-login-'));
  await writeFile(join(home, 'secret'), 'a secret that is long enough for a client\n');
  const login = { clientId: 'handover-browser', clientSecretFile: join(home, 'secret') };
  const issuers = [
    {
      key: 'company',
      name: { zh: '公司账号', en: 'the company’s account' },
      issuer: provider.issuer,
      audiences: ['handover'],
      keysCooldownSeconds: 0,
      roles: { claim: 'groups', map: { 'crm-hr': 'hr', 'crm-audit': 'auditor' }, whenAbsent: 'keep' },
      signing: { acrValues: [MFA], maxAgeSeconds: 300 },
      login,
    },
    {
      key: 'partner',
      name: { zh: '伙伴 <账号>', en: 'the <partner>' },
      issuer: partner.issuer,
      audiences: ['handover'],
      employee: { match: 'email', domains: ['demo.example'] },
      login,
    },
  ];
  await writeFile(join(home, 'issuers.json'), JSON.stringify({ issuers }));
  api = await startTestApi(
    { db: database.api, gateway: gatewayAway },
    { HANDOVER_OIDC_FILE: join(home, 'issuers.json') },
  );
  provider.serve(callback());
  partner.serve(callback());
});
beforeEach(async () => {
  c = await makeCompany(database.admin, { customers: 1, receivers: 1 });
  for (const person of [c.hr, c.giver])
    await database.admin
      .updateTable('employees')
      .set({ identity_subject: person.id })
      .where('id', '=', person.id)
      .execute();
});
afterAll(async () => {
  await api?.stop();
  await Promise.all([provider?.stop(), partner?.stop()]);
  await database?.drop();
  if (home) await rm(home, { recursive: true });
});

const sits = (person: Person, acr = PASSWORD, claims: Record<string, unknown> = {}) => {
  provider.person = { sub: person.id, acr, claims };
};
const SESSION = 'handover-session';

/** Logs in by the browser. */
async function logIn(browser: Browser, query = ''): Promise<Response> {
  const { response } = await browser.open(
    `${api.url}/auth/login?issuer=company&returnTo=/api/v1/me${query}`,
    /\/api\/v1\/me$/,
  );
  return response;
}
async function ask(
  browser: Browser,
  path: string,
  method = 'GET',
  headers: Record<string, string> = {},
  body?: unknown,
) {
  const response = await browser.request(`${api.url}/api/v1/${path}`, {
    method,
    headers: {
      ...(method === 'GET' ? {} : { 'sec-fetch-site': 'same-origin' }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}
async function loggedIn(person: Person, acr = PASSWORD): Promise<Browser> {
  sits(person, acr);
  const browser = new Browser();
  expect((await logIn(browser)).status).toBe(303);
  return browser;
}

test('a login in the browser: by code with PKCE, state and nonce; leads back, with a cookie that scripts cannot read', async () => {
  sits(c.hr);
  const browser = new Browser();
  const response = await logIn(browser);
  expect(response.headers.get('location')).toBe('/api/v1/me');
  const cookie = response.headers.getSetCookie().find((line) => line.startsWith(`${SESSION}=`));
  expect(cookie).toMatch(/^handover-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  const asked = new URL(browser.opened.find((address) => address.includes('/auth?')) ?? '');
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    redirect_uri: callback(),
  });
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
  expect((await ask(browser, 'me')).body.person.number).toBe(c.hr.number);
  expect(browser.cookies(api.url).has('handover-login')).toBe(false);
});

test('the database, after a login: holds the digest of the token, and nothing that leads to it or to the ID token', async () => {
  const browser = await loggedIn(c.hr);
  const token = browser.cookies(api.url).get(SESSION) ?? '';
  const { rows } = await sql<{ row: string; digest: Buffer; id_token: Buffer }>`
    select s::text as row, digest, id_token from sessions s where person_id = ${c.hr.id}`.execute(database.admin);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.digest).toEqual(createHash('sha256').update(token).digest());
  expect(rows[0]?.row).not.toContain(token);
  expect(rows[0]?.id_token.toString('latin1')).not.toContain('eyJ');
  const { rows: under } = await sql`select 1 from logins`.execute(database.admin);
  expect(under).toEqual([]);
});

test('an address that is come back with twice, or by another browser, or with another state: opens nothing', async () => {
  sits(c.hr);
  const browser = new Browser();
  const { address } = await browser.open(`${api.url}/auth/login?issuer=company`, /\/auth\/callback/);
  const login = browser.cookies(api.url).get('handover-login') ?? '';
  const refused = async (who: Browser, at: string) => {
    const response = await who.request(at);
    expect(response.status).toBe(400);
    expect(response.headers.getSetCookie().some((line) => line.startsWith(`${SESSION}=`))).toBe(false);
  };
  // Somebody else's browser, which did not begin it.
  await refused(new Browser(), address);
  expect((await browser.request(address)).status).toBe(303);
  // The code again, with the cookie that the browser had.
  browser.cookies(api.url).set('handover-login', login);
  await refused(browser, address);

  const another = new Browser();
  const back = new URL((await another.open(`${api.url}/auth/login?issuer=company`, /\/auth\/callback/)).address);
  const good = back.href;
  back.searchParams.set('state', newToken());
  await refused(another, back.href);
  // The first try used it up.
  await refused(another, good);

  // The code of one login, brought to another one: the nonce and the verifier belong to the first.
  const [one, two] = [new Browser(), new Browser()];
  const first = new URL((await one.open(`${api.url}/auth/login?issuer=company`, /\/auth\/callback/)).address);
  const second = new URL((await two.open(`${api.url}/auth/login?issuer=company`, /\/auth\/callback/)).address);
  second.searchParams.set('code', first.searchParams.get('code') ?? '');
  await refused(two, second.href);

  const { rows } = await sql<{ n: number }>`select count(*) as n from sessions where person_id = ${c.hr.id}`.execute(
    database.admin,
  );
  expect(rows[0]?.n).toBe(1);
});

test('a login that takes too long, or that the issuer refuses: fails with a page that says what to do', async () => {
  sits(c.hr);
  const browser = new Browser();
  const { address } = await browser.open(`${api.url}/auth/login?issuer=company`, /\/auth\/callback/);
  await sql`update logins set expires_at = now() - interval '1 second'`.execute(database.admin);
  const late = await browser.request(address, { headers: { 'accept-language': 'en' } });
  expect(late.status).toBe(400);
  expect(await late.text()).toContain('Log in once more');

  const { address: again } = await browser.open(`${api.url}/auth/login?issuer=company`, /\/auth\/callback/);
  const denied = new URL(again);
  denied.searchParams.delete('code');
  denied.searchParams.set('error', 'access_denied');
  expect((await browser.request(denied.href)).status).toBe(400);
});

test('a cookie that was there before the login: is not the session’s, and what it opened is over', async () => {
  const browser = await loggedIn(c.giver);
  const planted = browser.cookies(api.url).get(SESSION) ?? '';
  const victim = new Browser();
  victim.cookies(api.url).set(SESSION, planted);
  sits(c.hr);
  await logIn(victim);
  expect(victim.cookies(api.url).get(SESSION)).not.toBe(planted);
  expect((await ask(victim, 'me')).body.person.number).toBe(c.hr.number);
  expect((await ask(browser, 'me')).status).toBe(401);

  // A token that nobody gave out does not become one by a login.
  const made = newToken();
  const other = new Browser();
  other.cookies(api.url).set(SESSION, made);
  await logIn(other);
  expect((await ask(new Browser(), 'me', 'GET', { cookie: `${SESSION}=${made}` })).status).toBe(401);
});

test('logging out: ends the session here and at the issuer; the cookie, stolen before, is worth nothing', async () => {
  const browser = await loggedIn(c.hr);
  const stolen = `${SESSION}=${browser.cookies(api.url).get(SESSION)}`;
  expect((await ask(new Browser(), 'me', 'GET', { cookie: stolen })).status).toBe(200);
  const out = await ask(browser, 'logout', 'POST');
  expect(out.status).toBe(200);
  expect(browser.cookies(api.url).has(SESSION)).toBe(false);
  expect((await ask(new Browser(), 'me', 'GET', { cookie: stolen })).status).toBe(401);
  const at = new URL(out.body.continueAt);
  expect(at.origin).toBe(provider.issuer);
  expect(at.searchParams.get('post_logout_redirect_uri')).toBe(`${api.url}/`);
  expect(at.searchParams.get('id_token_hint')).toMatch(/^eyJ/);
  // The provider takes it: it asks whether to end its session.
  const page = await browser.request(at.href);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('xsrf');
});

test('requests with the cookie that a page from elsewhere had sent: are refused, whatever they would do', async () => {
  const browser = await loggedIn(c.hr);
  const cookie = { cookie: `${SESSION}=${browser.cookies(api.url).get(SESSION)}` };
  const send = async (headers: Record<string, string>) => {
    const response = await fetch(`${api.url}/api/v1/logout`, { method: 'POST', headers: { ...cookie, ...headers } });
    return `${response.status} ${String(((await response.json()) as { code?: string }).code)}`;
  };
  const elsewhere = [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere.example' },
    { origin: `${api.url}.elsewhere.example` },
  ];
  for (const headers of elsewhere) expect(await send(headers), JSON.stringify(headers)).toBe('403 crossSite');
  expect((await ask(browser, 'me')).status).toBe(200);
  expect(await send({ origin: api.url })).toBe('200 undefined');
});

test('two cookies of one name, or one that is no token: count as none', async () => {
  const browser = await loggedIn(c.hr);
  const good = browser.cookies(api.url).get(SESSION) ?? '';
  for (const cookie of [
    `${SESSION}=${good}; ${SESSION}=${newToken()}`,
    `${SESSION}="${good}"`,
    `${SESSION}=x`,
    `x${SESSION}=${good}`,
  ])
    expect((await ask(new Browser(), 'me', 'GET', { cookie })).status, cookie).toBe(401);
});

test('a session that nobody uses, or that is too old: is over, and is listed no more', async () => {
  const [idle, old, fresh] = [await loggedIn(c.hr), await loggedIn(c.hr), await loggedIn(c.hr)];
  const digest = (browser: Browser) =>
    createHash('sha256')
      .update(browser.cookies(api.url).get(SESSION) ?? '')
      .digest();
  await sql`update sessions set last_seen_at = now() - interval '31 minutes' where digest = ${digest(idle)}`.execute(
    database.admin,
  );
  await sql`update sessions set expires_at = now() where digest = ${digest(old)}`.execute(database.admin);
  expect((await ask(idle, 'me')).status).toBe(401);
  expect((await ask(old, 'me')).status).toBe(401);
  const { items } = (await ask(fresh, 'me/sessions')).body;
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ current: true, issuer: provider.issuer });
  const lasts = (Date.parse(items[0].expiresAt) - Date.parse(items[0].startedAt)) / 3_600_000;
  expect(lasts).toBe(10);

  // What is used goes on.
  await sql`update sessions set last_seen_at = now() - interval '29 minutes' where digest = ${digest(fresh)}`.execute(
    database.admin,
  );
  expect((await ask(fresh, 'me')).status).toBe(200);
  const { rows } = await sql<{ s: number }>`
    select extract(epoch from now() - last_seen_at)::float as s from sessions where digest = ${digest(fresh)}`.execute(
    database.admin,
  );
  expect(rows[0]?.s).toBeLessThan(60);
});

test('one’s own logins: are listed, cut one by one, or all but this; those of others are not there', async () => {
  const [here, there, away, other] = [
    await loggedIn(c.hr),
    await loggedIn(c.hr),
    await loggedIn(c.hr),
    await loggedIn(c.giver),
  ];
  const { items } = (await ask(here, 'me/sessions')).body;
  expect(items).toHaveLength(3);
  expect(items.filter((one: { current: boolean }) => one.current)).toHaveLength(1);
  const ofOther = (await ask(other, 'me/sessions')).body.items[0].id;
  expect((await ask(here, `me/sessions/${ofOther}/end`, 'POST')).status).toBe(404);
  const mine = (await ask(there, 'me/sessions')).body.items.find((one: { current: boolean }) => one.current).id;
  expect((await ask(other, `me/sessions/${mine}/end`, 'POST')).status).toBe(404);
  expect((await ask(here, `me/sessions/${mine}/end`, 'POST')).body).toEqual({ ended: 1 });
  expect((await ask(there, 'me')).status).toBe(401);
  expect((await ask(here, 'me/sessions/end', 'POST', {}, {})).body).toEqual({ ended: 1 });
  expect((await ask(away, 'me')).status).toBe(401);
  // One's own too: the answer is still given.
  expect((await ask(here, 'me/sessions/end', 'POST', {}, { keepThis: false })).body).toEqual({ ended: 1 });
  expect((await ask(here, 'me')).status).toBe(401);
  expect((await ask(other, 'me')).status).toBe(200);
});

test('HR, about somebody’s logins: sees them and ends them at once, a stream that is open too; nobody else does', async () => {
  const [hr, giver] = [await loggedIn(c.hr), await loggedIn(c.giver)];
  const { handoverId } = await writeHandover(database, c);
  const stream = await giver.request(`${api.url}/api/v1/handovers/${handoverId}/events`, {
    headers: { accept: 'text/event-stream' },
  });
  expect(stream.status).toBe(200);
  const torn = stream.text().then(
    () => 'ended',
    () => 'torn down',
  );
  expect((await ask(giver, `employees/${c.hr.id}/sessions`)).status).toBe(403);
  expect((await ask(giver, `employees/${c.hr.id}/sessions/end`, 'POST')).status).toBe(403);
  expect((await ask(hr, `employees/${c.giver.id}/sessions`)).body.items).toHaveLength(1);
  expect((await ask(hr, `employees/${c.giver.id}/sessions/end`, 'POST')).body).toEqual({ ended: 1 });
  expect(await torn).toBe('torn down');
  expect((await ask(giver, 'me')).status).toBe(401);
  expect((await ask(hr, 'me')).status).toBe(200);
  const { rows } = await sql<{ action: string; actor_id: string }>`
    select action, actor_id from audit_entries where subject_id = ${c.giver.id} and action like 'session.%' order by id`.execute(
    database.admin,
  );
  expect(rows).toEqual([
    { action: 'session.begun', actor_id: c.giver.id },
    { action: 'session.ended', actor_id: c.hr.id },
  ]);
});

test('HR, by the command line: sees somebody’s logins and ends them', async () => {
  const giver = await loggedIn(c.giver);
  const token = await new SignJWT({ sub: c.hr.id, iss: provider.issuer, aud: 'handover' })
    .setProtectedHeader({ alg: 'RS256', kid: provider.key().kid })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(provider.key().privateKey);
  const env = { HANDOVER_URL: api.url, HANDOVER_TOKEN: token };
  const shown = await handover(['sessions', c.giver.number], env);
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toContain(provider.issuer);
  expect(await handover(['end-sessions', c.giver.number], env)).toMatchObject({ code: 0, out: '1 login ended.' });
  expect((await ask(giver, 'me')).status).toBe(401);
  const listed = await handover(['sessions', c.giver.number, '--json'], env);
  expect(JSON.parse(listed.out)).toEqual({ items: [] });
});

test('a frozen person: is out at once and cannot log in; when the freeze is lifted, what was open stays closed', async () => {
  const [hr, giver] = [await loggedIn(c.hr), await loggedIn(c.giver)];
  const froze = await ask(hr, `employees/${c.giver.id}/freeze`, 'POST', {}, { reason: '账号被盗' });
  expect(froze.status).toBe(200);
  expect((await ask(giver, 'me')).status).toBe(401);
  sits(c.giver);
  expect((await logIn(new Browser())).status).toBe(403);
  await ask(hr, `employees/${c.giver.id}/unfreeze`, 'POST');
  expect((await ask(giver, 'me')).status).toBe(401);
  await loggedIn(c.giver);
});

test('somebody who leaves: is out, for good', async () => {
  const giver = await loggedIn(c.giver);
  await database.admin.updateTable('employees').set({ state: 'left' }).where('id', '=', c.giver.id).execute();
  expect((await ask(giver, 'me')).status).toBe(401);
  expect((await logIn(new Browser())).status).toBe(403);
});

describe('a signature, where the issuer’s settings demand a login with a second factor, at most 5 minutes old', () => {
  const sign = (browser: Browser, handoverId: string) =>
    ask(
      browser,
      `handovers/${handoverId}/sign-offs`,
      'POST',
      { 'idempotency-key': newToken() },
      { decision: 'signed', planHash: '0'.repeat(64) },
    );
  // Temporal is away: who gets so far was let in.
  const LET_IN = 503;

  test('by a login with a password: is refused by RFC 9470; after the login that it asks for, it goes on', async () => {
    const { handoverId } = await writeHandover(database, c);
    const browser = await loggedIn(c.giver);
    const refused = await sign(browser, handoverId);
    expect(refused).toMatchObject({
      status: 401,
      body: { code: 'insufficientUserAuthentication', params: { acrValues: MFA, maxAge: 300 } },
    });
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer error="insufficient_user_authentication", error_description="A fresher or stronger login is needed", acr_values="${MFA}", max_age="300"`,
    );
    // Everything else goes on as it was.
    expect((await ask(browser, 'me')).status).toBe(200);
    sits(c.giver, MFA);
    await logIn(browser, `&acr=${encodeURIComponent(MFA)}&maxAge=300`);
    expect((await sign(browser, handoverId)).status).toBe(LET_IN);
  });

  test('by a login that was good and has grown old: is refused', async () => {
    const { handoverId } = await writeHandover(database, c);
    const browser = await loggedIn(c.giver, MFA);
    await sql`update sessions set authenticated_at = now() - interval '6 minutes' where person_id = ${c.giver.id}`.execute(
      database.admin,
    );
    expect((await sign(browser, handoverId)).body.code).toBe('insufficientUserAuthentication');
    await sql`update sessions set authenticated_at = null where person_id = ${c.giver.id}`.execute(database.admin);
    expect((await sign(browser, handoverId)).body.code).toBe('insufficientUserAuthentication');
  });

  test('a token to sign by, and a waiver by HR, in the case or at its start: likewise', async () => {
    const { handoverId } = await writeHandover(database, c);
    const [giver, hr] = [await loggedIn(c.giver), await loggedIn(c.hr)];
    expect((await ask(giver, `handovers/${handoverId}/sign-offs/token`, 'POST')).body.code).toBe(
      'insufficientUserAuthentication',
    );
    const waiver = await ask(
      hr,
      `handovers/${handoverId}/sign-offs/waiver`,
      'POST',
      { 'idempotency-key': newToken() },
      {},
    );
    expect(waiver.body.code).toBe('insufficientUserAuthentication');
    const emergency = {
      kind: 'emergency_departure',
      reason: '紧急离职',
      giver: c.giver.number,
      receivers: c.receivers.map((r) => r.number),
      assignment: 'fixed',
      scope: 'book',
      waiver: '已离岗',
    };
    const started = await ask(hr, 'handovers', 'POST', { 'idempotency-key': newToken() }, emergency);
    expect(started.body.code).toBe('insufficientUserAuthentication');
    // Nothing of it has happened.
    expect((await ask(giver, 'me')).status).toBe(200);
  });
});

test('roles that the issuer decides about: come and go with its groups; the others stay', async () => {
  sits(c.giver, PASSWORD, { groups: ['crm-hr', 'something'] });
  const first = new Browser();
  await logIn(first);
  expect((await ask(first, 'me')).body.roles.sort()).toEqual(['account_manager', 'hr']);
  // By row-level security too: the database knows.
  expect((await ask(first, `employees/${c.hr.id}/sessions`)).status).toBe(200);
  sits(c.giver, PASSWORD, { groups: [] });
  await logIn(new Browser());
  expect((await ask(first, 'me')).body.roles).toEqual(['account_manager']);
  expect((await ask(first, `employees/${c.hr.id}/sessions`)).status).toBe(403);
  const { rows } = await sql<{ params: object }>`
    select params from audit_entries where subject_id = ${c.giver.id} and action = 'person.rolesByIssuer' order by id`.execute(
    database.admin,
  );
  expect(rows).toHaveLength(2);
});

test('several issuers: the page lets one choose; an account that is nobody’s here is told so', async () => {
  const browser = new Browser();
  const page = await browser.request(`${api.url}/auth/login?returnTo=/docs/&lang=en`);
  const html = await page.text();
  expect(html).toContain('href="?returnTo=%2Fdocs%2F&#38;issuer=partner"');
  expect(html).toContain('&#60;partner&#62;');
  const email = `giver.${c.giver.number.replace('giver-', '')}@demo.example`;
  partner.person = { sub: 'p1', acr: PASSWORD, claims: { email, email_verified: true } };
  const { response } = await browser.open(`${api.url}/auth/login?issuer=partner`, /\/$/);
  expect(response.status).toBe(303);
  expect((await ask(browser, 'me')).body.person.number).toBe(c.giver.number);
  for (const claims of [
    { email, email_verified: false },
    { email: 'x@elsewhere.example', email_verified: true },
  ]) {
    partner.person = { sub: `p${Math.random()}`, acr: PASSWORD, claims };
    const nobody = await new Browser().open(`${api.url}/auth/login?issuer=partner&lang=en`);
    expect(nobody.response.status).toBe(403);
  }
  expect((await browser.request(`${api.url}/auth/login?issuer=elsewhere`)).status).toBe(404);
});

test('an issuer that is away, while somebody logs in: is said by name; a session that is open goes on', async () => {
  const open = await loggedIn(c.hr);
  const browser = new Browser();
  sits(c.hr);
  const { address } = await browser.open(`${api.url}/auth/login?issuer=company`, /\/auth\/callback/);
  provider.away();
  try {
    const page = await browser.request(address, { headers: { 'accept-language': 'en' } });
    expect(page.status).toBe(503);
    expect(await page.text()).toContain(provider.issuer);
    expect((await ask(open, 'me')).status).toBe(200);
    expect((await ask(open, 'logout', 'POST')).status).toBe(200);
  } finally {
    provider.serve(callback());
  }
});

test('where a login leads back to: addresses of this product only', () => {
  const at = 'https://handover.example.com';
  const outside = [
    undefined,
    '',
    'x',
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    '/.//elsewhere.example',
    '/x/..//elsewhere.example',
    'javascript:alert(1)',
    `/${'x'.repeat(3_000)}`,
  ];
  for (const wanted of outside) expect(localPath(wanted, at), String(wanted)).toBe('/');
  expect(localPath('/cases/1?tab=2#x', at)).toBe('/cases/1?tab=2#x');
});

test('what is sealed with a token: is read with that token only, and as it was', () => {
  const [one, two] = [newToken(), newToken()];
  const sealed = seal('客户', one, 'x');
  expect(unseal(sealed, one, 'x')).toBe('客户');
  expect(() => unseal(sealed, two, 'x')).toThrow();
  expect(() => unseal(sealed, one, 'y')).toThrow();
  const changed = Buffer.from(sealed);
  changed[30] = (changed[30] ?? 0) ^ 1;
  expect(() => unseal(changed, one, 'x')).toThrow();
  expect(derived(one, 'state')).not.toBe(derived(one, 'nonce'));
});

test('a session that ends between the look at it and the hold: is not served, not by a stream either', async () => {
  const browser = await loggedIn(c.hr);
  const { id } = (await ask(browser, 'me/sessions')).body.items[0];
  const leases = new Leases(() => clientBeside(database.api));
  const since = await leases.listening();
  const response = () => new ServerResponse(new IncomingMessage(new Socket()));
  await leases.hold(c.hr.id, response(), { id, since });
  await ask(browser, 'logout', 'POST');
  // What was notified before, this connection has heard after its own next answer.
  await leases.hold(c.giver.id, response());
  await expect(leases.hold(c.hr.id, response(), { id, since })).rejects.toMatchObject({ type: 'unauthenticated' });
  await expect(leases.hold(c.hr.id, response(), { id: c.hr.id, since: {} })).rejects.toMatchObject({
    type: 'unavailable',
  });
  await leases.stop();
});

describe('a logout that the issuer tells of', () => {
  const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
  const told = async (
    claims: Record<string, unknown>,
    { at = provider, without = [], typ = 'logout+jwt' }: { at?: TestProvider; without?: string[]; typ?: string } = {},
  ) => {
    const all: Record<string, unknown> = {
      iss: at.issuer,
      aud: 'handover-browser',
      iat: Math.floor(Date.now() / 1_000),
      exp: Math.floor(Date.now() / 1_000) + 120,
      jti: newToken(),
      events: { [EVENT]: {} },
      ...claims,
    };
    const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
    const token = await new SignJWT(kept)
      .setProtectedHeader({ alg: 'RS256', typ, kid: at.key().kid })
      .sign(at.key().privateKey);
    return post({ logout_token: token });
  };
  const post = async (form: Record<string, string>) => {
    const response = await fetch(`${api.url}/auth/backchannel-logout`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    return response.status;
  };

  test('by the provider itself, when somebody logs out there: ends the session that was opened by it, at once', async () => {
    const [browser, elsewhere] = [await loggedIn(c.hr), await loggedIn(c.hr)];
    const page = await (await browser.request(`${provider.issuer}/session/end`)).text();
    const xsrf = /name="xsrf" value="(\w+)"/.exec(page)?.[1] ?? '';
    const confirmed = await browser.request(`${provider.issuer}/session/end/confirm`, {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });
    expect(confirmed.status).toBe(303);
    await vi.waitFor(async () => expect((await ask(browser, 'me')).status).toBe(401), 5_000);
    expect((await ask(elsewhere, 'me')).status).toBe(200);
    const { rows } = await sql<{ reason: string }>`
      select params->>'reason' as reason from audit_entries where action = 'session.ended' and subject_id = ${c.hr.id}`.execute(
      database.admin,
    );
    expect(rows).toEqual([{ reason: 'issuer' }]);
  });

  test('with the subject alone: ends all of the person from that issuer, and nobody else’s', async () => {
    const [one, two, other] = [await loggedIn(c.hr), await loggedIn(c.hr), await loggedIn(c.giver)];
    expect(await told({ sub: c.hr.id }, { at: partner })).toBe(200);
    expect((await ask(one, 'me')).status).toBe(200);
    expect(await told({ sub: c.hr.id })).toBe(200);
    expect([(await ask(one, 'me')).status, (await ask(two, 'me')).status]).toEqual([401, 401]);
    expect((await ask(other, 'me')).status).toBe(200);
    expect(await told({ sub: c.hr.id })).toBe(200);
  });

  test('that is none, or not for this product: ends nothing', async () => {
    const browser = await loggedIn(c.hr);
    const sub = c.hr.id;
    const hour = 3_600;
    const now = Math.floor(Date.now() / 1_000);
    const refused: [string, Promise<number>][] = [
      ['no token', post({})],
      ['no JWT', post({ logout_token: 'x' })],
      ['a very long one', post({ logout_token: `e.${'x'.repeat(20_000)}.e` })],
      ['an ID token', told({ sub, nonce: 'n', sid: 's' })],
      ['another event', told({ sub, events: { 'urn:other': {} } })],
      ['events as a list', told({ sub, events: [EVENT] })],
      ['no events', told({ sub }, { without: ['events'] })],
      ['no id', told({ sub }, { without: ['jti'] })],
      ['no end', told({ sub }, { without: ['exp'] })],
      ['nobody', told({})],
      ['too late', told({ sub, iat: now - 2 * hour, exp: now - hour })],
      ['another client', told({ sub, aud: 'handover' })],
      ['another issuer', told({ sub, iss: 'https://elsewhere.example' })],
      ['another’s key', told({ sub, iss: partner.issuer })],
    ];
    for (const [what, status] of refused) expect(await status, what).toBe(400);
    expect((await ask(browser, 'me')).status).toBe(200);
  });
});
