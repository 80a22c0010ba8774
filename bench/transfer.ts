import { MockActivityEnvironment } from '@temporalio/testing';
import { sql } from 'kysely';
import { createActivities } from '../activities/index.ts';
import type { Database } from '../src/db/connect.ts';
import { RECORD_TABLES } from '../src/db/writes/records.ts';
import type { TestDatabase } from '../test/support/database.ts';
import { startEngine } from '../test/support/engine.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { ownersOf, wholeEndOf } from './end-state.ts';
import type { Servers } from './servers.ts';
import { CHILDREN_PER_CUSTOMER, type SignedBook, effect, onCopy, signedBook } from './signed-book.ts';
import { timed } from './timed.ts';
import { CHILD_TABLES, usualCrm } from './usual-crm.ts';

/** The quick sizes are one, so that all share one prepared book. */
const QUICK = 20_000;
const HUNDRED_THOUSAND = { full: 100_000, quick: QUICK };
const MILLION = { full: 1_000_000, quick: QUICK };
/** A pair of a million takes minutes. */
const MILLION_PAIRS = 3;

const withTriggers = {
  baseline: 'one plain UPDATE of the owner of the same customers on the same schema with its triggers, as superuser',
  end: ownersOf,
  run: (book: SignedBook) => onCopy(book, (copy) => plainUpdate(copy, book)),
};
const bare = {
  baseline: 'one plain UPDATE of the owner of the same customers without our triggers, as superuser',
  end: ownersOf,
  run: (book: SignedBook) =>
    onCopy(book, async (copy) => {
      await withoutTriggers(copy.admin);
      return plainUpdate(copy, book);
    }),
};

/** Against what a database cannot do without: the same rows, their ownership history and the search text's look at them. */
const transferOfBook = transferAgainst({
  name: 'transfer-100k',
  size: HUNDRED_THOUSAND,
  target: 0.5,
  ...withTriggers,
});

/** Against the least that can be done at all: nobody knows afterwards who owned what. */
const transferOfBookBare = transferAgainst({
  name: 'transfer-100k-bare',
  size: HUNDRED_THOUSAND,
  target: 0.25,
  ...bare,
});

/** Against one who writes the same rows by hand in one transaction: all or nothing, no resuming, no checks, nobody told. */
const transferOfMillion = transferAgainst({
  name: 'transfer-1m',
  size: MILLION,
  pairs: MILLION_PAIRS,
  target: 0.95,
  baseline:
    'one hand-written SQL transaction that makes the same row changes (customers, ownership over time, records in person, ledger, audit), triggers off, as superuser',
  end: wholeEndOf,
  run: (book) =>
    onCopy(book, async ({ admin }) => {
      await withoutTriggers(admin);
      const value = await timed(() => byHand(admin, book));
      return { value, end: await wholeEndOf(admin) };
    }),
});

const transferOfMillionBare = transferAgainst({
  name: 'transfer-1m-bare',
  size: MILLION,
  pairs: MILLION_PAIRS,
  target: 0.5,
  ...bare,
});

const transferAgainstUsualCrm = transferAgainst({
  name: 'transfer-1m-usual-crm',
  size: MILLION,
  pairs: MILLION_PAIRS,
  target: 3,
  baseline:
    'the usual CRM schema (owner with index on customers and on every child, trigram index on customers): one UPDATE a table in one transaction, as superuser',
  end: followersOf,
  async run({ input }, servers, size) {
    return onCopy(await usualCrm(servers, size), async ({ admin }) => {
      const from = input.giver.id;
      const to = input.receivers[0]?.id ?? '';
      const value = await timed(() =>
        admin.transaction().execute(async (tx) => {
          for (const table of ['customers', ...CHILD_TABLES])
            await sql`update ${sql.table(`usual.${table}`)} set owner_id = ${to} where owner_id = ${from}`.execute(tx);
        }),
      );
      return { value, end: await followersInUsualCrm(admin) };
    });
  },
});

const SAMPLE = 2_000;

