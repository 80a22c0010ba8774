import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  endCoverUpdate,
  extendCoverUpdate,
  pauseUpdate,
  restoreUpdate,
  resumeUpdate,
} from '../../src/contract/messages.ts';
import { KINDS } from '../../src/contract/steps.ts';
import { makePolicy } from '../support/company.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();
const noCheckIns = (change: Parameters<typeof makePolicy>[1] = () => {}) =>
  makePolicy(s.database.admin, (p) => {
    p.transition.checkInEveryDays = 0;
    change(p);
  });

describe('kinds that move a book for good', () => {
  it.each(KINDS.filter((kind) => kind !== 'absence_cover' && kind !== 'emergency_departure'))(
    '%s: from the start to the close; what comes late stays redirected only for somebody who leaves',
    async (kind) => {
      await s.begin({ kind, policy: await noCheckIns((p) => (p.reviews.days = [7])) });
      await s.signAll(await s.toSignOff());
      expect(await s.owners()).not.toContain(s.company.giver.id);
      const rule = await s.database.admin
        .selectFrom('successors')
        .select('ends_at')
        .where('handover_id', '=', s.input.handoverId)
        .executeTakeFirstOrThrow();
      expect(rule.ends_at === null).toBe(kind === 'departure');
      await s.reviewAll(async (reviewId) => {
        for (const person of [...s.company.receivers, s.company.supervisor])
          await s.act.answerReview(reviewId, person.id);
      });
      await s.engine.skipTo(await s.inDays(31));
      expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
    },
  );
});

