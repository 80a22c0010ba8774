import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Database, Tx } from '../connect.ts';

/** A mail that waited, and is due. */
export interface DueMail {
  notice_id: string;
  person_id: string;
  due_at: Date;
  digest: boolean;
  digest_id: string | null;
  subject: string;
  body: string;
  html: string | null;
  invitation: { method: 'REQUEST' | 'CANCEL'; ics: string } | null;
  attempts: number;
  topic: string;
  template: string;
  category: string;
  handover_id: string | null;
  step: string;
  round: number;
}

/**
 * Takes out of the mails that wait what need not be sent any more: what it asks for is done, the person is gone, wants no mails of its
 * kind by now, or may no longer see what a summary tells.
 * @returns how many
 */
export async function dropObsolete(db: Database): Promise<number> {
  await sql`select app.settle_notices()`.execute(db);
  const { numAffectedRows } = await sql`
    delete from notice_mails m using notices n, employees e
     where n.id = m.notice_id and e.id = m.person_id
       and (n.done_at is not null or e.state = 'left'
         or n.category = 'summaries' and (app.is_frozen(e.id) or not e.roles && '{hr,manager}')
         or exists (select 1 from notification_preferences p where p.person_id = m.person_id and p.channels ->> n.category in ('inApp', 'off')))`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0n);
}

/** Puts together, once and for good, what is due of each person's digest: a crash after this sends the same mail. */
export async function fixDigests(db: Database): Promise<void> {
  const { rows } = await sql<{ person_id: string }>`
    select distinct person_id from notice_mails where digest and digest_id is null and due_at <= now()`.execute(db);
  for (const { person_id } of rows)
    await sql`
      update notice_mails set digest_id = ${uuidv7()}
       where notice_id in (select notice_id from notice_mails
                            where person_id = ${person_id} and digest and digest_id is null and due_at <= now() for update skip locked)`.execute(
      db,
    );
}

/**
 * Takes one mail that is due: a single one, or all of one digest. Nobody else takes it before the transaction ends.
 * @returns its parts, oldest first; none: nothing is due
 */
export async function takeDue(tx: Tx): Promise<DueMail[]> {
  const { rows } = await sql<{ notice_id: string; digest_id: string | null }>`
    select m.notice_id, m.digest_id from notice_mails m
     where m.due_at <= now() and (m.digest_id is not null or not m.digest)
       -- One part stands for all of a digest: two at once cannot take it by two ends.
       and not exists (select 1 from notice_mails o where o.digest_id = m.digest_id and o.notice_id < m.notice_id)
     order by m.due_at, m.notice_id limit 1 for update of m skip locked`.execute(tx);
  const [first] = rows;
  if (!first) return [];
  const parts = await sql<DueMail>`
    select m.*, n.topic, n.template, n.category, n.handover_id, n.step, n.round
      from notice_mails m join notices n on n.id = m.notice_id
     where m.notice_id = ${first.notice_id} or m.digest_id = ${first.digest_id}
     order by m.notice_id for update of m skip locked`.execute(tx);
  return parts.rows;
}

/** The mail has left, or will never be taken. */
export async function noteGone(tx: Tx, parts: readonly DueMail[]): Promise<void> {
  await tx
    .deleteFrom('notice_mails')
    .where(
      'notice_id',
      'in',
      parts.map((part) => part.notice_id),
    )
    .execute();
}

/** The server takes it later. */
export async function noteLater(tx: Tx, parts: readonly DueMail[], minutes: number): Promise<void> {
  await tx
    .updateTable('notice_mails')
    .set((e) => ({ due_at: sql`now() + make_interval(mins => ${minutes})`, attempts: e('attempts', '+', 1) }))
    .where(
      'notice_id',
      'in',
      parts.map((part) => part.notice_id),
    )
    .execute();
}
