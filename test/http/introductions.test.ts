import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { linkToken } from '../../activities/links.ts';
import type { Signer } from '../../activities/ports.ts';
import { signingKey } from '../../activities/signing-key.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { keepLink } from '../../src/db/writes/links.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { handover } from '../cli/cli.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let home: string;
let signer: Signer;
let forger: Signer;
let c: Company;
let handoverId: string;
const woken: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  home = await mkdtemp(join(tmpdir(), 'handover-links-'));
  signer = await signingKey(join(home, 'key.json'));
  forger = await signingKey(join(home, 'forged.json'));
  await publishKey(database.worker, signer.keyId, signer.publicJwk);
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
  await database.drop();
});

/** A handover whose customers have moved to one receiver, and an introduction of each. */
beforeEach(async () => {
  // What one address may ask is counted a server.
  api = await startTestApi({
    db: database.api,
    gateway: { ...gatewayAway, wakeIntroduction: (id) => Promise.resolve(void woken.push(id)) },
  });
  woken.length = 0;
  c = await makeCompany(database.admin, { customers: 3, receivers: 2 });
  ({ handoverId } = await writeHandover(database, c));
  const { admin } = database;
  await admin
    .updateTable('handovers')
    .set({ state: 'running', step: 'followUp' })
    .where('id', '=', handoverId)
    .execute();
  await admin
    .updateTable('customers')
    .set({ owner_id: c.receivers[0]?.id ?? '' })
    .where('id', 'in', c.customerIds)
    .execute();
  const templates = await admin.selectFrom('letter_templates').select('id').where('version', '=', 1).execute();
  await admin
    .insertInto('introduction_runs')
    .values({
      handover_id: handoverId,
      phase: 'running',
      templates: templates.map((t) => t.id),
      started_at: new Date(),
    })
    .execute();
  await admin
    .insertInto('introductions')
    .values(
      c.customerIds.map((customer_id) => ({
        handover_id: handoverId,
        customer_id,
        receiver_id: c.receivers[0]?.id ?? '',
        channel: 'letter',
        language: 'zh-CN',
        consent_days: 5,
        state: 'sent',
      })),
    )
    .execute();
  return () => api.stop();
});

const customer = (n: number) => c.customerIds[n] ?? '';
const introductionOf = (n: number) =>
  database.admin
    .selectFrom('introductions')
    .selectAll()
    .where('handover_id', '=', handoverId)
    .where('customer_id', '=', customer(n))
    .executeTakeFirstOrThrow();
async function link(n: number, more: { expiresAt?: string; purpose?: 'introduction' | 'survey'; nth?: number } = {}) {
  const { expiresAt = '2999-01-01', purpose = 'introduction', nth = 1 } = more;
  const { id } = await introductionOf(n);
  const token = await linkToken(signer, { purpose, subjectId: id, nth });
  await database.worker
    .transaction()
    .execute((tx) => keepLink(tx, { token, purpose, subjectId: id, handoverId, expiresAt }));
  return token;
}
const get = (token: string) => api.ask('GET', `links/${token}`);
const answer = (token: string, body: object) => api.ask('POST', `links/${token}`, body);
const form = (token: string, body: string, headers: Record<string, string> = {}) =>
  api.ask('POST', `/l/${token}`, undefined, {
    raw: body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });

