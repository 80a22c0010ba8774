import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { standardPolicy } from '../../src/domain/standard-policy.ts';
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
  home = await mkdtemp(join(tmpdir(), 'handover-rules-'));
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 3 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
  await rm(home, { recursive: true, force: true });
});

const say = (person: { number: string }, ...args: string[]) =>
  handover([...args, '--as', person.number], { HANDOVER_URL: api.url });
async function file(name: string, content: unknown): Promise<string> {
  const path = join(home, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const names = ['--name-zh', '试点政策', '--name-en', 'Pilot'];

test('a policy by the command line: published from a file, listed, shown, compared and tried', async () => {
  const first = await file('first.json', standardPolicy);
  expect(await say(c.hr, 'policies', 'publish', 'pilot', '--based-on', '0', '--file', first, ...names)).toMatchObject({
    code: 0,
    out: 'Published: pilot/1. Handovers that run keep theirs.',
  });
  const second = await file('second.json', { ...standardPolicy, restoreDays: 60 });
  const published = await say(c.hr, 'policies', 'publish', 'pilot', '--based-on', '1', '--file', second, ...names);
  expect(published.code).toBe(0);
  expect((await say(c.stranger, 'policies', 'list')).out).toMatch(/pilot\/2 +Pilot/);
  expect(JSON.parse((await say(c.stranger, 'policies', 'show', 'pilot/2')).out)).toMatchObject({ restoreDays: 60 });
  expect((await say(c.stranger, 'policies', 'diff', 'pilot/1', 'pilot/2')).out).toContain('30 becomes 60');
  const people = ['--giver', c.giver.number, '--receiver', c.receivers[0]?.number ?? ''];
  for (const which of [['pilot/2'], ['--file', second]]) {
    const tried = await say(c.hr, 'policies', 'try', ...which, ...people);
    expect(tried).toMatchObject({ code: 0, err: '' });
    expect(tried.out).toContain(c.receivers[0]?.number ?? '');
  }
});

test('a policy that somebody was faster with, or a file that is none: refused with a sentence', async () => {
  const path = await file('late.json', standardPolicy);
  const late = await say(c.hr, 'policies', 'publish', 'standard', '--based-on', '1', '--file', path, ...names);
  expect(late.code).toBe(1);
  expect(late.err).toContain('newest version of standard');
  const broken = await file('broken.json', '{');
  expect((await say(c.hr, 'policies', 'publish', 'x', '--based-on', '0', '--file', broken, ...names)).code).toBe(2);
  expect(
    (await say(c.hr, 'policies', 'publish', 'x', '--based-on', '0', '--file', join(home, 'no'), ...names)).code,
  ).toBe(2);
  expect((await say(c.hr, 'policies', 'burn')).code).toBe(2);
});

test('a calendar by the command line: uploaded as JSON and as iCalendar, listed and shown', async () => {
  const json = await file('days.json', [{ day: '2031-01-01', workday: false, name: { zh: '元旦', en: 'New Year' } }]);
  const named = ['--name-zh', '法国', '--name-en', 'France', '--time-zone', 'Europe/Paris'];
  const uploaded = await say(c.hr, 'calendars', 'upload', 'FR', '2031', '--file', json, ...named);
  expect(uploaded).toMatchObject({ code: 0, err: '' });
  expect(uploaded.out).toContain('Deadlines that run keep the date');
  const ics = await file(
    'days.ics',
    'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20310714\r\nSUMMARY:Fête\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
  );
  expect((await say(c.hr, 'calendars', 'upload', 'FR', '2031', '--file', ics)).code).toBe(0);
  expect((await say(c.stranger, 'calendars', 'list')).out).toMatch(/FR +France +2031 \(2\)/);
  const shown = (await say(c.stranger, 'calendars', 'show', 'FR', '2031')).out;
  expect(shown).toContain('2031-07-14');
  expect(shown).not.toContain('2031-01-01');
});

test('a delegation by the command line: made, listed and ended', async () => {
  const until = ['--until', new Date(Date.now() + 86_400_000).toISOString()];
  const made = await say(
    c.supervisor,
    'delegations',
    'make',
    c.stranger.number,
    ...until,
    '--reason',
    'leave',
    '--json',
  );
  expect(made.code).toBe(0);
  const { id } = JSON.parse(made.out) as { id: string };
  expect((await say(c.stranger, 'delegations', 'list')).out).toContain(id);
  expect((await say(c.supervisor, 'delegations', 'end', id)).code).toBe(0);
  expect((await say(c.stranger, 'delegations', 'list')).out).not.toContain(id);
});
