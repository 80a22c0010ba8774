import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { restoreUpdate } from '../../src/contract/messages.ts';
import { makePolicy } from '../support/company.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();
const policy = (restoreDays: number) =>
  makePolicy(s.database.admin, (p) => {
    p.transition.checkInEveryDays = 0;
    p.reviews.days = [7];
    p.restoreDays = restoreDays;
  });
const answerAll = (reviewId: string) =>
  Promise.all(s.act.signers.slice(1).map((id) => s.act.answerReview(reviewId, id))).then(() => {});

it('a case whose last review is earlier than the end of the time to restore: stays open until then, takes a restore and a decision, and closes', async () => {
  const id = await s.begin({ policy: await policy(30) });
  await s.signAll(await s.toSignOff());
  await s.reviewAll(answerAll);
  const { dueAt } = await s.at('restoreWindow');
  const { transferred_at, due_at, waiting_for } = await s.row();
  expect(Date.parse(dueAt ?? '')).toBe((transferred_at?.getTime() ?? 0) + 30 * 86_400_000);
  expect({ due: due_at?.toISOString(), waiting_for }).toEqual({ due: dueAt, waiting_for: 'restoreWindow' });

  const personId = s.company.supervisor.id;
  const [changed] = s.company.customerIds;
  await s.database.admin
    .updateTable('customers')
    .set({ stage: 'growing' })
    .where('id', '=', changed ?? '')
    .execute();
  const moved = await s.send(id, restoreUpdate, { personId, scope: 'all' }, randomUUID());
  expect(moved).toMatchObject({ conflicts: 1, putBack: 0 });
  expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
  const conflict = await s.database.admin
    .selectFrom('restore_conflicts')
    .select(['id', 'fields'])
    .where('handover_id', '=', id)
    .executeTakeFirstOrThrow();
  expect(conflict.fields).toEqual(['stage']);
  const entryId = await s.act.entry({ conflictId: conflict.id, decision: 'takeBack' }, personId);
  const decided = await s.send(id, restoreUpdate, { personId, scope: 'conflict', entryId }, randomUUID());
  expect(decided).toMatchObject({ restored: 0, conflicts: 0, putBack: 1 });

  await s.engine.skipTo(dueAt ?? '');
  expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
});

it('a case whose last review is later: closes with it', async () => {
  await s.begin({ policy: await policy(7) });
  await s.signAll(await s.toSignOff());
  await s.reviewAll(answerAll);
  expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
});
