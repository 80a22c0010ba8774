import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Effect } from '../../src/contract/effects.ts';
import { deadlineFor } from '../../src/db/writes/standing.ts';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';

let database: TestDatabase;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  c = await makeCompany(database.admin, { customers: 3, receivers: 1 });
});
afterAll(() => database.drop());

const due = async (handoverId: string) => {
  const effect = { handoverId, at: '2027-03-01T02:00:00Z' } as Effect;
  const deadline = await database.worker.transaction().execute((tx) => deadlineFor(tx, effect, 'approval'));
  return { day: deadline.dueAt.slice(0, 10), yearUnknown: deadline.yearUnknown };
};

describe('a deadline', () => {
  test('in a year without data: counts plain weekdays and says so; once the year is uploaded: counts on it', async () => {
    const { handoverId } = await writeHandover(database, c, { policy: await makePolicy(database.admin, () => {}) });
    expect(await due(handoverId)).toEqual({ day: '2027-03-03', yearUnknown: true });
    const days = ['2027-03-02', '2027-03-03'].map((day) => ({ day, workday: false, name: { zh: '假', en: 'off' } }));
    await database.admin
      .insertInto('calendar_uploads')
      .values({ calendar_code: 'CN', year: 2027, source: 'json', days: JSON.stringify(days), uploaded_by: c.hr.id })
      .execute();
    expect(await due(handoverId)).toEqual({ day: '2027-03-05', yearUnknown: false });
    await database.admin.updateTable('handovers').set({ state: 'cancelled' }).where('id', '=', handoverId).execute();
  });

  test('by tier: that of the strictest customer of the plan', async () => {
    const policy = await makePolicy(database.admin, (p) => {
      p.deadlines = [
        { tier: 'standard', dueWorkingDays: { approval: 10 } },
        { tier: 'light', dueWorkingDays: { approval: 1 } },
      ];
    });
    const { handoverId } = await writeHandover(database, c, { policy });
    const plan = (tiers: string[]) =>
      database.admin.transaction().execute(async (tx) => {
        await tx.deleteFrom('handover_items').where('handover_id', '=', handoverId).execute();
        await tx
          .insertInto('handover_items')
          .values(
            tiers.map((tier, i) => ({
              handover_id: handoverId,
              record_type: 'customer',
              record_id: c.customerIds[i] ?? '',
              customer_id: c.customerIds[i] ?? '',
              receiver_id: c.receivers[0]?.id ?? '',
              why: 'fixed',
              tier,
            })),
          )
          .execute();
      });
    await plan(['light', 'light']);
    expect((await due(handoverId)).day).toBe('2027-03-04');
    await plan(['light', 'standard']);
    const standard = (await due(handoverId)).day;
    expect(standard > '2027-03-12').toBe(true);
    await plan(['light', 'strict']);
    // No rule names strict: the policy's own two days, past the holidays of the other test.
    expect((await due(handoverId)).day).toBe('2027-03-05');
  });
});
