import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

/** A meeting as calendars know it: the UID stays, the SEQUENCE grows with each change (RFC 5546, 3.2.2). */
export interface InvitedMeeting {
  uid: string;
  sequence: number;
  starts_at: Date;
  ends_at: Date;
  location: string | null;
  online_url: string | null;
  agenda: string | null;
}

/** The iCalendar text of an invitation, an update of it, or its cancellation. */
export function invitationOf(
  meeting: InvitedMeeting,
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
