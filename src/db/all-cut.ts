import { sql } from 'kysely';
import type { Database } from './connect.ts';

const LEASES_GONE_WITHIN = '10s';
const WORK_ENDS_WITHIN = '2s';
const ENDED_BY_FORCE_WITHIN = '5s';

/**
 * Waits until nothing is under way for a frozen person any more: first every process of the API has torn down what it served to them
 * (src/http/leases.ts), then every transaction in their name has ended, the long ones by force.
 * @returns false when a process did not let go in time
 */
export async function allCut(db: Database, personId: string): Promise<boolean> {
  if (!(await free(db, 'lease_key', personId, LEASES_GONE_WITHIN))) return false;
  if (await free(db, 'work_key', personId, WORK_ENDS_WITHIN)) return true;
  await sql`
    select pg_terminate_backend(l.pid) from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.pid <> pg_backend_pid() and a.usename = current_user
       and l.database = (select oid from pg_database where datname = current_database()) and l.objsubid = 1
       and l.classid::bigint << 32 | l.objid::bigint = app.work_key(${personId})`.execute(db);
  return free(db, 'work_key', personId, ENDED_BY_FORCE_WITHIN);
}

/** Whether nobody holds the lock, or gives it back in time. */
async function free(db: Database, key: 'lease_key' | 'work_key', personId: string, within: string): Promise<boolean> {
  try {
    await db.transaction().execute(async (tx) => {
      await sql`select set_config('lock_timeout', ${within}, true)`.execute(tx);
      await sql`select pg_advisory_xact_lock(${sql.ref(`app.${key}`)}(${personId}))`.execute(tx);
    });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '55P03') return false;
    throw error;
  }
}
