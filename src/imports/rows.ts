import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CsvForm, type CsvRow, readCsv } from './csv.ts';
import { ImportError } from './errors.ts';
import { readXlsx } from './xlsx.ts';

export const FORMATS = ['csv', 'xlsx'] as const;
export type Format = (typeof FORMATS)[number];

/** How a file is to be read; what is absent is found out. */
export interface FileForm extends CsvForm {
  format?: Format | undefined;
  /** of a workbook */
  sheet?: string | undefined;
}

export const XLSX_LIMIT_BYTES = 256 * 1024 ** 2;

/**
 * The rows of a file, the header first.
 * @throws ImportError as readCsv and readXlsx; xlsxTooLarge
 */
export async function* readRows(body: Readable, form: FileForm): AsyncGenerator<CsvRow, void, undefined> {
  if (form.format !== 'xlsx') {
    yield* readCsv(body, form);
    return;
  }
  const spooled = await spool(body);
  try {
    yield* readXlsx(spooled.path, form.sheet);
  } finally {
    await spooled.remove();
  }
}

/** A workbook's directory stands at its end: the whole of it goes to a file first, not into memory. */
export async function spool(body: Readable): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'handover-import-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, 'workbook.xlsx');
  try {
    await pipeline(Readable.from(limited(body)), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, remove };
}

async function* limited(body: Readable): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const piece: Buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += piece.length;
    if (bytes > XLSX_LIMIT_BYTES) throw new ImportError('xlsxTooLarge', { part: 'file' });
    yield piece;
  }
}
