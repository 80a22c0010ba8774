import { sql } from 'kysely';
import type { Database, Tx } from '../connect.ts';
import { auditPerson } from './audit.ts';

/**
 * What people add to a case after its transfer: suggestions, corrective actions, work reports, reasons of losses. Each with its entry. The
 * same id again is the same request, whose first answer was lost: it changes nothing.
 */

/** @returns false: the person does not see the case */
export async function writeSuggestion(
  tx: Tx,
  one: { id: string; handoverId: string; authorId: string; body: string },
): Promise<boolean> {
  const of = await tx
    .selectFrom('handovers')
    .select(['policy_key', 'policy_version'])
    .where('id', '=', one.handoverId)
    .executeTakeFirst();
  if (!of) return false;
  const written = await tx
    .insertInto('suggestions')
    .values({ id: one.id, handover_id: one.handoverId, author_id: one.authorId, ...of, body: one.body })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (written) await auditPerson(tx, { personId: one.authorId, action: 'suggestion.made', handoverId: one.handoverId });
  return true;
}

/** @returns false: there is none, or it is decided */
export async function decideSuggestion(
  tx: Tx,
  one: { id: string; state: 'taken' | 'declined'; comment: string | null; personId: string },
): Promise<boolean> {
  const done = await tx
    .updateTable('suggestions')
    .set({ state: one.state, comment: one.comment, decided_by: one.personId, decided_at: sql`now()` })
    .where('id', '=', one.id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return done.numUpdatedRows > 0;
}

export async function writeAction(
  tx: Tx,
  one: { id: string; handoverId: string; body: string; ownerId: string; dueOn: string; openedBy: string },
): Promise<void> {
  const written = await tx
    .insertInto('corrective_actions')
    .values({
      id: one.id,
      handover_id: one.handoverId,
      finding: 'stated',
      body: one.body,
      owner_id: one.ownerId,
      due_on: one.dueOn,
      opened_by: one.openedBy,
    })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!written) return;
  await auditPerson(tx, {
    personId: one.openedBy,
    action: 'correctiveAction.opened',
    handoverId: one.handoverId,
    params: { action: one.id, owner: one.ownerId, dueOn: one.dueOn },
  });
}

export interface ActionChange {
  state?: 'done' | 'dropped' | undefined;
  outcome?: string | undefined;
  ownerId?: string | undefined;
  dueOn?: string | undefined;
}

/** @returns false: there is none that is open */
export async function changeAction(
  tx: Tx,
  at: { handoverId: string; actionId: string; personId: string },
  change: ActionChange,
): Promise<boolean> {
  const done = await tx
    .updateTable('corrective_actions')
    .set({
      version: sql`version + 1`,
      outcome: change.outcome,
      owner_id: change.ownerId,
      due_on: change.dueOn,
      ...(change.state === undefined ? {} : { state: change.state, closed_by: at.personId, closed_at: sql`now()` }),
    })
    .where('id', '=', at.actionId)
    .where('handover_id', '=', at.handoverId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) return false;
  await auditPerson(tx, {
    personId: at.personId,
    action: `correctiveAction.${change.state ?? 'changed'}`,
    handoverId: at.handoverId,
    params: { action: at.actionId },
  });
  return true;
}

export async function writeWorkReport(
  tx: Tx,
  one: { id: string; handoverId: string; authorId: string; body: string; concerns: boolean },
): Promise<void> {
  const written = await tx
    .insertInto('work_reports')
    .values({
      id: one.id,
      handover_id: one.handoverId,
      author_id: one.authorId,
      body: one.body,
      concerns: one.concerns,
    })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!written) return;
  await auditPerson(tx, {
    personId: one.authorId,
    action: 'workReport.sent',
    handoverId: one.handoverId,
    params: { concerns: one.concerns ? 1 : 0 },
  });
}

/** Says why a customer was lost, of its latest loss. @returns false: it was not lost, or is not theirs to say */
export async function writeLossReason(
  tx: Tx,
  one: { customerId: string; reason: string; note: string | null; personId: string },
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select id from customer_losses where customer_id = ${one.customerId} order by lost_at desc limit 1`.execute(tx);
  const [latest] = rows;
  if (!latest) return false;
  const done = await tx
    .updateTable('customer_losses')
    .set({ reason: one.reason, note: one.note, reason_by: one.personId })
    .where('id', '=', latest.id)
    .executeTakeFirst();
  return done.numUpdatedRows > 0;
}

/** What the holder of a survey's link is asked about; undefined: there is no such survey. */
export async function surveyOfLink(db: Database, digest: Buffer) {
  const { rows } = await sql<{
    state: string;
    customer: string;
    receiver: string | null;
  }>`select state, customer, receiver from app.survey_of_link(${digest})`.execute(db);
  return rows[0];
}

/** @returns taken, used, expired or unknown */
export async function answerSurvey(
  db: Database,
  digest: Buffer,
  answer: { satisfaction: number; words: string | null },
): Promise<string> {
  const { rows } = await sql<{
    outcome: string;
  }>`select app.answer_survey_by_link(${digest}, ${answer.satisfaction}, ${answer.words}) as outcome`.execute(db);
  return rows[0]?.outcome ?? 'unknown';
}
