import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dayOf, rulesOf } from '../../activities/proposals.ts';
import { propose } from '../../src/db/writes/proposals.ts';
import { ENTERPRISE_SCHEMA } from '../../src/domain/scim/schemas.ts';
import { type TestApi, startTestApi, until } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type Directory, directory } from './directory.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let scim: Directory;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 3 });
  scim = await directory(api, c.hr);
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

let tag: string;
beforeEach(() => {
  tag = randomUUID().slice(0, 8);
});
const person = (more: object = {}) => ({
  userName: `${tag}@demo.example`,
  displayName: '王芳',
  emails: [{ value: `${tag}@demo.example`, type: 'work', primary: true }],
  active: true,
  ...more,
});
const row = (id: string) =>
  database.admin.selectFrom('employees').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const departuresOf = (id: string) =>
  database.admin.selectFrom('departures').select(['id', 'state']).where('employee_id', '=', id).execute();
const actionsOf = async (id: string) => {
  const rows = await database.admin
    .selectFrom('audit_entries')
    .select(['action', 'actor_id', 'params'])
    .where('subject_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map(({ action, actor_id: actor, params }) => ({
    action,
    actor,
    fields: (params as { fields?: string[] }).fields,
  }));
};

describe('who may', () => {
  test.each<[string, () => Promise<{ status: number; body: object }>, number]>([
    ['nobody', () => api.ask('GET', '/scim/v2/Users'), 401],
    [
      'a token that is none',
      () => api.ask('GET', '/scim/v2/Users', undefined, { headers: { authorization: 'Bearer hoe_x' } }),
      401,
    ],
    ['an account manager', () => api.ask('GET', '/scim/v2/Users', undefined, { as: c.giver }), 403],
    ['an auditor', () => api.ask('GET', '/scim/v2/Users', undefined, { as: c.auditor }), 403],
    ['HR', () => api.ask('GET', '/scim/v2/Users', undefined, { as: c.hr }), 200],
    ['a service account', () => scim.get('/Users'), 200],
  ])('%s', async (_, ask, status) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    if (status > 400)
      expect(answer.body).toMatchObject({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: String(status),
      });
  });

  test('a service account without the scope: not let in', async () => {
    const account = await api.post(c.hr, 'service-accounts', { name: 'x', scopes: ['read', 'import'] });
    const token = await api.post(c.hr, `service-accounts/${account.body.id}/tokens`, {
      name: 'x',
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    const answer = await api.ask('GET', '/scim/v2/Users', undefined, {
      headers: { authorization: `Bearer ${token.body.secret}` },
    });
    expect(answer.status).toBe(403);
  });
});

describe('a new User', () => {
  test('as Okta makes one: looked up, not there, made, looked up again', async () => {
    const lookUp = () => scim.find(`userName eq "${tag}@DEMO.example"`, '&startIndex=1&count=100');
    expect((await lookUp()).body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
    const made = await scim.create({
      userName: `${tag}@demo.example`,
      name: { givenName: '芳', familyName: '王' },
      emails: [{ primary: true, value: `${tag}@demo.example`, type: 'work' }],
      displayName: '王芳',
      locale: 'en-US',
      externalId: '00u1',
      groups: [],
      password: '1mz050nq',
      active: true,
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
    expect(made.headers.get('location')).toBe(`${api.url}/scim/v2/Users/${made.body.id}`);
    expect(made.headers.get('etag')).toBe(made.body.meta.version);
    expect(made.body).not.toHaveProperty('password');
    expect((await lookUp()).body.Resources).toEqual([made.body]);
    expect(await row(made.body.id)).toMatchObject({
      name: '王芳',
      locale: 'en',
      state: 'active',
      roles: ['account_manager'],
    });
    expect(await actionsOf(made.body.id)).toEqual([{ action: 'employee.created', actor: scim.id, fields: undefined }]);
  });

  test('made of its parts where there is no displayName; Chinese names without a space', async () => {
    const { displayName: _, ...rest } = person({ name: { familyName: '欧阳', givenName: '文' } });
    expect((await scim.create(rest)).body.displayName).toBe('欧阳文');
  });

  test.each<[string, () => object, number, string | undefined]>([
    ['a userName that is taken, in capitals', () => ({ userName: `TAKEN-${tag}@demo.example` }), 409, 'uniqueness'],
    ['an e-mail that is taken', () => ({ emails: [{ value: `taken-${tag}@demo.example` }] }), 409, 'uniqueness'],
    ['no userName', () => ({ userName: null }), 400, 'invalidValue'],
    ['no e-mail at all', () => ({ userName: 'wang', emails: [] }), 400, 'invalidValue'],
    ['an e-mail that is none', () => ({ emails: [{ value: 'x' }] }), 400, 'invalidValue'],
    ['an unknown manager', () => ({ [ENTERPRISE_SCHEMA]: { manager: { value: randomUUID() } } }), 400, 'invalidValue'],
    ['another schema', () => ({ schemas: ['urn:x'] }), 400, 'invalidSyntax'],
    [
      'too many attributes',
      () => ({ addresses: Array.from({ length: 40 }, () => ({ formatted: '路'.repeat(900) })) }),
      400,
      'invalidValue',
    ],
  ])('with %s: refused', async (_, more, status, scimType) => {
    await scim.create(person({ userName: `taken-${tag}@demo.example`, emails: null }));
    const answer = await scim.create(person(more()));
    expect([answer.status, answer.body.scimType]).toEqual([status, scimType]);
    expect(answer.body.detail.length).toBeGreaterThan(10);
  });

  test('the same request with the same Idempotency-Key: one person', async () => {
    const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], ...person() };
    const key = { 'idempotency-key': randomUUID() };
    const [first, second] = [await scim.ask('POST', '/Users', body, key), await scim.ask('POST', '/Users', body, key)];
    expect([second.status, second.body.id]).toEqual([201, first.body.id]);
  });

  test('refused: the request may be mended and keep its Idempotency-Key', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    const ask = (more: object) => scim.ask('POST', '/Users', { schemas, ...person(more) }, key);
    expect([(await ask({ userName: null })).status, (await ask({})).status]).toEqual([400, 201]);
  });

  test('a body that is no JSON, or of another type: refused in the form of SCIM', async () => {
    const broken = await api.ask('POST', '/scim/v2/Users', undefined, {
      as: c.hr,
      raw: '{',
      headers: { 'content-type': 'application/scim+json' },
    });
    expect([broken.status, broken.body.scimType]).toEqual([400, 'invalidSyntax']);
    const other = await scim.ask('POST', '/Users', {}, { 'content-type': 'text/plain' });
    expect(other.status).toBe(415);
  });
});

describe('versions', () => {
  test('a version that was seen: 304; one that is not the present one any more: 412', async () => {
    const { body } = await scim.create(person());
    const of = `/Users/${body.id}`;
    expect((await scim.get(of, { 'if-none-match': body.meta.version })).status).toBe(304);
    const change = (version: string) =>
      scim.ask(
        'PATCH',
        of,
        {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'add', path: 'nickName', value: randomUUID() }],
        },
        { 'if-match': version },
      );
    const changed = await change(body.meta.version);
    expect(changed.status).toBe(200);
    expect(changed.body.meta.version).not.toBe(body.meta.version);
    expect((await change(body.meta.version)).status).toBe(412);
    expect((await change(`"x", ${changed.body.meta.version}`)).status).toBe(200);
    expect((await scim.ask('DELETE', of, undefined, { 'if-match': body.meta.version })).status).toBe(412);
    expect((await scim.get(of, { 'if-none-match': body.meta.version })).status).toBe(200);
  });
});

