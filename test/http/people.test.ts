import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let directory: Record<string, string>;
let tag: string;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { customers: 0, receivers: 1 });
  const account = await api.post(c.hr, 'service-accounts', { name: '目录', scopes: ['scim'] });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const token = await api.post(c.hr, `service-accounts/${account.body.id}/tokens`, { name: 'x', expiresAt });
  directory = { authorization: `Bearer ${token.body.secret}` };
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});
beforeEach(() => {
  tag = randomUUID().slice(0, 8);
});

const person = (more: object = {}) => ({ number: `N-${tag}`, name: '王芳', email: `${tag}@demo.example`, ...more });
const patch = (path: string, body: object, headers: Record<string, string> = {}) =>
  api.ask('PATCH', path, body, { as: c.hr, headers });
const told = ({ status, body }: { status: number; body: { code?: string; errors?: { pointer: string }[] } }) => [
  status,
  body.code,
  body.errors?.[0]?.pointer,
];

test('an employee, made by HR and changed: with a version, in the log by who did it', async () => {
  const key = randomUUID();
  const body = person({ manager: c.supervisor.number, roles: ['account_manager', 'manager'], skills: ['谈判'] });
  const made = await api.post(c.hr, 'employees', body, key);
  expect(made).toMatchObject({
    status: 201,
    body: { number: `N-${tag}`, manager: { id: c.supervisor.id }, skills: ['谈判'], state: 'active' },
  });
  const of = `employees/${made.body.id}`;
  expect(made.headers.get('location')).toBe(`/api/v1/${of}`);
  expect((await api.post(c.hr, 'employees', body, key)).body).toEqual(made.body);
  const version = made.headers.get('etag') ?? '';
  const changed = await patch(of, { name: '王方', timeZone: 'Europe/Berlin' }, { 'if-match': version });
  expect([changed.status, changed.body.name, changed.body.timeZone]).toEqual([200, '王方', 'Europe/Berlin']);
  expect(told(await patch(of, { name: 'x' }, { 'if-match': version }))).toEqual([412, 'versionDiffers', undefined]);
  expect((await api.get(c.giver, of)).headers.get('etag')).toBe(changed.headers.get('etag'));
  const log = await api.get(c.hr, `audit?subject=${made.body.id}`);
  expect(log.body.items.map((e: { action: string }) => e.action)).toEqual(['employee.changed', 'employee.created']);
});

test.each<[string, () => object, (string | number)[]]>([
  ['a number that is taken', () => ({ number: c.giver.number }), [409, 'valueTaken', '/number']],
  [
    'an e-mail that is taken, in capitals',
    () => ({ email: `TAKEN-${tag}@demo.example` }),
    [409, 'valueTaken', '/email'],
  ],
  ['an unknown department', () => ({ department: 'nowhere' }), [422, 'departmentNotFound', '/department']],
  ['an unknown manager', () => ({ manager: 'nobody' }), [422, 'personNotFound', '/manager']],
  ['a time zone that is none', () => ({ timeZone: 'Mars/Olympus' }), [422, 'invalid', '/timeZone']],
  ['the role of programs', () => ({ roles: ['service'] }), [422, 'invalid', '/roles/0']],
  ['a state, which a departure changes', () => ({ state: 'left' }), [422, 'invalid', '/state']],
])('an employee with %s: refused', async (_, more, wanted) => {
  await api.post(c.hr, 'employees', { number: `T-${tag}`, name: 'x', email: `taken-${tag}@demo.example` });
  expect(told(await api.post(c.hr, 'employees', person(more())))).toEqual(wanted);
});

test('a manager who is below: refused', async () => {
  expect(told(await patch(`employees/${c.boss.id}`, { manager: c.giver.id }))).toEqual([
    422,
    'managerCycle',
    '/manager',
  ]);
});

test('the company’s directory by its token: makes and changes people, gives nobody a role', async () => {
  const ask = (method: string, path: string, body: object) => api.ask(method, path, body, { headers: directory });
  const made = await ask('POST', 'employees', person());
  expect(made.status).toBe(201);
  expect(told(await ask('POST', 'employees', person({ roles: ['hr'] })))).toEqual([403, 'rolesByHr', '/roles']);
  const changed = await ask('PATCH', `employees/${made.body.id}`, { roles: ['hr'] });
  expect(told(changed)).toEqual([403, 'rolesByHr', '/roles']);
  expect((await ask('PATCH', `employees/${made.body.id}`, { title: '经理' })).body).toMatchObject({
    title: '经理',
    roles: ['account_manager'],
  });
});

test('a department: made, changed with its version, listed with its people; a code that is taken is refused', async () => {
  const made = await api.post(c.hr, 'departments', {
    code: tag,
    zh: '华东',
    en: 'East',
    coordinator: c.supervisor.number,
  });
  expect(made).toMatchObject({ status: 201, body: { code: tag, people: 0, coordinator: { id: c.supervisor.id } } });
  const of = `departments/${made.body.id}`;
  await patch(`employees/${c.receivers[0]?.id}`, { department: tag });
  const changed = await patch(
    of,
    { zh: '华东大区', coordinator: null },
    { 'if-match': made.headers.get('etag') ?? '' },
  );
  expect(changed.body).toMatchObject({ zh: '华东大区', en: 'East', coordinator: null, people: 1 });
  expect((await patch(of, { zh: 'x' }, { 'if-match': made.headers.get('etag') ?? '' })).status).toBe(412);
  expect(told(await api.post(c.hr, 'departments', { code: tag, zh: 'x', en: 'x' }))).toEqual([
    409,
    'valueTaken',
    '/code',
  ]);
  expect(told(await patch(`departments/${randomUUID()}`, { zh: 'x' }))).toEqual([404, 'notFound', undefined]);
  const listed = await api.get(c.giver, 'departments?limit=200');
  expect(listed.body.items).toContainEqual(changed.body);
  expect((await api.get(c.giver, of)).headers.get('etag')).toBe(`"${changed.body.version}"`);
});
