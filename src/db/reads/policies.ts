import type { Policy } from '../../contract/policy.ts';
import type { Tx } from '../connect.ts';
import { record } from './audit.ts';

/** Every version of every policy, newest first. */
export async function listPolicies(tx: Tx) {
  const rows = await tx
    .selectFrom('policies')
    .select(['key', 'version', 'name_zh', 'name_en'])
    .orderBy('key')
    .orderBy('version', 'desc')
    .execute();
  return rows.map((row) => ({ key: row.key, version: row.version, name: { zh: row.name_zh, en: row.name_en } }));
}

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
    key: row.key,
    version: row.version,
    name: { zh: row.name_zh, en: row.name_en },
    createdAt: row.created_at,
    body: record(row.body),
    // Written through the policy's own checks only, so that the column's type is the contract's.
    policy: row.body as unknown as Policy,
  };
}
