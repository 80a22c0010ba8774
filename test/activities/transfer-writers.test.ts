import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, connect, withPerson } from '../../src/db/connect.ts';
import { makeCompany } from '../support/company.ts';
import { type Case, type Stage, attempt, effect, setStage } from './stage.ts';

const CUSTOMERS = 3_000;
const WRITERS = 1_000;

let stage: Stage;
let api: Database;
let c: Case;
beforeAll(async () => {
  stage = await setStage();
  api = connect(stage.database.urls.api, { max: 40 });
  const company = await makeCompany(stage.database.admin, { customers: CUSTOMERS, receivers: 3 });
  c = await stage.makeCase({ company });
  await attempt(c, 1, () =>
    stage.activities.planBook(effect(c, 'plan'), {
      giverId: c.input.giver.id,
      receiverIds: c.input.receivers.map((r) => r.id),
      assignment: 'in_turn',
    }),
  );
  await stage.refresh(c);
});
afterAll(async () => {
  await api.destroy();
  await stage.stop();
});

/** One person's edit with the version that they read; a conflict is told and tried again by reading anew. @returns conflicts on the way */
async function write(tag: string, customerId: string): Promise<number> {
  for (let conflicts = 0; ; conflicts += 1) {
    const read = await withPerson(api, c.company.supervisor.id, (tx) =>
      tx.selectFrom('customers').select(['address', 'version']).where('id', '=', customerId).executeTakeFirstOrThrow(),
    );
    const { numUpdatedRows } = await withPerson(api, c.company.supervisor.id, (tx) =>
      tx
        .updateTable('customers')
        .set({ address: `${read.address ?? ''}${tag};`, version: read.version + 1 })
        .where('id', '=', customerId)
        .where('version', '=', read.version)
        .executeTakeFirstOrThrow(),
    );
    if (numUpdatedRows === 1n) return conflicts;
  }
}

test(`${WRITERS} writers on the customers of a running transfer: no edit and no move is lost, nobody sees another error than the version that differs`, async () => {
  // Several writers a customer, so that they meet each other as well as the transfer.
  const targets = Array.from({ length: WRITERS }, (_, i) => ({
    tag: `w${i}`,
    customerId: c.company.customerIds[(i * 7) % 300] ?? '',
  }));
  const moving = attempt(c, 1, () =>
    stage.activities.transferBook(effect(c, 'transfer'), c.planHash, { released: true }),
  );
  await Promise.all(targets.map(({ tag, customerId }) => write(tag, customerId)));
  const { moved, skipped } = await moving;

  const { rows } = await sql<{ id: string; address: string | null; right: boolean }>`
    select c.id, c.address, c.owner_id = i.receiver_id as right
      from customers c join handover_items i on i.record_id = c.id and i.handover_id = ${c.input.handoverId}`.execute(
    stage.database.admin,
  );
  expect(rows).toHaveLength(CUSTOMERS);
  expect(rows.filter((row) => !row.right)).toEqual([]);
  expect(skipped).toBe(0);
  expect(moved).toBeGreaterThanOrEqual(CUSTOMERS);
  const written = new Map(rows.map((row) => [row.id, new Set(row.address?.split(';'))]));
  expect(targets.filter(({ tag, customerId }) => !written.get(customerId)?.has(tag))).toEqual([]);
});

test('a customer that somebody holds for long: the transfer waits for them, keeps telling that it lives, and loses nothing', async () => {
  const company = await makeCompany(stage.database.admin, { customers: 20, receivers: 1 });
  const held = await stage.makeCase({ company });
  await attempt(held, 1, () =>
    stage.activities.planBook(effect(held, 'plan'), {
      giverId: held.input.giver.id,
      receiverIds: held.input.receivers.map((r) => r.id),
      assignment: 'fixed',
    }),
  );
  await stage.refresh(held);
  const [customerId = ''] = company.customerIds;
  let moving: Promise<unknown> = Promise.resolve();
  await stage.database.admin.transaction().execute(async (tx) => {
    await tx.selectFrom('customers').select('id').where('id', '=', customerId).forUpdate().execute();
    moving = attempt(held, 1, () => stage.activities.transferBook(effect(held, 'transfer'), held.planHash));
    moving.catch(() => {});
    // Past the first time that it gives up the lock.
    await expect.poll(() => timesRefused(), { timeout: 20_000 }).toBeGreaterThan(1);
    await sql`update customers set city = '苏州' where id = ${customerId}`.execute(tx);
  });
  await moving;
  const { city, owner_id } = await stage.database.admin
    .selectFrom('customers')
    .select(['city', 'owner_id'])
    .where('id', '=', customerId)
    .executeTakeFirstOrThrow();
  expect({ city, owner_id }).toEqual({ city: '苏州', owner_id: company.receivers[0]?.id });
});

/** How often the transfer's transaction was rolled back: seen from outside, by the database's own count. */
let rollbacksBefore: number | undefined;
async function timesRefused(): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select xact_rollback as n from pg_stat_database where datname = current_database()`.execute(stage.database.worker);
  rollbacksBefore ??= rows[0]?.n ?? 0;
  return (rows[0]?.n ?? 0) - rollbacksBefore;
}
