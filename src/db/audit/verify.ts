import { AuditVerifier, type Verdict } from '../../domain/audit-verifier.ts';
import { keysOf } from '../../domain/jws.ts';
import type { Database } from '../connect.ts';
import { publicKeys } from './keys.ts';
import { auditRecords } from './records.ts';
import { checkSigned } from './signed.ts';
import { checkVouched } from './vouched.ts';

/**
 * Recomputes all of the log in one snapshot, the rows that its entries vouch for, and what was signed.
 * @param db as the schema's owner or the worker: who may read all of it
 */
export function verifyDatabase(
  db: Database,
  given: { trusted?: readonly Record<string, unknown>[]; anchors?: string[] } = {},
): Promise<Verdict> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const verifier = new AuditVerifier(given);
      for await (const record of auditRecords(tx)) verifier.add(record);
      const verdict = verifier.end();
      verdict.findings.push(...(await checkVouched(tx)));
      verdict.findings.push(...(await checkSigned(tx, keysOf(given.trusted ?? (await publicKeys(tx))))));
      return verdict;
    });
}