describe('one-time links', () => {
  test('a link, used: shows who is introduced, takes one answer, and tells the workflow of an objection once', async () => {
    const token = await link(0);
    expect(await get(token)).toMatchObject({ status: 200, body: { purpose: 'introduction', channel: 'letter' } });
    expect(await answer(token, { answer: 'objected', words: '希望换一位' })).toMatchObject({ status: 200 });
    expect(woken).toEqual([handoverId]);
    expect((await introductionOf(0)).state).toBe('objected');
    // Another objection before the workflow has looked: it knows already.
    expect((await answer(await link(1), { answer: 'objected' })).status).toBe(200);
    expect(woken).toEqual([handoverId]);
    expect(await answer(token, { answer: 'agreed' })).toMatchObject({ status: 410, body: { code: 'linkUsed' } });
    expect(await get(token)).toMatchObject({ status: 410, body: { code: 'linkUsed' } });
    const said = await database.admin
      .selectFrom('audit_entries')
      .selectAll()
      .where('subject_id', '=', customer(0))
      .execute();
    expect(JSON.stringify(said)).not.toContain('希望');
    expect(said.map((entry) => [entry.action, entry.actor_kind])).toContainEqual(['introduction.objected', 'engine']);
  });

  test('an older link of a letter that was sent anew, after the answer: is used too', async () => {
    const [first, second] = [await link(0), await link(0, { nth: 2 })];
    expect((await answer(second, { answer: 'agreed' })).status).toBe(200);
    expect((await answer(first, { answer: 'objected' })).body.code).toBe('linkUsed');
  });

  test('two answers at once: one is taken', async () => {
    const tokens = [await link(0), await link(0, { nth: 2 })];
    const statuses = await Promise.all(
      Array.from({ length: 8 }, (_, n) => answer(tokens[n % 2] ?? '', { answer: n % 2 ? 'agreed' : 'objected' })),
    );
    expect(statuses.filter((one) => one.status === 200)).toHaveLength(1);
  });

  test('links that are none: say one sentence each and nothing of what they were for', async () => {
    const genuine = await link(0);
    const { id } = await introductionOf(0);
    const forged = await linkToken(forger, { purpose: 'introduction', subjectId: id, nth: 1 });
    const unknown = await linkToken(signer, { purpose: 'introduction', subjectId: randomUUID(), nth: 1 });
    const otherKind = await signer.sign('handover-sign-off+jws', { purpose: 'introduction', sub: id, nth: 1 });
    const [head, body, signature] = genuine.split('.');
    const changed = `${head}.${Buffer.from(JSON.stringify({ purpose: 'introduction', sub: id, nth: 9 })).toString('base64url')}.${signature}`;
    const texts = new Set<string>();
    for (const token of [
      forged,
      unknown,
      otherKind,
      changed,
      `${head}.${body}.`,
      'x',
      genuine.slice(0, -4),
      'a'.repeat(900),
    ]) {
      const told = await get(token);
      expect(told).toMatchObject({ status: 404, body: { code: 'linkInvalid' } });
      texts.add(told.body.detail);
      expect((await answer(token, { answer: 'agreed' })).body.code).toBe('linkInvalid');
    }
    expect(texts.size).toBe(1);
    const expired = await link(1, { expiresAt: '2001-01-01' });
    expect(await answer(expired, { answer: 'agreed' })).toMatchObject({ status: 410, body: { code: 'linkExpired' } });
    // For something else: a survey's link agrees to nothing.
    const survey = await link(2, { purpose: 'survey' });
    expect((await answer(survey, { answer: 'agreed' })).status).toBeGreaterThanOrEqual(400);
    expect((await introductionOf(2)).state).toBe('sent');
  });

  test('a customer who has somebody else by now: their link has expired', async () => {
    const token = await link(0);
    await database.admin
      .updateTable('customers')
      .set({ owner_id: c.stranger.id })
      .where('id', '=', customer(0))
      .execute();
    expect((await get(token)).body.code).toBe('linkExpired');
    expect((await answer(token, { answer: 'agreed' })).body.code).toBe('linkExpired');
  });

  test('more than thirty in a minute from one address: are turned away, pages and JSON counted together', async () => {
    for (let n = 0; n < 30; n += 1) await (n % 2 ? get('x') : api.ask('GET', '/l/x'));
    expect(await get('x')).toMatchObject({ status: 429, body: { code: 'rateLimited' } });
    const page = await api.ask('GET', '/l/x');
    expect(page.status).toBe(429);
    expect(page.headers.get('content-type')).toContain('text/html');
  });
});

