import { Context } from '@temporalio/activity';
import type { Category } from '../src/contract/notices.ts';
import type { Tx } from '../src/db/connect.ts';
import {
  type DueMail,
  dropObsolete,
  fixDigests,
  noteGone,
  noteLater,
  takeDue,
} from '../src/db/writes/waiting-mails.ts';
import { MANDATORY } from '../src/contract/notices.ts';
import { sentence } from '../src/i18n/index.ts';
import type { ActivityDeps } from './context.ts';
import { stopUrl } from './links.ts';
import { type Recipient, domainOf, messageIdOf, noteSent, peopleOf, sentAmong, stopLine } from './mail.ts';
import type { Mail } from './ports.ts';

/** A mailbox that takes nothing is tried for as long as other mails are: some minutes. */
const TRIES = 6;
const PAUSE_MINUTES = 1;

/** Mails that waited for the end of quiet hours, or to be collected into one. */
export function waitingMails(deps: ActivityDeps) {
  const { db, mailer } = deps;
  return {
    /**
     * Sends what is due, one mail after the other, each noted before the next: a retry goes on with the rest, and several at once do
     * each other no harm. What is done by now is not sent.
     * @returns mails that left, and parts of mails that were not needed any more
     */
    async sendWaitingMails(): Promise<{ sent: number; dropped: number }> {
      const dropped = await dropObsolete(db);
      await fixDigests(db);
      let sent = 0;
      while (!deps.stopping?.aborted) {
        const left = await db.transaction().execute(sendOne);
        if (left === 'none') break;
        if (left === 'sent') sent += 1;
        Context.current().heartbeat();
      }
      return { sent, dropped };
    },
  };

  async function sendOne(tx: Tx): Promise<'none' | 'sent' | 'deferred'> {
    const parts = await takeDue(tx);
    const [first] = parts;
    if (!first) return 'none';
    const [person] = await peopleOf(db, [first.person_id]);
    if (!person) {
      await noteGone(tx, parts);
      return 'sent';
    }
    const mail = await mailOf(person, parts, first);
    const left = (await sentAmong(tx, [mail.messageId])).size > 0;
    const answer = left ? 'sent' : await mailer.send(mail);
    if (answer === 'deferred' && first.attempts + 1 < TRIES) {
      await noteLater(tx, parts, PAUSE_MINUTES);
      return 'deferred';
    }
    await noteGone(tx, parts);
    const outcome = answer === 'sent' ? 'sent' : 'refused';
    const of = first.digest
      ? { handoverId: null, step: 'digest', round: 1, template: 'digest' }
      : { handoverId: first.handover_id, step: first.step, round: first.round, template: first.template };
    await noteSent(tx, of, {
      messageId: mail.messageId,
      template: of.template,
      personId: person.id,
      address: person.email,
      outcome,
    });
    return 'sent';
  }

  async function mailOf(person: Recipient, parts: readonly DueMail[], first: DueMail): Promise<Mail> {
    const domain = domainOf(deps.mailFrom);
    const categories = [...new Set(parts.map(({ category }) => category as Category))].filter((c) => !MANDATORY.has(c));
    const stop = categories.length > 0 ? await stopUrl(deps, person.id, categories) : undefined;
    const unsubscribe = stop === undefined ? {} : { unsubscribe: stop };
    if (!first.digest)
      return {
        to: person.email,
        subject: first.subject,
        text: first.body,
        ...(first.html === null ? {} : { html: first.html }),
        messageId: messageIdOf(first.topic, person.id, domain),
        ...unsubscribe,
        ...(first.invitation === null ? {} : { invitation: first.invitation }),
      };
    const params = { name: person.name, count: parts.length, link: `${deps.publicUrl}/notifications` };
    const entries = parts.map(({ subject, body }) => `${subject}\n\n${body}`).join(`\n\n${'-'.repeat(40)}\n\n`);
    const say = (code: string) => sentence(person.locale, 'mail', code, params);
    return {
      to: person.email,
      subject: say('digest.subject'),
      text: `${say('digest.body')}\n\n${entries}\n\n${say('noticeFooter')}\n${stop === undefined ? '' : stopLine(person.locale, stop)}`,
      messageId: messageIdOf(`digest.${first.digest_id ?? ''}`, person.id, domain),
      ...unsubscribe,
    };
  }
}
