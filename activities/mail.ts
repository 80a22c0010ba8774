import type { Database } from '../src/db/connect.ts';
import { audit } from '../src/db/writes/standing.ts';
import { inZone, sentence } from '../src/i18n/index.ts';
import type { ActivityDeps } from './context.ts';
import type { Mail } from './ports.ts';

export interface Letter {
  handoverId: string;
  step: string;
  round: number;
  /** key of a pair subject/body in the mail sentences */
  template: string;
  params?: Record<string, string | number>;
  /** what tells apart two mails of one template in one round: a reminder's number, a review's id */
  which?: string | number;
  invitation?: Mail['invitation'];
}

/**
 * Sends a letter to each person in their language. A mail that left has a row; the row is written right after the server took the
 * mail, so that only a crash in between sends a second copy, which carries the same Message-ID.
 */
export async function post(deps: ActivityDeps, personIds: string[], letter: Letter): Promise<void> {
  const recipients = await peopleOf(deps.db, personIds);
  const handover = await deps.db
    .selectFrom('handovers as h')
    .innerJoin('employees as g', 'g.id', 'h.giver_id')
    .select(['h.label', 'h.reason', 'h.kind', 'h.effective_at', 'h.due_at', 'g.name as giver'])
    .where('h.id', '=', letter.handoverId)
    .executeTakeFirstOrThrow();
  const domain = deps.mailFrom.slice(deps.mailFrom.lastIndexOf('@') + 1).replace(/>$/, '');
  for (const person of recipients) {
    const parts = [letter.handoverId, letter.round, letter.template, letter.which ?? 0, person.id];
    const messageId = `<${parts.join('.')}@${domain}>`;
    const sent = await deps.db
      .selectFrom('notifications')
      .select('message_id')
      .where('message_id', '=', messageId)
      .executeTakeFirst();
    if (sent) continue;
    const reader = { locale: person.locale, timeZone: person.time_zone };
    const params = {
      ...letter.params,
      name: person.name,
      giver: handover.giver,
      label: handover.label,
      reason: handover.reason,
      kind: sentence(person.locale, 'labels', `kind.${handover.kind}`),
      due: handover.due_at ? inZone(handover.due_at, reader, 'full') : '-',
      effectiveAt: handover.effective_at
        ? inZone(handover.effective_at, reader, 'full')
        : sentence(person.locale, 'mail', 'whenSigned'),
      link: `${deps.publicUrl}/handovers/${letter.handoverId}`,
    };
    const outcome = await deps.mailer.send({
      to: person.email,
      subject: sentence(person.locale, 'mail', `${letter.template}.subject`, params),
      text: `${sentence(person.locale, 'mail', `${letter.template}.body`, params)}\n\n${sentence(person.locale, 'mail', 'footer', params)}\n`,
      messageId,
      ...(letter.invitation === undefined ? {} : { invitation: letter.invitation }),
    });
    await noteSent(deps.db, letter, { messageId, personId: person.id, outcome });
  }
}

/** A refused mail is told in the timeline and holds nothing up: an address that is gone must not stop a handover. */
async function noteSent(
  db: Database,
  { handoverId, template, step, round }: Letter,
  { messageId, personId, outcome }: { messageId: string; personId: string; outcome: 'sent' | 'refused' },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const noted = await tx
      .insertInto('notifications')
      .values({ message_id: messageId, handover_id: handoverId, person_id: personId, template, step, round, outcome })
      .onConflict((c) => c.doNothing())
      .returning('message_id')
      .executeTakeFirst();
    if (noted && outcome === 'refused')
      await audit(tx, {
        action: 'mail.refused',
        handoverId,
        subjectType: 'employee',
        subjectId: personId,
        params: { template },
      });
  });
}

export interface Recipient {
  id: string;
  name: string;
  email: string;
  locale: string;
  time_zone: string;
}

export async function peopleOf(db: Database, ids: string[]): Promise<Recipient[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('employees')
    .select(['id', 'name', 'email', 'locale', 'time_zone'])
    .where('id', 'in', ids)
    .where('state', '<>', 'left')
    .orderBy('number')
    .execute();
}

/** Everybody who takes part, in one of the roles. */
export async function participants(db: Database, handoverId: string, roles: string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('handover_people')
    .select('person_id')
    .distinct()
    .where('handover_id', '=', handoverId)
    .where('role', 'in', roles)
    .execute();
  return rows.map((r) => r.person_id);
}
