import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings, shownSettings } from '../../src/settings.ts';
import { handover } from '../cli/cli.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi(
    { db: database.api, gateway: gatewayAway },
    { HANDOVER_SMTP_URL: 'smtp://user:secret-of-mail@mail.example.com:587', HANDOVER_SESSION_HOURS: '8' },
  );
  c = await makeCompany(database.admin, { receivers: 0, customers: 0 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

test('GET /settings, asked by HR, operators and auditors: what holds, whence, and no secret', async () => {
  for (const person of [c.hr, c.ops]) {
    const { status, body } = await api.get(person, 'settings');
    expect(status).toBe(200);
    expect(body).toMatchObject({ production: false, identity: 'demo' });
    const of = (name: string) => body.items.find((one: { name: string }) => one.name === name);
    expect(of('HANDOVER_SMTP_URL')).toMatchObject({ value: 'smtp://mail.example.com:587', source: 'set' });
    expect(of('HANDOVER_SESSION_HOURS')).toMatchObject({ value: '8', source: 'set' });
    expect(of('HANDOVER_SESSION_IDLE_MINUTES')).toMatchObject({ value: '30', source: 'default' });
    expect(of('HANDOVER_OIDC_ISSUER')).toMatchObject({ value: null, source: 'absent' });
    expect(JSON.stringify(body)).not.toContain('secret-of-mail');
  }
  expect((await api.get(c.giver, 'settings')).status).toBe(403);
  const shown = await handover(['settings', 'show', '--as', c.ops.number], { HANDOVER_URL: api.url });
  expect(shown.out).toMatch(/HANDOVER_SESSION_HOURS +8 +set/);
});

test('the settings as they are shown: no value of a secret, no login or query of an address, none of other programs', () => {
  const shown = shownSettings(
    readSettings({
      HANDOVER_IDENTITY: 'oidc',
      HANDOVER_OIDC_ISSUER: 'https://login.example.com',
      HANDOVER_OIDC_AUDIENCE: 'handover',
      HANDOVER_OIDC_CLIENT_SECRET: 'hidden-1',
      HANDOVER_DATABASE_URL: 'postgres://api:hidden-2@db/handover?password=hidden-3',
      HANDOVER_TOKEN: 'hidden-4',
      HANDOVER_OWNER_PASSWORD: 'hidden-five-five',
    }),
  );
  expect(JSON.stringify(shown)).not.toContain('hidden');
  const of = (name: string) => shown.find((one) => one.name === name);
  expect(of('HANDOVER_OIDC_CLIENT_SECRET')).toEqual({
    name: 'HANDOVER_OIDC_CLIENT_SECRET',
    value: null,
    source: 'set',
    isSecret: true,
  });
  expect(of('HANDOVER_DATABASE_URL')?.value).toBe('postgres://db/handover');
  expect(of('HANDOVER_TOKEN')).toBeUndefined();
});
