import { Context } from '@temporalio/activity';
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { IntroductionEffect, IntroductionResult, IntroductionRule } from '../src/contract/introduction.ts';
import { cancelOpen, countStates } from '../src/db/writes/introduction/look.ts';
import {
  nextCallOff,
  nextOutgoing,
  noteCalledOff,
  noteDeferred,
  noteSent,
  noteUnreached,
  runOf,
} from '../src/db/writes/introduction/outgoing.ts';
import type { Outgoing } from '../src/db/letters.ts';
import { keepLink } from '../src/db/writes/links.ts';
import { audit } from '../src/db/writes/standing.ts';
import { type WorkingCalendar, addWorkingDays, at, deadlineOf, localDay } from '../src/domain/working-days.ts';
import { inZone, sentence } from '../src/i18n/index.ts';
import { letterValues } from '../src/render/introduction-letter.ts';
import { writeLetter } from '../src/render/letter.ts';
import { type ActivityDeps, once } from './context.ts';
import { tellProgress } from './heartbeat.ts';
import { workCalendar } from './introductions.ts';
import { linkToken, linkUrl } from './links.ts';
import { mailText } from './mail-text.ts';

/** As for other mails: some minutes with the retries, longer than servers keep strangers waiting. */
const TRIES_AT_A_FULL_MAILBOX = 12;

/** Letters and invitations to customers. */
export function introductionLetters(deps: ActivityDeps) {
  const { db, mailer } = deps;
  const domain = deps.mailFrom.slice(deps.mailFrom.lastIndexOf('@') + 1).replace(/>$/, '');
  return {
    /**
     * Sends what is prepared, one mail after the other at the policy's rate, each outcome written down before the next: a retry goes on
     * with what has not left. Ends early when the case is paused or the worker stops.
     * @returns what left and what did not
     * @throws when mails were deferred by the server, after the others have left: Temporal tries again
     */
    async sendIntroductions(effect: IntroductionEffect, rule: IntroductionRule): Promise<Sent> {
      const { handoverId } = effect;
      const done: Sent = { sent: 0, refused: 0, deferred: 0 };
      const calendar = await db.transaction().execute((tx) => workCalendar(tx, handoverId));
      const spacingMs = 60_000 / rule.mailsPerMinute;
      for (let after: string | null = null; ;) {
        const run = await runOf(db, handoverId);
        if (run.paused || run.ended || deps.stopping?.aborted) return done;
        const one = await nextOutgoing(db, handoverId, { after, tries: TRIES_AT_A_FULL_MAILBOX });
        if (!one) break;
        after = one.id;
        // The next look withdraws it.
        if (!one.current) continue;
        const pauseMs = (run.lastSentAt?.getTime() ?? 0) + spacingMs - Date.now();
        // Longer than a letter takes would be a clock that was set back.
        if (pauseMs > 0) await Context.current().sleep(Math.min(pauseMs, spacingMs));
        const outcome = await send(effect, rule, calendar, one);
        if (outcome !== 'unreached') done[outcome] += 1;
        tellProgress(done);
      }
      done.deferred += await callOff(handoverId);
      if (done.deferred > 0)
        throw new Error(`mails deferred by the mail server: ${done.deferred}; the others have left`);
      return done;
    },

    /** Ends the introduction: what is open stays undone, invitations to come are taken back. @returns introductions by state */
    async endIntroductions(
      effect: IntroductionEffect,
      outcome: IntroductionResult['outcome'],
    ): Promise<IntroductionResult['counts']> {
      const { handoverId } = effect;
      const counts = await once(db, effect, 'endIntroductions', async (tx) => {
        const found = await tx
          .updateTable('introduction_runs')
          .set({ phase: outcome, ended_at: new Date(), awaited_ids: [], due_at: null, overdue: false })
          .where('handover_id', '=', handoverId)
          .returning('handover_id')
          .executeTakeFirst();
        // Cancelled before it was prepared: there is nothing to end.
        if (!found) return {};
        await cancelOpen(tx, handoverId);
        const all = await countStates(tx, handoverId);
        await audit(tx, { action: `introduction.${outcome}`, handoverId, params: { ...all } });
        return all;
      });
      await callOff(handoverId);
      return counts;
    },
  };

  async function send(
    effect: IntroductionEffect,
    rule: IntroductionRule,
    calendar: WorkingCalendar,
    one: Outgoing,
  ): Promise<keyof Sent | 'unreached'> {
    const { handoverId } = effect;
    if (one.address === null) {
      await noteUnreached(db, one);
      return 'unreached';
    }
    const now = new Date(Math.max(Date.parse(effect.at), Date.now())).toISOString();
    const answerBy =
      one.channel === 'letter'
        ? at(calendar, addWorkingDays(calendar, localDay(calendar, now), one.consent_days), calendar.dayEnds)
        : (deadlineOf(calendar, rule.inPerson, now).agenda.at(-1)?.at ?? now);
    const token = await linkToken(deps.signer, { purpose: 'introduction', subjectId: one.id, nth: one.sending });
    // Before the letter leaves: a customer may open it at once.
    await db
      .transaction()
      .execute((tx) =>
        keepLink(tx, { token, purpose: 'introduction', subjectId: one.id, handoverId, expiresAt: answerBy }),
      );
    const messageId = `<introduction.${one.id}.${one.sending}@${domain}>`;
    const text = writeLetter(one, letterValues(one, { answerBy, link: linkUrl(deps.publicUrl, token) }));
    const invitation = invitationOf(one, 'REQUEST');
    const answer = await mailer.send({
      to: one.address,
      subject: text.subject,
      text: text.body,
      messageId,
      // Whoever answers, answers to who looks after them.
      replyTo: one.receiver_email,
      ...(invitation === undefined ? {} : { invitation }),
    });
    if (answer === 'deferred' && one.attempts + 1 < TRIES_AT_A_FULL_MAILBOX) {
      await noteDeferred(db, one);
      return 'deferred';
    }
    const outcome = answer === 'sent' ? 'sent' : 'refused';
    await db.transaction().execute(async (tx) => {
      await noteSent(tx, handoverId, one, {
        messageId,
        outcome,
        answerBy: one.channel === 'letter' ? answerBy : null,
      });
      await audit(tx, {
        action: `introduction.${outcome}`,
        handoverId,
        subjectType: 'customer',
        subjectId: one.customer_id,
        params: { channel: one.channel, sending: one.sending },
      });
    });
    if (outcome === 'sent' && invitation) await inviteReceiver(one, invitation, messageId.replace('<', '<own.'));
    return outcome;
  }

  /** Whoever is introduced has the meeting in their calendar too. What their mailbox refuses holds no customer up. */
  async function inviteReceiver(one: Outgoing, invitation: Invitation, messageId: string): Promise<void> {
    const reader = { locale: one.language, timeZone: one.time_zone };
    const params = {
      customer: one.customer,
      startsAt: one.meeting_starts_at ? inZone(one.meeting_starts_at, reader, 'full') : '-',
    };
    const what = invitation.method === 'CANCEL' ? 'meetingCalledOff' : 'meeting';
    const { subject, body } = await mailText(db, `introduction.${what}`, one.language, params);
    await mailer.send({
      to: one.receiver_email,
      subject,
      text: `${body}\n`,
      messageId,
      invitation,
    });
  }

  /** Takes invitations back that were sent for nothing. @returns how many the server takes later */
  async function callOff(handoverId: string): Promise<number> {
    for (;;) {
      const one = await nextCallOff(db, handoverId);
      if (!one) return 0;
      const invitation = invitationOf({ ...one, meeting_sequence: one.meeting_sequence + 1 }, 'CANCEL');
      if (invitation && one.address !== null) {
        const reader = { locale: one.language, timeZone: one.time_zone };
        const params = {
          receiver: one.receiver,
          startsAt: one.meeting_starts_at ? inZone(one.meeting_starts_at, reader, 'full') : '-',
        };
        const messageId = `<introduction.${one.id}.off.${one.meeting_sequence}@${domain}>`;
        const { subject, body } = await mailText(db, 'introduction.calledOff', one.language, params);
        const answer = await mailer.send({
          to: one.address,
          subject,
          text: `${body}\n`,
          messageId,
          replyTo: one.receiver_email,
          invitation,
        });
        if (answer === 'deferred' && Context.current().info.attempt < TRIES_AT_A_FULL_MAILBOX) return 1;
        await inviteReceiver(one, invitation, messageId.replace('<', '<own.'));
      }
      await noteCalledOff(db, one.id);
    }
  }
}

