import { sql } from 'kysely';
import type { CorrectiveRule, Finding } from '../../contract/reviews.ts';
import { addWorkingDays, localDay } from '../../domain/working-days.ts';
import type { Database, Tx } from '../connect.ts';
import { calendarOf } from '../calendar.ts';
import { audit, policyOf } from './standing.ts';

/**
 * Opens an action for each finding of a review, with owner and date by the policy.
 * @param receiverId who owns them where the policy names the receiver
 */
export async function openActions(
  tx: Tx,
  at: { handoverId: string; reviewId: string; now: string; supervisorId: string; receiverId: string },
  rule: CorrectiveRule,
  found: readonly Finding[],
): Promise<{ ownerId: string; dueOn: string }> {
  const policy = await policyOf(tx, at.handoverId);
  const calendar = await calendarOf(tx, policy.calendar);
  const dueOn = addWorkingDays(calendar, localDay(calendar, at.now), rule.dueWorkingDays).toString();
  const ownerId = rule.owner === 'supervisor' ? at.supervisorId : at.receiverId;
  for (const finding of found) {
    const opened = await tx
      .insertInto('corrective_actions')
      .values({ handover_id: at.handoverId, review_id: at.reviewId, finding, owner_id: ownerId, due_on: dueOn })
      .onConflict((c) => c.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (opened)
      await audit(tx, {
        action: 'correctiveAction.opened',
        handoverId: at.handoverId,
        subjectType: 'correctiveAction',
        subjectId: opened.id,
        params: { finding, owner: ownerId, dueOn },
      });
  }
  return { ownerId, dueOn };
}

/** Customers answer in their own time: a low mark that came after its review had closed opens an action all the same, once a review. */
export async function openLateAnswers(tx: Tx, now: string): Promise<void> {
  const { rows } = await sql<{ handoverId: string; reviewId: string; supervisorId: string; receiverId: string }>`
    select distinct on (s.review_id) s.handover_id as "handoverId", s.review_id as "reviewId", h.supervisor_id as "supervisorId", c.owner_id as "receiverId"
      from surveys s join reviews r on r.id = s.review_id join handovers h on h.id = s.handover_id
      join policies p on p.key = h.policy_key and p.version = h.policy_version join customers c on c.id = s.customer_id and c.owner_id is not null
     where s.state = 'answered' and r.state in ('answered', 'unanswered') and p.body -> 'reviews' ? 'corrective'
       and s.satisfaction < (p.body -> 'reviews' ->> 'minSatisfaction')::numeric
       and not exists (select 1 from corrective_actions a where a.review_id = s.review_id and a.finding = 'satisfactionLow' and a.opened_by is null)
     order by s.review_id, s.answered_at limit 200`.execute(tx);
  for (const row of rows) {
    const { corrective } = (await policyOf(tx, row.handoverId)).reviews;
    if (corrective) await openActions(tx, { ...row, now }, corrective, ['satisfactionLow']);
  }
}

export interface DueAction {
  id: string;
  handover_id: string;
  label: string;
  finding: string;
  owner_id: string;
  due_on: string;
  what: 'remind' | 'escalate';
}

/** Open actions of which somebody must hear today: due tomorrow or sooner and not reminded, overdue and not escalated. */
export async function actionsToFollow(db: Database, today: string): Promise<DueAction[]> {
  const { rows } = await sql<DueAction>`
    select a.id, a.handover_id, h.label, a.finding, a.owner_id, a.due_on::text as due_on,
           case when a.due_on < ${today}::date then 'escalate' else 'remind' end as what
      from corrective_actions a join handovers h on h.id = a.handover_id
     where a.state = 'open' and (
       (a.due_on between ${today}::date and ${today}::date + 1 and a.reminded_on is null)
       or (a.due_on < ${today}::date and (a.escalated_on is null or a.escalated_on <= ${today}::date - 7)))
     order by a.due_on, a.id limit 500`.execute(db);
  return rows;
}

export async function noteFollowed(tx: Tx, one: DueAction, today: string): Promise<void> {
  await tx
    .updateTable('corrective_actions')
    .set(one.what === 'remind' ? { reminded_on: today } : { escalated_on: today })
    .where('id', '=', one.id)
    .execute();
  await audit(tx, {
    action: `correctiveAction.${one.what === 'remind' ? 'reminded' : 'escalated'}`,
    handoverId: one.handover_id,
    subjectType: 'correctiveAction',
    subjectId: one.id,
  });
}
