import { Temporal as TC39 } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUMMARIES_WORKFLOW, TASK_QUEUE } from '../../src/contract/names.ts';
import { makeCompany } from '../support/company.ts';
import { writeHandover } from '../support/engine.ts';
import { until } from './people.ts';
import type { Reached } from './points.ts';
import { type World, startWorld } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world?.stop());

/** Makes today the first workday of its week and of its month, whatever day it is. */
async function makeTodayTheFirst(): Promise<void> {
  const today = TC39.Now.plainDateISO('Asia/Shanghai');
  const week = today.subtract({ days: today.dayOfWeek - 1 });
  const start = TC39.PlainDate.compare(week, today.with({ day: 1 })) < 0 ? week : today.with({ day: 1 });
  const days = Array.from({ length: start.until(today).days + 1 }, (_, n) => start.add({ days: n }));
  await world.admin
    .insertInto('calendar_days')
    .values(
      days.map((day) => ({
        calendar_code: 'CN',
        day: day.toString(),
        is_workday: day.equals(today),
        name_zh: '测试',
        name_en: 'test',
      })),
    )
    .onConflict((of) =>
      of.columns(['calendar_code', 'day']).doUpdateSet((e) => ({ is_workday: e.ref('excluded.is_workday') })),
    )
    .execute();
}

/** Kills the worker at a point of its own choice, and starts it anew. */
async function killAt(isThere: (reached: Reached) => boolean): Promise<void> {
  let stands = false;
  world.listener = (reached, goOn) => {
    if (stands) return;
    stands = isThere(reached);
    if (!stands) goOn();
  };
  await until('the worker to stand at its point', async () => (stands ? true : undefined));
  world.listener = (_, goOn) => goOn();
  await world.kill('worker');
  await world.start('worker');
}

test('a worker killed with kill -9 between two mails, and before its report: everybody has each summary once', async () => {
  const c = await makeCompany(world.admin, { receivers: 1, customers: 1 });
  const { handoverId } = await writeHandover(world, c);
  // Nobody starts it, and no mail of its own leaves.
  await world.admin.updateTable('handovers').set({ state: 'running' }).where('id', '=', handoverId).execute();
  await makeTodayTheFirst();
  const running = await world.client.workflow.start(SUMMARIES_WORKFLOW, {
    taskQueue: TASK_QUEUE,
    workflowId: 'summaries',
  });
  let mails = 0;
  await killAt(({ what, point }) => {
    if (what === 'sendSummaries' && point === 'mailed') mails += 1;
    return mails === 2 && point.startsWith('committed');
  });
  expect(await world.outbox.list()).toHaveLength(2);
  await killAt(({ what, point, attempt }) => what === 'sendSummaries' && point === 'unreported' && attempt === 1);
  expect(await running.result()).toBe(6);
  const told = (await world.outbox.list()).map(({ to, subject }) => [...to, subject.slice(0, 4)].join(' '));
  expect(told.toSorted()).toEqual(
    [c.boss, c.supervisor, c.hr]
      .flatMap(({ number }) =>
        ['移交周报', '移交月报'].map((what) => `${number.replace('-', '.')}@demo.example ${what}`),
      )
      .toSorted(),
  );
}, 240_000);
