import { beforeAll, expect, test } from 'vitest';
import { startTestApi } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import type { Attacks } from './site.ts';

/** What must happen once, or not by a machine. A signature given twice: test/workflows/signatures.test.ts, test/http/idempotency.test.ts. */

export const sensitiveFlows: Attacks = (site) => {
  let c: Company;
  beforeAll(async () => {
    c = await makeCompany(site().database.admin, { customers: 1, receivers: 1 });
  });
  const start = () => ({
    kind: 'departure',
    reason: 'x',
    giver: c.giver.number,
    receivers: c.receivers.map((one) => one.number),
    assignment: 'fixed',
    scope: 'book',
  });

  test('the same handover, started twenty times at once with twenty keys: is there once', async () => {
    const { api, database } = site();
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.post(c.hr, 'handovers', start())));
    // The engine is away: the one that was written down is told so, the others that there is one.
    const codes = answers.map(({ body }) => body.code).sort();
    expect(codes.filter((code) => code === 'giverHasHandover')).toHaveLength(19);
    const rows = await database.admin.selectFrom('handovers').select('id').where('giver_id', '=', c.giver.id).execute();
    expect(rows).toHaveLength(1);
  });

  test('one key, with another body or by somebody else: gives nobody another’s answer', async () => {
    const { api } = site();
    const key = crypto.randomUUID();
    const body = { name: 'once', scopes: ['read'] };
    const first = await api.post(c.hr, 'service-accounts', body, key);
    expect(first.status).toBe(201);
    expect((await api.post(c.hr, 'service-accounts', { ...body, name: 'other' }, key)).body.code).toBe(
      'idempotencyKeyReused',
    );
    const other = await makeCompany(site().database.admin, { customers: 0, receivers: 0 });
    const second = await api.post(other.hr, 'service-accounts', body, key);
    expect(second.body.id).not.toBe(first.body.id);
  });

  test('tokens of one-time links, tried out: stop after thirty a minute, by page and by API together', async () => {
    const { api } = site();
    const statuses = [];
    for (let n = 0; n < 32; n += 1)
      statuses.push((await api.ask('GET', n % 2 ? `links/${'x'.repeat(40)}${n}` : `/l/${'x'.repeat(40)}${n}`)).status);
    expect(statuses.slice(0, 30).every((status) => status === 404)).toBe(true);
    expect(statuses.slice(30)).toEqual([429, 429]);
  });

  test('the sign-in of the demonstration, where people come by an issuer: is not there', async () => {
    const real = await startTestApi(
      { db: site().database.api, gateway: gatewayAway },
      { HANDOVER_IDENTITY: 'oidc', HANDOVER_OIDC_ISSUER: 'http://127.0.0.1:9', HANDOVER_OIDC_AUDIENCE: 'handover' },
    );
    expect((await real.ask('POST', 'demo/token', { employeeNumber: c.hr.number })).status).toBe(404);
    expect((await real.ask('GET', 'demo/people')).status).toBe(404);
    // A token of the demonstration is one of no issuer here.
    const token = await site().signer.token(c.hr.id);
    const asked = await real.ask('GET', 'me', undefined, { headers: { authorization: `Bearer ${token}` } });
    expect(asked.status).toBe(401);
    await real.stop();
  });
};
