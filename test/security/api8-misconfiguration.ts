import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { Attacks } from './site.ts';

/** What a server says, sends and allows without being asked. */

const ORIGIN = 'https://attacker.example';

export const misconfiguration: Attacks = (site) => {
  test('every kind of answer: carries the headers that browsers need, and says nothing of what it is made of', async () => {
    const { api, ask, reach } = site();
    const answers = [
      await ask(reach.people.hr, 'GET', 'me'),
      await api.ask('GET', 'me'),
      await api.ask('GET', 'no/such/thing'),
      await api.ask('GET', '/docs/'),
      await api.ask('GET', '/openapi.json'),
      await api.ask('GET', `/l/${'x'.repeat(43)}`),
    ];
    for (const { headers } of answers) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      const csp = headers.get('content-security-policy') ?? '';
      expect(csp).toContain("script-src 'self'");
      expect(csp).toContain("frame-ancestors 'none'");
      expect(csp).toContain("object-src 'none'");
      expect(csp).not.toMatch(/script-src[^;]*unsafe/);
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
      expect(headers.get('set-cookie')).toBeNull();
    }
    for (const { headers } of answers.slice(0, 3)) expect(headers.get('cache-control')).toBe('no-store');
  });

  test('pages of another origin: get no leave to read, with or without a preflight', async () => {
    const { api, ask, reach } = site();
    const answers = [
      await ask(reach.people.hr, 'GET', 'me', undefined, { origin: ORIGIN }),
      await ask(reach.people.hr, 'GET', 'me', undefined, { origin: 'null' }),
      await api.ask('OPTIONS', 'me', undefined, {
        headers: {
          origin: ORIGIN,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization',
        },
      }),
    ];
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  test.each(['TRACE', 'TRACK', 'DEBUG', 'CONNECT'])('%s: is not served, and echoes nothing', async (method) => {
    const { port } = new URL(site().api.url);
    const text = await new Promise<string>((resolve) => {
      let got = '';
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(
          `${method} /api/v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Secret: echo-me\r\nConnection: close\r\n\r\n`,
        ),
      );
      socket.on('data', (chunk) => (got += String(chunk)));
      socket.on('close', () => resolve(got));
      socket.on('error', () => resolve(got));
    });
    expect(text).not.toContain('echo-me');
    expect(text).not.toMatch(/^HTTP\/1\.1 2/);
  });

  test('requests made to fail: fail without a trace of the inside', async () => {
    const { ask, api, reach } = site();
    const hr = reach.people.hr;
    const answers = [
      await api.ask('GET', '%E0%A4%A'),
      await ask(hr, 'GET', `customers/%00`),
      await ask(hr, 'GET', "customers?q=x'%20or%201=1"),
      await ask(hr, 'GET', 'customers?q=%00'),
      await ask(hr, 'GET', 'handovers?state[$ne]=x'),
      await ask(hr, 'GET', 'customers?q=a&q=b'),
      await api.ask('POST', 'handovers/preview', undefined, {
        raw: '{"reason": }',
        headers: { authorization: `Bearer ${await site().signer.token(hr ?? '')}` },
      }),
      await ask(hr, 'POST', 'handovers/preview', { reason: '\ud800' }),
      await ask(hr, 'GET', 'me', undefined, { accept: 'application/xml' }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThan(500);
      expect(JSON.stringify(body)).not.toMatch(
        /node_modules|\.ts:|at \w+ \(|select .* from|SQLSTATE|pg_|kysely|\/home\//i,
      );
    }
  });

  test('files of the installation: are not served', async () => {
    const { api } = site();
    const paths = [
      '/.env',
      '/.git/config',
      '/package.json',
      '/docs/..%2fpackage.json',
      '/docs/%2e%2e/package.json',
      '/docs/swagger-ui-bundle.js.map',
      '/metrics/../package.json',
      '/server-status',
      '/debug/pprof',
    ];
    for (const path of paths) expect([path, (await api.ask('GET', path)).status]).toEqual([path, 404]);
  });

  test('the metrics and the checks of health: say nothing of people or settings', async () => {
    const { api, reach } = site();
    for (const path of ['/metrics', '/livez', '/readyz']) {
      const text = JSON.stringify((await api.ask('GET', path)).body);
      expect(text).not.toContain(reach.handoverId);
      expect(text).not.toMatch(/postgres:\/\/|password|demo\.example|HANDOVER_/);
    }
  });
};
