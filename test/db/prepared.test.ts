import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, connect, withPerson } from '../../src/db/connect.ts';
import { refusalOf } from '../../src/http/problems.ts';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await freshDatabase();
  db = connect(database.urls.owner, { max: 1, prepares: true });
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const prepared = async () =>
  (
    await sql<{ statement: string }>`select statement from pg_prepared_statements order by statement`.execute(db)
  ).rows.map(({ statement }) => statement);

test('statements, sent again and again: prepared from the second time on, but not those that depend on their values', async () => {
  for (let i = 0; i < 3; i += 1) {
    await sql`select ${i}::int as once_more`.execute(db);
    await sql`select 1 where 'a' like ${`a${i}`}`.execute(db);
    await sql`select 1 where 1 = any (${[i]}::int[])`.execute(db);
  }
  await sql`select ${1}::int as only_once`.execute(db);
  expect(await prepared()).toEqual(['select $1::int as once_more']);
});

test('a statement that was prepared before a migration: unavailable once, then prepared anew', async () => {
  await sql`create table changing (id integer)`.execute(db);
  const read = () => sql`select * from changing where id = ${1}`.execute(db);
  for (let i = 0; i < 3; i += 1) await read();
  await sql`alter table changing add column more text`.execute(database.owner);
  const error: unknown = await read().catch((caught: unknown) => caught);
  expect(refusalOf(error).type).toBe('unavailable');
  for (let i = 0; i < 3; i += 1) expect((await read()).rows).toEqual([]);
});

test('the victim of a deadlock: told to try the same again', async () => {
  const two = connect(database.urls.owner, { max: 2 });
  await sql`create table crossed (id integer)`.execute(db);
  await sql`insert into crossed values (1), (2)`.execute(db);
  let [first, second] = [() => {}, () => {}];
  const [hasFirst, hasSecond] = [
    new Promise<void>((done) => (first = done)),
    new Promise<void>((done) => (second = done)),
  ];
  const take = (one: number, mine: () => void, other: Promise<void>, then: number) =>
    two.transaction().execute(async (tx) => {
      await sql`update crossed set id = id where id = ${one}`.execute(tx);
      mine();
      await other;
      await sql`update crossed set id = id where id = ${then}`.execute(tx);
    });
  const both = await Promise.allSettled([take(1, first, hasSecond, 2), take(2, second, hasFirst, 1)]);
  const errors = both.flatMap((one) => (one.status === 'rejected' ? [refusalOf(one.reason).type] : []));
  expect(errors).toEqual(['unavailable']);
  await two.destroy();
});

test('transactions of two people on one connection, and one of nobody: each is whose it is, and none leaks', async () => {
  const one = connect(database.urls.api, { max: 1 });
  const [a, b] = [
    await makeCompany(database.admin, { customers: 0 }),
    await makeCompany(database.admin, { customers: 0 }),
  ];
  const me = (tx: Database) =>
    sql<{ me: string | null }>`select app.me() as me`.execute(tx).then(({ rows }) => rows[0]?.me ?? null);
  expect(await withPerson(one, a.hr.id, me)).toBe(a.hr.id);
  expect(await me(one)).toBeNull();
  expect(await withPerson(one, b.hr.id, me)).toBe(b.hr.id);
  await expect(withPerson(one, "x'; drop table customers; --", me)).rejects.toMatchObject({ code: '22P02' });
  expect(await withPerson(one, a.hr.id, me)).toBe(a.hr.id);
  const [, other] = await Promise.all([withPerson(one, a.hr.id, me), one.transaction().execute(me)]);
  expect(other).toBeNull();
  await one.destroy();
});
