import { expect, test } from 'vitest';
import { webhookSender } from '../../activities/webhook-sender.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Attacks } from './site.ts';

/** Addresses that the server is to call for somebody. More of the sender: test/activities/webhooks.test.ts. */

const attempt = (url: string) => ({
  id: 'x',
  url,
  payload: '{}',
  secrets: [`whsec_${Buffer.alloc(24).toString('base64')}`],
});

export const requestForgery: Attacks = (site) => {
  test.each([
    'http://example.com/',
    'https://127.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://localhost./',
    'https://LOCALHOST/',
    'https://１２７.０.０.１/',
    'https://user:pass@example.com/',
    'https://example.com/#x',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'javascript:alert(1)',
    'https://',
  ])('a webhook to %s: is refused before anything is called', async (url) => {
    const { ask, reach } = site();
    const made = await ask(reach.people.ops, 'POST', 'webhooks', { url, events: ['*'] });
    expect(made.status).toBe(422);
    const changed = await ask(reach.people.ops, 'PUT', `webhooks/${reach.webhookId}`, { url });
    expect(changed.status).toBe(422);
  });

  test('a name that leads inside, alone or among others: is not connected to', async () => {
    const inside = await startReceiver();
    for (const addresses of [
      ['127.0.0.1'],
      ['93.184.215.14', '127.0.0.1'],
      ['::1'],
      ['169.254.169.254'],
      ['::ffff:10.0.0.1'],
    ]) {
      const resolve = ((_: string, __: unknown, done: (error: null, found: object[]) => void) =>
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        )) as never;
      const sender = webhookSender({ mayBePrivate: false, resolve, timeoutMs: 2_000 });
      expect(await sender.send(attempt(`https://rebinding.example:${inside.port}/`))).toMatchObject({
        error: 'addressRefused',
      });
    }
    expect(inside.received).toEqual([]);
    await inside.stop();
  });

  test('an endpoint that redirects inside: is not followed', async () => {
    const inside = await startReceiver();
    const outside = await startReceiver((_, res) => res.writeHead(307, { location: inside.url }).end());
    const sender = webhookSender({ mayBePrivate: true, timeoutMs: 2_000 });
    expect(await sender.send(attempt(outside.url))).toMatchObject({ status: 307, error: 'redirect' });
    expect(inside.received).toEqual([]);
    await Promise.all([inside.stop(), outside.stop()]);
  });

  test('names in headers of a request: do not become the server’s own address', async () => {
    const { reach, ask } = site();
    const { body } = await ask(reach.people.hr, 'GET', `handovers/${reach.handoverId}`, undefined, {
      'x-forwarded-host': 'attacker.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=attacker.example',
    });
    expect(JSON.stringify(body.links)).not.toContain('attacker.example');
  });
};
