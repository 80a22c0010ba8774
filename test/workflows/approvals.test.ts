import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { approvePlanUpdate, cancelUpdate, replaceReceiverUpdate } from '../../src/contract/messages.ts';
import type { ApprovalRule, NamedRole } from '../../src/contract/policy.ts';
import { makePolicy } from '../support/company.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

/** A case of six customers under a policy that asks for a second approval above so many. */
async function begin(by: NamedRole[], secondAbove = 5, more: Parameters<typeof makePolicy>[1] = () => {}) {
  const approval: ApprovalRule = { secondAbove, by };
  return s.begin({
    policy: await makePolicy(s.database.admin, (p) => {
      p.approval = approval;
      more(p);
    }),
  });
}
const awaitedIs = (personId: string) =>
  s.stands((p) => p.waitingFor === 'approval' && p.awaited[0]?.person.id === personId);
/** Whom the role `hr` names: the database of the file has the people of every test. */
async function personOfHr(): Promise<string> {
  const { id } = await s.database.admin
    .selectFrom('employees')
    .select('id')
    .where(sql<boolean>`'hr' = any (roles)`)
    .orderBy('number')
    .limit(1)
    .executeTakeFirstOrThrow();
  return id;
}
const approve = (planHash: string | null, more: object) =>
  s.send(
    s.input.handoverId,
    approvePlanUpdate,
    { personId: s.company.supervisor.id, decision: 'approved', planHash: planHash ?? '', ...more },
    randomUUID(),
  );

describe('the second approval', () => {
  it('a plan above the size: waits for a second person, who is not the first', async () => {
    await begin(['managerOfSupervisor']);
    await s.act.approve(await s.at('approval'));
    const second = await awaitedIs(s.company.boss.id);
    expect(second).toMatchObject({ step: 'plan', overdue: false });
    expect(await s.row()).toMatchObject({ awaited_ids: [s.company.boss.id], waiting_for: 'approval' });
    await expect(s.act.approve(second)).rejects.toMatchObject({ type: 'notAwaited' });
    await s.act.approve(second, 'approved', s.company.boss.id);
    await s.at('materials');
    expect(await s.audited('plan.approved')).toBe(2);
    expect(await s.audited('plan.secondAsked')).toBe(1);
  });

  it('a plan of the size itself: needs one person', async () => {
    await begin(['managerOfSupervisor'], 6);
    await s.act.approve(await s.at('approval'));
    await s.at('materials');
    expect(await s.audited('plan.secondAsked')).toBe(0);
  });

  it('sent back by the second person: planned anew, and both are asked again', async () => {
    await begin(['managerOfSupervisor']);
    await s.act.approve(await s.at('approval'));
    await s.act.approve(await awaitedIs(s.company.boss.id), 'sentBack', s.company.boss.id);
    await s.act.approve(await s.at('approval', 2));
    await s.act.approve(await awaitedIs(s.company.boss.id), 'approved', s.company.boss.id);
    await s.at('materials', 2);
  });

  it('late, then unanswered: reminded and overdue, the deputies are asked, and one who did not approve first may', async () => {
    await begin(['hr']);
    await s.act.approve(await s.at('approval'));
    await awaitedIs(await personOfHr());
    await s.silence('approval');
    const open = await s.stands((p) => p.overdue && p.awaited.some((a) => a.role === 'deputy'));
    expect(open.step).toBe('plan');
    await s.act.approve(open, 'approved', s.company.boss.id);
    await s.at('materials');
  });

  it('nobody found by the roles: says so, the first person is not enough but can send it back, a deputy can approve', async () => {
    await begin(['departmentCoordinator']);
    await s.act.approve(await s.at('approval'));
    const open = await s.stands((p) => p.flags.includes('secondApproverMissing'));
    expect(open.awaited).toEqual([{ person: s.input.supervisor, role: 'approver' }]);
    await expect(s.act.approve(open)).rejects.toMatchObject({ type: 'secondApproverNeeded' });
    await s.silence('approval');
    const asked = await s.stands((p) => p.awaited.some((a) => a.role === 'deputy'));
    await s.act.approve(asked, 'approved', s.company.boss.id);
    await s.at('materials');
  });

  it('a receiver replaced while it is open: planned anew', async () => {
    const id = await begin(['managerOfSupervisor']);
    await s.act.approve(await s.at('approval'));
    await awaitedIs(s.company.boss.id);
    const from = s.input.receivers[0]?.id ?? '';
    await s.send(id, replaceReceiverUpdate, { personId: s.company.hr.id, from, to: s.company.stranger }, randomUUID());
    await s.act.approve(await s.at('approval', 2));
    await awaitedIs(s.company.boss.id);
  });

  it('cancelled while it is open: the case ends', async () => {
    const id = await begin(['managerOfSupervisor']);
    await s.act.approve(await s.at('approval'));
    await awaitedIs(s.company.boss.id);
    await s.send(id, cancelUpdate, { personId: s.company.hr.id }, randomUUID());
    expect(await s.result()).toMatchObject({ outcome: 'cancelled' });
  });
});

