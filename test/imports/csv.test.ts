import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvRow, readCsv } from '../../src/imports/csv.ts';

function inChunks(bytes: Buffer, size = bytes.length): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return Readable.from(chunks);
}

async function rowsOf(input: string | Buffer, { size = 0, delimiter = ',' } = {}): Promise<CsvRow[]> {
  const bytes = Buffer.from(input);
  const rows: CsvRow[] = [];
  for await (const row of readCsv(inChunks(bytes, size || Math.max(bytes.length, 1)), delimiter)) rows.push(row);
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
          const rowsRead = await rowsOf(stringify(rows, options), { size });
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
      await expect(rowsOf(file, { size })).rejects.toMatchObject({ code: 'encoding', params: { line: 3 } });
    await expect(rowsOf(Buffer.from('a,b\n', 'utf16le').fill(0xff, 0, 1))).rejects.toMatchObject({ code: 'encoding' });
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
    for await (const row of readCsv(body, ',')) if (row.line === 2) break;
    expect(body.destroyed).toBe(false);
  });
});