describe('an account that is not active any more', () => {
  test('of somebody without anything: they leave by themselves; active again: they are back', async () => {
    const { body } = await scim.create(person({ externalId: tag }));
    const off = await scim.replace(body.id, person({ externalId: tag, active: false }));
    expect([off.status, off.body.active]).toEqual([200, false]);
    await until(
      async () => ({ status: 200, headers: new Headers(), body: await row(body.id) }),
      (answer) => answer.body.state === 'left',
    );
    expect((await api.ask('POST', 'demo/token', { employeeNumber: (await row(body.id)).number })).status).toBe(404);
    const on = await scim.patch(`/Users/${body.id}`, { op: 'replace', value: { active: true } });
    expect([on.status, on.body.active]).toEqual([200, true]);
    expect(await row(body.id)).toMatchObject({ state: 'active', last_day: null, deactivated_at: null });
  });

  test('of somebody with a book: one departure however often, nobody logs in; active again: it is taken back', async () => {
    const company = await makeCompany(database.admin, { receivers: 1, customers: 2 });
    const { id } = company.giver;
    expect((await api.get(company.giver, 'me')).status).toBe(200);
    const off = () => scim.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' });
    const answers = await Promise.all([off(), off(), off()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const [departure, ...others] = await departuresOf(id);
    expect(others).toEqual([]);
    expect((await api.get(company.giver, 'me')).status).toBe(401);
    const open = await until(
      () => api.get(company.hr, `departures/${departure?.id}`),
      ({ body }) => body.state === 'open',
    );
    expect(open.body).toMatchObject({ startedBy: { id: scim.id }, employee: { id } });
    expect(await row(id)).toMatchObject({ state: 'leaving' });

    const on = await scim.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' });
    expect([on.status, on.body.active]).toEqual([200, true]);
    expect(await departuresOf(id)).toMatchObject([{ state: 'cancelled' }]);
    expect(await row(id)).toMatchObject({ state: 'active', last_day: null });
    expect((await api.get(company.giver, 'me')).status).toBe(200);
  });

  test('a departure that HR began: the directory neither begins another nor takes it back', async () => {
    const company = await makeCompany(database.admin, { receivers: 1, customers: 1 });
    const lastDay = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    await api.post(company.hr, 'departures', { employee: company.giver.number, lastDay, reason: '个人原因' });
    const of = `/Users/${company.giver.id}`;
    expect((await scim.get(of)).body.active).toBe(true);
    await scim.patch(of, { op: 'replace', path: 'active', value: false });
    await scim.patch(of, { op: 'replace', path: 'active', value: true });
    expect(await departuresOf(company.giver.id)).toHaveLength(1);
    expect(await row(company.giver.id)).toMatchObject({ state: 'leaving', last_day: lastDay });
  });

  test('removed: 204, then nothing there; the same person once more is the same person, another one by the same e-mail is not', async () => {
    const number = `N-${tag}`;
    const { body } = await scim.create(person({ [ENTERPRISE_SCHEMA]: { employeeNumber: number } }));
    const of = `/Users/${body.id}`;
    expect((await scim.ask('DELETE', of)).status).toBe(204);
    for (const ask of [scim.get(of), scim.ask('DELETE', of), scim.patch(of, { op: 'add', path: 'title', value: 'x' })])
      expect((await ask).status).toBe(404);
    expect((await scim.find(`userName eq "${tag}@demo.example"`)).body.totalResults).toBe(0);
    const other = await scim.create(person({ displayName: '另一人' }));
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(body.id);
    const again = await scim.create({
      userName: `back-${tag}@demo.example`,
      displayName: '王芳',
      [ENTERPRISE_SCHEMA]: { employeeNumber: number },
    });
    expect([again.status, again.body.id, again.body.active]).toEqual([201, body.id, true]);
  });

  test('the account that asks: not by itself', async () => {
    const answer = await api.ask('DELETE', `/scim/v2/Users/${c.hr.id}`, undefined, { as: c.hr });
    expect(answer.status).toBe(403);
    expect((await row(c.hr.id)).state).toBe('active');
  });
});

describe('post', () => {
  test('another department, another manager: a change of post is proposed, not begun; a manager who went is none', async () => {
    const company = await makeCompany(database.admin, { receivers: 1, customers: 1 });
    const found = async () =>
      database.worker.transaction().execute(async (tx) => {
        const at = new Date().toISOString();
        const rules = await rulesOf(tx);
        await propose(tx, rules.ownerMoved ? { ownerMoved: rules.ownerMoved } : {}, {
          at,
          day: await dayOf(tx, at),
          only: company.giver.id,
        });
        return tx
          .selectFrom('handover_proposals')
          .select(['reason', 'kind'])
          .where('giver_id', '=', company.giver.id)
          .where('state', '=', 'open')
          .execute();
      });
    const of = `/Users/${company.giver.id}`;
    const set = (name: string, value: string) =>
      scim.patch(of, { op: 'Add', path: `${ENTERPRISE_SCHEMA}:${name}`, value });
    expect((await set('department', `华东-${tag}`)).status).toBe(200);
    expect(await found()).toEqual([]); // from none to one: they were just sorted in
    expect((await set('manager', company.boss.id)).status).toBe(200);
    expect(await found()).toEqual([{ reason: 'ownerMoved', kind: 'change_of_post' }]);
    await set('department', `华南-${tag}`);
    expect(await found()).toMatchObject([{ reason: 'ownerMoved' }]);
    expect(
      await database.admin.selectFrom('handovers').select('id').where('giver_id', '=', company.giver.id).execute(),
    ).toEqual([]);
    const changes = await actionsOf(company.giver.id);
    expect(changes).toContainEqual({ action: 'employee.changed', actor: scim.id, fields: ['manager'] });

    const other = company.receivers[0]?.id ?? '';
    await scim.patch(`/Users/${company.supervisor.id}`, { op: 'replace', path: 'active', value: false });
    await scim.patch(`/Users/${other}`, { op: 'Add', path: `${ENTERPRISE_SCHEMA}:manager`, value: company.boss.id });
    expect(
      await database.admin.selectFrom('post_changes').select('id').where('employee_id', '=', other).execute(),
    ).toEqual([]);
  });

  test('people put into several departments at once, by each in another order: each request is answered', async () => {
    const all = Array.from({ length: 8 }, (_, n) => n);
    const people = await Promise.all(
      all.map((n) => scim.create(person({ userName: `d${n}-${tag}@demo.example`, emails: null }))),
    );
    const groups = await Promise.all(all.slice(0, 4).map((n) => scim.createGroup({ displayName: `${n}-${tag}` })));
    const members = people.map(({ body }) => ({ value: String(body.id) }));
    for (const round of all) {
      const answers = await Promise.all([
        ...groups.map(({ body }, n) => {
          const [half, rest] = [members.slice(0, 5), members.slice(3).toReversed()];
          const value = (n + round) % 2 === 0 ? half : rest;
          return scim.patch(`/Groups/${body.id}`, { op: 'replace', path: 'members', value });
        }),
        scim.createGroup({ displayName: `new-${round}-${tag}`, members: members.toReversed() }),
        scim.patch(`/Users/${members[0]?.value}`, {
          op: 'replace',
          path: `${ENTERPRISE_SCHEMA}:department`,
          value: `another-${round}-${tag}`,
        }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 201, 200]);
    }
  });

  test('managers of many changed at once: nobody waits for somebody who waits for them', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, n) => scim.create(person({ userName: `m${n}-${tag}@demo.example`, emails: null }))),
    );
    const [top, ...others] = made.map(({ body }) => String(body.id));
    const under = (id: string, manager: string | undefined) =>
      scim.patch(`/Users/${id}`, { op: 'Add', path: `${ENTERPRISE_SCHEMA}:manager`, value: manager });
    // Each under the next, and the last under the first: all lines grow at the same time.
    const chained = await Promise.all(others.map((id, n) => under(id, others[n + 1] ?? top)));
    expect(chained.map(({ status }) => status)).toEqual(others.map(() => 200));
    const { body } = await scim.get(`/Users/${others[0]}`);
    expect(body[ENTERPRISE_SCHEMA].manager.value).toBe(others[1]);
  });

  test('who would be above and below themself: refused', async () => {
    const answer = await scim.patch(`/Users/${c.boss.id}`, {
      op: 'replace',
      path: `${ENTERPRISE_SCHEMA}:manager`,
      value: { value: c.giver.id },
    });
    expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidValue']);
  });

  test('what a PUT does not speak of: the post stays as it is, what only the directory knows goes', async () => {
    const { body } = await scim.create(
      person({
        nickName: 'x',
        title: '经理',
        [ENTERPRISE_SCHEMA]: { department: `D-${tag}`, employeeNumber: `N-${tag}`, costCenter: '7' },
      }),
    );
    const put = await scim.replace(body.id, { userName: `${tag}@demo.example`, displayName: '王方' });
    expect(put.body).toMatchObject({
      displayName: '王方',
      active: true,
      emails: body.emails,
      [ENTERPRISE_SCHEMA]: { department: `D-${tag}`, employeeNumber: `N-${tag}`, costCenter: '7' },
    });
    expect(put.body).not.toHaveProperty('nickName');
    expect(put.body).not.toHaveProperty('title');
  });
});

