import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let c: Company;
let base: string;
let strict: string;
let plain: string;

const daysAgo = (n: number) => new Date(Date.now() - n * 86_400_000);
const day = (n: number) => daysAgo(n).toISOString().slice(0, 10);

beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  c = await makeCompany(database.admin, { receivers: 2, customers: 3 });
  [strict = '', plain = ''] = c.customerIds;
  await fill(strict);
  const policy = await makePolicy(database.admin, (p) => {
    p.materials = { minCompleteness: 80, answers: true };
  });
  const started = await api.post(c.hr, 'handovers', {
    kind: 'departure',
    reason: '离职',
    giver: c.giver.number,
    receivers: c.receivers.map((r) => r.number),
    supervisor: c.supervisor.number,
    assignment: 'in_turn',
    scope: 'book',
    policy: { key: policy.key, version: 1 },
  });
  base = `handovers/${started.body.id}`;
  const planned = await waiting('approval');
  const { planHash } = planned.body;
  await api.post(c.supervisor, `${base}/approvals`, { decision: 'approved', planHash });
  await waiting('materials');
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const waiting = (wait: string, round = 1) =>
  until(
    () => api.get(c.hr, base),
    ({ body }) => body.waitingFor === wait && body.round === round,
  );
const packOf = (as: { number: string }, customer = strict, query = '') =>
  api.get(as, `${base}/materials/${customer}${query}`);
const ask = (as: { number: string }, accept: string, lang: string) =>
  api.ask('GET', `${base}/materials/${strict}`, undefined, {
    as,
    headers: { accept, 'accept-language': lang },
  });
/** The receiver of the strict customer, and the other one. */
async function receivers() {
  const { body } = await packOf(c.hr);
  const mine = c.receivers.find((r) => r.id === body.receiver.id) ?? c.stranger;
  const other = c.receivers.find((r) => r.id !== mine.id) ?? c.stranger;
  return { mine, other };
}

/** What there is to know about a customer of the strict tier: nearly everything, so that each question has its reason. */
async function fill(customer: string): Promise<void> {
  const db = database.admin;
  const parent = await db
    .insertInto('customers')
    .values({ name: '母公司集团', owner_id: c.stranger.id })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .updateTable('customers')
    .set({ complexity: 5, parent_id: parent.id, bank_account: '6222020200112233445', tax_id: '91310000123456789X' })
    .where('id', '=', customer)
    .execute();
  const of = { customer_id: customer };
  await db
    .insertInto('tasks')
    .values({ ...of, title: '补发样品', is_promise: true, due_on: day(3), priority: 'urgent' })
    .execute();
  await db
    .insertInto('feedback')
    .values({ ...of, type: 'complaint', body: '到货延期', satisfaction: 1, received_at: daysAgo(9) })
    .execute();
  await db
    .insertInto('communications')
    .values({
      ...of,
      channel: 'visit',
      happened_at: daysAgo(20),
      subject: '设备故障与续约',
      author_id: c.giver.id,
      tags: ['重点'],
    })
    .execute();
  await db
    .insertInto('contracts')
    .values({ ...of, number: 'HT-1', title: '年度框架', starts_on: day(300), ends_on: day(-30) })
    .execute();
  const order = await db
    .insertInto('orders')
    .values([
      { ...of, number: 'A-1', ordered_on: day(500), total: '1000.00' },
      { ...of, number: 'A-2', ordered_on: day(50), total: '100.10' },
    ])
    .returning('id')
    .execute();
  await db
    .insertInto('order_lines')
    .values({ order_id: order[0]?.id ?? '', product: '轴承', quantity: '10', unit_price: '100.00' })
    .execute();
  await db
    .insertInto('projects')
    .values({ ...of, name: '产线改造', progress_pct: 40, due_on: day(-60) })
    .execute();
  await db
    .insertInto('preferences')
    .values({ ...of, kind: 'preference', body: '<script>alert(1)</script>喜欢当面沟通' })
    .execute();
  await db
    .insertInto('attachments')
    .values({
      ...of,
      file_name: '图纸.pdf',
      media_type: 'application/pdf',
      bytes: 10,
      sha256: Buffer.alloc(32),
      storage_key: randomUUID(),
    })
    .execute();
}

