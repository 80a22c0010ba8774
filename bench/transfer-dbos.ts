import { sql } from 'kysely';
import type { Database, Tx } from '../src/db/connect.ts';
import { bookFacts } from '../src/db/writes/book-facts.ts';
import { hashPlan } from '../src/db/writes/plan.ts';
import { IN_PERSON_TYPES, RECORD_TABLES } from '../src/db/writes/records.ts';
import { safetyFindings } from '../src/db/writes/safety.ts';
import type { TestDatabase } from '../test/support/database.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { wholeEndOf } from './end-state.ts';
import { oncePerRun } from './once-per-run.ts';
import { CHILDREN_PER_CUSTOMER, type SignedBook, onCopy, signedBook } from './signed-book.ts';
import { timed } from './timed.ts';
import { transfer } from './transfer.ts';

const BATCH_ROWS = 5_000;

/** Another durable engine, which keeps its record of steps in the same PostgreSQL. */
export const transferDbos: Benchmark = {
  name: 'transfer-dbos',
  size: { full: 100_000, quick: 20_000 },
  what: (size) =>
    `transfer of ${size.toLocaleString('en')} customers with ${CHILDREN_PER_CUSTOMER} records each, as the activity does it`,
  baseline:
    'the same work without the mails as steps of a DBOS workflow on the same PostgreSQL: look at the world, batches of 5,000, the end',
  unit: 's',
  target: 0.95,
  async prepare(servers, size) {
    const book = await signedBook(servers, size);
    const transferByDbos = await workflowOf(servers, size);
    return {
      ours: () => transfer(book, servers, wholeEndOf),
      baseline: () => onCopy(book, (copy) => transferByDbos(copy, book)),
      async close() {},
    };
  },
};

/** DBOS is one of a process, and so is what is registered with it; it starts anew on each copy. */
const workflowOf = oncePerRun(async () => {
  // Here, so that nothing else of the benches loads it.
  const { DBOS } = await import('@dbos-inc/dbos-sdk');
  let db: Database;
  const step = <T>(name: string, work: () => Promise<T>) => DBOS.runStep(work, { name });
  const workflow = DBOS.registerWorkflow(
    async ({ input, planHash }: Pick<SignedBook, 'input' | 'planHash'>) => {
      const { handoverId, giver, policy } = input;
      await step('look', () => look(db, handoverId, planHash, policy));
      for (const type of ['customer', ...IN_PERSON_TYPES] as const)
        for (let cursor: string | null = null; ;) {
          const from: string | null = cursor;
          cursor = await step('move', () => moveItems(db, handoverId, giver.id, type, from));
          if (cursor === null) break;
        }
      await step('finish', () => finish(db, handoverId));
    },
    { name: 'transfer' },
  );
  return async (copy: TestDatabase, { input, planHash }: SignedBook): Promise<Run> => {
    db = copy.worker;
    DBOS.setConfig({ name: 'bench', systemDatabaseUrl: copy.urls.admin, logLevel: 'error' });
    await DBOS.launch();
    try {
      const value = await timed(async () => (await DBOS.startWorkflow(workflow)({ input, planHash })).getResult());
      return { value, end: await wholeEndOf(copy.admin) };
    } finally {
      await DBOS.shutdown();
    }
  };
});

async function look(
  db: Database,
  handoverId: string,
  planHash: string,
  policy: Parameters<typeof safetyFindings>[2],
): Promise<void> {
  if ((await hashPlan(db, handoverId)).toString('hex') !== planHash) throw new Error('another plan was signed');
  if ((await safetyFindings(db, handoverId, policy)) !== null) throw new Error('too much to move');
  const at = new Date().toISOString();
  await db.transaction().execute(async (tx) => {
    await sql`update reviews set baseline = ${JSON.stringify(await bookFacts(tx, handoverId, at))} where handover_id = ${handoverId}`.execute(
      tx,
    );
    await told(tx, handoverId, 'transfer.started', { planHash });
  });
}

/** The next batch of one type, as long as the giver still holds it; the engine's record of the step says where the next begins. */
async function moveItems(
  db: Database,
  handoverId: string,
  giverId: string,
  type: 'customer' | keyof typeof RECORD_TABLES,
  cursor: string | null,
): Promise<string | null> {
  const customer = type === 'customer';
  const table = customer ? sql.table('customers') : sql.table(RECORD_TABLES[type]);
  const holder = customer ? sql.ref('owner_id') : sql.ref('assignee_id');
  const version = customer ? sql`, version = r.version + 1` : sql``;
  const after = cursor ?? '00000000-0000-0000-0000-000000000000';
  return db.transaction().execute(async (tx) => {
    await sql`select set_config('app.handover', ${handoverId}, true)`.execute(tx);
    const { rows } = await sql<{ last: string | null; planned: number; moved: number }>`
      with batch as materialized (
        select record_id as id, receiver_id from handover_items
         where handover_id = ${handoverId} and record_type = ${type} and record_id > ${after}::uuid order by record_id limit ${BATCH_ROWS}
      ), bounds as (select id as last from batch order by id desc limit 1
      ), moved as (
        update ${table} r set ${holder} = b.receiver_id, updated_at = now() ${version} from batch b
         where r.id = b.id and r.${holder} = ${giverId} and r.id > ${after}::uuid and r.id <= (select last from bounds) returning r.id
      ), skipped as (
        insert into handover_exceptions (handover_id, record_type, record_id, state, reason)
        select ${handoverId}, ${type}, b.id, 'skipped', 'holderChanged' from batch b where not exists (select 1 from moved m where m.id = b.id)
      )
      select (select last from bounds) as last, (select count(*) from batch) as planned, (select count(*) from moved) as moved`.execute(
      tx,
    );
    const { last = null, planned = 0, moved = 0 } = rows[0] ?? {};
    if (planned > 0) await told(tx, handoverId, 'transfer.batch', { type, from: cursor, to: last, planned, moved });
    return planned < BATCH_ROWS ? null : last;
  });
}

async function finish(db: Database, handoverId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`update handovers set transferred_at = now() where id = ${handoverId}`.execute(tx);
    await told(tx, handoverId, 'transfer.finished', {});
  });
}

async function told(tx: Tx, handoverId: string, action: string, params: object): Promise<void> {
  await sql`insert into audit_entries (actor_kind, action, handover_id, params) values ('engine', ${action}, ${handoverId}, ${JSON.stringify(params)})`.execute(
    tx,
  );
}
