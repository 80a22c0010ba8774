import { type Insertable, sql } from 'kysely';
import type { Category, Until } from '../../contract/notices.ts';
import type { Database, Tx } from '../connect.ts';
import type { NoticeMails } from '../tables.ts';

/** What one person is told. */
export interface NewNotice {
  /** with the person it makes the notice one */
  topic: string;
  personId: string;
  /** told as delegate of */
  forId: string | null;
  category: Category;
  template: string;
  /** without personal values */
  params: Record<string, string | number>;
  handoverId: string | null;
  step: string;
  round: number;
  subject: { type: string; id: string } | null;
  until: Until | null;
  dueAt: string | null;
  shown: boolean;
  /** absent: none leaves */
  mail?: WaitingMail | 'direct';
}

/** A mail that leaves later, as it is then sent. */
export type WaitingMail = Pick<Insertable<NoticeMails>, 'digest' | 'subject' | 'body'> & {
  dueAt: string;
  html?: string;
  invitation?: { method: string; ics: string };
};

/**
 * Writes down what people are told, once: the same topic again changes nothing, so that a retry goes the way that the first attempt chose.
 * What the case does not wait for any more is done from the start.
 * @returns people whose mail is to leave now
 */
export async function writeNotices(db: Database, notices: readonly NewNotice[]): Promise<Set<string>> {
  const [first] = notices;
  if (!first) return new Set();
  return db.transaction().execute(async (tx) => {
    const direct = new Set<string>();
    const waits = first.handoverId === null ? undefined : await lockedCase(tx, first.handoverId);
    for (const notice of notices) {
      const { mail } = notice;
      const awaited =
        waits?.round === notice.round && waits.awaited_ids.includes(notice.forId ?? notice.personId)
          ? waits
          : undefined;
      const row = await tx
        .insertInto('notices')
        .values({
          topic: notice.topic,
          person_id: notice.personId,
          for_id: notice.forId,
          category: notice.category,
          template: notice.template,
          params: JSON.stringify(notice.params),
          handover_id: notice.handoverId,
          step: notice.step,
          round: notice.round,
          subject_type: notice.subject?.type ?? null,
          subject_id: notice.subject?.id ?? null,
          until: notice.until,
          wait: awaited?.waiting_for ?? null,
          due_at: notice.dueAt,
          mail: mail === undefined ? 'none' : mail === 'direct' ? 'direct' : 'queued',
          shown: notice.shown,
          done_at: notice.until === 'awaited' && !awaited ? sql`now()` : null,
        })
        .onConflict((c) => c.columns(['topic', 'person_id']).doNothing())
        .returning('id')
        .executeTakeFirst();
      if (row && mail !== undefined && mail !== 'direct') await wait(tx, row.id, notice.personId, mail);
      else if (row && mail === 'direct') direct.add(notice.personId);
    }
    // Of those that were there already the first attempt has chosen.
    const told = await tx
      .selectFrom('notices')
      .select(['topic', 'person_id'])
      .where('topic', 'in', [...new Set(notices.map(({ topic }) => topic))])
      .where('mail', '=', 'direct')
      .execute();
    for (const { topic, person_id } of told)
      if (notices.some((notice) => notice.topic === topic && notice.personId === person_id)) direct.add(person_id);
    return direct;
  });
}

async function wait(tx: Tx, noticeId: string, personId: string, mail: WaitingMail): Promise<void> {
  const { dueAt, digest, subject, body, html, invitation } = mail;
  await tx
    .insertInto('notice_mails')
    .values({
      notice_id: noticeId,
      person_id: personId,
      due_at: dueAt,
      digest,
      subject,
      body,
      html: html ?? null,
      invitation: invitation === undefined ? null : JSON.stringify(invitation),
    })
    .execute();
}

/** For what the case waits; held, so that an answer given meanwhile finds the notice, or the notice finds the answer. */
async function lockedCase(tx: Tx, handoverId: string) {
  return tx
    .selectFrom('handovers')
    .select(['round', 'waiting_for', 'awaited_ids', 'due_at'])
    .where('id', '=', handoverId)
    .forShare()
    .executeTakeFirst();
}

/**
 * Of these people those who are told as delegates only, each with for whom: they are not awaited themselves and act for somebody who is.
 */
export async function delegatorsOf(
  db: Database,
  handoverId: string,
  personIds: string[],
): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const { rows } = await sql<{ to_id: string; from_id: string }>`
    select distinct on (d.to_id) d.to_id, d.from_id
      from delegations d join handovers h on h.id = ${handoverId}
     where d.to_id = any (${personIds}::uuid[]) and d.from_id = any (h.awaited_ids) and not d.to_id = any (h.awaited_ids)
       and d.revoked_at is null and now() >= d.starts_at and now() < d.ends_at
     order by d.to_id, d.ends_at desc, d.id`.execute(db);
  return new Map(rows.map((row) => [row.to_id, row.from_id]));
}
