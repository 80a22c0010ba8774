import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { type CsvForm, type CsvRow, readCsv } from '../../src/imports/csv.ts';

function inChunks(bytes: Buffer, size = bytes.length): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return Readable.from(chunks);
}

async function rowsOf(
  input: string | Buffer,
  { size = 0, ...form }: CsvForm & { size?: number } = {},
): Promise<CsvRow[]> {
  const bytes = Buffer.from(input);
  const rows: CsvRow[] = [];
  for await (const row of readCsv(inChunks(bytes, size || Math.max(bytes.length, 1)), form)) rows.push(row);
  return rows;
}

describe('readCsv', () => {
  test('BOM, at the start of the file: is not part of the first column', async () => {
    expect(await rowsOf('\uFEFFa,b\n1,2\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1', '2'] },
    ]);
  });

  test('lines, ending in LF, CRLF and CR with empty ones between: each row knows its physical line', async () => {
    const text = 'a,b\r\n1,"x\r\ny"\n\n\r\n2,"p\nq\rr"\r3,z';
    for (const size of [1, 2, 3, 100])
      expect(await rowsOf(text, { size })).toEqual([
        { line: 1, cells: ['a', 'b'] },
        { line: 2, cells: ['1', 'x\r\ny'] },
        { line: 6, cells: ['2', 'p\nq\rr'] },
        { line: 9, cells: ['3', 'z'] },
      ]);
  });

  test('quotes, inside an unquoted cell: stay as they are', async () => {
    expect((await rowsOf('a,b\n5" pipe,say "hi"\n')).at(-1)?.cells).toEqual(['5" pipe', 'say "hi"']);
  });

  test('any rows, written as CSV and cut into chunks anywhere: come back equal, on their lines', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', ' ', 'a\nb', '"', 'x\r\ny\r\n', ',', '客户'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 50 }),
        async (rows, newline, size) => {
          const options = { record_delimiter: newline, quoted_match: /[\r\n]/ };
          const rowsRead = await rowsOf(stringify(rows, options), { size, delimiter: ',' });
          expect(rowsRead.map((row) => row.cells)).toEqual(rows);
          let line = 1;
          for (const [index, row] of rows.entries()) {
            expect(rowsRead[index]?.line).toBe(line);
            line += stringify([row], options).split(/\r\n|\n|\r/).length - 1;
          }
        },
      ),
    );
  });

  test('bytes that are no UTF-8, in whatever chunks: are refused with their line', async () => {
    const file = Buffer.concat([
      Buffer.from('a,b\n1,客户\n2,'),
      Buffer.from([0xb9, 0xab, 0xcb, 0xbe]),
      Buffer.from('\n3,x\n'),
    ]);
    for (const size of [1, 5, 100])
      await expect(rowsOf(file, { size, encoding: 'utf-8' })).rejects.toMatchObject({
        code: 'encoding',
        params: { line: 3, encoding: 'utf-8' },
      });
  });

  test('Chinese in the encodings that Excel saves, with and without a mark, in whatever chunks: is read alike', async () => {
    const text = '编号;客户\r\n1;"㐀公司，\r\n𠀀"\r\n2;𠮷野家\r\n';
    const rows = [
      { line: 1, cells: ['编号', '客户'] },
      { line: 2, cells: ['1', '㐀公司，\r\n𠀀'] },
      { line: 4, cells: ['2', '𠮷野家'] },
    ];
    const utf16 = Buffer.from(text, 'utf16le');
    const files = [
      Buffer.from(`\uFEFF${text}`),
      Buffer.from(text),
      iconv.encode(text, 'gb18030'),
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    ];
    for (const file of files) for (const size of [1, 3, 1_000]) expect(await rowsOf(file, { size })).toEqual(rows);
    expect(await rowsOf(utf16, { encoding: 'utf-16le' })).toEqual(rows);
    // Latin letters in UTF-16 without a mark are told by their zeros.
    expect((await rowsOf(Buffer.from('id,name\n1,A\n', 'utf16le'))).at(-1)?.cells).toEqual(['1', 'A']);
  });

  test('bytes that are no GB18030: are refused with their line', async () => {
    const file = Buffer.concat([iconv.encode('编号,客户\n1,公司\n', 'gb18030'), Buffer.from([0x32, 0x2c, 0xff, 0x0a])]);
    for (const size of [1, 5, 100])
      await expect(rowsOf(file, { size })).rejects.toMatchObject({
        code: 'encoding',
        params: { line: 3, encoding: 'gb18030' },
      });
  });

  test.each([
    ['a;b,c;d\n1;2;3', ';'],
    ['a\tb\n1,5\t2', '\t'],
    ['"a;b;c",d\n1,2', ','],
    ['one\n1;2', ','],
  ])('the delimiter of %j: is found by the header', async (text, delimiter) => {
    expect((await rowsOf(text))[0]?.cells).toEqual((await rowsOf(text, { delimiter }))[0]?.cells);
  });

  test('a quotation mark, never closed: refuses the file and names where it may open', async () => {
    await expect(rowsOf('a,b\n1,x\n2,"y\n3,z\n')).rejects.toMatchObject({
      code: 'quoteNotClosed',
      params: { line: 3 },
    });
    await expect(rowsOf(`a,b\n1,"${'x\n'.repeat(600_000)}`)).rejects.toMatchObject({
      code: 'recordTooLarge',
      params: { line: 2 },
    });
  });

  test('lines of bare CR, longer than the limit of a row together: are read', async () => {
    const rows = await rowsOf('a,客户\r'.repeat(200_000), { size: 65_536 });
    expect(rows).toHaveLength(200_000);
    expect(rows.every((row) => row.cells[1] === '客户')).toBe(true);
  });

  test('body, when reading stops early: stays open for its owner', async () => {
    const body = new Readable({ read: () => body.push('a,b\n'.repeat(1_000)) });
    for await (const row of readCsv(body)) if (row.line === 2) break;
    expect(body.destroyed).toBe(false);
  });
});
