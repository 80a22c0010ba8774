import { MockActivityEnvironment } from '@temporalio/testing';
import { sql } from 'kysely';
import { createActivities } from '../activities/index.ts';
import { freshDatabase } from '../test/support/database.ts';
import { startEngine, writeHandover } from '../test/support/engine.ts';
import { TEMPLATE } from '../test/support/template.ts';
import { companyWithBook, policyWithoutStop } from './company.ts';
import { oncePerRun } from './once-per-run.ts';
import type { Servers } from './servers.ts';
import { closePools, effect } from './signed-book.ts';

const RECEIVERS = 3;

export interface PlannedCase {
  /** of its database, for the API's role */
  databaseUrl: string;
  handoverId: string;
  /** number of somebody who sees all of it */
  reader: string;
  /** names, in their order */
  receivers: string[];
}

/** A case whose plan holds `items` customers and nothing else, shared out among three; goes with the cluster. */
export const plannedCase = oncePerRun(async (servers: Servers, items: number): Promise<PlannedCase> => {
  const database = await freshDatabase({ adminUrl: await servers.postgres(), template: TEMPLATE });
  const engine = await startEngine(database, 'dev', await servers.temporal());
  try {
    const company = await companyWithBook(database, {
      customers: items,
      childrenPerCustomer: 0,
      receivers: RECEIVERS,
    });
    const input = await writeHandover(database, company, {
      assignment: 'in_turn',
      policy: await policyWithoutStop(database),
    });
    const { planBook } = createActivities(engine.deps);
    await new MockActivityEnvironment().run(planBook, effect(input, 'plan'), {
      giverId: input.giver.id,
      receiverIds: input.receivers.map((r) => r.id),
      assignment: input.assignment,
    });
    const { item_count: planned } = await database.admin
      .selectFrom('handovers')
      .select('item_count')
      .where('id', '=', input.handoverId)
      .executeTakeFirstOrThrow();
    if (planned !== items) throw new Error(`${planned} items were planned of ${items}`);
    await sql`vacuum (analyze)`.execute(database.admin);
    const named = await database.admin
      .selectFrom('employees')
      .select('name')
      .where(
        'id',
        'in',
        input.receivers.map((r) => r.id),
      )
      .orderBy('name')
      .execute();
    return {
      databaseUrl: database.urls.api,
      handoverId: input.handoverId,
      reader: company.hr.number,
      receivers: named.map(({ name }) => name),
    };
  } finally {
    await engine.stop();
    await closePools(database);
  }
});
