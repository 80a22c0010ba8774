import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXPORTS } from '../../src/contract/file-schemas.ts';
import { columnsOf } from '../../src/http/exports.ts';
import { guessMapping } from '../../src/imports/headers.ts';
import { readXlsx } from '../../src/imports/xlsx.ts';
import { XLSX_TYPE } from '../../src/render/xlsx.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

const LONG = process.env.HANDOVER_TEST_LONG === '1';
let database: TestDatabase;
let api: TestApi;
let c: Company;
let folder: string;
let handoverId: string;

beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 3 });
  folder = await mkdtemp(join(tmpdir(), 'exports-'));
  await database.admin
    .updateTable('customers')
    .set({
      name: '=1+1',
      source_id: '007',
      phone: '13812345678',
      tax_id: '91310000MA1K00000X',
      cooperation_since: '2020-02-29',
    })
    .where('id', '=', c.customerIds[0] ?? '')
    .execute();
  handoverId = (await writeHandover(database, c)).handoverId;
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
  await rm(folder, { recursive: true });
});

async function download(as: { number: string }, path: string, accept = 'text/csv') {
  const response = await fetch(`${api.url}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${await api.tokenFor(as.number)}`, accept },
  });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}
const lines = (bytes: Buffer, encoding = 'utf8') => iconv.decode(bytes, encoding).trimEnd().split('\r\n');
async function sheet(bytes: Buffer): Promise<string[][]> {
  const path = join(folder, 'one.xlsx');
  await writeFile(path, bytes);
  const rows: string[][] = [];
  for await (const { cells } of readXlsx(path)) rows.push(cells);
  return rows;
}
const logged = () =>
  database.admin
    .selectFrom('access_log')
    .select(['person_id', 'record_type', 'records', 'fields'])
    .orderBy('at', 'desc')
    .execute();

describe('an export of customers', () => {
  test('by the owner, as CSV: Chinese headers and name, formulas defused, sensitive fields masked, and logged', async () => {
    const { status, headers, bytes } = await download(c.giver, 'exports/customers');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toMatch(/filename\*=UTF-8''%E5%AE%A2%E6%88%B7-\d{4}-\d{2}-\d{2}\.csv/);
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const [header, ...rows] = lines(bytes);
    expect(header).toMatch(/^客户编号,客户名称,客户类型,负责人工号,/);
    expect(rows).toHaveLength(3);
    const first = rows.find((row) => row.startsWith('007,')) ?? '';
    expect(first).toContain(`007,'=1+1,company,${c.giver.number},`);
    expect(first).toContain('138****5678');
    expect(first).not.toContain('13812345678');
    expect((await logged())[0]).toMatchObject({
      person_id: c.giver.id,
      record_type: 'customer',
      records: 3,
      fields: [],
    });
  });

  test('revealed, with chosen columns, in GB18030: as they are, and the log names the fields', async () => {
    const path = 'exports/customers?reveal=true&fields=source_id,phone,tax_id&header=names&encoding=gb18030';
    const { bytes, headers } = await download(c.giver, path);
    expect(headers.get('content-type')).toContain('charset=gb18030');
    expect(lines(bytes, 'gb18030')).toContain('007,13812345678,91310000MA1K00000X');
    expect((await logged())[0]?.fields).toEqual(['tax_id', 'bank_account', 'phone']);
    expect(await download(c.giver, 'exports/customers?fields=nothing')).toMatchObject({ status: 422 });
    const labels = await download(c.giver, 'exports/customers?encoding=gb18030');
    expect(lines(labels.bytes, 'gb18030')[0]).toMatch(/^客户编号,/);
  });

  test('as a workbook: the same, with numbers and days as such', async () => {
    const { bytes, headers } = await download(c.giver, 'exports/customers', XLSX_TYPE);
    expect(headers.get('content-type')).toContain('spreadsheetml');
    const [header = [], ...rows] = await sheet(bytes);
    const row = rows.find((cells) => cells[0] === '007') ?? [];
    const at = (name: string) => row[header.indexOf(name)];
    expect([at('客户名称'), at('年价值'), at('合作开始日期'), at('电话')]).toEqual([
      '=1+1',
      '30000',
      '2020-02-29',
      '138****5678',
    ]);
  });

  test('by those who may not export: has nothing but the header; by filters: what they say', async () => {
    for (const person of [c.stranger, c.auditor, c.ops, c.receivers[0] ?? c.ops])
      expect(lines((await download(person, 'exports/customers')).bytes)).toHaveLength(1);
    const count = async (query: string) => lines((await download(c.hr, `exports/${query}`)).bytes).length - 1;
    expect(await count(`customers?owner=${c.giver.number}`)).toBe(3);
    expect(await count(`customers?owner=${c.stranger.number}`)).toBe(0);
    expect(await count(`customers?customer=${c.customerIds[0]}&state=active`)).toBe(1);
    expect(await count(`customers?owner=${c.giver.number}&state=lost`)).toBe(0);
    expect(await count(`customers?changedSince=2999-01-01T00:00:00Z`)).toBe(0);
    expect(await count(`tasks?customer=${c.customerIds[1]}&state=doing`)).toBe(1);
    expect(await download(c.hr, 'exports/customers?owner=nobody')).toMatchObject({ status: 422 });
    expect(await download(c.hr, 'exports/secrets')).toMatchObject({ status: 404 });
  });
});

