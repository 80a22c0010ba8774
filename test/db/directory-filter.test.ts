import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withPerson } from '../../src/db/connect.ts';
import { listGroups } from '../../src/db/reads/directory/groups.ts';
import { listUsers } from '../../src/db/reads/directory/users.ts';
import { parseFilter } from '../../src/domain/scim/filter.ts';
import { type Resource, matches } from '../../src/domain/scim/match.ts';
import { ENTERPRISE_SCHEMA, GROUP, type ResourceType, USER, placeOf } from '../../src/domain/scim/schemas.ts';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

const BASE = 'https://handover.example.com/scim/v2';
let database: TestDatabase;
let hr: string;
let everybody: Resource[];
let departments: Resource[];

const list = async (type: ResourceType, filter: string | null, sort: string | null = null, descending = false) => {
  const by = sort === null ? undefined : placeOf(type, sort);
  const query = {
    filter: filter === null ? null : parseFilter(type, filter),
    sort: by?.attribute ? { by, descending } : null,
    offset: 0,
    limit: 500,
    members: true,
  };
  return withPerson(database.api, hr, (tx) => (type === USER ? listUsers : listGroups)(tx, query, BASE));
};

/** Every attribute has some people with and some without it, in capitals and not, in Chinese and with signs that SQL knows. */
beforeAll(async () => {
  database = await freshDatabase();
  hr = (await makeCompany(database.admin, { customers: 0 })).hr.id;
  const rows = await database.admin
    .insertInto('departments')
    .values(['华东', 'North_1', 'a%b'].map((name) => ({ code: randomUUID(), name_zh: name, name_en: name })))
    .returning('id')
    .execute();
  const pick = <T>(list: readonly T[], n: number): T | null => list[n % (list.length + 1)] ?? null;
  const people: string[] = [];
  for (let n = 0; n < 60; n += 1) {
    const { id } = await database.admin
      .insertInto('employees')
      .values({
        number: `N-${n}`,
        number_is_ours: n % 4 === 0,
        name: pick(['王芳', 'Wang Fang', 'wang', 'O\'Neil "X" \\', 'Étoile', '%_'], n) ?? 'Z',
        email: `P${n}@demo.example`,
        user_name: n % 3 === 0 ? null : `Konto.${n}`,
        external_id: pick(['x', 'X', '7'], n),
        title: pick(['经理', 'Manager', 'manager', '50%'], n),
        phone: pick(['021', '010'], n),
        department_id: pick(rows, n)?.id ?? null,
        manager_id: n > 5 ? (people[n % 5] ?? null) : null,
        state: n % 11 === 0 ? 'left' : 'active',
        deactivated_at: n % 7 === 0 ? new Date() : null,
        updated_at: new Date(Date.UTC(2026, 0, 1 + (n % 9), 0, 0, 0, n)),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    people.push(id);
    if (n % 5 === 0) continue;
    const profile = {
      ...(n % 2 === 0 && { name: { familyName: pick(['王', 'Wang'], n) ?? 'w', givenName: '芳' } }),
      ...(n % 3 === 0 && { nickName: pick(['a', 'A', 'ä', 'Ä'], n) ?? 'b' }),
      ...(n % 4 < 2 && {
        emails: [
          { type: 'work', primary: true },
          { type: n % 8 < 4 ? 'home' : 'Other', value: `h${n}@home.example` },
        ],
        phoneNumbers: [{ type: 'work' }, { type: 'mobile', value: '138' }],
      }),
      ...(n % 6 === 0 && {
        addresses: [
          { locality: '上海', primary: false },
          { locality: 'Shanghai', type: 'work' },
        ],
      }),
      ...(n % 3 === 1 && { [ENTERPRISE_SCHEMA]: { costCenter: pick(['1', '10', '9'], n) ?? '0' } }),
    };
    await database.admin
      .insertInto('directory_profiles')
      .values({ employee_id: id, attributes: JSON.stringify(profile) })
      .execute();
  }
  everybody = (await list(USER, null)).resources;
  departments = (await list(GROUP, null)).resources;
}, 60_000);
afterAll(() => database?.drop());

const TEXTS = [
  'userName',
  'displayName',
  'title',
  'nickName',
  'externalId',
  'name.familyName',
  'emails',
  'emails.value',
  'emails.type',
  'phoneNumbers.value',
];
const MORE = ['addresses.locality', 'groups.display', 'roles', 'id', 'meta.location', 'meta.resourceType'];
const POST = ['employeeNumber', 'department', 'costCenter', 'manager', 'manager.displayName', 'manager.$ref'].map(
  (name) => `${ENTERPRISE_SCHEMA}:${name}`,
);
const VALUES = [
  '王芳',
  'wang',
  'WANG',
  'Konto.1',
  'konto.1',
  'p1',
  '@DEMO',
  'home.example',
  'work',
  'x',
  'X',
  '7',
  '经理',
  'manager',
  '%',
  '_',
  '\\',
  '"',
  "'",
  '',
  'ä',
  'É',
  '上海',
  'N-1',
  '华东',
  '1',
  '9',
  'User',
  'account_manager',
];
const literal = fc.constantFrom(...VALUES).map((value) => JSON.stringify(value));
const compare = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'LE');
const text = (names: readonly string[]) =>
  fc.tuple(fc.constantFrom(...names), compare, literal).map(([name, op, value]) => `${name} ${op} ${value}`);
const presence = (names: readonly string[]) => fc.constantFrom(...names).map((name) => `${name} pr`);
const day = fc.integer({ min: 1, max: 10 }).map((n) => `"2026-01-${String(n).padStart(2, '0')}T08:00:00.0${n}+08:00"`);
const dates = fc
  .tuple(fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'), day)
  .map(([op, at]) => `meta.lastModified ${op} ${at}`);
const flags = (name: string) =>
  fc
    .tuple(fc.constantFrom('eq', 'ne'), fc.constantFrom('true', 'false', '"True"', 'null'))
    .map(([op, value]) => `${name} ${op} ${value}`);
const inside = fc.oneof(
  text(['type', 'value', 'display']),
  flags('primary'),
  presence(['value', 'display', 'primary']),
);
const parts = fc
  .tuple(
    fc.constantFrom('emails', 'phoneNumbers'),
    fc.array(inside, { minLength: 1, maxLength: 3 }),
    fc.constantFrom(' and ', ' or '),
  )
  .map(([name, list, by]) => `${name}[${list.join(by)}]`);
const leaf = fc.oneof(
  text([...TEXTS, ...MORE, ...POST]),
  presence([
    ...TEXTS,
    ...MORE,
    ...POST,
    'name',
    'emails',
    'phoneNumbers',
    'addresses',
    'groups',
    `${ENTERPRISE_SCHEMA}:manager`,
  ]),
  flags('active'),
  flags('emails.primary'),
  dates,
  parts,
);
const { filter: filters } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(tie('filter'), fc.constantFrom('and', 'or', 'AND'), tie('filter')).map(([a, by, b]) => `${a} ${by} ${b}`),
    tie('filter').map((inner) => `not (${inner})`),
    tie('filter').map((inner) => `(${inner})`),
  ),
}));

