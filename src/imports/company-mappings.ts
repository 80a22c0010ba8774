import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';
import { ImportError } from './errors.ts';
import { GUESSED_TABLES, type GuessedTable } from './headers.ts';
import { type Mapping, parseMapping } from './mapping.ts';
import { type MappingInfo, describeMapping, listMappings, loadMapping } from './mappings.ts';
import { describeTarget } from './target.ts';

/** Mappings that the company writes for its own files, and how a mapping is found by its name. */

const STANDARD = /^standard\/(\w+)$/;

/**
 * @param name of a mapping of the company, of one that ships with the product, or standard/<table>: made from the header
 * @throws ImportError mappingUnknown, mappingInvalid
 */
export async function mappingNamed(tx: Tx, name: string): Promise<Mapping | { guess: GuessedTable }> {
  const table = GUESSED_TABLES.find((one) => one === STANDARD.exec(name)?.[1]);
  if (table !== undefined) return { guess: table };
  const row = await tx.selectFrom('import_mappings').select('body').where('name', '=', name).executeTakeFirst();
  return row ? parseMapping(name, row.body) : loadMapping(name);
}

export async function allMappings(tx: Tx): Promise<(MappingInfo & { version: number | null })[]> {
  const rows = await tx.selectFrom('import_mappings').select(['name', 'body', 'version']).orderBy('name').execute();
  const own = rows.map(({ name, body, version }) => ({ ...describeMapping(parseMapping(name, body)), version }));
  const shipped = listMappings().filter((one) => !own.some(({ name }) => name === one.name));
  const standard = GUESSED_TABLES.map((table) => ({ name: `standard/${table}`, table, columns: [], version: null }));
  return [...own, ...standard, ...shipped.map((one) => ({ ...one, version: null }))];
}

export async function readMapping(tx: Tx, name: string): Promise<{ body: unknown; version: number | null }> {
  const row = await tx
    .selectFrom('import_mappings')
    .select(['body', 'version'])
    .where('name', '=', name)
    .executeTakeFirst();
  if (row) return row;
  const { name: _, ...body } = loadMapping(name);
  return { body, version: null };
}

/**
 * Saves a mapping.
 * @param expected the version that the person saw; null: whatever is there
 * @returns its version; undefined: somebody saved another meanwhile
 * @throws ImportError mappingInvalid, fieldUnknown
 */
export async function saveMapping(
  tx: Tx,
  { name, body, personId }: { name: string; body: unknown; personId: string },
  expected: number | null,
): Promise<number | undefined> {
  if (STANDARD.test(name)) throw new ImportError('mappingInvalid', { mapping: name, why: 'standard/' });
  await describeTarget(tx, parseMapping(name, body));
  const json = JSON.stringify(body);
  const row = await tx
    .insertInto('import_mappings')
    .values({ name, body: json, updated_by: personId })
    .onConflict((c) =>
      c
        .column('name')
        .doUpdateSet({
          body: json,
          updated_by: personId,
          version: sql`import_mappings.version + 1`,
          updated_at: sql`clock_timestamp()`,
        })
        .where((e) => (expected === null ? e.val(true) : e('import_mappings.version', '=', expected))),
    )
    .returning('version')
    .executeTakeFirst();
  return row?.version;
}

/** @returns whether it was there */
export async function deleteMapping(tx: Tx, name: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('import_mappings').where('name', '=', name).executeTakeFirst();
  return numDeletedRows > 0n;
}