const transferRowByRow = transferAgainst({
  name: 'transfer-1m-row-by-row',
  size: MILLION,
  pairs: MILLION_PAIRS,
  target: 25,
  baseline: `the usual CRM schema row by row, one transaction each: ${SAMPLE.toLocaleString('en')} customers with their children (a tenth at the quick size), scaled to all`,
  async run({ input }, servers, size) {
    return onCopy(await usualCrm(servers, size), async ({ admin }) => {
      const sample = Math.min(SAMPLE, size / 100);
      const rows = await sampled(admin, sample);
      const to = input.receivers[0]?.id ?? '';
      const seconds = await admin.connection().execute((session) =>
        timed(async () => {
          for (const { table, id } of rows)
            await sql`update ${sql.table(`usual.${table}`)} set owner_id = ${to} where id = ${id}`.execute(session);
        }),
      );
      return {
        value: (seconds / sample) * size,
        detail: `${((seconds / rows.length) * 1_000).toFixed(2)} ms a row, ${rows.length} rows of ${size * (CHILDREN_PER_CUSTOMER + 1)}`,
      };
    });
  },
});

const TENFOLD = 10;
const MOST_TENFOLD = 10.5;

/** What grows faster than the book shows here. */
const transferScaling: Benchmark = {
  name: 'transfer-scaling',
  size: MILLION,
  pairs: MILLION_PAIRS,
  what: (size) => `transfer of ${size.toLocaleString('en')} customers, as in transfer-1m`,
  baseline: `the transfer of a tenth of them, times ${MOST_TENFOLD}: the most that ten times the book may take`,
  unit: 's',
  target: 1,
  async prepare(servers, size) {
    const large = await signedBook(servers, size);
    const small = await signedBook(servers, size / TENFOLD);
    return {
      ours: () => transfer(large, servers),
      async baseline() {
        const { value } = await transfer(small, servers);
        return { value: value * MOST_TENFOLD, detail: `measured ${value.toFixed(3)} s` };
      },
      async close() {},
    };
  },
};

export const transfers: readonly Benchmark[] = [
  transferOfBook,
  transferOfBookBare,
  transferOfMillion,
  transferOfMillionBare,
  transferAgainstUsualCrm,
  transferRowByRow,
  transferScaling,
];

interface Against extends Pick<Benchmark, 'name' | 'size' | 'baseline' | 'target' | 'pairs'> {
  /** what our copy looks like afterwards; absent: the baseline does not come to an end that could be compared */
  end?: (admin: Database) => Promise<string>;
  run(book: SignedBook, servers: Servers, size: number): Promise<Run>;
}

function transferAgainst({ end, run, ...benchmark }: Against): Benchmark {
  return {
    ...benchmark,
    what: (size) =>
      `transfer of ${size.toLocaleString('en')} customers with ${CHILDREN_PER_CUSTOMER} records each, as the activity does it`,
    unit: 's',
    async prepare(servers, size) {
      const book = await signedBook(servers, size);
      return {
        ours: () => transfer(book, servers, end),
        baseline: () => run(book, servers, size),
        async close() {},
      };
    },
  };
}

/**
 * The activity transferBook from its look at the world to its last mail, as the worker's role: the plan's hash once more, figures
 * before the handover, customers and records in person batch by batch, ownership over time, audit.
 */
export function transfer(book: SignedBook, servers: Servers, end?: (admin: Database) => Promise<string>): Promise<Run> {
  return onCopy(book, async (copy) => {
    const running = await startEngine(copy, 'dev', await servers.temporal());
    const { transferBook } = createActivities(running.deps);
    try {
      const value = await timed(() =>
        new MockActivityEnvironment().run(transferBook, effect(book.input, 'transfer'), book.planHash),
      );
      return {
        value,
        detail: `of which moving ${(await movingSeconds(copy.admin)).toFixed(3)} s`,
        ...(end ? { end: await end(copy.admin) } : {}),
      };
    } finally {
      await running.stop();
    }
  });
}

async function plainUpdate({ admin }: TestDatabase, { input }: SignedBook): Promise<Run> {
  const to = input.receivers[0]?.id ?? '';
  const value = await timed(() =>
    sql`update customers set owner_id = ${to} where owner_id = ${input.giver.id}`.execute(admin),
  );
  return { value, end: await ownersOf(admin) };
}

