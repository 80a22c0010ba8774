import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CsvRow } from '../../src/imports/csv.ts';
import { readXlsx, sheetsOf } from '../../src/imports/xlsx.ts';
import { type SheetCell, writeXlsx } from '../../src/render/xlsx.ts';
import { unzipped, zipped } from '../support/zip.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xlsx-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function kept(bytes: Buffer): Promise<string> {
  const path = join(folder, `${randomBytes(6).toString('hex')}.xlsx`);
  await writeFile(path, bytes);
  return path;
}
async function rowsOf(file: Buffer, sheet?: string): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readXlsx(await kept(file), sheet)) rows.push(row);
  return rows;
}

/** A workbook as Excel writes it: shared texts, styles, a hidden sheet before the one that shows. */
function workbook(over: Record<string, string> = {}): Buffer {
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook xmlns:r="x"><sheets><sheet name="隐藏" sheetId="1" state="hidden" r:id="rId1"/><sheet name="客户" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="000000"/><numFmt numFmtId="165" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/><numFmt numFmtId="166" formatCode="#,##0.00&quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="166"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst><si><t>编号</t></si><si><r><t>客户</t></r><r><t>名称</t></r><rPh><t>ignored</t></rPh></si><si><t xml:space="preserve"> 0012 </t></si><si><t>a_x000D_b &amp; &lt;c&gt;</t></si></sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>secret</t></is></c></row></sheetData></worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet><sheetData>
      <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="str"><v>C</v></c><c r="D2" t="str"><v>D</v></c></row>
      <row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="s"><v>3</v></c><c r="C3" s="1"><v>45292</v></c><c r="D3" s="2"><v>42</v></c></row>
      <row r="4"/>
      <row r="5"><c r="A5"><f>1+2</f><v>3</v></c><c r="C5" s="3"><v>61</v></c><c r="D5"><v>0.30000000000000004</v></c><c r="F5"><v/></c></row>
      <row r="6"><c r="A6" t="b"><v>1</v></c><c r="B6" s="4"><v>45292.5</v></c><c r="C6" s="5"><v>12.5</v></c><c r="D6"><v>12345678901234567890</v></c></row>
      <row r="7"><c r="B7"><v>1E+21</v></c><c r="C7"><v>1.5E-7</v></c></row>
    </sheetData></worksheet>`,
    ...over,
  };
  return zipped(new Map(Object.entries(parts).map(([path, text]) => [path, Buffer.from(text)])));
}

describe('readXlsx', () => {
  test('cells of every kind: come as text, formulas by their values, dates as ISO, zeros in front kept', async () => {
    expect(await rowsOf(workbook())).toEqual([
      { line: 2, cells: ['编号', '客户名称', 'C', 'D'] },
      { line: 3, cells: [' 0012 ', 'a\rb & <c>', '2024-01-01', '000042'] },
      { line: 5, cells: ['3', '', '1900-03-01', '0.3'] },
      { line: 6, cells: ['true', '2024-01-01T12:00:00', '12.5', '12345678901234567890'] },
      { line: 7, cells: ['', '1000000000000000000000', '0.00000015', ''] },
    ]);
  });

  test('a sheet by its name, the hidden one too; another: is refused with those that are shown', async () => {
    expect(await rowsOf(workbook(), '隐藏')).toEqual([{ line: 1, cells: ['secret'] }]);
    await expect(rowsOf(workbook(), 'x')).rejects.toMatchObject({ code: 'sheetUnknown', params: { known: '客户' } });
    expect(await sheetsOf(await kept(workbook()))).toEqual([
      { name: '隐藏', hidden: true },
      { name: '客户', hidden: false },
    ]);
  });

  test.each([
    ['no zip', Buffer.from('id,name\n1,A\n')],
    ['another zip', zipped(new Map([['word/document.xml', Buffer.from('<a/>')]]))],
    ['half a workbook', workbook().subarray(0, 600)],
    ['broken XML', workbook({ 'xl/worksheets/sheet2.xml': '<worksheet><sheetData><row></c>' })],
    [
      'entities of its own',
      workbook({ 'xl/sharedStrings.xml': '<!DOCTYPE s [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>' }),
    ],
  ])('%s: is refused as no workbook', async (_, file) => {
    await expect(rowsOf(file)).rejects.toMatchObject({ code: 'notXlsx' });
  });

  test('a bomb, small packed and large unpacked: is refused before it is unpacked', async () => {
    const bomb = workbook({ 'xl/worksheets/sheet2.xml': `<worksheet>${' '.repeat(40 * 1024 ** 2)}</worksheet>` });
    expect(bomb.length).toBeLessThan(100_000);
    await expect(rowsOf(bomb)).rejects.toMatchObject({ code: 'xlsxTooLarge' });
  });
});

describe('writeXlsx', () => {
  async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
    yield* items;
  }
  const written = (rows: readonly SheetCell[][]) =>
    buffer(writeXlsx(['h'], each(rows), { sheetName: '客户/表', widths: [10] }));

  test('any texts, written and read: come back equal', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((s) => `${s}.`);
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (texts) => {
        const rows = await rowsOf(await written(texts.map((one) => [one])));
        expect(rows.slice(1).map((row) => row.cells[0])).toEqual(texts);
      }),
      { numRuns: 25 },
    );
  });

  test('what a spreadsheet would take for a formula, and what XML cannot hold: stays text', async () => {
    const cells = ['=1+1', '+1', '@x', '-1', '\u0000\u000B_x0041_\r\n<&>"', '长'.repeat(40_000)];
    const file = await written(cells.map((one) => [one]));
    const rows = await rowsOf(file);
    expect(rows.slice(1, 6).map((row) => row.cells[0])).toEqual(cells.slice(0, 5));
    expect(rows[6]?.cells[0]).toHaveLength(32_767);
    const sheet = unzipped(file).get('xl/worksheets/sheet1.xml')?.toString() ?? '';
    expect(sheet).not.toContain('<f>');
    expect(sheet.match(/t="inlineStr" s="4"/g)).toHaveLength(4);
  });

  test('numbers, days and times: are such, and days before 1900 are text', async () => {
    const rows = await rowsOf(
      await written([
        [1234.5],
        [{ day: '2024-02-29' }],
        [{ time: '2026-11-30 23:59:59' }],
        [{ day: '1899-01-01' }],
        [true],
      ]),
    );
    expect(rows.slice(1).map((row) => row.cells[0])).toEqual([
      '1234.5',
      '2024-02-29',
      '2026-11-30T23:59:59',
      '1899-01-01',
      'true',
    ]);
  });
});
