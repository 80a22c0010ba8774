import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import iconv from 'iconv-lite';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importNext } from '../../src/imports/jobs.ts';
import { XLSX_TYPE, writeXlsx } from '../../src/render/xlsx.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;

beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 0 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const newDataset = () => `t-${randomUUID().slice(0, 8)}`;

async function send(path: string, body: string | Buffer, { type = 'text/csv', as = c.hr, headers = {} } = {}) {
  const response = await fetch(`${api.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await api.tokenFor(as.number)}`, 'content-type': type, ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
  // oxlint-disable-next-line typescript/no-explicit-any -- an answer of any route
  const json: any = await response.json();
  return { status: response.status, headers: response.headers, body: json };
}
const stored = (dataset: string) =>
  database.admin.selectFrom('customers').selectAll().where('source', '=', dataset).orderBy('source_id').execute();
const ended = (id: string) =>
  until(
    () => api.get(c.hr, `imports/${id}`),
    ({ body }) => !['waiting', 'running'].includes(body.state),
  );

const CHINESE = () =>
  `客户编号,客户名称,负责人工号,年价值,合作开始日期,联系电话,备注\r\n001,远山科技,${c.giver.number},"12,000.50",2024年3月1日,13812345678,x\r\n002,,${c.giver.number},1,2024/1/5,,\r\n`;

describe('an import with the mapping of the header', () => {
  test('of a file in GB18030 with Chinese headers: goes in; the refused row comes back to be corrected and sent again', async () => {
    const dataset = newDataset();
    const first = await send(
      `imports?mapping=standard/customers&dataset=${dataset}`,
      iconv.encode(CHINESE(), 'gb18030'),
    );
    expect(first).toMatchObject({
      status: 200,
      body: { read: 2, inserted: 1, refused: 1, refusals: [{ line: 3, column: '客户名称', code: 'required' }] },
    });
    expect(await stored(dataset)).toMatchObject([
      {
        source_id: '001',
        name: '远山科技',
        owner_id: c.giver.id,
        annual_value: '12000.50',
        cooperation_since: '2024-03-01',
        phone: '13812345678',
      },
    ]);
    const refused = await api.get(c.hr, `imports/${first.body.importId}/refused`);
    expect(refused.status).toBe(200);
    expect(refused.headers.get('content-disposition')).toContain("filename*=UTF-8''");
    const [header = '', row = ''] = refused.body.split('\r\n');
    expect(header).toBe('#行号,#列,#值,#原因,客户编号,客户名称,负责人工号,年价值,合作开始日期,联系电话,备注');
    expect(row).toBe(`3,客户名称,,此处必须有值。,002,,${c.giver.number},1,2024/1/5,,`);
    const corrected = refused.body.replace('002,,', '002,近水商贸,');
    const second = await send(`imports?mapping=standard/customers&dataset=${dataset}`, corrected);
    expect(second.body).toMatchObject({ read: 1, inserted: 1, refused: 0 });
    expect(await api.get(c.auditor, `imports/${first.body.importId}/refused`)).toMatchObject({ status: 403 });
  });

  test('of a workbook: text keeps its zeros in front, days are days', async () => {
    const dataset = newDataset();
    async function* rows() {
      yield ['007', '远山', { day: '2023-12-31' }, 5];
    }
    const file = await buffer(
      writeXlsx(['客户编号', '客户名称', '合作日期', '年价值'], rows(), { sheetName: '客户', widths: [8, 8, 8, 8] }),
    );
    const seen = await send('imports/preview', file, { type: XLSX_TYPE });
    expect(seen).toMatchObject({
      status: 200,
      body: {
        format: 'xlsx',
        sheets: [{ name: '客户', hidden: false }],
        rows: [{ line: 2, cells: ['007', '远山', '2023-12-31', '5'] }],
        mapping: { table: 'customers', sourceId: { from: '客户编号' }, fields: { name: { from: '客户名称' } } },
        unread: [],
        choices: expect.arrayContaining([{ field: 'name', name: '客户名称', column: '客户名称', rule: {} }]),
        problem: null,
      },
    });
    const done = await send(`imports?mapping=standard/customers&dataset=${dataset}`, file, { type: XLSX_TYPE });
    expect(done.body).toMatchObject({ inserted: 1, refused: 0 });
    expect(await stored(dataset)).toMatchObject([
      { source_id: '007', cooperation_since: '2023-12-31', annual_value: '5.00' },
    ]);
    const wrong = await send(`imports?mapping=standard/customers&sheet=x`, file, { type: XLSX_TYPE });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'importRefused', params: { code: 'sheetUnknown' } } });
  });

  test('that nothing in the header names: says which column is wanted; the preview says so and shows the file', async () => {
    const seen = await send('imports/preview', 'a;b\n1;2\n');
    expect(seen.body).toMatchObject({
      delimiter: ';',
      encoding: 'utf-8',
      columns: ['a', 'b'],
      mapping: null,
      problem: { code: 'missingColumns' },
      choices: expect.arrayContaining([
        { field: 'source_id', name: '客户编号', column: null, rule: {} },
        expect.objectContaining({ field: 'owner_id', name: expect.stringMatching(/工号/), column: null }),
      ]),
    });
    const refused = await send('imports?mapping=standard/customers', 'a;b\n1;2\n');
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'importRefused', detail: expect.stringContaining('客户编号') },
    });
    const list = await api.get(c.ops, 'imports?state=failed&limit=1');
    expect(list.body.items).toMatchObject([{ mapping: 'standard/customers', failure: { code: 'missingColumns' } }]);
  });
});

