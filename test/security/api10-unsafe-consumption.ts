import { type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smtpMailer } from '../../activities/smtp.ts';
import { webhookSender } from '../../activities/webhook-sender.ts';
import { Refusal } from '../../src/contract/failures.ts';
import { rulesOf, tokenIdentity } from '../../src/http/identity.ts';
import { readIssuers } from '../../src/issuers.ts';
import { readSettings } from '../../src/settings.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Attacks } from './site.ts';

/** Others whom the server calls, when they mean harm: the issuer, endpoints of webhooks, the mail server. */

export const unsafeConsumption: Attacks = (site) => {
  let answer: (path: string, res: ServerResponse) => void = (_, res) => void res.end();
  let url: string;
  let token: string;
  let good: object;
  const server = createServer((req, res) => answer(req.url ?? '', res));
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const pair = await generateKeyPair('RS256', { extractable: true });
    good = { ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256' };
    await site()
      .database.admin.updateTable('employees')
      .set({ identity_subject: 'someone' })
      .where('number', '=', 'viewer')
      .execute();
    token = await new SignJWT({ sub: 'someone' })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(url)
      .setAudience('handover')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(pair.privateKey);
  });
  afterAll(() => void server.close());

  /** A fresh look at the issuer. @returns who it is, or the type of the refusal */
  async function identified(): Promise<string> {
    const issuers = readIssuers(readSettings({ HANDOVER_OIDC_ISSUER: url, HANDOVER_OIDC_AUDIENCE: 'handover' }));
    try {
      return (await tokenIdentity(site().database.api, issuers.map(rulesOf)).identify(`Bearer ${token}`)).number;
    } catch (error) {
      return error instanceof Refusal ? error.type : `unexpected: ${String(error)}`;
    }
  }
  const json = (res: ServerResponse, body: unknown) =>
    res.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  const discovery = (over: object = {}) => ({ issuer: url, jwks_uri: `${url}/keys`, ...over });

  test('an issuer that is as it should be: is believed', async () => {
    answer = (path, res) => json(res, path === '/keys' ? { keys: [good] } : discovery());
    expect(await identified()).toBe('viewer');
  });

  test.each<[string, (path: string, res: ServerResponse) => void]>([
    [
      'says that it is another',
      (path, res) => json(res, path === '/keys' ? { keys: [good] } : discovery({ issuer: 'https://other.example' })),
    ],
    [
      'sends its discovery elsewhere',
      (path, res) =>
        void (path === '/keys' ? json(res, { keys: [good] }) : res.writeHead(302, { location: '/elsewhere' }).end()),
    ],
    [
      'sends its keys elsewhere',
      (path, res) =>
        void (path === '/keys'
          ? res.writeHead(302, { location: '/elsewhere' }).end()
          : path === '/elsewhere'
            ? json(res, { keys: [good] })
            : json(res, discovery())),
    ],
    ['keeps its keys in a file', (_, res) => json(res, discovery({ jwks_uri: 'file:///etc/passwd' }))],
    ['answers a page', (_, res) => void res.setHeader('content-type', 'text/html').end('<html>')],
    ['answers half a document', (_, res) => void res.end('{"issuer": "')],
    ['answers a list', (_, res) => json(res, [])],
    ['breaks off', (_, res) => void res.destroy()],
    ['has keys that are none', (path, res) => json(res, path === '/keys' ? { keys: 'x' } : discovery())],
    [
      'has a secret as its key',
      (path, res) =>
        json(res, path === '/keys' ? { keys: [{ kty: 'oct', k: 'AA', kid: 'k', alg: 'RS256' }] } : discovery()),
    ],
    [
      'has a key of another kind',
      (path, res) =>
        json(
          res,
          path === '/keys'
            ? { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'k', alg: 'RS256' }] }
            : discovery(),
        ),
    ],
    ['has no keys', (path, res) => json(res, path === '/keys' ? { keys: [] } : discovery())],
  ])('an issuer that %s: lets nobody in, and breaks nothing', async (_, hostile) => {
    answer = hostile;
    expect(['issuerUnavailable', 'unauthenticated']).toContain(await identified());
  });

  test.each<[string, Parameters<typeof startReceiver>[0]]>([
    [
      'answers without an end',
      (_, res) => {
        res.writeHead(200);
        const more = () => void (res.destroyed || res.write('x'.repeat(64 * 1024), () => setImmediate(more)));
        more();
      },
    ],
    ['answers a header that is huge', (_, res) => res.writeHead(200, { 'x-filler': 'x'.repeat(100_000) }).end()],
    ['asks for a thousand years', (_, res) => res.writeHead(503, { 'retry-after': '31536000000' }).end()],
    [
      'sends the secret back in its cookie',
      (req, res) => res.writeHead(500, { 'set-cookie': String(req.headers['webhook-signature']) }).end(),
    ],
    ['says nothing', () => {}],
  ])('an endpoint that %s: is done with, soon, with a status or a code of ours', async (_, hostile) => {
    const receiver = await startReceiver(hostile);
    const sender = webhookSender({ mayBePrivate: true, timeoutMs: 1_000 });
    const secret = `whsec_${Buffer.alloc(24).toString('base64')}`;
    const result = await sender.send({ id: 'x', url: receiver.url, payload: '{}', secrets: [secret] });
    expect(result.tookMs).toBeLessThan(5_000);
    expect(Object.keys(result).every((key) => ['status', 'error', 'retryAfterMs', 'tookMs'].includes(key))).toBe(true);
    await receiver.stop();
  });

  test('names with line breaks, to a mail server: add no header and no recipient', async () => {
    const said: string[] = [];
    const smtp = createTcpServer((socket) => {
      socket.write('220 x\r\n');
      let body = false;
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        for (const line of String(chunk).split('\r\n')) {
          if (line !== '') said.push(line);
          if (body && line === '.') {
            body = false;
            socket.write('250 ok\r\n');
          } else if (body || line === '') continue;
          else if (line === 'DATA') {
            body = true;
            socket.write('354 go\r\n');
          } else socket.write(line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
        }
      });
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const mailer = smtpMailer(`smtp://127.0.0.1:${(smtp.address() as AddressInfo).port}`, 'handover@demo.example');
    const outcome = await mailer
      .send({
        to: 'a@demo.example',
        subject: 'x\r\nBcc: victim@demo.example',
        text: 'x',
        messageId: '<x@demo.example>',
      })
      .catch(() => 'failed');
    expect(['sent', 'failed', 'refused']).toContain(outcome);
    expect(said.filter((line) => line.startsWith('RCPT TO'))).toEqual(['RCPT TO:<a@demo.example>']);
    expect(said.some((line) => /^Bcc:/i.test(line))).toBe(false);
    mailer.close();
    smtp.close();
  });

  test('a mail server that talks nonsense: fails the mail, not the process', async () => {
    const smtp = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.end(`${'x'.repeat(10_000)}\r\n`);
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const mailer = smtpMailer(`smtp://127.0.0.1:${(smtp.address() as AddressInfo).port}`, 'handover@demo.example');
    const mail = { to: 'a@demo.example', subject: 'x', text: 'x', messageId: '<x@demo.example>' };
    await expect(mailer.send(mail as Parameters<typeof mailer.send>[0])).rejects.toThrow();
    mailer.close();
    smtp.close();
  });
};
