import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PATCH_SCHEMA } from '../../src/domain/scim/patch.ts';
import { ENTERPRISE_SCHEMA, GROUP, type ResourceType, USER } from '../../src/domain/scim/schemas.ts';
import { BULK_REQUEST, SEARCH_REQUEST } from '../../src/http/scim/names.ts';
import { type TestApi, startTestApi } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';

/** Requests that no directory would send, of the words that the directory knows, so that they get far. */

const REQUESTS = process.env.HANDOVER_TEST_LONG === '1' ? 20_000 : 600;

let database: TestDatabase;
let api: TestApi;
let c: Company;
let ids: string[];
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 40, customers: 0 });
  const departments = await database.admin.selectFrom('departments').select('id').execute();
  ids = [...c.receivers, c.giver, c.hr, ...departments].map(({ id }) => id);
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const namesOf = ({ attributes, extensions }: ResourceType) => [
  ...attributes.flatMap(({ name, subAttributes = [] }) => [name, ...subAttributes.map((sub) => `${name}.${sub.name}`)]),
  ...extensions.flatMap(({ id, attributes: further }) => [id, ...further.map(({ name }) => `${id}:${name}`)]),
];
/** Nearly all that is sent has to be right for the one thing that is not to be found. */
const mostly = <T, U>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<U>) =>
  fc.oneof<[fc.WeightedArbitrary<T>, fc.WeightedArbitrary<U>]>(
    { weight: 6, arbitrary: right },
    { weight: 1, arbitrary: wrong },
  );
const joined = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join(''));

const INSTANTS = [
  '2026-01-01T00:00:00Z',
  '9999-12-31T23:59:59-12:00',
  '0000-01-01T00:00:00Z',
  '2026-02-31T00:00:00Z',
  '2026-01-01T00:00:00+23:59',
];
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    'False',
    '',
    ' ',
    0,
    -1,
    1.5,
    1e300,
    'a@b',
    '\u0000',
    '\ud800',
    [],
    {},
    ...INSTANTS,
  ),
  fc.integer({ min: 65, max: 1_200 }).map((length) => 'x'.repeat(length)),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const ODD_NAMES = [
  '',
  'x',
  '__proto__',
  'constructor',
  'emails[',
  'emails[]',
  ']',
  'URN:',
  'name.givenName.x',
  'schemas',
];
const reference = fc.oneof(
  fc.nat(9).map((n) => `bulkId:b${n}`),
  fc.nat(60).map((n) => ids[n % ids.length] ?? ''),
);