describe('an import in the background', () => {
  test('asked for by Prefer: is taken at once, done, and told with its counts; its file is gone then', async () => {
    const dataset = newDataset();
    const taken = await send(`imports?mapping=standard/customers&dataset=${dataset}&fileName=客户.csv`, CHINESE(), {
      headers: { prefer: 'respond-async' },
    });
    expect(taken).toMatchObject({ status: 202, body: { background: true, fileName: '客户.csv' } });
    expect(taken.headers.get('location')).toBe(taken.body.links.self);
    const done = await ended(taken.body.id);
    expect(done.body).toMatchObject({
      state: 'done',
      read: 2,
      accepted: 1,
      refused: 1,
      moreRefusals: 0,
      refusals: [{ line: 3 }],
    });
    expect(await stored(dataset)).toHaveLength(1);
    expect(
      await database.admin.selectFrom('import_files').select('part').where('import_id', '=', taken.body.id).execute(),
    ).toEqual([]);
    const log = await api.get(c.auditor, `audit?subject=${taken.body.id}`);
    expect(log.body.items).toMatchObject([{ action: 'import.done', actor: { id: c.hr.id } }]);
  });

  test('twice with one key: is one import, told alike', async () => {
    const dataset = newDataset();
    const key = { headers: { 'idempotency-key': randomUUID() } };
    const path = `imports?mapping=standard/customers&dataset=${dataset}&background=true`;
    const [first, second] = [await send(path, CHINESE(), key), await send(path, CHINESE(), key)];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('location')).toBe(first.body.links.self);
    expect((await send(path, 'x', key)).body.code).toBe('idempotencyKeyReused');
    await ended(first.body.id);
    expect(await stored(dataset)).toHaveLength(1);
  });

  test('of a file that is wrong: ends as failed with its reason, and nothing is written', async () => {
    const taken = await send('imports?mapping=standard/customers&background=true', '编号,名称\n1,"x\n');
    const done = await ended(taken.body.id);
    expect(done.body).toMatchObject({
      state: 'failed',
      failure: { code: 'quoteNotClosed', sentence: expect.stringContaining('引号') },
    });
    expect((await send('imports?mapping=nothing/such&background=true', 'x')).body).toMatchObject({
      code: 'importRefused',
    });
  });

  test('whose process is gone: is taken anew by the next, from the start; called off: leaves nothing', async () => {
    const dataset = newDataset();
    const waits = (lease: Date) =>
      database.admin
        .insertInto('imports')
        .values({
          dataset,
          mapping: 'standard/customers',
          dry_run: false,
          actor_id: c.hr.id,
          background: true,
          state: 'running',
          lease_until: lease,
          rows_read: 0,
          inserted: 0,
          updated: 0,
          unchanged: 0,
          refused: 0,
          refusals: '{}',
        })
        .returning('id')
        .executeTakeFirstOrThrow();
    const { id } = await waits(new Date(Date.now() + 3_600_000));
    for (const [part, body] of ['编号,名称\n1,甲', '乙\n2,丙\n'].entries())
      await database.admin
        .insertInto('import_files')
        .values({ import_id: id, part, body: Buffer.from(body) })
        .execute();
    await importNext(database.api);
    expect((await api.get(c.hr, `imports/${id}`)).body.state).toBe('running');
    await database.admin
      .updateTable('imports')
      .set({ lease_until: new Date(0) })
      .where('id', '=', id)
      .execute();
    expect((await ended(id)).body).toMatchObject({ state: 'done', inserted: 2 });
    expect((await stored(dataset)).map((row) => row.name)).toEqual(['甲乙', '丙']);
    expect(await api.post(c.hr, `imports/${id}/cancel`, undefined)).toMatchObject({
      status: 409,
      body: { code: 'importEnded' },
    });

    const rows = Array.from({ length: 3_000 }, (_, at) => `${at},x`).join('\n');
    const key = `import ${dataset}`;
    await database.admin.connection().execute(async (held) => {
      await sql`select pg_advisory_lock(hashtextextended(${key}, 0))`.execute(held);
      const taken = await send(
        `imports?mapping=standard/customers&dataset=${dataset}&background=true`,
        `编号,名称\n${rows}`,
      );
      await until(
        () => api.get(c.hr, `imports/${taken.body.id}`),
        ({ body }) => body.state === 'running',
      );
      expect((await api.post(c.hr, `imports/${taken.body.id}/cancel`, undefined)).status).toBe(202);
      await sql`select pg_advisory_unlock(hashtextextended(${key}, 0))`.execute(held);
      expect((await ended(taken.body.id)).body).toMatchObject({ state: 'cancelled', accepted: 0 });
    });
    expect(await stored(dataset)).toHaveLength(2);
  });
});

