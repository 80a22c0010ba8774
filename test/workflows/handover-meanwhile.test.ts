import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  cancelUpdate,
  extendUpdate,
  pauseUpdate,
  recordMinutesUpdate,
  replaceReceiverUpdate,
  resumeUpdate,
  scheduleMeetingUpdate,
} from '../../src/contract/messages.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();
const DAY_MS = 86_400_000;

const byHr = () => ({ personId: s.company.hr.id });
const cancel = () => s.send(s.input.handoverId, cancelUpdate, byHr(), randomUUID());
const pause = () => s.send(s.input.handoverId, pauseUpdate, byHr(), randomUUID());
const resume = () => s.send(s.input.handoverId, resumeUpdate, byHr(), randomUUID());
const extend = (dueAt: string) => s.send(s.input.handoverId, extendUpdate, { ...byHr(), dueAt }, randomUUID());

/** The first receiver is replaced by somebody new, who plays on. @returns who was replaced, and by whom */
async function replaceFirst() {
  const [old] = s.company.receivers;
  if (!old) throw new Error('a receiver');
  const to = s.company.stranger;
  await s.send(s.input.handoverId, replaceReceiverUpdate, { ...byHr(), from: old.id, to }, randomUUID());
  s.play({ ...s.input, receivers: s.input.receivers.map((r) => (r.id === old.id ? to : r)) });
  return { old, to };
}

const receiversInPlan = async () =>
  new Set(
    (
      await s.database.admin
        .selectFrom('handover_items')
        .select('receiver_id')
        .where('handover_id', '=', s.input.handoverId)
        .execute()
    ).map((row) => row.receiver_id),
  );
const later = (iso: string | null, days: number) => new Date(Date.parse(iso ?? '') + days * DAY_MS).toISOString();

