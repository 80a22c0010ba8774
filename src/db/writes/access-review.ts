import { sql } from 'kysely';
import type { AccessReviewCounts } from '../../contract/access-review.ts';
import type { Database, Tx } from '../connect.ts';

/** Items a transaction: small enough that nobody waits for its locks. */
const BATCH_ROWS = 2_000;

/** What gives access beyond ownership, each with the columns of an item. What ends today or is void already needs no review. */
const SOURCES = {
  grants: sql`
    select case when g.handover_id is null then 'grant' else 'transition' end as what, g.id as ref, g.grantee_id as holder_id,
           g.customer_id, g.handover_id, g.level, g.ends_at
      from grants g join employees e on e.id = g.grantee_id and e.state <> 'left' where g.revoked_at is null and g.ends_at > now()`,
  customer_team: sql`
    select 'team' as what, t.id as ref, t.assignee_id as holder_id, t.customer_id, null::uuid as handover_id, t.level, null::timestamptz as ends_at
      from customer_team t join employees e on e.id = t.assignee_id and e.state <> 'left'`,
  sharing_rules: sql`
    select 'rule' as what, r.id as ref, null::uuid as holder_id, null::uuid as customer_id, null::uuid as handover_id, r.level, r.ends_at
      from sharing_rules r where r.ends_at is null or r.ends_at > now()`,
} as const;

/**
 * Lists what people hold beyond ownership, a transaction a batch; what is listed already stays. The reviewer is the nearest active
 * person above the holder, nobody (HR) where there is none or where there is no single holder.
 * @param onBatch told after each batch
 */
export async function listAccess(db: Database, reviewId: string, onBatch: (items: number) => void): Promise<void> {
  let listed = 0;
  for (const source of Object.values(SOURCES))
    for (let cursor: string | null = null; ;) {
      const page: { rows: { last: string | null; n: number }[] } = await sql<{ last: string | null; n: number }>`
        with held as materialized (
          select * from (${source}) h where ${cursor}::uuid is null or h.ref > ${cursor}::uuid order by h.ref limit ${BATCH_ROWS}
        ), written as (
          insert into access_review_items (review_id, reviewer_id, holder_id, what, ref, customer_id, handover_id, level, ends_at)
          select ${reviewId}, (select c.boss_id from reporting_closure c join employees b on b.id = c.boss_id
                                where c.subordinate_id = h.holder_id and c.depth > 0 and b.state = 'active' and not app.is_frozen(b.id)
                                order by c.depth limit 1),
                 h.holder_id, h.what, h.ref, h.customer_id, h.handover_id, h.level, h.ends_at
            from held h
          on conflict (review_id, what, ref) do nothing
        )
        select (select ref from held order by ref desc limit 1) as last, (select count(*) from held) as n`.execute(db);
      const { last = null, n = 0 } = page.rows[0] ?? {};
      if (last === null) break;
      cursor = last;
      listed += n;
      onBatch(listed);
    }
}

/** Takes away what nobody answered, a transaction a batch; the database carries it out and writes it into the audit log. */
export async function lapse(db: Database, reviewId: string, onBatch: (items: number) => void): Promise<void> {
  let lapsed = 0;
  for (;;) {
    const { numUpdatedRows } = await db
      .updateTable('access_review_items')
      .set({ state: 'lapsed' })
      .where('id', 'in', (e) =>
        e
          .selectFrom('access_review_items')
          .select('id')
          .where('review_id', '=', reviewId)
          .where('state', '=', 'pending')
          .orderBy('id')
          .limit(BATCH_ROWS),
      )
      .where('state', '=', 'pending')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    lapsed += Number(numUpdatedRows);
    onBatch(lapsed);
  }
}

/** How many items wait for each reviewer; null: for HR. */
export async function pendingBy(db: Database | Tx, reviewId: string): Promise<Map<string | null, number>> {
  const rows = await db
    .selectFrom('access_review_items')
    .select(['reviewer_id', (e) => e.fn.countAll<number>().as('n')])
    .where('review_id', '=', reviewId)
    .where('state', '=', 'pending')
    .groupBy('reviewer_id')
    .execute();
  return new Map(rows.map((row) => [row.reviewer_id, row.n]));
}

export async function countsOf(db: Database | Tx, reviewId: string): Promise<AccessReviewCounts> {
  const rows = await db
    .selectFrom('access_review_items')
    .select(['state', (e) => e.fn.countAll<number>().as('n')])
    .where('review_id', '=', reviewId)
    .groupBy('state')
    .execute();
  const of = (state: string) => rows.find((row) => row.state === state)?.n ?? 0;
  return { confirmed: of('confirmed'), revoked: of('revoked'), lapsed: of('lapsed') };
}
