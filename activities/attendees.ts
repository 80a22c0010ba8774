import { Context } from '@temporalio/activity';
import { sql } from 'kysely';
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Effect, MoveBackRequest } from '../src/contract/effects.ts';
import type { Database } from '../src/db/connect.ts';
import { invited, invitedBack } from '../src/db/writes/invited.ts';
import { audit, clock } from '../src/db/writes/standing.ts';
import { inZone } from '../src/i18n/index.ts';
import { type ActivityDeps, once } from './context.ts';
import { tellProgress } from './heartbeat.ts';
import { mailText } from './mail-text.ts';
import { type Recipient, peopleOf } from './mail.ts';
import { moveBackKey } from './restore.ts';

/** As for other mails: some six minutes with the retries, longer than servers keep strangers waiting. */
const ATTEMPTS_AT_A_FULL_MAILBOX = 12;

/** Those who are invited to appointments of the book. */
export function attendees(deps: ActivityDeps) {
  const { db, mailer } = deps;
  const domain = deps.mailFrom.slice(deps.mailFrom.lastIndexOf('@') + 1).replace(/>$/, '');
  return {
    /**
     * Tells everybody who is invited to a future appointment that moved, or moved back, who organises it now, one mail after the other: an iCalendar
     * REQUEST with the next SEQUENCE, by which their calendars know the entry again (RFC 5546, 3.2.2.6). A retry sends only what has
     * not left; everybody is tried before it fails.
     * @param back the move back after which they are told, with the effect that it was asked for with; absent: the transfer
     * @returns how many appointments were told of
     */
    async tellAttendees(effect: Effect, back?: MoveBackRequest): Promise<number> {
      const { handoverId } = effect;
      const news: News = back
        ? { key: `tellAttendees:${moveBackKey(effect, back)}`, template: 'organiserBack' }
        : { key: 'tellAttendees', template: 'organiserChanged' };
      const next = (after: string | null) =>
        back
          ? invitedBack(db, { handoverId, key: moveBackKey(effect, back), entryId: back.entryId }, from, after)
          : invited(db, handoverId, from, after);
      const from = new Date(clock(effect));
      let deferred = 0;
      let events = 0;
      for (let page = await next(null); page.length > 0;) {
        const organisers = new Map(
          (await peopleOf(db, [...new Set(page.map((e) => e.organiser))])).map((p) => [p.id, p]),
        );
        for (const { id, organiser } of page) {
          const person = organisers.get(organiser);
          if (!person) continue;
          deferred += await tell(effect, news, await changed(effect, news, id), person);
          events += 1;
          tellProgress({ events });
        }
        page = await next(page.at(-1)?.id ?? null);
      }
      if (deferred > 0) throw new Error(`mails deferred by the mail server: ${deferred}; the others have left`);
      return once(db, effect, news.key, async (tx) => {
        if (events > 0) await audit(tx, { action: 'attendees.told', handoverId, params: { events } });
        return events;
      });
    },
  };

  /** The appointment with its next SEQUENCE: raised once, whatever is retried. */
  function changed(effect: Effect, { key }: News, id: string): Promise<Appointment> {
    return once(db, effect, `${key}:${id}`, async (tx) => {
      // By the engine: what the receiver changes afterwards is told apart from it.
      await sql`select set_config('app.handover', ${effect.handoverId}, true)`.execute(tx);
      const { uid, sequence } = await tx
        .updateTable('calendar_events')
        .set({ sequence: sql`sequence + 1`, uid: sql`coalesce(uid, id::text || '@' || ${domain}::text)` })
        .where('id', '=', id)
        .returning(['uid', 'sequence'])
        .executeTakeFirstOrThrow();
      // What the guard keeps is for ever: no title, no place.
      return { id, uid: uid ?? id, sequence };
    });
  }

  /** @returns how many mails the server takes later */
  async function tell(
    effect: Effect,
    { template }: News,
    appointment: Appointment,
    organiser: Recipient,
  ): Promise<number> {
    const event = await db
      .selectFrom('calendar_events')
      .select(['title', 'location', 'starts_at', 'ends_at', 'attendees'])
      .where('id', '=', appointment.id)
      .executeTakeFirstOrThrow();
    const giver = await db
      .selectFrom('handovers as h')
      .innerJoin('employees as g', 'g.id', 'h.giver_id')
      .select('g.name')
      .where('h.id', '=', effect.handoverId)
      .executeTakeFirstOrThrow();
    const ics = requestOf({ ...event, ...appointment }, organiser);
    let deferred = 0;
    for (const [n, address] of event.attendees.entries()) {
      const messageId = `<${appointment.id}.${appointment.sequence}.${n}@${domain}>`;
      const sent = await db
        .selectFrom('notifications')
        .select('message_id')
        .where('message_id', '=', messageId)
        .executeTakeFirst();
      if (sent) continue;
      const reader = await readerOf(db, address, organiser);
      const params = {
        title: event.title,
        giver: giver.name,
        organiser: organiser.name,
        startsAt: inZone(event.starts_at, reader, 'full'),
      };
      const { subject, body } = await mailText(db, template, reader.locale, params);
      const answer = await mailer.send({
        to: address,
        subject,
        text: `${body}\n`,
        messageId,
        replyTo: organiser.email,
        invitation: { method: 'REQUEST', ics },
      });
      if (answer === 'deferred' && Context.current().info.attempt < ATTEMPTS_AT_A_FULL_MAILBOX) deferred += 1;
      else
        await db
          .insertInto('notifications')
          .values({
            message_id: messageId,
            handover_id: effect.handoverId,
            person_id: null,
            template,
            step: effect.step,
            round: effect.round,
            outcome: answer === 'sent' ? 'sent' : 'refused',
          })
          .onConflict((c) => c.doNothing())
          .execute();
    }
    return deferred;
  }
}

/** What is told: once by its key, in the sentences of its template. */
interface News {
  key: string;
  template: 'organiserChanged' | 'organiserBack';
}

interface Appointment {
  id: string;
  uid: string;
  sequence: number;
}

/** Colleagues read their own language, others that of the organiser. */
async function readerOf(db: Database, address: string, organiser: Recipient) {
  const colleague = await db
    .selectFrom('employees')
    .select(['locale', 'time_zone'])
    .where('email', '=', address)
    .executeTakeFirst();
  const { locale, time_zone } = colleague ?? organiser;
  return { locale, timeZone: time_zone };
}

function requestOf(
  event: Appointment & { title: string; location: string | null; starts_at: Date; ends_at: Date; attendees: string[] },
  organiser: Recipient,
): string {
  const calendar = ical({
    prodId: { company: 'Handover Engine', product: 'handover' },
    method: ICalCalendarMethod.REQUEST,
  });
  calendar.createEvent({
    id: event.uid,
    sequence: event.sequence,
    start: event.starts_at,
    end: event.ends_at,
    summary: event.title,
    status: ICalEventStatus.CONFIRMED,
    organizer: { name: organiser.name, email: organiser.email },
    attendees: event.attendees.map((email) => ({ email, rsvp: true })),
    ...(event.location === null ? {} : { location: event.location }),
  });
  return calendar.toString();
}
