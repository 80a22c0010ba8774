import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { DiscrepancyState } from '../../src/contract/discrepancies.ts';
import {
  acceptRisksUpdate,
  cancelUpdate,
  pauseUpdate,
  replaceReceiverUpdate,
  resumeUpdate,
} from '../../src/contract/messages.ts';
import type { RiskRule } from '../../src/contract/risks.ts';
import { makePolicy } from '../support/company.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

const settling = (risks?: RiskRule) =>
  makePolicy(s.database.admin, (p) => {
    if (risks) p.risks = risks;
    p.transition.checkInEveryDays = 0;
    p.verification = { ...p.verification, strictShare: 1, standardShare: 1, discrepancyDays: 3 };
  });

/** A case whose sample is checked, with a discrepancy about each of so many of its customers. */
async function withDiscrepancies(
  n: number,
  {
    risks,
    before = async () => {},
    ...options
  }: { receivers?: number; risks?: RiskRule; before?: () => Promise<unknown> } = {},
): Promise<string> {
  const id = await s.begin({ receivers: 1, ...options, policy: await settling(risks) });
  await before();
  await s.act.approve(await s.at('approval'));
  await s.at('materials');
  await s.act.confirmMaterials();
  await s.at('minutes');
  await s.act.recordMinutes();
  await s.at('verification');
  await find(n);
  await s.act.verify();
  return id;
}
async function find(n: number, round = 1): Promise<void> {
  await sql`
    insert into discrepancies (handover_id, round, customer_id, receiver_id, opened_by)
    select handover_id, ${round}, record_id, receiver_id, receiver_id from handover_items
     where handover_id = ${s.input.handoverId} and record_type = 'customer' order by record_id limit ${n}`.execute(
    s.database.admin,
  );
}
/** Each that is open goes where people take it; the API then sends one signal. */
async function take(to: DiscrepancyState, signal = true): Promise<void> {
  await sql`
    update discrepancies set state = ${to} where handover_id = ${s.input.handoverId} and state in ('open', 'answered')`.execute(
    s.database.admin,
  );
  if (signal) await s.engine.gateway.inboxReady(s.input.handoverId);
}
const mailed = async (template: string) =>
  (
    await s.database.admin
      .selectFrom('notifications')
      .select('person_id')
      .where('handover_id', '=', s.input.handoverId)
      .where('template', '=', template)
      .execute()
  ).map((row) => row.person_id);

