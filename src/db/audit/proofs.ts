import { sql } from 'kysely';
import { AUDIT_LOG_VERSION, type AuditProof, type SealedEntry } from '../../domain/audit-log.ts';
import { pathUnderHead } from '../../domain/audit-proof.ts';
import type { Database, Tx } from '../connect.ts';
import { SEALED_ENTRY } from '../writes/seal.ts';

/**
 * The proof of an entry that the caller may see.
 * @returns unsealed: it has no head yet; null: there is no such entry, or it was pruned
 */
export async function proveEntry(tx: Database | Tx, entryId: number): Promise<AuditProof | 'unsealed' | null> {
  const { rows } = await sql<SealedEntry>`select ${SEALED_ENTRY} from audit_entries e where e.id = ${entryId}`.execute(
    tx,
  );
  const [entry] = rows;
  if (!entry) return null;
  const leaf = await tx
    .selectFrom('audit_leaves')
    .select('position')
    .where('entry_id', '=', entryId)
    .executeTakeFirst();
  const head =
    leaf &&
    (await tx
      .selectFrom('audit_heads')
      .select(['number', 'size', 'jws'])
      .where('size', '>', leaf.position)
      .orderBy('size')
      .limit(1)
      .executeTakeFirst());
  if (!leaf || !head) return 'unsealed';
  const before = await tx
    .selectFrom('audit_heads')
    .select(['size', 'peaks'])
    .where('number', '=', head.number - 1)
    .executeTakeFirst();
  const from = before?.size ?? 0;
  const added = await sql<{
    leaf: Buffer;
  }>`select leaf from app.leaves_between(${from}, ${head.size}) as l (leaf)`.execute(tx);
  return {
    kind: 'proof',
    v: AUDIT_LOG_VERSION,
    entry,
    position: leaf.position,
    path: pathUnderHead(
      leaf.position,
      { size: from, peaks: before?.peaks ?? [] },
      added.rows.map((row) => row.leaf),
    ),
    head: head.jws,
  };
}

/** Entries that concern a record: about it, or vouching for rows about it. Oldest first. */
export async function entriesAbout(db: Database | Tx, recordId: string): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from audit_entries where subject_id = ${recordId}
    union
    select e.id from ownership_starts s join audit_entries e on e.xact = s.xact and e.params->>'rows' = 'ownership_starts' and e.params->>'since' = app.instant(s.since)
     where s.customer_id = ${recordId}
    union
    select e.id from (select xact, at, record_type, record_id, handover_id from handover_exceptions
                      union all select xact, at, record_type, record_id, handover_id from handover_exceptions_past) x
      join audit_entries e on e.xact = x.xact and e.handover_id = x.handover_id and e.params->>'rows' = 'handover_exceptions'
                          and e.params->>'at' = app.instant(x.at) and e.params->>'type' = x.record_type
     where x.record_id = ${recordId}
    order by 1`.execute(db);
  return rows.map(({ id }) => id);
}
