import type { Progress } from '../../src/contract/messages.ts';
import { safetyOf } from '../../src/contract/policy.ts';
import { checkInScheduleId, handoverWorkflowId } from '../../src/contract/names.ts';
import { type Company, type Person, makeCompany, makePolicy } from '../support/company.ts';
import { request, until } from './people.ts';
import type { Fault, Reached } from './points.ts';
import type { World } from './world.ts';

/** One handover of a company of its own, with the point at which its target is to be killed. */
export interface Case {
  fault: Fault | null;
  company: Company;
  /** with invited people, on the first customer */
  appointmentId: string;
  handoverId: string;
  /** workflow id of its check-in, once there was one */
  checkInId?: string;
  /** every point that the programs reached for it */
  reached: Reached[];
  /** answers to the people's requests, by the workflow's name for them, in order */
  answers: Record<string, unknown[]>;
  /** programs that stand at the case's point */
  held: (() => void)[];
  struck: boolean;
  /** how often what is struck had begun when its target was killed: for several reasons, and again when it stood there for long */
  begunBefore: number;
  /** the last attempt of those */
  attemptBefore: number;
  /** ms that its people wait for a step; absent: as long as for an answer */
  patience?: number;
  /** why it did not come to its end */
  failure?: unknown;
}

export async function openCase(world: World, fault: Fault | null, customers = 6): Promise<Case> {
  const company = await makeCompany(world.admin, { customers, receivers: 3 });
  const day = (days: number) => new Date(Date.now() + days * 86_400_000);
  const { id: appointmentId } = await world.admin
    .insertInto('calendar_events')
    .values({
      customer_id: company.customerIds[0] ?? null,
      title: '季度回顾',
      assignee_id: company.giver.id,
      starts_at: day(30),
      ends_at: day(31),
      attendees: ['guest@customer.example', 'second@customer.example'],
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return {
    fault,
    company,
    appointmentId,
    handoverId: '',
    reached: [],
    answers: {},
    held: [],
    struck: false,
    begunBefore: 0,
    attemptBefore: 0,
  };
}

/** A policy with one review, so that a case ends with it; of a book of any size each receiver checks one customer. */
export async function onePolicy(world: World, anySize = false): Promise<string> {
  const { key } = await makePolicy(world.admin, (policy) => {
    policy.reviews.days = [7];
    policy.restoreDays = 1; // over before the review, as the development server does not skip the days in which a case stays open
    if (!anySize) return;
    policy.verification = { strictShare: 0, standardShare: 0, minimum: 1 };
    policy.safety = { ...safetyOf(policy), maxCustomers: 1_000_000, maxShareOfCompany: 1 };
  });
  return key;
}

/**
 * Every person does their part, from the request to the last answer. In the middle of the first round a receiver is replaced; after
 * the transfer a customer goes back.
 * @param moved is called in between
 */
export async function walk(world: World, c: Case, policy: string, moved?: () => Promise<void>): Promise<void> {
  const { hr, giver, supervisor, stranger } = c.company;
  const receivers = [...c.company.receivers];
  const say = async (what: string, person: Person, path: string, body: object) => {
    const answer = await request(world, person, path, body);
    (c.answers[what] ??= []).push(answer);
    return answer;
  };
  const started = await say('startHandover', hr, 'handovers', {
    kind: 'departure',
    reason: '离职',
    giver: giver.number,
    receivers: receivers.map((r) => r.number),
    assignment: 'in_turn',
    scope: 'book',
    policy: { key: policy },
  });
  c.handoverId = (started as { id: string }).id;
  const at = `handovers/${c.handoverId}`;

  const plan = async () => {
    const planHash = await waiting(world, c, 'approval');
    await say('approvePlan', supervisor, `${at}/approvals`, { decision: 'approved', planHash, comment: '同意' });
    await waiting(world, c, 'materials');
    await say('confirmMaterials', giver, `${at}/materials/confirmation`, {});
    await waiting(world, c, 'minutes');
  };
  await plan();
  await told(world, c, 'remind', 1);
  const replaced = receivers.pop();
  await say('replaceReceiver', hr, `${at}/replace-receiver`, { from: replaced?.number, to: stranger.number });
  receivers.push(stranger);
  await plan();
  await say('recordMinutes', supervisor, `${at}/meeting/minutes`, {
    minutes: '逐一说明',
    attendees: [giver.id],
    actions: [{ body: '补充合同', owner: giver.id }],
  });
  await waiting(world, c, 'verification');
  for (const receiver of receivers)
    await say('inboxReady', receiver, `${at}/verifications`, { customers: await sampleOf(world, c, receiver) });
  const planHash = await waiting(world, c, 'signOff');
  for (const signer of [giver, ...receivers, supervisor])
    await say('signOff', signer, `${at}/sign-offs`, { decision: 'signed', planHash, comment: '无异议' });
  await waiting(world, c, 'review');
  await until('the Schedule of the check-ins', () =>
    world.client.schedule.getHandle(checkInScheduleId(c.handoverId)).describe(),
  );
  await moved?.();
  await allInvitedTold(world, c, 1);
  await checkIn(world, c);
  await say('restore', hr, `${at}/restore`, { customerIds: [c.company.customerIds[0]], onConflict: 'takeBack' });
  await allInvitedTold(world, c, 2);
  const review = await world.admin
    .selectFrom('reviews')
    .select('id')
    .where('handover_id', '=', c.handoverId)
    .executeTakeFirstOrThrow();
  for (const person of [...receivers, supervisor])
    await say('answerReview', person, `${at}/reviews/${review.id}/answers`, { satisfaction: 5 });
  await until('the end of the workflow', () =>
    world.client.workflow.getHandle(handoverWorkflowId(c.handoverId)).result(),
  );
}

/** Waits until the case waits for something of people. @returns the hash of the plan as it is then, hex */
function waiting(world: World, c: Case, wait: Progress['waitingFor']): Promise<string> {
  const look = async () => {
    const standing = await world.admin
      .selectFrom('handovers')
      .select(['waiting_for', 'plan_hash'])
      .where('id', '=', c.handoverId)
      .executeTakeFirst();
    // A case that is held cannot take an answer: its people come when it goes on.
    if (c.held.length > 0 && !c.struck) return undefined;
    return standing?.waiting_for === wait ? (standing.plan_hash?.toString('hex') ?? '') : undefined;
  };
  return until(`${wait} of ${c.fault?.what ?? 'the undisturbed'} ${c.fault?.point ?? ''}`, look, c.patience);
}

/** Waits until so many letters of a kind have left. */
function told(world: World, c: Case, template: string, letters: number): Promise<true> {
  return until(`letters ${template}`, async () => {
    const left = await world.admin
      .selectFrom('notifications')
      .select('message_id')
      .where('handover_id', '=', c.handoverId)
      .where('template', '=', template)
      .execute();
    return left.length === letters ? true : undefined;
  });
}

/** Waits until those invited were told so many times: it goes on beside the case, which could end before. */
function allInvitedTold(world: World, c: Case, times: number): Promise<true> {
  const id = handoverWorkflowId(c.handoverId);
  return until(`those invited to be told ${times} times`, async () => {
    const done = await world.admin
      .selectFrom('run_once')
      .select('key')
      .where('workflow_id', '=', id)
      .where((e) => e.or([e('key', '=', 'tellAttendees'), e('key', 'like', 'tellAttendees:moveBack:%')]))
      .where('key', 'not like', `%${c.appointmentId}`)
      .execute();
    const { raw } = await world.client.workflow.getHandle(id).describe();
    const underWay = raw.pendingActivities?.some((a) => a.activityType?.name === 'tellAttendees');
    return done.length === times && !underWay ? true : undefined;
  });
}

/** The Schedule's first check-in comes now instead of in a week. */
async function checkIn(world: World, c: Case): Promise<void> {
  const schedule = world.client.schedule.getHandle(checkInScheduleId(c.handoverId));
  const id = await until('a check-in', async () => {
    const { info } = await schedule.describe();
    const [first] = info.recentActions;
    // A request that was cut off may have been heard.
    if (first === undefined) await schedule.trigger();
    return first?.action.workflow.workflowId;
  });
  c.checkInId = id;
  await until('the end of the check-in', () =>
    world.client.workflow
      .getHandle(id)
      .result()
      .then(() => true),
  );
}

async function sampleOf(world: World, c: Case, receiver: Person): Promise<object[]> {
  const items = await world.admin
    .selectFrom('handover_items')
    .select('record_id')
    .where('handover_id', '=', c.handoverId)
    .where('receiver_id', '=', receiver.id)
    .where('to_verify', '=', true)
    .execute();
  return items.map((item) => ({ customerId: item.record_id, ok: true }));
}
