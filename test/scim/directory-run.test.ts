import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { departureWorkflowId } from '../../src/contract/names.ts';
import { ENTERPRISE_SCHEMA, USER_SCHEMA } from '../../src/domain/scim/schemas.ts';
import { type TestApi, startTestApi, until } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type Directory, directory } from './directory.ts';

const LONG = process.env.HANDOVER_TEST_LONG === '1';
const SIZE = LONG
  ? { people: 5_000, single: 100, moved: 500, leavers: 20 }
  : { people: 200, single: 10, moved: 20, leavers: 3 };
const CHUNK = LONG ? 1_000 : 100;
/** people below one manager */
const SPAN = 12;

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let scim: Directory;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  c = await makeCompany(database.admin, { customers: 0, receivers: 0 });
  scim = await directory(api, c.hr);
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const managerOf = (n: number) => (n === 0 ? null : Math.floor((n - 1) / SPAN));
/** Those at the end have nobody below them: one of each team leaves there, and those before them move. */
const FIRST_TEAM = SIZE.people - SIZE.leavers * (SPAN + 1);
const leaves = (n: number) => n >= FIRST_TEAM && (n - FIRST_TEAM) % (SPAN + 1) === 0;
const moves = (n: number) => n < FIRST_TEAM && n >= FIRST_TEAM - SIZE.moved;

/** Somebody as the directory has them. @param idOf what their manager is referred to by */
const user = (n: number, idOf: (n: number) => string, moved = false) => {
  const manager = moved && moves(n) ? 0 : managerOf(n);
  return {
    schemas: [USER_SCHEMA, ENTERPRISE_SCHEMA],
    userName: `user${n}@demo.example`,
    externalId: `ext-${n}`,
    name: { familyName: '王', givenName: `芳${n}` },
    displayName: `王芳${n}`,
    active: !(moved && leaves(n)),
    title: n < SIZE.people / SPAN ? '经理' : '客户经理',
    emails: [{ value: `user${n}@demo.example`, type: 'work', primary: true }],
    phoneNumbers: [{ value: `021-5550-${n}`, type: 'work' }],
    [ENTERPRISE_SCHEMA]: {
      employeeNumber: `P${n}`,
      department: `部门${n % 20}`,
      ...(manager !== null && { manager: { value: idOf(manager) } }),
    },
  };
};

const timings: Record<string, number> = {};
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work();
  timings[what] = Math.round(performance.now() - from);
  return result;
}

/** Everything that the directory writes, and what of the log is its doing. */
const state = async () => {
  const { rows } = await sql<{ state: string }>`
    select md5(concat(
      (select string_agg(to_jsonb(e)::text, ';' order by id) from employees e),
      (select string_agg(to_jsonb(d)::text, ';' order by id) from departments d),
      (select string_agg(to_jsonb(p)::text, ';' order by employee_id) from directory_profiles p),
      (select string_agg(id::text, ';' order by id) from departures),
      (select count(*) from post_changes),
      (select count(*) from audit_entries where action like 'employee.%' or action like 'department.%' or action = 'departure.started'))) as state`.execute(
    database.admin,
  );
  return rows[0]?.state;
};

