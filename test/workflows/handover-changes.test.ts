import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  extendUpdate,
  pauseUpdate,
  restoreUpdate,
  resumeUpdate,
  returnItemsUpdate,
} from '../../src/contract/messages.ts';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

describe('handover, deadlines', () => {
  it('paused: deadlines stand still and move by the length of the pause', async () => {
    const id = await s.begin();
    const before = await s.at('approval');
    await s.send(id, pauseUpdate, { personId: s.company.hr.id }, randomUUID());
    await expect(s.act.approve(before)).rejects.toMatchObject({ type: 'notNow' });
    await s.engine.skipTo(await s.inDays(30));
    expect((await s.stands(() => true)).overdue).toBe(false);
    await s.send(id, resumeUpdate, { personId: s.company.hr.id }, randomUUID());
    const after = await s.stands((p) => p.dueAt !== before.dueAt);
    expect(Date.parse(after.dueAt ?? '') - Date.parse(before.dueAt ?? '')).toBeGreaterThanOrEqual(30 * 86_400_000);
    expect((await s.row()).due_at?.toISOString().slice(0, 16)).toBe(
      new Date(after.dueAt ?? '').toISOString().slice(0, 16),
    );
    await s.act.approve(after);
    await s.at('materials');
  });

  it('extended: due later; an earlier date is refused', async () => {
    const id = await s.begin();
    const before = await s.at('approval');
    const later = new Date(Date.parse(before.dueAt ?? '') + 7 * 86_400_000).toISOString();
    await expect(
      s.send(id, extendUpdate, { personId: s.company.hr.id, dueAt: await s.engine.now() }, randomUUID()),
    ).rejects.toMatchObject({ type: 'dueNotLater' });
    await s.send(id, extendUpdate, { personId: s.company.hr.id, dueAt: later }, randomUUID());
    await s.stands((p) => p.dueAt === later);
    expect((await s.row()).due_at?.toISOString()).toBe(later);
  });

  it('an effective time in the future: signed, nothing moves before it', async () => {
    await s.begin({ effectiveAt: await s.inDays(40) });
    const signing = await s.toSignOff();
    for (const signer of s.act.signers) await s.act.sign(signing, signer);
    const { dueAt } = await s.at('effectiveAt');
    expect(await s.row()).toMatchObject({
      step: 'transfer',
      waiting_for: 'effectiveAt',
      awaited_ids: [],
      overdue: false,
    });
    expect((await s.row()).due_at?.toISOString()).toBe(dueAt);
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
    await s.engine.skipTo(await s.inDays(41));
    await s.followingUp();
    expect(await s.owners()).not.toContain(s.company.giver.id);
  });
});

