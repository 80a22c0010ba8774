import { MockActivityEnvironment } from '@temporalio/testing';
import { sql } from 'kysely';
import { createActivities } from '../activities/index.ts';
import type { Effect } from '../src/contract/effects.ts';
import type { HandoverInput } from '../src/contract/messages.ts';
import type { Step } from '../src/contract/steps.ts';
import type { Database } from '../src/db/connect.ts';
import { hashPlan } from '../src/db/writes/plan.ts';
import { type TestDatabase, freshDatabase } from '../test/support/database.ts';
import { type Engine, startEngine, writeHandover } from '../test/support/engine.ts';
import { TEMPLATE } from '../test/support/template.ts';
import { companyWithBook, policyWithoutStop } from './company.ts';
import { oncePerRun } from './once-per-run.ts';
import type { Servers } from './servers.ts';

export const CHILDREN_PER_CUSTOMER = 10;

/** A database in which one case stands before its transfer: the plan and the packs are made, the hash is what people signed. */
export interface SignedBook {
  adminUrl: string;
  /** name of the database: nobody is connected to it */
  template: string;
  input: HandoverInput;
  planHash: string;
}

/** Prepared once a run and size, because eleven million rows take minutes; goes with the cluster. */
export const signedBook = oncePerRun(async (servers: Servers, customers: number): Promise<SignedBook> => {
  const adminUrl = await servers.postgres();
  const database = await freshDatabase({ adminUrl, template: TEMPLATE });
  const engine = await startEngine(database, 'dev', await servers.temporal());
  try {
    return { adminUrl, template: database.name, ...(await signedCase(database, engine, customers)) };
  } finally {
    await engine.stop();
    await closePools(database);
  }
});

async function signedCase(
  database: TestDatabase,
  engine: Engine,
  customers: number,
): Promise<Pick<SignedBook, 'input' | 'planHash'>> {
  const company = await companyWithBook(database, {
    customers,
    childrenPerCustomer: CHILDREN_PER_CUSTOMER,
    receivers: 1,
  });
  // One receiver, so that one plain UPDATE comes to the same end.
  const input = await writeHandover(database, company, {
    assignment: 'fixed',
    policy: await policyWithoutStop(database),
  });
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

/** Runs `measured` on a hot copy of its own, which is dropped afterwards. */
export async function onCopy<T>(
  { adminUrl, template }: { adminUrl: string; template: string },
  measured: (copy: TestDatabase) => Promise<T>,
): Promise<T> {
  const copy = await freshDatabase({ adminUrl, template, strategy: 'file_copy' });
  try {
    await warm(copy.admin);
    return await measured(copy);
  } finally {
    await copy.drop();
  }
}

/** A copy comes cold and with everything still to be written: neither is a run's own cost. */
async function warm(admin: Database): Promise<void> {
  await sql`checkpoint`.execute(admin);
  await sql`
    select sum(pg_prewarm(oid)) from pg_class
     where relkind in ('r', 'i', 't') and relnamespace <> all ('{pg_catalog,information_schema}'::regnamespace[])`.execute(
    admin,
  );
}

/** What the workflow tells an activity of this step. */
export function effect({ handoverId }: HandoverInput, step: Step): Effect {
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

/** Lets a database be copied: nobody may be connected to it. */
export async function closePools({ owner, worker, api, admin }: TestDatabase): Promise<void> {
  await Promise.all([owner, worker, api, admin].map((pool) => pool.destroy()));
}
