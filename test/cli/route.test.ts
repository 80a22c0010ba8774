import { sql } from 'kysely';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { type TestApi, startTestApi, until } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { sharedData } from '../support/shared-data.ts';
import { handover, handoverProcess } from './cli.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let env: Record<string, string>;
let home: string;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway, outbox: engine.outbox });
  env = { HANDOVER_URL: api.url };
  home = await mkdtemp(join(tmpdir(), 'handover-cli-'));
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
  await rm(home, { recursive: true, force: true });
});

const plan = (c: Company) => [
  '--giver',
  c.giver.number,
  '--receiver',
  ...c.receivers.map((r) => r.number),
  '--reason',
  '离职',
];
const waiting = (c: Company, id: string, wait: string, round = 1) =>
  until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.waitingFor === wait && body.round === round,
  );
/** Runs a verb as somebody; it must succeed. @returns what it said, parsed with --json */
async function as(person: { number: string }, ...args: string[]) {
  const ended = await handover([...args, '--as', person.number], env);
  expect(ended, ended.err).toMatchObject({ code: 0, err: '' });
  return args.includes('--json') ? JSON.parse(ended.out) : ended.out;
}

const EMPLOYEES =
  'EmployeeId,LastName,FirstName,Title,ReportsTo,BirthDate,HireDate,Address,City,State,Country,PostalCode,Phone,Fax,Email';

