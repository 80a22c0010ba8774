import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  type Progress,
  acceptRisksUpdate,
  cancelUpdate,
  inboxReadySignal,
  replaceReceiverUpdate,
} from '../../src/contract/messages.ts';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import type { RiskRule } from '../../src/contract/risks.ts';
import { makePolicy } from '../support/company.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

const RULE: RiskRule = {
  blockFrom: 16,
  contractEndsWithinDays: 30,
  noContactDays: 90,
  minSatisfaction: 2,
  receiverCustomers: 1_000,
};

/** A case before its signatures, with so many customers that have an open complaint. */
async function before(complaints: number): Promise<string> {
  const policy = await makePolicy(s.database.admin, (p) => {
    p.transition.checkInEveryDays = 0;
    p.risks = RULE;
  });
  const id = await s.begin({ policy });
  await sql`
    insert into feedback (customer_id, type, state, body, received_at)
    select id, 'complaint', 'open', 'x', now() from unnest(${s.company.customerIds.slice(0, complaints)}::uuid[]) id`.execute(
    s.database.admin,
  );
  await s.act.approve(await s.at('approval'));
  await s.at('materials');
  await s.act.confirmMaterials();
  await s.at('minutes');
  await s.act.recordMinutes();
  await s.at('verification');
  await s.act.verify();
  return id;
}

async function accept(riskIds?: string[], personId = s.company.supervisor.id): Promise<Progress> {
  const entryId = randomUUID();
  const body = JSON.stringify({ comment: 'known', ...(riskIds ? { riskIds } : {}) });
  await s.database.admin
    .insertInto('handover_inbox')
    .values({ id: entryId, handover_id: s.input.handoverId, kind: 'text', round: 1, author_id: personId, body })
    .execute();
  return s.send(s.input.handoverId, acceptRisksUpdate, { personId, entryId }, entryId);
}

const changed = () =>
  s.engine.client.workflow.getHandle(handoverWorkflowId(s.input.handoverId)).signal(inboxReadySignal);

async function risks(state?: string): Promise<{ id: string; kind: string; state: string; score: number }[]> {
  const { rows } = await sql<{ id: string; kind: string; state: string; score: number }>`
    select id, kind, state, likelihood * effect as score from risks
     where handover_id = ${s.input.handoverId} and (${state ?? null}::text is null or state = ${state ?? null}) order by id`.execute(
    s.database.admin,
  );
  return rows;
}
const high = async () => (await risks('open')).filter((r) => r.score >= RULE.blockFrom);

describe('risks before the signatures', () => {
  it('what the engine finds high waits for the supervisor, who accepts one and then the rest', async () => {
    await before(2);
    const asked = await s.at('risks');
    expect(asked).toMatchObject({ step: 'verification', state: 'running' });
    expect(asked.awaited.map((a) => a.person.id)).toEqual([s.company.supervisor.id]);
    const found = await high();
    expect(found.map((r) => r.kind)).toEqual(['complaintOpen', 'complaintOpen']);
    await expect(accept(undefined, s.company.giver.id)).rejects.toMatchObject({ type: 'notAwaited' });
    await accept([found[0]?.id ?? '']);
    await s.at('risks');
    expect(await high()).toHaveLength(1);
    await accept();
    await s.at('signOff');
    expect(await high()).toEqual([]);
    expect(await s.audited('risks.accepted')).toBe(2);
  });

  it('nothing high: nobody is asked, and the register is there', async () => {
    await before(0);
    await s.at('signOff');
    expect((await risks()).map((r) => r.kind)).toEqual(
      expect.arrayContaining(['informationLoss', 'customerLoss', 'misunderstanding']),
    );
    expect(await s.audited('risks.found')).toBe(1);
  });

  it('late: reminded, overdue, the deputies are asked and may accept', async () => {
    await before(1);
    await s.late('risks');
    await s.escalated('risks');
    await accept(undefined, s.company.boss.id);
    await s.at('signOff');
  });

  it('unanswered: nobody’s silence accepts a risk', async () => {
    await before(1);
    await s.late('risks');
    await s.silence('risks');
    await s.engine.skipTo(await s.inDays(90));
    expect(await s.stands((p) => p.overdue)).toMatchObject({ step: 'verification', waitingFor: 'risks' });
    expect(await high()).toHaveLength(1);
  });

  it('lowered meanwhile: the case counts anew and goes on', async () => {
    const id = await before(1);
    await s.at('risks');
    await changed();
    await s.at('risks');
    await sql`update risks set likelihood = 1 where handover_id = ${id} and kind = 'complaintOpen'`.execute(
      s.database.admin,
    );
    await changed();
    await s.at('signOff');
    expect(await s.audited('risks.accepted')).toBe(0);
  });

  it('a replaced receiver reopens the plan, and the register is looked through again in the new round', async () => {
    const id = await before(1);
    await s.at('risks');
    const [from] = s.company.receivers;
    await s.send(
      id,
      replaceReceiverUpdate,
      {
        personId: s.company.supervisor.id,
        from: from?.id ?? '',
        to: { id: s.company.stranger.id, number: s.company.stranger.number },
      },
      randomUUID(),
    );
    await s.at('approval', 2);
    expect(await high()).toHaveLength(1);
  });

  it('cancelled while it waits: the case ends', async () => {
    const id = await before(1);
    await s.at('risks');
    await s.send(id, cancelUpdate, { personId: s.company.supervisor.id }, randomUUID());
    await expect(s.result()).resolves.toMatchObject({ outcome: 'cancelled' });
  });
});