describe('groups', () => {
  test('a department with its people: each in one; renamed, emptied, removed', async () => {
    const [a, b] = [
      await scim.create(person()),
      await scim.create(person({ userName: `b-${tag}@demo.example`, emails: null })),
    ];
    const made = await scim.createGroup({
      displayName: `华东-${tag}`,
      externalId: tag,
      members: [{ value: a.body.id }],
    });
    expect([made.status, made.body.members]).toEqual([
      201,
      [{ value: a.body.id, $ref: `${api.url}/scim/v2/Users/${a.body.id}`, type: 'User' }],
    ]);
    const of = `/Groups/${made.body.id}`;
    expect((await scim.createGroup({ displayName: `华东-${tag}`.toUpperCase() })).body.scimType).toBe('uniqueness');
    expect((await scim.createGroup({ displayName: tag, externalId: 'x'.repeat(257) })).body.scimType).toBe(
      'invalidValue',
    );
    const light = await scim.get(`${of}?excludedAttributes=members`);
    expect(light.body).not.toHaveProperty('members');
    expect(light.body.meta.version).toBe(made.body.meta.version);
    await scim.patch(of, { op: 'Add', path: 'members', value: [{ value: b.body.id }] });
    const isIn = async (id: string) =>
      (await scim.find(`id eq "${made.body.id}" and members eq "${id}"`, '&excludedAttributes=members', 'Groups')).body
        .totalResults;
    expect([await isIn(a.body.id), await isIn(b.body.id)]).toEqual([1, 1]);
    const other = await scim.createGroup({ displayName: `华南-${tag}`, members: [{ value: a.body.id }] });
    expect([await isIn(a.body.id), (await scim.get(`/Users/${a.body.id}`)).body.groups[0].value]).toEqual([
      0,
      other.body.id,
    ]);
    const put = await scim.ask('PUT', of, { schemas: made.body.schemas, displayName: `北方-${tag}` });
    expect([put.body.displayName, put.body.members.length, put.body.externalId]).toEqual([`北方-${tag}`, 1, undefined]);
    expect((await scim.patch(of, { op: 'add', path: 'members', value: [{ value: randomUUID() }] })).body.scimType).toBe(
      'invalidValue',
    );
    expect((await scim.ask('DELETE', of)).status).toBe(204);
    expect((await scim.get(of)).status).toBe(404);
    expect((await scim.get(`/Users/${b.body.id}`)).body).not.toHaveProperty('groups');
    expect((await scim.createGroup({ displayName: `北方-${tag}` })).status).toBe(201);
  });
});

