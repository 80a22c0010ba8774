import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DB } from '../../src/db/tables.ts';
import { parseMapping } from '../../src/imports/mapping.ts';
import { runImport } from '../../src/imports/run.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
let hr: string;
let manager: string;

beforeAll(async () => {
  database = await freshDatabase();
  hr = await employee({ roles: ['hr'] });
  manager = await employee({ roles: ['manager', 'ops', 'auditor', 'account_manager'] });
});
afterAll(() => database.drop());

async function employee(values: {
  roles?: string[];
  state?: string;
  source?: string;
  source_id?: string;
  name?: string;
}) {
  const number = randomUUID();
  const { id } = await database.admin
    .insertInto('employees')
    .values({ number, name: number, email: `${number}@example.invalid`, ...values })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** A data set of its own, so that tests do not see each other's records. */
const newDataset = () => `t-${randomUUID()}`;

const customers = parseMapping('test/customers', {
  table: 'customers',
  sourceId: { from: 'id' },
  fields: {
    name: { from: 'name' },
    complexity: { from: ['complexity', { constant: 2 }], transforms: ['integer'] },
    annual_value: { from: ['value', { constant: 0 }], transforms: [{ decimal: { thousands: ',' } }] },
    cooperation_since: { from: 'since', transforms: [{ date: { formats: ['ISO', 'M/D/YYYY', 'YYYY年M月D日'] } }] },
    owner_id: { from: 'owner', lookup: { table: 'employees', by: 'name', dataset: '*', required: true } },
    parent_id: { from: 'parent', lookup: { table: 'customers', by: 'source_id', required: true } },
    stage: { from: { constant: 'new' }, insertOnly: true },
  },
});
const COLUMNS = ['id', 'name', 'complexity', 'value', 'since', 'owner', 'parent'] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

const csv = (rows: Row[]) => stringify(rows, { header: true, columns: [...COLUMNS] });

function importRows(
  dataset: string,
  input: string | Row[],
  { mapping = customers, dryRun = false, personId = hr } = {},
) {
  const body = Readable.from([Buffer.from(typeof input === 'string' ? input : csv(input))]);
  return runImport({ db: database.api, personId, dataset, mapping, body, dryRun });
}

const stored = (table: 'customers' | 'tasks', dataset: string) =>
  database.admin.selectFrom<keyof DB>(table).selectAll().where('source', '=', dataset).orderBy('source_id').execute();

describe('runImport', () => {
  test('rows, all right: go in, and the counts agree', async () => {
    const dataset = newDataset();
    const result = await importRows(dataset, [
      { id: '1', name: '北京远山科技', complexity: '3', value: '1,234.50', since: '2020年3月1日' },
      { id: '2', name: 'Acme', since: '3/1/2017' },
    ]);
    expect(result).toMatchObject({
      dataset,
      mapping: 'test/customers',
      dryRun: false,
      read: 2,
      inserted: 2,
      updated: 0,
      unchanged: 0,
      refused: 0,
      skipped: 0,
      refusals: [],
      before: { customers: 0 },
      after: { customers: 2 },
    });
    expect(await stored('customers', dataset)).toMatchObject([
      { source_id: '1', name: '北京远山科技', complexity: 3, annual_value: '1234.50', cooperation_since: '2020-03-01' },
      {
        source_id: '2',
        name: 'Acme',
        complexity: 2,
        annual_value: '0.00',
        cooperation_since: '2017-03-01',
        stage: 'new',
      },
    ]);
    const log = await database.admin
      .selectFrom('imports')
      .selectAll()
      .where('id', '=', result.importId)
      .executeTakeFirst();
    expect(log).toMatchObject({
      dataset,
      actor_id: hr,
      dry_run: false,
      rows_read: 2,
      inserted: 2,
      refusals: { first: [], more: 0 },
    });
  });

  test('any rows, written as CSV: come back equal, and a second import changes nothing', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((s) => !s.includes('\0'));
    const row = fc.record({
      name: text.filter((s) => s.replace(/ /g, '') !== ''),
      city: fc.option(text.filter((s) => s !== '')),
      value: fc.integer({ min: 0, max: 99_999_999_999_999 }),
      since: fc.option(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })),
    });
    const mapping = parseMapping('test/any', {
      table: 'customers',
      clean: ['emptyToNull'],
      sourceId: { from: 'id' },
      fields: {
        name: { from: 'name' },
        city: { from: 'city' },
        annual_value: { from: 'value', transforms: ['decimal'] },
        cooperation_since: { from: 'since', transforms: [{ date: { formats: ['ISO'] } }] },
      },
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), fc.boolean(), async (rows, bom) => {
        const dataset = newDataset();
        const records = rows.map(({ name, city, value, since }, index) => ({
          source_id: String(index).padStart(3, '0'),
          name,
          city,
          annual_value: `${Math.trunc(value / 100)}.${String(value % 100).padStart(2, '0')}`,
          cooperation_since: since?.toISOString().slice(0, 10) ?? null,
        }));
        const file = stringify(
          records.map((r) => [r.source_id, r.name, r.city, r.annual_value, r.cooperation_since]),
          { header: true, columns: ['id', 'name', 'city', 'value', 'since'], bom, quoted_match: /[\r\n]/ },
        );
        const first = await importRows(dataset, file, { mapping });
        expect(first).toMatchObject({ inserted: rows.length, refused: 0 });
        const before = await stored('customers', dataset);
        expect(before).toMatchObject(records);
        const second = await importRows(dataset, file, { mapping });
        expect(second).toMatchObject({ inserted: 0, updated: 0, unchanged: rows.length, refused: 0 });
        expect(await stored('customers', dataset)).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  test('dry run, of a file with everything in it: tells the truth and leaves the database as it was', async () => {
    const dataset = newDataset();
    await importRows(dataset, [
      { id: '1', name: 'A' },
      { id: '2', name: 'B' },
    ]);
    const before = await stored('customers', dataset);
    const rows = [{ id: '1', name: 'A' }, { id: '2', name: 'changed' }, { id: '3', name: 'C' }, { id: '4' }];
    const dry = await importRows(dataset, rows, { dryRun: true });
    expect(dry).toMatchObject({ dryRun: true, read: 4, inserted: 1, updated: 1, unchanged: 1, refused: 1 });
    expect(dry.after).toEqual({ customers: 3 });
    expect(await stored('customers', dataset)).toEqual(before);
    const { importId: _, ...real } = await importRows(dataset, rows);
    expect({ ...real, dryRun: true, importId: dry.importId }).toEqual(dry);
    const log = database.admin.selectFrom('imports').select('dry_run').where('id', '=', dry.importId);
    expect(await log.executeTakeFirst()).toEqual({ dry_run: true });
  });

  test('rows, each wrong in its way: are refused with line, column, value and reason, and the others go in', async () => {
    const dataset = newDataset();
    const file = [
      'id,name,complexity,value,since,owner,parent',
      '1,"two\nlines",,,,,',
      '2,x,three,,,,',
      '3,x,9,,,,',
      '4,x,,1.005,,,',
      '5,x,,,30.2.2020,,',
      '6,,,,,,',
      '7,x,,,,Nobody,',
      '8,x,,,,,404',
      '9,x,,',
      ',x,,,,,',
      '1,again,,,,,',
      '12,x,40000,,,,',
      '13,x,,-1,,,',
      '14,x,,1234567890123.00,,,',
      `15,x\0y,,,,,`,
      `${'i'.repeat(201)},x,,,,,`,
      '17,"fine, too",5,,,,1',
      '',
    ].join('\n');
    const result = await importRows(dataset, file);
    const refusals = result.refusals.map(({ line, column, value, code }) => [line, column, value?.slice(0, 20), code]);
    expect(refusals).toEqual([
      [4, 'complexity', 'three', 'notInteger'],
      [5, 'complexity', '9', 'check'],
      [6, 'value', '1.005', 'tooManyDecimals'],
      [7, 'since', '30.2.2020', 'notDate'],
      [8, 'name', '', 'required'],
      [9, 'owner', 'Nobody', 'lookupNotFound'],
      [10, 'parent', '404', 'lookupNotFound'],
      [11, null, undefined, 'columnCount'],
      [12, 'id', '', 'required'],
      [13, 'id', '1', 'duplicate'],
      [14, 'complexity', '40000', 'outOfRange'],
      [15, 'value', '-1', 'check'],
      [16, 'value', '1234567890123.00', 'outOfRange'],
      [17, 'name', 'x\uFFFDy', 'nulCharacter'],
      [18, 'id', 'i'.repeat(20), 'tooLong'],
    ]);
    expect(result.refusals[9]?.params).toEqual({ field: 'source_id', firstLine: 2 });
    expect(result.refusals[1]?.params).toEqual({ field: 'complexity', constraint: 'customers_complexity_check' });
    expect(result).toMatchObject({ read: 17, inserted: 2, refused: 15, after: { customers: 2 } });
    const log = await database.admin
      .selectFrom('imports')
      .select('refusals')
      .where('id', '=', result.importId)
      .executeTakeFirst();
    expect(log?.refusals).toEqual({ first: result.refusals, more: 0 });
  });

  test('refused rows, more than are kept: are counted all, and the log says how many more', async () => {
    const dataset = newDataset();
    const rows = Array.from({ length: 1_600 }, (_, i) => (i % 4 === 0 ? { id: `${i}`, name: 'x' } : { id: `${i}` }));
    const result = await importRows(dataset, rows);
    expect(result).toMatchObject({ read: 1_600, inserted: 400, refused: 1_200 });
    expect(result.refusals).toHaveLength(1_000);
    const log = await database.admin
      .selectFrom('imports')
      .select('refusals')
      .where('id', '=', result.importId)
      .executeTakeFirst();
    expect(log?.refusals).toMatchObject({ more: 200 });
  });

  test('rows that only the database refuses, scattered over batches: do not keep the others out', async () => {
    const rows = Array.from({ length: 1_200 }, (_, i) => ({
      id: `${i}`,
      name: 'x',
      complexity: i % 97 === 0 ? '7' : '1',
    }));
    const result = await importRows(newDataset(), rows);
    expect(result).toMatchObject({ inserted: 1_187, refused: 13 });
    expect(result.refusals.map((r) => r.line)).toEqual(Array.from({ length: 13 }, (_, i) => i * 97 + 2));
  });

  test('second import, of a changed file: updates what differs, with a new version, and nothing else', async () => {
    const dataset = newDataset();
    await importRows(dataset, [
      { id: '1', name: 'A' },
      { id: '2', name: 'B' },
    ]);
    await database.admin
      .updateTable('customers')
      .set({ stage: 'stable', city: 'Xi’an' })
      .where('source', '=', dataset)
      .execute();
    const result = await importRows(dataset, [
      { id: '1', name: 'A' },
      { id: '2', name: 'B2' },
    ]);
    expect(result).toMatchObject({ inserted: 0, updated: 1, unchanged: 1 });
    expect(await stored('customers', dataset)).toMatchObject([
      { name: 'A', version: 1, stage: 'stable', city: 'Xi’an' },
      { name: 'B2', version: 2, stage: 'stable', city: 'Xi’an' },
    ]);
  });

  test('old file, imported once more after a handover: moves no customer and no task back', async () => {
    const dataset = newDataset();
    const giver = await employee({ name: `giver ${dataset}` });
    const receiver = await employee({ name: `receiver ${dataset}` });
    const tasks = parseMapping('test/tasks', {
      table: 'tasks',
      sourceId: { from: 'id' },
      fields: {
        title: { from: 'name' },
        assignee_id: { from: 'owner', lookup: { table: 'employees', by: 'name', dataset: '*', required: true } },
      },
    });
    const rows = [{ id: '1', name: 'A', owner: `giver ${dataset}` }];
    await importRows(dataset, rows);
    await importRows(dataset, rows, { mapping: tasks });
    expect(await stored('customers', dataset)).toMatchObject([{ owner_id: giver }]);
    await database.admin.updateTable('customers').set({ owner_id: receiver }).where('source', '=', dataset).execute();
    await database.admin.updateTable('tasks').set({ assignee_id: receiver }).where('source', '=', dataset).execute();
    expect(await importRows(dataset, rows)).toMatchObject({ updated: 0, unchanged: 1 });
    const renamed = rows.map((row) => ({ ...row, name: 'B' }));
    expect(await importRows(dataset, renamed)).toMatchObject({ updated: 1 });
    expect(await importRows(dataset, renamed, { mapping: tasks })).toMatchObject({ updated: 1 });
    expect(await stored('customers', dataset)).toMatchObject([{ name: 'B', owner_id: receiver }]);
    expect(await stored('tasks', dataset)).toMatchObject([{ title: 'B', assignee_id: receiver }]);
  });

  test('parents, further down in the file than their children: are found, across batches and levels', async () => {
    const dataset = newDataset();
    const chain = Array.from({ length: 8 }, (_, i) => ({
      id: `c${i}`,
      name: `c${i}`,
      parent: i === 7 ? '' : `c${i + 1}`,
    }));
    const many = Array.from({ length: 1_199 }, (_, i) => ({ id: `m${i}`, name: 'm', parent: 'm1199' }));
    const rows = [...chain, ...many, { id: 'm1199', name: 'm', parent: 'c0' }];
    const result = await importRows(dataset, rows);
    expect(result).toMatchObject({ inserted: rows.length, refused: 0 });
    const linked = await stored('customers', dataset);
    const ids = new Map(linked.map((c) => [c.source_id, c.id]));
    for (const { id, parent } of rows) {
      const child = linked.find((c) => c.source_id === id);
      expect(child).toMatchObject({ parent_id: parent ? ids.get(parent) : null, version: 1 });
    }
    expect(await importRows(dataset, rows)).toMatchObject({ unchanged: rows.length });
  });

  test('parents in a circle or missing, where they are required: are refused, each with its line', async () => {
    const result = await importRows(newDataset(), [
      { id: 'a', name: 'a', parent: 'b' },
      { id: 'b', name: 'b', parent: 'a' },
      { id: 'c', name: 'c', parent: 'c' },
      { id: 'd', name: 'd' },
    ]);
    expect(result).toMatchObject({ inserted: 1, refused: 3 });
    expect(result.refusals.map((r) => [r.line, r.code])).toEqual([
      [2, 'lookupNotFound'],
      [3, 'lookupNotFound'],
      [4, 'lookupNotFound'],
    ]);
  });

  test('look-up, with two records of that name: refuses the row rather than choosing one', async () => {
    const dataset = newDataset();
    await employee({ name: `twin ${dataset}` });
    await employee({ name: `twin ${dataset}` });
    const result = await importRows(dataset, [{ id: '1', name: 'A', owner: `twin ${dataset}` }]);
    expect(result.refusals).toMatchObject([{ code: 'lookupAmbiguous', column: 'owner' }]);
  });

  test('look-up, not required: leaves the field empty where nothing is found', async () => {
    const dataset = newDataset();
    const mapping = parseMapping('test/optional', {
      table: 'customers',
      sourceId: { from: 'id' },
      fields: {
        name: { from: 'name' },
        parent_id: { from: 'parent', lookup: { table: 'customers', by: 'source_id', required: false } },
      },
    });
    expect(await importRows(dataset, [{ id: '1', name: 'A', parent: '404' }], { mapping })).toMatchObject({
      inserted: 1,
    });
    expect(await stored('customers', dataset)).toMatchObject([{ parent_id: null }]);
  });

  test('repeated records, where the first wins: are passed over, within a batch and across', async () => {
    const dataset = newDataset();
    const mapping = { ...customers, onDuplicate: 'firstWins' as const };
    const rows = Array.from({ length: 1_100 }, (_, i) => ({ id: `${i % 3}`, name: `${i}` }));
    expect(await importRows(dataset, rows, { mapping })).toMatchObject({
      read: 1_100,
      inserted: 3,
      skipped: 1_097,
      refused: 0,
    });
    expect(await stored('customers', dataset)).toMatchObject([{ name: '0' }, { name: '1' }, { name: '2' }]);
  });

  test('unique value, taken by another record: refuses the row with its column', async () => {
    const dataset = newDataset();
    const mapping = parseMapping('test/employees', {
      table: 'employees',
      sourceId: { from: 'id' },
      fields: { number: { from: { template: `${dataset}-{id}` } }, name: { from: 'name' }, email: { from: 'owner' } },
    });
    const result = await importRows(
      dataset,
      [
        { id: '1', name: 'A', owner: `${dataset}@example.invalid` },
        { id: '2', name: 'B', owner: `${dataset.toUpperCase()}@example.invalid` },
      ],
      { mapping },
    );
    expect(result).toMatchObject({ inserted: 1, refused: 1 });
    expect(result.refusals).toMatchObject([
      { line: 3, column: 'owner', code: 'notUnique', params: { constraint: 'employees_email' } },
    ]);
  });

  const WHOLE: [string, string, object][] = [
    [
      'without a needed column',
      'id,name\n1,A\n',
      { code: 'missingColumns', params: { columns: 'complexity, value, since, owner, parent' } },
    ],
    ['with a needed column twice', 'id,name,name,complexity,value,since,owner,parent\n', { code: 'repeatedColumns' }],
    ['that is empty', '', { code: 'emptyFile' }],
    [
      'with an open quotation mark at its end',
      `${csv([{ id: '1', name: 'A' }])}2,"B,,,,,\n`,
      { code: 'quoteNotClosed', params: { line: 3 } },
    ],
  ];
  test.each(WHOLE)('file, %s: is refused as a whole', async (_, file, error) => {
    const dataset = newDataset();
    await expect(importRows(dataset, file)).rejects.toMatchObject({ name: 'ImportError', ...error });
    expect(await stored('customers', dataset)).toEqual([]);
  });

  test('file, with a bad byte after two good batches: leaves nothing behind', async () => {
    const dataset = newDataset();
    const rows = Array.from({ length: 1_100 }, (_, i) => ({ id: `${i}`, name: 'x' }));
    const body = Readable.from([Buffer.from(csv(rows)), Buffer.from([0xff, 0x0a])]);
    const importing = runImport({ db: database.api, personId: hr, dataset, mapping: customers, body, dryRun: false });
    await expect(importing).rejects.toMatchObject({ code: 'encoding', params: { line: 1_102 } });
    expect(await stored('customers', dataset)).toEqual([]);
  });

  test('columns that nobody asked for, in any order: do no harm', async () => {
    const file = '\uFEFFextra,parent,owner,since,value,complexity,name,id\r\nx,,,,,,A,1\r\n';
    expect(await importRows(newDataset(), file)).toMatchObject({ inserted: 1, refused: 0 });
  });

  test('mapping, with a field that no import may touch: is refused before a row is read', async () => {
    for (const field of ['id', 'source_id', 'version', 'nothing', 'owner_id']) {
      const mapping = parseMapping('test/wrong', {
        table: 'customers',
        sourceId: { from: 'id' },
        fields: { [field]: { from: 'name' } },
      });
      await expect(importRows(newDataset(), [], { mapping })).rejects.toMatchObject({ code: 'fieldUnknown' });
    }
  });

  test('data set, with a name that would mix with other records: is refused', async () => {
    for (const dataset of ['manual', '', 'A', 'x y', '-x'])
      await expect(importRows(dataset, [])).rejects.toMatchObject({ code: 'datasetName' });
  });

  test('person, without the right to import: is turned away, and nothing is written or logged', async () => {
    const dataset = newDataset();
    const left = await employee({ roles: ['hr'], state: 'left' });
    for (const personId of [manager, left, randomUUID()])
      await expect(importRows(dataset, [{ id: '1', name: 'A' }], { personId })).rejects.toMatchObject({
        type: 'notForYou',
      });
    expect(await stored('customers', dataset)).toEqual([]);
    expect(await database.admin.selectFrom('imports').select('id').where('dataset', '=', dataset).execute()).toEqual(
      [],
    );
  });

  test('same file, imported twice at once: goes in once', async () => {
    const dataset = newDataset();
    const rows = Array.from({ length: 700 }, (_, i) => ({ id: `${i}`, name: 'x' }));
    const results = await Promise.all([importRows(dataset, rows), importRows(dataset, rows)]);
    expect(results.map((r) => [r.inserted, r.unchanged])).toEqual(
      expect.arrayContaining([
        [0, 700],
        [700, 0],
      ]),
    );
  });
});