test('the command line, from the import to the last signature: the case is told by show, and the customers have moved', async () => {
  const c = await makeCompany(database.admin, { receivers: 2 });
  const [first, second] = c.receivers;
  if (!first || !second) throw new Error('two receivers');

  const file = join(home, 'employees.csv');
  const row = (id: number, hired: string) =>
    `${id},Adams,Andrew,General Manager,,1962-02-18 00:00:00,${hired},11120 Jasper Ave NW,Edmonton,AB,Canada,T5K 2N1,+1 (780) 428-9482,+1 (780) 428-3457,a${id}@chinookcorp.com`;
  await writeFile(file, [EMPLOYEES, row(901, '2002-08-14 00:00:00'), row(901, '2002-08-14 00:00:00')].join('\n'));
  const imported = await handoverProcess(['import', file, '--mapping', 'chinook/employees', '--as', c.hr.number], env);
  expect(imported.code).toBe(1); // a row was refused
  expect(imported.out).toMatch(/read 2: inserted 1, updated 0, unchanged 0, refused 1/);
  expect(imported.out).toMatch(/^Line +Column +Value +Reason$/m);
  expect(imported.out).toMatch(/^3 +EmployeeId +901 +\S/m);

  const preview = await as(c.hr, 'preview', ...plan(c), '--json');
  expect(preview.receivers.map((r: { customers: number }) => r.customers)).toEqual([3, 3]);
  const started = await handoverProcess(['start', ...plan(c), '--key', 'once', '--json', '--as', c.hr.number], env);
  expect(started).toMatchObject({ code: 0, err: '' });
  const { id, label } = JSON.parse(started.out);
  expect((await as(c.hr, 'start', ...plan(c), '--key', 'once', '--json')).id).toBe(id);

  const plannedHash = (await waiting(c, id, 'approval')).body.planHash;
  expect(await as(c.supervisor, 'approve', label)).toContain(plannedHash);
  await waiting(c, id, 'materials');
  const [customerId = ''] = c.customerIds;
  expect(await as(c.giver, 'explain', id, customerId, '--text', '只在周二接电话')).toContain('version 1');
  await as(c.giver, 'confirm-materials', id);
  await waiting(c, id, 'minutes');
  const slot = [
    '--starts',
    new Date(Date.now() + 3_600_000).toISOString(),
    '--ends',
    new Date(Date.now() + 7_200_000).toISOString(),
  ];
  await as(first, 'meeting', id, ...slot, '--location', '三号会议室');
  await waiting(c, id, 'minutes');
  const minutes = ['--text', '逐一说明', '--attendee', c.giver.number, '--action', `${first.number}:补充合同`];
  await as(c.supervisor, 'minutes', id, ...minutes);
  const { meeting } = (await waiting(c, id, 'verification')).body;
  expect(meeting).toMatchObject({ minutes: '逐一说明', location: '三号会议室', attendees: [c.giver.id] });

  const sample = await as(first, 'verify', id, '--json');
  const [wrongOne] = sample.items.filter((m: { receiver: { id: string } }) => m.receiver.id === first.id);
  await as(first, 'verify', id, wrongOne.customer.id, '--wrong', '--comment', '电话不对');
  expect(await as(first, 'verify', id, '--all')).toMatch(/Checked: (\d+) of \1 of yours/);
  await as(second, 'verify', id, '--all', '--json');

  const { planHash } = (await waiting(c, id, 'signOff')).body;
  const stale = await handover(['sign-off', id, '--hash', '0'.repeat(64), '--as', c.giver.number], env);
  expect(stale).toMatchObject({ code: 1, out: expect.stringContaining('0'.repeat(64)) });
  for (const signer of [c.giver, first]) expect(await as(signer, 'sign-off', id)).toContain(planHash);
  const { token } = await as(second, 'sign-off-token', id, '--json');
  await engine.client.workflow.getHandle(`handover:${id}`).signal('signOff', { token, decision: 'signed' });
  await as(c.supervisor, 'sign-off', id, '--hash', planHash, '--json');
  await waiting(c, id, 'reviewDate');

  const shown = await handoverProcess(['show', id, '--as', c.hr.number], { ...env, LC_ALL: 'zh_CN.UTF-8' });
  expect(shown.out).toMatch(/步骤 +跟踪回访/);
  expect(shown.out.match(/已签署/g)).toHaveLength(4);
  expect((await as(c.hr, 'items', id, '--type', 'customer', '--state', 'moved', '--json')).items).toHaveLength(6);
  expect(await as(c.hr, 'items', id, '--limit', '2')).toMatch(/There is more: --cursor \S+/);
  expect(await as(c.giver, 'timeline', id)).toContain('The handover was requested.');
  expect(await as(c.hr, 'watch', label, '--until-transferred')).toMatch(new RegExp(`^${label} .* %`));
  expect((await as(c.supervisor, 'review', id, '--json')).items.map((r: { dayOffset: number }) => r.dayOffset)).toEqual(
    [7, 30, 60, 90],
  );
  expect(await as(c.hr, 'outbox')).toContain('Subject');
  expect(await as(c.hr, 'list')).toContain(label);
  const back = await as(first, 'return-items', id, wrongOne.customer.id, '--comment', '超出区域', '--json');
  expect(back).toMatchObject({ conflicts: 0 });
  const [kept] = (await as(second, 'items', id, '--type', 'customer', '--json')).items.filter(
    (i: { receiver: { id: string } }) => i.receiver.id === second.id,
  );
  await sql`update customers set stage = 'growing' where id = ${kept.id}`.execute(database.admin);
  const foreseen = await as(c.supervisor, 'restore', id, '--preview');
  expect(foreseen).toMatch(/Would move back: \d+; left to decide: 1;/);
  expect(foreseen).toMatch(/customers .*changed +stage/);
  const tasks = await as(
    c.supervisor,
    'restore',
    id,
    '--filter',
    'recordTypes=task',
    `receiver=${first.id}`,
    '--preview',
    '--json',
  );
  expect(tasks.counts.map((n: { type: string }) => n.type)).toEqual(['task']);
  const slip = await handover(['restore', id, '--filter', 'colour=red', '--as', c.supervisor.number], env);
  expect(slip).toMatchObject({ code: 2, err: expect.stringContaining('colour=red') });
  expect(await as(c.supervisor, 'restore', id, '--lang', 'zh-CN')).toMatch(/^已退回：\d+；待裁定：1/);
  const [conflict] = (await as(c.supervisor, 'conflicts', id, '--open', '--json')).items;
  expect(await as(c.supervisor, 'conflicts', id)).toMatch(/customers .*changed +stage/);
  expect(await as(c.supervisor, 'conflicts', id, conflict.id, '--decide', 'takeBack')).toMatch(/put back as it was: 1/);
  expect(await as(c.supervisor, 'conflicts', id)).toMatch(/taken back/);
});