describe('handover, the world changed between signature and transfer', () => {
  it('a customer changed hands: skipped with the reason, the others move', async () => {
    const id = await s.begin({ effectiveAt: await s.inDays(10) });
    const signing = await s.toSignOff();
    for (const signer of s.act.signers) await s.act.sign(signing, signer);
    await s.at('effectiveAt');
    const [taken] = s.company.customerIds;
    await s.database.admin
      .updateTable('customers')
      .set({ owner_id: s.company.stranger.id })
      .where('id', '=', taken ?? '')
      .execute();
    const born = await s.database.admin
      .insertInto('customers')
      .values({ name: '迟到客户', owner_id: s.company.giver.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    await s.engine.skipTo(await s.inDays(11));
    await s.followingUp();
    const exceptions = await s.database.admin
      .selectFrom('handover_exceptions')
      .select(['record_id', 'state', 'reason'])
      .where('handover_id', '=', id)
      .execute();
    expect(exceptions).toEqual(
      expect.arrayContaining([
        { record_id: taken, state: 'skipped', reason: 'holderChanged' },
        { record_id: born.id, state: 'late', reason: 'arrivedLate' },
      ]),
    );
    expect(exceptions).toHaveLength(2);
    const { owner_id } = await s.database.admin
      .selectFrom('customers')
      .select('owner_id')
      .where('id', '=', taken ?? '')
      .executeTakeFirstOrThrow();
    expect(owner_id).toBe(s.company.stranger.id);
  });

  it('a receiver left: nothing moves and the plan is made anew', async () => {
    await s.begin({ effectiveAt: await s.inDays(10) });
    const signing = await s.toSignOff();
    for (const signer of s.act.signers) await s.act.sign(signing, signer);
    await s.at('effectiveAt');
    await s.database.admin
      .updateTable('employees')
      .set({ state: 'left' })
      .where('id', '=', s.company.receivers[0]?.id ?? '')
      .execute();
    await s.engine.skipTo(await s.inDays(11));
    await s.at('approval', 2);
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
  });
});

describe('handover, after the transfer', () => {
  it('restore puts customers back; what the receiver no longer holds is a conflict; those invited hear of it', async () => {
    const id = await s.begin();
    await s.signAll(await s.toSignOff());
    const [away, invited = ''] = s.company.customerIds;
    const soon = Date.parse(await s.inDays(300));
    await s.database.admin
      .insertInto('calendar_events')
      .values({
        title: '季度回顾',
        customer_id: invited,
        starts_at: new Date(soon),
        ends_at: new Date(soon + 3_600_000),
        attendees: [`${invited}@customer.example`],
      })
      .execute();
    await s.database.admin
      .updateTable('customers')
      .set({ owner_id: s.company.stranger.id })
      .where('id', '=', away ?? '')
      .execute();
    const moved = await s.send(id, restoreUpdate, { personId: s.company.hr.id, scope: 'all' }, randomUUID());
    expect(moved.conflicts).toBe(1);
    expect((await s.owners()).filter((o) => o === s.company.giver.id)).toHaveLength(s.company.customerIds.length - 1);
    const entries = async () =>
      (await s.engine.outbox.list())
        .filter((mail) => mail.to.includes(`${invited}@customer.example`))
        .flatMap((mail) => mail.attachments.map((entry) => entry.content.replaceAll('\r\n ', '')));
    await expect.poll(entries, { timeout: 20_000 }).toContainEqual(expect.stringMatching(/ORGANIZER.*mailto:giver\./i));
  });

  it('a receiver hands single customers back', async () => {
    const id = await s.begin();
    await s.signAll(await s.toSignOff());
    const [one] = s.company.customerIds;
    const entryId = await s.act.entry({ customerIds: [one] }, s.company.receivers[0]?.id ?? '');
    await s.send(
      id,
      returnItemsUpdate,
      { personId: s.company.receivers[0]?.id ?? '', scope: 'listed', entryId },
      randomUUID(),
    );
    expect((await s.owners()).filter((o) => o === s.company.giver.id)).toHaveLength(1);
  });

  it('restore after 30 days: refused', async () => {
    const id = await s.begin();
    await s.signAll(await s.toSignOff());
    await s.engine.skipTo(await s.inDays(31));
    await expect(
      s.send(id, restoreUpdate, { personId: s.company.hr.id, scope: 'all' }, randomUUID()),
    ).rejects.toMatchObject({ type: 'restoreTooLate' });
  });
});

describe('handover, cancelled by Temporal’s own request', () => {
  const cancel = () => s.engine.client.workflow.getHandle(handoverWorkflowId(s.input.handoverId)).cancel();

  it('before the transfer: moves nothing', async () => {
    await s.begin();
    await s.at('approval');
    await cancel();
    expect(await s.result()).toEqual({ outcome: 'cancelled', notUndone: [] });
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
  });

  it('after the transfer: ends the follow-up and says that the transfer stays', async () => {
    await s.begin();
    await s.signAll(await s.toSignOff());
    await s.at('reviewDate');
    await cancel();
    expect(await s.result()).toEqual({ outcome: 'cancelled', notUndone: ['transfer'] });
    expect(await s.owners()).not.toContain(s.company.giver.id);
    expect((await s.row()).report).toMatchObject({ notUndone: ['transfer'] });
  });
});

describe('handover, refusals', () => {
  it('an answer at the wrong step, by the wrong person, twice, or over another hash: refused and nothing changes', async () => {
    await s.begin();
    const planned = await s.at('approval');
    await expect(s.act.confirmMaterials()).rejects.toMatchObject({ type: 'notNow' });
    await expect(s.act.approve(planned, 'approved', s.company.stranger.id)).rejects.toMatchObject({
      type: 'notAwaited',
    });
    await expect(s.act.approve({ ...planned, planHash: '00' })).rejects.toMatchObject({ type: 'hashDiffers' });
    const signing = await s.toSignOff();
    await expect(s.act.sign({ ...signing, planHash: '00' }, s.company.giver.id)).rejects.toMatchObject({
      type: 'hashDiffers',
    });
    await expect(s.act.sign(signing, s.company.stranger.id)).rejects.toMatchObject({ type: 'notAwaited' });
    await expect(s.act.sign(signing, s.company.giver.id, s.company.supervisor.id)).rejects.toMatchObject({
      type: 'notForYou',
    });
    await s.act.sign(signing, s.company.giver.id);
    await expect(s.act.sign(signing, s.company.giver.id)).rejects.toMatchObject({ type: 'alreadyAnswered' });
    expect((await s.stands(() => true)).signatures).toHaveLength(1);
  });
});

describe('handover, messages typed by hand', () => {
  const handle = () => s.engine.client.workflow.getHandle(handoverWorkflowId(s.input.handoverId));

  it('a sign-off signal of any wrong form, or while the case is paused: ignored, and the case goes on', async () => {
    await s.begin();
    const signing = await s.toSignOff();
    const wrong: unknown[] = [
      null,
      'signed',
      7,
      [],
      {},
      { token: 5, decision: 'signed' },
      { token: 'x', decision: 'foo' },
      { token: 'x', decision: 'rejected', sendBackTo: 'nowhere' },
      { personNumber: {}, decision: 'signed' },
    ];
    await handle().signal('signOff');
    for (const payload of wrong) await handle().signal('signOff', payload);
    await s.send(s.input.handoverId, pauseUpdate, { personId: s.company.hr.id }, randomUUID());
    await handle().signal('signOff', { personNumber: s.company.giver.number, decision: 'signed' });
    await s.send(s.input.handoverId, resumeUpdate, { personId: s.company.hr.id }, randomUUID());
    expect((await s.stands((p) => p.state === 'running')).signatures).toEqual([]);
    await s.signAll(signing);
  });

  it.each([
    ['approvePlan', [undefined, null, {}, { decision: 'foo' }, { decision: 'approved', personId: 'somebody' }]],
    ['extend', [undefined, { dueAt: 'garbage' }, { dueAt: 5 }]],
    ['replaceReceiver', [undefined, { from: 'x' }, { from: 'x', to: 'y' }]],
    ['pause', [undefined, null, 'x', { personId: 'x' }, { entryId: '' }]],
    ['cancel', [undefined, {}]],
  ] as const)('the update %s without what it needs: refused, and the case stands as it did', async (name, payloads) => {
    await s.begin();
    const before = await s.at('approval');
    for (const payload of payloads) {
      const full =
        typeof payload === 'object' && payload !== null && Object.keys(payload).length > 0
          ? { personId: s.input.supervisor.id, planHash: before.planHash, ...payload }
          : payload;
      const sent = full === undefined ? handle().executeUpdate(name) : handle().executeUpdate(name, { args: [full] });
      await expect(sent).rejects.toMatchObject({ cause: { type: 'messageMalformed' } });
    }
    expect(await s.stands(() => true)).toEqual(before);
  });
});
