import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import type { Tx } from '../connect.ts';
import { auditPerson } from './audit.ts';

/** Meetings beyond the one of each round and action items, as people keep them beside the process. */

interface By {
  handoverId: string;
  personId: string;
}
export interface NewAction {
  id?: string;
  body: string;
  ownerId: string;
  dueOn?: string | undefined;
  meetingId?: string;
}

/** @throws Refusal notForYou when the policies of the table forbid it */
export async function writeMeetingAction(tx: Tx, by: By, action: NewAction): Promise<void> {
  const written = await tx
    .insertInto('meeting_actions')
    .values({
      ...(action.id === undefined ? {} : { id: action.id }),
      handover_id: by.handoverId,
      meeting_id: action.meetingId ?? null,
      body: action.body,
      owner_id: action.ownerId,
      due_on: action.dueOn ?? null,
      opened_by: by.personId,
    })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
    .catch(ifForbidden);
  if (written)
    await auditPerson(tx, {
      ...by,
      action: 'meetingAction.opened',
      params: { action: written.id, owner: action.ownerId },
    });
}

export interface ActionChange {
  done?: boolean | undefined;
  ownerId?: string | undefined;
  dueOn?: string | null | undefined;
}

/** @throws Refusal notForYou: neither its owner nor who steers the case, or an owner who gives it away or moves its date */
export async function changeMeetingAction(tx: Tx, by: By, actionId: string, change: ActionChange): Promise<void> {
  const changed = await tx
    .updateTable('meeting_actions')
    .set({
      version: sql`version + 1`,
      owner_id: change.ownerId,
      due_on: change.dueOn,
      ...(change.done === undefined
        ? {}
        : change.done
          ? { done_at: sql`coalesce(done_at, now())`, done_by: by.personId }
          : { done_at: null, done_by: null }),
    })
    .where('id', '=', actionId)
    .where('handover_id', '=', by.handoverId)
    .returning('id')
    .executeTakeFirst()
    .catch(ifForbidden);
  if (!changed) throw new Refusal('notForYou');
  const what = change.done === undefined ? 'changed' : change.done ? 'done' : 'reopened';
  await auditPerson(tx, { ...by, action: `meetingAction.${what}`, params: { action: actionId } });
}

export interface FurtherMeeting {
  title: string;
  startsAt: string;
  endsAt: string;
  location?: string | undefined;
  onlineUrl?: string | undefined;
  agenda?: string | undefined;
}

/** @param id of the meeting: the request's, so that the same request twice is one meeting */
export async function callMeeting(
  tx: Tx,
  by: By,
  id: string,
  meeting: FurtherMeeting,
  invited: string[],
): Promise<void> {
  const called = await tx
    .insertInto('further_meetings')
    .values({
      id,
      handover_id: by.handoverId,
      called_by: by.personId,
      invited,
      title: meeting.title,
      ...fieldsOf(meeting),
    })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
    .catch(ifForbidden);
  if (called)
    await auditPerson(tx, { ...by, action: 'furtherMeeting.called', params: { meeting: id, invited: invited.length } });
}

/**
 * Moves a meeting that is still to come, or calls it off.
 * @param change null: it does not take place
 * @returns the sequence of the invitation that tells it
 * @throws Refusal notForYou; meetingOver: it was held or called off
 */
export async function moveMeeting(
  tx: Tx,
  by: By,
  meetingId: string,
  change: (Omit<FurtherMeeting, 'title'> & { title?: string | undefined }) | null,
): Promise<number> {
  const moved = await tx
    .updateTable('further_meetings')
    .set({
      sequence: sql`sequence + 1`,
      updated_at: sql`now()`,
      ...(change === null ? { state: 'cancelled' } : { title: change.title, ...fieldsOf(change) }),
    })
    .where('id', '=', meetingId)
    .where('handover_id', '=', by.handoverId)
    .where('state', '=', 'scheduled')
    .returning('sequence')
    .executeTakeFirst();
  if (!moved) throw await whyNot(tx, meetingId);
  const action = `furtherMeeting.${change === null ? 'cancelled' : 'moved'}`;
  await auditPerson(tx, { ...by, action, params: { meeting: meetingId, sequence: moved.sequence } });
  return moved.sequence;
}

/** @throws Refusal notForYou; meetingOver: it was held already or called off */
export async function holdMeeting(
  tx: Tx,
  by: By,
  meetingId: string,
  held: { minutes: string; attendees: string[]; actions: NewAction[] },
): Promise<void> {
  const written = await tx
    .updateTable('further_meetings')
    .set({ state: 'held', minutes: held.minutes, attendees: held.attendees, updated_at: sql`now()` })
    .where('id', '=', meetingId)
    .where('handover_id', '=', by.handoverId)
    .where('state', '=', 'scheduled')
    .returning('id')
    .executeTakeFirst();
  if (!written) throw await whyNot(tx, meetingId);
  for (const action of held.actions) await writeMeetingAction(tx, by, { ...action, meetingId });
  const { attendees, actions } = held;
  await auditPerson(tx, {
    ...by,
    action: 'furtherMeeting.held',
    params: { meeting: meetingId, attendees: attendees.length, actions: actions.length },
  });
}

const fieldsOf = (meeting: Omit<FurtherMeeting, 'title'>) => ({
  starts_at: meeting.startsAt,
  ends_at: meeting.endsAt,
  location: meeting.location ?? null,
  online_url: meeting.onlineUrl ?? null,
  agenda: meeting.agenda ?? null,
});

async function whyNot(tx: Tx, meetingId: string): Promise<Refusal> {
  const there = await tx.selectFrom('further_meetings').select('state').where('id', '=', meetingId).executeTakeFirst();
  if (!there) return new Refusal('notFound');
  return new Refusal(there.state === 'scheduled' ? 'notForYou' : 'meetingOver');
}

function ifForbidden(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '42501') throw new Refusal('notForYou');
  throw error;
}
