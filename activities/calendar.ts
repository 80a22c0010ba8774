import { sql } from 'kysely';
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Effect, MeetingSlot, Opened } from '../src/contract/effects.ts';
import { audit, calendarOf, clock, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { inZone, sentence } from '../src/i18n/index.ts';
import { meetingSlot } from '../src/domain/working-days.ts';
import { type ActivityDeps, once } from './context.ts';
import { participants, peopleOf, post } from './mail.ts';
import { letter } from './notifications.ts';

const PARTIES = ['giver', 'receiver', 'supervisor'];

interface Meeting {
  uid: string;
  sequence: number;
  starts_at: Date;
  ends_at: Date;
  location: string | null;
  online_url: string | null;
  agenda: string | null;
}

/** The handover meeting in people's calendars. */
export function calendar(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Invites to the meeting: at the slot that somebody chose, or at the first hour of the next workday.
     * A moved meeting keeps its UID and raises its SEQUENCE, so that calendars move the entry (RFC 5546, 3.2.2).
     */
    async arrangeMeeting(effect: Effect, slot: MeetingSlot | null): Promise<Opened> {
      const { handoverId, round } = effect;
      const arranged = await once(
        db,
        effect,
        `arrangeMeeting:${slot?.entryId ?? slot?.startsAt ?? 'proposed'}`,
        async (tx) => {
          const policy = await policyOf(tx, handoverId);
          const chosen =
            slot ?? meetingSlot(await calendarOf(tx, policy.calendar), clock(effect), policy.meeting.durationMinutes);
          const details = slot?.entryId
            ? ((await tx.selectFrom('handover_inbox').select('body').where('id', '=', slot.entryId).executeTakeFirst())
                ?.body as Details | undefined)
            : undefined;
          const fields = {
            starts_at: chosen.startsAt,
            ends_at: chosen.endsAt,
            location: details?.location ?? null,
            online_url: details?.onlineUrl ?? null,
            agenda: details?.agenda ?? null,
          };
          const meeting = await tx
            .insertInto('meetings')
            .values({ handover_id: handoverId, round, uid: `${handoverId}.${round}`, ...fields })
            .onConflict((c) =>
              c.columns(['handover_id', 'round']).doUpdateSet({
                ...fields,
                sequence: sql`meetings.sequence + 1`,
                state: 'scheduled',
                updated_at: sql`now()`,
              }),
            )
            .returning('sequence')
            .executeTakeFirstOrThrow();
          const deadline = await deadlineFor(tx, effect, 'minutes', chosen.endsAt);
          await stand(tx, effect, deadline);
          await audit(tx, {
            action: 'meeting.arranged',
            handoverId,
            params: { round, startsAt: chosen.startsAt, sequence: meeting.sequence },
          });
          return { deadline, sequence: meeting.sequence };
        },
      );
      await invite(effect, ICalCalendarMethod.REQUEST, 'invitation');
      return { deadline: arranged.deadline };
    },

    /** Takes meetings that are still to come out of people's calendars: the case goes back to an earlier step, or is cancelled. */
    async cancelMeeting(effect: Effect): Promise<void> {
      const { handoverId } = effect;
      const cancelled = await once(db, effect, 'cancelMeeting', async (tx) => {
        const meetings = await tx
          .updateTable('meetings')
          .set({ state: 'cancelled', sequence: sql`sequence + 1`, updated_at: sql`now()` })
          .where('handover_id', '=', handoverId)
          .where('state', '=', 'scheduled')
          .where('ends_at', '>', new Date(clock(effect)))
          .returning('round')
          .execute();
        await stand(tx, effect);
        for (const { round } of meetings)
          await audit(tx, { action: 'meeting.cancelled', handoverId, params: { round } });
        return meetings.map((m) => m.round);
      });
      for (const round of cancelled)
        await invite({ ...effect, round }, ICalCalendarMethod.CANCEL, 'invitationCancelled');
    },
  };

  async function invite(effect: Effect, method: ICalCalendarMethod, template: string): Promise<void> {
    const meeting = await db
      .selectFrom('meetings')
      .selectAll()
      .where('handover_id', '=', effect.handoverId)
      .where('round', '=', effect.round)
      .executeTakeFirstOrThrow();
    const people = await participants(db, effect.handoverId, PARTIES);
    const { label } = await db
      .selectFrom('handovers')
      .select('label')
      .where('id', '=', effect.handoverId)
      .executeTakeFirstOrThrow();
    const attendees = await peopleOf(db, people);
    const ics = invitationOf(meeting, method, `${label} 移交会议 handover meeting`, deps.mailFrom, attendees);
    await post(deps, people, {
      ...letter(effect),
      template,
      which: meeting.sequence,
      params: (reader) => ({
        startsAt: inZone(meeting.starts_at, reader, 'full'),
        location: meeting.location ?? sentence(reader.locale, 'mail', 'toBeTold'),
        online: meeting.online_url
          ? sentence(reader.locale, 'mail', 'invitation.online', { url: meeting.online_url })
          : '',
      }),
      invitation: { method: method === ICalCalendarMethod.CANCEL ? 'CANCEL' : 'REQUEST', ics },
    });
  }
}

interface Details {
  location?: string;
  onlineUrl?: string;
  agenda?: string;
}

function invitationOf(
  meeting: Meeting,
  method: ICalCalendarMethod,
  summary: string,
  from: string,
  attendees: { name: string; email: string }[],
): string {
  const calendar = ical({ prodId: { company: 'Handover Engine', product: 'handover' }, method });
  calendar.createEvent({
    id: meeting.uid,
    sequence: meeting.sequence,
    // UTC instants without a zone: a calendar shows them in its own.
    start: meeting.starts_at,
    end: meeting.ends_at,
    summary,
    status: method === ICalCalendarMethod.CANCEL ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: { name: 'Handover Engine', email: from.replace(/^.*<|>$/g, '') },
    attendees: attendees.map((a) => ({ name: a.name, email: a.email, rsvp: true })),
    ...(meeting.location ? { location: meeting.location } : {}),
    ...(meeting.online_url ? { url: meeting.online_url } : {}),
    ...(meeting.agenda ? { description: meeting.agenda } : {}),
  });
  return calendar.toString();
}
