import { Refusal } from '../../contract/failures.ts';
import * as ms from '../../contract/meeting-schemas.ts';
import * as s from '../../contract/schemas.ts';
import { agendaFacts } from '../../db/agenda.ts';
import { busyTimes } from '../../db/busy-times.ts';
import { calendarOf } from '../../db/calendar.ts';
import type { Tx } from '../../db/connect.ts';
import * as write from '../../db/intake/meetings.ts';
import * as read from '../../db/reads/meetings.ts';
import { employeesByRef } from '../../db/reads/people.ts';
import { policyOfCase } from '../../db/reads/policies.ts';
import { freeTimes } from '../../domain/meeting-slots.ts';
import { agendaLines } from '../../render/agenda.ts';
import { route } from '../route.ts';

const tag = 'meetings';
const params = s.handoverParams;
const steering = { may: 'actOnCase', relations: ['supervisor', 'deputy'], roles: ['hr'] } as const;
const PROPOSED = 3;

/** When people can meet, what there is to talk about, and what becomes of what was agreed. */
export const meetingRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/meetings',
    operationId: 'listMeetings',
    tag,
    summary: { en: 'The meetings of a handover with attendance and minutes', zh: '移交会议、出席人员与纪要' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: ms.meetings,
    handle: async ({ input, as }) => ({ items: await as((tx) => read.listMeetings(tx, input.params.handoverId)) }),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/meetings/times',
    operationId: 'proposeMeetingTimes',
    tag,
    summary: {
      en: 'Three times in working hours at which giver, receivers and supervisor are free',
      zh: '移交人、接收人与监交人均有空的三个工作时段',
    },
    who: { may: 'actOnCase', relations: ['giver', 'receiver', 'supervisor', 'deputy'], roles: ['hr'] },
    takes: { params, query: ms.timesQuery },
    gives: ms.meetingTimes,
    handle: ({ input, as }) =>
      as(async (tx) => {
        const { handoverId } = input.params;
        const policy = await policyOfCase(tx, handoverId);
        const calendar = await calendarOf(tx, policy.calendar);
        const now = new Date().toISOString();
        const busy = await busyTimes(tx, handoverId, now);
        const minutes = input.query.minutes ?? policy.meeting.durationMinutes;
        return { items: freeTimes(calendar, now, busy, { minutes, count: PROPOSED }) };
      }),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/meetings/agenda',
    operationId: 'getMeetingAgenda',
    tag,
    summary: { en: 'What there is to talk about, from the plan', zh: '根据方案生成的会议议程' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: ms.meetingAgenda,
    handle: async ({ input, locale, as }) => ({
      lines: agendaLines(await as((tx) => agendaFacts(tx, input.params.handoverId)), locale),
    }),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/meeting-actions',
    operationId: 'listMeetingActions',
    tag,
    summary: { en: 'Action items of the meetings', zh: '会议行动项' },
    who: { may: 'seeCase' },
    takes: { params, query: ms.actionsQuery },
    gives: ms.meetingActions,
    async handle({ input, as }) {
      const items = await as((tx) => read.listMeetingActions(tx, input.params.handoverId, input.query.open));
      return { open: items.filter((one) => one.doneAt === null).length, items };
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/meeting-actions',
    operationId: 'openMeetingAction',
    tag,
    summary: { en: 'Note an action item that was agreed after a meeting', zh: '补记一项会议行动项' },
    who: steering,
    when: { case: 'open' },
    takes: { params, body: ms.meetingActionRequest },
    gives: ms.made,
    idempotency: 'optional',
    handle: ({ id, input, person, as }) =>
      as(async (tx) => {
        const { owner, ...action } = input.body;
        const by = { handoverId: input.params.handoverId, personId: person.id };
        await write.writeMeetingAction(tx, by, { id, ...action, ownerId: await personIn(tx, owner, '/owner') });
        return { id };
      }),
  }),
  route({
    method: 'put',
    path: '/handovers/{handoverId}/meeting-actions/{actionId}',
    operationId: 'changeMeetingAction',
    tag,
    summary: {
      en: 'Mark an action item as done; owner and date are for supervisor, deputies and HR',
      zh: '标记行动项已完成；负责人与期限由监交人、代理人或人事变更',
    },
    who: { may: 'seeCase' },
    takes: { params: ms.meetingActionParams, body: ms.meetingActionChange },
    gives: ms.made,
    handle: ({ input, person, as }) =>
      as(async (tx) => {
        const { handoverId, actionId } = input.params;
        const { owner, ...change } = input.body;
        const ownerId = owner === undefined ? undefined : await personIn(tx, owner, '/owner');
        const known = await read.listMeetingActions(tx, handoverId);
        if (!known.some((one) => one.id === actionId)) throw new Refusal('notFound');
        await write.changeMeetingAction(tx, { handoverId, personId: person.id }, actionId, { ...change, ownerId });
        return { id: actionId };
      }),
  }),
];

/** @throws Refusal personNotFound: nobody, or somebody who has left */
async function personIn(tx: Tx, ref: string, pointer: string): Promise<string> {
  const found = (await employeesByRef(tx, [ref])).get(ref);
  if (!found || found.state === 'left') throw new Refusal('personNotFound', { person: ref }, pointer);
  return found.id;
}
