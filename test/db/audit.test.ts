import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, withPerson } from '../../src/db/connect.ts';
import { audit } from '../../src/db/writes/standing.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
let c: Company;
let entryId: number;
beforeAll(async () => {
  database = await freshDatabase();
  c = await makeCompany(database.admin, { customers: 0 });
});
afterAll(() => database.drop());
beforeEach(async () => {
  entryId = await enter();
});

const PHONE = '139 0000 0001';
const hashOf = (salt: Buffer, value: string) => createHash('sha256').update(salt).update(value).digest('hex');

/** An entry about a personal value: the value lies beside it, the entry keeps the salted hash. */
async function enter(): Promise<number> {
  const salt = randomBytes(16);
  return database.worker.transaction().execute(async (tx) => {
    await audit(tx, { action: 'contact.changed', personId: c.hr.id, params: { phone: hashOf(salt, PHONE) } });
    const { rows } = await sql<{ id: number }>`select max(id) as id from audit_entries`.execute(tx);
    const id = rows[0]?.id ?? 0;
    await tx.insertInto('audit_values').values({ entry_id: id, field: 'phone', salt, value: PHONE }).execute();
    return id;
  });
}
const entry = () =>
  database.admin.selectFrom('audit_entries').selectAll().where('id', '=', entryId).executeTakeFirstOrThrow();
const values = () => database.admin.selectFrom('audit_values').selectAll().where('entry_id', '=', entryId).execute();
const erase = (db: Database) => sql`delete from audit_values where entry_id = ${entryId}`.execute(db);

describe('personal values of the audit log', () => {
  test('a value that is there: proves the entry by its salted hash', async () => {
    const [value] = await values();
    expect((await entry()).params).toEqual({ phone: hashOf(value?.salt ?? Buffer.alloc(0), PHONE) });
  });

  test('a value that is erased by the owner of the schema: is gone, and the entry stays as it was', async () => {
    const before = await entry();
    await erase(database.owner);
    expect(await values()).toEqual([]);
    expect(await entry()).toEqual(before);
  });

  test.each(['api', 'worker'] as const)('the role of the %s: can neither erase nor change a value', async (role) => {
    await expect(erase(database[role])).rejects.toMatchObject({ code: '42501' });
    await expect(sql`update audit_values set value = 'x'`.execute(database[role])).rejects.toMatchObject({
      code: '42501',
    });
    expect(await values()).toHaveLength(1);
  });

  test('an entry whose value is still there: cannot be taken away under it, not even by a superuser', async () => {
    for (const db of [database.owner, database.admin])
      await expect(sql`delete from audit_entries where id = ${entryId}`.execute(db)).rejects.toMatchObject({
        code: '42501',
      });
  });
});

describe('entries of the audit log', () => {
  test.each([
    [
      'an instant of its own',
      sql`insert into audit_entries (actor_kind, action, at) values ('engine', 'x', '2020-01-01')`,
    ],
    [
      'a number of its own',
      sql`insert into audit_entries (id, actor_kind, action) overriding system value values (-1, 'engine', 'x')`,
    ],
    ['another action', sql`update audit_entries set action = 'x'`],
    ['nothing left', sql`delete from audit_entries`],
    ['nothing left at all', sql`truncate audit_entries cascade`],
  ])('given %s by the worker’s role: are refused', async (_, statement) => {
    await expect(statement.execute(database.worker)).rejects.toMatchObject({ code: '42501' });
  });

  test('written in a transaction that is rolled back: are not there', async () => {
    const before = await database.admin.selectFrom('audit_entries').select('id').execute();
    const failing = database.worker.transaction().execute(async (tx) => {
      await audit(tx, { action: 'x' }, { action: 'y' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await database.admin.selectFrom('audit_entries').select('id').execute()).toEqual(before);
  });

  test('of a case, read by somebody outside of it: are not there', async () => {
    const read = (who: { id: string }) =>
      withPerson(database.api, who.id, (tx) => tx.selectFrom('audit_entries').select('id').execute());
    expect((await read(c.auditor)).map((row) => row.id)).toContain(entryId);
    expect(await read(c.stranger)).toEqual([]);
  });
});
