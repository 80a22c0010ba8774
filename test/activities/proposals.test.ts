import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ProposalRules } from '../../src/contract/kinds.ts';
import { keepAbsences, propose } from '../../src/db/writes/proposals.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';

let database: TestDatabase;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  c = await makeCompany(database.admin);
});
afterAll(() => database.drop());

const DAY = '2026-06-10';
const RULES: ProposalRules = {
  ownerLeaves: { enabled: true },
  ownerMoved: { withinDays: 30 },
  ownerAway: { longerThanDays: 10, aheadDays: 14 },
  customerOutgrows: { minAnnualValue: 50_000, ownerLevelBelow: 5 },
  receiverUnavailable: { enabled: true },
};
const look = (rules: ProposalRules = RULES, only = c.giver.id, day = DAY) =>
  database.worker.transaction().execute((tx) => propose(tx, rules, { at: `${day}T02:00:00Z`, day, only }));
const giver = (set: object) => database.admin.updateTable('employees').set(set).where('id', '=', c.giver.id).execute();
const open = () =>
  database.admin
    .selectFrom('handover_proposals')
    .selectAll()
    .where('giver_id', '=', c.giver.id)
    .where('state', '=', 'open')
    .execute();
const decide = (state: 'accepted' | 'dismissed') =>
  database.admin
    .updateTable('handover_proposals')
    .set({ state, decided_at: new Date(), decided_by: c.hr.id, comment: '因为' })
    .where('giver_id', '=', c.giver.id)
    .where('state', '=', 'open')
    .execute();

describe('what is due', () => {
  test.each<[string, object, { reason: string; kind: string } | null]>([
    ['nothing happened', { phone: '021-5550-0101' }, null],
    ['leaving', { state: 'leaving' }, { reason: 'ownerLeaves', kind: 'departure' }],
    ['a last day is known', { last_day: '2026-07-31' }, { reason: 'ownerLeaves', kind: 'departure' }],
    ['left with a book', { state: 'left' }, { reason: 'ownerLeaves', kind: 'departure' }],
    [
      'away for 11 days',
      { away_from: '2026-06-15', away_until: '2026-06-25' },
      { reason: 'ownerAway', kind: 'absence_cover' },
    ],
    ['away for 10 days', { away_from: '2026-06-15', away_until: '2026-06-24' }, null],
    ['away from next month on', { away_from: '2026-06-25', away_until: '2026-09-25' }, null],
    ['away in the past', { away_from: '2026-05-01', away_until: '2026-06-09' }, null],
    [
      'away for an unknown time',
      { state: 'on_leave', away_from: '2026-06-01' },
      { reason: 'ownerAway', kind: 'absence_cover' },
    ],
    ['below the level of their customers', { level: 4 }, { reason: 'customerOutgrows', kind: 'replacement' }],
    ['at the level', { level: 5 }, null],
  ])('%s', async (_, set, wanted) => {
    await giver(set);
    const { fresh } = await look();
    expect(fresh.map((p) => p.reason)).toEqual(wanted === null ? [] : [wanted.reason]);
    expect(await open()).toMatchObject(wanted === null ? [] : [wanted]);
  });

  test('another department, or another title: change of department or of post; before anybody had a department: nothing', async () => {
    const [one, two] = await database.admin
      .insertInto('departments')
      .values(['a', 'b'].map((code) => ({ code: `${code}-${c.giver.number}`, name_zh: code, name_en: code })))
      .returning('id')
      .execute();
    await giver({ department_id: one?.id ?? '' });
    expect((await look(RULES, c.giver.id, new Date().toISOString().slice(0, 10))).fresh).toEqual([]);
    await giver({ department_id: two?.id ?? '' });
    await look(RULES, c.giver.id, new Date().toISOString().slice(0, 10));
    expect(await open()).toMatchObject([{ reason: 'ownerMoved', kind: 'department_change' }]);
    await decide('dismissed');
    await giver({ title: '客户主管' });
    await giver({ title: '客户总监' });
    await look(RULES, c.giver.id, new Date().toISOString().slice(0, 10));
    expect(await open()).toMatchObject([{ reason: 'ownerMoved', kind: 'change_of_post' }]);
  });

  test('customers above the value only; more of them later: the open proposal grows; once decided they are not asked about again', async () => {
    await giver({ level: 1 });
    await look();
    expect((await open())[0]?.customer_ids).toHaveLength(2); // 60,000 and 50,000 of six
    const { id } = await database.admin
      .insertInto('customers')
      .values({ name: '大客户', owner_id: c.giver.id, annual_value: 90_000 })
      .returning('id')
      .executeTakeFirstOrThrow();
    expect((await look()).fresh).toEqual([]);
    expect((await open())[0]?.customer_ids).toContain(id);
    await decide('dismissed');
    expect((await look()).fresh).toEqual([]);
    await database.admin
      .insertInto('customers')
      .values({ name: '更大的客户', owner_id: c.giver.id, annual_value: 95_000 })
      .execute();
    await look();
    expect((await open()).map((p) => p.customer_ids?.length)).toEqual([1]);
  });

  test('a receiver of a running case is leaving, away or frozen: to be replaced, by somebody who is not of the case', async () => {
    const input = await writeHandover(database, c, { receivers: 2 });
    await database.admin
      .updateTable('handovers')
      .set({ state: 'running' })
      .where('id', '=', input.handoverId)
      .execute();
    expect((await look()).fresh).toEqual([]);
    const receiver = c.receivers[0]?.id ?? '';
    await database.admin.updateTable('employees').set({ state: 'on_leave' }).where('id', '=', receiver).execute();
    await look();
    expect(await open()).toMatchObject([
      {
        reason: 'receiverUnavailable',
        kind: null,
        handover_id: input.handoverId,
        replaces_id: receiver,
        suggested_id: c.receivers[2]?.id,
      },
    ]);
    await database.admin.updateTable('employees').set({ state: 'active' }).where('id', '=', receiver).execute();
    expect((await look()).lapsed).toHaveLength(1);
    await sql`insert into freezes (person_id, frozen_by, reason) values (${receiver}, ${c.hr.id}, 'x')`.execute(
      database.admin,
    );
    expect((await look()).fresh).toMatchObject([{ replacesId: receiver }]);
  });
});

