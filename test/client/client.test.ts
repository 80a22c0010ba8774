import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client, NotTheEngine, Refused, Unreachable } from '../../src/client/index.ts';

interface Heard {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server that answers as a test says, and what it heard. */
let answer: (heard: Heard, res: ServerResponse) => void;
let heard: Heard[];
const server = createServer((req, res) => {
  let body = '';
  req.setEncoding('utf8').on('data', (chunk) => (body += chunk));
  req.on('end', () => {
    const one = { method: req.method, url: req.url, headers: req.headers, body };
    heard.push(one);
    answer(one, res);
  });
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  heard = [];
  answer = json({});
});
const json =
  (said: object, status = 200, headers: Record<string, string> = {}) =>
  (_: unknown, res: ServerResponse) =>
    void res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(said));
const problem = {
  type: 'urn:handover:problem:hashDiffers',
  code: 'hashDiffers',
  title: 'Conflict',
  status: 409,
  detail: 'What you saw is no longer so.',
  correlationId: 'c1',
};
const path = { handoverId: 'a/b' };

describe('a request', () => {
  test('with all its parts: is sent as the document has it, as whoever was named, in their language', async () => {
    const client = new Client({ url: `${url}/`, token: () => Promise.resolve('t'), locale: 'zh-CN' });
    await client.get('/handovers/{handoverId}/items', { path, query: { state: 'moved', limit: 3, cursor: undefined } });
    expect(heard[0]).toMatchObject({
      method: 'GET',
      url: '/api/v1/handovers/a%2Fb/items?state=moved&limit=3',
      headers: { authorization: 'Bearer t', 'accept-language': 'zh-CN', accept: 'application/json' },
    });
    await client.put('/webhooks/{webhookId}', {
      path: { webhookId: 'w' },
      body: { description: undefined, state: 'paused' },
      ifMatch: 3,
    });
    expect(heard[1]).toMatchObject({ method: 'PUT', body: '{"state":"paused"}', headers: { 'if-match': '"3"' } });
    expect(heard[1]?.headers).not.toHaveProperty('idempotency-key');
  });

  test('nobody named: carries neither token nor language', async () => {
    await new Client({ url }).get('/demo/people');
    expect(heard[0]?.headers).not.toHaveProperty('authorization');
  });

  test('a POST: has a new key each time, or the one that it was given', async () => {
    const client = new Client({ url });
    for (const key of [undefined, undefined, 'mine'])
      await client.post('/handovers/{handoverId}/pause', { path, body: {}, key });
    const keys = heard.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[2]).toBe('mine');
  });

  test('a file: goes as it is, under its own type', async () => {
    const body = new Blob(['id\n', '1\n']).stream() as ReadableStream<Uint8Array>;
    await new Client({ url }).post('/imports', { query: { mapping: 'm', dryRun: true }, body, type: 'text/csv' });
    expect(heard[0]).toMatchObject({
      url: '/api/v1/imports?mapping=m&dryRun=true',
      body: 'id\n1\n',
      headers: { 'content-type': 'text/csv' },
    });
  });
});

describe('an answer', () => {
  test('with a version: tells the ETag, which goes back as it is', async () => {
    const client = new Client({ url });
    answer = json({ name: 'x' }, 200, { ETag: '"7"' });
    const { data, etag } = await client.versioned('/customers/{id}', { path: { id: 'c' } });
    expect([data, etag]).toEqual([{ name: 'x' }, '"7"']);
    await client.patch('/customers/{id}', { path: { id: 'c' }, body: { name: 'y' }, ifMatch: etag });
    expect(heard[1]?.headers['if-match']).toBe('"7"');
  });

  test('a list of several pages: gives every item, and asks no further than it is read', async () => {
    answer = (one, res) => {
      const cursor = new URL(one.url ?? '', url).searchParams.get('cursor');
      json(cursor === null ? { items: [1, 2], next: 'n' } : { items: [3], next: null })(one, res);
    };
    const pages = () => new Client({ url }).items('/handovers', { query: { limit: 2 } });
    const found: unknown[] = [];
    for await (const item of pages()) found.push(item);
    expect(found).toEqual([1, 2, 3]);
    expect(heard.map((one) => one.url)).toEqual(['/api/v1/handovers?limit=2', '/api/v1/handovers?limit=2&cursor=n']);
    for await (const _ of pages()) break;
    expect(heard).toHaveLength(3);
  });

  test('a file: is handed over unread, in the form that was asked for', async () => {
    answer = (_, res) => void res.writeHead(200, { 'Content-Type': 'application/pdf' }).end('%PDF');
    const response = await new Client({ url }).open('/handovers/{handoverId}/report', {
      path,
      accept: 'application/pdf',
    });
    expect(await response.text()).toBe('%PDF');
    expect(heard[0]?.headers.accept).toBe('application/pdf');
  });
});

describe('what is no answer', () => {
  const ask = (client: Client) =>
    client.post('/handovers/{handoverId}/pause', { path, body: {}, key: 'k' }).catch((error: unknown) => error);

  test('a refusal: is thrown with code, sentence and key, after whoever listens has heard of it', async () => {
    answer = json(problem, 409, { 'Content-Type': 'application/problem+json' });
    const told: string[] = [];
    const error = await ask(new Client({ url, onRefused: ({ code }) => void told.push(code) }));
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ code: 'hashDiffers', status: 409, message: problem.detail, problem, key: 'k' });
    expect(told).toEqual(['hashDiffers']);
  });

  test.each([
    [502, '<html>'],
    [200, 'hello'],
    [200, ''],
    [404, '{"error":"nope"}'],
  ])('another program, which says %i %s: is told from the engine', async (status, body) => {
    answer = (_, res) => void res.writeHead(status).end(body);
    const error = await ask(new Client({ url }));
    expect(error).toBeInstanceOf(NotTheEngine);
    expect(error).toMatchObject({ url, status });
  });

  test('a line that breaks: is told with its cause and the key to try again with', async () => {
    answer = (_, res) => void res.destroy();
    const error = await ask(new Client({ url }));
    expect(error).toBeInstanceOf(Unreachable);
    expect(error).toMatchObject({ url, key: 'k', cause: expect.any(TypeError) });
  });

  test('a signal: breaks off with its own reason', async () => {
    const gone = new AbortController();
    answer = () => gone.abort(new Error('enough'));
    await expect(new Client({ url }).get('/me', { signal: gone.signal })).rejects.toThrow('enough');
  });
});

/** Held by the compiler: each line below is an error where it says so, and `tsc` fails where it is none. */
export async function typed(client: Client): Promise<void> {
  // @ts-expect-error no such parameter
  await client.get('/handovers', { query: { ovredue: true } });
  // @ts-expect-error the address has a parameter
  await client.get('/handovers/{handoverId}');
  // @ts-expect-error no such field in the body
  await client.post('/handovers/{handoverId}/pause', { path, body: { commment: 'x' } });
  // @ts-expect-error a list is asked for with GET, and has no key
  await client.get('/handovers', { key: 'x' });
  // @ts-expect-error no such address
  await client.get('/handover');
  // @ts-expect-error not a list
  client.items('/me');
  // @ts-expect-error not a form of this file
  await client.open('/handovers/{handoverId}/report', { path, accept: 'text/csv' });
  const { state } = await client.get('/handovers/{handoverId}', { path });
  // @ts-expect-error the answer is of the type that the document says
  state satisfies 'open';
}
