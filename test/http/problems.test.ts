import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problem } from '../../src/contract/answers.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Answered, type TestApi, startTestApi } from './api.ts';
import { connect } from '../../src/db/connect.ts';
import { createGateway } from '../../src/temporal/gateway.ts';
import { connectTemporal } from '../../src/temporal/connection.ts';
import type { Client } from '@temporalio/client';
import { inject } from 'vitest';

let database: TestDatabase;
let client: Client;
let api: TestApi;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  client = await connectTemporal({ address: inject('temporalAddress') });
  api = await startTestApi({ db: database.api, gateway: createGateway(client, 'nobody-polls') });
  c = await makeCompany(database.admin, { customers: 0, receivers: 0 });
});
afterAll(async () => {
  await api?.stop();
  await client?.connection.close();
  await database?.drop();
});

function expectProblem(answer: Answered, status: number, code: string) {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(problem.parse(answer.body)).toMatchObject({ type: `urn:handover:problem:${code}`, code, status });
  expect(answer.status).toBe(status);
  expect(answer.body.correlationId).toBe(answer.headers.get('x-request-id'));
}

test('a problem, asked in Chinese, in English, in neither: speaks the language of the header, else the person’s', async () => {
  const ask = (language: string) =>
    api.ask('POST', 'handovers/preview', { kind: 'x' }, { as: c.hr, headers: { 'accept-language': language } });
  const en = await ask('en-GB,en;q=0.9');
  expectProblem(en, 422, 'invalid');
  expect(en.body.detail).toBe('The request has fields that are wrong; each is named in "errors".');
  expect(en.body.errors[0]).toMatchObject({ pointer: '/kind', detail: expect.stringMatching(/expected/i) });
  expect(en.headers.get('content-language')).toBe('en');
  const zh = await ask('zh-TW,zh;q=0.9,en;q=0.1');
  expect(zh.body.errors[0].detail).toMatch(/期望/);
  expect(zh.headers.get('content-language')).toBe('zh-CN');
  const neither = await ask('fr');
  expect(neither.headers.get('content-language')).toBe('zh-CN');
  await database.admin.updateTable('employees').set({ locale: 'en' }).where('id', '=', c.hr.id).execute();
  expect((await ask('fr')).headers.get('content-language')).toBe('en');
});

test('requests that cannot be read, each in its way: problems that say which', async () => {
  const as = c.hr;
  expectProblem(await api.ask('GET', 'nothing'), 404, 'notFound');
  expectProblem(await api.ask('GET', '/nothing'), 404, 'notFound');
  expectProblem(await api.ask('GET', 'customers/not-an-id', undefined, { as }), 404, 'notFound');
  expectProblem(await api.ask('GET', 'customers/%zz', undefined, { as }), 400, 'malformed');
  const method = await api.ask('DELETE', 'handovers', undefined, { as });
  expectProblem(method, 405, 'methodNotAllowed');
  expect(method.headers.get('allow')).toBe('POST, GET, HEAD');
  expect((await api.ask('OPTIONS', 'handovers')).status).toBe(204);
  // `PATCH /contacts/{id}` is another address.
  expectProblem(await api.ask('PATCH', 'contacts/bulk', undefined, { as }), 405, 'methodNotAllowed');
  expectProblem(await api.ask('POST', 'handovers', undefined, { as, key: '1', raw: '{"kind":' }), 400, 'malformed');
  expectProblem(await api.ask('POST', 'handovers', undefined, { as, key: '1', raw: '"text"' }), 400, 'malformed');
  const xml = { 'content-type': 'application/xml' };
  expectProblem(
    await api.ask('POST', 'handovers', undefined, { as, key: '1', raw: '<a/>', headers: xml }),
    415,
    'unsupportedMediaType',
  );
  expectProblem(await api.ask('POST', 'imports?mapping=x', {}, { as }), 415, 'unsupportedMediaType');
  expectProblem(await api.ask('GET', 'me', undefined, { as, headers: { accept: 'image/png' } }), 406, 'notAcceptable');
  const large = { kind: 'departure', reason: 'x'.repeat(3_000_000) };
  expectProblem(await api.ask('POST', 'handovers', large, { as, key: '1' }), 413, 'payloadTooLarge');
  expectProblem(await api.ask('POST', 'handovers', {}, { as }), 400, 'idempotencyKeyMissing');
  const csv = { 'content-type': 'text/csv' };
  expectProblem(
    await api.ask('POST', 'imports?mapping=none/such', undefined, { as, raw: 'a,b\n', headers: csv }),
    422,
    'importRefused',
  );
});

