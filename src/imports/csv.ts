import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { ImportError } from './errors.ts';

export interface CsvRow {
  /** physical line on which the row starts, from 1 */
  line: number;
  cells: string[];
}

const NEWLINE = 0x0a;
/** A row longer than this is a quote that was never closed, or no CSV at all. */
const MAX_ROW_BYTES = 1_000_000;

/**
 * Reads a file row by row, the header included: UTF-8 with or without BOM, lines ending in LF, CRLF or CR, quoted newlines,
 * empty lines passed over. Quotes inside an unquoted cell are taken as they stand.
 * The body is not destroyed when reading stops early: whoever sent it may still be owed an answer on the same socket.
 * @throws ImportError encoding, quoteNotClosed, recordTooLarge, csvSyntax
 */
export async function* readCsv(body: Readable, delimiter: string): AsyncGenerator<CsvRow, void, undefined> {
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
  pipeline(Readable.from(wholeLines(body)), parser).catch(() => {});
  try {
    for await (const [line, ...cells] of records) yield { line: Number(line), cells };
  } catch (error) {
    throw asImportError(error, lastLine + 1);
  }
}

/** Only whole lines of valid UTF-8 go on, so that a refusal can name the line. */
async function* wholeLines(body: Readable): AsyncGenerator<Buffer, void, undefined> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let line = 1;
  const checked = (block: Buffer) => {
    if (!isUtf8(block)) throw new ImportError('encoding', { line: line + firstBadLine(block) });
    return block;
  };
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const bytes: Buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
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

/** Where the last character begins: continuation bytes of UTF-8 are 10xxxxxx, at most three of them. */
function lastCharacterStart(block: Buffer): number {
  let at = block.length - 1;
  while (at > block.length - 4 && ((block[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
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
