import type { Policy } from '../../contract/policy.ts';
import type { Tx } from '../connect.ts';
import { policyOf } from '../writes/standing.ts';
import { record } from './audit.ts';
import { peopleById } from './people.ts';

/** Every version of every policy, newest first. */
export async function listPolicies(tx: Tx) {
  const rows = await tx
    .selectFrom('policies')
    .select(['key', 'version', 'name_zh', 'name_en', 'note', 'created_at', 'created_by'])
    .orderBy('key')
    .orderBy('version', 'desc')
    .execute();
  const who = await peopleById(
    tx,
    rows.map((row) => row.created_by),
  );
  return rows.map((row, i) => ({
    ...summary(row),
    note: row.note,
    createdAt: row.created_at,
    createdBy: row.created_by === null ? null : who(row.created_by),
    newest: rows[i - 1]?.key !== row.key,
  }));
}

const summary = (row: { key: string; version: number; name_zh: string; name_en: string }) => ({
  key: row.key,
  version: row.version,
  name: { zh: row.name_zh, en: row.name_en },
});

/** A policy's version, or its newest; undefined when there is none. */
export async function readPolicy(tx: Tx, key: string, version?: number) {
  const row = await tx
    .selectFrom('policies')
    .selectAll()
    .where('key', '=', key)
    .$if(version !== undefined, (b) => b.where('version', '=', version ?? 0))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    ...summary(row),
    note: row.note,
    createdAt: row.created_at,
    body: record(row.body),
    // Written through the policy's own checks only, so that the column's type is the contract's.
    policy: row.body as unknown as Policy,
  };
}

/** The policy that a case keeps. */
export const policyOfCase = (tx: Tx, handoverId: string): Promise<Policy> => policyOf(tx, handoverId);
