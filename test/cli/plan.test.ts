import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type TestApi, startTestApi, until } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { handover } from './cli.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  c = await makeCompany(database.admin, { customers: 4, receivers: 2 });
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const say = (...args: string[]) => handover([...args, '--as', c.hr.number], { HANDOVER_URL: api.url });
const words = (assignment: string, ...more: string[]) => [
  '--giver',
  c.giver.number,
  '--reason',
  '离职',
  '--assignment',
  assignment,
  ...c.receivers.flatMap((r) => ['--receiver', r.number]),
  ...more,
];
const gets = (out: string) => JSON.parse(out).receivers.map((r: { customers: number }) => r.customers);

test('preview, by weight and with a file: what is said reaches the plan; what is no pair or no file is told', async () => {
  const [a] = c.receivers;
  const folder = await mkdtemp(join(tmpdir(), 'handover-plan-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'planning.json');
  await writeFile(file, JSON.stringify({ keepTogether: false }));
  const weighed = await say(
    'preview',
    ...words('by_weight', '--weight', `${a?.number}=3`, '--planning', file),
    '--json',
  );
  expect(weighed).toMatchObject({ code: 0, err: '' });
  expect(gets(weighed.out)).toEqual([3, 1]);
  const roomy = await say('preview', ...words('by_capacity', '--room', `${a?.number}=1`, '--planning', file), '--json');
  expect(gets(roomy.out)).toEqual([0, 4]);
  expect((await say('preview', ...words('by_weight', '--weight', 'x'))).err).toContain('x');
  expect((await say('preview', ...words('by_weight', '--planning', join(folder, 'nothing')))).code).not.toBe(0);
});

test('plan, change-plan, not-in-plan: the plan is shown, changed, and what it does not have is listed', async () => {
  const started = await say('start', ...words('in_turn'), '--json');
  expect(started).toMatchObject({ code: 0 });
  const { id, label } = JSON.parse(started.out);
  const round = (n: number) =>
    until(
      () => api.get(c.hr, `handovers/${id}`),
      ({ body }) => body.waitingFor === 'approval' && body.round === n,
    );
  await round(1);
  const shown = await say('plan', label);
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toContain('in_turn');
  expect(shown.out).toContain(c.receivers[1]?.number);

  const [first = '', second = ''] = c.customerIds;
  const changed = await say(
    'change-plan',
    label,
    '--reason',
    '客户要求',
    '--assign',
    `${first}=${c.receivers[1]?.number}`,
    '--take-out',
    second,
  );
  expect(changed).toMatchObject({ code: 0, err: '' });
  await round(2);
  expect(gets((await say('plan', label, '--json')).out)).toEqual([1, 2]);
  expect((await say('not-in-plan', label)).out).toContain(second);
  expect((await say('change-plan', label, '--reason', 'x', '--add-arrived')).code).not.toBe(0);
  expect((await say('change-plan', label, '--reason', 'x', '--by-rule', first, '--add', second)).code).toBe(0);
  await round(3);
  expect(gets((await say('plan', label, '--json')).out)).toEqual([2, 2]);
});
