import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openApiDocument } from '../../src/http/openapi.ts';
import { type Deps, openRoute } from '../../src/http/route.ts';
import { openContext, problemHandler, serve } from '../../src/http/serve.ts';
import { readSettings } from '../../src/settings.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { customers: 0, receivers: 0 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});
const started = (env: Record<string, string>) => startTestApi({ db: database.api, gateway: gatewayAway }, env);

test.each(['/api/v1/me', '/api/v1/nothing', '/livez', '/readyz', '/metrics', '/openapi.json', '/docs/', '/l/x', '/'])(
  'an answer of %s: tells the browser to load, frame, sniff and keep nothing',
  async (path) => {
    const { headers } = await api.ask('GET', path);
    const csp = headers.get('content-security-policy') ?? '';
    expect(csp).toMatch(/default-src 'self'/);
    expect(csp).toMatch(/script-src 'self'(;|$)/);
    expect(csp).toMatch(/frame-ancestors 'none'/);
    expect(csp).toMatch(/object-src 'none'/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers.get('x-powered-by')).toBeNull();
  },
);

describe('a page of another origin', () => {
  const origin = 'https://console.example.com';
  const preflight = (from: TestApi, of: string) =>
    from.ask('OPTIONS', 'handovers', undefined, {
      headers: {
        origin: of,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });

  test('by default: is let in nowhere', async () => {
    for (const { headers } of [
      await preflight(api, origin),
      await api.ask('GET', 'demo/people', undefined, { headers: { origin } }),
    ])
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  test('that the setting names: may ask with a token and read the headers; another may not', async () => {
    const open = await started({ HANDOVER_CORS_ORIGINS: `https://other.example ${origin}` });
    const asked = await preflight(open, origin);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': expect.stringContaining('Idempotency-Key'),
      'access-control-allow-methods': expect.stringContaining('DELETE'),
      vary: expect.stringContaining('Origin'),
    });
    const answered = await open.ask('GET', 'me', undefined, { as: c.hr, headers: { origin } });
    expect(answered.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answered.headers.get('access-control-expose-headers')).toMatch(/ETag.*Location.*RateLimit/);
    expect(answered.headers.get('access-control-allow-credentials')).toBeNull();
    for (const stranger of ['https://console.example.com.evil.example', 'http://console.example.com', 'null']) {
      expect((await preflight(open, stranger)).headers.get('access-control-allow-origin')).toBeNull();
      const { headers } = await open.ask('GET', 'me', undefined, { as: c.hr, headers: { origin: stranger } });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    await open.stop();
  });

  test.each(['*', 'https://a.example/', 'https://a.example/x', 'a.example', 'https://a.example https://B.example'])(
    'the setting, given as %s: one sentence that names it',
    (text) => {
      expect(() => readSettings({ HANDOVER_CORS_ORIGINS: text })).toThrow(/HANDOVER_CORS_ORIGINS/);
    },
  );
});

describe('limits of requests', () => {
  test('of one person: whatever their address, and of nobody else; told before they are reached', async () => {
    const limited = await started({ HANDOVER_RATE_LIMIT_PERSON: '2' });
    const [first, second, third] = [
      await limited.get(c.hr, 'me'),
      await limited.get(c.hr, 'me'),
      await limited.get(c.hr, 'me'),
    ];
    expect(first?.headers.get('ratelimit')).toMatch(/^"person"; r=1; t=\d+$/);
    expect(first?.headers.get('ratelimit-policy')).toMatch(/^"person"; q=2; w=60; pk=/);
    expect(second?.status).toBe(200);
    expect(third).toMatchObject({ status: 429, body: { code: 'rateLimited' } });
    expect(Number(third?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await limited.get(c.giver, 'me')).status).toBe(200);
    await limited.stop();
  });

  test('of one token: another of the same person has its own', async () => {
    const limited = await started({ HANDOVER_RATE_LIMIT_BEARER: '1', HANDOVER_RATE_LIMIT_PERSON: '100' });
    const fresh = async () =>
      String((await limited.ask('POST', 'demo/token', { employeeNumber: c.hr.number })).body.token);
    const me = async (token: string) =>
      (await limited.ask('GET', 'me', undefined, { headers: { authorization: `Bearer ${token}` } })).status;
    const [one, two] = [await fresh(), await fresh()];
    expect([await me(one), await me(one), await me(two)]).toEqual([200, 429, 200]);
    await limited.stop();
  });

  test('of logins: tokens of the demonstration are few a minute', async () => {
    const limited = await started({ HANDOVER_RATE_LIMIT_LOGIN: '1' });
    const login = () => limited.ask('POST', 'demo/token', { employeeNumber: c.hr.number });
    expect([(await login()).status, (await login()).status]).toEqual([200, 429]);
    await limited.stop();
  });
});

describe('a table of routes made for it', () => {
  const wanted = { id: z.string() };
  const shape = { tag: 'x', summary: { en: 'x', zh: 'x' }, gives: z.object({ ok: z.boolean() }) };
  const routes = [
    openRoute({
      ...shape,
      method: 'get',
      path: '/old',
      operationId: 'old',
      takes: {},
      deprecated: { since: '2026-01-15', sunset: '2026-12-31', link: 'https://handover.example.com/docs/api.md#old' },
      handle: () => Promise.resolve({ ok: true }),
    }),
    openRoute({
      ...shape,
      method: 'put',
      path: '/things/{id}',
      operationId: 'changeThing',
      takes: { params: z.object(wanted) },
      ifMatch: 'required',
      handle: () => Promise.resolve({ ok: true }),
    }),
  ];
  const log = pino({ level: 'silent' });
  const app = express();
  app.use((req, res, next) => {
    openContext(req, res, 'made');
    next();
  });
  // Routes for everybody need nothing of what people need.
  serve(app, routes, { log, checkAnswers: true } as unknown as Deps);
  app.use(problemHandler({ log }));
  const server = createServer(app);
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => void server.close());

  test('a route that will go: every answer says since when and until when', async () => {
    const { headers } = await fetch(`${url()}/old`);
    expect(headers.get('deprecation')).toBe(`@${Date.UTC(2026, 0, 15) / 1000}`);
    expect(headers.get('sunset')).toBe('Thu, 31 Dec 2026 00:00:00 GMT');
    expect(headers.get('link')).toContain('rel="deprecation"');
    const refused = await fetch(`${url()}/old?surprise=1`);
    expect([refused.status, refused.headers.get('deprecation')]).toEqual([422, headers.get('deprecation')]);
    const { paths } = openApiDocument(routes, 'http://127.0.0.1', 'en');
    expect(paths?.['/api/v1/old']?.get).toMatchObject({ deprecated: true });
    expect((await fetch(`${url()}/things/1`)).headers.get('deprecation')).toBeNull();
  });

  test('a change that must say what it changes: refused without If-Match', async () => {
    const change = (headers: Record<string, string>) => fetch(`${url()}/things/1`, { method: 'PUT', headers });
    const without = await change({});
    expect(without.status).toBe(428);
    expect(await without.json()).toMatchObject({ code: 'preconditionRequired' });
    expect((await change({ 'if-match': '"1"' })).status).toBe(200);
  });
});

test('a version that the caller has already: 304 and no body', async () => {
  const made = await api.post(c.ops, 'webhooks', { url: 'https://hooks.example.com/', events: ['*'] });
  const path = `webhooks/${made.body.webhook.id}`;
  const asked = (etag: string) => api.ask('GET', path, undefined, { as: c.ops, headers: { 'if-none-match': etag } });
  const first = await api.get(c.ops, path);
  expect(first.headers.get('etag')).toBe('"1"');
  for (const etag of ['"1"', 'W/"1"', '"7", "1"', '*']) {
    const again = await asked(etag);
    expect([again.status, again.body, again.headers.get('etag')], etag).toEqual([304, '', '"1"']);
  }
  expect((await asked('"2"')).status).toBe(200);
});
