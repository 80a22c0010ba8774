import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Appointment } from '../../src/contract/effects.ts';
import { cancelSignal, inboxReadySignal, pauseUpdate, resumeUpdate } from '../../src/contract/messages.ts';
import { transitionWorkflowId } from '../../src/contract/names.ts';
import type { TransitionResult } from '../../src/contract/training.ts';
import { withPerson } from '../../src/db/connect.ts';
import { askSupport, callTransition, changePoint, writeSupport } from '../../src/db/intake/training.ts';
import { makePolicy } from '../support/company.ts';
import { historiesOf } from '../support/histories.ts';
import { rests } from '../support/engine.ts';
import { scenario } from '../support/scenario.ts';
import { trainingRule } from '../support/training.ts';

const s = scenario();
const DAY_MS = 86_400_000;
const later = (instant: Date | undefined, days: number) =>
  new Date((instant?.getTime() ?? Number.NaN) + days * DAY_MS).toISOString();

/** A handover with training, driven to the day on which its customers have moved. */
async function training(days = 30): Promise<void> {
  const policy = await makePolicy(s.database.admin, (p) => {
    p.transition = { days, checkInEveryDays: 0 };
    p.training = structuredClone(trainingRule);
  });
  await s.begin({ policy });
  await s.signAll(await s.toSignOff());
  await s.inDatabase(async () => (await points()).length > 0);
  await s.inDatabase(async () => (await mails(/请培训接收人/)).length === 1);
  await s.inDatabase(() => rests(s.engine, transitionWorkflowId(s.input.handoverId)));
}

const handle = () => s.engine.client.workflow.getHandle(transitionWorkflowId(s.input.handoverId));
const result = () => handle().result() as Promise<TransitionResult>;
const run = () =>
  s.database.admin
    .selectFrom('training_runs')
    .selectAll()
    .where('handover_id', '=', s.input.handoverId)
    .executeTakeFirst();
const points = () =>
  s.database.admin
    .selectFrom('training_points')
    .selectAll()
    .where('handover_id', '=', s.input.handoverId)
    .orderBy('id')
    .execute();
const requests = () =>
  s.database.admin.selectFrom('support_requests').selectAll().where('handover_id', '=', s.input.handoverId).execute();
const mails = async (subject: RegExp) => (await s.engine.outbox.list()).filter((mail) => subject.test(mail.subject));
const phase = (wanted: string) => s.inDatabase(async () => (await run())?.phase === wanted);
const receiver = () => s.input.receivers[0]?.id ?? '';

/** What a person writes, and the call of the workflow as the API makes it. */
async function as<T>(personId: string, work: (tx: Parameters<typeof callTransition>[0]) => Promise<T>): Promise<T> {
  const { done, call } = await withPerson(s.database.api, personId, async (tx) => {
    const toCall = await callTransition(tx, s.input.handoverId);
    return { done: await work(tx), call: toCall };
  });
  if (call) await handle().signal(inboxReadySignal);
  return done;
}
const confirm = (pointId: string, mark: number, personId = s.input.giver.id) =>
  as(personId, (tx) => changePoint(tx, { handoverId: s.input.handoverId, personId }, pointId, { mark }, null));
async function confirmAll(mark = 4): Promise<void> {
  for (const point of await points()) if (point.required) await confirm(point.id, mark);
}
async function ask(days: number): Promise<string> {
  const id = randomUUID();
  const dueAt = await s.inDays(days);
  await as(receiver(), (tx) =>
    askSupport(tx, { handoverId: s.input.handoverId, personId: receiver() }, { id, dueAt, body: '报价在哪里？' }),
  );
  return id;
}
const answer = (requestId: string, personId = s.input.giver.id) =>
  as(personId, (tx) =>
    writeSupport(tx, { handoverId: s.input.handoverId, personId }, { id: randomUUID(), requestId, body: '在附件里' }),
  );

/** Lets so many days go by. What has not come to rest before would look after them, and then not before its next time. */
async function pass(days: number): Promise<void> {
  await s.inDatabase(() => rests(s.engine, transitionWorkflowId(s.input.handoverId)));
  await s.engine.skipTo(await s.inDays(days));
}

