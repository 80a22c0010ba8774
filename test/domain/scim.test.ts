import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ScimError } from '../../src/domain/scim/error.ts';
import { parseFilter } from '../../src/domain/scim/filter.ts';
import { type Resource, matches } from '../../src/domain/scim/match.ts';
import { PATCH_SCHEMA, operationsIn, patched } from '../../src/domain/scim/patch.ts';
import { projected, taken } from '../../src/domain/scim/resource.ts';
import { ENTERPRISE_SCHEMA, GROUP, USER, USER_SCHEMA } from '../../src/domain/scim/schemas.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof ScimError) return error.code;
    throw error;
  }
  return 'fine';
};

const person: Resource = {
  id: 'A1',
  userName: 'Wang.Fang@demo.example',
  externalId: 'x-1',
  displayName: '王芳',
  active: true,
  title: 'Sales "East" \\ 华东',
  emails: [
    { type: 'work', value: 'wang.fang@demo.example', primary: true },
    { type: 'home', value: 'fang@home.example' },
  ],
  [ENTERPRISE_SCHEMA]: { manager: { value: 'm1' }, department: '华东' },
  meta: { lastModified: '2026-05-13T04:42:34.000Z' },
};

describe('filters', () => {
  test.each<[string, boolean]>([
    ['userName eq "wang.fang@DEMO.example"', true],
    ['USERNAME EQ "wang.fang@demo.example"', true],
    ['externalId eq "X-1"', false],
    ['externalId eq "x-1"', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "WANG"', true],
    ['displayName eq "\\u738b\\u82b3"', true],
    ['title eq "sales \\"east\\" \\\\ 华东"', true],
    ['title co "华"', true],
    ['title ew "东" and active eq true', true],
    ['active eq "True"', true],
    ['active ne true', false],
    ['emails co "home.example"', true],
    ['emails.type eq "WORK"', true],
    ['emails[type eq "work" and value co "home"]', false],
    ['emails[type eq "home" and not (value co "demo")]', true],
    ['emails[type eq "work"].value eq "wang.fang@demo.example"', true],
    ['emails[type eq "home"].value eq "wang.fang@demo.example"', false],
    ['phoneNumbers pr', false],
    ['not (phoneNumbers pr)', true],
    ['nickName eq null', true],
    ['nickName ne "x"', true],
    ['name pr', false],
    ['manager eq "m1"', false],
    [`${ENTERPRISE_SCHEMA}:manager eq "m1"`, true],
    [`${ENTERPRISE_SCHEMA}:department eq "华东" or userName eq "x"`, true],
    ['meta.lastModified gt "2026-05-13T12:42:33+08:00"', true],
    ['meta.lastModified ge "2026-05-13T04:42:34Z" and meta.lastModified le "2026-05-13T04:42:34Z"', true],
    ['userName eq "x" or userName sw "wang" and active eq false', false],
    ['(userName eq "x" or userName sw "wang") and active eq true', true],
    ['userName sw "wang" and (active eq false or title pr)', true],
  ])('%s on somebody: %s', (text, holds) => {
    if (text.startsWith('manager')) expect(codeOf(() => parseFilter(USER, text))).toBe('filterAttribute');
    else expect(matches(parseFilter(USER, text), person)).toBe(holds);
  });

  test.each<[string, string]>([
    ['', 'filterSyntax'],
    ['userName', 'filterSyntax'],
    ['userName eq', 'filterSyntax'],
    ['userName eq wang', 'filterSyntax'],
    ['userName eq "wang', 'filterSyntax'],
    ['userName eq "a" userName eq "b"', 'filterSyntax'],
    ['(userName eq "a"', 'filterSyntax'],
    ['userName eq "a")', 'filterSyntax'],
    ['not userName eq "a"', 'filterSyntax'],
    ['userName is "a"', 'filterSyntax'],
    ['emails[type eq "work"', 'filterSyntax'],
    ['emails[shape eq "round"]', 'filterAttribute'],
    ['emails[type eq "work"].shape eq "round"', 'filterAttribute'],
    ['title[value eq "x"]', 'filterAttribute'],
    ['shoeSize eq 43', 'filterAttribute'],
    ['urn:example:User:userName eq "a"', 'filterAttribute'],
    ['name eq "x"', 'filterAttribute'],
    ['active gt true', 'filterOperator'],
    ['active co "t"', 'filterOperator'],
    ['meta.created sw "2026"', 'filterOperator'],
    ['meta.created gt "yesterday"', 'filterValue'],
    ['userName eq 7', 'filterValue'],
    ['active eq "perhaps"', 'filterValue'],
    // Instants that the database cannot hold.
    ['meta.created gt "2026-02-31T00:00:00Z"', 'filterValue'],
    ['meta.created gt "0000-01-01T00:00:00Z"', 'filterValue'],
    ['meta.created gt "2026-01-01T00:00:00+23:59"', 'filterValue'],
    ['userName eq "\\u0000"', 'filterValue'],
    [`userName eq "${'a'.repeat(5_000)}"`, 'filterTooLong'],
    [`${'('.repeat(200)}userName pr${')'.repeat(200)}`, 'filterTooLong'],
  ])('%s: refused as %s', (text, code) => {
    expect(codeOf(() => parseFilter(USER, text))).toBe(code);
  });
});

interface Case {
  name: string;
  type?: 'Group';
  before: Resource;
  Operations: object[];
  after?: Resource;
  error?: string;
}
const cases = JSON.parse(readFileSync(new URL('../scim/patches.json', import.meta.url), 'utf8')) as Case[];
const least = { userName: 'a', displayName: 'A', active: true, emails: [{ value: 'a@demo.example' }] };

describe('PATCH', () => {
  test.each(cases)('$name', ({ type, before, Operations, after, error }) => {
    const [of, base] = type === 'Group' ? [GROUP, {}] : [USER, least];
    const start: Resource = { ...base, ...before };
    const kept = structuredClone(start);
    const apply = () => patched(of, start, operationsIn({ schemas: [PATCH_SCHEMA], Operations }));
    if (error === undefined) expect(apply()).toEqual({ ...base, ...after });
    else expect(codeOf(apply)).toBe(error);
    expect(start).toEqual(kept);
  });
});

describe('a PATCH of very much', () => {
  const members = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => ({ value: `m${from + n}`, type: 'User' }));
  const groupAfter = (...Operations: object[]) =>
    patched(GROUP, { displayName: 'G' }, operationsIn({ schemas: [PATCH_SCHEMA], Operations })).members;

  test('thousands of members added, added again and taken away: each is there once', () => {
    const after = groupAfter(
      { op: 'add', path: 'members', value: members(0, 9_000) },
      { op: 'add', path: 'members', value: members(8_000, 10_000) },
      { op: 'remove', path: 'members', value: members(1, 10_000) },
    );
    expect(after).toEqual(members(0, 1));
  });

  test.each<[string, () => unknown, string]>([
    [
      'more members than there may be, bit by bit',
      () =>
        groupAfter(
          { op: 'add', path: 'members', value: members(0, 9_000) },
          { op: 'add', path: 'members', value: members(9_000, 10_001) },
        ),
      'valueTooLong',
    ],
    ['a member who is nobody', () => groupAfter({ op: 'add', path: 'members', value: [{ type: 'User' }] }), 'required'],
    [
      'too many operations',
      () => groupAfter(...Array.from({ length: 1_001 }, () => ({ op: 'add', path: 'displayName', value: 'G' }))),
      'tooManyOperations',
    ],
  ])('%s: refused', (_, work, code) => {
    expect(codeOf(work)).toBe(code);
  });
});

