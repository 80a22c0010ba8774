import { Context } from '@temporalio/activity';
import { sql } from 'kysely';
import type { Database, Tx } from '../src/db/connect.ts';
import { MANDATORY, kindOfNotice, linksOf, pageOfCase } from '../src/contract/notices.ts';
import { auditWithValues } from '../src/db/writes/audit-values.ts';
import { inZone, localeOf, sentence } from '../src/i18n/index.ts';
import type { Block } from '../src/render/document.ts';
import { mailHtml } from '../src/render/mail-html.ts';
import { renderText } from '../src/render/text.ts';
import type { ActivityDeps } from './context.ts';
import { stopUrl } from './links.ts';
import { mailText } from './mail-text.ts';
import type { Mail } from './ports.ts';
import { type Written, tell } from './tell.ts';

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
  params?: Params | ((reader: Recipient & Reader) => Params);
  /** what tells apart two mails of one template in one round: a reminder's number, a review's id */
  which?: string | number;
  /** until when it asks for something; absent: until the case's wait is due */
  dueAt?: Date;
  /** what it is about beside the case, whose name or title its subject says */
  about?: { type: string; id: string };
  /** a function where it is in the reader's language */
  invitation?: Mail['invitation'] | ((reader: Recipient) => Mail['invitation']);
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
    caseDueAt: handover.due_at,
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
  /** what its sentences show as {{figures}}; the mail then has an HTML part too */
  figures?: (reader: Recipient) => Block[];
  /** what it is about, where the link leads */
  about?: { type: string; id: string };
  /** of which it is, when it is of one: its label is told with it */
  caseId?: string;
  /** until when it asks for something */
  dueAt?: Date;
}

/** Sends a letter that is about no case to each person in their language. */
export async function notify(deps: ActivityDeps, personIds: string[], notice: Notice): Promise<void> {
  await deliver(deps, personIds, { ...notice, handoverId: null, round: 1, footer: 'noticeFooter' });
}

export interface Delivery extends Omit<Letter, 'handoverId' | 'params'> {
  handoverId: string | null;
  id: (string | number)[];
  footer: 'footer' | 'noticeFooter';
  caseId?: string;
  /** until when the case waits */
  caseDueAt?: Date | null;
  figures?: (reader: Recipient) => Block[];
  params: (reader: Recipient & Reader) => Params;
}

/**
 * Tells people: what each is told has a row for the product, and a mail leaves now, later or never, as they prefer. A mail that left has
 * a row too; it is written right after the server took the mail, so that only a crash in between sends a second copy, which carries the
 * same Message-ID. Everybody is tried before a deferred mail makes the activity try again; a mailbox that stays full holds nothing up
 * for longer than a few minutes.
 */
async function deliver(deps: ActivityDeps, personIds: string[], letter: Delivery): Promise<void> {
  const recipients = await peopleOf(deps.db, personIds);
  const { attempt } = Context.current().info;
  let deferred = 0;
  const mails = await Promise.all(recipients.map((person) => written(deps, letter, person)));
  const now = await tell(deps.db, letter, mails);
  const leaving = mails.filter(({ person }) => now.has(person.id));
  const sent = await sentAmong(
    deps.db,
    leaving.map(({ mail }) => mail.messageId),
  );
  for (const { person, template, mail } of leaving) {
    const { messageId } = mail;
    if (sent.has(messageId)) continue;
    const answer = await deps.mailer.send(mail);
    if (answer === 'deferred' && attempt < (await patienceWith(deps.db, letter.handoverId, person.id))) deferred += 1;
    else {
      const outcome = answer === 'sent' ? 'sent' : 'refused';
      const noted = { messageId, template, personId: person.id, address: person.email, outcome } as const;
      await deps.db.transaction().execute((tx) => noteSent(tx, letter, noted));
    }
  }
  if (deferred > 0) throw new Error(`mails deferred by the mail server: ${deferred}; the others have left`);
}

