import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { csvLine } from '../../src/http/csv.ts';
import { type Company, type Person, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
/** a customer of the giver; a colleague who has nothing to do with it */
let customer: string;
let other: Person;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
});
beforeEach(async () => {
  c = await makeCompany(database.admin, { customers: 3, receivers: 2 });
  customer = c.customerIds[0] ?? '';
  other = c.receivers[0] ?? c.stranger;
  await database.admin
    .updateTable('customers')
    .set({ phone: '13812345678', tax_id: '91310000MA1K35X123', bank_account: '6222020200112233', name: '=1+1' })
    .where('id', '=', customer)
    .execute();
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const grant = (by: Person, level: string, more: object = {}, key: string = randomUUID()) =>
  api.post(
    by,
    `customers/${customer}/grants`,
    { grantee: other.number, level, endsAt: inDays(30), reason: '协助', ...more },
    key,
  );
const opened = (by: Person, what = '') => api.get(by, `customers/${customer}${what}`);
const entries = async () =>
  (await api.get(c.auditor, `audit?subject=${customer}`)).body.items.map((entry: { action: string }) => entry.action);

describe('a grant', () => {
  test('to view: opens the customer masked until it is taken back, and is in the audit log', async () => {
    expect((await opened(other)).status).toBe(404);
    const given = await grant(c.giver, 'view');
    expect(given).toMatchObject({ status: 200, body: { level: 'view', granteeId: other.id, revokedAt: null } });
    expect((await opened(other)).body).toMatchObject({ masked: true, mayChange: false, phone: '138****5678' });
    const back = await api.ask('POST', `grants/${given.body.id}/revoke`, undefined, { as: c.giver });
    expect(back.body.revokedAt).not.toBeNull();
    expect((await opened(other)).status).toBe(404);
    expect(await entries()).toEqual(['grant.revoked', 'grant.given']);
  });

  test('to edit: opens sensitive fields as they are, which the access log keeps', async () => {
    await grant(c.giver, 'edit');
    expect((await opened(other)).body).toMatchObject({
      masked: false,
      mayChange: true,
      phone: '13812345678',
      taxId: '91310000MA1K35X123',
    });
    const { body } = await api.get(c.hr, `access-log?record=${customer}`);
    expect(body.items).toMatchObject([
      { person: { id: other.id }, action: 'open', recordType: 'customer', fields: ['tax_id', 'bank_account', 'phone'] },
    ]);
  });

  test('to share: lets give reading and editing, no more, to others alone', async () => {
    await grant(c.supervisor, 'share');
    const further = { grantee: c.stranger.number };
    expect((await grant(other, 'view', further)).status).toBe(200);
    expect(await grant(other, 'export', further)).toMatchObject({ status: 403, body: { code: 'notForYou' } });
    expect(await grant(other, 'edit')).toMatchObject({ status: 422, body: { code: 'grantToOneself' } });
    expect(await grant(c.stranger, 'view', { grantee: c.ops.number })).toMatchObject({ status: 403 });
  });

  test.each([
    ['that ends in the past', { endsAt: '2020-01-01T00:00:00Z' }, 'grantEndWrong'],
    ['for longer than a quarter', { endsAt: inDays(91) }, 'grantEndWrong'],
    ['to nobody', { grantee: 'nobody' }, 'personNotFound'],
    ['at no level', { level: 'own' }, 'invalid'],
  ])('%s: is refused', async (_, more, code) => {
    expect(await grant(c.giver, 'view', more)).toMatchObject({ status: 422, body: { code } });
  });

  test('asked for twice under one key: is one grant', async () => {
    const [first, again] = [await grant(c.giver, 'view', {}, 'k'), await grant(c.giver, 'view', {}, 'k')];
    expect(again.status).toBe(422); // another end: another request
    expect(first.status).toBe(200);
    const body = { grantee: other.number, level: 'view', endsAt: inDays(1), reason: 'x' };
    const both = [
      await api.post(c.giver, `customers/${customer}/grants`, body, 'k2'),
      await api.post(c.giver, `customers/${customer}/grants`, body, 'k2'),
    ];
    expect(both[0]?.body.id).toBe(both[1]?.body.id);
  });

  test('taken back by somebody who sees it and may not: is refused; by a stranger: is not there', async () => {
    const { body } = await grant(c.giver, 'view');
    const revoke = (as: Person) => api.ask('POST', `grants/${body.id}/revoke`, undefined, { as });
    expect((await revoke(c.auditor)).body.code).toBe('notForYou');
    expect((await revoke(c.stranger)).body.code).toBe('notFound');
    expect((await revoke(other)).status).toBe(200);
  });
});

describe('a team', () => {
  const setTeam = (by: Person, members: object[]) => api.put(by, `customers/${customer}/team`, { members });

  test('set, changed and emptied: gives and takes its members’ access, each change audited once', async () => {
    const member = { person: other.number, level: 'view', role: '技术支持' };
    expect((await setTeam(c.giver, [member])).body.members).toMatchObject([
      { person: { id: other.id }, level: 'view' },
    ]);
    expect((await opened(other)).body.masked).toBe(true);
    await setTeam(c.giver, [member]);
    await setTeam(c.giver, [{ ...member, level: 'edit' }]);
    expect((await opened(other)).body.masked).toBe(false);
    await setTeam(c.giver, []);
    expect((await opened(other)).status).toBe(404);
    expect(await entries()).toEqual(['team.left', 'team.changed', 'team.joined']);
  });

  test('set by a member who may share: not their own part', async () => {
    await grant(c.giver, 'share');
    expect((await setTeam(other, [{ person: other.number, level: 'edit' }])).body.code).toBe('notForYou');
    expect((await setTeam(other, [{ person: c.stranger.number, level: 'view' }])).status).toBe(200);
    expect((await opened(c.stranger, '/team')).body.members).toHaveLength(1);
  });
});

test('a sharing rule: opens the customers it names to the people it names until it is ended', async () => {
  const region = `region-${randomUUID().slice(0, 8)}`;
  await database.admin.updateTable('customers').set({ region }).where('id', '=', customer).execute();
  await database.admin.updateTable('employees').set({ region }).where('id', '=', other.id).execute();
  const made = await api.post(c.hr, 'sharing-rules', {
    readers: { region },
    customers: { region },
    level: 'view',
    reason: '区域支持',
  });
  expect(made).toMatchObject({ status: 200, body: { readers: { region }, endsAt: null } });
  expect((await api.get(other, 'customers')).body.items.map((row: { id: string }) => row.id)).toEqual([customer]);
  expect((await api.get(c.hr, 'sharing-rules')).body.items[0].id).toBe(made.body.id);
  const ended = await api.ask('POST', `sharing-rules/${made.body.id}/end`, undefined, { as: c.hr });
  expect(ended.body.endsAt).not.toBeNull();
  expect((await opened(other)).status).toBe(404);
  for (const [body, code] of [
    [{ readers: {}, customers: { region }, level: 'view', reason: 'x' }, 'invalid'],
    [{ readers: { department: 'none' }, customers: { region }, level: 'view', reason: 'x' }, 'departmentNotFound'],
    [
      { readers: { region }, customers: { region }, level: 'view', reason: 'x', endsAt: '2020-01-01T00:00:00Z' },
      'ruleEndPast',
    ],
  ] as const)
    expect((await api.post(c.hr, 'sharing-rules', body)).body.code).toBe(code);
});

test('who may what at a customer: is told with the reason to those who give it, and to nobody else', async () => {
  await grant(c.giver, 'export');
  await api.put(c.giver, `customers/${customer}/team`, { members: [{ person: c.stranger.number }] });
  const { body } = await opened(c.giver, '/access');
  const told = body.items.map((i: { because: string; person: { id: string } | null; levels: string[] }) => [
    i.because,
    i.person?.id ?? null,
    i.levels.length,
  ]);
  expect(told).toEqual(
    expect.arrayContaining([
      ['owner', c.giver.id, 5],
      ['line', c.supervisor.id, 5],
      ['grant', other.id, 1],
      ['team', c.stranger.id, 1],
      ['role', null, 5],
    ]),
  );
  expect((await opened(c.auditor, '/access')).status).toBe(200);
  expect((await opened(c.stranger, '/access')).body.code).toBe('notForYou');
  expect((await opened(c.ops, '/access')).body.code).toBe('notFound');
});

describe('an export', () => {
  const lines = (text: string) => text.trimEnd().split('\r\n');

  test('by the owner: has all of theirs, formulas defused, and is logged', async () => {
    const { status, headers, body } = await api.get(c.giver, 'customers/export');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(body.startsWith('\uFEFF')).toBe(false); // taken off by the reader's decoder
    expect(lines(body)).toHaveLength(4);
    expect(body).toContain(`${customer},'=1+1,`);
    expect(body).toContain('13812345678');
    const log = await api.get(c.auditor, `access-log?person=${c.giver.id}&action=export`);
    expect(log.body.items).toMatchObject([{ records: 3, recordType: 'customer' }]);
  });

  test('by somebody who may view and edit: has nothing', async () => {
    await grant(c.giver, 'view');
    await grant(c.giver, 'edit');
    expect(lines((await api.get(other, 'customers/export?bom=false')).body)).toHaveLength(1);
    expect((await api.get(c.auditor, `access-log?person=${other.id}&action=export`)).body.items).toEqual([]);
  });

  test('of a mass of customers by somebody who is leaving: raises one alert', async () => {
    await database.admin.updateTable('employees').set({ state: 'leaving' }).where('id', '=', c.giver.id).execute();
    const owned = Array.from({ length: 1_200 }, (_, n) => ({ name: `客户${n}`, owner_id: c.giver.id }));
    await database.admin.insertInto('customers').values(owned).execute();
    for (let times = 0; times < 2; times += 1)
      expect(lines((await api.get(c.giver, 'customers/export')).body)).toHaveLength(1_204);
    const alerts = await database.admin.selectFrom('alerts').selectAll().where('person_id', '=', c.giver.id).execute();
    expect(alerts).toMatchObject([{ kind: 'massExport', told_at: null }]);
    const log = await api.get(c.auditor, `audit?subject=${c.giver.id}`);
    expect(log.body.items.map((entry: { action: string }) => entry.action)).toEqual([
      'access.massExport',
      'employee.changed',
    ]);
  });
});

test.each([
  [['=1+1', '@a', '+86', '-5', '\tx'], "'=1+1,'@a,'+86,'-5,'\tx\r\n"],
  [[-5, 0.5, null, ''], '-5,0.5,,\r\n'],
  [['a,b', 'say "x"', 'two\nlines', '=a,b'], '"a,b","say ""x""","two\nlines","\'=a,b"\r\n'],
])('a line of CSV of %j: is %j', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});
