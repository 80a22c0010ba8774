import type { ChildProcess } from 'node:child_process';
import { msToTs } from '@temporalio/common/lib/time.js';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import { type Case, onePolicy, openCase, walk } from './case.ts';
import type { Target } from './points.ts';
import { type World, startWorld } from './world.ts';

const LONG = process.env.HANDOVER_TEST_LONG === '1';
const CUSTOMERS = LONG ? 40_000 : 5_000;
const MS = LONG ? 1_800_000 : 300_000;

type Blow = Exclude<Target, 'api'> | 'stopped';

/** How often the transfer is struck. Each stopped attempt is waited for until Temporal has given it up, and often its successor. */
const STRIKES: Partial<Record<Blow, number>> = LONG
  ? { worker: 20, postgres: 20, temporal: 20, stopped: 20 }
  : { stopped: 1 };
/** The next strike comes at the nth point since the last, in turn: before or after a commit, of the first transaction since or a later one. */
const GAPS = [3, 1, 2];

let world: World;
let policy: string;
beforeAll(async () => {
  world = await startWorld();
  policy = await onePolicy(world, true);
}, MS);
afterAll(() => world?.stop());

describe('in the middle of a large transfer', () => {
  it.each(Object.entries(STRIKES) as [Blow, number][])(
    '%s, struck %i times: nothing is lost, nothing happens twice',
    async (blow, strikes) => {
      const c = await openCase(world, null, CUSTOMERS);
      c.patience = MS;
      const watch = watched(c);
      const walked = walk(world, c, policy, () => expectWhole(c));
      walked.catch(() => {});
      const point = (n: number) => watch.after(GAPS[n % GAPS.length] ?? 1);
      for (let n = 0, next = point(0); n < strikes; n += 1) {
        const held = await Promise.race([next, walked.then(() => null)]);
        if (held === null) throw new Error(`the transfer was over after ${n} strikes`);
        if (n === 0) await hasten(c);
        // Watched for from before the blow: an attempt that survives it goes on at once.
        if (n + 1 < strikes) next = point(n + 1);
        await blows[blow](held, watch);
      }
      await walked;
    },
    MS,
  );
});

/** An attempt that stands where a transaction is about to commit or has just done so. */
interface Held {
  attempt: number;
  goOn: () => void;
  worker: ChildProcess;
}

/** Looks on at the transfer of a case, whichever attempt it is that does something. */
interface Watch {
  /** the point that is reached as the nth from now on; the attempt stays there */
  after(n: number): Promise<Held>;
  /** resolves when a later attempt has begun; an attempt that was stopped before may have successors already */
  laterThan(attempt: number): Promise<void>;
}

function watched(c: Case): Watch {
  let left = Infinity;
  let caught: (held: Held) => void = () => {};
  let last = 0;
  let begun = () => {};
  world.listener = ({ handoverId, what, point, attempt }, goOn, worker) => {
    if (what !== 'transferBook' || (c.handoverId !== '' && handoverId !== c.handoverId)) return goOn();
    last = Math.max(last, attempt);
    begun();
    left -= /^(written|committed)-/.test(point) ? 1 : 0;
    if (left > 0) return goOn();
    left = Infinity;
    caught({ attempt, goOn, worker });
  };
  return {
    after: (n) =>
      new Promise((resolve) => {
        caught = resolve;
        left = n;
      }),
    laterThan: (attempt) =>
      new Promise((resolve) => {
        begun = () => last > attempt && resolve();
        begun();
      }),
  };
}

/** What lasts half a minute and more in production lasts seconds from the second attempt on: else the twentieth strike comes after half an hour. */
async function hasten(c: Case): Promise<void> {
  await world.client.workflowService.updateActivityOptions({
    namespace: 'default',
    execution: { workflowId: handoverWorkflowId(c.handoverId) },
    type: 'transferBook',
    activityOptions: { heartbeatTimeout: msToTs('10 seconds'), retryPolicy: { maximumInterval: msToTs('1 second') } },
    updateMask: { paths: ['heartbeatTimeout', 'retryPolicy.maximumInterval'] },
  });
}

const blows: Record<Blow, (held: Held, watch: Watch) => Promise<void>> = {
  async worker() {
    await world.kill('worker');
    await world.start('worker');
  },
  async postgres({ goOn }) {
    await world.kill('postgres');
    goOn();
    await world.start('postgres');
  },
  async temporal({ goOn }) {
    await world.kill('temporal');
    goOn();
    await world.start('temporal');
  },
  /** The old attempt wakes up while the new one is at work, in the middle of what it was doing. */
  async stopped({ attempt, goOn, worker }, watch) {
    const wake = await world.suspendWorker(worker);
    await watch.laterThan(attempt);
    goOn();
    wake();
  },
};

async function expectWhole(c: Case): Promise<void> {
  const { rows } = await sql<Record<string, unknown>>`
    select (select count(*) from handover_items i join customers k on k.id = i.record_id where i.handover_id = h.id and k.owner_id <> i.receiver_id) as "elsewhere",
           (select count(*) from customers where owner_id = h.giver_id) as "leftBehind",
           (select count(*) from tasks where assignee_id = h.giver_id) as "tasksLeftBehind",
           (select count(*) from ownership_starts where handover_id = h.id) as starts,
           (select count(*) from (select customer_id from ownership_starts where customer_id = any (${c.company.customerIds}::uuid[]) group by 1 having count(*) <> 2) x) as "startsTwice",
           (select count(*) from handover_exceptions where handover_id = h.id) as exceptions,
           (select array_agg(distinct phase) from transfers where handover_id = h.id) as phases,
           (select moved - item_count from transfers where handover_id = h.id) as "notAsPlanned",
           (select count(*) from audit_entries a where a.handover_id = h.id and a.action in ('transfer.started', 'transfer.finished')) as "startAndEnd",
           (select sum((params ->> 'moved')::int) - h.item_count from audit_entries a where a.handover_id = h.id and a.action = 'transfer.batch') as "notAsTold",
           (select sum((params ->> 'count')::int) from audit_entries a where a.handover_id = h.id and a.action = 'ownership.started') as vouched,
           (select count(*) from notifications n where n.handover_id = h.id and n.template = 'transferred') as mails
      from handovers h where h.id = ${c.handoverId}`.execute(world.admin);
  expect(rows[0]).toEqual({
    elsewhere: 0,
    leftBehind: 0,
    tasksLeftBehind: 0,
    starts: CUSTOMERS,
    startsTwice: 0,
    exceptions: 0,
    phases: ['done'],
    notAsPlanned: 0,
    startAndEnd: 2,
    notAsTold: 0,
    vouched: CUSTOMERS,
    mails: 5,
  });
}
