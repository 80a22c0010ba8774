import { sql } from 'kysely';
import type { Database, Tx } from '../../connect.ts';
import { LETTER, type Outgoing } from '../../letters.ts';

/**
 * The next letter that has to leave. Which one it is is looked up by key alone: with the joins in one query the planner, which knows
 * nothing of rows that were just written, sorts all that are left for each letter.
 * @param after id of the letter before; null: from the first on
 * @param tries letters that were tried as often are left out
 */
export async function nextOutgoing(
  db: Database,
  handoverId: string,
  { after, tries }: { after: string | null; tries: number },
): Promise<Outgoing | undefined> {
  const { rows } = await sql<Outgoing>`
    ${LETTER()} where n.handover_id = ${handoverId} and i.id = (
      select x.id from introductions x where x.handover_id = ${handoverId} and x.state = 'prepared' and x.attempts < ${tries}
         and x.id > coalesce(${after}::uuid, '00000000-0000-0000-0000-000000000000') order by x.id limit 1)`.execute(
    db,
  );
  return rows[0];
}

/** The next invitation that has to be taken back. */
export async function nextCallOff(db: Database, handoverId: string): Promise<Outgoing | undefined> {
  const { rows } = await sql<Outgoing>`
    ${LETTER()} where n.handover_id = ${handoverId} and i.id = (
      select x.id from introductions x where x.handover_id = ${handoverId} and x.call_off order by x.id limit 1)`.execute(
    db,
  );
  return rows[0];
}

/** Whether letters may leave at this moment, and when the last one did. */
export async function runOf(
  db: Database | Tx,
  handoverId: string,
): Promise<{ paused: boolean; ended: boolean; lastSentAt: Date | null }> {
  const row = await db
    .selectFrom('introduction_runs as n')
    .innerJoin('handovers as h', 'h.id', 'n.handover_id')
    .select(['n.paused', 'n.ended_at', 'h.closed_at', 'n.last_sent_at'])
    .where('n.handover_id', '=', handoverId)
    .executeTakeFirstOrThrow();
  return { paused: row.paused, ended: row.ended_at !== null || row.closed_at !== null, lastSentAt: row.last_sent_at };
}

/** What became of a letter, with its row in the list of mails, in one transaction. */
export async function noteSent(
  tx: Tx,
  handoverId: string,
  one: Outgoing,
  sent: { messageId: string; outcome: 'sent' | 'refused'; answerBy: string | null },
): Promise<void> {
  const noted = await tx
    .insertInto('notifications')
    .values({
      message_id: sent.messageId,
      handover_id: handoverId,
      person_id: null,
      template: `introduction.${one.channel}`,
      step: 'introduction',
      round: one.sending,
      outcome: sent.outcome,
    })
    .onConflict((c) => c.doNothing())
    .returning('message_id')
    .executeTakeFirst();
  if (!noted) return;
  await tx
    .updateTable('introduction_runs')
    .set({ last_sent_at: sql<Date>`clock_timestamp()` })
    .where('handover_id', '=', handoverId)
    .execute();
  await tx
    .updateTable('introductions')
    .set({
      template_id: one.template_id,
      contact_id: one.contact_id,
      attempts: one.attempts + 1,
      updated_at: sql`now()`,
      ...(sent.outcome === 'sent'
        ? { state: 'sent', sent_at: sql<Date>`clock_timestamp()`, answer_by: sent.answerBy }
        : { state: 'toDo', why: 'refused', due_at: null }),
    })
    .where('id', '=', one.id)
    .where('state', '=', 'prepared')
    .where('sending', '=', one.sending)
    .execute();
}

/** The mail server takes it later. */
export async function noteDeferred(tx: Database | Tx, { id, sending, attempts }: Outgoing): Promise<void> {
  await tx
    .updateTable('introductions')
    .set({ attempts: attempts + 1, updated_at: sql`now()` })
    .where('id', '=', id)
    .where('sending', '=', sending)
    .execute();
}

/** A customer has lost their address since the introduction was prepared. */
export async function noteUnreached(db: Database, { id, sending }: Outgoing): Promise<void> {
  await db
    .updateTable('introductions')
    .set({ state: 'toDo', why: 'noAddress', due_at: null, updated_at: sql`now()` })
    .where('id', '=', id)
    .where('state', '=', 'prepared')
    .where('sending', '=', sending)
    .execute();
}

/** The invitation is taken back: its calendar entry is gone. */
export async function noteCalledOff(db: Database, id: string): Promise<void> {
  await db
    .updateTable('introductions')
    .set({ call_off: false, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute();
}
