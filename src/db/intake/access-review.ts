import { sql } from 'kysely';
import type { Tx } from '../connect.ts';

export interface AccessAnswer {
  id: string;
  decision: 'confirm' | 'revoke';
  comment?: string | undefined;
}
/** notFound: not yours to see; ownAccess: you hold it yourself; alreadyRevoked: what was taken away is not given back by an answer */
export type AnswerResult = 'confirmed' | 'revoked' | 'notFound' | 'ownAccess' | 'alreadyRevoked' | 'notForYou';

/**
 * Writes what somebody decides on accesses of a review; the database lets only those through that are theirs to decide while the review
 * is open, and carries out what is revoked in the same transaction. The same again changes nothing.
 * @returns one result an answer, in their order
 */
export async function answerAccess(
  tx: Tx,
  reviewId: string,
  personId: string,
  answers: AccessAnswer[],
): Promise<AnswerResult[]> {
  const rows = answers.map((a) => ({
    id: a.id,
    state: a.decision === 'confirm' ? 'confirmed' : 'revoked',
    comment: a.comment ?? null,
  }));
  await sql`
    update access_review_items i set state = d.state, comment = d.comment
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d (id uuid, state text, comment text)
     where i.review_id = ${reviewId} and i.id = d.id and i.state in ('pending', 'confirmed') and i.state <> d.state`.execute(
    tx,
  );
  const now = await tx
    .selectFrom('access_review_items')
    .select(['id', 'holder_id', 'state'])
    .where('review_id', '=', reviewId)
    .where(sql<boolean>`id = any (${answers.map((a) => a.id)}::uuid[])`)
    .execute();
  return rows.map(({ id, state }) => {
    const item = now.find((row) => row.id === id.toLowerCase());
    if (!item) return 'notFound';
    if (item.state === state) return state === 'confirmed' ? 'confirmed' : 'revoked';
    if (item.holder_id === personId) return 'ownAccess';
    return item.state === 'revoked' || item.state === 'lapsed' ? 'alreadyRevoked' : 'notForYou';
  });
}

/** How much of the review still waits for whom the person answers: for themself and, for HR, what has no reviewer. */
export async function countUnanswered(tx: Tx, reviewId: string): Promise<number> {
  const { n } = await tx
    .selectFrom('access_review_items')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('review_id', '=', reviewId)
    .where('state', '=', 'pending')
    .where(sql<boolean>`(reviewer_id = (select app.me()) or (reviewer_id is null and (select app.has_role('{hr}'))))`)
    .executeTakeFirstOrThrow();
  return n;
}
