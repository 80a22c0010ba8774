import type { Tx } from '../connect.ts';
import { record } from './audit.ts';
import { peopleById } from './people.ts';

/** The reviews of a handover with their answers, by date. */
export async function listReviews(tx: Tx, handoverId: string) {
  const reviews = await tx
    .selectFrom('reviews')
    .selectAll()
    .where('handover_id', '=', handoverId)
    .orderBy('day_offset')
    .execute();
  const answers =
    reviews.length === 0
      ? []
      : await tx
          .selectFrom('review_answers')
          .selectAll()
          .where(
            'review_id',
            'in',
            reviews.map((r) => r.id),
          )
          .orderBy('answered_at')
          .execute();
  const who = await peopleById(
    tx,
    answers.map((a) => a.person_id),
  );
  return reviews.map((r) => ({
    id: r.id,
    dayOffset: r.day_offset,
    dueAt: r.due_at,
    answerBy: r.answer_by,
    state: r.state,
    baseline: r.baseline === null ? null : record(r.baseline),
    facts: r.facts === null ? null : record(r.facts),
    findings: r.findings,
    answers: answers
      .filter((a) => a.review_id === r.id)
      .map((a) => ({
        person: who(a.person_id),
        satisfaction: a.satisfaction,
        comment: a.comment,
        answers: record(a.answers),
        answeredAt: a.answered_at,
      })),
  }));
}

/** Whether a review belongs to a case. */
export async function hasReview(tx: Tx, handoverId: string, reviewId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('reviews')
    .select('id')
    .where('id', '=', reviewId)
    .where('handover_id', '=', handoverId)
    .executeTakeFirst();
  return row !== undefined;
}
