import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import iconv from 'iconv-lite';
import type { FileQuery } from '../contract/file-schemas.ts';
import { Refusal } from '../contract/failures.ts';
import { type SheetCell, XLSX_TYPE, writeXlsx } from '../render/xlsx.ts';
import { csvLine } from './csv.ts';
import { isReaderGone } from './reader-gone.ts';

/** Tables that leave as CSV or as a workbook of Excel, row by row. */

export const TABLE_TYPES = ['text/csv', XLSX_TYPE] as const;

export interface Column {
  /** in the answer of the API, and in `fields` */
  key: string;
  /** in the reader's language */
  label: string;
  /** amount: a decimal as text; day: YYYY-MM-DD; instant: a Date or ISO 8601, shown by the reader's clock */
  type: 'text' | 'number' | 'amount' | 'flag' | 'day' | 'instant';
}

interface Table {
  /** of the file, without its ending */
  name: string;
  columns: readonly Column[];
  rows: AsyncIterable<Record<string, unknown>>;
}

/** Which file the caller wants, by `format` or by Accept; null: JSON. */
export function fileWanted(req: Request, { format }: Pick<FileQuery, 'format'>): 'csv' | 'xlsx' | null {
  if (format !== undefined) return format;
  const type = req.accepts(['application/json', ...TABLE_TYPES]);
  if (type === XLSX_TYPE) return 'xlsx';
  return type === 'text/csv' ? 'csv' : null;
}

/** @throws Refusal fieldUnknown: a column that the table does not have */
export function chosen(columns: readonly Column[], fields: readonly string[] | undefined): readonly Column[] {
  if (fields === undefined) return columns;
  return fields.map((key) => {
    const column = columns.find((one) => one.key === key);
    if (!column) throw new Refusal('columnUnknown', { column: key, known: columns.map((one) => one.key).join(', ') });
    return column;
  });
}

/**
 * Sends a table. The first row is read before the answer begins, so that a refusal is still one; when a later one cannot be read
 * the connection breaks, and nobody takes the file for whole.
 * @param format absent: CSV
 */
export async function sendTable(
  res: Response,
  { name, columns, rows }: Table,
  { query, timeZone }: { query: FileQuery & { format: 'csv' | 'xlsx' }; timeZone: string },
): Promise<void> {
  const source = rows[Symbol.asyncIterator]();
  const first = await source.next();
  async function* all(): AsyncGenerator<Record<string, unknown>> {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => source };
  }
  res.attachment(`${name}.${query.format}`).set('Cache-Control', 'no-store').status(200);
  const header = columns.map((column) => (query.header === 'names' ? column.key : column.label));
  const clock = clockIn(timeZone);
  try {
    if (query.format === 'xlsx') {
      res.type(XLSX_TYPE);
      const cells = mapped(all(), (row) => columns.map((column) => sheetCell(row[column.key], column.type, clock)));
      const widths = columns.map(({ type }, at) => Math.max(WIDTHS[type], Math.min(40, widthOf(header[at] ?? ''))));
      await pipeline(writeXlsx(header, cells, { sheetName: name, widths }), res);
    } else {
      res.set('Content-Type', `text/csv; charset=${query.encoding}; header=present`);
      const lines = mapped(all(), (row) =>
        csvLine(columns.map((column) => csvCell(row[column.key], column.type, clock))),
      );
      await pipeline(Readable.from(csvText(header, lines, query)), encoder(query.encoding), res);
    }
  } catch (error) {
    if (!isReaderGone(error)) throw error;
  }
}

const WIDTHS: Record<Column['type'], number> = { text: 18, number: 10, amount: 14, flag: 8, day: 12, instant: 20 };
/** A Chinese character is as wide as two Latin ones. */
const widthOf = (text: string) => text.length + (text.match(/[\u2E80-\uFFEF]/g)?.length ?? 0) + 2;

async function* mapped<T, U>(items: AsyncIterable<T>, change: (item: T) => U): AsyncGenerator<U> {
  for await (const item of items) yield change(item);
}

async function* csvText(
  header: readonly string[],
  lines: AsyncIterable<string>,
  { bom, encoding }: FileQuery,
): AsyncGenerator<string> {
  // GB18030 needs no mark: it is what Excel in Chinese takes a file for that has none.
  yield `${bom && encoding === 'utf-8' ? '\uFEFF' : ''}${csvLine(header)}`;
  let block = '';
  for await (const line of lines) {
    block += line;
    if (block.length > 16_384) {
      yield block;
      block = '';
    }
  }
  if (block !== '') yield block;
}

function encoder(encoding: FileQuery['encoding']): Transform {
  return new Transform({
    writableObjectMode: true,
    transform(text: string, _, done) {
      done(null, encoding === 'gb18030' ? iconv.encode(text, 'gb18030') : Buffer.from(text));
    },
  });
}

type Clock = (instant: Date) => string;
function clockIn(timeZone: string): Clock {
  // Swedish is written YYYY-MM-DD HH:mm:ss.
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  return (instant) => format.format(instant);
}

const instantOf = (value: unknown) => (value instanceof Date ? value : new Date(String(value)));
const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join('; ');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
};

function csvCell(value: unknown, type: Column['type'], clock: Clock): string | number | null {
  if (value === null || value === undefined) return null;
  if (type === 'instant') return clock(instantOf(value));
  // A minus sign before a number begins no formula.
  if (type === 'number' || type === 'amount') return Number(value);
  return textOf(value);
}

function sheetCell(value: unknown, type: Column['type'], clock: Clock): SheetCell {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'number':
    case 'amount':
      return Number(value);
    case 'flag':
      return value === true;
    case 'day':
      return { day: textOf(value) };
    case 'instant':
      return { time: clock(instantOf(value)) };
    case 'text':
      return textOf(value);
    default:
      throw new Error(`${String(type satisfies never)} is no type of column`);
  }
}
