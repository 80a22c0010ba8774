import type { Database, Tx } from '../connect.ts';
import { sql } from 'kysely';
import { audit } from './standing.ts';

export interface DueMeetingAction {
  id: string;
  handover_id: string;
  label: string;
  body: string;
  owner_id: string;
  due_on: string;
  what: 'remind' | 'escalate';
}

/**
 * Open action items of which somebody must hear today: due tomorrow or sooner and not reminded, overdue and not told above for a week.
 * Items of a cancelled case are nobody's work any more.
 */
export async function meetingActionsToFollow(db: Database, today: string): Promise<DueMeetingAction[]> {
  const { rows } = await sql<DueMeetingAction>`
    select a.id, a.handover_id, h.label, a.body, a.owner_id, a.due_on::text as due_on,
           case when a.due_on < ${today}::date then 'escalate' else 'remind' end as what
      from meeting_actions a join handovers h on h.id = a.handover_id
     where a.done_at is null and h.state <> 'cancelled' and (
       (a.due_on between ${today}::date and ${today}::date + 1 and a.reminded_on is null)
       or (a.due_on < ${today}::date and (a.escalated_on is null or a.escalated_on <= ${today}::date - 7)))
     order by a.due_on, a.id limit 500`.execute(db);
  return rows;
}

export async function noteMeetingActionFollowed(tx: Tx, one: DueMeetingAction, today: string): Promise<void> {
  await tx
    .updateTable('meeting_actions')
    .set(one.what === 'remind' ? { reminded_on: today } : { escalated_on: today })
    .where('id', '=', one.id)
    .execute();
  await audit(tx, {
    action: `meetingAction.${one.what === 'remind' ? 'reminded' : 'escalated'}`,
    handoverId: one.handover_id,
    params: { action: one.id },
  });
}
