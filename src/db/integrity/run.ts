import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { accessChecks } from './access.ts';
import { caseChecks } from './cases.ts';
import type { Check, Found, Outside } from './check.ts';
import { derivedChecks } from './derived.ts';
import { ownershipChecks } from './ownership.ts';
import { recordChecks } from './records.ts';

/** Every check, in the order in which they run and are told. */
export const CHECKS: readonly Check[] = [
  ...ownershipChecks,
  ...recordChecks,
  ...accessChecks,
  ...caseChecks,
  ...derivedChecks,
];

/** Findings that are shown and kept, of each check; all are counted. */
const SHOWN = 1_000;
const STATEMENT_TIMEOUT = '5min';

export interface Checked {
  name: string;
  /** ok and wrong: it was looked at; skipped: it needs Temporal, which is not there; failed: it took too long or broke */
  state: 'ok' | 'wrong' | 'skipped' | 'failed';
  count: number;
  found: Found[];
  repair?: string;
  /** of a failed one: the code of the error */
  why?: string;
}

/**
 * Runs checks one after the other, each a read-only transaction of its own with a bound in time, which takes no lock that anybody
 * waits for. One that fails does not keep the others from being made.
 * @param names only these; absent: all
 * @param onCheck told after each
 */
export async function runChecks(
  db: Database,
  outside: Outside | undefined,
  { names, onCheck = () => {} }: { names?: readonly string[] | undefined; onCheck?: (checked: Checked) => void } = {},
): Promise<Checked[]> {
  const results: Checked[] = [];
  for (const check of CHECKS.filter(({ name }) => names === undefined || names.includes(name))) {
    const checked = await runCheck(db, check, outside);
    results.push(checked);
    onCheck(checked);
  }
  return results;
}

async function runCheck(db: Database, check: Check, outside: Outside | undefined): Promise<Checked> {
  const { name } = check;
  const repair = check.repair === undefined ? {} : { repair: check.repair.name };
  if (check.confirm !== undefined && outside === undefined) return { name, state: 'skipped', count: 0, found: [] };
  try {
    const rows = await db
      .transaction()
      .setAccessMode('read only')
      .execute(async (tx) => {
        await sql`select set_config('statement_timeout', ${STATEMENT_TIMEOUT}, true), set_config('lock_timeout', '2s', true)`.execute(
          tx,
        );
        const limit = check.confirm === undefined ? sql`limit ${SHOWN}` : sql``;
        const read = await sql<Found & { total: number }>`
          select f.code, f.subject, f.params, count(*) over () as total from (${check.query}) f order by f.code, f.subject ${limit}`.execute(
          tx,
        );
        return read.rows;
      });
    const all = rows.map(({ code, subject, params }) => ({ code, subject, params }));
    const really = check.confirm && outside ? await check.confirm(all, outside) : all;
    const count = check.confirm ? really.length : (rows[0]?.total ?? 0);
    return { name, state: count === 0 ? 'ok' : 'wrong', count, found: really.slice(0, SHOWN), ...repair };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { name, state: 'failed', count: 0, found: [], why: code };
  }
}

/**
 * Runs one named repair.
 * @returns how many rows it changed; undefined: there is no such repair
 */
export async function runRepair(db: Database, name: string, outside: Outside | undefined): Promise<number | undefined> {
  const check = CHECKS.find(({ repair }) => repair?.name === name);
  return check?.repair?.run(db, outside);
}
