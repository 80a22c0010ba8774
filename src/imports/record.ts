import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import { type Actor, type Database, type Tx, withPerson } from '../db/connect.ts';
import { inParts } from '../db/parts.ts';
import { ImportCancelled, type Params } from './errors.ts';
import type { Watch } from './file.ts';
import type { FileForm } from './rows.ts';
import type { Counts, RefusedLine, Tally } from './tally.ts';

/** What is written about an import itself while it waits, runs and ends. */

const LEASE_SECONDS = 60;
const RENEW_MS = 20_000;
/** How often progress is written, at the most. */
const TELL_MS = 500;
const REFUSED_AT_ONCE = 500;

export interface ImportRow {
  id: string;
  personId: string;
  dataset: string;
  mapping: string;
  dryRun: boolean;
  fileName: string | undefined;
  form: FileForm;
}

/** Who imports: to a service account the database allows it in this scope; of people it makes nothing more. */
export const importer = (personId: string): Actor => ({ id: personId, scope: 'import' });

/** Writes an import down: one that begins at once, or one that waits for a process to take it. */
export async function beginImport(tx: Tx, row: ImportRow, state: 'running' | 'waiting'): Promise<void> {
  await tx
    .insertInto('imports')
    .values({
      id: row.id,
      actor_id: row.personId,
      dataset: row.dataset,
      mapping: row.mapping,
      dry_run: row.dryRun,
      file_name: row.fileName ?? null,
      form: JSON.stringify(row.form),
      state,
      background: state === 'waiting',
      lease_until: state === 'running' ? sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})` : null,
      rows_read: 0,
      inserted: 0,
      updated: 0,
      unchanged: 0,
      refused: 0,
      refusals: JSON.stringify({ first: [], more: 0 }),
    })
    .execute();
}

/** Keeps the file of an import that waits. */
export async function storeFile(tx: Tx, id: string, body: Readable): Promise<void> {
  let part = 0;
  let bytes = 0;
  for await (const piece of inParts(body.iterator({ destroyOnReturn: false }))) {
    await tx.insertInto('import_files').values({ import_id: id, part, body: piece }).execute();
    part += 1;
    bytes += piece.length;
  }
  await tx.updateTable('imports').set({ bytes }).where('id', '=', id).execute();
}

/** The file of an import, part by part, each read in a transaction of its own. */
export async function* storedFile(db: Database, personId: string, id: string): AsyncGenerator<Buffer, void, undefined> {
  for (let part = 0; ; part += 1) {
    const row = await withPerson(db, importer(personId), (tx) =>
      tx
        .selectFrom('import_files')
        .select('body')
        .where('import_id', '=', id)
        .where('part', '=', part)
        .executeTakeFirst(),
    );
    if (!row) return;
    yield row.body;
  }
}

type End =
  | ({ state: 'done'; mapping: string; header: string[] } & Counts)
  | { state: 'cancelled' }
  | { state: 'failed'; failure: { code: string; params: Params } };

export async function endImport(tx: Tx, id: string, end: End): Promise<void> {
  await tx
    .updateTable('imports')
    .set({ state: end.state, finished_at: sql`clock_timestamp()`, lease_until: null })
    .$if(end.state === 'failed', (b) => b.set({ failure: JSON.stringify('failure' in end ? end.failure : null) }))
    // What was counted meanwhile was taken back.
    .$if(end.state !== 'done', (b) => b.set({ inserted: 0, updated: 0, unchanged: 0 }))
    .$if(end.state === 'done', (b) =>
      b.set('header' in end ? { ...countsOf(end), refusals: refusalsOf(end), header: end.header.map(storable) } : {}),
    )
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('import_files').where('import_id', '=', id).execute();
}

const countsOf = (counts: Omit<Counts, 'refusals'>) => ({
  rows_read: counts.read,
  inserted: counts.inserted,
  updated: counts.updated,
  unchanged: counts.unchanged,
  refused: counts.refused,
  skipped: counts.skipped,
});
const refusalsOf = ({ refusals, refused }: Counts) =>
  sql<string>`${JSON.stringify({ first: refusals, more: refused - refusals.length })}::jsonb`;
const storable = (text: string) => text.replaceAll('\0', '\uFFFD');

/**
 * Tells how far an import is, beside its transaction, and hears whether it is called off. Renews the lease while the import lives,
 * also while it waits for another.
 */
export function importWatch(
  db: Database,
  personId: string,
  id: string,
  stopping?: AbortSignal,
): { look: Watch; close(): Promise<void> } {
  let told = 0;
  let refused: RefusedLine[] = [];
  let renewing: Promise<unknown> = Promise.resolve();
  const renew = setInterval(() => {
    renewing = withPerson(db, importer(personId), (tx) =>
      tx.updateTable('imports').set(lease).where('id', '=', id).execute(),
    ).catch(() => {});
  }, RENEW_MS);
  const lease = { lease_until: sql<Date>`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})` };

  async function tell(tally: Tally): Promise<void> {
    told = Date.now();
    const lines = refused;
    refused = [];
    const cancelled = await withPerson(db, importer(personId), async (tx) => {
      await keepRefused(tx, id, lines);
      const row = await tx
        .updateTable('imports')
        .set({ ...countsOf(tally.counts()), ...lease })
        .where('id', '=', id)
        .returning('cancel_requested_at')
        .executeTakeFirst();
      return row?.cancel_requested_at ?? null;
    });
    if (cancelled !== null) throw new ImportCancelled('import cancelled');
  }

  return {
    async look(tally, lines) {
      stopping?.throwIfAborted();
      refused.push(...lines);
      if (refused.length >= REFUSED_AT_ONCE || Date.now() - told >= TELL_MS) await tell(tally);
    },
    async close() {
      clearInterval(renew);
      await renewing;
      if (refused.length > 0)
        await withPerson(db, importer(personId), (tx) => keepRefused(tx, id, refused)).catch(() => {});
    },
  };
}

/** @param lines an import that begins anew finds those of before again */
async function keepRefused(tx: Tx, id: string, lines: readonly RefusedLine[]): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map(({ row, why }) => ({ ...why, cells: row.cells.map(storable) }));
  await sql`
    insert into import_refused (import_id, line, cells, column_name, value, code, params)
    select ${id}, r.line, array(select jsonb_array_elements_text(r.cells)), r."column", r.value, r.code, r.params
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (line integer, cells jsonb, "column" text, value text, code text, params jsonb)
    on conflict (import_id, line) do nothing`.execute(tx);
}

/** Gives an import back that was taken: another process takes it at once. */
export async function releaseImport(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('imports').set({ state: 'waiting', lease_until: null }).where('id', '=', id).execute();
}

/** Asks an import that has not ended to stop. @returns whether there is one, and its state */
export async function cancelImport(tx: Tx, id: string): Promise<string | undefined> {
  const row = await tx.selectFrom('imports').select('state').where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return undefined;
  if (row.state === 'waiting') await endImport(tx, id, { state: 'cancelled' });
  if (row.state === 'running')
    await tx
      .updateTable('imports')
      .set({ cancel_requested_at: sql`clock_timestamp()` })
      .where('id', '=', id)
      .execute();
  return row.state;
}

/** Takes the next import that waits for a process. */
export async function claimImport(db: Database): Promise<{ id: string; personId: string } | undefined> {
  const { rows } = await sql<{
    import_id: string;
    actor: string;
  }>`select * from app.claim_import(${LEASE_SECONDS})`.execute(db);
  const [row] = rows;
  return row && { id: row.import_id, personId: row.actor };
}

export async function forgetImports(db: Database): Promise<void> {
  await sql`select app.forget_imports()`.execute(db);
}