async function byHand(admin: Database, { input, planHash }: SignedBook): Promise<void> {
  const { handoverId } = input;
  const from = input.giver.id;
  const to = input.receivers[0]?.id ?? '';
  await admin.transaction().execute(async (tx) => {
    await sql`
      with moved as (
        update customers set owner_id = ${to}, updated_at = now(), version = version + 1 where owner_id = ${from} returning id
      )
      insert into ownership_starts (customer_id, since, owner_id, handover_id) select id, now(), ${to}, ${handoverId} from moved`.execute(
      tx,
    );
    for (const table of Object.values(RECORD_TABLES))
      await sql`update ${sql.table(table)} set assignee_id = ${to}, updated_at = now() where assignee_id = ${from}`.execute(
        tx,
      );
    await sql`insert into transfers (handover_id, round, phase, finished_at) values (${handoverId}, 1, 'done', now())`.execute(
      tx,
    );
    await sql`update handovers set transferred_at = now() where id = ${handoverId}`.execute(tx);
    await sql`
      insert into audit_entries (actor_kind, action, handover_id, params)
      values ('engine', 'transfer.finished', ${handoverId}, jsonb_build_object('planHash', ${planHash}::text))`.execute(
      tx,
    );
  });
}

async function withoutTriggers(admin: Database): Promise<void> {
  for (const table of ['customers', ...Object.values(RECORD_TABLES)])
    await sql`alter table ${sql.table(table)} disable trigger user`.execute(admin);
}

/** The rows of some customers with those of their children, customer by customer, as a script would go through them. */
async function sampled(admin: Database, customers: number): Promise<{ table: string; id: string }[]> {
  const chosen = sql`(select id from usual.customers order by id limit ${customers})`;
  const children = CHILD_TABLES.map(
    (table) =>
      sql`select customer_id, ${table}::text as table, id from ${sql.table(`usual.${table}`)} where customer_id in ${chosen}`,
  );
  const { rows } = await sql<{ table: string; id: string }>`
    select "table", id from (select id as customer_id, 'customers' as table, id from ${chosen} c union all ${sql.join(children, sql` union all `)}) r
     order by customer_id, "table", id`.execute(admin);
  return rows;
}

/** How many records of each kind each person is responsible for, where a record follows its customer. */
function followersOf(admin: Database): Promise<string> {
  return counted(
    admin,
    CHILD_TABLES.map(
      (table) => sql`
        select ${table}::text as type, coalesce(r.assignee_id, c.owner_id) as who, count(*) as n
          from ${sql.table(table)} r join customers c on c.id = r.customer_id group by 2`,
    ),
    sql`select string_agg(id || ' ' || owner_id, ',' order by id) from customers`,
  );
}

function followersInUsualCrm(admin: Database): Promise<string> {
  return counted(
    admin,
    CHILD_TABLES.map(
      (table) =>
        sql`select ${table}::text as type, owner_id as who, count(*) as n from ${sql.table(`usual.${table}`)} group by 2`,
    ),
    sql`select string_agg(id || ' ' || owner_id, ',' order by id) from usual.customers`,
  );
}

async function counted(
  admin: Database,
  kinds: ReturnType<typeof sql>[],
  owners: ReturnType<typeof sql>,
): Promise<string> {
  const { rows } = await sql<{ end: string }>`
    select 'owners ' || md5((${owners})) || ', ' || sum(n) || ' children ' || md5(string_agg(type || ' ' || who || ' ' || n, ',' order by type, who)) as end
      from (${sql.join(kinds, sql` union all `)}) k`.execute(admin);
  return rows[0]?.end ?? '';
}

/** From the moment in which all has been looked at to the end of the last batch that moved something. */
async function movingSeconds(admin: Database): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from max(at) - min(at))::float8 as seconds
      from audit_entries where action in ('transfer.started', 'transfer.batch')`.execute(admin);
  return rows[0]?.seconds ?? NaN;
}
