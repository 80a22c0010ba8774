import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Case, onePolicy, openCase, walk } from './case.ts';
import { until } from './people.ts';
import type { Target } from './points.ts';
import { type World, startWorld } from './world.ts';

const LONG = process.env.HANDOVER_TEST_LONG === '1';
const CUSTOMERS = LONG ? 20_000 : 2_200;
const MS = LONG ? 3_600_000 : 600_000;
/** On either side of the commit of transactions all over the transfer, counted over all attempts. */
const POINTS = LONG ? Array.from({ length: 20 }, (_, i) => 3 + 3 * i) : [5];

type Blow = Exclude<Target, 'api'> | 'stopped';

let world: World;
let policy: string;
beforeAll(async () => {
  world = await startWorld();
  policy = await onePolicy(world, true);
}, MS);
afterAll(() => world?.stop());

describe.runIf(LONG).each(['worker', 'postgres', 'temporal', 'stopped'] as const)(
  'in the middle of a large transfer: %s',
  (blow) => {
    it(
      `struck at ${POINTS.length} points: nothing is lost, nothing happens twice`,
      async () => {
        const c = await openCase(world, null, CUSTOMERS);
        const strikes = strikesOf(c);
        const walked = walk(world, c, policy);
        walked.catch(() => {});
        for (const point of POINTS) {
          const held = await Promise.race([strikes.at(point), walked.then(() => null)]);
          if (held === null) break;
          await blows[blow](held);
        }
        strikes.over();
        await walked;
        await expectWhole(c);
      },
      MS,
    );
  },
);

/** Holds the transfer of a case where its nth transaction is about to commit or has just done so. */
function strikesOf(c: Case) {
  let passed = 0;
  let wanted = Infinity;
  let caught: (goOn: () => void) => void = () => {};
  world.listener = (reached, goOn) => {
    const inside = reached.what === 'transferBook' && /^(written|committed)-/.test(reached.point);
    if (!inside || (c.handoverId !== '' && reached.handoverId !== c.handoverId)) return goOn();
    passed += 1;
    if (passed < wanted) return goOn();
    wanted = Infinity;
    caught(goOn);
  };
  return {
    at: (point: number) =>
      new Promise<() => void>((resolve) => {
        caught = resolve;
        wanted = Math.max(point, passed + 1);
      }),
    over: () => (wanted = Infinity),
  };
}

const blows: Record<Blow, (goOn: () => void) => Promise<void>> = {
  async worker() {
    await world.kill('worker');
    await world.start('worker');
  },
  async postgres(goOn) {
    await world.kill('postgres');
    goOn();
    await world.start('postgres');
  },
  async temporal(goOn) {
    await world.kill('temporal');
    goOn();
    await world.start('temporal');
  },
  /** The old attempt wakes up while the new one is at work, in the middle of what it was doing. */
  async stopped(goOn) {
    const wake = await world.suspendWorker();
    await until('another attempt', async () => ((await attempts()) ? true : undefined));
    goOn();
    wake();
  },
};

/** Whether Temporal has given the transfer that is under way to another worker. */
async function attempts(): Promise<boolean> {
  const open = world.client.workflow.list({ query: `ExecutionStatus = 'Running' and WorkflowType = 'handover'` });
  for await (const { workflowId } of open) {
    const { raw } = await world.client.workflow.getHandle(workflowId).describe();
    if (raw.pendingActivities?.some((a) => a.activityType?.name === 'transferBook' && (a.attempt ?? 0) > 1))
      return true;
  }
  return false;
}

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
           (select sum((params ->> 'count')::int) from audit_entries a where a.handover_id = h.id and a.action = 'ownership.started') as vouched
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
    vouched: CUSTOMERS,
  });
}
