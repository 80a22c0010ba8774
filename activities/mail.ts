import { Context } from '@temporalio/activity';
import type { Database } from '../src/db/connect.ts';
import { auditWithValues } from '../src/db/writes/audit-values.ts';
import { inZone, sentence } from '../src/i18n/index.ts';
import type { ActivityDeps } from './context.ts';
import type { Mail } from './ports.ts';

type Params = Record<string, string | number>;
export interface Reader {
  locale: string;
  timeZone: string;
}

export interface Letter {
  handoverId: string;
  step: string;
  round: number;
  /** key of a pair subject/body in the mail sentences; a function where it depends on the person */
  template: string | ((personId: string) => string);
  params?: Params | ((reader: Reader) => Params);
  /** what tells apart two mails of one template in one round: a reminder's number, a review's id */
  which?: string | number;
  invitation?: Mail['invitation'];
}

/** Sends a letter about a case to each person in their language. */
export async function post(deps: ActivityDeps, personIds: string[], letter: Letter): Promise<void> {
  const handover = await deps.db
    .selectFrom('handovers as h')
    .innerJoin('employees as g', 'g.id', 'h.giver_id')
    .select(['h.label', 'h.reason', 'h.kind', 'h.effective_at', 'h.due_at', 'g.name as giver'])
    .where('h.id', '=', letter.handoverId)
    .executeTakeFirstOrThrow();
  await deliver(deps, personIds, {
    ...letter,
    id: [letter.handoverId, letter.round],
    footer: 'footer',
    params: (reader) => ({
      ...(typeof letter.params === 'function' ? letter.params(reader) : letter.params),
      giver: handover.giver,
      label: handover.label,
      reason: handover.reason,
      kind: sentence(reader.locale, 'labels', `kind.${handover.kind}`),
      due: handover.due_at ? inZone(handover.due_at, reader, 'full') : '-',
      effectiveAt: handover.effective_at
        ? inZone(handover.effective_at, reader, 'full')
        : sentence(reader.locale, 'mail', 'whenSigned'),
      link: `${deps.publicUrl}/handovers/${letter.handoverId}`,
    }),
  });
}

/** A letter that is about no case: a review of access, what a check found. */
export interface Notice {
  /** of what it is about, fixed: with template, `which` and person it makes the Message-ID */
  id: (string | number)[];
  step: string;
  template: string;
  which?: string | number;
  params: (reader: Recipient) => Params;
}

/** Sends a letter that is about no case to each person in their language. */
export async function notify(deps: ActivityDeps, personIds: string[], notice: Notice): Promise<void> {
  await deliver(deps, personIds, { ...notice, handoverId: null, round: 1, footer: 'noticeFooter' });
}

interface Delivery extends Omit<Letter, 'handoverId' | 'params'> {
  handoverId: string | null;
  id: (string | number)[];
  footer: 'footer' | 'noticeFooter';
  params: (reader: Recipient & Reader) => Params;
}

/**
 * A mail that left has a row; the row is written right after the server took the mail, so that only a crash in between sends a second
 * copy, which carries the same Message-ID. Everybody is tried before a deferred mail makes the activity try again; a mailbox that
 * stays full holds nothing up for longer than a few minutes.
 */
async function deliver(deps: ActivityDeps, personIds: string[], letter: Delivery): Promise<void> {
  const recipients = await peopleOf(deps.db, personIds);
  const domain = deps.mailFrom.slice(deps.mailFrom.lastIndexOf('@') + 1).replace(/>$/, '');
  const { attempt } = Context.current().info;
  let deferred = 0;
  for (const person of recipients) {
    const template = typeof letter.template === 'function' ? letter.template(person.id) : letter.template;
    const parts = [...letter.id, template, letter.which ?? 0, person.id];
    // The left side of a Message-ID takes no colons (RFC 5322, 3.6.4).
    const messageId = `<${parts.join('.').replaceAll(':', '-')}@${domain}>`;
    const sent = await deps.db
      .selectFrom('notifications')
      .select('message_id')
      .where('message_id', '=', messageId)
      .executeTakeFirst();
    if (sent) continue;
    const params = { ...letter.params({ ...person, timeZone: person.time_zone }), name: person.name };
    const answer = await deps.mailer.send({
      to: person.email,
      subject: sentence(person.locale, 'mail', `${template}.subject`, params),
      text: `${sentence(person.locale, 'mail', `${template}.body`, params)}\n\n${sentence(person.locale, 'mail', letter.footer, params)}\n`,
      messageId,
      ...(letter.invitation === undefined ? {} : { invitation: letter.invitation }),
    });
    if (answer === 'deferred' && attempt < (await patienceWith(deps.db, letter.handoverId, person.id))) deferred += 1;
    else {
      const outcome = answer === 'sent' ? 'sent' : 'refused';
      await noteSent(deps.db, letter, { messageId, template, personId: person.id, address: person.email, outcome });
    }
  }
  if (deferred > 0) throw new Error(`${deferred} mails deferred by the mail server; the others have left`);
}

/** With the retries of activities some six minutes: longer than servers keep strangers waiting (greylisting). */
const ATTEMPTS_AT_A_FULL_MAILBOX = 12;

/** An address that took nothing before is not waited for at every letter. */
async function patienceWith(db: Database, handoverId: string | null, personId: string): Promise<number> {
  const refused = await db
    .selectFrom('notifications')
    .select('message_id')
    .where('handover_id', 'is not distinct from', handoverId)
    .where('person_id', '=', personId)
    .where('outcome', '=', 'refused')
    .executeTakeFirst();
  return refused ? 1 : ATTEMPTS_AT_A_FULL_MAILBOX;
}

/** A mail that could not be delivered is told in the timeline and holds nothing up: an address that is gone must not stop a handover. */
async function noteSent(
  db: Database,
  { handoverId, step, round }: Pick<Delivery, 'handoverId' | 'step' | 'round'>,
  sent: { messageId: string; template: string; personId: string; address: string; outcome: 'sent' | 'refused' },
): Promise<void> {
  const { messageId, template, personId, address, outcome } = sent;
  await db.transaction().execute(async (tx) => {
    const noted = await tx
      .insertInto('notifications')
      .values({ message_id: messageId, handover_id: handoverId, person_id: personId, template, step, round, outcome })
      .onConflict((c) => c.doNothing())
      .returning('message_id')
      .executeTakeFirst();
    if (noted && outcome === 'refused')
      await auditWithValues(
        tx,
        { action: 'mail.refused', handoverId, subjectType: 'employee', subjectId: personId, params: { template } },
        { address },
      );
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