describe('mappings of the company', () => {
  test('saved, read, used, changed by If-Match and deleted: as they were said', async () => {
    const path = 'imports/mappings/erp/customers';
    const body = { table: 'customers', sourceId: { from: 'No' }, fields: { name: { from: 'Who' } } };
    expect(await api.put(c.hr, path, { ...body, fields: { id: { from: 'No' } } })).toMatchObject({
      status: 422,
      body: { code: 'importRefused' },
    });
    expect(await api.put(c.hr, path, body)).toMatchObject({ status: 200, body: { version: 1, mapping: body } });
    expect((await api.put(c.hr, path, body, { 'if-match': '"7"' })).body.code).toBe('versionDiffers');
    expect((await api.put(c.hr, path, body, { 'if-match': '"1"' })).body.version).toBe(2);
    expect((await api.get(c.ops, path)).headers.get('etag')).toBe('"2"');
    expect((await api.get(c.ops, 'imports/mappings')).body.items).toContainEqual({
      name: 'erp/customers',
      table: 'customers',
      columns: ['No', 'Who'],
      version: 2,
    });
    expect((await send('imports?mapping=erp/customers', 'No\tWho\n1\tA\n')).body).toMatchObject({
      dataset: 'erp',
      inserted: 1,
    });
    expect((await api.ask('DELETE', path, undefined, { as: c.hr })).status).toBe(200);
    expect((await api.get(c.hr, path)).body.code).toBe('notFound');
    expect((await api.get(c.hr, 'imports/mappings/chinook/customers')).body.mapping.table).toBe('customers');
  });
});
