import { Temporal as TC39 } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUMMARIES_WORKFLOW } from '../../src/contract/names.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine, writeHandover } from '../support/engine.ts';
import { keepHistory } from '../support/histories.ts';

let database: TestDatabase;
let engine: Engine;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'skipping');
  c = await makeCompany(database.admin, { receivers: 1, customers: 1 });
  await writeHandover(database, c);
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

const ZONE = 'Asia/Shanghai';

/** A Monday some days ahead, in the last week of a month that ends after it. */
async function mondayBeforeTheFirst(): Promise<TC39.PlainDate> {
  const now = TC39.Instant.from(await engine.now())
    .toZonedDateTimeISO(ZONE)
    .toPlainDate();
  let monday = now.add({ days: 9 - now.dayOfWeek });
  monday = monday.add({ days: 8 - monday.dayOfWeek });
  while (monday.add({ weeks: 1 }).month === monday.month) monday = monday.add({ weeks: 1 });
  return monday;
}

/** Makes a stretch of the company's calendar worked from Monday to Friday, but for a holiday. */
async function makeCalendar(monday: TC39.PlainDate, holiday: [TC39.PlainDate, TC39.PlainDate]): Promise<void> {
  const isOff = (day: TC39.PlainDate) =>
    TC39.PlainDate.compare(day, holiday[0]) >= 0 && TC39.PlainDate.compare(day, holiday[1]) <= 0;
  const days = Array.from({ length: 42 }, (_, n) => monday.add({ days: n - 14 }));
  await database.admin
    .insertInto('calendar_days')
    .values(
      days.map((day) => ({
        calendar_code: 'CN',
        day: day.toString(),
        is_workday: day.dayOfWeek <= 5 && !isOff(day),
        name_zh: '测试',
        name_en: 'test',
      })),
    )
    .onConflict((of) =>
      of.columns(['calendar_code', 'day']).doUpdateSet((e) => ({ is_workday: e.ref('excluded.is_workday') })),
    )
    .execute();
}

/** What the Schedule does at eight in the morning. @returns how many were told */
async function look(day: TC39.PlainDate, keepAs?: string): Promise<unknown> {
  const workflowId = `summaries-${day.toString()}`;
  await engine.skipTo(day.toZonedDateTime({ timeZone: ZONE, plainTime: '08:00' }).toInstant().toString());
  const told: unknown = await engine.client.workflow.execute(SUMMARIES_WORKFLOW, {
    workflowId,
    taskQueue: engine.taskQueue,
  });
  if (keepAs !== undefined) await keepHistory(engine.client, workflowId, keepAs);
  return told;
}

test('looks on every morning over a month’s end with a holiday, one of them missed: each week and the month are told once, to each', async () => {
  const monday = await mondayBeforeTheFirst();
  const first = monday.with({ day: 1 }).add({ months: 1 });
  const on = (days: number) => monday.add({ days });
  const dayOf = (days: number) => on(days).toString();
  const told = new Map<number, unknown>();
  await makeCalendar(monday, [first, on(7)]);
  const missed = 14;
  for (let days = -1; days <= 16; days += 1)
    if (days !== missed)
      told.set(
        days,
        await look(on(days), days === -1 ? 'summaries-none' : days === 8 ? 'summaries-of-week-and-month' : undefined),
      );
  // HR, the manager and the one above: once on the Monday, twice after the holiday, and what was missed a day later.
  expect([...told].filter(([, count]) => count !== 0)).toEqual([
    [0, 3],
    [8, 6],
    [15, 3],
  ]);
  const mails = await engine.outbox.list();
  for (const { number } of [c.hr, c.supervisor, c.boss])
    expect(
      mails
        .filter((mail) => mail.to.includes(`${number.replace('-', '.')}@demo.example`))
        .map(({ subject }) => subject)
        .toSorted(),
    ).toEqual(
      [
        `移交周报：${dayOf(-7)} 至 ${dayOf(-1)}`,
        `移交周报：${dayOf(0)} 至 ${dayOf(6)}`,
        `移交周报：${dayOf(7)} 至 ${dayOf(13)}`,
        `移交月报：${monday.with({ day: 1 }).toString()} 至 ${first.subtract({ days: 1 }).toString()}`,
      ].toSorted(),
    );
  expect(mails).toHaveLength(12);
}, 180_000);