test('a whole company by SCIM: people, new managers, leavers with their departures and plans; the same once more changes nothing', async () => {
  const there: number = (await scim.get('/Users?count=0')).body.totalResults;
  const ids = new Map<number, string>();
  const idOf = (n: number) => ids.get(n) ?? `bulkId:${n}`;
  const single = SIZE.people - SIZE.single;
  await timed('created by bulk', async () => {
    for (let from = 0; from < single; from += CHUNK) {
      const chunk = Array.from({ length: Math.min(CHUNK, single - from) }, (_, i) => from + i);
      const answer = await scim.bulk(
        // Those below come first: what they refer to is made before them all the same.
        chunk.toReversed().map((n) => ({ method: 'POST', path: '/Users', bulkId: String(n), data: user(n, idOf) })),
      );
      for (const { bulkId, status, location, response } of answer.body.Operations) {
        expect([status, response]).toEqual(['201', undefined]);
        ids.set(Number(bulkId), String(location).split('/').at(-1) ?? '');
      }
    }
  });
  await timed('created singly', async () => {
    for (let n = single; n < SIZE.people; n += 1) {
      const answer = await scim.create(user(n, idOf));
      expect(answer.status).toBe(201);
      ids.set(n, answer.body.id);
    }
  });
  expect(new Set(ids.values()).size).toBe(SIZE.people);
  const found = await scim.get('/Users?count=0');
  expect(found.body.totalResults).toBe(there + SIZE.people);
  expect((await scim.get('/Groups?excludedAttributes=members')).body.totalResults).toBe(20);
  expect((await scim.find(`${ENTERPRISE_SCHEMA}:manager eq "${ids.get(1)}"`)).body.totalResults).toBe(SPAN);

  const leaving = [...ids].filter(([n]) => leaves(n)).map(([, id]) => id);
  for (const owner of leaving)
    await database.admin
      .insertInto('customers')
      .values([1, 2, 3].map((i) => ({ name: `客户${i}`, owner_id: owner })))
      .execute();

  await timed('managers changed', async () => {
    const moving = [...ids].filter(([n]) => moves(n));
    const answer = await scim.bulk(
      moving.map(([, id]) => ({
        method: 'PATCH',
        path: `/Users/${id}`,
        data: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'Replace', path: `${ENTERPRISE_SCHEMA}:manager`, value: ids.get(0) }],
        },
      })),
    );
    expect(answer.body.Operations.map((one: { status: string }) => one.status)).toEqual(moving.map(() => '200'));
  });
  const below = await scim.find(`${ENTERPRISE_SCHEMA}:manager.value eq "${ids.get(0)}"`, '&count=0');
  expect(below.body.totalResults).toBe(SPAN + SIZE.moved);

  await timed('deactivated, each twice', async () => {
    for (const id of [...leaving, ...leaving]) {
      const answer = await scim.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' });
      expect([answer.status, answer.body.active]).toEqual([200, false]);
    }
  });
  await timed('plans made', async () => {
    const departures = await until(
      () => api.get(c.hr, 'departures?state=open&limit=200'),
      ({ body }) => body.items.length === SIZE.leavers,
    );
    expect(new Set(departures.body.items.map((d: { employee: { id: string } }) => d.employee.id))).toEqual(
      new Set(leaving),
    );
    const proposals = await until(
      () => api.get(c.hr, 'proposals?state=open&limit=200'),
      ({ body }) => body.items.length === SIZE.leavers,
    );
    const handovers = await Promise.all(
      proposals.body.items.map((p: { id: string }) => api.post(c.hr, `proposals/${p.id}/accept`, {})),
    );
    for (const { status, body } of handovers) {
      expect([status, body.code]).toEqual([202, undefined]);
      const { id } = body.handover;
      await until(
        () => api.get(c.hr, `handovers/${id}`),
        (answer) => answer.body.waitingFor === 'approval',
      );
      const plan = await api.get(c.hr, `handovers/${id}/items?type=customer`);
      expect(plan.body.items).toHaveLength(3);
    }
  });
  for (const id of leaving) {
    const { status } = await engine.client.workflow.getHandle(departureWorkflowId(id)).describe();
    expect(status.name).toBe('RUNNING');
  }

  const before = await state();
  await timed('the whole once more', async () => {
    for (let from = 0; from < SIZE.people; from += CHUNK) {
      const chunk = [...ids].filter(([n]) => n >= from && n < from + CHUNK);
      const answer = await scim.bulk(
        chunk.map(([n, id]) => ({ method: 'PUT', path: `/Users/${id}`, data: user(n, idOf, true) })),
      );
      expect(answer.body.Operations.filter((one: { status: string }) => one.status !== '200')).toEqual([]);
    }
  });
  expect(await state()).toBe(before);
  const { count } = await database.admin
    .selectFrom('departures')
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  expect(count).toBe(SIZE.leavers);
  await timed('looked up a hundred times', async () => {
    for (let n = 0; n < 100; n += 1) {
      const answer = await scim.find(
        `userName eq "USER${(n * 37) % SIZE.people}@demo.example"`,
        '&startIndex=1&count=100',
      );
      expect(answer.body.totalResults).toBe(1);
    }
  });
  if (LONG) console.log(JSON.stringify(timings));
}, 1_200_000);
