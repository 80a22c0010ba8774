import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CHILDREN } from '../db/reach.ts';
import { type Company, type Person, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';
import { sql } from 'kysely';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let customerId: string;
let secondId: string;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
});
beforeEach(async () => {
  c = await makeCompany(database.admin, { customers: 3, receivers: 1 });
  [customerId = '', secondId = ''] = c.customerIds;
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const patch = (as: Person, id: string, body: unknown, etag = '*') =>
  api.ask('PATCH', `customers/${id}`, body, { as, headers: { 'if-match': etag } });
const auditOf = async (id: string) =>
  (
    await database.admin
      .selectFrom('audit_entries')
      .select('action')
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute()
  ).map(({ action }) => action);

describe('a customer', () => {
  test('entered, read and changed: by its version, with its owner, and logged', async () => {
    const given = {
      name: '光谷精密',
      industry: '制造',
      phone: '13812345678',
      annualValue: '120000.00',
      neededSkills: ['德语'],
    };
    const key = randomUUID();
    const made = await api.post(c.giver, 'customers', given, key);
    expect(made).toMatchObject({
      status: 201,
      body: { ...given, owner: { number: c.giver.number }, masked: false, mayChange: true, stage: 'stable' },
    });
    expect(made.headers.get('location')).toBe(made.body.links.self);
    const { id, etag, version } = made.body;
    expect((await api.post(c.giver, 'customers', given, key)).body.id).toBe(id);
    expect((await api.get(c.giver, `customers/${id}`)).headers.get('etag')).toBe(`"${etag}"`);
    expect((await api.ask('PATCH', `customers/${id}`, { city: '武汉' }, { as: c.giver })).status).toBe(428);
    const changed = await patch(c.giver, id, { city: '武汉', industry: null }, `"${etag}"`);
    expect(changed).toMatchObject({ status: 200, body: { city: '武汉', industry: null, version: version + 1 } });
    expect((await patch(c.giver, id, { city: '黄石' }, `"${etag}"`)).body.code).toBe('versionDiffers');
    expect((await patch(c.giver, id, { phone: '138****5678' })).body.errors[0].pointer).toBe('/phone');
    expect((await patch(c.giver, id, { owner: c.stranger.number })).body.errors[0].pointer).toBe('/owner');
    expect((await patch(c.stranger, id, { city: '黄石' })).status).toBe(404);
    expect((await patch(c.auditor, id, { city: '黄石' })).body.code).toBe('notForYou');
    expect(await auditOf(id)).toEqual(['customer.created', 'customer.changed']);
    expect((await api.get(c.giver, `customers/${id}?fields=name,etag`)).body).toEqual({
      name: '光谷精密',
      etag: changed.body.etag,
    });
  });

  test('entered for others: for those below, into the pool by HR, for nobody else', async () => {
    const of = (as: Person, owner: unknown) => api.post(as, 'customers', { name: '客户', owner });
    expect((await of(c.supervisor, c.giver.number)).body.owner.number).toBe(c.giver.number);
    expect((await of(c.giver, c.stranger.number)).body.code).toBe('notForYou');
    expect((await of(c.giver, null)).body.code).toBe('notForYou');
    expect((await of(c.hr, null)).body.owner).toBeNull();
    expect((await of(c.hr, 'nobody')).body.errors[0].pointer).toBe('/owner');
    expect((await api.post(c.giver, 'customers', { name: 'x', parentId: randomUUID() })).body.errors[0].pointer).toBe(
      '/parentId',
    );
  });

  test('its owners and its story: come newest first, page by page', async () => {
    await api.post(c.giver, 'communications', {
      customerId,
      channel: 'call',
      happenedAt: '2020-01-01T00:00:00Z',
      subject: '初次拜访',
    });
    await api.post(c.giver, 'orders', { customerId, orderedOn: '2021-01-01', total: '10.00' });
    await database.admin
      .updateTable('customers')
      .set({ owner_id: c.supervisor.id })
      .where('id', '=', customerId)
      .execute();
    const owners = await api.get(c.supervisor, `customers/${customerId}/ownership`);
    expect(owners.body.items.map((span: { owner: { number: string } }) => span.owner.number)).toEqual([
      c.giver.number,
      c.supervisor.number,
    ]);
    expect(owners.body.items[0].until).toBe(owners.body.items[1].since);
    const types: string[] = [];
    let cursor = '';
    do {
      const page = await api.get(c.supervisor, `customers/${customerId}/story?limit=2${cursor}`);
      types.push(...page.body.items.map((entry: { type: string }) => entry.type));
      cursor = page.body.next === null ? '' : `&cursor=${page.body.next}`;
    } while (cursor !== '');
    expect(types).toEqual(['ownership', 'opportunity', 'task', 'ownership', 'order', 'communication']);
    expect((await api.get(c.supervisor, `customers/${customerId}/story?type=order`)).body.items).toMatchObject([
      { type: 'order', person: { number: c.giver.number }, details: { total: '10.00' } },
    ]);
    expect((await api.get(c.stranger, `customers/${customerId}/story`)).status).toBe(404);
  });
});

describe('the list', () => {
  test.each([
    ['stage=declining', 1],
    ['stage=declining&region=east', 0],
    ['region=east', 1],
    ['industry=retail', 3],
    ['kind=person', 0],
    ['owner=me', 3],
    ['department=none', 0],
    ['hasOpenTasks=true', 3],
    ['hasOpenTasks=false', 0],
    ['atRisk=true', 2],
    ['atRisk=false', 1],
    ['tier=standard', 3],
    ['tier=strict', 0],
    ['updatedFrom=2999-01-01T00:00:00Z', 0],
    ['createdTo=2999-01-01T00:00:00Z', 3],
  ])('%s: narrows to %i', async (query, count) => {
    await database.admin.updateTable('customers').set({ stage: 'declining' }).where('id', '=', customerId).execute();
    await database.admin.updateTable('customers').set({ region: 'east' }).where('id', '=', secondId).execute();
    await api.post(c.giver, 'feedback', {
      customerId: secondId,
      type: 'complaint',
      receivedAt: '2026-01-01T00:00:00Z',
      body: 'x',
    });
    const { body } = await api.get(c.giver, `customers?count=true&${query}`);
    expect(body.items).toHaveLength(count);
    expect(body.total).toEqual({ count, exact: true });
  });

  test('in an order of choice: by pinyin, by value, by page; a cursor of another order is refused', async () => {
    const names = ['张家港贸易', '安庆化工', '深圳电子'];
    for (const [i, name] of names.entries())
      await database.admin
        .updateTable('customers')
        .set({ name })
        .where('id', '=', c.customerIds[i] ?? '')
        .execute();
    const read = async (sort: string) => {
      const found: string[] = [];
      let cursor = '';
      do {
        const page = await api.get(c.giver, `customers?limit=1&sort=${sort}${cursor}`);
        found.push(...page.body.items.map((customer: { name: string }) => customer.name));
        cursor = page.body.next === null ? '' : `&cursor=${page.body.next}`;
      } while (cursor !== '');
      return found;
    };
    expect(await read('name')).toEqual(['安庆化工', '深圳电子', '张家港贸易']);
    expect(await read('-name')).toEqual(['张家港贸易', '深圳电子', '安庆化工']);
    expect(await read('annualValue')).toEqual(['深圳电子', '安庆化工', '张家港贸易']);
    expect(await read('-updatedAt')).toHaveLength(3);
    const first = await api.get(c.giver, 'customers?limit=1&sort=name');
    expect((await api.get(c.giver, `customers?sort=-name&cursor=${first.body.next}`)).body.code).toBe('cursorWrong');
    expect((await api.get(c.giver, 'customers?cursor=nonsense')).body.code).toBe('cursorWrong');
    expect((await api.get(c.giver, 'customers?sort=phone')).body.errors[0].parameter).toBe('sort');
    expect((await api.get(c.giver, 'customers?fields=id,name&limit=1')).body.items).toEqual([
      { id: customerId, name: '张家港贸易' },
    ]);
  });

  test('a search: the best first, page by page, narrowed too', async () => {
    for (const [i, name] of ['大金龙', '金龙', '金龙商贸'].entries())
      await database.admin
        .updateTable('customers')
        .set({ name })
        .where('id', '=', c.customerIds[i] ?? '')
        .execute();
    const first = await api.get(c.giver, `customers?limit=2&q=${encodeURIComponent('金龙')}`);
    const names = (page: typeof first) => page.body.items.map((customer: { name: string }) => customer.name);
    expect(names(first)).toEqual(['金龙', '金龙商贸']);
    const rest = await api.get(c.giver, `customers?limit=2&q=${encodeURIComponent('金龙')}&cursor=${first.body.next}`);
    expect(names(rest)).toEqual(['大金龙']);
    expect(names(await api.get(c.giver, 'customers?q=jlsm'))).toEqual(['金龙商贸']);
    expect(names(await api.get(c.giver, 'customers?q=jlsm&stage=declining'))).toEqual([]);
  });
});

describe('duplicates', () => {
  const set = (id: string, values: object) =>
    database.admin.updateTable('customers').set(values).where('id', '=', id).execute();

  test('the same tax id, phone or nearly the same name: are found, the surest first; nothing of what is masked', async () => {
    const third = c.customerIds[2] ?? '';
    await set(customerId, { name: '杭州云帆科技有限公司', phone: '0571-88886666', tax_id: '91330100MA2ABCDE1X' });
    await set(secondId, { name: '云帆（杭州）', phone: '(0571) 8888 6666', tax_id: '91330100ma2abcde1x' });
    await set(third, { name: '杭州云帆科技股份有限公司' });
    const found = await api.get(c.giver, `customers/${customerId}/duplicates`);
    expect(found.body.items).toMatchObject([
      { customer: { id: secondId }, because: ['phone', 'taxId'] },
      { customer: { id: third }, because: ['name'], similarity: 1 },
    ]);
    const auditor = await api.get(c.auditor, `customers/${customerId}/duplicates`);
    expect(auditor.body.items.map((one: { customer: { id: string } }) => one.customer.id)).toEqual([third]);
    expect((await api.get(c.stranger, `customers/${customerId}/duplicates`)).status).toBe(404);
  });

  test('merged: every record moves, the named fields are taken, the other one leads to the one that stays', async () => {
    await set(secondId, { phone: '13812345678', city: '杭州', region: '华东' });
    for (const [table, [columns, values]] of Object.entries(CHILDREN))
      await sql`insert into ${sql.table(table)} (customer_id, ${columns}) values (${secondId}, ${values})`.execute(
        database.admin,
      );
    await database.admin
      .insertInto('customer_team')
      .values([
        { customer_id: customerId, assignee_id: c.stranger.id, level: 'edit' },
        { customer_id: secondId, assignee_id: c.stranger.id },
        { customer_id: secondId, assignee_id: c.ops.id },
      ])
      .execute();
    const before = await api.get(c.giver, `customers/${customerId}`);
    const gone = await api.get(c.giver, `customers/${secondId}`);
    const records = Object.values(gone.body.counts as Record<string, number>).reduce((sum, n) => sum + n, 0);
    const key = randomUUID();
    const answer = await api.post(
      c.giver,
      `customers/${customerId}/merge`,
      { from: secondId, take: ['phone', 'region'] },
      key,
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { from: secondId, records, customer: { phone: '13812345678', region: '华东', city: before.body.city } },
    });
    expect(
      (await api.post(c.giver, `customers/${customerId}/merge`, { from: secondId, take: ['phone', 'region'] }, key))
        .body,
    ).toEqual(answer.body);
    for (const [table, n] of Object.entries(gone.body.counts as Record<string, number>))
      expect(answer.body.customer.counts[table], table).toBe(n + before.body.counts[table]);
    for (const asked of [c.giver, c.hr]) {
      expect(await api.get(asked, `customers/${secondId}`)).toMatchObject({
        status: 410,
        body: { code: 'customerMerged', params: { into: customerId } },
      });
      expect((await patch(asked, secondId, { city: 'x' })).status).toBe(410);
    }
    expect((await api.get(c.stranger, `customers/${c.customerIds[2]}`)).status).toBe(404);
    expect((await api.post(c.hr, 'notes', { customerId: secondId, body: 'x' })).status).toBe(404);
    expect((await api.get(c.hr, 'customers?limit=200')).body.items.map((one: { id: string }) => one.id)).not.toContain(
      secondId,
    );
    const exported = await api.get(c.hr, 'customers/export');
    expect(exported.body).toContain(customerId);
    expect(exported.body).not.toContain(secondId);
    const team = await database.admin
      .selectFrom('customer_team')
      .select(['assignee_id', 'level'])
      .where('customer_id', '=', customerId)
      .execute();
    expect(team).toHaveLength(2);
    expect(team).toContainEqual({ assignee_id: c.stranger.id, level: 'edit' });
    const { rows } = await sql<{ owner_id: string | null }>`
      select owner_id from ownership_starts where customer_id = ${secondId} order by since`.execute(database.admin);
    expect(rows.map((row) => row.owner_id)).toEqual([c.giver.id, null]);
    expect(await auditOf(customerId)).toContain('customer.merged');
    expect(await auditOf(secondId)).toContain('customer.mergedInto');
    const outdated = await sql<{ customer_id: string }>`select customer_id from app.outdated_search()`.execute(
      database.admin,
    );
    expect(outdated.rows).toEqual([]);
  });

  test('merged, where contacts wanted no surveys: they go with what they said', async () => {
    const contact = async (customer_id: string) => {
      const row = { customer_id, name: '联系人', email: `${randomUUID()}@customer.example` };
      return (await database.admin.insertInto('contacts').values(row).returning('id').executeTakeFirstOrThrow()).id;
    };
    const said = [null, await contact(secondId)];
    for (const of of said) await sql`select app.stop_surveys(${secondId}, ${of})`.execute(database.api);
    await sql`select app.stop_surveys(${customerId}, null)`.execute(database.api);
    expect((await api.post(c.giver, `customers/${customerId}/merge`, { from: secondId })).status).toBe(200);
    // By the link in a mail from before.
    const late = await contact(customerId);
    await sql`select app.stop_surveys(${secondId}, ${late})`.execute(database.api);
    said.push(late);
    const kept = await database.admin
      .selectFrom('survey_opt_outs')
      .select(['customer_id', 'contact_id'])
      .where('customer_id', 'in', [customerId, secondId])
      .orderBy('contact_id', (o) => o.asc().nullsFirst())
      .execute();
    expect(kept).toEqual(said.map((of) => ({ customer_id: customerId, contact_id: of })));
  });

  test('merged by somebody who is not above both, with itself, or while one is handed over: refused, nothing is done', async () => {
    const merge = (as: Person, from = secondId) => api.post(as, `customers/${customerId}/merge`, { from });
    await database.admin
      .insertInto('customer_team')
      .values([customerId, secondId].map((id) => ({ customer_id: id, assignee_id: c.ops.id, level: 'edit' })))
      .execute();
    expect((await merge(c.ops)).body.code).toBe('notForYou');
    expect((await merge(c.giver, customerId)).body.code).toBe('mergeWithItself');
    expect((await merge(c.giver, randomUUID())).status).toBe(404);
    const { handoverId } = await writeHandover(database, c);
    await database.admin
      .insertInto('handover_items')
      .values({
        handover_id: handoverId,
        record_type: 'customer',
        record_id: secondId,
        customer_id: secondId,
        receiver_id: c.receivers[0]?.id ?? '',
        why: 'fixed',
        tier: 'standard',
      })
      .execute();
    const { label } = await database.admin
      .selectFrom('handovers')
      .select('label')
      .where('id', '=', handoverId)
      .executeTakeFirstOrThrow();
    expect((await merge(c.giver)).body).toMatchObject({ code: 'customerInHandover', params: { handovers: label } });
    expect((await api.get(c.giver, `customers/${secondId}`)).status).toBe(200);
    await database.admin.updateTable('handovers').set({ state: 'cancelled' }).where('id', '=', handoverId).execute();
    expect((await merge(c.supervisor)).status).toBe(200);
  });
});

test('many customers at once, by several in another order: nobody waits for somebody who waits for them', async () => {
  const made = await Promise.all(
    Array.from({ length: 12 }, (_, n) => api.post(c.giver, 'customers', { name: `顺序${n}` })),
  );
  const ids = made.map(({ body }) => String(body.id));
  const change = (order: string[]) =>
    api.post(c.giver, 'customers/bulk', {
      operations: order.map((id) => ({ op: 'update', id, ifMatch: '*', value: { complexity: 2 } })),
    });
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => change(n % 2 === 0 ? ids : ids.toReversed())));
  expect(answers.map(({ status, body }) => [status, body.succeeded])).toEqual(answers.map(() => [200, 12]));
});

test('many customers at once: each is answered by itself', async () => {
  const answer = await api.post(c.giver, 'customers/bulk', {
    operations: [
      { op: 'create', value: { name: '甲' } },
      { op: 'create', value: {} },
      { op: 'update', id: customerId, ifMatch: '*', value: { city: '宁波' } },
      { op: 'update', id: customerId, ifMatch: '"1"', value: { city: '温州' } },
    ],
  });
  expect(answer.body.items.map((item: { status: number }) => item.status)).toEqual([201, 422, 200, 412]);
  expect((await api.get(c.giver, `customers/${customerId}`)).body.city).toBe('宁波');
});
