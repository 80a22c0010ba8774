import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApi, startTestApi } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { handover } from './cli.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 0, customers: 0 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const say = (...args: string[]) => handover(['webhooks', ...args, '--as', c.ops.number], { HANDOVER_URL: api.url });

test('a webhook by the command line: made with its secret, listed, changed, paused, activated, rotated, tried, replayed, ended', async () => {
  const made = await say('make', 'https://erp.example.com/in', '--events', 'signOff.*', 'case.closed', '--json');
  const { webhook, secret } = JSON.parse(made.out) as { webhook: { id: string }; secret: string };
  expect(secret).toMatch(/^whsec_/);
  const { id } = webhook;
  expect((await say('list')).out).toMatch(
    new RegExp(`${id} .*erp\\.example\\.com/in .*signOff\\.\\*, case\\.closed .*active`),
  );
  expect((await say('change', id, '--events', '*', '--url', 'https://erp.example.com/2')).out).toContain('/2');
  expect((await say('pause', id)).out).toContain('paused');
  expect(await say('ping', id)).toMatchObject({ code: 1, err: expect.stringContaining('not active') });
  expect((await say('activate', id)).out).toContain('active');
  const rotated = await say('rotate', id, '--overlap-hours', '2');
  expect(rotated.out).toMatch(/Secret, shown this once: whsec_/);
  expect(rotated.out).not.toContain(secret);
  expect((await say('show', id)).out).not.toContain('whsec_');
  expect((await say('ping', id)).out).toMatch(/webhook\.ping +to send/);
  const { items } = JSON.parse((await say('messages', id, '--state', 'pending', '--json')).out) as {
    items: { id: string }[];
  };
  expect((await say('replay', id, '--messages', items[0]?.id ?? '')).out).toBe('1 message is sent once more.');
  expect((await say('replay', id, '--since', '2026-01-01T00:00:00Z')).out).toContain('0 messages');
  expect((await say('end', id)).code).toBe(0);
  expect(await say('show', id)).toMatchObject({ code: 1 });
});

test('an address in the own network, or an action that is none: is refused in words', async () => {
  const refused = await say('make', 'https://10.0.0.1/', '--events', '*');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('HANDOVER_WEBHOOK_PRIVATE_ADDRESSES') });
  expect((await say('destroy', 'x')).err).toContain('is none of');
  expect((await say('show')).err).toContain('missing');
});