describe('the page of a link', () => {
  test('looked at in both languages: says who, has a form, no script, and is kept by nobody', async () => {
    const token = await link(0);
    for (const [headers, path, lang, words] of [
      [{ 'accept-language': 'en-GB,en' }, `/l/${token}`, 'en', 'I agree'],
      [{ 'accept-language': 'zh-CN' }, `/l/${token}`, 'zh-CN', '同意'],
      [{ 'accept-language': 'zh-CN' }, `/l/${token}?lang=en`, 'en', 'I agree'],
      [{ 'accept-language': 'en' }, `/l/${token}?lang=zh-CN`, 'zh-CN', '同意'],
    ] as const) {
      const page = await api.ask('GET', path, undefined, { headers });
      expect(page.status).toBe(200);
      expect(page.body).toContain(`<html lang="${lang}">`);
      expect(page.body).toContain(words);
      expect(page.body).toContain('测试receiver1');
      expect(page.body).not.toMatch(/<script|javascript:|src=|http:/i);
      expect(page.body).toMatch(/<label for="agreed">.*<label for="objected">/s);
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.headers.get('content-security-policy')).toMatch(/form-action 'self'/);
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    }
    expect((await introductionOf(0)).state).toBe('sent');
  });

  test('the form, incomplete and then complete: asks once more, takes the answer, and is then used', async () => {
    const token = await link(0);
    const incomplete = await form(token, 'words=hello');
    expect(incomplete.status).toBe(422);
    expect(incomplete.body).toContain('role="alert"');
    expect((await form(token, 'answer=agreed&words=', { 'accept-language': 'en' })).body).toContain('Thank you');
    expect((await introductionOf(0)).state).toBe('agreed');
    const again = await form(token, 'answer=objected', { 'accept-language': 'en' });
    expect(again.status).toBe(410);
    expect(again.body).toContain('This link has been used already.');
    expect(again.body).not.toContain('测试receiver1');
  });

  test('names with markup: stay text', async () => {
    const name = '<img src=x onerror=alert(1)>"\'&';
    await database.admin.updateTable('customers').set({ name }).where('id', '=', customer(0)).execute();
    const { body } = await api.ask('GET', `/l/${await link(0)}`);
    expect(body).not.toContain('<img');
    expect(body).toContain('&#60;img');
  });

  test('a form that is too large, or of another kind: is refused', async () => {
    const token = await link(0);
    expect((await form(token, `answer=agreed&words=${'x'.repeat(50_000)}`)).status).toBe(413);
    const json = await form(token, '{"answer":"agreed"}', { 'content-type': 'application/json' });
    expect(json.status).toBe(422);
    expect((await introductionOf(0)).state).toBe('sent');
  });
});

