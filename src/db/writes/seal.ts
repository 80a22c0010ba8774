import { sql } from 'kysely';
import { headHash, leafOf } from '../../domain/audit-hashes.ts';
import { type HeadClaims, type SealedEntry, claimsOf } from '../../domain/audit-log.ts';
import { Frontier } from '../../domain/merkle.ts';
import type { Database, Tx } from '../connect.ts';

/** An entry as its hash covers it; microseconds, which a Date has not. */
export const SEALED_ENTRY = sql<SealedEntry>`e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  e.actor_kind as "actorKind", e.actor_id as "actorId", e.action, e.handover_id as "handoverId",
  e.subject_type as "subjectType", e.subject_id as "subjectId", e.params, e.xact::text as xact`;

export interface Head extends HeadClaims {
  jws: string;
}

/**
 * Seals the committed entries that are not sealed yet, in one transaction: their leaves and one signed head over all leaves so far.
 * A second sealer finds the lock taken and does nothing; the head's number stops what would get past that.
 * @param sign gives a compact JWS over the claims
 * @param limit entries at most: what is left waits for the next head
 * @returns the new head, and whether the limit was reached; null: nothing to seal, or another is at it
 */
export function seal(
  db: Database,
  sign: (claims: Record<string, unknown>) => Promise<string>,
  limit = 10_000,
): Promise<{ head: Head; full: boolean } | null> {
  return db.transaction().execute(async (tx) => {
    const lock = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended('audit sealer', 0)) as mine`.execute(tx);
    if (!lock.rows[0]?.mine) return null;
    const last = await tx
      .selectFrom('audit_heads')
      .selectAll()
      .select(sql<boolean>`pg_snapshot_xmin(pg_current_snapshot()) < below`.as('restored'))
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    const { rows } = await unsealed(tx, last && !last.restored ? last.below : '0', limit);
    const [first] = rows;
    if (!first) return null;
    const full = rows.length === limit;
    const tree = new Frontier(last?.size ?? 0, last?.peaks ?? []);
    const leaves = rows.map(({ below: _, now: __, ...entry }) => leafOf(entry));
    const start = tree.size;
    for (const leaf of leaves) tree.append(leaf);
    const claims: HeadClaims = {
      number: (last?.number ?? 0) + 1,
      size: tree.size,
      root: tree.root().toString('hex'),
      previous: last?.hash.toString('hex') ?? null,
      below: full ? lesser(first.below, rows.at(-1)?.xact ?? '0') : first.below,
      sealedAt: first.now,
    };
    const jws = await sign(claimsOf(claims));
    await sql`insert into audit_leaves (position, entry_id, leaf)
      select ${start}::bigint + n - 1, entry_id, leaf from unnest(${rows.map((r) => r.id)}::bigint[], ${leaves}::bytea[]) with ordinality as l (entry_id, leaf, n)`.execute(
      tx,
    );
    await notifyCases(tx, rows);
    await tx
      .insertInto('audit_heads')
      .values({
        number: claims.number,
        size: claims.size,
        root: tree.root(),
        previous: last?.hash ?? null,
        hash: headHash(claims),
        below: claims.below,
        peaks: tree.peaks,
        sealed_at: claims.sealedAt,
        jws,
      })
      .execute();
    return { head: { ...claims, jws }, full };
  });
}

/** A notification holds 8,000 bytes. */
const CASES_A_NOTIFICATION = 200;

/**
 * Wakes those who watch the cases, here and not in the transactions that write: a commit that notifies takes a lock that all such
 * commits share, which would cost the same as a chain in every transaction.
 */
async function notifyCases(tx: Tx, rows: readonly SealedEntry[]): Promise<void> {
  const ids = [...new Set(rows.flatMap(({ handoverId }) => (handoverId === null ? [] : [handoverId])))];
  for (let i = 0; i < ids.length; i += CASES_A_NOTIFICATION)
    await sql`select pg_notify('handover_events', ${ids.slice(i, i + CASES_A_NOTIFICATION).join(',')})`.execute(tx);
}

/** What is left of a full batch begins at its last transaction, and what is still open may come before that. */
const lesser = (a: string, b: string) => (BigInt(a) < BigInt(b) ? a : b);

/**
 * Numbers of entries are given before the commit: a smaller one can appear after a larger one was sealed, so that "above the last id"
 * would lose it. Transactions below the snapshot's xmin have all ended, and what they wrote is in the snapshot: `below` is that xmin,
 * and from there on each entry is looked for among the leaves. A database restored from a dump into another cluster counts its
 * transactions from the start again: then everything is looked for.
 */
function unsealed(tx: Tx, from: string, limit: number) {
  // A constant bound, so that the index is used: this is asked twice a second.
  return sql<SealedEntry & { below: string; now: string }>`
    select ${SEALED_ENTRY}, pg_snapshot_xmin(pg_current_snapshot())::text as below,
           to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now
      from audit_entries e
     where e.xact >= ${from}::xid8 and not exists (select 1 from audit_leaves l where l.entry_id = e.id)
     order by e.xact, e.id limit ${limit}`.execute(tx);
}
