import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connect } from '../../src/db/connect.ts';
import { isMigrated, migrate } from '../../src/db/migrate.ts';
import { API, OWNER, WORKER, createRolesAndDatabase, urlFor } from '../../src/db/roles.ts';
import { STANDARD_POLICIES } from '../../src/domain/standard-policy.ts';
import { RECORD_TABLES } from '../../src/db/writes/records.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { TEST_PASSWORDS } from '../support/template.ts';

let database: TestDatabase;
const made: string[] = [];
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  for (const name of made) await sql`drop database ${sql.id(name)} with (force)`.execute(database.admin);
  await database.drop();
});

/** An empty database, and pools of its owner. */
async function emptyDatabase(pools: number) {
  const name = `m_${randomUUID().replaceAll('-', '')}`;
  const admin = inject('postgresAdminUrl');
  await createRolesAndDatabase(admin, name, TEST_PASSWORDS);
  made.push(name);
  return Array.from({ length: pools }, () => connect(urlFor(admin, name, OWNER, TEST_PASSWORDS[OWNER]), { max: 2 }));
}

/** The migrations of the source, in their order. */
async function migrationFiles() {
  const names = await readdir(new URL('../../src/db/migrations', import.meta.url));
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -3))
    .sort();
}

/** The names that a question to the catalogue gives. */
async function named(question: ReturnType<typeof sql<{ name: string }>>) {
  const { rows } = await question.execute(database.admin);
  return rows.map((row) => row.name);
}
const tables = sql`(select oid, relname, relrowsecurity, relforcerowsecurity from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'kysely%')`;

describe('migrate', () => {
  test('an empty database, by two starts at once: runs each migration once, and a third start none', async () => {
    const [one, two] = await emptyDatabase(2);
    if (!one || !two) throw new Error('two pools');
    const ran = await Promise.all([migrate(one), migrate(two)]);
    expect(ran.flat()).toEqual(await migrationFiles());
    expect(await migrate(one)).toEqual([]);
    expect(await isMigrated(two)).toBe(true);
    const { rows } = await sql<{ policies: number; days: number }>`
      select (select count(*) from policies) as policies, (select count(*) from calendar_days) as days`.execute(one);
    expect(rows[0]?.policies).toBe(STANDARD_POLICIES.length);
    expect(rows[0]?.days).toBeGreaterThan(500);
    await Promise.all([one.destroy(), two.destroy()]);
  });

  test('roles and database, made twice: are there once', async () => {
    const admin = inject('postgresAdminUrl');
    await createRolesAndDatabase(admin, database.name, TEST_PASSWORDS);
    expect(await named(sql`select rolname as name from pg_roles where rolname like 'handover%' order by 1`)).toEqual([
      API,
      OWNER,
      WORKER,
    ]);
  });
});

describe('the schema', () => {
  test('its tables: all have a comment', async () => {
    expect(
      await named(sql`select relname as name from ${tables} t where obj_description(oid, 'pg_class') is null`),
    ).toEqual([]);
  });

  test('its foreign keys: all have an index that begins with their columns', async () => {
    const without = await named(sql`
      select conrelid::regclass || '.' || conname as name from pg_constraint k
       where contype = 'f' and connamespace = 'public'::regnamespace
         and not exists (select 1 from pg_index i where i.indrelid = k.conrelid
           and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey and k.conkey @> (i.indkey::int2[])[0:cardinality(k.conkey) - 1])`);
    expect(without.sort()).toEqual([
      // A transfer writes a row of each for every customer that it moves, and nobody looks them up by the person.
      'handover_items.handover_items_receiver_id_fkey',
    ]);
  });

  test('the tables that a transfer updates: carry no GIN index', async () => {
    const moving = ['customers', ...Object.values(RECORD_TABLES)];
    expect(
      await named(sql`
        select indexrelid::regclass::text as name from pg_index join pg_class c on c.oid = indexrelid join pg_am a on a.oid = c.relam
         where amname = 'gin' and indrelid = any (${moving}::regclass[])`),
    ).toEqual([]);
  });

  test('its tables: all have row-level security on and forced, but those that hold no records of the company', async () => {
    const open = await named(
      sql`select relname as name from ${tables} t where not (relrowsecurity and relforcerowsecurity)`,
    );
    expect(open.sort()).toEqual([
      'customer_search', // no role may read it but through app.search_customers
      'reporting_closure',
      'run_once', // the worker's own
    ]);
    const readable = await named(sql`
      select t.relname as name from ${tables} t where relname in ('customer_search', 'run_once') and has_table_privilege(${API}, oid, 'select')`);
    expect(readable).toEqual([]);
  });

  test('its roles: none is SUPERUSER, passes row-level security or makes roles; the worker may take the place of the API, which sees less, and inherits nothing of it', async () => {
    expect(
      await named(sql`
        select rolname as name from pg_roles where rolname = any (${[API, OWNER, WORKER]})
         and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`),
    ).toEqual([]);
    expect(
      await named(sql`
        select concat_ws(' ', roleid::regrole, 'to', member::regrole, case when inherit_option then 'inherited' end, case when admin_option then 'to give' end) as name
          from pg_auth_members where member::regrole::text like 'handover%' or roleid::regrole::text like 'handover%'`),
    ).toEqual([`${API} to ${WORKER}`]);
  });

  test('its objects: all belong to the owner, so that the roles at work cannot change them', async () => {
    expect(
      await named(sql`
        select relname as name from pg_class where relnamespace in ('public'::regnamespace, 'app'::regnamespace) and relowner <> ${OWNER}::regrole
        union all select proname from pg_proc where pronamespace = 'app'::regnamespace and proowner <> ${OWNER}::regrole`),
    ).toEqual([]);
    expect(
      await named(sql`
        select role || ' in ' || nspname as name from pg_namespace, unnest(${[API, WORKER]}::text[]) role
         where nspname in ('public', 'app') and has_schema_privilege(role, oid, 'create')`),
    ).toEqual([]);
  });

  test('its functions with the owner’s rights: fix their search path, temporary tables last', async () => {
    expect(
      await named(sql`
        select proname as name from pg_proc where pronamespace = 'app'::regnamespace and prosecdef
         and not coalesce(proconfig @> array['search_path=public, pg_temp'], false)`),
    ).toEqual([]);
  });

  test('its functions, for anybody: cannot be called', async () => {
    expect(
      await named(sql`
        select proname as name from pg_proc where pronamespace = 'app'::regnamespace and has_function_privilege('public', oid, 'execute')`),
    ).toEqual([]);
  });
});
