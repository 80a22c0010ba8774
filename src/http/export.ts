import { once } from 'node:events';
import { sql } from 'kysely';
import { csvLine } from './csv.ts';
import type { Call } from './route.ts';

const BATCH = 500;
const COLUMNS = [
  'id',
  'name',
  'kind',
  'owner_number',
  'annual_value',
  'currency',
  'stage',
  'state',
  'industry',
  'country',
  'region',
  'city',
  'address',
  'postal_code',
  'phone',
  'email',
  'tax_id',
  'bank_account',
] as const;
type Row = Record<(typeof COLUMNS)[number], string | null> & { id: string };

/**
 * Sends every customer that the caller may export, as CSV. Each batch is read and logged in a transaction that commits before the batch
 * leaves: what leaves is logged, and access that ends during an export ends the export.
 */
export async function sendExport(call: Call<{ query: { bom: boolean } }>): Promise<void> {
  const { res, id, as, input } = call;
  const batchAfter = (after: string | null) =>
    as(async (tx) => (await sql<Row>`select * from app.export_customers(${id}, ${after}, ${BATCH})`.execute(tx)).rows);
  let batch = await batchAfter(null);
  res.writeHead(200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="customers.csv"',
    'Cache-Control': 'no-store',
  });
  res.write(`${input.query.bom ? '\uFEFF' : ''}${csvLine(COLUMNS)}`);
  while (batch.length > 0 && !res.closed) {
    const text = batch.map((row) => csvLine(COLUMNS.map((column) => cell(row, column)))).join('');
    if (!res.write(text)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    batch = batch.length < BATCH ? [] : await batchAfter(batch.at(-1)?.id ?? null);
  }
  res.end();
}

/** An amount is a number: a minus sign before it begins no formula. */
const cell = (row: Row, column: (typeof COLUMNS)[number]) =>
  column === 'annual_value' && row[column] !== null ? Number(row[column]) : row[column];
