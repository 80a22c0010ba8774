import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VERBS } from '../../src/cli/program.ts';
import { RESOURCES } from '../../src/i18n/index.ts';
import { type TestApi, startTestApi } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { handover } from './cli.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'handover-verbs-'));
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway, checkAnswers: true });
  c = await makeCompany(database.admin, { receivers: 1, customers: 3 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
  await rm(home, { recursive: true, force: true });
});

const say = (person: { number: string }, ...args: string[]) =>
  handover([...args, '--as', person.number], { HANDOVER_URL: api.url });
async function json<T>(person: { number: string }, ...args: string[]): Promise<T> {
  const ended = await say(person, ...args, '--json');
  expect([ended.code, ended.err]).toEqual([0, '']);
  return JSON.parse(ended.out) as T;
}

test('what the tables of all verbs are headed by: told in both languages', () => {
  const columns = new Set(VERBS.flatMap((verb) => verb.columns ?? []));
  for (const locale of ['en', 'zh-CN'] as const)
    expect([...columns].filter((name) => !(`col.${name}` in RESOURCES[locale].cli))).toEqual([]);
});

test('customers by the command line: entered, found, changed by the version that was seen, told as a table', async () => {
  const made = await json<{ id: string; etag: string }>(
    c.giver,
    'customers',
    'create',
    '--set',
    'name=Zhang & Sons',
    'employeeCount=12',
    'neededSkills=["english"]',
  );
  const list = await say(c.giver, 'customers', 'list', '--where', 'q=Zhang & Sons', '--limit', '5');
  expect(list.out).toMatch(/^Name +Owner /);
  expect(list.out).toContain(made.id);
  const changed = await say(
    c.giver,
    'customers',
    'change',
    made.id,
    '--set',
    'city=北京',
    'employeeCount=',
    '--etag',
    made.etag,
  );
  expect(changed).toMatchObject({ code: 0, out: expect.stringMatching(/City +北京/) });
  const late = await say(c.giver, 'customers', 'change', made.id, '--set', 'city=上海', '--etag', made.etag);
  expect(late).toMatchObject({ code: 1, out: '' });
  expect(await json(c.giver, 'customers', 'show', made.id)).toMatchObject({ city: '北京', employeeCount: null });
  const double = await json<{ id: string }>(c.giver, 'customers', 'create', '--set', 'name=Zhang and Sons');
  expect(await json(c.giver, 'customers', 'merge', made.id, '--set', `from=${double.id}`)).toMatchObject({
    from: double.id,
  });
  expect((await say(c.giver, 'customers', 'story', made.id, '--lang', 'zh-CN')).out).toMatch(/^时间/);
});

test('records by the command line: a kind at a time, also from a file', async () => {
  const { id } = await json<{ id: string }>(c.giver, 'customers', 'create', '--set', 'name=With contacts');
  const file = join(home, 'contact.json');
  await writeFile(file, JSON.stringify({ customerId: id, name: '王芳' }));
  const made = await json<{ id: string }>(
    c.giver,
    'records',
    'contacts',
    'create',
    '--file',
    file,
    '--set',
    'isKey=true',
  );
  expect((await say(c.giver, 'records', 'contacts', 'list', '--where', `customer=${id}`)).out).toMatch(/王芳.*yes/);
  expect(await json(c.giver, 'records', 'contacts', 'show', made.id)).toMatchObject({ name: '王芳', isKey: true });
  expect((await say(c.giver, 'records', 'cats', 'list')).code).toBe(2);
});

test('a record by the command line, deleted and put back: it is listed meanwhile', async () => {
  const [customerId = ''] = c.customerIds;
  const set = [`customerId=${customerId}`, 'body=old news'];
  const made = await json<{ id: string; etag: string }>(c.giver, 'records', 'notes', 'create', '--set', ...set);
  const late = await say(c.giver, 'records', 'notes', 'delete', made.id, '--etag', '1');
  expect(late).toMatchObject({ code: 1, out: '' });
  const gone = await say(c.giver, 'records', 'notes', 'delete', made.id, '--etag', made.etag);
  expect(gone).toMatchObject({ code: 0, out: expect.stringMatching(/Deleted by +测试giver/) });
  expect((await say(c.giver, 'deleted-records', 'list', '--where', 'type=note')).out).toContain(made.id);
  expect(await json(c.giver, 'deleted-records', 'restore', made.id)).toMatchObject({ id: made.id, type: 'note' });
  expect(await json(c.giver, 'records', 'notes', 'show', made.id)).toMatchObject({ body: 'old news' });
});

