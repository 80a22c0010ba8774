import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect as dial } from 'node:net';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problem } from '../../src/contract/answers.ts';
import { connect } from '../../src/db/connect.ts';
import { TRANSPORT, guardTransport } from '../../src/http/transport.ts';
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

/** A body as it is, to a route that takes JSON. */
async function send(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/api/v1/handovers/preview`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await api.tokenFor(c.hr.number)}`,
      'content-type': 'application/json',
      'accept-language': 'en',
      ...headers,
    },
    body,
  });
  return { status: response.status, body: problem.parse(await response.json()) };
}

test.each([
  [
    'a list in a list, a hundred thousand deep',
    `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    422,
    'bodyTooComplex',
  ],
  ['a list of more than a hundred thousand', `{"a":[${'1,'.repeat(100_001)}1]}`, 422, 'bodyTooComplex'],
  ['a string that never ends, of quotation marks', `{"a":"${'\\"'.repeat(900_000)}`, 400, 'malformed'],
  ['a string of two megabytes', `{"a":"${'x'.repeat(2_090_000)}"}`, 422, 'invalid'],
  ['more than two megabytes', `{"a":"${'x'.repeat(2_100_000)}"}`, 413, 'payloadTooLarge'],
  ['a number instead of an object', '1', 400, 'malformed'],
])('%s: refused at once', async (_, body, status, code) => {
  const started = performance.now();
  expect(await send(body)).toMatchObject({ status, body: { code } });
  expect(performance.now() - started).toBeLessThan(5_000);
});

test.each([
  ['a name twice', '{"kind":"departure","k\\u0069nd":"departure"}', '/kind', /twice/],
  ['a name twice, deep down', '{"scope":{"a":[1,{"b/c":1,"x":"}","b/c":2}]}}', '/scope/a/1/b~1c', /twice/],
  ['__proto__', '{"__proto__":{"roles":["hr"]}}', '/__proto__', /cannot be used/],
  ['__proto__ in disguise', '{"options":{"__pr\\u006fto__":1}}', '/options/__proto__', /cannot be used/],
  ['a number that loses digits', '{"weights":[1,9007199254740993]}', '/weights/1', /more digits/],
  ['a number that is none any more', '{"weights":[1e400]}', '/weights/0', /more digits/],
])('%s, in a body: named, instead of taken for something else', async (_, body, pointer, detail) => {
  const answer = await send(body);
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
  expect(answer.body.errors).toEqual([{ pointer, detail: expect.stringMatching(detail) }]);
});

test('what is said twice in a text or as a value, and not as a name: is no fault', async () => {
  const { body } = await send(
    '{"reason":"{\\"a\\":1,\\"a\\":1}","kind":"reason","receivers":["kind","kind"],"policy":"-0.25e2"}',
  );
  expect(body.errors?.map(({ pointer }) => pointer)).not.toContain('');
  expect(body.errors?.some(({ detail }) => /twice|digits/.test(detail))).toBe(false);
});

test('bytes that are no UTF-8, and another charset: refused; a byte order mark is not', async () => {
  expect(await send(Buffer.from('{"reason":"\xff"}', 'latin1'))).toMatchObject({
    status: 400,
    body: { code: 'malformed' },
  });
  const latin = { 'content-type': 'application/json; charset=iso-8859-1' };
  expect(await send('{}', latin)).toMatchObject({ status: 415, body: { code: 'unsupportedMediaType' } });
  expect(await send('\ufeff{}', { 'content-type': 'application/json; charset="UTF-8"' })).toMatchObject({
    status: 422,
  });
});

test('a compressed body: inflated to the limit and no further; a compressed file is not taken', async () => {
  const packed = (text: string) => Buffer.from(gzipSync(text));
  const gzip = { 'content-encoding': 'gzip' };
  expect(await send(packed('{"kind":1}'), gzip)).toMatchObject({ status: 422, body: { code: 'invalid' } });
  const bomb = packed(`{"a":"${'0'.repeat(50_000_000)}"}`);
  expect(bomb.length).toBeLessThan(100_000);
  expect(await send(bomb, gzip)).toMatchObject({ status: 413, body: { code: 'payloadTooLarge' } });
  expect(await send(packed('{}'), { 'content-encoding': 'zstd' })).toMatchObject({ status: 415 });
  const file = await api.ask('POST', 'imports?mapping=x/y', undefined, {
    as: c.hr,
    raw: 'x',
    headers: { 'content-type': 'text/csv', ...gzip },
  });
  expect(file).toMatchObject({ status: 415, body: { code: 'unsupportedMediaType' } });
});

test('addresses and parameters beyond what a person writes: refused with the sentence for it', async () => {
  const get = (path: string) => api.get(c.hr, path);
  expect(await get(`customers?q=${'x'.repeat(9_000)}`)).toMatchObject({ status: 414, body: { code: 'uriTooLong' } });
  expect(await get('customers?__proto__=1')).toMatchObject({ status: 422, body: { code: 'invalid' } });
  expect(await get('customers?limit=99999999999999999999')).toMatchObject({ status: 422, body: { code: 'invalid' } });
  expect(await get(`customers/${'a'.repeat(5_000)}`)).toMatchObject({ status: 404, body: { code: 'notFound' } });
});

/** What comes back on a connection of one's own, to its end. */
async function spoken(port: number, text: string): Promise<string> {
  const socket = dial(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk));
  socket.on('error', () => {});
  socket.write(text);
  await once(socket, 'close');
  return heard;
}
const portOf = (url: string) => Number(new URL(url).port);
const problemIn = (heard: string) => problem.parse(JSON.parse(heard.slice(heard.indexOf('\r\n\r\n') + 4)));

test('what is no request, or has a head too large: a problem, and the end of the connection', async () => {
  const garbage = await spoken(portOf(api.url), 'GET / HTTP/9\r\n\r\n');
  expect(garbage).toMatch(/^HTTP\/1\.1 400 .*Content-Type: application\/problem\+json/s);
  expect(problemIn(garbage).code).toBe('malformed');
  const large = await spoken(portOf(api.url), `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(40_000)}\r\n\r\n`);
  expect(problemIn(large)).toMatchObject({ status: 431, code: 'headersTooLarge' });
});

test('a head that trickles: broken off in time', async () => {
  const server = createServer({ ...TRANSPORT, headersTimeout: 200, connectionsCheckingInterval: 50 });
  guardTransport(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const heard = await spoken((server.address() as AddressInfo).port, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  expect(problemIn(heard)).toMatchObject({ status: 408, code: 'requestTimeout' });
  server.close();
});

test('a body that nobody wants and that trickles: its connection ends soon after the answer', async () => {
  const head =
    'POST /api/v1/handovers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{';
  expect(await spoken(portOf(api.url), head)).toMatch(/^HTTP\/1\.1 401 /);
});

test('a query that takes too long: broken off, and said so', async () => {
  const impatient = connect(database.urls.api, { statementTimeoutMs: 300 });
  const other = await startTestApi({ db: impatient, gateway: gatewayAway });
  await other.tokenFor(c.hr.number);
  const answer = await database.admin.transaction().execute(async (tx) => {
    await sql`lock table customers in access exclusive mode`.execute(tx);
    return other.get(c.hr, 'customers');
  });
  expect(answer).toMatchObject({ status: 503, body: { code: 'tookTooLong' } });
  expect(answer.headers.get('retry-after')).toBe('1');
  await other.stop();
  await impatient.destroy();
});
