import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { moveBook } from '../../activities/move-book.ts';
import { type LaneState, openLanes } from '../../src/db/writes/transfer-lanes.ts';
import { makeCompany } from '../support/company.ts';
import { type Case, type Stage, attempt, effect, setStage } from './stage.ts';

const CUSTOMERS = 60;
const LANES = 2;

let stage: Stage;
let c: Case;
/** in the order of the lanes, half of them in each */
let customerIds: string[];
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.stop());
beforeEach(async () => {
  const { admin, worker } = stage.database;
  c = await stage.makeCase({ company: await makeCompany(admin, { customers: CUSTOMERS, receivers: 1 }) });
  customerIds = c.company.customerIds.toSorted();
  await attempt(c, 1, () =>
    stage.activities.planBook(effect(c, 'plan'), {
      giverId: c.input.giver.id,
      receiverIds: c.input.receivers.map((r) => r.id),
      assignment: 'fixed',
    }),
  );
  await worker
    .insertInto('transfers')
    .values({ handover_id: c.input.handoverId, round: 1, with_customers: true })
    .execute();
  await openLanes(worker, c.input.handoverId, 1, LANES);
});

const move = (onHeartbeat?: (details: unknown) => void) =>
  attempt(c, 1, () => moveBook(stage.database.worker, effect(c, 'transfer'), undefined), onHeartbeat);
const lanes = (): Promise<LaneState[]> => openLanes(stage.database.worker, c.input.handoverId, 1);
const ownedByGiver = async (): Promise<string[]> => {
  const rows = await stage.database.admin
    .selectFrom('customers')
    .select('id')
    .where('owner_id', '=', c.input.giver.id)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
};
const [FIRST_HALF, SECOND_HALF] = [
  [0, CUSTOMERS / 2],
  [CUSTOMERS / 2, CUSTOMERS],
] as const;

/** Somebody works on the last customer of the second lane while `work` runs. */
function whileHeld<T>(work: () => Promise<T>): Promise<T> {
  return stage.database.admin.transaction().execute(async (tx) => {
    await tx
      .selectFrom('customers')
      .select('id')
      .where('id', '=', customerIds.at(-1) ?? '')
      .forUpdate()
      .execute();
    return work();
  });
}
const untilFirstIsDone = () =>
  expect.poll(async () => (await lanes()).map(({ done }) => done), { timeout: 20_000 }).toEqual([true, false]);

test('somebody holds a customer of one lane: the other comes to its end, and that one goes on when the customer is free', async () => {
  let moving: Promise<unknown> = Promise.resolve();
  await whileHeld(async () => {
    moving = move();
    moving.catch(() => {});
    await untilFirstIsDone();
    expect(await ownedByGiver()).toEqual(customerIds.slice(...SECOND_HALF));
  });
  await moving;
  expect(await ownedByGiver()).toEqual([]);
  expect(await lanes()).toEqual([]);
});

test('too much of the book in other hands, seen by one lane: the other does not go on, and both are told in sum', async () => {
  await stage.database.admin
    .updateTable('customers')
    .set({ owner_id: c.company.stranger.id })
    .where('id', 'in', customerIds.slice(0, 25))
    .execute();
  await whileHeld(() =>
    expect(move()).rejects.toMatchObject({ type: 'safetyStop', params: { code: 'refused', refused: 25, opened: 1 } }),
  );
  expect(await ownedByGiver()).toEqual(customerIds.slice(...SECOND_HALF));
  expect((await lanes()).map(({ done, skipped, batches }) => ({ done, skipped, batches }))).toEqual([
    { done: true, skipped: 25, batches: 1 },
    { done: false, skipped: 0, batches: 0 },
  ]);
});

test('one lane fails: the other does not go on, the error is that of the lane, and the next attempt finishes both', async () => {
  await whileHeld(() =>
    expect(
      move(() => {
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed'),
  );
  expect(await ownedByGiver()).toEqual(customerIds.slice(...SECOND_HALF));
  const told: unknown[] = [];
  await move((details) => told.push(details));
  expect(await ownedByGiver()).toEqual([]);
  const [first] = lanesSaid(told);
  expect(first).toMatchObject({ phase: 'lanes', batches: 2, skipped: 0 });
  expect(told.at(-1)).toMatchObject({ phase: 'done', skipped: 0, moved: CUSTOMERS + FIRST_HALF[1] + 2 });
});

const lanesSaid = (told: unknown[]) =>
  told.filter((details) => typeof details === 'object' && details !== null && 'cursors' in details);
