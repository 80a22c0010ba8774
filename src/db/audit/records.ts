import { sql } from 'kysely';
import { AUDIT_LOG_VERSION, type SealedEntry } from '../../domain/audit-log.ts';
import type { AuditRecord } from '../../domain/audit-verifier.ts';
import type { Tx } from '../connect.ts';
import { publicKeys } from './keys.ts';
import { SEALED_ENTRY } from '../writes/seal.ts';

const PAGE = 5_000;

/**
 * The log as a stream: what an export writes and the verification reads. Reads in pages by key, in any isolation: what is sealed
 * does not change, and heads that are added meanwhile are left out.
 */
export async function* auditRecords(tx: Tx): AsyncGenerator<AuditRecord> {
  yield { kind: 'log', v: AUDIT_LOG_VERSION, exportedAt: new Date().toISOString() };
  for (const jwk of await publicKeys(tx)) yield { kind: 'key', jwk };
  const last = await tx
    .selectFrom('audit_heads')
    .select(['number', 'size'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  let position = 0;
  const end = last?.number ?? 0;
  for (let number = 0; number < end;) {
    const heads = await tx
      .selectFrom('audit_heads')
      .selectAll()
      .where('number', '>', number)
      .where('number', '<=', end)
      .orderBy('number')
      .limit(PAGE)
      .execute();
    for (const head of heads) {
      for await (const leaf of leaves(tx, position, head.size)) yield leaf;
      position = Math.max(position, head.size);
      number = head.number;
      yield {
        kind: 'head',
        number: head.number,
        size: head.size,
        root: head.root.toString('hex'),
        previous: head.previous?.toString('hex') ?? null,
        below: head.below,
        sealedAt: head.sealed_at.toISOString(),
        hash: head.hash.toString('hex'),
        peaks: head.peaks.map((peak) => peak.toString('hex')),
        jws: head.jws,
      };
    }
    if (heads.length < PAGE) break;
  }
  yield* unsealed(tx, last?.size ?? 0);
}

async function* leaves(tx: Tx, from: number, to: number): AsyncGenerator<AuditRecord> {
  for (let at = from; at < to;) {
    const { rows } = await sql<SealedEntry & { position: number; entryId: number; leaf: string; there: boolean }>`
      select l.position, l.entry_id as "entryId", encode(l.leaf, 'hex') as leaf, e.id is not null as there, ${SEALED_ENTRY}
        from audit_leaves l left join audit_entries e on e.id = l.entry_id
       where l.position >= ${at} and l.position < ${to} order by l.position limit ${PAGE}`.execute(tx);
    for (const { position, entryId, leaf, there, ...entry } of rows)
      yield { kind: 'leaf', position, entryId, leaf, entry: there ? entry : null };
    if (rows.length < PAGE) break;
    at = (rows.at(-1)?.position ?? to) + 1;
  }
}

/** Entries without a leaf below the last head's size, and leaves that no head covers: a leaf without a head is not sealed. */
async function* unsealed(tx: Tx, size: number): AsyncGenerator<AuditRecord> {
  for (let last = '0'; ;) {
    const { rows } = await sql<SealedEntry>`
      select ${SEALED_ENTRY} from audit_entries e
       where e.id > ${last} and not exists (select 1 from audit_leaves l where l.entry_id = e.id and l.position < ${size})
       order by e.id limit ${PAGE}`.execute(tx);
    for (const entry of rows) yield { kind: 'unsealed', entry };
    if (rows.length < PAGE) break;
    last = String(rows.at(-1)?.id ?? last);
  }
}
