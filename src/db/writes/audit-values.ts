import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../connect.ts';
import { type AuditEntry, rowOf } from './standing.ts';

/**
 * Appends an entry with personal values. They lie apart, where they can be erased; the entry keeps sha256(salt || value), which
 * says nothing without the salt, so that erasing takes nothing from the chain.
 */
export async function auditWithValues(tx: Tx, entry: AuditEntry, values: Record<string, string>): Promise<void> {
  const salted = Object.entries(values).map(([field, value]) => ({ field, value, salt: randomBytes(16) }));
  const hashes = salted.map(({ field, salt, value }) => [
    field,
    createHash('sha256').update(salt).update(value).digest('hex'),
  ]);
  const { id } = await tx
    .insertInto('audit_entries')
    .values(rowOf({ ...entry, params: { ...entry.params, values: Object.fromEntries(hashes) } }))
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('audit_values')
    .values(salted.map((one) => ({ entry_id: id, ...one })))
    .execute();
}
