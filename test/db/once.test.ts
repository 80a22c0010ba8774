import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tx } from '../../src/db/connect.ts';
import { type EffectKey, runOnce } from '../../src/db/once.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const keyed = (more: Partial<EffectKey> = {}): EffectKey => ({
  workflowId: `w-${randomUUID()}`,
  step: 'plan',
  round: 1,
  key: 'k',
  attempt: 1,
  ...more,
});
/** A promise that the test settles. */
function gate() {
  let open = () => {};
  let fail = (_: Error) => {};
  const settled = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { settled, open, fail };
}
/** An effect that leaves a row, counts how often it began, and waits until it may end. */
function effect(name: string, until: Promise<unknown> = Promise.resolve()) {
  const seen = { begun: 0 };
  const started = gate();
  const work = async (tx: Tx) => {
    seen.begun += 1;
    await tx.insertInto('products').values({ code: name, name }).execute();
    started.open();
    await until;
    return { name, n: seen.begun };
  };
  return { seen, work, started: started.settled };
}
const rowsOf = async (name: string) =>
  (await database.admin.selectFrom('products').select('id').where('code', '=', name).execute()).length;
const ledgerOf = (key: EffectKey) =>
  database.admin
    .selectFrom('run_once')
    .select(['attempt', 'result'])
    .where('workflow_id', '=', key.workflowId)
    .execute();
/** Asks the database until a statement waits for another’s lock. */
const somebodyWaits = () =>
  expect
    .poll(
      async () => {
        const { rows } = await sql`
          select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
          database.admin,
        );
        return rows.length;
      },
      { timeout: 10_000, interval: 10 },
    )
    .toBeGreaterThan(0);

describe('runOnce', () => {
  test('a second call: gets the first one’s result without doing anything', async () => {
    const key = keyed();
    const { work, seen } = effect(key.workflowId);
    expect(await runOnce(database.worker, key, work)).toEqual({ name: key.workflowId, n: 1 });
    expect(await runOnce(database.worker, { ...key, attempt: 2 }, work)).toEqual({ name: key.workflowId, n: 1 });
    expect(seen.begun).toBe(1);
    expect(await rowsOf(key.workflowId)).toBe(1);
    expect(await ledgerOf(key)).toEqual([{ attempt: 1, result: { name: key.workflowId, n: 1 } }]);
  });

  test('two calls at once: the second waits for the first’s commit and gets its result', async () => {
    const key = keyed();
    const end = gate();
    const { work, seen, started } = effect(key.workflowId, end.settled);
    const first = runOnce(database.worker, key, work);
    await started;
    const second = runOnce(database.worker, { ...key, attempt: 2 }, work);
    await somebodyWaits();
    end.open();
    expect(await first).toEqual(await second);
    expect(seen.begun).toBe(1);
    expect(await rowsOf(key.workflowId)).toBe(1);
  });

  test('two calls at once of which the first fails: the second takes over', async () => {
    const key = keyed();
    const end = gate();
    const failing = effect(key.workflowId, end.settled);
    const first = runOnce(database.worker, key, failing.work);
    await failing.started;
    const second = runOnce(database.worker, { ...key, attempt: 2 }, effect(key.workflowId).work);
    await somebodyWaits();
    end.fail(new Error('no'));
    await expect(first).rejects.toThrow('no');
    expect(await second).toEqual({ name: key.workflowId, n: 1 });
    expect(await rowsOf(key.workflowId)).toBe(1);
    expect(await ledgerOf(key)).toMatchObject([{ attempt: 2 }]);
  });

  test('work that fails: leaves neither its rows nor the guard’s, so that a retry does it', async () => {
    const key = keyed();
    const { work } = effect(key.workflowId);
    const failing = runOnce(database.worker, key, async (tx) => {
      await work(tx);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await rowsOf(key.workflowId)).toBe(0);
    expect(await ledgerOf(key)).toEqual([]);
    await runOnce(database.worker, { ...key, attempt: 2 }, work);
    expect(await rowsOf(key.workflowId)).toBe(1);
  });

  test.each<[string, Partial<EffectKey>]>([
    ['step', { step: 'materials' }],
    ['round', { round: 2 }],
    ['key', { key: 'other' }],
    ['workflow', { workflowId: `w-${randomUUID()}` }],
  ])('another %s: is another effect', async (_, other) => {
    const key = keyed();
    const { work, seen } = effect(key.workflowId);
    await runOnce(database.worker, key, work);
    await database.admin.deleteFrom('products').where('code', '=', key.workflowId).execute();
    await runOnce(database.worker, { ...key, ...other }, work);
    expect(seen.begun).toBe(2);
  });

  test('work without a result: repeats as null', async () => {
    const key = keyed();
    await runOnce(database.worker, key, () => Promise.resolve(undefined));
    expect(await runOnce(database.worker, key, () => Promise.reject(new Error('never')))).toBeNull();
  });
});
