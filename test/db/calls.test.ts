import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';

let database: TestDatabase;
let handoverId: string;
beforeAll(async () => {
  database = await freshDatabase();
  ({ handoverId } = await writeHandover(database, await makeCompany(database.admin)));
  const at = new Date();
  await database.admin
    .insertInto('training_runs')
    .values({ handover_id: handoverId, agenda: '[]', due_at: at, ends_at: at, started_at: at })
    .execute();
  await database.admin
    .insertInto('introduction_runs')
    .values({ handover_id: handoverId, templates: [], started_at: at })
    .execute();
});
afterAll(() => database.drop());

const TRACKS = [
  ['a transition', 'training_runs', 'app.call_transition'],
  ['introductions', 'introduction_runs', 'app.call_introduction'],
] as const;

test.each(TRACKS)(
  '%s, called while a look is under way: the call waits for it and is told to the workflow',
  async (_, table, call) => {
    const { admin } = database;
    const called = async () => {
      const { rows } = await admin.transaction().execute(async (tx) => {
        // As the handler of whoever may.
        const { started_by } = await tx
          .selectFrom('handovers')
          .select('started_by')
          .where('id', '=', handoverId)
          .executeTakeFirstOrThrow();
        await sql`select set_config('app.me', ${started_by}, true)`.execute(tx);
        return sql<{ yes: boolean }>`select ${sql.raw(call)}(${handoverId}) as yes`.execute(tx);
      });
      return rows[0]?.yes;
    };
    expect(await called()).toBe(true);
    expect(await called()).toBe(false);

    let later: Promise<boolean | undefined> = Promise.resolve(undefined);
    await admin.transaction().execute(async (look) => {
      await sql`update ${sql.table(table)} set attention = false where handover_id = ${handoverId}`.execute(look);
      later = called();
      await expect
        .poll(async () => {
          const { rows } = await sql`
            select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
            admin,
          );
          return rows.length;
        })
        .toBe(1);
    });
    expect(await later).toBe(true);
    expect(await called()).toBe(false);
  },
);
