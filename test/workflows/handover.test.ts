import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cancelUpdate, replaceReceiverUpdate } from '../../src/contract/messages.ts';
import type { WaitName } from '../../src/contract/policy.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

describe('handover, everybody answers in time', () => {
  it('moves the book after all have signed, follows up and closes', async () => {
    const id = await s.begin();
    await s.signAll(await s.toSignOff());

    expect((await s.owners()).sort()).toEqual(s.company.receivers.flatMap((r) => [r.id, r.id]).sort());
    expect(
      await s.database.admin.selectFrom('tasks').select('id').where('assignee_id', '=', s.company.giver.id).execute(),
    ).toEqual([]);
    const won = await s.database.admin
      .selectFrom('opportunities')
      .selectAll()
      .where('seller_id', '=', s.company.giver.id)
      .executeTakeFirstOrThrow();
    expect(won.assignee_id).not.toBe(s.company.giver.id);
    expect(
      await s.database.admin.selectFrom('sign_offs').select('role').where('handover_id', '=', id).execute(),
    ).toHaveLength(5);

    await s.reviewAll(async (reviewId) => {
      for (const person of [...s.company.receivers, s.company.supervisor])
        await s.act.answerReview(reviewId, person.id);
    });
    expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
    expect(await s.row()).toMatchObject({ state: 'closed', step: 'close', progress_pct: 100, awaited_ids: [] });
  });
});

describe('handover, every human step late once', () => {
  it('reminds, shows overdue, and goes on when the answer comes', async () => {
    await s.begin();
    await s.act.approve(await s.late('approval'));
    await s.late('materials');
    await s.act.confirmMaterials();
    await s.late('minutes');
    await s.act.recordMinutes();
    await s.late('verification');
    await s.act.verify();
    await s.signAll(await s.late('signOff'));
    await s.reviewAll(async (reviewId) => {
      await s.late('review');
      for (const person of [...s.company.receivers, s.company.supervisor])
        await s.act.answerReview(reviewId, person.id);
    });
    expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
    expect(await s.audited('wait.due')).toBe(5 + 4);
    expect(await s.audited('wait.remind')).toBe(5 + 4);
  });
});

describe('handover, every human step unanswered once', () => {
  it('asks the deputies, goes on without where it may, and never makes up an approval or a signature', async () => {
    const id = await s.begin();
    await s.silence('approval');
    const approval = await s.stands((p) => p.awaited.some((a) => a.role === 'deputy'));
    expect(approval).toMatchObject({ step: 'plan', overdue: true });
    await s.act.approve(approval, 'approved', s.company.boss.id);
    for (const wait of ['materials', 'minutes', 'verification'] as const) await s.silence(wait);
    await s.silence('signOff');
    const signing = await s.stands((p) => p.awaited.some((a) => a.role === 'deputy'));
    expect(signing).toMatchObject({
      step: 'signOff',
      flags: expect.arrayContaining(['giverSilent', 'noMinutes', 'notVerified']),
    });
    for (const signer of s.act.signers) await s.act.sign(signing, s.company.boss.id, signer);
    await s.followingUp();
    await s.reviewAll(() => s.silence('review'));
    expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
    const signed = await s.database.admin
      .selectFrom('sign_offs')
      .select('signer_id')
      .where('handover_id', '=', id)
      .execute();
    expect(new Set(signed.map((s) => s.signer_id))).toEqual(new Set([s.company.boss.id]));
    const reviews = await s.database.admin
      .selectFrom('reviews')
      .select('state')
      .where('handover_id', '=', id)
      .execute();
    expect(reviews.map((r) => r.state)).toEqual(['unanswered', 'unanswered', 'unanswered', 'unanswered']);
    expect((await s.row()).flags).toContain('reviewUnanswered');
  });
});

