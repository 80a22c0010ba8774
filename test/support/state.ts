import { sql } from 'kysely';
import type { TestDatabase } from './database.ts';

/** Does work on all of something, so many at once, in order of their start. */
export async function eachOf<T, R>(all: readonly T[], atOnce: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = all.entries();
  const take = async () => {
    for (const [at, one] of queue) results[at] = await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, take));
  return results;
}

/** A hash of all rows of each table, to be compared with a later one; when a token was used last is no state. */
export async function stateOfAll({ admin }: Pick<TestDatabase, 'admin'>): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`.execute(
    admin,
  );
  return eachOf(tables, 4, async ({ name }) => {
    const { rows } = await sql<{ hash: string }>`
      select md5(coalesce(string_agg(md5((to_jsonb(t) - 'last_used_at')::text), '' order by to_jsonb(t)::text), '')) as hash
        from ${sql.table(name)} t`.execute(admin);
    return `${name} ${rows[0]?.hash}`;
  });
}
