import { sql } from 'kysely';
import { ICalCalendarMethod } from 'ical-generator';
import type { Effect, MeetingSlot, Opened } from '../src/contract/effects.ts';
import type { Policy } from '../src/contract/policy.ts';
import { agendaFacts } from '../src/db/agenda.ts';
import { busyTimes } from '../src/db/busy-times.ts';
import type { Tx } from '../src/db/connect.ts';
import { calendarOf } from '../src/db/calendar.ts';
import { audit, clock, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { inZone, localeOf, sentence } from '../src/i18n/index.ts';
import { freeTimes } from '../src/domain/meeting-slots.ts';
import { meetingSlot } from '../src/domain/working-days.ts';
import { agendaLines } from '../src/render/agenda.ts';
import { type ActivityDeps, once } from './context.ts';
import { type Recipient, participants, peopleOf, post } from './mail.ts';
import { letter } from './notifications.ts';
import { invitationOf } from './invitation.ts';

const PARTIES = ['giver', 'receiver', 'supervisor'];

/** The handover meeting in people's calendars. */
export function calendar(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Invites to the meeting: at the slot that somebody chose, or at the first time from the next workday on at which all are free.
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
          const chosen = slot ?? (await proposedSlot(tx, handoverId, policy, clock(effect)));
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
    const agendas = await agendasFor(effect.handoverId, attendees, meeting.agenda);
    const summary = `${label} 移交会议 handover meeting`;
    await post(deps, people, {
      ...letter(effect),
      template,
      which: meeting.sequence,
      dueAt: meeting.starts_at,
      params: (reader) => ({
        startsAt: inZone(meeting.starts_at, reader, 'full'),
        location: meeting.location ?? sentence(reader.locale, 'mail', 'toBeTold'),
        online: meeting.online_url
          ? sentence(reader.locale, 'mail', 'invitation.online', { url: meeting.online_url })
          : '',
        agenda: agendas.get(reader.id) ?? '',
      }),
      invitation: (reader) => ({
        method: method === ICalCalendarMethod.CANCEL ? 'CANCEL' : 'REQUEST',
        ics: invitationOf(
          { ...meeting, agenda: agendas.get(reader.id) ?? null },
          method,
          summary,
          deps.mailFrom,
          attendees,
        ),
      }),
    });
  }

  /** What each is told that will be talked about, in their language: what somebody wrote, or what the plan holds of their customers. */
  async function agendasFor(handoverId: string, readers: Recipient[], written: string | null) {
    const receivers = new Set(await participants(db, handoverId, ['receiver']));
    const agendas = new Map<string, string>();
    for (const { id, locale } of readers) {
      const facts = written ?? (await agendaFacts(db, handoverId, receivers.has(id) ? id : null));
      agendas.set(id, typeof facts === 'string' ? facts : agendaLines(facts, localeOf(locale)).join('\n'));
    }
    return agendas;
  }
}

/** The first time at which all are free; when there is none, the first hour of the next workday all the same: people move it. */
async function proposedSlot(tx: Tx, handoverId: string, policy: Policy, now: string): Promise<MeetingSlot> {
  const calendar = await calendarOf(tx, policy.calendar);
  const minutes = policy.meeting.durationMinutes;
  const [first] = freeTimes(calendar, now, await busyTimes(tx, handoverId, now), { minutes, count: 1 });
  return first ?? meetingSlot(calendar, now, minutes);
}

interface Details {
  location?: string;
  onlineUrl?: string;
  agenda?: string;
}