const QUESTIONS = [
  'openPromises',
  'urgentTasks',
  'openComplaints',
  'knownToOne',
  'contractEnds',
  'revenueFalls',
  'satisfactionLow',
];

describe('the pack of a customer', () => {
  test('with the data behind it, for its receiver before the transfer: everything, sensitive values masked', async () => {
    const { mine } = await receivers();
    const { status, body } = await packOf(mine);
    expect(status).toBe(200);
    expect(body.details).toMatchObject({
      profile: { phone: null, taxId: '913****789X', bankAccount: '622****3445' },
      contacts: [{ isKey: true, phone: '021****0100' }],
      // Neither theirs nor of the case: that there is one is told, its name is not.
      relations: [{ relation: 'parent', name: null }],
      knownBy: [{ person: { id: c.giver.id }, communications: 1 }],
      purchases: {
        trend: 'falling',
        lastYear: '100.10',
        yearBefore: '1000.00',
        products: [{ product: '轴承', orders: 1, total: '1000.00' }],
        latest: [{ number: 'A-2' }, { number: 'A-1' }],
      },
      projects: [{ name: '产线改造', progressPct: 40 }],
      feedback: [{ type: 'complaint', state: 'open' }],
      communications: [{ class: 'service', topics: ['contract', 'quality', 'meeting'], tags: ['重点'] }],
      contracts: [{ number: 'HT-1' }],
      attachments: [{ fileName: '图纸.pdf' }],
    });
    expect(body.details.tasks[0]).toMatchObject({ title: '补发样品', isPromise: true });
  });

  test('for those who have nothing to do with the customer: none; for HR with the name of the parent', async () => {
    const { other } = await receivers();
    expect((await packOf(other)).status).toBe(404);
    expect((await packOf(c.stranger)).status).toBe(404);
    expect((await packOf(c.hr)).body.details.relations[0].name).toBe('母公司集团');
  });

  test('for a receiver who has given the customer back after the transfer: without the data behind it', async () => {
    const { mine } = await receivers();
    const { id } = (await api.get(c.hr, base)).body;
    const moved = (at: Date | null) =>
      database.admin.updateTable('handovers').set({ transferred_at: at }).where('id', '=', id).execute();
    const holder = (ownerId: string) =>
      database.admin.updateTable('customers').set({ owner_id: ownerId }).where('id', '=', strict).execute();
    await moved(new Date());
    try {
      await holder(mine.id);
      expect((await packOf(mine)).body.details).toMatchObject({ profile: { taxId: '913****789X' } });
      await holder(c.supervisor.id);
      expect((await packOf(mine)).body.details).toBeNull();
      expect((await packOf(c.supervisor)).body.details).not.toBeNull();
    } finally {
      await holder(c.giver.id);
      await moved(null);
    }
  });

  test('what the giver is asked: each question that the data raises, then each gap, with its sentence', async () => {
    const { body } = await packOf(c.giver);
    const codes = body.questions.map((one: { code: string }) => one.code);
    expect(codes).toEqual([...QUESTIONS, 'needs', 'cooperationSince']);
    expect(body).toMatchObject({ completeness: 75, needsExplanation: true });
    for (const one of body.questions) {
      expect(one.answer).toBeNull();
      expect(one.sentence).not.toContain('asked.');
    }
    const light = await packOf(c.giver, plain);
    expect(light.body.questions.map((one: { code: string }) => one.code)).toEqual([
      'recentCommunication',
      'preferences',
      'needs',
      'cooperationSince',
    ]);
  });

  test('as a page in both languages and as PDF: with the data, and nothing in it runs', async () => {
    const { mine } = await receivers();
    const zh = await ask(mine, 'text/html', 'zh-CN');
    expect(zh.headers.get('content-type')).toContain('text/html');
    expect(zh.headers.get('cache-control')).toBe('no-store');
    for (const part of ['移交资料', '产线改造', '趋势', '下降', '客户采购额明显下降', '&lt;script&gt;'])
      expect(zh.body).toContain(part);
    expect(zh.body).not.toContain('<script>');
    expect(zh.body).not.toContain('6222020200112233445');
    const en = await ask(mine, 'text/html', 'en');
    for (const part of ['Handover materials', 'falling', 'Not answered.', 'Open tasks'])
      expect(en.body).toContain(part);
    expect(en.body).not.toMatch(/\b(name|section|asked)\.[a-z]/);
    const pdf = await ask(mine, 'application/pdf', 'zh-CN');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.body.startsWith('%PDF-')).toBe(true);
    expect((await ask(c.stranger, 'application/pdf', 'zh-CN')).status).toBe(404);
  });
});