describe('training', () => {
  it('confirmed in time: receivers are asked what they think of it, and the transition ends with its time', async () => {
    await training();
    const all = await points();
    expect(all).toHaveLength(3 * s.input.receivers.length);
    await confirm(all[0]?.id ?? '', 2);
    await confirmAll(3);
    await pass(0.1);
    // The CRM system needs a four.
    await phase('training');
    await confirmAll(4);
    await pass(0.1);
    await phase('support');
    await s.inDatabase(async () => (await mails(/请评价培训/)).length === s.input.receivers.length);
    await s.engine.skipTo(later((await run())?.ends_at, 0.01));
    const required = 2 * s.input.receivers.length;
    expect(await result()).toEqual({
      outcome: 'done',
      gaveUp: false,
      counts: { required, confirmed: required, asked: 0, unanswered: 0 },
    });
    expect(await s.audited('training.confirmed')).toBe(1);
    expect((await s.row()).flags).not.toContain('trainingIncomplete');
    for (const one of await historiesOf(s.engine.client, transitionWorkflowId(s.input.handoverId)))
      expect(one.events?.length).toBeLessThan(150);
  });

  it('late: those in training and the giver are reminded, then the supervisor is asked, and confirms', async () => {
    await training(0);
    const agenda = ((await run())?.agenda ?? []) as unknown as Appointment[];
    const escalated = agenda.find(({ what }) => what === 'escalate')?.at ?? '';
    await s.engine.skipTo(later((await run())?.due_at, 0.01));
    await s.inDatabase(async () => (await run())?.overdue === true);
    await s.inDatabase(async () => (await mails(/提醒：\d+ 个培训项/)).length === 1 + s.input.receivers.length);
    expect(await s.audited('training.escalate')).toBe(0);
    await s.engine.skipTo(later(new Date(escalated), 0.01));
    await s.inDatabase(async () => (await mails(/升级：\d+ 个培训项/)).length > 0);
    const [point] = await points();
    await expect(confirm(point?.id ?? '', 5, point?.receiver_id)).rejects.toMatchObject({ type: 'notForYou' });
    for (const one of await points()) if (one.required) await confirm(one.id, 4, s.input.supervisor.id);
    await pass(0.1);
    expect(await result()).toMatchObject({ outcome: 'done', gaveUp: false });
  });

  it('never: gives up after the time of the policy, and the case says so', async () => {
    await training(0);
    const { due_at } = (await run()) ?? {};
    await s.engine.skipTo(later(due_at, 20));
    expect(await result()).toMatchObject({ outcome: 'done', gaveUp: true, counts: { confirmed: 0 } });
    expect(await mails(/培训未能完成/)).not.toEqual([]);
    await s.stands((p) => p.flags.includes('trainingIncomplete'));
  });

  it('cancelled: ends as it stands, and the case goes on', async () => {
    await training();
    await handle().signal(cancelSignal);
    expect(await result()).toMatchObject({ outcome: 'cancelled', counts: { confirmed: 0 } });
    expect(await run()).toMatchObject({ phase: 'cancelled' });
    expect((await s.row()).closed_at).toBeNull();
  });

  it('paused with its case and resumed: everything is due as much later', async () => {
    await training();
    const before = await run();
    const personId = s.input.supervisor.id;
    await s.send(s.input.handoverId, pauseUpdate, { personId }, randomUUID());
    await s.inDatabase(async () => (await run())?.paused === true);
    await pass(30);
    expect(await run()).toMatchObject({ phase: 'training', overdue: false });
    await s.send(s.input.handoverId, resumeUpdate, { personId }, randomUUID());
    await s.inDatabase(async () => (await run())?.paused === false);
    const days = ((await run())?.due_at.getTime() ?? 0) - (before?.due_at.getTime() ?? 0);
    expect(days / DAY_MS).toBeGreaterThan(29.9);
    expect(await run()).toMatchObject({ phase: 'training', overdue: false });
  });
});

describe('support during the transition', () => {
  it('answered in time: the giver is told of the question, the receiver of the answer', async () => {
    await training();
    await confirmAll();
    const id = await ask(2);
    await pass(0.1);
    await s.inDatabase(async () => (await mails(/1 个求助待您答复/)).length === 1);
    await expect(answer(id, s.company.stranger.id)).rejects.toMatchObject({ type: 'notForYou' });
    await answer(id);
    await pass(0.1);
    await s.inDatabase(async () => (await mails(/1 个求助已有答复/)).length === 1);
    await s.engine.skipTo(later((await run())?.ends_at, 0.01));
    expect((await result()).counts).toMatchObject({ asked: 1, unanswered: 0 });
    expect(await mails(/逾期：1 个求助/)).toEqual([]);
  });

  it('late: the supervisor is told once, and may answer in the place of the giver', async () => {
    await training();
    const id = await ask(2);
    await pass(2.1);
    await s.inDatabase(async () => (await mails(/逾期：1 个求助/)).length > 0);
    const told = (await mails(/逾期：1 个求助/)).map((mail) => mail.to);
    expect(new Set(told).size).toBe(told.length);
    expect(await s.audited('support.late')).toBe(1);
    await answer(id, s.input.supervisor.id);
    expect(await requests()).toMatchObject([{ answered_by: s.input.supervisor.id }]);
  });

  it('never answered: is waited for until it is late, and the case says so', async () => {
    await training(1);
    await confirmAll();
    await ask(5);
    await pass(4.9);
    await phase('support');
    await pass(0.2);
    expect((await result()).counts).toMatchObject({ asked: 1, unanswered: 1 });
    await s.inDatabase(async () => (await run())?.phase === 'done');
  });
});
