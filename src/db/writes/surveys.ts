import { sql } from 'kysely';
import type { SurveyRule } from '../../contract/reviews.ts';
import type { Database, Tx } from '../connect.ts';

export interface Survey {
  id: string;
  /** key contact first, else the customer's own; null: there is none */
  address: string | null;
  customer_id: string;
  /** whose address it is; null: the customer's own */
  contact_id: string | null;
  /** they want no surveys */
  opted_out: boolean;
  customer: string;
  language: 'zh-CN' | 'en';
  receiver: string;
  receiver_email: string;
  answer_by: Date;
}

/**
 * Draws the customers whom a review asks: by a lot that is the same for the same review, of those that the handover moved and that
 * their receiver still has; in the language of their record where surveys are written in it (a tag like `en-GB`), else in the policy's.
 */
export async function drawSurveys(
  tx: Tx,
  review: { handoverId: string; reviewId: string },
  rule: SurveyRule,
  answerBy: string,
): Promise<number> {
  const { rows } = await sql`
    insert into surveys (handover_id, review_id, customer_id, language, answer_by)
    select ${review.handoverId}, ${review.reviewId}, record_id, language, ${answerBy}
      from (select i.record_id, case when lower(c.language) like 'zh%' then 'zh-CN' when lower(c.language) like 'en%' then 'en' else ${rule.language} end as language,
                   row_number() over (order by md5(${review.reviewId} || i.record_id::text)) as nth, count(*) over () as of
              from handover_items i join customers c on c.id = i.record_id and c.owner_id = i.receiver_id and c.state <> 'lost'
             where i.handover_id = ${review.handoverId} and i.record_type = 'customer') drawn
     where nth <= least(ceil(of * ${rule.share}::float8), ${rule.most})
    on conflict (review_id, customer_id) do nothing returning 1`.execute(tx);
  return rows.length;
}

/** Surveys of a review that have not left yet. */
export async function surveysToSend(db: Database, reviewId: string): Promise<Survey[]> {
  const { rows } = await sql<Survey>`
    select s.id, c.id as customer_id, c.name as customer, s.language, s.answer_by, e.name as receiver, e.email as receiver_email,
           k.id as contact_id, coalesce(k.email, c.email) as address,
           exists (select 1 from survey_opt_outs o where o.customer_id = c.id and o.contact_id is not distinct from k.id) as opted_out
      from surveys s join customers c on c.id = s.customer_id join employees e on e.id = c.owner_id
      left join lateral (select k.id, k.email from contacts k where k.customer_id = c.id and k.email is not null order by k.is_key desc, k.id limit 1) k on true
     where s.review_id = ${reviewId} and s.state = 'prepared' order by s.id`.execute(db);
  return rows;
}

/** What became of a survey's letter. */
export async function noteSurvey(
  db: Database,
  id: string,
  state: 'sent' | 'refused' | 'unreached' | 'optedOut',
): Promise<void> {
  await db
    .updateTable('surveys')
    .set({ state, ...(state === 'sent' ? { sent_at: new Date() } : {}) })
    .where('id', '=', id)
    .where('state', '=', 'prepared')
    .execute();
}

/** Marks that customers gave at a review. */
export async function surveyMarks(tx: Tx, reviewId: string): Promise<{ marks: number[]; asked: number }> {
  const rows = await tx
    .selectFrom('surveys')
    .select(['satisfaction', 'state'])
    .where('review_id', '=', reviewId)
    .execute();
  return {
    marks: rows.flatMap(({ satisfaction }) => (satisfaction === null ? [] : [satisfaction])),
    asked: rows.filter(({ state }) => state === 'sent' || state === 'answered').length,
  };
}
