import { Refusal } from '../../contract/failures.ts';
import * as ms from '../../contract/meeting-schemas.ts';
import * as s from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import * as write from '../../db/intake/meetings.ts';
import { readStanding } from '../../db/reads/handovers.ts';
import { defaultInvited } from '../../db/reads/meetings.ts';
import { employeesByRef } from '../../db/reads/people.ts';
import { mustBeNear } from '../near.ts';
import { route } from '../route.ts';

const tag = 'meetings';
const who = {
  may: 'actOnCase',
  relations: ['giver', 'receiver', 'supervisor', 'deputy'],
  roles: ['hr'],
} as const;
const A_DAY_MS = 86_400_000;

/** Meetings beside the one of each round: whoever called one, the supervisor, deputies and HR move it and record what was agreed. */
export const furtherMeetingRoutes = [
  route({
    method: 'post',
    path: '/handovers/{handoverId}/meetings',
    operationId: 'callMeeting',
    tag,
    summary: { en: 'Call a further meeting; the invitations leave at once', zh: '召集补充会议并立即发送邀请' },
    who,
    when: { case: 'open' },
    takes: { params: s.handoverParams, body: ms.furtherMeetingRequest },
    gives: ms.made,
    idempotency: 'optional',
    async handle({ id, input, person, deps, as }) {
      const { handoverId } = input.params;
      const { invited, ...meeting } = input.body;
      const at = timesOf(meeting);
      await as(async (tx) => {
        await mustBeOpen(tx, handoverId);
        const ids = invited ? await peopleIn(tx, invited, '/invited') : await defaultInvited(tx, handoverId);
        await write.callMeeting(tx, { handoverId, personId: person.id }, id, { ...meeting, ...at }, ids);
      });
      await deps.gateway.inviteToMeeting(id, 0);
      return { id };
    },
  }),
  route({
    method: 'put',
    path: '/handovers/{handoverId}/meetings/{meetingId}',
    operationId: 'changeMeeting',
    tag,
    summary: {
      en: 'Move a further meeting, or call it off; who is invited is told',
      zh: '调整或取消补充会议并通知受邀者',
    },
    who,
    takes: { params: ms.furtherMeetingParams, body: ms.movedMeetingRequest },
    gives: ms.made,
    async handle({ input, person, deps, as }) {
      const { handoverId, meetingId } = input.params;
      const { cancelled, startsAt = '', endsAt = '', ...said } = input.body;
      const change = cancelled ? null : { ...said, ...timesOf({ startsAt, endsAt }) };
      const by = { handoverId, personId: person.id };
      const sequence = await as((tx) => write.moveMeeting(tx, by, meetingId, change));
      await deps.gateway.inviteToMeeting(meetingId, sequence);
      return { id: meetingId };
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/meetings/{meetingId}/minutes',
    operationId: 'recordFurtherMinutes',
    tag,
    summary: {
      en: 'Attendance, minutes and action items of a further meeting',
      zh: '记录补充会议的出席、纪要与行动项',
    },
    who,
    takes: { params: ms.furtherMeetingParams, body: ms.furtherMinutesRequest },
    gives: ms.made,
    idempotency: 'optional',
    handle: ({ input, person, as }) =>
      as(async (tx) => {
        const { handoverId, meetingId } = input.params;
        const { minutes, attendees, actions } = input.body;
        const owners = await peopleIn(
          tx,
          actions.map(({ owner }) => owner),
          '/actions',
        );
        await write.holdMeeting(tx, { handoverId, personId: person.id }, meetingId, {
          minutes,
          attendees: await peopleIn(tx, attendees, '/attendees'),
          actions: actions.map(({ body, dueOn }, i) => ({ body, dueOn, ownerId: owners[i] ?? '' })),
        });
        return { id: meetingId };
      }),
  }),
];

/** @throws Refusal meetingPast; tooFarAhead */
function timesOf({ startsAt, endsAt }: { startsAt: string; endsAt: string }) {
  const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)];
  if (start <= Date.now() || end <= start || end - start > A_DAY_MS) throw new Refusal('meetingPast', {}, '/startsAt');
  mustBeNear(startsAt, '/startsAt');
  return { startsAt: new Date(start).toISOString(), endsAt: new Date(end).toISOString() };
}

/** @throws Refusal handoverOver */
async function mustBeOpen(tx: Tx, handoverId: string): Promise<void> {
  const standing = await readStanding(tx, handoverId);
  if (standing?.state === 'closed' || standing?.state === 'cancelled') throw new Refusal('handoverOver');
}

/** Ids in the order of the names. @throws Refusal personNotFound: nobody, or somebody who has left */
async function peopleIn(tx: Tx, refs: string[], pointer: string): Promise<string[]> {
  const found = await employeesByRef(tx, [...new Set(refs)]);
  return refs.map((ref) => {
    const one = found.get(ref);
    if (!one || one.state === 'left') throw new Refusal('personNotFound', { person: ref }, pointer);
    return one.id;
  });
}