describe('a proposal', () => {
  test('found twice: is one; suggests the colleague with most room', async () => {
    await giver({ state: 'leaving' });
    const [full, , free] = c.receivers;
    await database.admin
      .updateTable('employees')
      .set({ capacity: 10 })
      .where('manager_id', '=', c.supervisor.id)
      .execute();
    await database.admin
      .updateTable('employees')
      .set({ capacity: 500 })
      .where('id', '=', free?.id ?? '')
      .execute();
    await database.admin
      .updateTable('employees')
      .set({ capacity: 900, state: 'on_leave' })
      .where('id', '=', full?.id ?? '')
      .execute();
    const once = await look();
    expect(once.fresh).toMatchObject([{ suggestedId: free?.id }]);
    expect(await look()).toEqual({ fresh: [], lapsed: [] });
    expect(await open()).toHaveLength(1);
  });

  test('its reason goes away: lapses; comes again: is proposed again', async () => {
    await giver({ state: 'leaving' });
    await look();
    await giver({ state: 'active' });
    expect((await look()).lapsed).toHaveLength(1);
    expect(await open()).toEqual([]);
    await giver({ state: 'leaving' });
    expect((await look()).fresh).toHaveLength(1);
  });

  test('the handover was started by hand: lapses', async () => {
    await giver({ state: 'leaving' });
    await look();
    await writeHandover(database, c);
    expect((await look()).lapsed).toHaveLength(1);
  });

  test('dismissed: not for the same occasion again; another last day is another occasion', async () => {
    await giver({ state: 'leaving', last_day: '2026-07-31' });
    await look();
    await decide('dismissed');
    expect((await look()).fresh).toEqual([]);
    await giver({ last_day: '2026-08-31' });
    expect((await look()).fresh).toHaveLength(1);
  });

  test('accepted, but something is left in the end: somebody who leaves needs another one', async () => {
    await giver({ state: 'leaving' });
    await look();
    await decide('accepted');
    expect((await look()).fresh).toHaveLength(1);
  });

  test('the last day moves while it is open: it is the same proposal, with the new date', async () => {
    await giver({ state: 'leaving', last_day: '2026-07-31' });
    await look();
    const [before] = await open();
    await giver({ last_day: '2026-08-15' });
    expect(await look()).toEqual({ fresh: [], lapsed: [] });
    expect(await open()).toMatchObject([{ id: before?.id, effective_on: '2026-08-15' }]);
  });

  test('a policy without a rule: proposes nothing of it', async () => {
    await giver({ state: 'leaving', level: 1 });
    expect((await look({})).fresh).toEqual([]);
    expect((await look({ ownerLeaves: { enabled: false } })).fresh).toEqual([]);
  });

  test('nobody of their own: nothing to hand over, nothing proposed', async () => {
    const empty = await makeCompany(database.admin, { customers: 0 });
    await database.admin.updateTable('employees').set({ state: 'leaving' }).where('id', '=', empty.giver.id).execute();
    expect((await look(RULES, empty.giver.id)).fresh).toEqual([]);
  });
});

test('absences by their dates: away on the first day, back after the last, and twice the same', async () => {
  const state = async () =>
    (
      await database.admin
        .selectFrom('employees')
        .select('state')
        .where('id', '=', c.giver.id)
        .executeTakeFirstOrThrow()
    ).state;
  const on = (day: string) => database.worker.transaction().execute((tx) => keepAbsences(tx, day));
  await giver({ away_from: '2031-03-03', away_until: '2031-03-07' });
  for (const [day, wanted] of [
    ['2031-03-02', 'active'],
    ['2031-03-03', 'on_leave'],
    ['2031-03-03', 'on_leave'],
    ['2031-03-07', 'on_leave'],
    ['2031-03-08', 'active'],
    ['2031-03-08', 'active'],
  ] as const) {
    await on(day);
    expect(`${day} ${await state()}`).toBe(`${day} ${wanted}`);
  }
});
