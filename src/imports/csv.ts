import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { type Encoding, detectEncoding, lastCharacterStart, toUtf8 } from './encoding.ts';
import { ImportError } from './errors.ts';

export interface CsvRow {
  /** physical line on which the row starts, from 1 */
  line: number;
  cells: string[];
}

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export interface CsvForm {
  /** absent: found by the header */
  delimiter?: string | undefined;
  /** absent: found by the file's beginning */
  encoding?: Encoding | undefined;
}

const NEWLINE = 0x0a;
/** How much of a file is looked at before its encoding and its delimiter are decided. */
const BEGINNING_BYTES = 256 * 1024;
/** A row longer than this is a quote that was never closed, or no CSV at all. */
const MAX_ROW_BYTES = 1_000_000;

/**
 * Reads a file row by row, the header included: UTF-8 or UTF-16 with or without BOM, or GB18030; lines ending in LF, CRLF or CR,
 * quoted newlines, empty lines passed over. Quotes inside an unquoted cell are taken as they stand.
 * The body is not destroyed when reading stops early: whoever sent it may still be owed an answer on the same socket.
 * @throws ImportError encoding, quoteNotClosed, recordTooLarge, csvSyntax
 */
export async function* readCsv(body: Readable, form: CsvForm = {}): AsyncGenerator<CsvRow, void, undefined> {
  yield* rowsOf(await openCsv(body, form));
}

/** @throws ImportError as readCsv */
export async function* rowsOf({ text, delimiter }: OpenCsv): AsyncGenerator<CsvRow, void, undefined> {
  let lastLine = 0;
  let quotedCrLf = 0;
  const parser = parse({
    bom: true,
    delimiter,
    max_record_size: MAX_ROW_BYTES,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // The line travels as a first cell: records wait in the stream while the parser is lines ahead.
    on_record: (cells: string[], { lines }) => {
      // The parser counts a quoted CRLF as two lines.
      quotedCrLf += occurrences(cells, /\r\n/g);
      lastLine = lines - quotedCrLf;
      return [String(lastLine - occurrences(cells, /\r\n|\n|\r/g)), ...cells];
    },
  });
  const records: AsyncIterable<string[]> = parser;
  // A failure upstream comes out of the iteration below.
  pipeline(Readable.from(text), parser).catch(() => {});
  try {
    for await (const [line, ...cells] of records) yield { line: Number(line), cells };
  } catch (error) {
    throw asImportError(error, lastLine + 1);
  }
}

/** What a file of text says of itself at its beginning, and the whole of it as UTF-8. */
export interface OpenCsv {
  text: AsyncIterable<Buffer>;
  encoding: Encoding;
  delimiter: string;
}

/** @throws ImportError encoding: the beginning already has bytes that are no text */
export async function openCsv(body: Readable, form: CsvForm = {}): Promise<OpenCsv> {
  const chunks = bytesOf(body);
  const { head, whole } = await beginningOf(chunks);
  const encoding = form.encoding ?? detectEncoding(head, whole);
  const bytes = after(head, chunks);
  const text = (encoding === 'utf-8' ? wholeLines(bytes) : toUtf8(bytes, encoding))[Symbol.asyncIterator]();
  // The parts of the text up to the first that has something to say.
  const begun = await text.next();
  const first = begun.done ? Buffer.alloc(0) : begun.value;
  const header = first.toString('utf8', 0, BEGINNING_BYTES);
  return {
    text: after(first, { [Symbol.asyncIterator]: () => text }),
    encoding,
    delimiter: form.delimiter ?? delimiterOf(header),
  };
}

async function* bytesOf(body: Readable): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of body.iterator({ destroyOnReturn: false }))
    yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

async function beginningOf(chunks: AsyncIterator<Buffer>): Promise<{ head: Buffer; whole: boolean }> {
  const parts: Buffer[] = [];
  for (let bytes = 0; bytes < BEGINNING_BYTES;) {
    const { done, value } = await chunks.next();
    if (done) return { head: Buffer.concat(parts), whole: true };
    parts.push(value);
    bytes += value.length;
  }
  return { head: Buffer.concat(parts), whole: false };
}

async function* after(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  if (first.length > 0) yield first;
  yield* rest;
}

/** The delimiter that the first line has most of, outside quotation marks; a comma where it has none. */
function delimiterOf(text: string): string {
  const counts = new Map<string, number>(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const character of text.replace(/^[\uFEFF\r\n]+/, '')) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n' || character === '\r') break;
    else if (counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most === undefined || most[1] === 0 ? ',' : most[0];
}

/** Only whole lines of valid UTF-8 go on, so that a refusal can name the line. */
async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let line = 1;
  const checked = (block: Buffer) => {
    if (!isUtf8(block)) throw new ImportError('encoding', { line: line + firstBadLine(block), encoding: 'utf-8' });
    return block;
  };
  for await (const bytes of chunks) {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const block = checked(Buffer.concat([...rest, bytes.subarray(0, end)]));
      yield block;
      line += countNewlines(block);
      rest = [];
      restBytes = 0;
    }
    rest.push(bytes.subarray(end));
    restBytes += bytes.length - end;
    // A file of bare CR has no LF to cut at: valid text may go on, only a split character must wait.
    if (restBytes > MAX_ROW_BYTES) {
      const block = Buffer.concat(rest);
      const cut = lastCharacterStart(block);
      yield checked(block.subarray(0, cut));
      rest = [block.subarray(cut)];
      restBytes = block.length - cut;
    }
  }
  if (restBytes > 0) yield checked(Buffer.concat(rest));
}

function firstBadLine(block: Buffer): number {
  let start = 0;
  for (let line = 0; ; line += 1) {
    const end = block.indexOf(NEWLINE, start) + 1;
    if (end === 0 || !isUtf8(block.subarray(start, end))) return line;
    start = end;
  }
}

function countNewlines(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(NEWLINE); at !== -1; at = block.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function occurrences(cells: readonly string[], pattern: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(pattern)?.length ?? 0), 0);
}

function asImportError(error: unknown, line: number): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new ImportError('quoteNotClosed', { line });
  if (error.code === 'CSV_MAX_RECORD_SIZE') return new ImportError('recordTooLarge', { line, bytes: MAX_ROW_BYTES });
  return new ImportError('csvSyntax', { line });
}