describe('introductions, for the people of the case', () => {
  test('the list and its standing: each receiver sees theirs, others none', async () => {
    const [mine, other] = c.receivers;
    if (!mine || !other) throw new Error('two receivers');
    const page = await api.get(mine, `handovers/${handoverId}/introductions?limit=2`);
    expect(page.body.items).toHaveLength(2);
    const rest = await api.get(mine, `handovers/${handoverId}/introductions?limit=2&cursor=${page.body.next}`);
    expect(rest.body).toMatchObject({ items: [{ state: 'sent' }], next: null });
    expect((await api.get(other, `handovers/${handoverId}/introductions`)).body.items).toEqual([]);
    expect((await api.get(c.hr, `handovers/${handoverId}/introductions?state=agreed`)).body.items).toEqual([]);
    expect((await api.get(c.hr, `handovers/${handoverId}/introduction`)).body).toMatchObject({
      phase: 'running',
      counts: { sent: 3 },
    });
    expect((await api.get(c.stranger, `handovers/${handoverId}/introductions`)).status).toBe(404);
  });

  test('a department that signs: sees how far it is, and neither a customer nor what one said', async () => {
    const token = await link(0);
    await answer(token, { answer: 'objected', words: '不希望更换' });
    await database.admin
      .insertInto('handover_people')
      .values({ handover_id: handoverId, person_id: c.stranger.id, role: 'department' })
      .execute();
    expect((await api.get(c.stranger, `handovers/${handoverId}/introduction`)).status).toBe(200);
    expect((await api.get(c.stranger, `handovers/${handoverId}/introductions`)).body.items).toEqual([]);
    const seen = await api.get(c.supervisor, `handovers/${handoverId}/introductions?state=objected`);
    expect(seen.body.items).toMatchObject([{ answer: { words: '不希望更换' } }]);
  });

  test('an answer by phone, entered: by the receiver and who is above, not by others; once', async () => {
    const [mine, other] = c.receivers;
    if (!mine || !other) throw new Error('two receivers');
    const path = `handovers/${handoverId}/introductions/${customer(0)}/answer`;
    const body = { answer: 'agreed', via: 'phone', words: '没问题' };
    expect((await api.post(other, path, body)).status).toBe(404);
    expect((await api.post(c.giver, path, body)).body.code).toBe('notForYou');
    expect(await api.post(mine, path, body)).toMatchObject({ status: 200, body: { state: 'agreed' } });
    expect((await api.post(c.supervisor, path, body)).body.code).toBe('introductionOver');
    const [item] = (await api.get(c.supervisor, `handovers/${handoverId}/introductions?state=agreed`)).body.items;
    expect(item.answer).toMatchObject({ answer: 'agreed', words: '没问题', via: 'phone', by: { id: mine.id } });
    expect((await api.post(c.hr, path, { ...body, via: 'link' })).status).toBe(422);
  });

  test('the last open answer: wakes the workflow, so that the introduction ends before its time', async () => {
    const [mine] = c.receivers;
    if (!mine) throw new Error('a receiver');
    for (let n = 0; n < 3; n += 1) {
      expect(woken).toEqual([]);
      await api.post(mine, `handovers/${handoverId}/introductions/${customer(n)}/answer`, {
        answer: 'agreed',
        via: 'mail',
      });
    }
    expect(woken).toEqual([handoverId]);
  });

  test('sent anew, and a meeting moved: is prepared again with the next number', async () => {
    const [mine] = c.receivers;
    if (!mine) throw new Error('a receiver');
    const path = `handovers/${handoverId}/introductions/${customer(0)}`;
    const sent = await api.ask('POST', `${path}/resend`, undefined, { as: mine, key: randomUUID() });
    expect(sent).toMatchObject({ status: 200, body: { state: 'prepared' } });
    expect(await introductionOf(0)).toMatchObject({ state: 'prepared', sending: 2 });
    expect(woken).toEqual([handoverId]);
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const to = { startsAt: inHours(48), endsAt: inHours(49), location: '上海' };
    expect((await api.put(mine, `${path}/meeting`, to)).body.code).toBe('introductionOver');
    await database.admin
      .updateTable('introductions')
      .set({ channel: 'meeting' })
      .where('customer_id', '=', customer(0))
      .execute();
    expect((await api.put(mine, `${path}/meeting`, to)).status).toBe(200);
    expect(await introductionOf(0)).toMatchObject({ meeting_location: '上海', meeting_sequence: 1, sending: 3 });
    expect((await api.put(mine, `${path}/meeting`, { ...to, endsAt: to.startsAt })).body.code).toBe('meetingPast');
  });
});

describe('the command line', () => {
  const run = async (person: { number: string }, ...args: string[]) => {
    const ended = await handover([...args, '--as', person.number, '--lang', 'en'], { HANDOVER_URL: api.url });
    expect(ended, ended.err).toMatchObject({ code: 0 });
    return ended.out;
  };

  test('introductions and letters, from the list to a new version: says and does the same', async () => {
    const [mine] = c.receivers;
    if (!mine) throw new Error('a receiver');
    expect(await run(mine, 'introductions', handoverId, '--state', 'sent')).toContain(customer(0));
    expect(await run(mine, 'introductions', handoverId, customer(0))).toContain('测试receiver1');
    const heard = ['--answer', 'objected', '--via', 'meeting', '--comment', '换一位'];
    expect(await run(mine, 'introductions', handoverId, customer(0), ...heard)).toBe('objected');
    expect(await run(mine, 'introductions', handoverId, customer(1), '--resend')).toBe('to be sent');
    const file = join(home, 'letter.liquid');
    await writeFile(file, 'Please see {{ link }}');
    const about = ['--channel', 'meeting', '--language', 'en', '--heading', 'Hello'];
    const [newest] = (await api.get(c.hr, 'letter-templates?channel=meeting&language=en')).body.items;
    expect(await run(c.hr, 'letters', '--file', file, ...about, '--after', String(newest.version))).toBe(
      `version ${newest.version + 1} was written`,
    );
    expect(await run(c.hr, 'letters', '--channel', 'meeting', '--language', 'en')).toContain('Hello');
  });
});

