import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withPerson } from '../../src/db/connect.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
let c: Company;
let reviewId: string;
let itemId: string;
let ownId: string;
let grantId: string;
beforeAll(async () => {
  database = await freshDatabase();
  c = await makeCompany(database.admin, { customers: 1 });
});
afterAll(() => database.drop());

beforeEach(async () => {
  const { admin } = database;
  await sql`update access_reviews set state = 'closed', closed_at = now() where closed_at is null`.execute(admin);
  const grant = (holder: string) =>
    admin
      .insertInto('grants')
      .values({
        grantee_id: holder,
        customer_id: c.customerIds[0] ?? null,
        level: 'view',
        reason: 'x',
        ends_at: new Date(Date.now() + 86_400_000),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
  const review = await admin
    .insertInto('access_reviews')
    .values({ workflow_id: `w-${Math.random()}`, state: 'open', started_at: new Date(), due_at: new Date() })
    .returning('id')
    .executeTakeFirstOrThrow();
  reviewId = review.id;
  const item = async (holder: string, reviewer: string, ref: string) =>
    (
      await admin
        .insertInto('access_review_items')
        .values({ review_id: reviewId, reviewer_id: reviewer, holder_id: holder, what: 'grant', ref, level: 'view' })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id;
  grantId = (await grant(c.receivers[0]?.id ?? '')).id;
  itemId = await item(c.receivers[0]?.id ?? '', c.supervisor.id, grantId);
  ownId = await item(c.hr.id, c.boss.id, (await grant(c.hr.id)).id);
});

/** Raw SQL as the API's role in the name of a person. @returns rows changed, or refused */
const as = (person: { id: string }, statement: RawBuilder<unknown>) =>
  withPerson(database.api, person.id, async (tx) => Number((await statement.execute(tx)).numAffectedRows ?? 0)).catch(
    () => 'refused',
  );
const set = (state: string, id: string) => sql`update access_review_items set state = ${state} where id = ${id}`;
const isRevoked = async () =>
  (await database.admin.selectFrom('grants').select('revoked_at').where('id', '=', grantId).executeTakeFirstOrThrow())
    .revoked_at !== null;

describe('an item of an access review, changed by raw SQL as the API’s role', () => {
  test.each<[string, () => { id: string }, string, () => string, number | 'refused']>([
    ['the reviewer confirms', () => c.supervisor, 'confirmed', () => itemId, 1],
    ['somebody above the reviewer revokes', () => c.boss, 'revoked', () => itemId, 1],
    ['HR answers for the reviewer', () => c.hr, 'revoked', () => itemId, 1],
    ['the holder confirms', () => c.receivers[0] ?? c.giver, 'confirmed', () => itemId, 0],
    ['HR confirms what it holds itself', () => c.hr, 'confirmed', () => ownId, 0],
    ['a stranger revokes', () => c.stranger, 'revoked', () => itemId, 0],
    ['an auditor revokes', () => c.auditor, 'revoked', () => itemId, 0],
    ['the reviewer lets it lapse', () => c.supervisor, 'lapsed', () => itemId, 'refused'],
  ])('%s: %#', async (_, who, state, item, result) => {
    expect(await as(who(), set(state, item()))).toBe(result);
    expect(await isRevoked()).toBe(result === 1 && state === 'revoked');
  });

  test('who decided and when, forged: refused; by the database itself: the person of the transaction', async () => {
    const forged = sql`update access_review_items set state = 'confirmed', decided_by = ${c.hr.id} where id = ${itemId}`;
    expect(await as(c.supervisor, forged)).toBe('refused');
    await as(c.supervisor, set('confirmed', itemId));
    const row = await database.admin
      .selectFrom('access_review_items')
      .selectAll()
      .where('id', '=', itemId)
      .executeTakeFirst();
    expect(row).toMatchObject({ state: 'confirmed', decided_by: c.supervisor.id });
  });

  test('after the review was closed, or once it was revoked: stays as it is', async () => {
    await as(c.supervisor, set('revoked', itemId));
    expect(await as(c.supervisor, set('confirmed', itemId))).toBe(0);
    await sql`update access_reviews set state = 'closed', closed_at = now() where id = ${reviewId}`.execute(
      database.admin,
    );
    expect(await as(c.boss, set('revoked', ownId))).toBe(0);
  });

  test('a closing under way and an answer at once: the answer waits, and comes too late', async () => {
    let answered: Promise<number | string> = Promise.resolve(-1);
    await database.worker.transaction().execute(async (tx) => {
      await sql`update access_reviews set state = 'closing' where id = ${reviewId}`.execute(tx);
      answered = as(c.supervisor, set('revoked', itemId));
      await expect
        .poll(async () => {
          const { rows } =
            await sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(
              database.admin,
            );
          return rows.length;
        })
        .toBe(1);
    });
    expect(await answered).toBe(0);
    expect(await isRevoked()).toBe(false);
  });
});