test.each([
  ['a NUL in a query', 'GET', 'customers?q=a%00b', undefined, 'q'],
  ['a NUL in another', 'GET', 'employees?cursor=%00', undefined, 'cursor'],
  ['half a character in a body', 'POST', 'handovers/preview', { reason: 'a\ud800b' }, '/reason'],
  ['a NUL deep in a body', 'POST', 'handovers/preview', { receivers: ['x', 'y\u0000'] }, '/receivers/1'],
] as const)(
  '%s, which no database can write: named, and nothing fails inside',
  async (_, method, path, part, where) => {
    const whole = { kind: 'departure', reason: 'x', giver: 'x', receivers: ['y'], assignment: 'fixed', scope: 'book' };
    const answer = await api.ask(method, path, part && { ...whole, ...part }, { as: c.hr });
    expectProblem(answer, 422, 'invalid');
    const [fault] = answer.body.errors;
    expect(fault.pointer ?? fault.parameter).toBe(where);
  },
);

test('fields that are wrong, told to a person: what to do instead of a type', async () => {
  const headers = { 'accept-language': 'en' };
  const wrong = { kind: 'departure', giver: 'x', receivers: ['y', 'y'], assignment: 'fixed', scope: 'all' };
  const { body } = await api.ask('POST', 'handovers/preview', wrong, { as: c.hr, headers });
  expect(body.errors).toEqual([
    { pointer: '/reason', detail: 'This is missing.' },
    { pointer: '/receivers', detail: 'Name each one once.' },
    { pointer: '/scope', detail: expect.stringMatching(/^Give "book" for everything/) },
  ]);
  const twice = await api.ask('GET', 'customers?limit=1&limit=2', undefined, { as: c.hr, headers });
  expect(twice.body.errors).toEqual([{ parameter: 'limit', detail: 'Give a whole number, once.' }]);
  expectProblem(await api.ask('GET', 'policies/standard/2147483648', undefined, { as: c.hr }), 404, 'notFound');
});

test('dates that are slips of the keyboard: refused with the field', async () => {
  const far = { kind: 'departure', reason: 'x', receivers: ['y'], assignment: 'fixed', scope: 'book' };
  const { supervisor, giver, receivers } = await makeCompany(database.admin, { customers: 1, receivers: 1 });
  const wanted = { ...far, giver: giver.number, receivers: receivers.map((r) => r.number), supervisor: supervisor.id };
  const answer = await api.ask(
    'POST',
    'handovers/preview',
    { ...wanted, effectiveAt: '9999-12-31T00:00:00Z' },
    { as: c.hr },
  );
  expectProblem(answer, 422, 'tooFarAhead');
  expect(answer.body.errors[0].pointer).toBe('/effectiveAt');
});

test('the demonstration, asked under a name that is not this machine’s: refused', async () => {
  const ask = (host: string) =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(api.url);
      request({ host: hostname, port, path: '/api/v1/demo/people', headers: { host } }, (res) => {
        res.resume();
        resolve(res.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  expect(await ask('evil.example')).toBe(421);
  expect(await ask('localhost')).toBe(200);
});

test('a correlation id, sent by the caller: comes back; one that could break a log line does not', async () => {
  const kept = await api.ask('GET', 'nothing', undefined, { headers: { 'x-request-id': 'abc-1' } });
  expect(kept.headers.get('x-request-id')).toBe('abc-1');
  const replaced = await api.ask('GET', 'nothing', undefined, { headers: { 'x-request-id': 'a b"c' } });
  expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('the database, gone: unavailable, and nothing of the reason goes out', async () => {
  const gone = connect('postgres://handover_api:x@127.0.0.1:1/none');
  const other = await startTestApi({ db: gone, gateway: createGateway(client, 'nobody-polls') });
  const answer = await other.ask('POST', 'demo/token', { employeeNumber: 'E-0001' });
  expectProblem(answer, 503, 'unavailable');
  expect(JSON.stringify(answer.body)).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
  await other.stop();
  await gone.destroy();
});

test('the rate limit, where it is on: answers with a problem that says when to come back', async () => {
  const limited = await startTestApi(
    { db: database.api, gateway: createGateway(client, 'nobody-polls') },
    { HANDOVER_RATE_LIMIT: '2' },
  );
  const answers = [];
  for (let i = 0; i < 3; i += 1) answers.push(await limited.ask('GET', 'demo/people'));
  expect(answers.map((a) => a.status)).toEqual([200, 200, 429]);
  const last = answers[2];
  if (last) expectProblem(last, 429, 'rateLimited');
  await limited.stop();
});
