import { MockActivityEnvironment } from '@temporalio/testing';
import { sql } from 'kysely';
import { createActivities } from '../activities/index.ts';
import type { Effect } from '../src/contract/effects.ts';
import type { HandoverInput } from '../src/contract/messages.ts';
import type { Step } from '../src/contract/steps.ts';
import { hashPlan } from '../src/db/writes/plan.ts';
import type { Database } from '../src/db/connect.ts';
import { type TestDatabase, freshDatabase } from '../test/support/database.ts';
import { type Engine, startEngine, writeHandover } from '../test/support/engine.ts';
import { TEMPLATE } from '../test/support/template.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { companyWithBook } from './company.ts';

const CHILDREN_PER_CUSTOMER = 10;

const HUNDRED_THOUSAND = { full: 100_000, quick: 10_000 };
const MILLION = { full: 1_000_000, quick: 20_000 };

const WITH_TRIGGERS = {
  baseline: 'one plain UPDATE of the owner of the same customers on the same schema with its triggers, as superuser',
  async before() {},
};
const BARE = {
  baseline: 'one plain UPDATE of the owner of the same customers without our triggers, as superuser',
  async before(admin: Database) {
    await sql`alter table customers disable trigger user`.execute(admin);
  },
};

/** Against what a database cannot do without: the same rows, their ownership history and the search text's look at them. */
export const transferOfBook = transferAgainst({
  name: 'transfer-100k',
  size: HUNDRED_THOUSAND,
  target: 0.5,
  ...WITH_TRIGGERS,
});

/** Against the least that can be done at all: nobody knows afterwards who owned what. */
export const transferOfBookBare = transferAgainst({
  name: 'transfer-100k-bare',
  size: HUNDRED_THOUSAND,
  target: 0.25,
  ...BARE,
});

/** The same two for the largest book: what grows faster than the book shows here. */
export const transferOfMillion = transferAgainst({
  name: 'transfer-1m',
  size: MILLION,
  target: 0.95,
  ...WITH_TRIGGERS,
});
export const transferOfMillionBare = transferAgainst({ name: 'transfer-1m-bare', size: MILLION, target: 0.5, ...BARE });

interface Against {
  name: string;
  size: Benchmark['size'];
  baseline: string;
  target: number;
  /** what the baseline's copy is stripped of */
  before(admin: Database): Promise<void>;
}

/**
 * The activity transferBook from its look at the world to its last mail, as the worker's role: the plan's hash once more, figures
 * before the handover, customers and records in person batch by batch, ownership over time, audit. Each run on a hot copy of one
 * prepared database.
 */
function transferAgainst({ name, size, baseline, target, before }: Against): Benchmark {
  return {
    name,
    size,
    what: (size) =>
      `transfer of ${size.toLocaleString('en')} customers with ${CHILDREN_PER_CUSTOMER} records each, as the activity does it`,
    baseline,
    unit: 's',
    target,
    async prepare(servers, size) {
      const adminUrl = await servers.postgres();
      const shared = await servers.temporal();
      const signed = await freshDatabase({ adminUrl, template: TEMPLATE });
      const engine = await startEngine(signed, 'dev', shared);
      const { input, planHash } = await signedCase(signed, engine, size);
      await engine.stop();
      await closePools(signed);
      const to = input.receivers[0]?.id ?? '';

      const onCopy = async (measured: (copy: TestDatabase) => Promise<Run>): Promise<Run> => {
        const copy = await freshDatabase({ adminUrl, template: signed.name });
        try {
          await warm(copy.admin);
          const run = await measured(copy);
          return { ...run, end: await ownersOf(copy.admin) };
        } finally {
          await copy.drop();
        }
      };
      return {
        ours: () =>
          onCopy(async (copy) => {
            const running = await startEngine(copy, 'dev', shared);
            const { transferBook } = createActivities(running.deps);
            try {
              const value = await timed(() =>
                new MockActivityEnvironment().run(transferBook, effect(input, 'transfer'), planHash),
              );
              return { value, detail: `of which moving ${(await movingSeconds(copy.admin)).toFixed(3)} s` };
            } finally {
              await running.stop();
            }
          }),
        baseline: () =>
          onCopy(async ({ admin }) => {
            await before(admin);
            return {
              value: await timed(() =>
                sql`update customers set owner_id = ${to} where owner_id = ${input.giver.id}`.execute(admin),
              ),
            };
          }),
        close: () => signed.drop(),
      };
    },
  };
}

/** A case that stands before its transfer: the plan and the packs are made, the hash is what people signed. */
async function signedCase(
  database: TestDatabase,
  engine: Engine,
  customers: number,
): Promise<{ input: HandoverInput; planHash: string }> {
  const company = await companyWithBook(database, {
    customers,
    childrenPerCustomer: CHILDREN_PER_CUSTOMER,
    receivers: 1,
  });
  // One receiver, so that one plain UPDATE comes to the same end.
  const input = await writeHandover(database, company, { assignment: 'fixed' });
  const { planBook, prepareMaterials } = createActivities(engine.deps);
  const worker = new MockActivityEnvironment();
  await worker.run(planBook, effect(input, 'plan'), {
    giverId: input.giver.id,
    receiverIds: input.receivers.map((r) => r.id),
    assignment: input.assignment,
  });
  await worker.run(prepareMaterials, effect(input, 'materials'));
  const planHash = await hashPlan(database.worker, input.handoverId);
  await sql`create extension pg_prewarm`.execute(database.admin);
  await sql`vacuum (analyze)`.execute(database.admin);
  return { input, planHash: planHash.toString('hex') };
}

function effect({ handoverId }: HandoverInput, step: Step): Effect {
  return {
    handoverId,
    step,
    round: 1,
    at: new Date().toISOString(),
    decisions: [],
    next: {
      state: 'running',
      step,
      round: 1,
      waitingFor: null,
      awaitedIds: [],
      overdue: false,
      progressPct: 0,
      flags: [],
    },
  };
}

/** A copy comes cold and with everything still to be written: neither is a run's own cost. */
async function warm(admin: Database): Promise<void> {
  await sql`checkpoint`.execute(admin);
  await sql`select sum(pg_prewarm(oid)) from pg_class where relkind in ('r', 'i', 't') and relnamespace <> 'pg_catalog'::regnamespace`.execute(
    admin,
  );
}

/** Who owns each customer, as one text: what both sides must agree on. */
async function ownersOf(admin: Database): Promise<string> {
  const { rows } = await sql<{ owners: string }>`
    select count(*) || ' customers ' || md5(string_agg(id || ' ' || coalesce(owner_id::text, ''), ',' order by id)) as owners from customers`.execute(
    admin,
  );
  return rows[0]?.owners ?? '';
}

/** From the moment in which all has been looked at to the end of the last batch that moved something. */
async function movingSeconds(admin: Database): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from max(at) - min(at))::float8 as seconds
      from audit_entries where action in ('transfer.started', 'transfer.batch')`.execute(admin);
  return rows[0]?.seconds ?? NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function closePools({ owner, worker, api, admin }: TestDatabase): Promise<void> {
  await Promise.all([owner, worker, api, admin].map((pool) => pool.destroy()));
}
