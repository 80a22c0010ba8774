import * as z from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from '../../src/http/routes/index.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

/** GET routes whose answer is a list of records, with the names of a record's fields. */
const lists = ROUTES.flatMap((route) => {
  const items = route.gives instanceof z.ZodObject ? route.gives.shape.items : undefined;
  const item = items instanceof z.ZodArray ? items.element : undefined;
  return route.method === 'get' && item instanceof z.ZodObject ? [{ route, names: Object.keys(item.shape) }] : [];
});
const takesOf = ({ takes }: (typeof ROUTES)[number]) => (takes.query instanceof z.ZodObject ? takes.query.shape : {});

test('every list: takes fields, and tells their names', () => {
  expect(lists.length).toBeGreaterThan(60);
  for (const { route, names } of lists) {
    const { fields } = takesOf(route);
    expect(fields, route.operationId).toBeInstanceOf(z.ZodType);
    if (!route.alsoGives && fields instanceof z.ZodType)
      expect(fields.meta()?.description, route.operationId).toContain(names.join(', '));
  }
});

test('every list without a case in its address, asked for one field: gives that of each item; for one that is not there: says which are', async () => {
  const seen: string[] = [];
  for (const { route, names } of lists.filter(({ route: { path, alsoGives } }) => !path.includes('{') && !alsoGives)) {
    const who = route.who.may === 'roles' && !route.who.roles.includes('hr') ? c.ops : c.hr;
    const [name = ''] = names;
    const answer = await api.get(who, `${route.path.slice(1)}?fields=${name}`);
    if (answer.status === 404) continue;
    expect([route.operationId, answer.status]).toEqual([route.operationId, 200]);
    for (const item of answer.body.items) expect(Object.keys(item)).toEqual([name]);
    if (answer.body.items.length > 0) seen.push(route.operationId);
    const wrong = await api.get(who, `${route.path.slice(1)}?fields=${name},nothing`);
    expect(wrong, route.operationId).toMatchObject({
      status: 422,
      body: { errors: [{ parameter: 'fields', detail: expect.stringContaining(names.join(', ')) }] },
    });
  }
  expect(seen).toEqual(expect.arrayContaining(['listCustomers', 'listContacts', 'listEmployees', 'listPolicies']));
});

test('fields said twice, or of a record that gives them whole only: are refused', async () => {
  expect((await api.get(c.hr, 'customers?fields=id&fields=name')).body.errors).toMatchObject([{ parameter: 'fields' }]);
  expect((await api.get(c.hr, `employees/${c.giver.id}?fields=id`)).body.errors).toMatchObject([
    { parameter: 'fields' },
  ]);
});

test('a page of which one field is wanted: keeps its cursor and its count', async () => {
  const first = await api.get(c.giver, 'customers?fields=name&limit=1&count=true');
  expect(first.body).toMatchObject({ items: [{ name: expect.any(String) }], total: { count: 2 } });
  const second = await api.get(c.giver, `customers?fields=name&limit=1&cursor=${first.body.next}`);
  expect(second.body.items).toHaveLength(1);
  expect(second.body.items[0].name).not.toBe(first.body.items[0].name);
});