describe('handover, a decision while an activity runs', () => {
  it('cancelled while the plan is made: stays cancelled in the database', async () => {
    const held = s.engine.hold('planBook');
    await s.begin();
    await held.begun;
    await cancel();
    held.open();
    expect(await s.result()).toEqual({ outcome: 'cancelled', notUndone: [] });
    expect(await s.row()).toMatchObject({ state: 'cancelled', step: 'close', waiting_for: null });
  });

  it('paused while the materials are made: paused in the database too, and goes on after the resume', async () => {
    const held = s.engine.hold('prepareMaterials');
    await s.begin();
    await s.act.approve(await s.at('approval'));
    await held.begun;
    await pause();
    held.open();
    await s.at('materials');
    expect(await s.row()).toMatchObject({ state: 'paused', step: 'materials', waiting_for: 'materials' });
    await resume();
    await s.inDatabase(async () => (await s.row()).state === 'running');
    await s.act.confirmMaterials();
    await s.at('minutes');
  });

  it('resumed while the pause is still being written down: runs in the database too', async () => {
    await s.begin();
    await s.at('approval');
    const held = s.engine.hold('recordDecision');
    const paused = pause();
    await held.begun;
    const resumed = resume();
    await s.inDatabase(async () => (await s.row()).state === 'running');
    held.open();
    await Promise.all([paused, resumed]);
    expect(await s.row()).toMatchObject({ state: 'running', waiting_for: 'approval' });
    expect([await s.audited('case.paused'), await s.audited('case.resumed')]).toEqual([1, 1]);
  });

  it('a receiver replaced while the sign-off finds the sample unchecked: the plan is made anew with the new one', async () => {
    await s.begin();
    await s.act.approve(await s.at('approval'));
    await s.at('materials');
    await s.act.confirmMaterials();
    await s.at('minutes');
    await s.act.recordMinutes();
    await s.at('verification');
    const held = s.engine.hold('openSignOff');
    await s.engine.gateway.inboxReady(s.input.handoverId);
    await held.begun;
    const { old, to } = await replaceFirst();
    held.open();
    await s.at('approval', 2);
    const receivers = await receiversInPlan();
    expect([receivers.has(old.id), receivers.has(to.id)]).toEqual([false, true]);
  });

  it('a receiver replaced while the first notice is still on its way: the plan is made anew, and the new one is told', async () => {
    const held = s.engine.hold('notifyParties');
    await s.begin();
    await held.begun;
    await s.inDatabase(async () => (await s.row()).waiting_for === 'approval');
    const planHash = (await s.row()).plan_hash?.toString('hex') ?? '';
    // The database says so a moment before the workflow hears of it.
    await expect
      .poll(
        () =>
          s.act.approve({ planHash }).then(
            () => true,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true);
    const { old, to } = await replaceFirst();
    held.open();
    await s.at('approval', 2);
    const receivers = await receiversInPlan();
    expect([receivers.has(old.id), receivers.has(to.id)]).toEqual([false, true]);
    const told = await s.database.admin
      .selectFrom('notifications')
      .select('person_id')
      .where('handover_id', '=', s.input.handoverId)
      .where('template', '=', 'notify.receiver')
      .where('round', '=', 2)
      .execute();
    expect(told).toEqual([{ person_id: to.id }]);
  });

  it('cancelled while the last signature comes in: nothing moves', async () => {
    await s.begin();
    const signing = await s.toSignOff();
    const [last, ...others] = [...s.act.signers].reverse();
    for (const signer of others) await s.act.sign(signing, signer);
    const held = s.engine.hold('recordDecision');
    const cancelled = cancel();
    await held.begun;
    await s.act.sign(signing, last ?? '').catch(() => {}); // refused or not, it comes too late
    held.open();
    await cancelled;
    expect(await s.result()).toEqual({ outcome: 'cancelled', notUndone: [] });
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
  });
});

describe('handover, deadlines moved more than once', () => {
  it('extended twice while paused: each counts from the date before, and the resume adds the pause', async () => {
    await s.begin();
    const { dueAt } = await s.at('approval');
    await pause();
    expect((await extend(later(dueAt, 7))).dueAt).toBe(later(dueAt, 7));
    expect((await extend(later(dueAt, 8))).dueAt).toBe(later(dueAt, 8));
    await resume();
    const running = await s.stands((p) => p.state === 'running');
    const moved = Date.parse(running.dueAt ?? '') - Date.parse(later(dueAt, 8));
    expect(moved).toBeGreaterThanOrEqual(0);
    expect(moved).toBeLessThan(DAY_MS);
    await s.inDatabase(async () => (await s.row()).due_at?.toISOString() === running.dueAt);
  });
});

describe('handover, what a round leaves behind', () => {
  it('a receiver replaced before the meeting: it is taken out of the calendars, and the next round has its own', async () => {
    await s.begin();
    await s.act.approve(await s.at('approval'));
    await s.at('materials');
    await s.act.confirmMaterials();
    await s.at('minutes');
    await replaceFirst();
    await s.at('approval', 2);
    const meetings = await s.database.admin
      .selectFrom('meetings')
      .select(['round', 'state'])
      .where('handover_id', '=', s.input.handoverId)
      .execute();
    expect(meetings).toEqual([{ round: 1, state: 'cancelled' }]);
  });

  it('rejected to the verification: the minutes and their actions are there once', async () => {
    await s.begin();
    const signing = await s.toSignOff();
    await s.act.reject(signing, s.company.supervisor.id, 'verification');
    await s.at('verification', 2);
    expect(await s.audited('meeting.held')).toBe(1);
  });

  it('every review late: each sends reminders of its own', async () => {
    await s.begin();
    await s.signAll(await s.toSignOff());
    const mails = async (template: string) =>
      (
        await s.database.admin
          .selectFrom('notifications')
          .select('message_id')
          .where('handover_id', '=', s.input.handoverId)
          .where('step', '=', 'followUp')
          .where('template', '=', template)
          .execute()
      ).length;
    const asked = s.company.receivers.length + 1;
    await s.reviewAll(async (reviewId, index) => {
      await s.late('review');
      await s.inDatabase(async () => (await mails('due')) === asked * (index + 1));
      for (const person of [...s.company.receivers, s.company.supervisor])
        await s.act.answerReview(reviewId, person.id);
    });
    expect(await mails('remind')).toBe(asked * 4);
    await s.result();
  });

  it('a deputy answers a review that nobody else answers: it counts for all, and the case goes on', async () => {
    await s.begin();
    await s.signAll(await s.toSignOff());
    await s.reviewAll(async (reviewId) => {
      await s.escalated('review');
      await s.act.answerReview(reviewId, s.company.boss.id);
    });
    expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
    const reviews = await s.database.admin
      .selectFrom('reviews')
      .select('state')
      .where('handover_id', '=', s.input.handoverId)
      .execute();
    expect(new Set(reviews.map((r) => r.state))).toEqual(new Set(['answered']));
  });
});

describe('handover, messages past the API', () => {
  it('minutes that are nowhere, a meeting that ends before it begins: stop no case', async () => {
    const id = await s.begin();
    const personId = s.input.supervisor.id;
    await s.act.approve(await s.at('approval'));
    await s.at('materials');
    await s.act.confirmMaterials();
    await s.at('minutes');
    const backwards = { personId, startsAt: await s.inDays(3), endsAt: await s.inDays(2) };
    await expect(s.send(id, scheduleMeetingUpdate, backwards, randomUUID())).rejects.toMatchObject({
      type: 'meetingPast',
    });
    await s.send(id, recordMinutesUpdate, { personId, entryId: randomUUID() }, randomUUID());
    await s.at('verification');
    expect(await s.audited('meeting.held')).toBe(1);
    await cancel();
    await s.result();
  });
});
