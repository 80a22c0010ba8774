import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { moveLane, openLanes } from '../../src/db/writes/transfer-lanes.ts';
import { moveBatch } from '../../src/db/writes/transfer.ts';
import type { Transferred } from '../../src/contract/effects.ts';
import type { MoveBack } from '../../src/contract/messages.ts';
import { moveAll } from '../support/move.ts';
import { type Case, type Stage, attempt, effect, growth, setStage } from './stage.ts';

let stage: Stage;
let c: Case;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.stop());
beforeEach(async () => {
  c = await plannedCase();
});

/** A case whose plan is made and signed. @param beside also with tasks that the giver has on other people's customers */
async function plannedCase(beside = false): Promise<Case> {
  const made = await stage.makeCase();
  if (beside) await tasksBeside(made);
  const request = {
    giverId: made.input.giver.id,
    receiverIds: made.input.receivers.map((r) => r.id),
    assignment: 'in_turn',
  } as const;
  await attempt(made, 1, () => stage.activities.planBook(effect(made, 'plan'), request));
  await stage.refresh(made);
  return made;
}

/** Before, between and behind the customers of the book. */
async function tasksBeside({ company: { customerIds, giver, stranger } }: Case): Promise<void> {
  const { admin } = stage.database;
  const tail = randomUUID().slice(8);
  const [, second = '', third = ''] = customerIds.toSorted();
  const ids = [`00000000${tail}`, between(second, third), `ffffffff${tail}`];
  await admin
    .insertInto('customers')
    .values(ids.map((id) => ({ id, name: `别人的客户${tail}`, owner_id: stranger.id })))
    .execute();
  await admin
    .insertInto('tasks')
    .values(ids.map((customer_id) => ({ customer_id, title: '代办', assignee_id: giver.id })))
    .execute();
}
function between(a: string, b: string): string {
  const number = (id: string) => BigInt(`0x${id.replaceAll('-', '')}`);
  const hex = ((number(a) + number(b)) / 2n).toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const transfer = (nth = 1, onHeartbeat?: (details: unknown) => void, of = c): Promise<Transferred> =>
  attempt(
    of,
    nth,
    () => stage.activities.transferBook(effect(of, 'transfer', { step: 'followUp' }), of.planHash),
    onHeartbeat,
  );
const back = (scope: MoveBack['scope'], as: 'restored' | 'returned', more: { entryId?: string; at?: string } = {}) => {
  const { entryId, at = c.at } = more;
  const request = { personId: c.input.supervisor.id, scope, as, ...(entryId === undefined ? {} : { entryId }) };
  return attempt(c, 1, () => stage.activities.moveBack({ ...effect(c, 'followUp'), at }, request));
};
const give = (customerId: string | undefined, owner: string) =>
  stage.database.admin
    .updateTable('customers')
    .set({ owner_id: owner })
    .where('id', '=', customerId ?? '')
    .execute();
/** owner of each customer of the book */
async function owners(of = c): Promise<Map<string, string | null>> {
  const rows = await stage.database.admin
    .selectFrom('customers')
    .select(['id', 'owner_id'])
    .where('id', 'in', of.company.customerIds)
    .execute();
  return new Map(rows.map((r) => [r.id, r.owner_id]));
}
async function exceptions(): Promise<Map<string, string>> {
  const rows = await stage.database.admin
    .selectFrom('handover_exceptions')
    .select(['record_id', 'state', 'reason'])
    .where('handover_id', '=', c.input.handoverId)
    .execute();
  return new Map(rows.map((r) => [r.record_id, `${r.state}:${r.reason}`]));
}
async function planned(): Promise<Map<string, string>> {
  const rows = await stage.database.admin
    .selectFrom('handover_items')
    .select(['record_id', 'receiver_id'])
    .where('handover_id', '=', c.input.handoverId)
    .where('record_type', '=', 'customer')
    .execute();
  return new Map(rows.map((r) => [r.record_id, r.receiver_id]));
}
/** As openTransfer leaves it. */
const begun = (along = true) =>
  stage.database.worker
    .insertInto('transfers')
    .values({ handover_id: c.input.handoverId, round: 1, with_customers: along })
    .execute();
const figures = () =>
  stage.database.worker
    .selectFrom('transfers')
    .select(['moved', 'skipped'])
    .where('handover_id', '=', c.input.handoverId)
    .executeTakeFirstOrThrow();
async function plannedItems(): Promise<number> {
  const { n } = await stage.database.worker
    .selectFrom('handover_items')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('handover_id', '=', c.input.handoverId)
    .executeTakeFirstOrThrow();
  return n;
}
const startsOf = async (customerIds: string[]) => {
  const rows = await stage.database.admin
    .selectFrom('ownership_starts')
    .select('customer_id')
    .where('customer_id', 'in', customerIds)
    .execute();
  return rows.length;
};

describe('transferBook', () => {
  test('killed after each of its batches: each attempt goes on where the last one stood, and the effect is that of one', async () => {
    const undisturbed = await growth(stage.database, () => transfer());
    c = await plannedCase();
    const reached: string[] = [];
    const grown = await growth(stage.database, async () => {
      for (let nth = 1; reached.at(-1) !== 'done'; nth += 1)
        await transfer(nth, (details) => {
          if (typeof details !== 'object' || details === null || !('phase' in details)) return;
          reached.push(String(details.phase));
          throw new Error('killed');
        }).catch(() => {});
      await transfer(99);
    });
    expect(reached).toEqual(['lanes', 'done']);
    expect(grown).toEqual(undisturbed);
    expect(await owners()).toEqual(await planned());
  });

  test('a batch after one that did not reach the end: goes on at the cursor', async () => {
    const { worker } = stage.database;
    await begun();
    const [opened] = await openLanes(worker, c.input.handoverId, 1);
    const lane = { handoverId: c.input.handoverId, round: 1, lane: 0 };
    const first = await moveLane(worker, lane, 4);
    expect(first).toMatchObject({ done: false, moved: 7 });
    expect(first.cursor > (opened?.cursor ?? '')).toBe(true);
    const untouched = [...(await owners()).values()].filter((owner) => owner === c.input.giver.id);
    expect(untouched).toHaveLength(2);
    expect(await openLanes(worker, c.input.handoverId, 1)).toEqual([first]);
    await expect(moveBatch(worker, c.input.handoverId, 1, 4)).rejects.toThrow('still to be moved');

    const second = await moveLane(worker, lane, 4);
    expect(second).toMatchObject({ done: true, moved: 10, batches: 2 });
    expect(await owners()).toEqual(await planned());
    expect(await startsOf(c.company.customerIds)).toBe(2 * c.company.customerIds.length);
    expect(await moveLane(worker, lane, 4)).toEqual(second);
  });

  test('what is left after the customers, one record a batch: goes on at the cursor, phase by phase', async () => {
    const { worker } = stage.database;
    await begun(false);
    const phases = new Set<string>();
    for (const { lane } of await openLanes(worker, c.input.handoverId, 1))
      await moveLane(worker, { handoverId: c.input.handoverId, round: 1, lane }, 100);
    for (let phase = ''; phase !== 'done'; phases.add(phase))
      ({ phase } = await moveBatch(worker, c.input.handoverId, 1, 1));
    expect(phases.size).toBeGreaterThan(2);
    expect(await figures()).toEqual({ moved: await plannedItems(), skipped: 0 });
  });

  test.each([1, 2, 3])('three attempts at the same time, %i lanes: nothing moves twice', async (lanes) => {
    const { worker } = stage.database;
    await begun();
    const run = () => moveAll(worker, c.input.handoverId, 1, lanes);
    await Promise.all([run(), run(), run()]);
    expect(await owners()).toEqual(await planned());
    expect(await startsOf(c.company.customerIds)).toBe(2 * c.company.customerIds.length);
    expect(await figures()).toEqual({ moved: await plannedItems(), skipped: 0 });
  });

  test.each([
    ['records in person with their customers', true],
    ['records in person afterwards, as the first version did', false],
  ])('begun by a version without lanes, %s: is finished, and the figures are those of the whole', async (_, along) => {
    const { worker, admin } = stage.database;
    const [first = ''] = [...(await planned()).keys()].toSorted();
    const receiver = (await planned()).get(first) ?? '';
    const moved = await sql`update customers set owner_id = ${receiver} where id = ${first}`.execute(admin);
    expect(moved.numAffectedRows).toBe(1n);
    const inPerson = await admin
      .selectFrom('handover_items')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('handover_id', '=', c.input.handoverId)
      .where('customer_id', '=', first)
      .where('record_type', '<>', 'customer')
      .executeTakeFirstOrThrow();
    const before = along ? 1 + inPerson.n : 1;
    await worker
      .insertInto('transfers')
      .values({
        handover_id: c.input.handoverId,
        round: 1,
        cursor: first,
        moved: before,
        batches: 1,
        with_customers: along,
      })
      .execute();
    expect(await moveAll(worker, c.input.handoverId, 2, 2)).toMatchObject({ skipped: 0, moved: await plannedItems() });
    expect(await owners()).toEqual(await planned());
  });

  test('however the customers are split, and wherever an attempt ends: everything moves once, what hangs on customers outside of the plan too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          lanes: fc.integer({ min: 1, max: 8 }),
          limit: fc.integer({ min: 1, max: 4 }),
          order: fc.array(fc.nat(), { maxLength: 12 }),
          taken: fc.subarray([0, 1, 2, 3, 4, 5]),
        }),
        async ({ lanes, limit, order, taken }) => {
          c = await plannedCase(true);
          const { worker } = stage.database;
          const { stranger, customerIds } = c.company;
          for (const i of taken) await give(customerIds[i], stranger.id);
          await begun();
          const opened = await openLanes(worker, c.input.handoverId, 1, lanes);
          expect(opened).toHaveLength(Math.min(lanes, customerIds.length));
          for (const i of order) {
            const { lane } = opened[i % opened.length] ?? { lane: 0 };
            await moveLane(worker, { handoverId: c.input.handoverId, round: 1, lane }, limit);
          }
          const { moved, skipped } = await moveAll(worker, c.input.handoverId, limit, lanes);

          expect({ moved, skipped }).toEqual({ moved: (await plannedItems()) - taken.length, skipped: taken.length });
          const where = await planned();
          for (const i of taken) where.set(customerIds[i] ?? '', stranger.id);
          expect(await owners()).toEqual(where);
          expect([...(await exceptions()).keys()].toSorted()).toEqual(taken.map((i) => customerIds[i]).toSorted());
          const { rows: elsewhere } = await sql`
            select 1 from tasks t join handover_items i on i.record_id = t.id and i.handover_id = ${c.input.handoverId} where t.assignee_id <> i.receiver_id`.execute(
            worker,
          );
          expect(elsewhere).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('records that changed hands after the plan: stay where they are and are reported', async () => {
    const { stranger, customerIds } = c.company;
    const [taken] = customerIds;
    await give(taken, stranger.id);
    const task = await stage.database.admin
      .updateTable('tasks')
      .set({ assignee_id: stranger.id })
      .where('assignee_id', '=', c.input.giver.id)
      .where('customer_id', '=', customerIds[2] ?? '')
      .returning('id')
      .executeTakeFirstOrThrow();
    const { moved, skipped } = await transfer();
    const items = await planned();
    expect(skipped).toBe(2);
    expect(moved).toBeGreaterThan(customerIds.length - 1);
    expect(await owners()).toEqual(items.set(taken ?? '', stranger.id));
    expect(await exceptions()).toEqual(
      new Map([
        [taken, 'skipped:holderChanged'],
        [task.id, 'skipped:holderChanged'],
      ]),
    );
  });

  test('a customer that came after the plan: goes to the late receiver and is reported', async () => {
    const late = await stage.database.admin
      .insertInto('customers')
      .values({ name: '新客户', owner_id: c.input.giver.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    expect(await transfer()).toMatchObject({ skipped: 0, late: 1 });
    const { owner_id } = await stage.database.admin
      .selectFrom('customers')
      .select('owner_id')
      .where('id', '=', late.id)
      .executeTakeFirstOrThrow();
    expect(owner_id).toBe(c.input.receivers[0]?.id);
    expect(await exceptions()).toEqual(new Map([[late.id, 'late:arrivedLate']]));
  });

  test.each<[string, (of: Case) => Promise<unknown>, string]>([
    [
      'the plan changed after the signatures',
      (of) =>
        sql`update handover_items set receiver_id = ${of.company.stranger.id}
             where handover_id = ${of.input.handoverId} and record_id = ${of.company.customerIds[0]}`.execute(
          stage.database.admin,
        ),
      'planChanged',
    ],
    [
      'a receiver left',
      (of) =>
        sql`update employees set state = 'left' where id = ${of.input.receivers[1]?.id}`.execute(stage.database.admin),
      'receiverNotActive',
    ],
  ])('%s: refuses for good, and nothing moves', async (_, change, type) => {
    await change(c);
    await expect(transfer()).rejects.toMatchObject({ name: 'ApplicationFailure', type, nonRetryable: true });
    expect(new Set((await owners()).values())).toEqual(new Set([c.input.giver.id]));
    expect(await startsOf(c.company.customerIds)).toBe(c.company.customerIds.length);
  });
});

describe('moveBack', () => {
  test('everything, with one customer that went elsewhere meanwhile: the others come back, it stays and is a conflict', async () => {
    const { stranger, customerIds } = c.company;
    const [gone] = customerIds;
    const { moved } = await transfer();
    await give(gone, stranger.id);
    expect(await back('all', 'restored')).toMatchObject({ restored: moved - 1, conflicts: 1 });
    const now = await owners();
    expect(now.get(gone ?? '')).toBe(stranger.id);
    now.delete(gone ?? '');
    expect(new Set(now.values())).toEqual(new Set([c.input.giver.id]));
  });

  test('single customers, then everything: what came back already is no conflict', async () => {
    const { moved } = await transfer();
    const first = await back('listed', 'restored', { entryId: c.listEntry });
    expect(first).toMatchObject({ conflicts: 0 });
    expect(first.restored).toBeGreaterThan(0);
    expect(await back('all', 'restored')).toMatchObject({ restored: moved - first.restored, conflicts: 0 });
  });

  test('a customer handed back when the giver has left: goes to the supervisor', async () => {
    await transfer();
    await stage.database.admin
      .updateTable('employees')
      .set({ state: 'left' })
      .where('id', '=', c.input.giver.id)
      .execute();
    await back('listed', 'returned', { entryId: c.listEntry });
    expect((await owners()).get(c.company.customerIds[0] ?? '')).toBe(c.input.supervisor.id);
    expect((await exceptions()).get(c.company.customerIds[0] ?? '')).toBe('returned:returned');
  });

  test('after the days of the policy: is refused, and nothing moves', async () => {
    await transfer();
    const before = await owners();
    const days = c.input.policy.restoreDays + 1;
    const at = new Date(Date.now() + days * 86_400_000).toISOString();
    await expect(back('all', 'restored', { at })).rejects.toMatchObject({ type: 'restoreTooLate', nonRetryable: true });
    expect(await owners()).toEqual(before);
  });

  test('a list that is not there: is refused', async () => {
    await transfer();
    await expect(back('listed', 'restored', { entryId: c.minutesEntry })).rejects.toMatchObject({
      type: 'inboxEntryMissing',
    });
  });

  test.each(['listed', 'filtered', 'conflict'] as const)('%s without an entry: is refused', async (scope) => {
    await transfer();
    await expect(back(scope, 'restored')).rejects.toMatchObject({ type: 'inboxEntryMissing', nonRetryable: true });
  });
});