/** Requests about resources of one type. */
function about(type: ResourceType) {
  const name = mostly(
    fc.constantFrom(...namesOf(type)),
    fc.oneof(fc.constantFrom(...ODD_NAMES), fc.string({ maxLength: 9 })),
  );
  const said = mostly(fc.constantFrom('x', 'true', '%', '"', ...INSTANTS), odd).map((one) => JSON.stringify(one));
  const operator = mostly(fc.constantFrom('eq', 'NE', 'co', 'gt', 'le'), fc.constantFrom('sw', 'is', ''));
  const part = fc.constantFrom('value', 'type', 'display', 'primary', 'x');
  const inBrackets = joined(
    fc.constantFrom('emails', 'phoneNumbers', 'members', 'title'),
    '[',
    part,
    ' ',
    operator,
    ' ',
    said,
    ']',
  );
  const one = fc.oneof(joined(name, ' ', operator, ' ', said), joined(name, ' pr'), inBrackets);
  const filter = fc.oneof(
    one,
    joined(one, fc.constantFrom(' and ', ' OR ', ' xor '), one),
    joined('not (', one, mostly(fc.constant(')'), fc.constant(''))),
  );
  const path = fc.oneof(name, joined(inBrackets, mostly(joined('.', part), fc.constant('.'))));

  const thing = fc.oneof(
    fc.uuid().map((tag) => `${tag}@fuzz.example`),
    odd,
    fc.record({ value: mostly(reference, odd), type: odd, primary: odd, $ref: odd }, { requiredKeys: [] }),
  );
  const value = fc.oneof(thing, fc.array(thing, { maxLength: 3 }), fc.dictionary(name, thing, { maxKeys: 3 }));
  const resource = fc
    .record(
      {
        more: fc.dictionary(name, value, { maxKeys: 2 }),
        enterprise: fc.record({ employeeNumber: odd, department: odd, manager: thing }, { requiredKeys: [] }),
        tag: fc.uuid(),
      },
      { requiredKeys: ['tag'] },
    )
    .map(({ tag, more, enterprise }) => ({
      schemas: [type.schema.id],
      userName: `${tag}@fuzz.example`,
      displayName: tag,
      ...(type === USER && enterprise && { [ENTERPRISE_SCHEMA]: enterprise }),
      ...more,
    }));
  const operation = fc.oneof(
    fc.record({ op: mostly(fc.constantFrom('add', 'Replace', 'remove'), fc.constant('move')), path, value }),
    fc.record({ op: fc.constant('replace'), path: fc.constantFrom('displayName', 'externalId'), value: fc.uuid() }),
  );
  const patch = fc
    .array(mostly(operation, value), { minLength: 1, maxLength: 2 })
    .map((Operations) => ({ schemas: [PATCH_SCHEMA], Operations }));
  const single = joined(type.endpoint, '/', mostly(reference, fc.constantFrom('x', '%00', '%ff', '.search')));
  const change = fc.oneof(
    fc.record({
      method: fc.constantFrom('POST', 'post'),
      path: fc.constant(type.endpoint),
      data: mostly(resource, value),
    }),
    fc.record({ method: fc.constant('PUT'), path: single, data: mostly(resource, value) }),
    fc.record({ method: fc.constant('PATCH'), path: single, data: mostly(patch, value) }),
    fc.record({ method: fc.constantFrom('DELETE', 'GET'), path: single, data: value }),
  );
  const bulk = fc
    .record({
      failOnErrors: mostly(fc.constant(null), odd),
      Operations: fc.array(fc.tuple(change, fc.nat(9)), { maxLength: 5 }),
    })
    .map(({ Operations, failOnErrors }) => ({
      schemas: [BULK_REQUEST],
      failOnErrors,
      Operations: Operations.map(([each, n]) => ({ ...each, bulkId: `b${n}` })),
    }));
  const query = fc.record(
    {
      filter,
      sortBy: name,
      sortOrder: mostly(fc.constant('descending'), odd),
      startIndex: mostly(fc.integer({ min: -2, max: 90 }), odd),
      count: mostly(fc.integer({ min: -2, max: 600 }), odd),
      attributes: path,
    },
    { requiredKeys: [] },
  );
  const asked = query.map((given) =>
    new URLSearchParams(Object.fromEntries(Object.entries(given).map(([key, each]) => [key, String(each)]))).toString(),
  );
  const sent = (method: string, to: fc.Arbitrary<string>, data: fc.Arbitrary<unknown>) =>
    fc.record({ method: fc.constant(method), path: to, body: data.map((each) => JSON.stringify(each)) });
  return fc.oneof(
    fc.record({ method: fc.constant('GET'), path: joined(fc.oneof(fc.constant(type.endpoint), single), '?', asked) }),
    sent(
      'POST',
      fc.constantFrom('/.search', `${type.endpoint}/.search`),
      query.map((given) => ({ schemas: [SEARCH_REQUEST], ...given })),
    ),
    sent('POST', fc.constant('/Bulk'), bulk),
    change.map(({ method, path: to, data }) => ({
      method: method.toUpperCase(),
      path: to,
      ...(method !== 'GET' && { body: JSON.stringify(data) }),
    })),
    fc.record({
      method: fc.constant('POST'),
      path: fc.constant(type.endpoint),
      body: fc.string({ unit: 'binary', maxLength: 40 }),
    }),
  );
}
const request = fc.oneof(about(USER), about(GROUP));

/** All that a directory can change, and the log of it. */
async function state(): Promise<string> {
  const { rows } = await sql<{ digest: string }>`
    select md5(concat(
      (select string_agg(e::text, '|' order by id) from employees e),
      (select string_agg(d::text, '|' order by id) from departments d),
      (select string_agg(p::text, '|' order by employee_id) from directory_profiles p),
      (select string_agg(d::text, '|' order by id) from departures d),
      (select count(*) from audit_entries))) as digest`.execute(database.admin);
  return rows[0]?.digest ?? '';
}

test('requests that no directory would send: never a failure of ours, refused in the form of SCIM, and then nothing has changed', async () => {
  let before = await state();
  const answered = new Set<string>();
  await fc.assert(
    fc.asyncProperty(request, async (sent) => {
      const { method, path: to } = sent;
      const raw = 'body' in sent ? sent.body : undefined;
      const answer = await api.ask(method, `/scim/v2${to.slice(0, 8_000)}`, undefined, {
        as: c.hr,
        headers: { 'content-type': 'application/scim+json' },
        ...(raw !== undefined && { raw }),
      });
      answered.add(`${method} ${answer.status}`);
      expect(answer.status).toBeLessThan(500);
      const after = await state();
      if (answer.status >= 400) {
        expect(answer.body).toMatchObject({
          schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
          status: String(answer.status),
        });
        expect(after).toBe(before);
      }
      const operations: { status: string }[] = answer.body?.Operations ?? [];
      expect(operations.filter(({ status }) => Number(status) >= 500)).toEqual([]);
      before = after;
    }),
    { numRuns: REQUESTS, seed: 7643 },
  );
  // Not all of them were stopped at the door.
  expect([...answered]).toEqual(
    expect.arrayContaining([
      'GET 200',
      'GET 400',
      'POST 200',
      'POST 201',
      'POST 400',
      'PATCH 200',
      'PATCH 400',
      'DELETE 204',
    ]),
  );
}, 600_000);