describe('handover, discrepancies of the verification', () => {
  it('agreed or withdrawn in time: the sign-off opens, and the case carries no flag', async () => {
    await withDiscrepancies(2);
    const { giver, receivers } = s.company;
    const waiting = await s.at('discrepancies');
    expect(waiting.step).toBe('verification');
    expect(waiting.awaited.map((a) => a.role)).toEqual(['giver', 'receiver']);
    expect((await mailed('turn.discrepancies')).toSorted()).toEqual([giver.id, receivers[0]?.id].toSorted());
    await take('answered', false);
    await take('agreed');
    const signing = await s.at('signOff');
    expect(signing.flags).not.toContain('discrepancies');
    await s.signAll(signing);
    expect(await s.owners()).not.toContain(giver.id);
  });

  it('none: goes on as if the policy said nothing of them', async () => {
    await withDiscrepancies(0);
    expect((await s.at('signOff')).flags).not.toContain('discrepancies');
  });

  it('unsettled in time: the supervisor decides; accepted as it is, the sign-off opens with the flag', async () => {
    await withDiscrepancies(2);
    const { dueAt } = await s.at('discrepancies');
    await take('agreed', false);
    await find(1);
    await s.engine.gateway.inboxReady(s.input.handoverId);
    await s.engine.skipTo(new Date(Date.parse(dueAt ?? '') + 60_000).toISOString());
    const deciding = await s.at('discrepancyDecision');
    expect(deciding.awaited).toEqual([{ person: s.company.supervisor, role: 'supervisor' }]);
    expect(await mailed('turn.discrepancyDecision')).toEqual([s.company.supervisor.id]);
    await take('accepted');
    expect((await s.at('signOff')).flags).toContain('discrepancies');
  });

  it('to be mended: the materials are made and confirmed again, and all of the round is checked anew', async () => {
    await withDiscrepancies(1);
    const { dueAt } = await s.at('discrepancies');
    await s.engine.skipTo(new Date(Date.parse(dueAt ?? '') + 60_000).toISOString());
    await s.at('discrepancyDecision');
    await take('mend');
    await s.at('materials', 2);
    await s.act.confirmMaterials();
    await s.at('minutes', 2);
    await s.act.recordMinutes();
    await s.at('verification', 2);
    await s.act.verify(2);
    const signing = await s.at('signOff', 2);
    expect(signing.flags).not.toContain('discrepancies');
    const versions = await s.database.admin
      .selectFrom('materials')
      .select('version')
      .distinct()
      .where('handover_id', '=', s.input.handoverId)
      .orderBy('version')
      .execute();
    expect(versions.map((row) => row.version)).toEqual([1, 2]);
  });

  it('a supervisor who is silent: stays open and overdue, then the deputies are asked; decided late it goes on', async () => {
    await withDiscrepancies(1);
    const { dueAt } = await s.at('discrepancies');
    await s.engine.skipTo(new Date(Date.parse(dueAt ?? '') + 60_000).toISOString());
    await s.late('discrepancyDecision');
    await s.escalated('discrepancyDecision');
    expect((await s.row()).awaited_ids).toEqual(expect.arrayContaining([s.company.supervisor.id, s.company.boss.id]));
    await s.engine.skipTo(await s.inDays(60));
    await s.stands((p) => p.waitingFor === 'discrepancyDecision' && p.overdue);
    await take('accepted');
    await s.at('signOff');
  });

  it('one found while the sign-off is about to open: is seen, and settled first', async () => {
    await withDiscrepancies(1);
    await s.at('discrepancies');
    const held = s.engine.hold('openSignOff');
    await take('withdrawn');
    await held.begun;
    await sql`
      insert into discrepancies (handover_id, round, customer_id, receiver_id, opened_by)
      select handover_id, 1, record_id, receiver_id, receiver_id from handover_items
       where handover_id = ${s.input.handoverId} and record_type = 'customer' order by record_id desc limit 1`.execute(
      s.database.admin,
    );
    held.open();
    const waiting = await s.at('discrepancies');
    expect(waiting.awaited.map((a) => a.role)).toEqual(['giver', 'receiver']);
    expect(await s.row()).toMatchObject({ step: 'verification', waiting_for: 'discrepancies' });
    await take('agreed');
    await s.at('signOff');
  });

  it('one found while the supervisor has yet to accept risks, for longer than the verification may last: giver and receiver are asked, nobody is reminded of what is done', async () => {
    const risks = {
      blockFrom: 16,
      contractEndsWithinDays: 30,
      noContactDays: 90,
      minSatisfaction: 2,
      receiverCustomers: 1_000,
    };
    await withDiscrepancies(0, {
      risks,
      before: () =>
        sql`insert into feedback (customer_id, type, state, body, received_at) values (${s.company.customerIds[0]}, 'complaint', 'open', 'x', now())`.execute(
          s.database.admin,
        ),
    });
    await s.at('risks');
    await s.engine.skipTo(await s.inDays(30));
    await find(1);
    const personId = s.company.supervisor.id;
    const entryId = await s.act.entry({ comment: 'known' }, personId);
    await s.send(s.input.handoverId, acceptRisksUpdate, { personId, entryId }, entryId);
    await s.at('discrepancies');
    expect(await s.row()).toMatchObject({ waiting_for: 'discrepancies' });
    expect(await mailed('turn.discrepancies')).toHaveLength(2);
    await take('agreed');
    await s.at('signOff');
    expect(await s.audited('wait.unanswered')).toBe(0);
  });

  it('paused, and a receiver replaced meanwhile: the time moves, and the plan is made anew', async () => {
    const id = await withDiscrepancies(1);
    const before = await s.at('discrepancies');
    const { hr, receivers } = s.company;
    await s.send(id, pauseUpdate, { personId: hr.id }, randomUUID());
    await s.engine.skipTo(await s.inDays(30));
    expect((await s.stands(() => true)).waitingFor).toBe('discrepancies');
    await s.send(id, resumeUpdate, { personId: hr.id }, randomUUID());
    const after = await s.stands((p) => p.dueAt !== before.dueAt);
    expect(Date.parse(after.dueAt ?? '') - Date.parse(before.dueAt ?? '')).toBeGreaterThanOrEqual(30 * 86_400_000);
    const [from, to] = receivers;
    if (!from || !to) throw new Error('two receivers are needed');
    await s.send(id, replaceReceiverUpdate, { personId: hr.id, from: from.id, to }, randomUUID());
    await s.at('approval', 2);
  });

  it('cancelled: the case closes, and nothing has moved', async () => {
    const id = await withDiscrepancies(1);
    await s.at('discrepancies');
    await s.send(id, cancelUpdate, { personId: s.company.hr.id }, randomUUID());
    expect((await s.result()).outcome).toBe('cancelled');
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
  });
});
