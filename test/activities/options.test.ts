import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HandoverOptions } from '../../src/contract/options.ts';
import { DEFAULT_OPTIONS } from '../../src/domain/options.ts';
import { type Case, type Stage, attempt, effect, setStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.stop());

/** A case with these options, planned and hashed as new ones are. */
async function planned(options: Partial<HandoverOptions>, prepare: (c: Case) => Promise<void>): Promise<Case> {
  const c = await stage.makeCase();
  await prepare(c);
  await stage.database.admin
    .updateTable('handovers')
    .set({ options: JSON.stringify({ ...DEFAULT_OPTIONS, ...options }), hash_version: 2 })
    .where('id', '=', c.input.handoverId)
    .execute();
  await attempt(c, 1, () =>
    stage.activities.planBook(effect(c, 'plan'), {
      giverId: c.input.giver.id,
      receiverIds: c.input.receivers.map((r) => r.id),
      assignment: 'fixed',
    }),
  );
  await stage.refresh(c);
  return c;
}
const transfer = (c: Case) =>
  attempt(c, 1, () => stage.activities.transferBook(effect(c, 'transfer', { step: 'followUp' }), c.planHash));
const holderOf = async (id: string) =>
  (
    await stage.database.admin
      .selectFrom('opportunities')
      .select(['assignee_id', 'stage', 'seller_id'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).assignee_id;
const opportunity = async (c: Case, assignee: string, closed = false): Promise<string> => {
  const { id } = await stage.database.admin
    .insertInto('opportunities')
    .values({
      title: '续约',
      customer_id: c.company.customerIds[0] ?? '',
      assignee_id: assignee,
      stage: closed ? 'won' : 'engaging',
      ...(closed ? { closed_on: '2026-01-15', seller_id: assignee } : {}),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
};

test('other people’s open opportunities on a customer that moves: move with it if the options say so, and a restore gives them back', async () => {
  let open = '';
  let closed = '';
  const c = await planned({ othersOpportunities: 'move' }, async (of) => {
    open = await opportunity(of, of.company.stranger.id);
    closed = await opportunity(of, of.company.stranger.id, true);
  });
  const { stranger } = c.company;
  await transfer(c);
  expect(await holderOf(open)).toBe(c.input.receivers[0]?.id);
  expect(await holderOf(closed)).toBe(stranger.id);
  const back = { personId: c.input.supervisor.id, scope: 'all', as: 'restored' } as const;
  await attempt(c, 1, () => stage.activities.moveBack(effect(c, 'followUp'), back));
  expect(await holderOf(open)).toBe(stranger.id);
});

test('an opportunity whose holder changed after the plan: is left where it is and reported', async () => {
  let open = '';
  const c = await planned({ othersOpportunities: 'move' }, async (of) => {
    open = await opportunity(of, of.company.stranger.id);
  });
  const { admin } = stage.database;
  await admin.updateTable('opportunities').set({ assignee_id: c.company.boss.id }).where('id', '=', open).execute();
  expect((await transfer(c)).skipped).toBe(1);
  expect(await holderOf(open)).toBe(c.company.boss.id);
});

test('options that leave tasks: what the giver has stays and is counted in the report, what comes late stays too', async () => {
  const { admin } = stage.database;
  const c = await planned({ tasks: 'none' }, async () => {});
  await transfer(c);
  const mine = () =>
    admin
      .selectFrom('tasks')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('assignee_id', '=', c.input.giver.id)
      .executeTakeFirstOrThrow();
  expect((await mine()).n).toBe(3);
  await admin.insertInto('tasks').values({ title: '新任务', assignee_id: c.input.giver.id }).execute();
  expect((await mine()).n).toBe(4);
  await attempt(c, 1, () =>
    stage.activities.closeHandover(effect(c, 'close', { state: 'closed' }), { outcome: 'closed', notUndone: [] }),
  );
  const { report } = await admin
    .selectFrom('handovers')
    .select('report')
    .where('id', '=', c.input.handoverId)
    .executeTakeFirstOrThrow();
  expect(report).toMatchObject({ leftOut: { task: 3 }, options: { tasks: 'none', teams: 'move' } });
});

test('options changed after the signatures: the plan is not the signed one', async () => {
  const c = await planned({}, async () => {});
  await stage.database.admin
    .updateTable('handovers')
    .set({ options: JSON.stringify({ ...DEFAULT_OPTIONS, contacts: 'none' }) })
    .where('id', '=', c.input.handoverId)
    .execute();
  await expect(transfer(c)).rejects.toMatchObject({ type: 'planChanged' });
});
