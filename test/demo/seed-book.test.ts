import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedBook } from '../../bench/seed-book.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const KINDS = [
  'contacts',
  'orders',
  'opportunities',
  'tasks',
  'notes',
  'communications',
  'calendar_events',
  'contracts',
  'feedback',
  'preferences',
] as const;

test('seedBook, two books in one database: each giver owns theirs, with so many children as asked for', async () => {
  const db = database.admin;
  const giverId = randomUUID();
  const books = [
    { ...(await seedBook(db, { giverId, customers: 120 })), each: 10 },
    { ...(await seedBook(db, { customers: 30, childrenPerCustomer: 13, receivers: 2 })), each: 13 },
  ];
  expect(books[0]).toMatchObject({ giverId, customers: 120, children: 1_200 });
  expect(books.map((book) => book.receiverIds.length)).toEqual([3, 2]);
  for (const book of books) {
    const team = await db
      .selectFrom('reporting_closure')
      .select('subordinate_id')
      .where('boss_id', '=', book.supervisorId)
      .where('depth', '=', 1)
      .execute();
    expect(team.map((t) => t.subordinate_id).toSorted()).toEqual([book.giverId, ...book.receiverIds].toSorted());

    const union = sql.join(
      KINDS.map((table) => sql`select customer_id from ${sql.table(table)}`),
      sql` union all `,
    );
    const { rows } = await sql<{ children: number; starts: number; customers: number }>`
      select count(k.customer_id)::int as children, count(distinct c.id)::int as customers,
             (select count(*)::int from ownership_starts s where s.owner_id = ${book.giverId}) as starts
        from customers c join (${union}) k on k.customer_id = c.id where c.owner_id = ${book.giverId}`.execute(db);
    expect(rows).toEqual([{ children: book.customers * book.each, customers: book.customers, starts: book.customers }]);
  }
});