test.each(EXPORTS)(
  '%s, exported by HR: has columns with labels in both languages, and as many cells',
  async (records) => {
    const { status, bytes } = await download(c.hr, `exports/${records}`, XLSX_TYPE);
    expect(status).toBe(200);
    const rows = await sheet(bytes);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    for (const locale of ['en', 'zh-CN'] as const)
      for (const { label } of columnsOf(records, locale)) expect(label).not.toMatch(/^column\./);
  },
);

test('what is exported in Chinese or English: is known again by the import from its header', () => {
  for (const locale of ['en', 'zh-CN'] as const)
    for (const records of [
      'customers',
      'contacts',
      'orders',
      'opportunities',
      'contracts',
      'tasks',
      'communications',
    ] as const) {
      const header = columnsOf(records, locale).map((column) => column.label);
      const { mapping } = guessMapping(records, header);
      expect(mapping.sourceId.from).toBe(header[0]);
      expect(Object.keys(mapping.fields).length, `${locale} ${records}`).toBeGreaterThan(4);
    }
});

test('contacts of a customer: masked, unless revealed to whoever may export', async () => {
  const masked = lines((await download(c.giver, 'exports/contacts?fields=name,phone&header=names')).bytes);
  expect(masked).toContain('联系人0,021****0100');
  const revealed = lines((await download(c.giver, 'exports/contacts?fields=name,phone&reveal=true')).bytes);
  expect(revealed).toContain('联系人0,021-5550-0100');
});

describe('lists of the engine', () => {
  test('handovers and the plan of one: for whoever sees them', async () => {
    const mine = lines(
      (await download(c.giver, 'handovers/export?header=names&fields=label,giver_name,receivers,state')).bytes,
    );
    expect(mine).toHaveLength(2);
    expect(mine[1]).toContain('测试giver,测试receiver1,');
    expect(lines((await download(c.stranger, 'handovers/export')).bytes)).toHaveLength(1);
    expect(lines((await download(c.giver, 'handovers/export?kind=replacement')).bytes)).toHaveLength(1);
    const items = await download(c.giver, `handovers/${handoverId}/items/export?header=names`);
    expect(lines(items.bytes)[0]).toMatch(/^type,customer_name,receiver_number/);
    expect(await download(c.stranger, `handovers/${handoverId}/items/export`)).toMatchObject({ status: 404 });
  });

  test('the audit log: for HR and auditors, with its sentences', async () => {
    await api.post(c.hr, 'sharing-rules', {
      readers: { role: 'ops' },
      customers: { region: 'x' },
      level: 'view',
      reason: 'y',
    });
    const rows = await sheet((await download(c.auditor, `audit/table?actor=${c.hr.number}`, XLSX_TYPE)).bytes);
    expect(rows[0]?.[0]).toBe('时间');
    expect(rows.length).toBeGreaterThan(1);
    expect(rows[1]?.join()).toContain(c.hr.number);
    expect(await download(c.giver, 'audit/table')).toMatchObject({ status: 403 });
  });
});

test.runIf(LONG)(
  '100,000 customers as a workbook: memory does not grow with them',
  async () => {
    for (let at = 0; at < 10; at += 1)
      await database.admin
        .insertInto('customers')
        .values(
          Array.from({ length: 10_000 }, (_, n) => ({
            name: `大客户${at}-${n}`,
            owner_id: c.receivers[0]?.id ?? null,
          })),
        )
        .execute();
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
    const { bytes } = await download(c.hr, 'exports/customers', XLSX_TYPE);
    clearInterval(watch);
    expect((await sheet(bytes)).length).toBe(100_004);
    expect((most - before) / 1024 ** 2).toBeLessThan(300);
  },
  300_000,
);