describe('the giver confirms', () => {
  test('with packs below the mark, with answers missing, and then with all of them: refused, saying what is missing, until it is there', async () => {
    const refused = await api.post(c.giver, `${base}/materials/confirmation`, {});
    expect(refused).toMatchObject({ status: 409, body: { code: 'materialsIncomplete', params: { customers: 1 } } });
    const explain = (body: object) => api.put(c.giver, `${base}/customers/${strict}/explanation`, body);
    expect((await explain({})).status).toBe(422);
    expect((await explain({ answers: { nonsense: 'x' } })).status).toBe(422);
    const gaps = { needs: '按月交货', cooperationSince: '2019' };
    expect((await explain({ text: '老客户', answers: gaps })).status).toBe(200);
    const still = await api.post(c.giver, `${base}/materials/confirmation`, {});
    expect(still.body.code).toBe('materialsIncomplete');
    expect(still.body.params.missing).not.toContain('customer since');
    const answers = { ...gaps, ...Object.fromEntries(QUESTIONS.map((code) => [code, `说明 ${code}`])) };
    expect((await explain({ text: '老客户', answers })).status).toBe(200);
    const { body } = await packOf(c.supervisor);
    expect(body.questions.every((one: { answer: string | null }) => one.answer !== null)).toBe(true);
    expect(body.explanation).toMatchObject({ text: '老客户', answers });
    expect((await api.post(c.giver, `${base}/materials/confirmation`, {})).status).toBe(200);
    await waiting('minutes');
  });

  test('a later round: makes a new version, which is compared with the first; anyway and a reason go on without answers', async () => {
    await database.admin
      .insertInto('preferences')
      .values({ customer_id: strict, kind: 'need', body: '按月交货' })
      .execute();
    const [from, to] = [c.receivers[0]?.number, c.stranger.number];
    expect((await api.post(c.supervisor, `${base}/replace-receiver`, { from, to })).status).toBe(200);
    const planned = await waiting('approval', 2);
    await api.post(c.supervisor, `${base}/approvals`, { decision: 'approved', planHash: planned.body.planHash });
    await waiting('materials', 2);
    const versions = await api.get(c.giver, `${base}/materials/${strict}/versions`);
    expect(versions.body.items.map((one: { completeness: number }) => one.completeness)).toEqual([75, 90]);
    const changes = await api.get(c.giver, `${base}/materials/${strict}/comparison?from=1&to=2`);
    expect(changes.body.changes).toContainEqual({ path: '/needs', kind: 'changed', before: 0, after: 1 });
    expect((await api.get(c.giver, `${base}/materials/${strict}/comparison?from=1&to=9`)).status).toBe(404);
    const old = await packOf(c.giver, strict, '?version=1');
    expect(old.body).toMatchObject({ version: 1, completeness: 75, details: null });
    // What was explained in the first round counts on; what the strict tier needs is there.
    await database.admin
      .deleteFrom('handover_inbox')
      .where('customer_id', '=', strict)
      .where('kind', '=', 'explanation')
      .execute();
    expect((await api.post(c.giver, `${base}/materials/confirmation`, {})).body.code).toBe('materialsIncomplete');
    const anyway = { anyway: '客户资料只能口头说明' };
    expect((await api.post(c.giver, `${base}/materials/confirmation`, anyway)).status).toBe(200);
    await waiting('minutes', 2);
  });
});
