import { sql } from 'kysely';
import type { Database } from '../db/connect.ts';
import { isMigrated } from '../db/migrate.ts';
import type { Gateway } from '../temporal/gateway.ts';

/** The parts that must be there before the API is of use; each true or false, so that ops see at once which. */
export interface Readiness {
  /** PostgreSQL answers */
  database: boolean;
  /** every migration of this version has run */
  schema: boolean;
  /** the role cannot go round row-level security: no SUPERUSER, no BYPASSRLS, owner of nothing here */
  role: boolean;
  temporal: boolean;
  /** a worker polls the task queue */
  worker: boolean;
}

export async function readiness(db: Database, gateway: Gateway): Promise<Readiness> {
  const [database, schema, role, temporal] = await Promise.all([
    holds(() => sql`select 1`.execute(db).then(() => true)),
    holds(() => isMigrated(db)),
    holds(() => isConfined(db)),
    gateway.isReady(),
  ]);
  return { database, schema, role, ...temporal };
}

/** What cannot be found out does not hold. */
async function holds(question: () => Promise<boolean>): Promise<boolean> {
  try {
    return await question();
  } catch {
    return false;
  }
}

async function isConfined(db: Database): Promise<boolean> {
  const { rows } = await sql<{ confined: boolean }>`
    select not r.rolsuper and not r.rolbypassrls and not exists (
             select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname in ('public', 'app') and pg_has_role(r.oid, c.relowner, 'member')) as confined
      from pg_roles r where r.rolname = current_user`.execute(db);
  return rows[0]?.confined === true;
}
