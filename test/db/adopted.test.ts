import { randomUUID } from 'node:crypto';
import { Migrator, sql } from 'kysely';
import { afterAll, expect, inject, test } from 'vitest';
import { verifyDatabase } from '../../src/db/audit/verify.ts';
import { connect } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import * as foundation from '../../src/db/migrations/0001-foundation.ts';
import { OWNER, WORKER, createRolesAndDatabase, urlFor } from '../../src/db/roles.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { TEST_PASSWORDS } from '../support/template.ts';

const admin = inject('postgresAdminUrl');
const name = `m_${randomUUID().replaceAll('-', '')}`;
const opened: ReturnType<typeof connect>[] = [];
const pool = (url: string) => {
  const db = connect(url, { max: 2 });
  opened.push(db);
  return db;
};
afterAll(async () => {
  await Promise.all(opened.map((db) => db.destroy()));
  const root = connect(admin, { max: 1 });
  await sql`drop database ${sql.id(name)} with (force)`.execute(root);
  await root.destroy();
});

/** The first version, with customers that were owned and handed on under it. */
async function oldDatabase() {
  await createRolesAndDatabase(admin, name, TEST_PASSWORDS);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const [owner, root] = [pool(urlFor(admin, name, OWNER, TEST_PASSWORDS[OWNER])), pool(url.href)];
  const provider = { getMigrations: () => Promise.resolve({ '0001-foundation': foundation }) };
  expect((await new Migrator({ db: owner, provider }).migrateToLatest()).error).toBeUndefined();
  await sql`insert into calendars (code, name_en, name_zh, time_zone) values ('CN', 'x', 'x', 'Asia/Shanghai')`.execute(
    root,
  );
  await sql`insert into employees (number, name, email)
    select 'E' || n, '员工' || n, 'e' || n || '@old.example' from generate_series(1, 2) n`.execute(root);
  await sql`insert into customers (name, kind, owner_id) select '客户' || n, 'company', (select id from employees where number = 'E1') from generate_series(1, 5) n`.execute(
    root,
  );
  // The second in a handover, as the engine moved it.
  for (const [customer, handover] of [
    ['客户1', ''],
    ['客户2', randomUUID()],
  ])
    await root.transaction().execute(async (tx) => {
      await sql`select set_config('app.handover', ${handover}, true)`.execute(tx);
      await sql`update customers set owner_id = (select id from employees where number = 'E2') where name = ${customer}`.execute(
        tx,
      );
    });
  await sql`insert into audit_entries (actor_kind, action) values ('engine', 'plan.made')`.execute(root);
  return { owner, root };
}

test('a database of the first version, migrated: its entries are sealed, its rows adopted, and a change of either is found', async () => {
  const { owner, root } = await oldDatabase();
  await migrate(owner);
  const worker = pool(urlFor(admin, name, WORKER, TEST_PASSWORDS[WORKER]));
  await seal(worker, () => Promise.resolve('unsigned'));
  const verdict = await verifyDatabase(owner);
  expect(verdict.findings.map(({ code }) => code)).toEqual(['signatureWrong']);
  const adopted = await root
    .selectFrom('audit_entries')
    .select('params')
    .where('action', '=', 'rows.adopted')
    .execute();
  expect(adopted).toMatchObject([
    { params: { rows: 'ownership_starts', count: 7 } },
    { params: { rows: 'ownership_starts.handover_id', count: 1 } },
  ]);
  await sql`alter table ownership_starts disable trigger all`.execute(root);
  const foundWith = async (change: ReturnType<typeof sql>, back: ReturnType<typeof sql>) => {
    await change.execute(root);
    const { findings } = await verifyDatabase(owner);
    await back.execute(root);
    return findings.map(({ code, params }) => [code, params.rows]).slice(1);
  };
  expect(
    await foundWith(
      sql`update ownership_starts set since = since - interval '1 second' where since = (select min(since) from ownership_starts)`,
      sql`update ownership_starts set since = since + interval '1 second' where since = (select min(since) from ownership_starts)`,
    ),
  ).toEqual([['rowsChanged', 'ownership_starts']]);
  expect(
    await foundWith(
      sql`update ownership_starts set handover_id = null`,
      sql`update ownership_starts set handover_id = ${randomUUID()} where since = (select max(since) from ownership_starts)`,
    ),
  ).toEqual([['rowsChanged', 'ownership_starts.handover_id']]);
  // Now another handover than the one in which it moved.
  const codes = (await verifyDatabase(owner)).findings.map(({ code }) => code);
  expect(codes).toEqual(['signatureWrong', 'rowsChanged']);
});
