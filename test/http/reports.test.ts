import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { XLSX_TYPE } from '../../src/render/xlsx.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let other: Company;
let handoverId: string;
const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);

beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  [c, other] = [
    await makeCompany(database.admin, { receivers: 1, customers: 4 }),
    await makeCompany(database.admin, { receivers: 1, customers: 2 }),
  ];
  ({ handoverId } = await writeHandover(database, c));
  await writeHandover(database, other);
  const { admin } = database;
  await admin
    .updateTable('handovers')
    .set({ state: 'running', step: 'materials', started_at: ago(10), due_at: ago(2), overdue: true })
    .where('id', '=', handoverId)
    .execute();
  for (const [action, days] of [
    ['parties.notified', 9],
    ['plan.approved', 5],
  ] as const)
    await admin
      .insertInto('audit_entries')
      .values({ action, actor_kind: 'engine', handover_id: handoverId, at: ago(days) })
      .execute();
  const [first = '', second = '', third = ''] = c.customerIds;
  await admin
    .insertInto('handover_items')
    .values(
      [first, second].map((id) => ({
        handover_id: handoverId,
        record_type: 'customer',
        record_id: id,
        customer_id: id,
        receiver_id: c.receivers[0]?.id ?? '',
        why: 'fixed',
        tier: 'standard',
      })),
    )
    .execute();
  await admin
    .insertInto('feedback')
    .values({ customer_id: first, type: 'complaint', received_at: ago(3), body: 'x', satisfaction: 2 })
    .execute();
  await admin
    .insertInto('communications')
    .values({ customer_id: second, channel: 'call', happened_at: ago(100), subject: 'x' })
    .execute();
  await admin
    .insertInto('contracts')
    .values({
      customer_id: third,
      number: 'C1',
      title: 'x',
      starts_on: '2020-01-01',
      ends_on: ago(-10).toISOString().slice(0, 10),
    })
    .execute();
  await admin
    .insertInto('risks')
    .values({
      handover_id: handoverId,
      kind: 'customerLoss',
      customer_id: first,
      likelihood: 4,
      effect: 5,
      owner_id: c.giver.id,
      opened_by: c.hr.id,
    })
    .execute();
  await admin
    .insertInto('reviews')
    .values([
      { handover_id: handoverId, day_offset: 7, due_at: ago(1) },
      { handover_id: handoverId, day_offset: 90, due_at: ago(-80) },
    ])
    .execute();
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

describe('the report of handovers', () => {
  test('by HR: stands at their steps, late ones counted, and how long steps took', async () => {
    const { status, body } = await api.get(c.hr, 'reports/handovers');
    expect(status).toBe(200);
    const step = (name: string) => body.steps.find((one: { step: string }) => one.step === name);
    expect(step('materials')).toMatchObject({
      count: 1,
      overdueCount: 1,
      meanDelayDays: 2,
      finished: 0,
      medianDays: null,
    });
    expect(step('plan')).toMatchObject({ count: 0, finished: 1, medianDays: 4, p90Days: 4 });
    expect(step('notify')).toMatchObject({ count: 1, medianDays: 1 });
    expect(body.started).toBe(2);
  });

  test('by a manager: of their line only; by others: not at all', async () => {
    const mine = await api.get(c.supervisor, 'reports/handovers');
    expect(mine.body.started).toBe(1);
    const theirs = await api.get(other.supervisor, 'reports/handovers');
    expect(theirs.body.steps.find((one: { step: string }) => one.step === 'materials').count).toBe(0);
    expect(await api.get(c.giver, 'reports/handovers')).toMatchObject({ status: 403 });
    expect(await api.get(c.hr, 'reports/handovers?from=2026-02-01&to=2026-01-01')).toMatchObject({
      status: 422,
      body: { code: 'periodWrong' },
    });
    expect(await api.get(c.hr, 'reports/handovers?department=none')).toMatchObject({
      status: 422,
      body: { code: 'departmentNotFound' },
    });
  });
});

