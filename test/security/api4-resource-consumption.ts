import { TRANSPORT } from '../../src/http/transport.ts';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ROUTES } from '../../src/http/routes/index.ts';
import { startTestApi } from '../http/api.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import type { Attacks } from './site.ts';

/** Requests that are to cost more than they are worth. */

const MB = 1024 * 1024;
const SOON_MS = 5_000;

export const resourceConsumption: Attacks = (site) => {
  const hr = () => site().reach.people.hr ?? '';
  const raw = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const started = performance.now();
    const response = await fetch(`${site().api.url}/api/v1/handovers/preview`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await site().signer.token(hr())}`,
        'content-type': 'application/json',
        ...headers,
      },
      body,
    });
    const text = await response.text();
    expect(performance.now() - started).toBeLessThan(SOON_MS);
    return { status: response.status, text };
  };

  test('bodies that are too large, plain or unpacked: 413', async () => {
    expect((await raw(JSON.stringify({ reason: 'x'.repeat(3 * MB) }))).status).toBe(413);
    const bomb = gzipSync(JSON.stringify({ reason: 'x'.repeat(50 * MB) }));
    expect(bomb.length).toBeLessThan(MB);
    expect((await raw(bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  });

  test('a body without an end, chunk by chunk: is answered before it is over', async () => {
    const token = await site().signer.token(hr());
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request(`${site().api.url}/api/v1/handovers/preview`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
      sent.on('response', (response) => {
        resolve(response.statusCode ?? 0);
        sent.destroy();
      });
      sent.on('error', (error) => (sent.destroyed ? undefined : reject(error)));
      const more = () => {
        if (!sent.destroyed) sent.write('x'.repeat(64 * 1024), () => setImmediate(more));
      };
      sent.write('{"reason":"');
      more();
    });
    expect(status).toBe(413);
  });

  test.each([
    ['arrays', '['.repeat(400_000) + ']'.repeat(400_000)],
    ['objects', '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000)],
    ['a field that is known', `{"scope":${'{"customerIds":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
    ['a hundred thousand fields', `{${Array.from({ length: 100_000 }, (_, i) => `"f${i}":1`).join(',')}}`],
    ['a number without an end', `{"reason":${'9'.repeat(1_000_000)}}`],
  ])('JSON that is deep or wide (%s): is refused, soon, and not by a failure of ours', async (_, body) => {
    const { status, text } = await raw(body);
    expect([400, 413, 422]).toContain(status);
    expect(text.length).toBeLessThan(20 * MB);
  });

  test('pages that are to be huge, cursors that are none: are refused by every list', async () => {
    const lists = ROUTES.filter(({ takes, path }) => 'query' in takes && !path.includes('{'));
    for (const { path, operationId, takes } of lists) {
      const known = Object.keys((takes.query as { shape?: object }).shape ?? {});
      if (!known.includes('limit')) continue;
      for (const limit of ['1000000000', '-1', '0', '1e9', 'NaN', '9'.repeat(400)]) {
        const { status } = await site().ask(hr(), 'GET', `${path.slice(1)}?limit=${limit}`);
        expect([operationId, limit, [403, 422].includes(status)]).toEqual([operationId, limit, true]);
      }
      if (known.includes('cursor')) {
        const { status } = await site().ask(hr(), 'GET', `${path.slice(1)}?cursor=%27%3B--`);
        expect(status, operationId).toBeLessThan(500);
      }
    }
  });

  test('searches made to be slow: are answered soon', async () => {
    for (const q of ['%'.repeat(60), '\\'.repeat(60), `${'a'.repeat(50)}!`, '(a+)+$', '_'.repeat(64)]) {
      const started = performance.now();
      const { status } = await site().ask(hr(), 'GET', `customers?q=${encodeURIComponent(q)}`);
      expect([200, 422]).toContain(status);
      expect(performance.now() - started).toBeLessThan(SOON_MS);
    }
    const long = await site().ask(hr(), 'GET', `customers?q=${'x'.repeat(5_000)}`);
    expect(long.status).toBe(422);
  });

  test('keys, headers and addresses that are too long: are refused', async () => {
    const { ask } = site();
    const longKey = await ask(hr(), 'POST', 'handovers', {}, { 'idempotency-key': 'x'.repeat(300) });
    expect(longKey.body.code).toBe('idempotencyKeyMissing');
    expect(
      (await ask(hr(), 'GET', 'me', undefined, { 'x-filler': 'x'.repeat(TRANSPORT.maxHeaderSize ?? 0) })).status,
    ).toBe(431);
    expect((await ask(hr(), 'GET', `employees/${'x'.repeat(10_000)}`)).status).toBe(414);
  });

  test('too many requests from one address: 429 with the time to come back, and only from there on', async () => {
    const limited = await startTestApi({ db: site().database.api, gateway: gatewayAway }, { HANDOVER_RATE_LIMIT: '5' });
    const answers = [];
    for (let n = 0; n < 7; n += 1) answers.push(await limited.ask('GET', 'demo/people'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(Number(answers[5]?.headers.get('retry-after'))).toBeGreaterThan(0);
    // Another address claimed in a header is not another address: no proxy is trusted here.
    const claimed = await limited.ask('GET', 'demo/people', undefined, {
      headers: { 'x-forwarded-for': '203.0.113.7' },
    });
    expect(claimed.status).toBe(429);
    await limited.stop();
  });
};
