import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway } from '../../src/temporal/gateway.ts';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

test('readiness, with everything there: is ready, part by part', async () => {
  expect(await api.ask('GET', '/readyz')).toMatchObject({
    status: 200,
    body: { ready: true, database: true, schema: true, role: true, temporal: true, worker: true },
  });
  expect((await api.ask('GET', '/livez')).status).toBe(200);
});

test('readiness, as a role that could go round row-level security: refused', async () => {
  for (const db of [database.admin, database.owner]) {
    const strong = await startTestApi({ db, gateway: engine.gateway });
    expect(await strong.ask('GET', '/readyz')).toMatchObject({ status: 503, body: { ready: false, role: false } });
    await strong.stop();
  }
});

test('readiness, when no worker polls: says which part is missing', async () => {
  const gateway = createGateway(engine.client, `nobody-${randomUUID()}`);
  const lonely = await startTestApi({ db: database.api, gateway });
  expect(await lonely.ask('GET', '/readyz')).toMatchObject({
    status: 503,
    body: { ready: false, database: true, temporal: true, worker: false },
  });
  await lonely.stop();
});

test('the pages, under a strict policy: no inline script, everything from this server', async () => {
  const page = await api.ask('GET', '/docs/');
  expect(page.status).toBe(200);
  expect(page.body).not.toMatch(/<script>|https?:/);
  expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'(;|$)/);
  for (const file of page.body.matchAll(/(?:src|href)="([^"]+)"/g))
    expect((await api.ask('GET', `/docs/${file[1]}`)).status, file[1]).toBe(200);
  expect((await api.ask('GET', '/')).headers.get('location')).toBe('/docs/');
  const english = await api.ask('GET', '/openapi.json?lang=en');
  expect(english.body.paths['/api/v1/me'].get.summary).toMatch(/^The caller/);
  const chinese = await api.ask('GET', '/openapi.json', undefined, { headers: { 'accept-language': 'zh-CN' } });
  expect(chinese.body.paths['/api/v1/me'].get.summary).toMatch(/当前用户/);
});

test('the link of a mail, opened in a browser: says how to see the case; anything but an id: notFound', async () => {
  const id = randomUUID();
  const page = await api.ask('GET', `/handovers/${id}`);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.body).toContain(`npx handover show ${id}`);
  expect((await api.ask('GET', '/handovers/<script>')).status).toBe(404);
});

test('the metrics, after requests with names in them: count routes and hold no names', async () => {
  const c = await makeCompany(database.admin, { customers: 1 });
  await api.get(c.hr, `customers?q=${encodeURIComponent('测试客户')}`);
  await api.get(c.hr, `customers/${c.customerIds[0]}`);
  const { body } = await api.ask('GET', '/metrics');
  expect(body).toMatch(
    /handover_http_request_seconds_count\{method="GET",route="\/api\/v1\/customers\/\{id\}",status="200"\} 1/,
  );
  expect(body).not.toContain(encodeURIComponent('测试客户'));
  expect(body).not.toContain(c.customerIds[0]);
});

test('a file, imported over HTTP: a dry run tells the truth and changes nothing; the record can be read again', async () => {
  const c = await makeCompany(database.admin);
  const send = (query: string, raw: string) =>
    api.ask('POST', `imports?${query}`, undefined, { as: c.hr, raw, headers: { 'content-type': 'text/csv' } });
  const mappings = await api.get(c.hr, 'imports/mappings');
  const products = mappings.body.items.find((m: { table: string }) => m.table === 'products');
  const file = `${products.columns.join(',')}\r\n${products.columns.map(() => '1').join(',')}\r\nshort\r\n`;
  const dry = await send(`mapping=${products.name}&dryRun=true`, file);
  expect(dry.body).toMatchObject({ read: 2, inserted: 1, refused: 1, dryRun: true });
  const real = await send(`mapping=${products.name}`, file);
  expect(real.body).toMatchObject({ inserted: 1, refused: 1 });
  const [refusal] = real.body.refusals;
  expect(refusal.line).toBe(3);
  expect(refusal.sentence).toMatch(/[\u4e00-\u9fff]/);
  expect((await send(`mapping=${products.name}`, file)).body).toMatchObject({ inserted: 0, unchanged: 1 });
  const record = await api.get(c.auditor, `imports/${real.body.importId}`);
  expect(record.body).toMatchObject({ inserted: 1, refused: 1, actor: { number: c.hr.number } });
});

test('lists, read page by page: each record once, to the end', async () => {
  const c = await makeCompany(database.admin, { customers: 7 });
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: { id: string }[]; next: string | null } = (
      await api.get(c.giver, `customers?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
    ).body;
    seen.push(...page.items.map((item) => item.id));
    cursor = page.next;
  }
  expect(seen.sort()).toEqual([...c.customerIds].sort());
  const found = await api.get(c.giver, `customers?q=${encodeURIComponent('测试客户')}`);
  expect(found.body.items).toHaveLength(7);
  expect((await api.get(c.stranger, `customers?q=${encodeURIComponent('测试客户')}`)).body.items).toEqual([]);
  expect((await api.get(c.stranger, `customers/${c.customerIds[0]}`)).status).toBe(404);
  const employee = await api.get(c.giver, `employees/${c.giver.id}`);
  expect(employee.body).toMatchObject({ number: c.giver.number, customers: 7, manager: { id: c.supervisor.id } });
  const search = await api.get(c.giver, `employees?q=${c.hr.number}`);
  expect(search.body.items.map((e: { id: string }) => e.id)).toEqual([c.hr.id]);
});
