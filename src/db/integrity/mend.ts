import { type RawBuilder, sql } from 'kysely';
import type { Database, Tx } from '../connect.ts';
import { audit } from '../writes/standing.ts';
import type { Repair } from './check.ts';

/** A repair in one transaction, with an entry in the audit log when it changed anything. */
export function mend(name: string, work: (tx: Tx) => Promise<number>): Repair {
  return {
    name,
    run: (db: Database) =>
      db.transaction().execute(async (tx) => {
        const changed = await work(tx);
        await noteRepair(tx, name, changed);
        return changed;
      }),
  };
}

export async function noteRepair(tx: Tx, name: string, changed: number): Promise<void> {
  if (changed > 0) await audit(tx, { action: 'integrity.repaired', operator: true, params: { repair: name, changed } });
}

/** For repairs that are functions of the database: its owner's rights are needed. @returns what the function returns */
export async function called(tx: Tx, call: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select ${call} as n`.execute(tx);
  return rows[0]?.n ?? 0;
}