test('the supervisor, steering by the command line: sent back, extended, replaced, paused, resumed, cancelled', async () => {
  const c = await makeCompany(database.admin, { receivers: 2 });
  const [first, second] = c.receivers;
  if (!first || !second) throw new Error('two receivers');
  const only = { ...c, receivers: [first] };
  const { id } = await as(c.supervisor, 'start', ...plan(only), '--json');
  const { dueAt } = (await waiting(c, id, 'approval')).body;
  await as(c.supervisor, 'extend', id, '--until', new Date(Date.parse(dueAt) + 86_400_000).toISOString());
  await as(c.supervisor, 'approve', id, '--send-back', '--comment', '再看看');
  await waiting(c, id, 'approval', 2);
  await as(c.hr, 'replace-receiver', id, '--from', first.number, '--to', second.number);
  const { receivers } = (await waiting(c, id, 'approval', 3)).body;
  expect(receivers.map((r: { id: string }) => r.id)).toEqual([second.id]);
  expect(await as(c.supervisor, 'pause', id)).toMatch(/State +Paused/);
  expect((await as(c.supervisor, 'resume', id, '--json')).state).toBe('running');
  await as(c.hr, 'cancel', id, '--comment', '不走了');
  await until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.state === 'cancelled',
  );
});

test('a timeline that is followed, until the reader has seen enough: one JSON document a line, resumed after a cursor', async () => {
  const c = await makeCompany(database.admin, { receivers: 1 });
  const { id } = await as(c.hr, 'start', ...plan(c), '--json');
  await waiting(c, id, 'approval');
  const { items } = await as(c.hr, 'timeline', id, '--json');
  const enough = new AbortController();
  const lines: string[] = [];
  const code = await run(['timeline', id, '--follow', '--json', '--cursor', items[0].id, '--as', c.hr.number], {
    out: (line) => {
      lines.push(line);
      if (lines.length === items.length - 1) enough.abort();
    },
    err: (line) => expect.fail(line),
    env,
    signal: enough.signal,
  });
  expect(code).toBe(0);
  // The stream goes by transaction, the list by number: two that were open at once may stand the other way round.
  const numbers = (entries: { id: string }[]) => entries.map(({ id }) => Number(id)).toSorted((a, b) => a - b);
  expect(numbers(lines.map((line) => JSON.parse(line)))).toEqual(numbers(items.slice(1)));
});

test('a request that the server refuses, told to a person and to a program: the sentence with its fields, and the problem', async () => {
  const c = await makeCompany(database.admin, { receivers: 1 });
  const bad = ['start', '--giver', 'nobody', '--receiver', 'x', '--reason', '-', '--as', c.hr.number];
  const told = await handover(bad, env);
  expect(told).toMatchObject({ code: 1, out: '' });
  expect(told.err).toBe('There is no such giver: nobody.\n  /giver  There is no such giver: nobody.');
  expect((await handover([...bad, '--lang', 'zh-CN'], env)).err).toMatch(/[\u4e00-\u9fff].*\n {2}\/giver/);
  const machine = await handover([...bad, '--json'], env);
  expect(machine).toMatchObject({ code: 1, out: '' });
  expect(JSON.parse(machine.err)).toMatchObject({ code: 'giverNotFound', status: 422 });
  const invalid = await handover(['review', '0'.repeat(8), '--as', c.hr.number], env);
  expect(invalid).toMatchObject({ code: 1, err: expect.stringContaining('There is no handover 00000000') });
});

test('a manifest with a real data set, imported twice: every file in its order, then nothing changes', async () => {
  const folder = sharedData('chinook');
  if (folder === undefined) return;
  const c = await makeCompany(database.admin, { receivers: 1 });
  const args = ['import', folder, '--manifest', 'chinook', '--as', c.hr.number, '--json'];
  const counts = async () => {
    const ended = await handover(args, env);
    expect(ended, ended.err).toMatchObject({ code: 0 });
    const results: { read: number; inserted: number; updated: number }[] = JSON.parse(ended.out);
    return results.map(({ read, inserted, updated }) => [read, inserted, updated]);
  };
  const first = await counts();
  expect(first).toHaveLength(5);
  for (const [read, inserted] of first) expect(inserted).toBe(read);
  expect(await counts()).toEqual(first.map(([read]) => [read, 0, 0]));
});

test('a manifest, unknown or with a file missing: is refused before anything is sent', async () => {
  const c = await makeCompany(database.admin, { receivers: 1 });
  const gap = await handover(['import', home, '--manifest', 'crm-sales-opportunities', '--as', c.hr.number], env);
  expect(gap).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/cannot be read/) });
  const unknown = await handover(['import', home, '--manifest', 'x', '--as', c.hr.number], env);
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('chinook, crm-sales-opportunities') });
});
