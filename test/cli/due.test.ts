import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { propose } from '../../src/db/writes/proposals.ts';
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
});
beforeEach(async () => {
  c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const say = (person: { number: string }, ...args: string[]) =>
  handover([...args, '--as', person.number], { HANDOVER_URL: api.url });
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const idIn = (out: string) => /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(out)?.[0] ?? '';

test('a departure by the command line: started, shown with what is left, looked at, cancelled', async () => {
  const started = await say(
    c.hr,
    'departure',
    'start',
    c.giver.number,
    '--last-day',
    dayIn(20),
    '--reason',
    '个人原因',
  );
  expect(started).toMatchObject({ code: 0, err: '' });
  const id = idIn(started.out);
  await until(
    () => api.get(c.hr, `departures/${id}`),
    ({ body }) => body.state === 'open',
  );
  const shown = await say(c.supervisor, 'departure', 'show', id);
  expect(shown.out).toMatch(/customers\s+2/);
  expect((await say(c.hr, 'departure', 'list', '--state', 'open')).out).toContain(c.giver.number);
  expect((await say(c.hr, 'departure', 'look', id)).code).toBe(0);
  expect((await say(c.supervisor, 'departure', 'cancel', id, '--reason', 'x')).code).not.toBe(0);
  expect((await say(c.hr, 'departure', 'cancel', id, '--reason', '留任')).code).toBe(0);
  expect((await say(c.hr, 'departure', 'show', id)).out).toContain('cancelled');
});

test('a proposal by the command line: listed and dismissed, another one accepted', async () => {
  const find = () =>
    database.worker
      .transaction()
      .execute((tx) =>
        propose(
          tx,
          { ownerLeaves: { enabled: true } },
          { at: new Date().toISOString(), day: dayIn(0), only: c.giver.id },
        ),
      );
  expect((await say(c.hr, 'employment', c.giver.number, '--state', 'leaving', '--last-day', dayIn(9))).code).toBe(0);
  await find();
  const listed = await say(c.supervisor, 'proposals', 'list', '--state', 'open');
  expect(listed.out).toContain('still has customers or open work');
  expect((await say(c.supervisor, 'proposals', 'dismiss', idIn(listed.out))).code).not.toBe(0);
  expect((await say(c.supervisor, 'proposals', 'dismiss', idIn(listed.out), '--reason', '再议')).code).toBe(0);
  await say(c.hr, 'employment', c.giver.number, '--last-day', dayIn(12));
  await find();
  const again = await say(c.hr, 'proposals', 'list', '--state', 'open');
  const accepted = await say(c.hr, 'proposals', 'accept', idIn(again.out), '--receiver', c.receivers[0]?.number ?? '');
  expect(accepted.err).toBe('');
  expect(accepted.out).toMatch(/HO-\d{4}-\d{6}/);
});

test('employment by the command line: shown as it is, a date set and taken away, an unknown verb told', async () => {
  expect((await say(c.hr, 'employment', c.giver.number)).out).toContain('at work');
  const away = await say(
    c.hr,
    'employment',
    c.giver.number,
    '--away-from',
    '2031-01-01',
    '--away-until',
    '2031-02-01',
    '--level',
    '4',
  );
  expect(away.out).toMatch(/2031-01-01 – 2031-02-01/);
  expect(
    (await say(c.hr, 'employment', c.giver.number, '--away-from', 'none', '--away-until', 'none')).out,
  ).not.toContain('2031');
  expect((await say(c.supervisor, 'employment', c.giver.number, '--level', '9')).code).not.toBe(0);
  expect((await say(c.hr, 'departure', 'explode')).err).toContain('explode');
});

test('a cover by the command line: starts with its end, and its verbs reach the case', async () => {
  const started = await say(
    c.hr,
    'start',
    '--kind',
    'absence_cover',
    '--giver',
    c.giver.number,
    '--receiver',
    c.receivers[0]?.number ?? '',
    '--assignment',
    'fixed',
    '--reason',
    '产假',
    '--until',
    `${dayIn(90)}T00:00:00Z`,
  );
  expect(started).toMatchObject({ code: 0, err: '' });
  const label = /HO-\d{4}-\d{6}/.exec(started.out)?.[0] ?? '';
  await until(
    () => api.get(c.hr, `handovers/${idIn(started.out)}`),
    ({ body }) => body.waitingFor === 'approval' && body.until === `${dayIn(90)}T00:00:00.000Z`,
  );
  for (const args of [
    ['extend-cover', label, '--until', `${dayIn(99)}T00:00:00Z`],
    ['end-cover', label],
  ])
    expect((await say(c.hr, ...args)).err).not.toBe('');
});
