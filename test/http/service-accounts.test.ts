import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scope } from '../../src/contract/scopes.ts';
import { withPerson } from '../../src/db/connect.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { scopeOf } from '../../src/http/scope.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let handoverId: string;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { customers: 2, receivers: 1 });
  ({ handoverId } = await writeHandover(database, c));
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const account = async (scopes: Scope[], by = scopes.includes('webhooks') ? c.ops : c.hr) =>
  api.post(by, 'service-accounts', { name: '对接程序', scopes });
const issue = async (accountId: string, over: object = {}, by = c.hr) =>
  api.post(by, `service-accounts/${accountId}/tokens`, { name: '生产', expiresAt: inDays(90), ...over });
/** A new account with one token. */
async function service(...scopes: Scope[]) {
  const made = await account(scopes);
  const token = await issue(made.body.id, {}, scopes.includes('webhooks') ? c.ops : c.hr);
  return { id: String(made.body.id), tokenId: String(token.body.token.id), secret: String(token.body.secret) };
}
const by = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } });
const asks = (secret: string, method: string, path: string, body?: unknown) => api.ask(method, path, body, by(secret));

describe('a token', () => {
  test('made, used, listed, revoked: is shown once, says when it was used, and is nothing afterwards', async () => {
    const made = await account(['read']);
    expect(made).toMatchObject({
      status: 201,
      body: { name: '对接程序', number: expect.stringMatching(/^service-[0-9a-f]{12}$/), scopes: ['read'], tokens: 0 },
    });
    const issued = await issue(made.body.id);
    expect(issued).toMatchObject({ status: 201, body: { token: { state: 'active', lastUsedAt: null } } });
    const { secret, token } = issued.body;
    expect(secret).toMatch(/^hoe_[\w-]{43}$/);
    const me = await asks(secret, 'GET', 'me');
    expect(me).toMatchObject({ status: 200, body: { person: { id: made.body.id }, roles: ['service'] } });
    const listed = await api.get(c.auditor, `service-accounts/${made.body.id}/tokens`);
    expect(listed.body.items).toMatchObject([{ id: token.id, lastUsedAt: expect.any(String) }]);
    expect(JSON.stringify(listed.body)).not.toContain(secret.slice(8, 30));
    const revoked = await api.post(c.ops, `service-accounts/${made.body.id}/tokens/${token.id}/revoke`, undefined);
    expect(revoked.body).toMatchObject({ state: 'revoked' });
    expect((await asks(secret, 'GET', 'me')).status).toBe(401);
    const { rows } = await sql`select action from audit_entries where subject_id = ${made.body.id} order by id`.execute(
      database.admin,
    );
    expect(rows).toEqual(['serviceAccount.created', 'apiToken.made', 'apiToken.revoked'].map((action) => ({ action })));
    const everything =
      await sql`select to_jsonb(t) from api_tokens t union all select to_jsonb(a) from audit_entries a`.execute(
        database.admin,
      );
    expect(JSON.stringify(everything.rows)).not.toContain(secret.slice(4));
  });

  test('revoked while a stream is open by it: the stream breaks off; another token of the account goes on', async () => {
    const { id, tokenId, secret } = await service('read');
    const other = await issue(id);
    const stream = await fetch(`${api.url}/api/v1/handovers/${handoverId}/events`, {
      headers: { authorization: `Bearer ${secret}`, accept: 'text/event-stream' },
    });
    expect(stream.status).toBe(200);
    const ended = stream.text().then(
      () => 'whole',
      () => 'broken',
    );
    await api.post(c.hr, `service-accounts/${id}/tokens/${tokenId}/revoke`, undefined);
    expect(await ended).toBe('broken');
    expect((await asks(other.body.secret, 'GET', 'customers')).status).toBe(200);
  });

  test.each([
    [
      'after its end',
      (id: string) =>
        sql`update api_tokens set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' where service_account_id = ${id}`,
      401,
    ],
    [
      'of an account that was ended',
      (id: string) => sql`update service_accounts set ended_at = now(), ended_by = ${c.hr.id} where id = ${id}`,
      401,
    ],
    ['of an account that left', (id: string) => sql`update employees set state = 'left' where id = ${id}`, 401],
    [
      'of an account that is frozen',
      (id: string) => sql`insert into freezes (person_id, frozen_by, reason) values (${id}, ${c.hr.id}, 'x')`,
      403,
    ],
  ])('%s: is refused', async (_, happens, status) => {
    const { id, secret } = await service('read');
    expect((await asks(secret, 'GET', 'customers')).status).toBe(200);
    await happens(id).execute(database.admin);
    expect((await asks(secret, 'GET', 'customers')).status).toBe(status);
  });

  test('a text that only looks like one: is refused as any other', async () => {
    for (const wrong of ['hoe_', `hoe_${'x'.repeat(43)}`, `hoe_${'x'.repeat(43)}.`, `HOE_${'x'.repeat(43)}`])
      expect((await asks(wrong, 'GET', 'me')).body.code).toBe('unauthenticated');
  });
});

