import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { record } from './audit.ts';
import { keyset } from './page.ts';
import { type PersonRow, peopleById } from './people.ts';

export interface ImportFilter {
  state?: string | undefined;
  dataset?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

const rows = (tx: Tx) => tx.selectFrom('imports').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

/** Imports that the person may see, newest first. */
export async function listImports(tx: Tx, { state, dataset, cursor, limit }: ImportFilter) {
  const found = await rows(tx)
    .$if(state !== undefined, (b) => b.where('state', '=', state ?? ''))
    .$if(dataset !== undefined, (b) => b.where('dataset', '=', dataset ?? ''))
    .$if(cursor !== undefined, (b) => b.where(sql<boolean>`id < ${cursor ?? null}::uuid`))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = keyset(found, limit, (row) => row.id);
  const who = await peopleById(
    tx,
    page.items.map((row) => row.actor_id),
  );
  return { items: page.items.map((row) => summary(row, who)), next: page.next };
}

/** An import with the first rows that it refused; undefined when the person may not see it. */
export async function readImport(tx: Tx, id: string) {
  const row = await rows(tx).where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const { first, more } = record(row.refusals);
  return {
    ...summary(row, await peopleById(tx, [row.actor_id])),
    refusals: Array.isArray(first) ? first.map(refusal) : [],
    moreRefusals: typeof more === 'number' ? more : 0,
  };
}

function summary(row: Row, who: (id: string) => PersonRow) {
  const { code, params } = record(row.failure);
  return {
    id: row.id,
    dataset: row.dataset,
    mapping: row.mapping,
    dryRun: row.dry_run,
    state: row.state,
    background: row.background,
    fileName: row.file_name,
    bytes: row.bytes,
    at: row.at,
    finishedAt: row.finished_at,
    actor: who(row.actor_id),
    read: row.rows_read,
    inserted: row.inserted,
    updated: row.updated,
    unchanged: row.unchanged,
    refused: row.refused,
    skipped: row.skipped,
    accepted: row.inserted + row.updated + row.unchanged,
    failure: typeof code === 'string' ? { code, params: record(params) } : null,
  };
}

function refusal(stored: unknown) {
  const { line, column, value, code, params } = record(stored);
  return {
    line: typeof line === 'number' ? line : 0,
    column: typeof column === 'string' ? column : null,
    value: typeof value === 'string' ? value : null,
    code: String(code),
    params: record(params),
  };
}

/** The columns of the file and whether all refused rows are kept still; undefined when the person may not see the import. */
export async function readRefusedHeader(tx: Tx, id: string) {
  return tx
    .selectFrom('imports')
    .select(['header', 'file_name', 'dataset'])
    .where('id', '=', id)
    .where(sql<boolean>`app.has_role('{hr}')`)
    .executeTakeFirst();
}

/** The next refused rows after a line, as they stand in the file. */
export async function refusedAfter(tx: Tx, id: string, line: number, limit: number) {
  const found = await tx
    .selectFrom('import_refused')
    .select(['line', 'cells', 'column_name', 'value', 'code', 'params'])
    .where('import_id', '=', id)
    .where('line', '>', line)
    .orderBy('line')
    .limit(limit)
    .execute();
  return found.map((row) => ({ ...row, params: record(row.params) }));
}
