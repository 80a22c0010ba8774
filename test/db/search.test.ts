import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withPerson } from '../../src/db/connect.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  c = await makeCompany(database.admin, { customers: 0 });
});
afterAll(() => database.drop());

async function customer(name: string, more: { city?: string; owner_id?: string } = {}): Promise<string> {
  const values = { name, owner_id: c.giver.id, ...more };
  return (await database.admin.insertInto('customers').values(values).returning('id').executeTakeFirstOrThrow()).id;
}
const search = (who: { id: string }, query: string, limit = 50) =>
  withPerson(database.api, who.id, async (tx) => {
    const { rows } = await sql<{
      id: string;
      name: string;
    }>`select id, name from app.search_customers(${query}, ${limit})`.execute(tx);
    return rows.map((row) => row.name);
  });

describe('app.search_customers', () => {
  test('a customer, looked for by everybody: is found within the reach alone', async () => {
    await customer('光谷精密仪器');
    const found = async (who: { id: string }) => (await search(who, '光谷精密')).length;
    for (const who of [c.giver, c.supervisor, c.boss, c.hr, c.auditor]) expect(await found(who)).toBe(1);
    for (const who of [c.stranger, c.ops, ...c.receivers]) expect(await found(who)).toBe(0);
    const { rows } = await sql`select 1 from app.search_customers('光谷精密', 50)`.execute(database.api);
    expect(rows).toEqual([]);
  });

  test.each([
    ['the middle of a Chinese name', '有限公', '杭州云帆科技有限公司'],
    ['two characters', '云帆', '杭州云帆科技有限公司'],
    ['one character', '帆', '杭州云帆科技有限公司'],
    ['another case', 'acme gmbh', 'ACME GmbH'],
    ['a city', '鄂尔多斯', '蒙牧乳业'],
    ['a contact', '欧阳', '蒙牧乳业'],
    ['a contact’s address', 'OUYANG@', '蒙牧乳业'],
  ])('%s: finds the customer', async (_, query, name) => {
    await customer('杭州云帆科技有限公司');
    await customer('ACME GmbH');
    const id = await customer('蒙牧乳业', { city: '鄂尔多斯' });
    const contact = { customer_id: id, name: '欧阳锋', email: 'ouyang@mengmu.example' };
    await database.admin.insertInto('contacts').values(contact).execute();
    expect(await search(c.giver, query)).toContain(name);
  });

  test.each([
    ['%', '百分%之五十', '百分之五十'],
    ['_', '下划_线', '下划x线'],
    ['\\', '反斜\\杠', '反斜杠'],
  ])('%s in a query: is itself, not a pattern', async (mark, name, other) => {
    await customer(name);
    await customer(other);
    const found = await search(c.giver, name);
    expect(found).toEqual([name]);
    expect(await search(c.giver, mark)).toEqual([name]);
  });

  test('a customer or contact that is renamed: is found by the new name only', async () => {
    const id = await customer('旧名商贸');
    await database.admin.insertInto('contacts').values({ customer_id: id, name: '旧联系人' }).execute();
    await database.admin.updateTable('customers').set({ name: '新名商贸' }).where('id', '=', id).execute();
    await database.admin.updateTable('contacts').set({ name: '新联系人' }).where('customer_id', '=', id).execute();
    expect(await search(c.giver, '旧名商贸')).toEqual([]);
    expect(await search(c.giver, '旧联系人')).toEqual([]);
    expect(await search(c.giver, '新名商贸')).toEqual(['新名商贸']);
    expect(await search(c.giver, '新联系人')).toEqual(['新名商贸']);
  });

  test('more than 200 hits, asked for all: come 200', async () => {
    await database.admin
      .insertInto('customers')
      .values(Array.from({ length: 210 }, (_, i) => ({ name: `连锁门店${i}`, owner_id: c.giver.id })))
      .execute();
    expect(await search(c.giver, '连锁门店', 1_000)).toHaveLength(200);
    expect(await search(c.giver, '连锁门店', 3)).toHaveLength(3);
  });

  test('a Chinese substring among many customers: is looked up in the trigram index', async () => {
    await sql`
      insert into customers (name, owner_id) select md5(i::text) || '贸易公司', ${c.stranger.id} from generate_series(1, 20000) i`.execute(
      database.admin,
    );
    await sql`vacuum analyze customers, customer_search`.execute(database.admin);
    await customer('西安长征航天动力');
    // Only a superuser may load what shows the plans inside of functions; the function runs as its owner all the same.
    const client = new pg.Client({ connectionString: database.urls.admin });
    await client.connect();
    const plans: string[] = [];
    client.on('notice', (notice) => plans.push(notice.message ?? ''));
    await client.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
      set client_min_messages = log; select set_config('app.me', '${c.giver.id}', false)`);
    const { rows } = await client.query(`select name from app.search_customers('长征航天', 50)`);
    await client.end();
    expect(rows).toEqual([{ name: '西安长征航天动力' }]);
    const inside = plans.filter((plan) => plan.includes('from customer_search'));
    expect(inside).toHaveLength(1);
    expect(inside[0]).toContain('Bitmap Index Scan on customer_search_text');
  });
});