describe('a resource of a request', () => {
  test('names in any spelling, unknown and read-only ones, null and empty lists: taken as the schema has them', () => {
    expect(
      taken(USER, {
        schemas: [USER_SCHEMA, ENTERPRISE_SCHEMA],
        USERNAME: 'a',
        id: 'mine',
        password: 'secret',
        groups: [],
        nickName: null,
        active: 'False',
        emails: { VALUE: 'a@demo.example', primary: 'true' },
        [ENTERPRISE_SCHEMA.toUpperCase()]: { MANAGER: 'm1', costCenter: 7 },
      }),
    ).toEqual({
      userName: 'a',
      active: false,
      emails: [{ value: 'a@demo.example', primary: true }],
      [ENTERPRISE_SCHEMA]: { manager: { value: 'm1' }, costCenter: '7' },
    });
  });
  test('a manager by $ref alone: known by the end of the address', () => {
    const body = {
      schemas: [USER_SCHEMA],
      [ENTERPRISE_SCHEMA]: { manager: { $ref: 'https://x/scim/v2/Users/m1' } },
    };
    expect(taken(USER, body)).toEqual({ [ENTERPRISE_SCHEMA]: { manager: { value: 'm1' } } });
  });
  test.each<[string, unknown, string]>([
    ['no schema', { userName: 'a' }, 'schemasMissing'],
    ['a list', [], 'bodySyntax'],
    ['an e-mail without a value', { schemas: [USER_SCHEMA], emails: [{ type: 'work' }] }, 'required'],
    ['a number for true', { schemas: [USER_SCHEMA], active: 1 }, 'valueType'],
    ['a NUL', { schemas: [USER_SCHEMA], title: 'a\0' }, 'valueType'],
    ['half a sign', { schemas: [USER_SCHEMA], title: '\ud800' }, 'valueType'],
    ['too long', { schemas: [USER_SCHEMA], title: 'a'.repeat(1_001) }, 'valueTooLong'],
  ])('%s: refused', (_, body, code) => {
    expect(codeOf(() => taken(USER, body))).toBe(code);
  });
});

test.each<[string, object, string[]]>([
  ['nothing in particular', {}, ['active', 'displayName', 'emails', 'externalId', 'id', 'meta', 'title', 'userName']],
  ['some attributes', { attributes: ['userName', 'EMAILS.value'] }, ['emails', 'id', 'userName']],
  [
    'all but some',
    { excluded: ['emails', 'meta', 'id'] },
    ['active', 'displayName', 'externalId', 'id', 'title', 'userName'],
  ],
  ['what is not there', { attributes: ['nickName', 'shoeSize'] }, ['id']],
])('an answer, asked for %s: has that', (_, wanted, names) => {
  const answer = projected(USER, person, wanted);
  expect(
    Object.keys(answer)
      .filter((name) => name !== 'schemas' && !name.startsWith('urn:'))
      .sort(),
  ).toEqual(names);
});
test('an answer: shows what is returned on request then only', () => {
  const manager = { value: 'm', displayName: '李' };
  const resource = { userName: 'a', [ENTERPRISE_SCHEMA]: { manager } };
  expect(projected(USER, resource, {})[ENTERPRISE_SCHEMA]).toEqual({ manager: { value: 'm' } });
  const asked = projected(USER, resource, { attributes: [`${ENTERPRISE_SCHEMA}:manager.displayName`] });
  expect(asked[ENTERPRISE_SCHEMA]).toEqual({ manager: { displayName: '李' } });
});