test('the report of outcomes, held against the churn report: has the same figures, and what customers said', async () => {
  const [first = '', , , fourth = ''] = c.customerIds;
  await database.admin
    .updateTable('handovers')
    .set({ transferred_at: ago(20) })
    .where('id', '=', handoverId)
    .execute();
  await database.admin
    .updateTable('customers')
    .set({ created_at: ago(60) })
    .execute();
  await database.admin
    .insertInto('ownership_starts')
    .values({ customer_id: first, since: ago(20), owner_id: c.receivers[0]?.id ?? null, handover_id: handoverId })
    .execute();
  await database.admin.updateTable('customers').set({ state: 'lost' }).where('id', '=', fourth).execute();
  const day = (at: Date) => at.toISOString().slice(0, 10);
  const [from, to] = [day(ago(40)), day(ago(-1))];
  const { body } = await api.get(c.hr, `reports/outcomes?from=${from}&to=${to}`);
  expect(body.handedOver).toMatchObject({ customers: 1, lost: 0, satisfactionMarks: 1, satisfactionMean: 2 });
  expect(body.notHandedOver).toMatchObject({
    lost: 1,
    satisfactionMarks: 0,
    reasons: [{ reason: 'unknown', lost: 1 }],
  });
  const churn = await api.get(c.hr, `reports/churn?from=${from}&to=${to}`);
  for (const cohort of ['handedOver', 'notHandedOver'])
    expect([body[cohort].customers, body[cohort].lost]).toEqual([
      churn.body[cohort].customers,
      churn.body[cohort].lost,
    ]);
  await database.admin.updateTable('handovers').set({ transferred_at: null }).where('id', '=', handoverId).execute();
});

test('the report of workload: has what people own and what comes; a manager sees their line, and it is a file too', async () => {
  const { body } = await api.get(c.supervisor, 'reports/workload');
  const numbers = body.items.map((one: { employee: { number: string } }) => one.employee.number);
  expect(numbers).toContain(c.receivers[0]?.number);
  expect(numbers).not.toContain(other.giver.number);
  const receiver = body.items.find((one: { employee: { id: string } }) => one.employee.id === c.receivers[0]?.id);
  expect(receiver).toMatchObject({ customers: 0, incoming: 2, cases: 1, reviewsDue: 1, loadPct: 1 });
  const file = await api.ask('GET', 'reports/workload?receivers=true', undefined, {
    as: c.hr,
    headers: { accept: 'text/csv' },
  });
  expect(file.headers.get('content-type')).toContain('text/csv');
  expect(file.body.split('\r\n')[0]).toMatch(/^工号,姓名,部门/);
  expect(file.body).toContain(c.receivers[0]?.number);
  const workbook = await api.ask('GET', 'reports/workload', undefined, { as: c.hr, headers: { accept: XLSX_TYPE } });
  expect(workbook.headers.get('content-disposition')).toContain('.xlsx');
});

test('the reports of risk and of reviews: have what the data and the registers say, the gravest first', async () => {
  const { body } = await api.get(c.supervisor, 'reports/risk');
  expect(body.items.map((one: { risk: string; score: number | null }) => [one.risk, one.score])).toEqual(
    expect.arrayContaining([
      ['complaintOpen', null],
      ['noContact', null],
      ['contractEnds', null],
    ]),
  );
  expect(body.items[0]).toMatchObject({ risk: 'customerLoss', score: 20, case: expect.stringMatching(/^HO-/) });
  expect((await api.get(other.supervisor, 'reports/risk')).body.items).toEqual([]);
  const reviews = await api.get(c.hr, 'reports/reviews?format=csv');
  expect(reviews.body.trimEnd().split('\r\n')).toHaveLength(2);
  expect((await api.get(c.hr, 'reports/reviews?days=90')).body.items).toMatchObject([
    { days: 7, overdue: true, giver: { id: c.giver.id } },
    { days: 90, overdue: false },
  ]);
});

test('lists, filtered and sorted: by receiver, words and due date, page by page', async () => {
  const list = (query: string) => api.get(c.hr, `handovers?${query}`);
  expect((await list(`receiver=${c.receivers[0]?.number}&kind=departure`)).body.items).toMatchObject([
    { id: handoverId },
  ]);
  expect((await list(`q=${c.giver.number}`)).body.items).toHaveLength(1);
  expect((await list('q=nobody%25')).body.items).toEqual([]);
  await database.admin
    .updateTable('handovers')
    .set({ due_at: ago(1) })
    .where('giver_id', '=', other.giver.id)
    .execute();
  const first = await list('sort=due&limit=1');
  expect(first.body.items).toMatchObject([{ id: handoverId }]);
  const second = await list(`sort=due&limit=1&cursor=${first.body.next}`);
  expect(second.body.items).toMatchObject([{ giver: { id: other.giver.id } }]);
  expect(second.body.next).toBeNull();
  expect(await list(`sort=-due&cursor=${first.body.next}`)).toMatchObject({
    status: 422,
    body: { code: 'cursorWrong' },
  });
  expect((await api.get(c.hr, `handovers/${handoverId}/items?q=-0&type=customer`)).body.items).toHaveLength(1);
  expect((await api.get(c.hr, 'employees?role=auditor&state=active')).body.items.length).toBeGreaterThan(1);
  expect((await api.get(c.auditor, 'audit?action=plan.*')).body.items).toMatchObject([{ action: 'plan.approved' }]);
  expect((await api.get(c.auditor, `audit?action=plan.approved&to=${ago(6).toISOString()}`)).body.items).toEqual([]);
});
