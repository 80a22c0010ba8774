import { sql } from 'kysely';
import type { Database } from '../src/db/connect.ts';
import { freshDatabase } from '../test/support/database.ts';
import { oncePerRun } from './once-per-run.ts';
import type { Servers } from './servers.ts';
import { closePools, signedBook } from './signed-book.ts';

/** The child tables that a book made for measuring fills. */
export const CHILD_TABLES = [
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

/**
 * The same book as the usual CRM keeps it, in the schema `usual`: an owner with an index and a foreign key on customers and on every
 * child, a trigram index on the customers' names; every other index and check as with us; no triggers, no ownership over time.
 * @returns a database to be copied
 */
export const usualCrm = oncePerRun(
  async (servers: Servers, customers: number): Promise<{ adminUrl: string; template: string }> => {
    const { adminUrl, template } = await signedBook(servers, customers);
    const database = await freshDatabase({ adminUrl, template, strategy: 'file_copy' });
    const { admin } = database;
    await sql`create schema usual`.execute(admin);
    await copyTable(admin, 'customers');
    await sql`alter table usual.customers add primary key (id)`.execute(admin);
    await sql`create index customers_name_trigram on usual.customers using gin (name gin_trgm_ops)`.execute(admin);
    await indexesOf(admin, 'customers');
    for (const table of CHILD_TABLES) {
      await copyTable(admin, table);
      const t = sql.table(`usual.${table}`);
      await sql`alter table ${t} add primary key (id), drop column assignee_id, alter column owner_id set not null,
        add foreign key (customer_id) references usual.customers, add foreign key (owner_id) references employees`.execute(
        admin,
      );
      await sql`create index on ${t} (owner_id)`.execute(admin);
      await indexesOf(admin, table);
    }
    await sql`alter table usual.customers add foreign key (owner_id) references employees`.execute(admin);
    // Ours are not looked at here: without them a copy is half as large. Their triggers forbid it to everybody else.
    await admin.connection().execute(async (session) => {
      await sql`set session_replication_role = replica`.execute(session);
      await sql`truncate customers cascade`.execute(session);
      await sql`set session_replication_role = default`.execute(session);
    });
    await sql`vacuum (analyze)`.execute(admin);
    await closePools(database);
    return { adminUrl, template: database.name };
  },
);

async function copyTable(admin: Database, table: string): Promise<void> {
  const [to, from] = [sql.table(`usual.${table}`), sql.table(`public.${table}`)];
  await sql`create table ${to} (like ${from} including all excluding indexes)`.execute(admin);
  if (table === 'customers') await sql`insert into ${to} select * from ${from}`.execute(admin);
  else {
    await sql`alter table ${to} add column owner_id uuid`.execute(admin);
    await sql`insert into ${to} select r.*, coalesce(r.assignee_id, c.owner_id) from ${from} r join customers c on c.id = r.customer_id order by r.id`.execute(
      admin,
    );
  }
}

/** The same as ours, except those on a column that the table no longer has. */
async function indexesOf(admin: Database, table: string): Promise<void> {
  const { rows } = await sql<{ indexdef: string }>`
    select indexdef from pg_indexes i join pg_class c on c.relname = i.indexname and c.relnamespace = 'public'::regnamespace
      join pg_index x on x.indexrelid = c.oid
     where i.schemaname = 'public' and i.tablename = ${table} and not x.indisprimary and i.indexdef !~ 'assignee_id'`.execute(
    admin,
  );
  for (const { indexdef } of rows) await sql.raw(indexdef.replace(' ON public.', ' ON usual.')).execute(admin);
}