export interface Sent {
  sent: number;
  refused: number;
  deferred: number;
}

type Invitation = { method: 'REQUEST' | 'CANCEL'; ics: string };

/** The entry for calendars: its UID stays, its SEQUENCE rises (RFC 5546, 3.2.2); undefined: no time is proposed yet. */
function invitationOf(one: Outgoing, method: Invitation['method']): Invitation | undefined {
  if (one.channel !== 'meeting' || one.meeting_starts_at === null || one.meeting_ends_at === null) return undefined;
  const calendar = ical({
    prodId: { company: 'Handover Engine', product: 'handover' },
    method: method === 'CANCEL' ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
  });
  calendar.createEvent({
    id: `introduction.${one.id}`,
    sequence: one.meeting_sequence,
    start: one.meeting_starts_at,
    end: one.meeting_ends_at,
    summary: sentence(one.language, 'mail', 'introduction.meeting.title', {
      customer: one.customer,
      receiver: one.receiver,
    }),
    status: method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: { name: one.receiver, email: one.receiver_email },
    attendees:
      one.address === null
        ? []
        : [{ email: one.address, rsvp: true, ...(one.contact === '' ? {} : { name: one.contact }) }],
    ...(one.meeting_location === null ? {} : { location: one.meeting_location }),
    ...(one.meeting_url === null ? {} : { url: one.meeting_url }),
  });
  return { method, ics: calendar.toString() };
}