const idsOf = (resources: readonly Resource[]) => resources.map(({ id }) => id);

test('any filter, asked of PostgreSQL: finds whom it holds for', async () => {
  const found = new Set<number>();
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const { total, resources } = await list(USER, filter);
      const wanted = everybody.filter((one) => matches(parseFilter(USER, filter), one));
      expect(idsOf(resources)).toEqual(idsOf(wanted));
      expect(total).toBe(wanted.length);
      found.add(total);
    }),
    { numRuns: 250 },
  );
  // Not only everybody and nobody.
  expect(found.size).toBeGreaterThan(10);
}, 60_000);

test('any filter of departments: finds those that it holds for', async () => {
  const names = ['displayName', 'externalId', 'members', 'members.type', 'id'];
  const some = everybody.slice(0, 5).map(({ id }) => `members eq ${JSON.stringify(id)}`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(text(names), presence([...names, 'meta']), fc.constantFrom(...some)), async (filter) => {
      const { resources } = await list(GROUP, filter);
      expect(idsOf(resources)).toEqual(idsOf(departments.filter((one) => matches(parseFilter(GROUP, filter), one))));
    }),
    { numRuns: 60 },
  );
});

test.each([
  'userName',
  'nickName',
  'emails',
  'meta.lastModified',
  'active',
  'name.familyName',
  'addresses.locality',
  `${ENTERPRISE_SCHEMA}:manager`,
])('a list sorted by %s: whom it is not assigned come last, and first the other way round', async (by) => {
  const [up, down] = [await list(USER, null, by), await list(USER, null, by, true)];
  const has = (one: Resource) => matches(parseFilter(USER, `${by} pr`), one);
  const count = everybody.filter(has).length;
  expect(up.resources.map(has)).toEqual(everybody.map((_, n) => n < count));
  expect(down.resources.map(has)).toEqual(everybody.map((_, n) => n >= everybody.length - count));
  expect(idsOf(up.resources)).not.toEqual(idsOf(everybody.toReversed()));
  expect(new Set(idsOf(up.resources))).toEqual(new Set(idsOf(everybody)));
});

test('an account looked up by its name: goes by the index', async () => {
  const { rows } = await withPerson(database.api, hr, async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx);
    return sql<{ 'QUERY PLAN': string }>`
      explain select e.id from employees e
       where (e.removed_at is null and not e.roles @> '{service}')
         and (coalesce(e.user_name, e.email) is not null and lower(coalesce(e.user_name, e.email) collate "pg_c_utf8") = lower('KONTO.1'::text collate "pg_c_utf8"))`.execute(
      tx,
    );
  });
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('employees_user_name');
});
