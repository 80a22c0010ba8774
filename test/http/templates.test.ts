import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailText } from '../../activities/mail-text.ts';
import { lineDiff } from '../../src/domain/line-diff.ts';
import { MAIL_KEYS, builtInMail, checkMail } from '../../src/render/mail-template.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
const path = 'templates/turn.approval/zh-CN';

beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 1 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const PARAMS = { name: '王', giver: '张三', label: 'HO-1', due: '明天' };
const sent = () => mailText(database.worker, 'turn.approval', 'zh-CN', PARAMS);
const write = (over: object = {}) =>
  api.post(c.hr, path, {
    subject: '【{{ label }}】请{% if due %}在 {{ due }} 前{% endif %}审批',
    body: '{{ name }}，您好',
    basedOn: 0,
    ...over,
  });

describe('a mail in the words of the company', () => {
  test('written, published, written again and reverted: is sent as published, with its history and what changed', async () => {
    const builtIn = await sent();
    expect(builtIn.subject).toContain('HO-1');
    expect(await write({ note: '更短' })).toMatchObject({
      status: 200,
      body: { sent: 0, versions: [{ version: 1, note: '更短', by: { id: c.hr.id } }] },
    });
    expect(await sent()).toEqual(builtIn);
    expect((await api.post(c.hr, `${path}/publish`, { version: 1 })).body.sent).toBe(1);
    expect(await sent()).toEqual({ subject: '【HO-1】请在 明天 前审批', body: '王，您好' });
    expect(await mailText(database.worker, 'turn.approval', 'en', PARAMS)).not.toEqual(await sent());
    expect((await write()).body).toMatchObject({ code: 'templateOutdated', params: { version: 1 } });
    await write({ body: '{{ name }}，您好\n谢谢', basedOn: 1 });
    expect((await api.get(c.auditor, `${path}/compare?from=1&to=2`)).body).toMatchObject({
      subject: [{ change: 'same' }],
      body: [
        { change: 'same', line: '{{ name }}，您好' },
        { change: 'added', line: '谢谢' },
      ],
    });
    const list = await api.get(c.ops, 'templates');
    expect(list.body.items.find((one: { key: string }) => one.key === 'turn.approval').languages).toContainEqual({
      language: 'zh-CN',
      sent: 1,
      newest: 2,
    });
    expect((await api.post(c.ops, `${path}/publish`, { version: 0 })).body).toMatchObject({ sent: 0 });
    expect(await sent()).toEqual(builtIn);
    const log = await api.get(c.auditor, 'audit?action=template.*');
    expect(log.body.items.map((one: { action: string }) => one.action)).toEqual([
      'template.reverted',
      'template.written',
      'template.published',
      'template.written',
    ]);
  });

  test('previewed with a case: has its values; without: names stand for them', async () => {
    const { handoverId, label } = await writeHandover(database, c);
    const text = { subject: '{{ label }}', body: '{{ giver }} {{ due }}' };
    const real = await api.post(c.hr, `${path}/preview`, { ...text, handoverId });
    expect(real).toMatchObject({ status: 200, body: { subject: label, body: '测试giver -' } });
    expect(real.body.text).toContain(`/handovers/${handoverId}`);
    expect((await api.post(c.hr, `${path}/preview`, text)).body.subject).toBe('‹label›');
    // Ops may write, but does not see every case.
    expect((await api.post(c.hr, `${path}/preview`, { subject: 'x' })).body.code).toBe('invalid');
  });

  test.each([
    [{ body: '{{ salary }}' }, 'templateVariable', '/body'],
    [{ subject: '{% if x' }, 'templateInvalid', '/subject'],
    [{ body: '{% for a in b %}{% endfor %}' }, 'templateInvalid', '/body'],
    [{ body: 'x'.repeat(20_001) }, 'invalid', '/body'],
  ])('%j: is refused where it is wrong', async (over, code, pointer) => {
    const { status, body } = await write({ basedOn: 2, ...over });
    expect([status, body.code, body.errors[0].pointer]).toEqual([422, code, pointer]);
  });

  test('by those who may not write, or of a mail that is not there: is refused', async () => {
    expect(await api.post(c.giver, path, {})).toMatchObject({ status: 403 });
    expect(await api.post(c.supervisor, `${path}/publish`, { version: 0 })).toMatchObject({ status: 403 });
    expect(await api.get(c.hr, 'templates/auditHead/en')).toMatchObject({ status: 404 });
  });

  test('that cannot be written any more: holds no mail up, the built-in one is sent', async () => {
    await database.admin
      .insertInto('mail_templates')
      .values({ key: 'remind', language: 'en', version: 1, subject: 'x', body: '{{ gone }}', created_by: c.hr.id })
      .execute();
    await database.admin
      .insertInto('mail_templates_sent')
      .values({ key: 'remind', language: 'en', version: 1, published_by: c.hr.id })
      .execute();
    const text = await mailText(database.worker, 'remind', 'en', PARAMS);
    expect(text.subject).toBe('[HO-1] Reminder: you are awaited');
  });
});

test.each(MAIL_KEYS)(
  '%s, as it comes with the product: would pass as a text of the company in both languages',
  (key) => {
    for (const locale of ['en', 'zh-CN'] as const) expect(() => checkMail(key, builtInMail(key, locale))).not.toThrow();
  },
);

test('the survey without the link by which it is answered: is refused', () => {
  expect(() => checkMail('survey', { subject: 'x', body: 'How are you?' })).toThrow('templateWithoutLink');
});

test('two texts, compared: what is in common stays', () => {
  expect(lineDiff('a\nb\nc', 'a\nx\nc\nd').map(({ change, line }) => `${change[0]}${line}`)).toEqual([
    'sa',
    'rb',
    'ax',
    'sc',
    'ad',
  ]);
});