describe('letters', () => {
  const letter = {
    channel: 'letter',
    language: 'en',
    basedOn: 1,
    subject: 'Hello {{ customer.name }}',
    body: 'See {{ link }}',
  };

  test('a preview with a customer of the case: has their values, in the language asked for, and an unsaved text', async () => {
    const [mine] = c.receivers;
    if (!mine) throw new Error('a receiver');
    const path = `handovers/${handoverId}/introductions/preview`;
    const usual = await api.post(mine, path, { customerId: customer(0) });
    expect(usual.body).toMatchObject({ channel: 'letter', language: 'zh-CN', version: 1 });
    expect(usual.body.body).toContain('测试receiver1');
    const script = await api.post(mine, path, { customerId: customer(0), channel: 'phone', language: 'en' });
    expect(script.body.body).toContain('Hello, this is 测试receiver1');
    const { subject, body } = letter;
    const unsaved = await api.post(mine, path, { customerId: customer(0), template: { subject, body } });
    expect(unsaved.body).toMatchObject({ version: null, subject: expect.stringContaining('Hello 测试客户') });
    expect((await api.post(mine, path, { customerId: randomUUID() })).status).toBe(404);
    expect((await api.post(c.stranger, path, { customerId: customer(0) })).status).toBe(404);
  });

  test('a new version: is written by HR and operators, on top of what they looked at', async () => {
    expect((await api.post(c.receivers[0] ?? c.hr, 'letter-templates', letter)).body.code).toBe('notForYou');
    const key = randomUUID();
    const written = await api.post(c.ops, 'letter-templates', letter, key);
    expect(written).toMatchObject({ status: 200, body: { version: 2, createdBy: { id: c.ops.id } } });
    expect((await api.post(c.ops, 'letter-templates', letter, key)).body).toEqual(written.body);
    expect(await api.post(c.hr, 'letter-templates', letter)).toMatchObject({
      status: 409,
      body: { code: 'templateOutdated' },
    });
    expect((await api.post(c.hr, 'letter-templates', { ...letter, basedOn: 7 })).body.code).toBe('templateOutdated');
    const list = await api.get(c.hr, 'letter-templates?channel=letter&language=en');
    expect(list.body.items.map((one: { version: number }) => one.version)).toEqual([2, 1]);
  });

  test.each([
    ['{% include "/etc/passwd" %}{{ link }}', 'templateInvalid', 1],
    ['{{ link }}\n\n{{ customer.secret }}', 'templateVariable', 3],
    ['{{ link }}\n{% for i in (1..9999999) %}x{% endfor %}', 'templateInvalid', 2],
    ['{{ link }}\n{{ customer.constructor.constructor }}', 'templateVariable', 2],
    ['no way to answer', 'templateWithoutLink', undefined],
    ['{% if contact.name %}{{ link }}{% endif %}', 'templateWithoutLink', undefined],
    ['{{ link | upcase }}', 'templateWithoutLink', undefined],
  ])('the text %j: is refused as %s, with its line', async (body, code, line) => {
    const refused = await api.post(c.hr, 'letter-templates', { ...letter, channel: 'meeting', body });
    expect(refused).toMatchObject({
      status: 422,
      body: { code, ...(line === undefined ? {} : { params: { part: 'body', line } }) },
    });
  });
});
