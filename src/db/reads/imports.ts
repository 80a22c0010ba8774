import type { Tx } from '../connect.ts';
import { record } from './audit.ts';
import { peopleById } from './people.ts';

/** An import with the rows that it refused; undefined when the person may not see it. */
export async function readImport(tx: Tx, id: string) {
  const row = await tx.selectFrom('imports').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const who = await peopleById(tx, [row.actor_id]);
  const { first, more } = record(row.refusals);
  return {
    id: row.id,
    dataset: row.dataset,
    mapping: row.mapping,
    dryRun: row.dry_run,
    at: row.at,
    actor: who(row.actor_id),
    read: row.rows_read,
    inserted: row.inserted,
    updated: row.updated,
    unchanged: row.unchanged,
    refused: row.refused,
    refusals: Array.isArray(first) ? first.map(refusal) : [],
    moreRefusals: typeof more === 'number' ? more : 0,
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
