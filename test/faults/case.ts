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
  handoverId: string;
  /** every point that the programs reached for it */
  reached: Reached[];
  /** answers to the people's requests, by the workflow's name for them, in order */
  answers: Record<string, unknown[]>;
  /** programs that stand at the case's point */
  held: (() => void)[];
  struck: boolean;
  /** attempts that had begun when its target was killed: one, or more when it stood there for long */
  begunBefore: number;
  /** why it did not come to its end */
  failure?: unknown;
}

export async function openCase(world: World, fault: Fault | null, customers = 6): Promise<Case> {
  const company = await makeCompany(world.admin, { customers, receivers: 3 });
  return { fault, company, handoverId: '', reached: [], answers: {}, held: [], struck: false, begunBefore: 0 };
}

/** A policy with one review, so that a case ends with it; of a book of any size each receiver checks one customer. */
export async function onePolicy(world: World, anySize = false): Promise<string> {
  const { key } = await makePolicy(world.admin, (policy) => {
    policy.reviews.days = [7];
    policy.restoreDays = 0; // the development server does not skip the days in which a case stays open to be restored
    if (!anySize) return;
    policy.verification = { strictShare: 0, standardShare: 0, minimum: 1 };
    policy.safety = { ...safetyOf(policy), maxCustomers: 1_000_000, maxShareOfCompany: 1 };
  });
  return key;
}

/** Every person does their part, from the request to the last answer. */
export async function walk(world: World, c: Case, policy: string): Promise<void> {
  const { hr, giver, receivers, supervisor } = c.company;
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

  const planned = await waiting(world, c, 'approval');
  await say('approvePlan', supervisor, `${at}/approvals`, { decision: 'approved', planHash: planned, comment: '同意' });
  await waiting(world, c, 'materials');
  await say('confirmMaterials', giver, `${at}/materials/confirmation`, {});
  await waiting(world, c, 'minutes');
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
  return until(`${wait} of ${c.fault?.what ?? 'the undisturbed'} ${c.fault?.point ?? ''}`, async () => {
    const standing = await world.admin
      .selectFrom('handovers')
      .select(['waiting_for', 'plan_hash'])
      .where('id', '=', c.handoverId)
      .executeTakeFirst();
    // A case that is held cannot take an answer: its people come when it goes on.
    if (c.held.length > 0 && !c.struck) return undefined;
    return standing?.waiting_for === wait ? (standing.plan_hash?.toString('hex') ?? '') : undefined;
  });
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