describe('an approval for somebody who delegated it', () => {
  it('by a delegate: counts for who is awaited, and the log says who, for whom and by which delegation', async () => {
    await s.begin();
    const p = await s.at('approval');
    const delegationId = randomUUID();
    await approve(p.planHash, { personId: s.company.stranger.id, forId: s.company.supervisor.id, delegationId });
    await s.at('materials');
    const { actor_id, params } = await s.database.admin
      .selectFrom('audit_entries')
      .select(['actor_id', 'params'])
      .where('handover_id', '=', s.input.handoverId)
      .where('action', '=', 'plan.approved')
      .executeTakeFirstOrThrow();
    expect(actor_id).toBe(s.company.stranger.id);
    expect(params).toMatchObject({ for: s.company.supervisor.id, delegation: delegationId });
  });

  it('that is late: the delegate is told as well as who is awaited', async () => {
    const id = await s.begin();
    await s.at('approval');
    const { supervisor, stranger, giver } = s.company;
    const row = { from_id: supervisor.id, reason: '休假', ends_at: await s.inDays(60), made_by: supervisor.id };
    await s.database.admin
      .insertInto('delegations')
      .values([
        { ...row, to_id: stranger.id },
        // A party of the case acts for nobody in it.
        { ...row, to_id: giver.id },
      ])
      .execute();
    await s.late('approval');
    const told = await s.database.admin
      .selectFrom('notifications')
      .select('person_id')
      .where('handover_id', '=', id)
      .where('template', '=', 'due')
      .execute();
    expect(told.map((t) => t.person_id).sort()).toEqual([supervisor.id, stranger.id].sort());
  });

  it('by the giver or a receiver: refused, whoever let them act', async () => {
    await s.begin();
    const { planHash } = await s.at('approval');
    for (const personId of [s.company.giver.id, s.company.receivers[0]?.id])
      await expect(approve(planHash, { personId, forId: s.company.supervisor.id })).rejects.toMatchObject({
        type: 'notForYou',
      });
  });

  it('by the same delegate for both persons: the second time refused', async () => {
    await begin(['managerOfSupervisor']);
    const first = await s.at('approval');
    const personId = s.company.stranger.id;
    await approve(first.planHash, { personId, forId: s.company.supervisor.id });
    await awaitedIs(s.company.boss.id);
    await expect(approve(first.planHash, { personId, forId: s.company.boss.id })).rejects.toMatchObject({
      type: 'secondApproverNeeded',
    });
    await approve(first.planHash, { personId: s.company.boss.id });
    await s.at('materials');
  });
});

describe('a further escalation', () => {
  it('after the deputies’ one: asks who the policy names, who may answer from then on', async () => {
    const wait = {
      dueWorkingDays: 2,
      remindBeforeWorkingDays: [1],
      escalateAfterWorkingDays: 2,
      escalations: [{ afterWorkingDays: 4, to: ['hr' as const] }],
      giveUpAfterWorkingDays: 5,
    };
    await s.begin({ policy: await makePolicy(s.database.admin, (p) => void (p.waits.approval = wait)) });
    await s.silence('approval');
    // Holidays can lie between: day by day until it has come to that.
    const hr = await personOfHr();
    const called = async () => (await s.row()).awaited_ids.includes(hr);
    for (let days = 1; days < 30 && !(await called()); days += 1) {
      await s.engine.skipTo(await s.inDays(1));
      await s.at('approval');
    }
    const asked = await s.stands((p) => p.awaited.some((a) => a.person.id === hr));
    expect(asked.awaited.map((a) => a.role)).toEqual(['approver', 'deputy', 'deputy']);
    const people = await s.database.admin
      .selectFrom('handover_people')
      .select('person_id')
      .where('handover_id', '=', s.input.handoverId)
      .where('role', '=', 'deputy')
      .execute();
    expect(people.map((p) => p.person_id)).toContain(hr);
    await s.act.approve(asked, 'approved', hr);
    await s.at('materials');
  });
});

describe('deadlines by size', () => {
  it('a case that a rule fits: has the rule’s days for the wait it names', async () => {
    await s.begin({
      policy: await makePolicy(s.database.admin, (p) => {
        p.deadlines = [{ fromCustomers: 6, dueWorkingDays: { approval: 10 } }];
      }),
    });
    const { dueAt } = await s.at('approval');
    const days = (Date.parse(dueAt ?? '') - Date.parse(await s.engine.now())) / 86_400_000;
    expect(days).toBeGreaterThan(10);
  });
});
