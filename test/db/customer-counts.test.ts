import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { CHILDREN, EVERYBODY, type Reach, makeReach } from './reach.ts';

let database: TestDatabase;
let r: Reach;
beforeAll(async () => {
  database = await freshDatabase();
  r = await makeReach(database);
});
afterAll(() => database.drop());

test.each(EVERYBODY)('app.customer_counts, asked by %s: counts what the policies show', async (who) => {
  const counted = await database.api.transaction().execute(async (tx) => {
    const me = r.people[who];
    if (me !== null) await sql`select set_config('app.me', ${me}, true)`.execute(tx);
    const { rows } = await sql<{ counts: Record<string, number> }>`
      select app.customer_counts(${r.customerId}) as counts`.execute(tx);
    const shown: Record<string, number> = {};
    for (const table of Object.keys(CHILDREN)) {
      const one = await sql<{ n: number }>`
        select count(*) as n from ${sql.table(table)} where customer_id = ${r.customerId}`.execute(tx);
      shown[table] = one.rows[0]?.n ?? 0;
    }
    return { counts: rows[0]?.counts, shown };
  });
  expect(counted.counts).toEqual(counted.shown);
  if (who === 'owner') expect(Math.min(...Object.values(counted.shown))).toBeGreaterThan(0);
  if (who === 'assignee') expect(counted.shown).toMatchObject({ tasks: 1, notes: 0 });
});