test('an attachment by the command line: its file goes up and comes down as it was', async () => {
  const [file, copy] = [join(home, 'map.bin'), join(home, 'copy.bin')];
  const body = Buffer.from([0, 1, 2, 255]);
  await writeFile(file, body);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const set = ['fileName=map.bin', 'mediaType=application/octet-stream', 'bytes=4', `sha256=${sha256}`];
  const made = await json<{ id: string }>(c.giver, 'records', 'attachments', 'create', '--set', ...set);
  expect(await json(c.giver, 'attachments', 'upload', made.id, '--file', file)).toEqual({
    id: made.id,
    bytes: 4,
    sha256,
  });
  expect(await say(c.giver, 'attachments', 'download', made.id, '--out', copy)).toMatchObject({ code: 0, err: '' });
  expect(await readFile(copy)).toEqual(body);
});

test('an import that is not waited for, by the command line: says how it is followed, and is done in the end', async () => {
  const file = join(home, 'later.csv');
  await writeFile(file, '客户编号,客户名称\nL1,后来\n');
  const args = ['import', file, '--mapping', 'standard/customers', '--dataset', 'later', '--background'];
  expect((await say(c.hr, ...args)).out).toContain('handover imports show');
  const begun = await json<{ id: string; state: string }>(c.hr, ...args);
  expect(begun).toMatchObject({ background: true });
  await expect
    .poll(() => json(c.hr, 'imports', 'show', begun.id), { timeout: 20_000 })
    .toMatchObject({ state: 'done', unchanged: 1 });
});

test('people, departments, programs and their tokens by the command line', async () => {
  await json(c.hr, 'departments', 'create', '--set', 'code=sales-9', 'zh=销售九部', 'en=Sales 9');
  expect((await say(c.hr, 'departments', 'list')).out).toMatch(/sales-9 +销售九部 +Sales 9/);
  expect(await json(c.hr, 'employees', 'show', c.giver.number)).toMatchObject({ number: c.giver.number });
  const account = await json<{ id: string }>(c.hr, 'service-accounts', 'make', '--set', 'name=ERP', 'scopes=["read"]');
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const token = await say(
    c.hr,
    'service-accounts',
    'make-token',
    account.id,
    '--set',
    'name=first',
    `expiresAt=${expiresAt}`,
  );
  expect(token).toMatchObject({ code: 0, err: '' });
  const { items } = await json<{ items: { id: string }[] }>(c.hr, 'service-accounts', 'tokens', account.id);
  expect(await json(c.hr, 'service-accounts', 'revoke-token', account.id, items[0]?.id ?? '')).toMatchObject({
    state: 'revoked',
  });
  expect((await json<{ roles: string[] }>(c.hr, 'whoami', 'show')).roles).toContain('hr');
});

test('reports and lists as a file: the form is that of its ending', async () => {
  const csv = join(home, 'customers.csv');
  expect(await say(c.hr, 'export', 'records', 'customers', '--out', csv)).toMatchObject({ code: 0, err: '' });
  expect(await readFile(csv, 'utf8')).toContain('Customer name');
  const xlsx = join(home, 'load.xlsx');
  expect((await say(c.hr, 'reports', 'workload', '--out', xlsx)).code).toBe(0);
  expect((await readFile(xlsx)).subarray(0, 2).toString()).toBe('PK');
  expect((await say(c.hr, 'reports', 'workload')).out).toMatch(/^Person +Department/);
  expect(await say(c.hr, 'export', 'records', 'customers')).toMatchObject({ code: 2, err: '--out is needed here.' });
  const odd = await say(c.hr, 'export', 'records', 'customers', '--out', join(home, 'x.doc'));
  expect(odd).toMatchObject({ code: 2, err: expect.stringContaining('.xlsx') });
});

test('files that cannot be written or read: said of the file, not of the server', async () => {
  const nowhere = join(home, 'nowhere', 'load.csv');
  expect(await say(c.hr, 'reports', 'workload', '--out', nowhere)).toMatchObject({
    code: 2,
    err: `The file ${nowhere} cannot be written (ENOENT).`,
  });
  const folder = join(home, 'folder.csv');
  await mkdir(folder);
  expect((await say(c.hr, 'reports', 'workload', '--out', folder)).err).toContain('cannot be written');
  expect(await say(c.hr, 'import', folder, '--mapping', 'chinook/customers')).toMatchObject({
    code: 2,
    err: `The file ${folder} cannot be read.`,
  });
});

test('wrong use of a verb with actions: told what there is', async () => {
  expect((await say(c.hr, 'employees', 'burn')).err).toBe('burn is none of: list, show, create, change.');
  expect((await say(c.hr, 'employees', 'show')).err).toContain('The argument id is missing.');
  expect((await say(c.hr, 'employees', 'list', 'x')).code).toBe(2);
  expect((await say(c.hr, 'employees', 'create', '--set', 'name')).err).toContain('name=value');
  const wrong = await say(c.hr, 'employees', 'create', '--set', 'nmae=x');
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('nmae') });
});