describe('bulk', () => {
  const post = (bulkId: string, manager?: string, more: object = {}) => ({
    method: 'POST',
    path: '/Users',
    bulkId,
    data: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      ...person({ userName: `${bulkId}-${tag}@demo.example`, emails: null }),
      ...(manager && { [ENTERPRISE_SCHEMA]: { manager: { value: manager } } }),
      ...more,
    },
  });
  const told = (answer: { body: { Operations: { bulkId: string; status: string }[] } }) =>
    answer.body.Operations.map(({ bulkId, status }) => [bulkId, status]);

  test('references forward and backward, by a group and in a path: resolved; in the order of the request', async () => {
    const answer = await scim.bulk([
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'g',
        data: {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
          displayName: tag,
          members: [{ value: 'bulkId:a' }],
        },
      },
      post('a', 'bulkId:b'),
      post('b'),
      { method: 'DELETE', path: '/Users/bulkId:c', bulkId: 'd' },
      post('c'),
    ]);
    expect(told(answer)).toEqual([
      ['g', '201'],
      ['a', '201'],
      ['b', '201'],
      ['d', '204'],
      ['c', '201'],
    ]);
    const [, a, b] = answer.body.Operations;
    const made = await scim.get(String(a.location).split('/scim/v2')[1] ?? '');
    expect(made.body[ENTERPRISE_SCHEMA].manager.value).toBe(String(b.location).split('/').at(-1));
    expect([made.body.groups[0].display, made.body.meta.version]).toEqual([tag, made.headers.get('etag')]);
  });

  test('those that refer to each other, and what refers to them: refused; the others are made', async () => {
    const answer = await scim.bulk([
      post('a', 'bulkId:b'),
      post('b', 'bulkId:a'),
      post('c', 'bulkId:nobody'),
      post('d'),
    ]);
    expect(new Map(told(answer) as [string, string][])).toEqual(
      new Map([
        ['a', '409'],
        ['b', '409'],
        ['c', '400'],
        ['d', '201'],
      ]),
    );
  });

  test('failOnErrors: stops after so many; each error in the form of SCIM', async () => {
    const answer = await scim.bulk([post('a'), post('a2', undefined, { userName: null }), post('b'), post('c')], {
      failOnErrors: 1,
    });
    expect(told(answer)).toEqual([
      ['a', '201'],
      ['a2', '400'],
    ]);
    expect(answer.body.Operations[1].response).toMatchObject({ scimType: 'invalidValue', status: '400' });
    expect((await scim.bulk([post('d')], { failOnErrors: 1.5 })).status).toBe(400);
  });

  test.each<[string, () => object[], number]>([
    ['too many', () => Array.from({ length: 1_001 }, () => ({})), 413],
    ['without a bulkId', () => [{ method: 'POST', path: '/Users', data: {} }], 400],
    ['the same bulkId twice', () => [post('a'), post('a')], 400],
    ['another method', () => [{ method: 'GET', path: '/Users' }], 400],
  ])('%s: refused as a whole', async (_, operations, status) => {
    expect((await scim.bulk(operations())).status).toBe(status);
  });

  test('a body beyond the limit: 413 in the form of SCIM', async () => {
    const answer = await scim.bulk([{ method: 'PUT', path: '/Users/x', data: 'x'.repeat(2_200_000) }]);
    expect([answer.status, answer.body.status]).toEqual([413, '413']);
  });
});

