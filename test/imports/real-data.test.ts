import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadManifest, loadMapping } from '../../src/imports/mappings.ts';
import { type ImportResult, runImport } from '../../src/imports/run.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { sharedData } from '../support/shared-data.ts';

let database: TestDatabase;
let hr: string;

beforeAll(async () => {
  database = await freshDatabase();
  const row = { number: 'HR', name: 'HR', email: 'hr@example.invalid', roles: ['hr'] };
  hr = (await database.admin.insertInto('employees').values(row).returning('id').executeTakeFirstOrThrow()).id;
});
afterAll(() => database.drop());

async function importAll(dataset: string, folder: string): Promise<ImportResult[]> {
  const results: ImportResult[] = [];
  for (const { file, mapping } of loadManifest(dataset)?.files ?? []) {
    const body = createReadStream(join(folder, file));
    results.push(
      await runImport({ db: database.api, personId: hr, dataset, mapping: loadMapping(mapping), body, dryRun: false }),
    );
  }
  return results;
}

const counts = (results: ImportResult[]) =>
  results.map((r) => [r.mapping.split('/')[1], r.read, r.inserted, r.updated, r.unchanged, r.skipped, r.refused]);

async function rows<T>(query: string): Promise<T[]> {
  return (await sql.raw<T>(query).execute(database.admin)).rows;
}

const CHINOOK = sharedData('chinook');
describe.skipIf(!CHINOOK)('chinook', () => {
  test('data set, imported twice: goes in completely, then changes nothing', async () => {
    const first = await importAll('chinook', CHINOOK ?? '');
    expect(counts(first)).toEqual([
      ['employees', 8, 8, 0, 0, 0, 0],
      ['customers', 59, 59, 0, 0, 0, 0],
      ['contacts', 59, 59, 0, 0, 0, 0],
      ['orders', 412, 412, 0, 0, 0, 0],
      ['order-lines', 2_240, 2_240, 0, 0, 0, 0],
    ]);
    expect(first.flatMap((r) => r.refusals)).toEqual([]);
    expect(counts(await importAll('chinook', CHINOOK ?? ''))).toEqual([
      ['employees', 8, 0, 0, 8, 0, 0],
      ['customers', 59, 0, 0, 59, 0, 0],
      ['contacts', 59, 0, 0, 59, 0, 0],
      ['orders', 412, 0, 0, 412, 0, 0],
      ['order-lines', 2_240, 0, 0, 2_240, 0, 0],
    ]);
  });

  test('records, once in: carry owners, lines and totals of the source', async () => {
    const owners = `select e.name, e.number, count(*) as customers, array_agg(distinct e.roles::text) as roles
      from customers c join employees e on e.id = c.owner_id where c.source = 'chinook' group by 1, 2 order by 2`;
    expect(await rows(owners)).toEqual([
      { name: 'Jane Peacock', number: 'CH-3', customers: 21, roles: ['{account_manager}'] },
      { name: 'Margaret Park', number: 'CH-4', customers: 20, roles: ['{account_manager}'] },
      { name: 'Steve Johnson', number: 'CH-5', customers: 18, roles: ['{account_manager}'] },
    ]);
    const kinds = `select kind, count(*) as n from customers where source = 'chinook' group by 1 order by 1`;
    expect(await rows(kinds)).toEqual([
      { kind: 'company', n: 10 },
      { kind: 'person', n: 49 },
    ]);
    const bosses = `select e.number, m.number as boss from employees e left join employees m on m.id = e.manager_id
      where e.source = 'chinook' order by 1`;
    expect((await rows<{ boss: string | null }>(bosses)).map((e) => e.boss)).toEqual([
      null,
      'CH-1',
      'CH-2',
      'CH-2',
      'CH-2',
      'CH-1',
      'CH-6',
      'CH-6',
    ]);
    const totals = `select count(*) as n from orders o where o.source = 'chinook'
      and o.total = (select sum(quantity * unit_price) from order_lines l where l.order_id = o.id)`;
    expect(await rows(totals)).toEqual([{ n: 412 }]);
    const cities = `select city from customers where source = 'chinook' and city <> btrim(city)`;
    expect(await rows(cities)).toEqual([]);
  });
});