/** A letter as one person reads it. */
async function written(deps: ActivityDeps, letter: Delivery, person: Recipient): Promise<Written> {
  const template = typeof letter.template === 'function' ? letter.template(person.id) : letter.template;
  const topic = [...letter.id, template, letter.which ?? 0].join('.');
  const own = letter.params({ ...person, timeZone: person.time_zone });
  const kind = kindOfNotice(template, typeof own.wait === 'string' ? own.wait : null);
  const about = pageOfCase(kind.place) ? (letter.handoverId ?? letter.caseId) : letter.about?.id;
  const link = `${deps.publicUrl}${linksOf(kind.place, about ?? '', own).page}`;
  const figures = letter.figures?.(person);
  const params = { ...own, link, name: person.name, ...(figures && { figures: renderText(figures) }) };
  const { subject, body } = await mailText(deps.db, template, person.locale, params);
  const footer = sentence(person.locale, 'mail', letter.footer, params);
  const stop = MANDATORY.has(kind.category) ? undefined : await stopUrl(deps, person.id, [kind.category]);
  const foot = `${footer}\n${stop === undefined ? '' : stopLine(person.locale, stop)}`;
  const html =
    figures &&
    (await mailHtml({
      locale: localeOf(person.locale),
      title: subject,
      words: body,
      figures,
      links: [link, ...(stop === undefined ? [] : [stop])],
      foot,
    }));
  const invitation = typeof letter.invitation === 'function' ? letter.invitation(person) : letter.invitation;
  return {
    person,
    template,
    topic,
    kind,
    params,
    entry: body.includes(link) ? body : `${body}\n${link}`,
    mail: {
      to: person.email,
      subject,
      text: `${body}\n\n${foot}`,
      ...(html === undefined ? {} : { html }),
      messageId: messageIdOf(topic, person.id, domainOf(deps.mailFrom)),
      ...(stop === undefined ? {} : { unsubscribe: stop }),
      ...(invitation === undefined ? {} : { invitation }),
    },
  };
}

/** How mails of the kind are ended, as the last line of a mail. */
export const stopLine = (locale: string, url: string): string => `${sentence(locale, 'mail', 'stop', { url })}\n`;

/** The left side of a Message-ID takes no colons (RFC 5322, 3.6.4). */
export const messageIdOf = (topic: string, personId: string, domain: string): string =>
  `<${topic}.${personId}@${domain}>`.replaceAll(':', '-');

/** @param from sender of mails, as the setting has it */
export const domainOf = (from: string): string => from.slice(from.lastIndexOf('@') + 1).replace(/>$/, '');

export async function sentAmong(db: Database | Tx, messageIds: string[]): Promise<Set<string>> {
  if (messageIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('notifications')
    .select('message_id')
    .where('message_id', 'in', messageIds)
    .execute();
  return new Set(rows.map((row) => row.message_id));
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
export async function noteSent(
  tx: Tx,
  { handoverId, step, round }: Pick<Delivery, 'handoverId' | 'step' | 'round'>,
  sent: { messageId: string; template: string; personId: string; address: string; outcome: 'sent' | 'refused' },
): Promise<void> {
  const { messageId, template, personId, address, outcome } = sent;
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

/** Over handover_people: nothing is told to the giver of an emergency departure. */
export const NOT_CUT_OFF = sql<boolean>`not (role = 'giver' and exists (
  select 1 from handovers h where h.id = handover_id and h.kind = 'emergency_departure'))`;

/** Everybody who takes part, in one of the roles; without a giver who is cut off. */
export async function participants(db: Database, handoverId: string, roles: string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('handover_people')
    .select('person_id')
    .distinct()
    .where('handover_id', '=', handoverId)
    .where('role', 'in', roles)
    .where(NOT_CUT_OFF)
    .execute();
  return rows.map((r) => r.person_id);
}
