import { sql } from 'kysely';
import { ICalCalendarMethod } from 'ical-generator';
import type { Effect } from '../src/contract/effects.ts';
import { audit } from '../src/db/writes/standing.ts';
import { inZone, sentence } from '../src/i18n/index.ts';
import { type ActivityDeps, once } from './context.ts';
import { invitationOf } from './invitation.ts';
import { peopleOf, post } from './mail.ts';

/** Meetings beside the one of each round: people call, move and cancel them over HTTP, and invitations leave here. */
export function furtherMeetings(deps: ActivityDeps) {
  return {
    /**
     * Sends what a further meeting is now: the invitation, an update, or its cancellation. Each sequence reaches each person once; one
     * that was overtaken by a later change is never sent.
     */
    async sendMeetingInvitation(meetingId: string): Promise<void> {
      await invite(deps, meetingId);
    },
  };
}

/** A cancelled case takes its further meetings out of people's calendars. */
export async function cancelFurtherMeetings(deps: ActivityDeps, effect: Effect): Promise<void> {
  const { handoverId } = effect;
  const cancelled = await once(deps.db, effect, 'cancelFurtherMeetings', async (tx) => {
    const meetings = await tx
      .updateTable('further_meetings')
      .set({ state: 'cancelled', sequence: sql`sequence + 1`, updated_at: sql`now()` })
      .where('handover_id', '=', handoverId)
      .where('state', '=', 'scheduled')
      .returning('id')
      .execute();
    for (const { id } of meetings)
      await audit(tx, { action: 'furtherMeeting.cancelled', handoverId, params: { meeting: id } });
    return meetings.map(({ id }) => id);
  });
  for (const meetingId of cancelled) await invite(deps, meetingId);
}

async function invite(deps: ActivityDeps, meetingId: string): Promise<void> {
  const meeting = await deps.db
    .selectFrom('further_meetings as f')
    .innerJoin('handovers as h', 'h.id', 'f.handover_id')
    .selectAll('f')
    .select(['h.label', 'h.round'])
    .where('f.id', '=', meetingId)
    .executeTakeFirst();
  if (!meeting || meeting.state === 'held') return;
  const off = meeting.state === 'cancelled';
  const attendees = await peopleOf(deps.db, meeting.invited);
  const method = off ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST;
  const ics = invitationOf(
    { ...meeting, uid: meeting.id },
    method,
    `${meeting.label} ${meeting.title}`,
    deps.mailFrom,
    attendees,
  );
  await post(deps, meeting.invited, {
    handoverId: meeting.handover_id,
    step: 'meeting',
    round: meeting.round,
    template: off ? 'furtherMeetingCancelled' : 'furtherMeeting',
    which: `${meeting.id}-${meeting.sequence}`,
    dueAt: meeting.starts_at,
    about: { type: 'meeting', id: meeting.id },
    params: (reader) => ({
      title: meeting.title,
      startsAt: inZone(meeting.starts_at, reader, 'full'),
      location: meeting.location ?? sentence(reader.locale, 'mail', 'toBeTold'),
      online: meeting.online_url
        ? sentence(reader.locale, 'mail', 'invitation.online', { url: meeting.online_url })
        : '',
      agenda: meeting.agenda ?? '',
    }),
    invitation: { method: off ? 'CANCEL' : 'REQUEST', ics },
  });
}
