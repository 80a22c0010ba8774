import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cancelUpdate, changePlanUpdate, pauseUpdate, resumeUpdate } from '../../src/contract/messages.ts';
import type { PlanChange } from '../../src/contract/planning-schemas.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

/** What the API does with a change: an entry in the inbox, then the update. */
async function change(of: Partial<PlanChange>): Promise<void> {
  const personId = s.company.hr.id;
  const entryId = await s.act.entry({ reason: '客户要求', ...of }, personId);
  await s.send(s.input.handoverId, changePlanUpdate, { personId, entryId }, randomUUID());
}

const first = () => s.company.customerIds[0] ?? '';
const lastReceiver = () => s.company.receivers.at(-1)?.id ?? '';
const override = () => ({ overrides: [{ customerId: first(), receiverId: lastReceiver() }] });

async function item(customerId: string) {
  return s.database.admin
    .selectFrom('handover_items')
    .select(['receiver_id', 'why'])
    .where('handover_id', '=', s.input.handoverId)
    .where('record_id', '=', customerId)
    .executeTakeFirst();
}
const owner = async (id: string) =>
  (await s.database.admin.selectFrom('customers').select('owner_id').where('id', '=', id).executeTakeFirstOrThrow())
    .owner_id;

describe('changePlan', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['the approval', () => s.at('approval')],
    [
      'the materials',
      async () => {
        await s.act.approve(await s.at('approval'));
        return s.at('materials');
      },
    ],
    [
      'the minutes',
      async () => {
        await s.act.approve(await s.at('approval'));
        await s.at('materials');
        await s.act.confirmMaterials();
        return s.at('minutes');
      },
    ],
    [
      'the verification',
      async () => {
        await s.act.approve(await s.at('approval'));
        await s.at('materials');
        await s.act.confirmMaterials();
        await s.at('minutes');
        await s.act.recordMinutes();
        return s.at('verification');
      },
    ],
    ['the signatures', () => s.toSignOff()],
    [
      'the effective time, all having signed',
      async () => {
        const signing = await s.toSignOff();
        for (const signer of s.act.signers) await s.act.sign(signing, signer);
        return s.at('effectiveAt');
      },
    ],
  ])('while the case waits for %s: the plan is made anew and approved anew', async (_, until) => {
    await s.begin({ effectiveAt: await s.inDays(60) });
    await until();
    const before = await s.row();
    expect((await item(first()))?.why).toBe('inTurn');
    await change(override());
    const again = await s.at('approval', 2);
    expect(again.planHash).not.toBe(before.plan_hash?.toString('hex'));
    expect(await item(first())).toEqual({ receiver_id: lastReceiver(), why: 'override' });
    expect(await s.audited('plan.changed')).toBe(1);
    await s.act.approve(again);
    await s.at('materials', 2);
  });

  it('two changes before the first is planned: both are carried out', async () => {
    await s.begin();
    await s.at('approval');
    await s.send(s.input.handoverId, pauseUpdate, { personId: s.company.hr.id }, randomUUID());
    await change(override());
    await change({ takeOut: [s.company.customerIds[1] ?? ''] });
    await s.send(s.input.handoverId, resumeUpdate, { personId: s.company.hr.id }, randomUUID());
    await s.at('approval', 2);
    expect((await item(first()))?.why).toBe('override');
    expect(await item(s.company.customerIds[1] ?? '')).toBeUndefined();
  });

  it('an override is taken back: by the rule again', async () => {
    await s.begin();
    await s.at('approval');
    const before = await item(first());
    await change(override());
    await s.at('approval', 2);
    await change({ overrides: [{ customerId: first(), receiverId: null }] });
    await s.at('approval', 3);
    expect(await item(first())).toEqual(before);
  });

  it('an entry that is none, sent past the API: the plan is made anew as it was', async () => {
    const id = await s.begin();
    const { planHash } = await s.at('approval');
    const message = { personId: s.company.hr.id, entryId: randomUUID() };
    await s.send(id, changePlanUpdate, message, randomUUID());
    expect((await s.at('approval', 2)).planHash).toBe(planHash);
  });

  it('the transfer is done: refused; cancelled: refused', async () => {
    const id = await s.begin();
    await s.signAll(await s.toSignOff());
    await expect(change(override())).rejects.toMatchObject({ type: 'notNow' });
    expect(await s.audited('plan.changed')).toBe(0);

    const other = await s.begin();
    expect(other).not.toBe(id);
    await s.at('approval');
    await s.send(other, cancelUpdate, { personId: s.company.hr.id }, randomUUID());
    await s.result();
    await expect(change(override())).rejects.toMatchObject({ type: 'handoverOver' });
  });
});

describe('customers taken out of a whole book', () => {
  it('stay with the giver with all that hangs on them, also with what comes later', async () => {
    await s.begin();
    await s.at('approval');
    const before = await s.row();
    await change({ takeOut: [first()] });
    const again = await s.at('approval', 2);
    // The customer, and the records that name the giver on it.
    expect(again.itemCount).toBeLessThan(before.item_count - 1);
    await s.act.approve(again);
    await s.at('materials', 2);
    await s.act.confirmMaterials();
    await s.at('minutes', 2);
    await s.act.recordMinutes();
    await s.at('verification', 2);
    await s.act.verify(2);
    await s.signAll(await s.at('signOff', 2));
    expect(await owner(first())).toBe(s.company.giver.id);
    expect((await s.owners()).filter((o) => o === s.company.giver.id)).toHaveLength(1);
    const { id: task } = await s.database.admin
      .insertInto('tasks')
      .values({ title: '后来的', customer_id: first(), assignee_id: s.company.giver.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    const { assignee_id } = await s.database.admin
      .selectFrom('tasks')
      .select('assignee_id')
      .where('id', '=', task)
      .executeTakeFirstOrThrow();
    expect(assignee_id).toBe(s.company.giver.id);
  });

  it('and added again: planned as before', async () => {
    await s.begin();
    const { planHash } = await s.at('approval');
    await change({ takeOut: [first()] });
    await s.at('approval', 2);
    await change({ add: [first()] });
    expect((await s.at('approval', 3)).planHash).toBe(planHash);
  });
});

describe('customers added to a part of a book', () => {
  it('move with the others; a new one of the giver does not by itself', async () => {
    // Nothing is asked for: the scope of a request never changes, and this makes its company first.
    await s.begin({ customerIds: [] });
    const [asked = '', added = '', left = ''] = s.company.customerIds;
    await s.at('approval');
    expect(await item(asked)).toBeUndefined();
    await change({ add: [asked, added] });
    await s.at('approval', 2);
    expect(await item(added)).toBeDefined();
    expect(await item(left)).toBeUndefined();
    await change({ takeOut: [asked] });
    await s.at('approval', 3);
    expect(await item(asked)).toBeUndefined();
    expect(await item(added)).toBeDefined();
  });
});
