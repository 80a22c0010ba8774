import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { Refusal } from '../contract/failures.ts';
import { type Database, type Tx, withPerson } from '../db/connect.ts';
import { type ImportRow, beginImport, endImport, importWatch, importer, releaseImport } from './record.ts';
import type { CsvRow } from './csv.ts';
import { ImportCancelled, ImportError } from './errors.ts';
import { FileImport, type Watch } from './file.ts';
import { type GuessedTable, guessMapping } from './headers.ts';
import { type Mapping, alsoIsoDates } from './mapping.ts';
import { Remembered } from './remembered.ts';
import { type FileForm, readRows } from './rows.ts';
import type { Counts } from './tally.ts';
import { type Target, describeTarget } from './target.ts';

export interface ImportInput {
  /** the API's role: row-level security decides with the database's own rules */
  db: Database;
  /** who imports; needs the role hr, or to be a service account in the scope import */
  personId: string;
  /** name of the data set, lower-case words with hyphens: the `source` of every record in it */
  dataset: string;
  /** or the table for which the header makes one */
  mapping: Mapping | { guess: GuessedTable };
  /** the file; left open when reading stops early */
  body: Readable;
  form?: FileForm;
  /** do everything, then take it back: the answer is what a real import would have said */
  dryRun: boolean;
  fileName?: string | undefined;
}

export interface ImportResult extends Counts {
  importId: string;
  dataset: string;
  mapping: string;
  dryRun: boolean;
  /** records of this data set per table; after − before = inserted */
  before: Record<string, number>;
  after: Record<string, number>;
}

/**
 * Imports one file in one transaction, streaming, in batches. Idempotent by (data set, source id): a record that is
 * already there is updated where a mapped field differs and left untouched otherwise, except that owner_id and assignee_id
 * are set at the first import only, because from then on ownership belongs to the engine. A row that is wrong is refused
 * with its reason while the others go in. Imports of the same data set wait for each other.
 * @throws Refusal notForYou: the person may not import
 * @throws ImportError the file or the mapping is wrong; nothing is written
 * @throws ImportCancelled
 */
export async function runImport(input: ImportInput): Promise<ImportResult> {
  const { db, personId, dryRun, fileName } = input;
  const dataset = checkedDataset(input.dataset);
  const row: ImportRow = {
    id: uuidv7(),
    personId,
    dataset,
    mapping: nameOf(input.mapping),
    dryRun,
    fileName,
    form: input.form ?? {},
  };
  await withPerson(db, importer(personId), async (tx) => {
    await mustBeHr(tx, personId);
    await beginImport(tx, row, 'running');
  });
  return continueImport(row.id, input);
}

/**
 * Does an import that is written down and taken.
 * @param stopping aborted when the process stops: the import is taken back, and is for the next process
 * @throws as runImport
 */
export async function continueImport(id: string, input: ImportInput, stopping?: AbortSignal): Promise<ImportResult> {
  const { db, personId, dryRun } = input;
  const watch = importWatch(db, personId, id, stopping);
  try {
    return await withPerson(db, importer(personId), async (tx) => {
      const done = await importFile(tx, input, watch.look);
      if (dryRun) throw new TakeBack(done);
      await endImport(tx, id, { state: 'done', ...done });
      return { importId: id, ...done };
    });
  } catch (error) {
    if (error instanceof TakeBack) {
      const { done } = error;
      await withPerson(db, importer(personId), (tx) => endImport(tx, id, { state: 'done', ...done }));
      return { importId: id, ...done };
    }
    if (stopping?.aborted) {
      await withPerson(db, importer(personId), (tx) => releaseImport(tx, id)).catch(() => {});
      throw error;
    }
    const end =
      error instanceof ImportCancelled
        ? { state: 'cancelled' as const }
        : { state: 'failed' as const, failure: failureOf(error) };
    // The first error is the one to be told, whatever becomes of the note.
    await withPerson(db, importer(personId), (tx) => endImport(tx, id, end)).catch(() => {});
    throw error;
  } finally {
    await watch.close();
  }
}

/** @throws ImportError datasetName */
export function checkedDataset(dataset: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(dataset) || dataset === 'manual')
    throw new ImportError('datasetName', { dataset });
  return dataset;
}

export const nameOf = (mapping: ImportInput['mapping']) =>
  'guess' in mapping ? `standard/${mapping.guess}` : mapping.name;

/** @throws Refusal notForYou */
export async function mustBeHr(tx: Tx, personId: string): Promise<void> {
  const { rows } = await sql<{ may: boolean }>`select app.has_role('{hr}') as may`.execute(tx);
  if (!rows[0]?.may) throw new Refusal('notForYou', { personId });
}

const failureOf = (error: unknown) => {
  if (error instanceof ImportError) return { code: error.code, params: error.params };
  return { code: error instanceof Refusal ? error.type : 'internal', params: {} };
};

interface Done extends Counts {
  dataset: string;
  mapping: string;
  dryRun: boolean;
  header: string[];
  before: Record<string, number>;
  after: Record<string, number>;
}

/** Rolls a dry run back. */
class TakeBack extends Error {
  readonly done: Done;

  constructor(done: Done) {
    super('dry run');
    this.done = done;
  }
}

async function importFile(tx: Tx, input: ImportInput, watch: Watch): Promise<Done> {
  const { personId, dataset, body, form = {}, dryRun } = input;
  await mustBeHr(tx, personId);
  await sql`select pg_advisory_xact_lock(hashtextextended(${`import ${dataset}`}, 0))`.execute(tx);
  const fixed = 'guess' in input.mapping ? undefined : input.mapping;
  const known = fixed && (await describeTarget(tx, fixed));
  const rows = readRows(body, { ...form, delimiter: form.delimiter ?? fixed?.delimiter });
  try {
    const header = await headerOf(rows);
    const read = fixed ?? guessMapping('guess' in input.mapping ? input.mapping.guess : 'customers', header).mapping;
    const mapping = form.format === 'xlsx' ? alsoIsoDates(read) : read;
    const target = known ?? (await describeTarget(tx, mapping));
    const before = await countOf(tx, target, dataset);
    const file = new FileImport(tx, dataset, { mapping, target, header }, await Remembered.create(tx), watch);
    await file.read(rows);
    await file.settleWaiting();
    await watch(file.tally, file.tally.takeRefused());
    const after = await countOf(tx, target, dataset);
    return {
      dataset,
      mapping: mapping.name,
      dryRun,
      header,
      ...file.tally.counts(),
      before: { [target.table]: before },
      after: { [target.table]: after },
    };
  } finally {
    await rows.return();
  }
}

/** @throws ImportError emptyFile */
export async function headerOf(rows: AsyncIterator<CsvRow, void>): Promise<string[]> {
  const { value } = await rows.next();
  if (!value) throw new ImportError('emptyFile');
  return value.cells.map((cell) => cell.trim().replaceAll('\0', ''));
}

async function countOf(tx: Tx, target: Target, dataset: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(target.table)} where source = ${dataset}`.execute(tx);
  return rows[0]?.count ?? 0;
}