describe('cover during absence', () => {
  const begin = async (days: number, policy = noCheckIns()) => {
    await s.begin({ kind: 'absence_cover', until: await inSomeDays(days), policy: await policy, receivers: 1 });
    await s.signAllToCover();
  };
  const inSomeDays = (days: number) => s.inDays(days);
  const cover = () => s.company.receivers[0]?.id ?? '';
  const tasksOf = async (personId: string) => {
    const rows = await s.database.admin
      .selectFrom('tasks')
      .select('title')
      .where('assignee_id', '=', personId)
      .execute();
    return rows.map((r) => r.title).sort();
  };
  const insert = async (name: string, ownerId: string) =>
    s.database.admin
      .insertInto('customers')
      .values({ name, owner_id: ownerId })
      .returning('id')
      .executeTakeFirstOrThrow();
  const ownerOf = async (id: string) =>
    (await s.database.admin.selectFrom('customers').select('owner_id').where('id', '=', id).executeTakeFirstOrThrow())
      .owner_id;
  const grantOfGiver = () =>
    s.database.admin
      .selectFrom('grants')
      .select(['ends_at', 'revoked_at'])
      .where('handover_id', '=', s.input.handoverId)
      .where('grantee_id', '=', s.company.giver.id)
      .executeTakeFirstOrThrow();

  it('goes back by itself at its end, exactly what was lent; what a third person took stays; changes are no conflict', async () => {
    const before = await (async () => {
      await begin(60);
      return tasksOf(s.company.giver.id);
    })();
    expect(before).toEqual([]);
    expect(new Set(await s.owners())).toEqual(new Set([cover()]));
    const [taken = '', changed = ''] = s.company.customerIds;
    await s.database.admin
      .updateTable('customers')
      .set({ owner_id: s.company.stranger.id })
      .where('id', '=', taken)
      .execute();
    await s.database.admin.updateTable('customers').set({ city: '杭州' }).where('id', '=', changed).execute();
    expect((await grantOfGiver()).ends_at.toISOString()).toBe(s.input.until);
    await s.engine.skipTo(await s.inDays(61));
    expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
    const owners = await s.owners();
    expect(owners.filter((o) => o === s.company.giver.id)).toHaveLength(owners.length - 1);
    expect(await ownerOf(taken)).toBe(s.company.stranger.id);
    expect(await tasksOf(s.company.giver.id)).toHaveLength(3);
    expect(await tasksOf(cover())).toEqual([]);
    const conflicts = await s.database.admin
      .selectFrom('restore_conflicts')
      .select(['record_id', 'kind', 'decision'])
      .where('handover_id', '=', s.input.handoverId)
      .execute();
    expect(conflicts).toEqual([{ record_id: taken, kind: 'holderChanged', decision: 'keep' }]);
    expect(await s.row()).toMatchObject({ flags: ['itemsElsewhere'], state: 'closed' });
    expect((await grantOfGiver()).revoked_at).not.toBeNull();
    const born = await insert('归还后的客户', s.company.giver.id);
    expect(await ownerOf(born.id)).toBe(s.company.giver.id);
    await s.verifies();
  });

  it.each([
    ['giver', 'giver'],
    ['cover', 'giver'],
    ['giver', 'cover'],
    ['cover', 'cover'],
  ] as const)('won customers to the %s, late arrivals to the %s: as the policy says', async (won, late) => {
    await begin(
      30,
      noCheckIns((p) => (p.cover = { wonCustomers: won, lateArrivals: late, remindBeforeWorkingDays: [] })),
    );
    const born = await insert('新客户', s.company.giver.id);
    const [known = ''] = s.company.customerIds;
    const old = await insert('老客户', s.company.stranger.id);
    // Had an owner before the cover began, as far as the record says.
    await s.database.admin
      .updateTable('customers')
      .set({ owner_id: s.company.giver.id })
      .where('id', '=', old.id)
      .execute();
    await s.database.admin
      .insertInto('tasks')
      .values([
        { customer_id: known, title: '迟到的任务', assignee_id: s.company.giver.id },
        { customer_id: born.id, title: '新客户的任务', assignee_id: s.company.giver.id },
      ])
      .execute();
    expect(await ownerOf(born.id)).toBe(cover());
    expect(await tasksOf(s.company.giver.id)).toEqual([]);
    await s.engine.skipTo(await s.inDays(31));
    await s.result();
    const person = { giver: s.company.giver.id, cover: cover() };
    expect(await ownerOf(born.id)).toBe(person[won]);
    expect(await tasksOf(person[won])).toContain('新客户的任务');
    expect(await tasksOf(person[late])).toContain('迟到的任务');
    expect((await s.owners()).every((o) => o === s.company.giver.id)).toBe(true);
  });

  it('reminded before the end; extended: later, with the access of the giver; ended early: at once', async () => {
    await begin(40);
    const id = s.input.handoverId;
    const { dueAt } = await s.at('coverEnd');
    expect(dueAt).toBe(s.input.until);
    await s.engine.skipTo(await s.inDays(39));
    await s.inDatabase(async () => (await s.audited('cover.endsSoon')) === 1);
    const later = await s.inDays(20);
    await expect(
      s.send(id, extendCoverUpdate, { personId: s.company.hr.id, until: '2020-01-01T00:00:00Z' }, randomUUID()),
    ).rejects.toMatchObject({ type: 'untilPast' });
    await expect(
      s.send(id, restoreUpdate, { personId: s.company.hr.id, scope: 'all' }, randomUUID()),
    ).rejects.toMatchObject({ type: 'notNow' });
    await expect(
      s.send(id, endCoverUpdate, { personId: s.company.hr.id, decision: 'keep' }, randomUUID()),
    ).rejects.toMatchObject({ type: 'notNow' });
    await s.send(id, extendCoverUpdate, { personId: s.company.supervisor.id, until: later }, randomUUID());
    await s.stands((p) => p.waitingFor === 'coverEnd' && p.dueAt === later);
    expect((await s.row()).due_at?.toISOString()).toBe(later);
    expect((await grantOfGiver()).ends_at.toISOString()).toBe(later);
    await s.engine.skipTo(await s.inDays(10));
    expect(new Set(await s.owners())).toEqual(new Set([cover()]));
    await s.send(id, endCoverUpdate, { personId: s.company.giver.id, decision: 'return' }, randomUUID());
    expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
    expect([await s.audited('cover.extended'), await s.audited('cover.endedEarly')]).toEqual([1, 1]);
  });

  it('extended, before and after the reminder: everybody is reminded before the new end, and of no end that is none any more', async () => {
    await begin(40);
    const extend = async (days: number) => {
      const until = await s.inDays(days);
      await s.send(s.input.handoverId, extendCoverUpdate, { personId: s.company.supervisor.id, until }, randomUUID());
      await s.stands((p) => p.waitingFor === 'coverEnd' && p.dueAt === until);
    };
    await s.at('coverEnd');
    await extend(80);
    await s.engine.skipTo(await s.inDays(60));
    expect(await s.audited('cover.endsSoon')).toBe(0);
    await s.engine.skipTo(await s.inDays(19));
    await s.inDatabase(async () => (await s.audited('cover.endsSoon')) === 1);
    await extend(30);
    await s.engine.skipTo(await s.inDays(29));
    await s.inDatabase(async () => (await s.audited('cover.endsSoon')) === 2);
    await s.engine.skipTo(await s.inDays(2));
    await s.result();
    expect(await s.audited('cover.endsSoon')).toBe(2);
  });

  it('paused over its end: goes back only when it is resumed', async () => {
    await begin(20);
    const id = s.input.handoverId;
    await s.at('coverEnd');
    await s.send(id, pauseUpdate, { personId: s.company.hr.id }, randomUUID());
    await s.engine.skipTo(await s.inDays(25));
    expect(new Set(await s.owners())).toEqual(new Set([cover()]));
    await s.send(id, resumeUpdate, { personId: s.company.hr.id }, randomUUID());
    await s.result();
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
  });

  describe('the giver is not back', () => {
    const notBack = async () => {
      await begin(20);
      await s.at('coverEnd');
      await s.database.admin
        .updateTable('employees')
        .set({ state: 'on_leave' })
        .where('id', '=', s.company.giver.id)
        .execute();
      await s.engine.skipTo(await s.inDays(21));
      const asked = await s.at('coverReturn');
      expect(asked.awaited.map((a) => a.person.id)).toEqual([s.company.supervisor.id]);
      expect(asked.flags).toContain('giverNotBack');
    };
    const send = (decision: 'return' | 'keep') =>
      s.send(s.input.handoverId, endCoverUpdate, { personId: s.company.supervisor.id, decision }, randomUUID());

    it('the supervisor leaves it with the cover: nothing goes back, and what comes goes there until the transition is over', async () => {
      await notBack();
      await send('keep');
      await s.result();
      expect(new Set(await s.owners())).toEqual(new Set([cover()]));
      const born = await insert('后来的客户', s.company.giver.id);
      expect(await ownerOf(born.id)).toBe(cover());
      const { ends_at } = await s.database.admin
        .selectFrom('successors')
        .select('ends_at')
        .where('handover_id', '=', s.input.handoverId)
        .executeTakeFirstOrThrow();
      const days = ((ends_at?.getTime() ?? 0) - Date.parse(await s.engine.now())) / 86_400_000;
      expect(days).toBeGreaterThan(s.input.policy.transition.days - 1);
      expect(days).toBeLessThanOrEqual(s.input.policy.transition.days);
    });

    it('given back all the same', async () => {
      await notBack();
      await send('return');
      await s.result();
      expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
    });

    it('late, then nobody answers: overdue, the deputies are asked, and nothing moves by silence; extended: waits on and goes back', async () => {
      await notBack();
      await s.late('coverReturn');
      await s.silence('coverReturn');
      await s.engine.skipTo(await s.inDays(30));
      expect((await s.row()).waiting_for).toBe('coverReturn');
      expect((await s.row()).awaited_ids).toContain(s.company.boss.id);
      expect(new Set(await s.owners())).toEqual(new Set([cover()]));
      const later = await s.inDays(15);
      await s.send(s.input.handoverId, extendCoverUpdate, { personId: s.company.boss.id, until: later }, randomUUID());
      const waiting = await s.at('coverEnd');
      expect(waiting).toMatchObject({ dueAt: later, overdue: false });
      expect(waiting.flags).not.toContain('giverNotBack');
      await s.database.admin
        .updateTable('employees')
        .set({ state: 'active' })
        .where('id', '=', s.company.giver.id)
        .execute();
      await s.engine.skipTo(await s.inDays(16));
      await s.result();
      expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
    });

    it('still away, but their absence ends that day: it goes back without asking', async () => {
      await begin(20);
      await s.at('coverEnd');
      await s.database.admin
        .updateTable('employees')
        .set({ state: 'on_leave', away_until: (await s.inDays(19)).slice(0, 10) })
        .where('id', '=', s.company.giver.id)
        .execute();
      await s.engine.skipTo(await s.inDays(21));
      await s.result();
      expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
    });

    it('has left for good: what is given back goes to the supervisor', async () => {
      await begin(20);
      await s.at('coverEnd');
      await s.database.admin
        .updateTable('employees')
        .set({ state: 'left' })
        .where('id', '=', s.company.giver.id)
        .execute();
      await s.engine.skipTo(await s.inDays(21));
      await s.at('coverReturn');
      await send('return');
      await s.result();
      expect(new Set(await s.owners())).toEqual(new Set([s.company.supervisor.id]));
    });
  });
});