describe('handover, cancelled', () => {
  it.each(['approval', 'materials', 'minutes', 'verification', 'signOff'] as const)(
    'while waiting for %s: moves nothing and closes as cancelled',
    async (wait) => {
      const id = await s.begin();
      const steps: [WaitName, () => Promise<unknown>][] = [
        ['approval', async () => s.act.approve(await s.at('approval'))],
        ['materials', () => s.act.confirmMaterials()],
        ['minutes', () => s.act.recordMinutes()],
        ['verification', () => s.act.verify()],
      ];
      for (const [name, answer] of steps) {
        await s.at(name);
        if (name === wait) break;
        await answer();
      }
      await s.at(wait);
      await s.send(id, cancelUpdate, { personId: s.company.hr.id }, randomUUID());
      expect(await s.result()).toEqual({ outcome: 'cancelled', notUndone: [] });
      expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
      expect(await s.row()).toMatchObject({ state: 'cancelled' });
    },
  );

  it('after the transfer: refused, and the case goes on', async () => {
    const id = await s.begin();
    await s.signAll(await s.toSignOff());
    await expect(s.send(id, cancelUpdate, { personId: s.company.hr.id }, randomUUID())).rejects.toMatchObject({
      type: 'tooLateToCancel',
    });
  });

  it('after the meeting was arranged: takes the meeting out of the calendars', async () => {
    const id = await s.begin();
    await s.act.approve(await s.at('approval'));
    await s.at('materials');
    await s.act.confirmMaterials();
    await s.at('minutes');
    await s.send(id, cancelUpdate, { personId: s.company.hr.id }, randomUUID());
    await s.result();
    const invitations = (await s.engine.outbox.list())
      .flatMap((m) => (m.subject.includes(s.input.label) ? m.attachments : []))
      .map((a) => a.content);
    expect(invitations.some((i) => i.includes('METHOD:REQUEST') && i.includes('SEQUENCE:0'))).toBe(true);
    expect(invitations.some((i) => i.includes('METHOD:CANCEL') && i.includes('SEQUENCE:1'))).toBe(true);
  });
});

describe('handover, sent back', () => {
  it('by the approver: the plan is made anew in the next round', async () => {
    await s.begin();
    await s.act.approve(await s.at('approval'), 'sentBack');
    const again = await s.at('approval', 2);
    await s.act.approve(again);
    await s.at('materials', 2);
  });

  it.each(['plan', 'materials', 'verification'] as const)(
    'by a rejected signature to %s: all sign again in the next round',
    async (sendBackTo) => {
      await s.begin();
      const signing = await s.toSignOff();
      await s.act.sign(signing, s.company.giver.id);
      await s.act.reject(signing, s.company.supervisor.id, sendBackTo);
      if (sendBackTo === 'plan') await s.act.approve(await s.at('approval', 2));
      if (sendBackTo !== 'verification') {
        await s.at('materials', 2);
        await s.act.confirmMaterials();
        await s.at('minutes', 2);
        await s.act.recordMinutes();
      }
      await s.at('verification', 2);
      await s.act.verify(2);
      const again = await s.at('signOff', 2);
      expect(again.signatures).toEqual([]);
      await s.signAll(again);
      expect(await s.owners()).not.toContain(s.company.giver.id);
    },
  );

  it('because a receiver was replaced: the new one is in the plan, the old one gets nothing', async () => {
    const id = await s.begin();
    await s.toSignOff();
    const [leaving] = s.company.receivers;
    const to = s.company.stranger;
    await s.send(id, replaceReceiverUpdate, { personId: s.company.hr.id, from: leaving?.id ?? '', to }, randomUUID());
    s.play({ ...s.input, receivers: s.input.receivers.map((r) => (r.id === leaving?.id ? to : r)) });
    await s.act.approve(await s.at('approval', 2));
    const items = await s.database.admin
      .selectFrom('handover_items')
      .select('receiver_id')
      .where('handover_id', '=', id)
      .execute();
    expect(items.map((i) => i.receiver_id)).toContain(to.id);
    expect(items.map((i) => i.receiver_id)).not.toContain(leaving?.id);
  });
});
