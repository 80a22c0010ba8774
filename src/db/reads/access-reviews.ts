import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import { peopleById } from './people.ts';

const COUNTED = ['pending', 'confirmed', 'revoked', 'lapsed'] as const;

/** Reviews that the person takes part in (HR and auditors: all), newest first, with counts of the items that they may see. */
export async function listAccessReviews(tx: Tx, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
  const rows = await reviewRows(tx)
    .$if(cursor !== undefined, (b) => b.where('r.id', '<', cursor ?? ''))
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = keyset(rows, limit, (row) => row.id);
  return { next: page.next, items: await shown(tx, page.items) };
}

export async function readAccessReview(tx: Tx, id: string) {
  const row = await reviewRows(tx).where('r.id', '=', id).executeTakeFirst();
  return row && (await shown(tx, [row]))[0];
}

/** @returns what a signal must know; undefined: not to be seen */
export function accessReviewStanding(tx: Tx, id: string) {
  return tx.selectFrom('access_reviews').select(['state', 'workflow_id']).where('id', '=', id).executeTakeFirst();
}

export async function isAccessReviewOpen(tx: Tx): Promise<boolean> {
  const open = await tx.selectFrom('access_reviews').select('id').where('closed_at', 'is', null).executeTakeFirst();
  return open !== undefined;
}

function reviewRows(tx: Tx) {
  return tx
    .selectFrom('access_reviews as r')
    .select(['r.id', 'r.state', 'r.started_by', 'r.started_at', 'r.due_at', 'r.closed_at']);
}

async function shown(tx: Tx, rows: Awaited<ReturnType<ReturnType<typeof reviewRows>['execute']>>) {
  const who = await peopleById(
    tx,
    rows.map((row) => row.started_by),
  );
  const counts = await tx
    .selectFrom('access_review_items')
    .select(['review_id', 'state', (e) => e.fn.countAll<number>().as('n')])
    .where(sql<boolean>`review_id = any (${rows.map((row) => row.id)}::uuid[])`)
    .groupBy(['review_id', 'state'])
    .execute();
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    startedBy: row.started_by === null ? null : who(row.started_by),
    startedAt: row.started_at,
    dueAt: row.due_at,
    closedAt: row.closed_at,
    counts: Object.fromEntries(
      COUNTED.map((state) => [state, counts.find((c) => c.review_id === row.id && c.state === state)?.n ?? 0]),
    ) as Record<(typeof COUNTED)[number], number>,
  }));
}

export interface AccessItemsQuery {
  cursor?: string | undefined;
  limit: number;
  /** only what waits for the caller, or was theirs to answer */
  mine?: boolean | undefined;
  state?: string | undefined;
}

/** Items of a review that the person may see, in the order in which they were listed. */
export async function listAccessItems(tx: Tx, reviewId: string, { cursor, limit, mine, state }: AccessItemsQuery) {
  const rows = await tx
    .selectFrom('access_review_items as i')
    .leftJoin('customers as c', 'c.id', 'i.customer_id')
    .leftJoin('handovers as h', 'h.id', 'i.handover_id')
    .selectAll('i')
    .select(['c.name as customer_name', 'h.label'])
    .where('i.review_id', '=', reviewId)
    .$if(cursor !== undefined, (b) => b.where('i.id', '>', cursor ?? ''))
    .$if(state !== undefined, (b) => b.where('i.state', '=', state ?? ''))
    .$if(mine === true, (b) =>
      b.where(
        sql<boolean>`(i.reviewer_id = (select app.me()) or (i.reviewer_id is null and (select app.has_role('{hr}'))))`,
      ),
    )
    .orderBy('i.id')
    .limit(limit + 1)
    .execute();
  const page = keyset(rows, limit, (row) => row.id);
  const who = await peopleById(
    tx,
    page.items.flatMap((row) => [row.reviewer_id, row.holder_id, row.decided_by]),
  );
  const person = (id: string | null) => (id === null ? null : who(id));
  return {
    next: page.next,
    items: page.items.map((row) => ({
      id: row.id,
      what: row.what,
      ref: row.ref,
      reviewer: person(row.reviewer_id),
      holder: person(row.holder_id),
      customer: row.customer_id === null ? null : { id: row.customer_id, name: row.customer_name },
      handover: row.handover_id === null ? null : { id: row.handover_id, label: row.label },
      level: row.level,
      endsAt: row.ends_at,
      state: row.state,
      comment: row.comment,
      decidedBy: person(row.decided_by),
      decidedAt: row.decided_at,
    })),
  };
}