describe('lists and addresses', () => {
  test('an address that is too long: refused in the form of SCIM', async () => {
    const answer = await scim.get(`/Users?filter=${'x'.repeat(9_000)}`);
    expect([answer.status, answer.body.status]).toEqual([414, '414']);
  });

  test('paged, sorted, some attributes, by address and by .search; parameters of Entra ID are passed over', async () => {
    for (const n of [3, 1, 2])
      await scim.create(person({ userName: `p${n}-${tag}@demo.example`, emails: null, nickName: tag }));
    const filter = `nickName eq "${tag}"`;
    const all = await scim.find(
      filter,
      '&sortBy=userName&sortOrder=descending&startIndex=2&count=1&attributes=userName&aadOptscim062020',
    );
    expect(all.body).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1 });
    expect(all.body.Resources[0].userName).toBe(`p2-${tag}@demo.example`);
    expect(Object.keys(all.body.Resources[0]).sort()).toEqual(['id', 'schemas', 'userName']);
    const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter, count: 0 };
    for (const path of ['/.search', '/Users/.search'])
      expect((await scim.ask('POST', path, search)).body).toMatchObject({ totalResults: 3, itemsPerPage: 0 });
    expect((await scim.find(filter, '&startIndex=-5&count=-1')).body).toMatchObject({ startIndex: 1, itemsPerPage: 0 });
  });

  test.each<[string, string, number, string | undefined]>([
    ['GET', '/Users?filter=userName+is+x', 400, 'invalidFilter'],
    ['GET', '/Users?sortBy=shoeSize', 400, 'invalidPath'],
    ['GET', '/Users?count=many', 400, 'invalidValue'],
    ['GET', '/Users?attributes=userName&excludedAttributes=emails', 400, 'invalidValue'],
    ['GET', '/Users/none', 404, undefined],
    ['GET', `/Users/${randomUUID()}`, 404, undefined],
    ['GET', '/Robots', 404, undefined],
    ['GET', '/Me', 501, undefined],
    ['GET', '/Bulk', 405, undefined],
    ['PUT', '/Users', 405, undefined],
    ['GET', '/ServiceProviderConfig', 200, undefined],
    ['GET', '/ResourceTypes', 200, undefined],
    ['GET', '/ResourceTypes/user', 200, undefined],
    ['GET', '/Schemas', 200, undefined],
    ['GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User', 200, undefined],
  ])('%s %s: %i', async (method, path, status, scimType) => {
    const answer = await scim.ask(method, path, method === 'GET' ? undefined : {});
    expect([answer.status, answer.body.scimType]).toEqual([status, scimType]);
    if (status > 400) expect(answer.body).toMatchObject({ status: String(status), detail: expect.any(String) });
  });
});
