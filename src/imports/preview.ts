import type { Readable } from 'node:stream';
import { type CsvRow, openCsv, rowsOf } from './csv.ts';
import { ImportError } from './errors.ts';
import { type GuessedTable, guessMapping } from './headers.ts';
import { type Mapping, neededColumns } from './mapping.ts';
import { type FileForm, spool } from './rows.ts';
import { headerOf } from './run.ts';
import { type Sheet, readXlsx, sheetsOf } from './xlsx.ts';

const ROWS_SHOWN = 10;

export interface Preview {
  format: 'csv' | 'xlsx';
  encoding: string | null;
  delimiter: string | null;
  sheets: Sheet[];
  columns: string[];
  /** the first rows, as text */
  rows: { line: number; cells: string[] }[];
  mapping: Mapping | null;
  /** columns that the mapping does not read */
  unread: string[];
  /** why the file could not be imported like this */
  problem: ImportError | null;
}

/** Looks at the beginning of a file; nothing is written, nor is the rest of the file read. @throws ImportError as readRows */
export async function previewFile(
  body: Readable,
  form: FileForm,
  given: Mapping | { guess: GuessedTable },
): Promise<Preview> {
  if (form.format === 'xlsx') {
    const spooled = await spool(body);
    try {
      const sheets = await sheetsOf(spooled.path);
      const seen = await looked(readXlsx(spooled.path, form.sheet), given);
      return { format: 'xlsx', encoding: null, delimiter: null, sheets, ...seen };
    } finally {
      await spooled.remove();
    }
  }
  const fixed = 'guess' in given ? undefined : given.delimiter;
  const opened = await openCsv(body, { ...form, delimiter: form.delimiter ?? fixed });
  const seen = await looked(rowsOf(opened), given);
  return { format: 'csv', encoding: opened.encoding, delimiter: opened.delimiter, sheets: [], ...seen };
}

async function looked(
  rows: AsyncGenerator<CsvRow, void>,
  given: Mapping | { guess: GuessedTable },
): Promise<Pick<Preview, 'columns' | 'rows' | 'mapping' | 'unread' | 'problem'>> {
  try {
    const columns = await headerOf(rows);
    const first: CsvRow[] = [];
    for await (const row of rows) {
      first.push(row);
      if (first.length === ROWS_SHOWN) break;
    }
    return { columns, rows: first, ...fit(columns, given) };
  } finally {
    await rows.return();
  }
}

function fit(
  columns: readonly string[],
  given: Mapping | { guess: GuessedTable },
): Pick<Preview, 'mapping' | 'unread' | 'problem'> {
  try {
    if ('guess' in given) {
      const { mapping, unknown } = guessMapping(given.guess, columns);
      return { mapping, unread: unknown, problem: null };
    }
    const needed = neededColumns(given);
    const missing = needed.filter((column) => !columns.includes(column));
    const problem = missing.length > 0 ? new ImportError('missingColumns', { columns: missing.join(', ') }) : null;
    return { mapping: given, unread: columns.filter((column) => !needed.includes(column)), problem };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return { mapping: null, unread: [...columns], problem: error };
  }
}