const SALES = sharedData('crm-sales-opportunities');
describe.skipIf(!SALES)('crm-sales-opportunities', () => {
  test('data set, imported twice: goes in completely, then changes nothing', async () => {
    const first = await importAll('crm-sales-opportunities', SALES ?? '');
    expect(counts(first)).toEqual([
      ['managers', 35, 6, 0, 0, 29, 0],
      ['agents', 35, 35, 0, 0, 0, 0],
      ['products', 7, 7, 0, 0, 0, 0],
      ['accounts', 85, 85, 0, 0, 0, 0],
      ['opportunities', 8_800, 8_800, 0, 0, 0, 0],
    ]);
    expect(first.flatMap((r) => r.refusals)).toEqual([]);
    expect(counts(await importAll('crm-sales-opportunities', SALES ?? ''))).toEqual([
      ['managers', 35, 0, 0, 6, 29, 0],
      ['agents', 35, 0, 0, 35, 0, 0],
      ['products', 7, 0, 0, 7, 0, 0],
      ['accounts', 85, 0, 0, 85, 0, 0],
      ['opportunities', 8_800, 0, 0, 8_800, 0, 0],
    ]);
  });

  test('records, once in: are mended where the source is misspelt, and empty where it is empty', async () => {
    const mine = `source = 'crm-sales-opportunities'`;
    const accounts = `select count(*) filter (where industry = 'technology') as technology,
      count(*) filter (where country = 'Philippines') as philippines, count(parent_id) as parents, count(owner_id) as owned,
      max(annual_value) as most from customers where ${mine}`;
    expect(await rows(accounts)).toEqual([
      { technology: 12, philippines: 1, parents: 15, owned: 0, most: '11698030000.00' },
    ]);
    const stages = `select stage, count(*) as n, count(customer_id) as accounts, count(closed_on) as closed, count(seller_id) as sold,
      count(assignee_id) as assigned, count(amount) as amounts from opportunities where ${mine} group by 1 order by 1`;
    expect(await rows(stages)).toEqual([
      { stage: 'engaging', n: 1_589, accounts: 501, closed: 0, sold: 0, assigned: 1_589, amounts: 0 },
      { stage: 'lost', n: 2_473, accounts: 2_473, closed: 2_473, sold: 2_473, assigned: 2_473, amounts: 2_473 },
      { stage: 'prospecting', n: 500, accounts: 163, closed: 0, sold: 0, assigned: 500, amounts: 0 },
      { stage: 'won', n: 4_238, accounts: 4_238, closed: 4_238, sold: 4_238, assigned: 4_238, amounts: 4_238 },
    ]);
    const alias = `select p.code, count(*) as n from opportunities o join products p on p.id = o.product_id
      where o.${mine} and p.code = 'GTX Pro' group by 1`;
    expect(await rows(alias)).toEqual([{ code: 'GTX Pro', n: 1_480 }]);
    const one = `select o.title, o.engaged_on, o.closed_on, o.amount, o.currency, e.name as seller from opportunities o
      join employees e on e.id = o.seller_id where o.${mine} and o.source_id = 'Z063OYW0'`;
    expect(await rows(one)).toEqual([
      {
        title: 'GTX Pro · Isdom',
        engaged_on: '2016-10-25',
        closed_on: '2017-03-11',
        amount: '4514.00',
        currency: 'USD',
        seller: 'Darcel Schlecht',
      },
    ]);
    const teams = `select count(*) as people, count(manager_id) as below, count(distinct number) as numbers,
      count(*) filter (where 'manager' = any (roles)) as managers from employees where ${mine}`;
    expect(await rows(teams)).toEqual([{ people: 41, below: 35, numbers: 41, managers: 6 }]);
  });
});
