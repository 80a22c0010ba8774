import { sql } from 'kysely';
import { DISCREPANCY_MOVES, type DiscrepancyAct } from '../../contract/discrepancies.ts';
import { Refusal } from '../../contract/failures.ts';
import type { Policy } from '../../contract/policy.ts';
import { dueAfter } from '../../domain/working-days.ts';
import { calendarOf } from '../calendar.ts';
import type { Tx } from '../connect.ts';
import { auditPerson } from './audit.ts';

/** Discrepancies: said beside the process by receiver, giver and supervisor; the workflow hears of the last one that is settled. */

interface Of {
  handoverId: string;
  round: number;
  /** the receiver who says it */
  authorId: string;
}
export interface Found {
  customerId: string;
  comment: string | null;
  /** keys of the points that are not right */
  points: string[];
}

/**
 * Opens a discrepancy for each customer; where one is open already, what is new is said in it.
 * @returns ids of the discrepancies that were opened
 */
export async function openDiscrepancies(tx: Tx, of: Of, policy: Policy, found: Found[]): Promise<string[]> {
  if (found.length === 0) return [];
  const dueAt = await settleUntil(tx, policy);
  const rows = sql`jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as f ("customerId" uuid, comment text, points jsonb)`;
  const { rows: opened } = await sql<{ id: string; customer_id: string }>`
    insert into discrepancies (handover_id, round, customer_id, receiver_id, opened_by, due_at)
    select ${of.handoverId}, ${of.round}, f."customerId", ${of.authorId}, ${of.authorId}, ${dueAt}::timestamptz from ${rows}
    on conflict (handover_id, round, customer_id) where state in ('open', 'answered') do nothing
    returning id, customer_id`.execute(tx);
  const isNew = sql`d.id = any (${opened.map((d) => d.id)}::uuid[])`;
  await sql`
    insert into discrepancy_messages (discrepancy_id, author_id, act, body, points)
    select d.id, ${of.authorId}, case when ${isNew} then 'open' else 'reply' end, f.comment, array(select jsonb_array_elements_text(f.points))
      from ${rows} join discrepancies d on d.handover_id = ${of.handoverId} and d.round = ${of.round} and d.customer_id = f."customerId" and d.state in ('open', 'answered')`.execute(
    tx,
  );
  await sql`
    update discrepancies d set state = 'open', version = version + 1, updated_at = now()
     where d.handover_id = ${of.handoverId} and d.round = ${of.round} and d.state = 'answered'
       and d.customer_id = any (${found.map((f) => f.customerId)}::uuid[])`.execute(tx);
  if (opened.length > 0) await told(tx, of, 'discrepancy.opened', { count: opened.length });
  return opened.map((d) => d.id);
}

/** What is found right in the end is withdrawn. */
export async function withdrawDiscrepancies(tx: Tx, of: Of, customerIds: string[]): Promise<void> {
  if (customerIds.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    update discrepancies set state = 'withdrawn', version = version + 1, updated_at = now()
     where handover_id = ${of.handoverId} and round = ${of.round} and receiver_id = ${of.authorId} and state in ('open', 'answered')
       and customer_id = any (${customerIds}::uuid[]) returning id`.execute(tx);
  if (rows.length === 0) return;
  await tx
    .insertInto('discrepancy_messages')
    .values(rows.map(({ id }) => ({ discrepancy_id: id, author_id: of.authorId, act: 'withdraw' })))
    .execute();
  await told(tx, of, 'discrepancy.withdrawn', { count: rows.length });
}

/**
 * Says something in a discrepancy and takes it where that leads.
 * @throws Refusal notNow when it no longer stands where this can be said
 */
export async function speak(
  tx: Tx,
  of: Of & { discrepancyId: string; act: DiscrepancyAct; comment: string | undefined },
  policy: Policy,
): Promise<void> {
  const { from, to } = DISCREPANCY_MOVES[of.act];
  const dueAt = of.act === 'reopen' ? await settleUntil(tx, policy) : undefined;
  const moved = await tx
    .updateTable('discrepancies')
    .set((e) => ({
      state: to,
      version: e('version', '+', 1),
      updated_at: sql`now()`,
      ...(dueAt ? { due_at: dueAt } : {}),
    }))
    .where('id', '=', of.discrepancyId)
    .where('handover_id', '=', of.handoverId)
    .where('round', '=', of.round)
    .where('state', 'in', from)
    .returning('id')
    .executeTakeFirst();
  if (!moved) throw new Refusal('notNow');
  await tx
    .insertInto('discrepancy_messages')
    .values({ discrepancy_id: of.discrepancyId, author_id: of.authorId, act: of.act, body: of.comment ?? null })
    .execute();
  await told(tx, of, `discrepancy.${SAID[of.act]}`, { discrepancy: of.discrepancyId });
}

const SAID: Record<DiscrepancyAct, string> = {
  answer: 'answered',
  reply: 'replied',
  agree: 'agreed',
  withdraw: 'withdrawn',
  reopen: 'reopened',
  accept: 'accepted',
  mend: 'toMend',
};

const settleUntil = async (tx: Tx, policy: Policy): Promise<string> =>
  dueAfter(await calendarOf(tx, policy.calendar), policy.verification.discrepancyDays ?? 0, new Date().toISOString());

const told = (tx: Tx, of: Of, action: string, params: Record<string, string | number>) =>
  auditPerson(tx, {
    personId: of.authorId,
    action,
    handoverId: of.handoverId,
    params: action === 'discrepancy.withdrawn' && !('count' in params) ? { ...params, count: 1 } : params,
  });
