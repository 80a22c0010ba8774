import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import { Refusal } from '../contract/failures.ts';
import { type Database, type Tx, withPerson } from '../db/connect.ts';
import { ImportError } from './errors.ts';
import { FileImport } from './file.ts';
import type { Mapping } from './mapping.ts';
import { Remembered } from './remembered.ts';
import type { Counts } from './tally.ts';
import { type Target, describeTarget } from './target.ts';

export interface ImportInput {
  /** the API's role: row-level security decides with the database's own rules */
  db: Database;
  /** who imports; needs the role hr */
  personId: string;
  /** name of the data set, lower-case words with hyphens: the `source` of every record in it */
  dataset: string;
  mapping: Mapping;
  /** the CSV file; left open when reading stops early */
  body: Readable;
  /** do everything, then take it back: the answer is what a real import would have said */
  dryRun: boolean;
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
 * Imports one CSV file in one transaction, streaming, in batches. Idempotent by (data set, source id): a record that is
 * already there is updated where a mapped field differs and left untouched otherwise, except that owner_id and assignee_id
 * are set at the first import only, because from then on ownership belongs to the engine. A row that is wrong is refused
 * with its reason while the others go in. Imports of the same data set wait for each other.
 * @throws Refusal notForYou: the person may not import
 * @throws ImportError the file or the mapping is wrong; nothing is written
 */
export async function runImport(input: ImportInput): Promise<ImportResult> {
  const { db, personId, dataset, dryRun } = input;
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(dataset) || dataset === 'manual')
    throw new ImportError('datasetName', { dataset });
  try {
    return await withPerson(db, personId, async (tx) => {
      const done = await importFile(tx, input);
      if (dryRun) throw new TakeBack(done);
      return { importId: await record(tx, personId, done), ...done };
    });
  } catch (error) {
    if (!(error instanceof TakeBack)) throw error;
    const { done } = error;
    return { importId: await withPerson(db, personId, (tx) => record(tx, personId, done)), ...done };
  }
}

type Done = Omit<ImportResult, 'importId'>;

/** Rolls a dry run back. */
class TakeBack extends Error {
  readonly done: Done;

  constructor(done: Done) {
    super('dry run');
    this.done = done;
  }
}

async function importFile(tx: Tx, { personId, dataset, mapping, body, dryRun }: ImportInput): Promise<Done> {
  const { rows } = await sql<{ may: boolean }>`select app.has_role('{hr}') as may`.execute(tx);
  if (!rows[0]?.may) throw new Refusal('notForYou', { personId });
  await sql`select pg_advisory_xact_lock(hashtextextended(${`import ${dataset}`}, 0))`.execute(tx);
  const target = await describeTarget(tx, mapping);
  const before = await countOf(tx, target, dataset);
  const file = new FileImport(tx, dataset, mapping, target, await Remembered.create(tx));
  await file.read(body);
  await file.settleWaiting();
  const after = await countOf(tx, target, dataset);
  return {
    dataset,
    mapping: mapping.name,
    dryRun,
    ...file.tally.counts(),
    before: { [target.table]: before },
    after: { [target.table]: after },
  };
}

async function countOf(tx: Tx, target: Target, dataset: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(target.table)} where source = ${dataset}`.execute(tx);
  return rows[0]?.count ?? 0;
}

async function record(tx: Tx, personId: string, done: Done): Promise<string> {
  const { id } = await tx
    .insertInto('imports')
    .values({
      dataset: done.dataset,
      mapping: done.mapping,
      dry_run: done.dryRun,
      actor_id: personId,
      rows_read: done.read,
      inserted: done.inserted,
      updated: done.updated,
      unchanged: done.unchanged,
      refused: done.refused,
      refusals: sql`${JSON.stringify({ first: done.refusals, more: done.refused - done.refusals.length })}::jsonb`,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
