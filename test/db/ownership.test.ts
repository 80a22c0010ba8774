import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  c = await makeCompany(database.admin, { customers: 0, receivers: 3 });
});
afterAll(() => database.drop());

const CUSTOMERS = 3;
/** One statement: these customers get that owner (null: the pool), by that connection, kept or taken back. */
interface Change {
  customers: number[];
  owner: number | null;
  connection: number;
  kept: boolean;
}
const anyChange: fc.Arbitrary<Change> = fc.record({
  customers: fc.uniqueArray(fc.nat(CUSTOMERS - 1), { minLength: 1 }),
  owner: fc.option(fc.nat(3)),
  connection: fc.nat(2),
  kept: fc.boolean(),
});

class TakeBack extends Error {}
async function change(ids: string[], owner: string | null, kept: boolean): Promise<void> {
  try {
    await database.worker.transaction().execute(async (tx) => {
      // In one order, as every statement of the product: two that cross would be a deadlock, not a history.
      await sql`select 1 from customers where id = any (${ids}) order by id for update`.execute(tx);
      await tx.updateTable('customers').set({ owner_id: owner }).where('id', 'in', ids).execute();
      if (!kept) throw new TakeBack();
    });
  } catch (error) {
    if (!(error instanceof TakeBack)) throw error;
  }
}

async function newCustomers(owner: string): Promise<string[]> {
  const rows = await database.worker
    .insertInto('customers')
    .values(Array.from({ length: CUSTOMERS }, () => ({ name: '客户', owner_id: owner })))
    .returning('id')
    .execute();
  return rows.map((row) => row.id).sort();
}

const historyOf = (id: string) =>
  database.admin
    .selectFrom('ownership_starts')
    .select(['since', 'owner_id'])
    .where('customer_id', '=', id)
    .orderBy('since')
    .execute();
const ownerOf = async (id: string) =>
  (await database.admin.selectFrom('customers').select('owner_id').where('id', '=', id).executeTakeFirstOrThrow())
    .owner_id;

describe('ownership over time', () => {
  test('any changes by several connections at once: one owner at every instant, and the latest is the customer’s', async () => {
    const people = [c.giver.id, ...c.receivers.map((r) => r.id)];
    await fc.assert(
      fc.asyncProperty(fc.array(anyChange, { minLength: 1, maxLength: 12 }), async (changes) => {
        const ids = await newCustomers(c.giver.id);
        const kept: Record<string, (string | null)[]> = Object.fromEntries(ids.map((id) => [id, []]));
        const byConnection = [0, 1, 2].map((n) => changes.filter((one) => one.connection === n));
        await Promise.all(
          byConnection.map(async (mine) => {
            for (const one of mine) {
              const owner = one.owner === null ? null : (people[one.owner] ?? null);
              const touched = ids.filter((_, i) => one.customers.includes(i));
              await change(touched, owner, one.kept);
              if (one.kept) for (const id of touched) kept[id]?.push(owner);
            }
          }),
        );
        for (const id of ids) {
          const history = await historyOf(id);
          const owners = history.map((h) => h.owner_id);
          // A start is an end: no two at one instant, none that repeats the one before, the first at the beginning.
          expect(owners[0]).toBe(c.giver.id);
          expect(owners.every((owner, i) => i === 0 || owner !== owners[i - 1])).toBe(true);
          expect(owners.at(-1)).toBe(await ownerOf(id));
          // Nobody ever owned it who was not given it, and nothing that was taken back left a trace.
          const given = [c.giver.id, ...(kept[id] ?? [])];
          for (const owner of owners) expect(given).toContain(owner);
          if (changes.every((one) => one.connection === 0)) expect(owners.at(-1)).toBe(given.at(-1));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('any instant, asked of the history: has exactly one owner', async () => {
    const [id = ''] = await newCustomers(c.giver.id);
    for (const { id: owner } of c.receivers) await change([id], owner, true);
    const { rows } = await sql<{ owners: number }>`
      with spans as (
        select owner_id, since, lead(since, 1, 'infinity') over (order by since) as until from ownership_starts where customer_id = ${id}
      ), instants as (select since as at from spans union all select since + (until - since) / 2 from spans where until < 'infinity' union all select now() + interval '1 year')
      select (select count(*) from spans where since <= at and at < until) as owners from instants`.execute(
      database.admin,
    );
    expect(rows.length).toBeGreaterThan(4);
    expect(new Set(rows.map((row) => row.owners))).toEqual(new Set([1]));
  });

  test('two changes in one transaction: are two starts in their order', async () => {
    const [id = ''] = await newCustomers(c.giver.id);
    const [one, two] = c.receivers;
    await database.worker.transaction().execute(async (tx) => {
      for (const owner of [one, two])
        await tx
          .updateTable('customers')
          .set({ owner_id: owner?.id ?? null })
          .where('id', '=', id)
          .execute();
    });
    expect((await historyOf(id)).map((h) => h.owner_id)).toEqual([c.giver.id, one?.id, two?.id]);
  });

  test('a clock that was set back: gives the next microsecond, not an instant before', async () => {
    const [id = ''] = await newCustomers(c.giver.id);
    // The last start lies in the future, as it does after the clock was set back.
    await database.owner
      .insertInto('ownership_starts')
      .values({ customer_id: id, since: '2999-01-01T00:00:00Z', owner_id: c.stranger.id })
      .execute();
    await change([id], c.receivers[0]?.id ?? null, true);
    const { rows } = await sql<{ ahead: string }>`
      select (max(since) - '2999-01-01T00:00:00Z')::text as ahead from ownership_starts where customer_id = ${id}`.execute(
      database.admin,
    );
    expect(rows[0]?.ahead).toBe('00:00:00.000001');
  });

  test('a change of anything but the owner: is no start', async () => {
    const [id = ''] = await newCustomers(c.giver.id);
    await database.worker
      .updateTable('customers')
      .set({ city: '上海', owner_id: c.giver.id })
      .where('id', '=', id)
      .execute();
    expect(await historyOf(id)).toHaveLength(1);
  });
});
