import { sql } from 'kysely';
import { AuditVerifier, type Finding, type Verdict } from '../../domain/audit-verifier.ts';
import { keysOf } from '../../domain/jws.ts';
import type { Database, Tx } from '../connect.ts';
import { publicKeys } from './keys.ts';
import { auditRecords } from './records.ts';
import { checkSigned } from './signed.ts';
import { checkVouched } from './vouched.ts';

interface Given {
  /** public keys from elsewhere; absent: those that the database names */
  trusted?: readonly Record<string, unknown>[];
  /** heads as they were remembered outside, a JWS each */
  anchors?: string[];
  /** hears how many entries have been read */
  watch?: (entries: number) => void;
}

/**
 * Recomputes all of the log in one snapshot, the rows that its entries vouch for, and what was signed.
 * @param db as the schema's owner or the worker: who may read all of it
 */
export function verifyDatabase(db: Database, given: Given = {}): Promise<Verdict> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => verifyIn(tx, given));
}

/** The same in a transaction that is there. */
export async function verifyIn(tx: Tx, given: Given): Promise<Verdict> {
  const verifier = new AuditVerifier(given);
  let entries = 0;
  for await (const record of auditRecords(tx)) {
    verifier.add(record);
    if (record.kind === 'leaf') given.watch?.((entries += 1));
  }
  const verdict = verifier.end();
  verdict.findings.push(...(await leavesBeyond(tx)));
  verdict.findings.push(...(await checkVouched(tx)));
  verdict.findings.push(...(await checkSigned(tx, keysOf(given.trusted ?? (await publicKeys(tx))))));
  return verdict;
}

/** A leaf is written together with its head: one that no head covers is what a cut left over. */
async function leavesBeyond(tx: Tx): Promise<Finding[]> {
  const { rows } = await sql<{ position: number }>`
    select position from audit_leaves where position >= (select coalesce(max(size), 0) from audit_heads) order by position limit 1`.execute(
    tx,
  );
  return rows.map(({ position }) => ({ code: 'leafBeyondHead', params: { position } }));
}