describe('scopes', () => {
  test('read: sees what an auditor sees, masked, and changes nothing', async () => {
    const { secret } = await service('read');
    const seen = await asks(secret, 'GET', 'customers');
    expect(seen.body.items).toHaveLength(2);
    const [id] = c.customerIds;
    const pages = await Promise.all([asks(secret, 'GET', `customers/${id}`), api.get(c.auditor, `customers/${id}`)]);
    expect(pages[0].body).toEqual(pages[1].body);
    expect((await asks(secret, 'GET', `handovers/${handoverId}`)).status).toBe(200);
    expect((await asks(secret, 'POST', 'handovers', {})).body.code).toBe('notForService');
    const listed = await asks(secret, 'GET', 'imports/mappings');
    expect(listed).toMatchObject({ status: 403, body: { code: 'scopeMissing', params: { scope: 'import' } } });
    expect(listed.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="import"');
  });

  test('import: brings a file in, and reads nothing else', async () => {
    const { secret, id } = await service('import');
    expect((await asks(secret, 'GET', 'customers')).body.code).toBe('scopeMissing');
    const raw =
      'account,sector,year_established,revenue,employees,office_location,subsidiary_of\nAcme,retail,1996,1.1,10,X,\n';
    const done = await api.ask('POST', 'imports?mapping=crm-sales-opportunities/accounts', undefined, {
      raw,
      headers: { ...by(secret).headers, 'content-type': 'text/csv' },
    });
    expect(done).toMatchObject({ status: 200, body: { inserted: 1 } });
    const record = await asks(secret, 'GET', `imports/${done.body.importId}`);
    expect(record.body.actor.id).toBe(id);
  });

  test('webhooks: keeps subscriptions, and reads nothing else', async () => {
    const { secret } = await service('webhooks');
    const made = await asks(secret, 'POST', 'webhooks', { url: 'https://example.com/', events: ['*'] });
    expect(made.status).toBe(200);
    expect((await asks(secret, 'GET', `webhooks/${made.body.webhook.id}`)).status).toBe(200);
    expect((await asks(secret, 'GET', 'employees')).body.code).toBe('scopeMissing');
  });

  test('a token with fewer scopes than its account: is held to them', async () => {
    const made = await account(['read', 'import']);
    const { body } = await issue(made.body.id, { scopes: ['import'] });
    expect((await asks(body.secret, 'GET', 'imports/mappings')).status).toBe(200);
    expect((await asks(body.secret, 'GET', 'customers')).body.code).toBe('scopeMissing');
  });

  test('the database, told of a scope that the account does not have: allows nothing', async () => {
    const { id } = await service('read');
    const sees = (scope: Scope | null) =>
      withPerson(database.api, { id, scope }, async (tx) => {
        const { rows } = await sql<{ n: number; hr: boolean }>`
          select (select count(*) from customers) as n, app.has_role('{hr}') as hr`.execute(tx);
        return rows[0];
      });
    expect(await sees('read')).toMatchObject({ hr: false });
    expect((await sees('read'))?.n).toBeGreaterThan(0);
    for (const scope of ['import', 'scim', 'webhooks', null] as const)
      expect(await sees(scope)).toEqual({ n: 0, hr: false });
  });

  test('everything that signs or decides: is for people, by the table of routes', () => {
    for (const route of ROUTES) {
      const decides = route.method !== 'get' && route.path.includes('{handoverId}');
      if (route.signs || decides) expect(scopeOf(route), route.operationId).toBeNull();
    }
    expect(scopeOf({ signs: true, scope: 'any', tag: 'imports', method: 'get' })).toBeNull();
  });
});

describe('who gives what', () => {
  test.each([
    ['HR, webhooks', () => account(['webhooks'], c.hr), 'scopeNotYours'],
    ['an operator, scim', () => account(['scim'], c.ops), 'scopeNotYours'],
    ['an auditor', () => account(['read'], c.auditor), 'notForYou'],
    ['a manager', () => account(['read'], c.boss), 'notForYou'],
    ['a scope that is not there', () => account(['all' as Scope]), 'invalid'],
    ['a scope twice', () => account(['read', 'read']), 'invalid'],
    ['no scope', () => account([]), 'invalid'],
  ])('%s: is refused', async (_, asked, code) => {
    expect((await asked()).body.code).toBe(code);
  });

  test('a token beyond the account, in the past, for ever, of an account that ended: is refused, saying why', async () => {
    const { id } = await service('read');
    const refused = async (over: object) => (await issue(id, over)).body.code;
    expect(await refused({ scopes: ['import'] })).toBe('scopeNotOfAccount');
    expect(await refused({ expiresAt: inDays(-1) })).toBe('tokenEndWrong');
    expect(await refused({ expiresAt: inDays(400) })).toBe('tokenEndWrong');
    expect((await issue(id, {}, c.ops)).body.code).toBe('scopeNotYours');
    const ended = await api.post(c.hr, `service-accounts/${id}/end`, undefined);
    expect(ended.body).toMatchObject({ tokens: 0, endedAt: expect.any(String) });
    expect(await refused({})).toBe('serviceAccountEnded');
  });

  test('an account, made twice with one key: is there once', async () => {
    const key = randomUUID();
    const body = { name: 'once', scopes: ['read'] };
    const [one, two] = [
      await api.post(c.hr, 'service-accounts', body, key),
      await api.post(c.hr, 'service-accounts', body, key),
    ];
    expect(two.body).toEqual(one.body);
  });

  test('a service account, where a person is meant: is not there', async () => {
    const made = await account(['read']);
    const { number, id } = made.body;
    expect((await api.ask('POST', 'demo/token', { employeeNumber: number })).status).toBe(404);
    expect((await api.get(c.hr, `employees?q=${number}`)).body.items).toEqual([]);
    const grant = { grantee: number, level: 'view', reason: 'x', endsAt: inDays(1) };
    const given = await api.post(c.boss, `customers/${c.customerIds[0]}/grants`, grant);
    expect(given.body.code).toBe('personNotFound');
    const delegation = { to: id, reason: 'x', endsAt: inDays(1) };
    expect((await api.post(c.supervisor, 'delegations', delegation)).status).toBe(422);
  });
});
