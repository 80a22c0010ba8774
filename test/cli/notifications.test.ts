import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeNotices } from '../../src/db/writes/notices.ts';
import { type TestApi, startTestApi } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { handover } from './cli.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 1 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const say = (...args: string[]) => handover([...args, '--as', c.giver.number], { HANDOVER_URL: api.url });

test('notifications by the command line: listed with the page, read one by one and all at once', async () => {
  const { handoverId } = await writeHandover(database, c);
  const told = {
    personId: c.giver.id,
    forId: null,
    category: 'progress',
    params: {},
    handoverId,
    step: 'x',
    round: 1,
  } as const;
  const rest = { subject: null, until: null, dueAt: null, shown: true } as const;
  await writeNotices(database.worker, [
    { ...told, ...rest, topic: 'a', template: 'closed' },
    { ...told, ...rest, topic: 'b', template: 'transferred' },
  ]);
  const listed = await say('notifications', '--unread', '--json');
  const { items } = JSON.parse(listed.out) as { items: { id: string }[] };
  expect(items).toHaveLength(2);
  expect((await say('notifications')).out).toMatch(
    new RegExp(`The customers have changed hands +/handovers/${handoverId}/items`),
  );
  expect((await say('notifications', '--read', items[0]?.id ?? '')).out).toContain('✓');
  expect((await say('notifications', '--read-all')).out).toBe('1 notification marked as read.');
  expect((await say('notifications', '--unread')).out).not.toContain('/handovers/');
  expect((await say('notifications', '--to-do')).out).not.toContain('/handovers/');
});

test('preferences by the command line: only what is named changes; what may not be is refused in words', async () => {
  expect((await say('preferences')).out).toMatch(/security and integrity +both +Dangers/);
  const changed = await say(
    'preferences',
    '--told-by',
    'progress=inApp',
    'meetings=off',
    '--digest',
    'daily',
    '--digest-hour',
    '8',
    '--quiet',
    '22:00-07:00',
    '--speak',
    'en',
  );
  expect(changed.out).toMatch(
    /daily, 8:00[\s\S]*22:00-07:00[\s\S]*meetings +meetings +off[\s\S]*progress +progress and results +inApp/,
  );
  const more = await say('preferences', '--quiet', 'off', '--quiet-days', 'on', '--summaries', 'weekly', '--json');
  expect(JSON.parse(more.out)).toMatchObject({
    version: 2,
    quietHours: null,
    quietDays: true,
    summaries: 'weekly',
    digest: { when: 'daily', hour: 8 },
  });
  expect(await say('preferences', '--told-by', 'security=off')).toMatchObject({
    code: 1,
    err: expect.stringContaining('cannot be turned off'),
  });
  expect(await say('preferences', '--told-by', 'security')).toMatchObject({
    code: 2,
    err: expect.stringContaining('progress=inApp'),
  });
  expect(await say('preferences', '--quiet', 'nights')).toMatchObject({
    code: 2,
    err: expect.stringContaining('22:00-07:00'),
  });
  const asHr = await handover(['preferences', c.giver.number, '--as', c.hr.number], { HANDOVER_URL: api.url });
  expect(asHr.out).toMatch(/daily, 8:00/);
});
