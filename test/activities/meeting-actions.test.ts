import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCompany } from '../support/company.ts';
import { type Case, type Stage, attempt, setStage } from './stage.ts';

let stage: Stage;
let c: Case;
beforeAll(async () => {
  stage = await setStage();
  c = await stage.makeCase({ company: await makeCompany(stage.database.admin, { customers: 1, receivers: 1 }) });
});
afterAll(() => stage.stop());

const on = (day: string, nth = 1) => attempt(c, nth, () => stage.activities.followActions(`${day}T01:00:00.000Z`));
const told = async (template: string) =>
  (
    await stage.database.admin
      .selectFrom('notifications')
      .select('person_id')
      .where('template', '=', template)
      .execute()
  )
    .map((row) => row.person_id)
    .toSorted();

test('an action item: its owner is reminded once before it is due, the supervisor hears weekly when it is overdue, nobody when it is done', async () => {
  const owner = c.input.giver.id;
  const { id } = await stage.database.admin
    .insertInto('meeting_actions')
    .values({ handover_id: c.input.handoverId, body: '补充合同', owner_id: owner, due_on: '2031-03-05' })
    .returning('id')
    .executeTakeFirstOrThrow();
  expect(await on('2031-03-03')).toBe(0);
  await expect(attempt(c, 1, () => stage.withoutMail.followActions('2031-03-04T01:00:00.000Z'))).rejects.toThrow();
  expect(await on('2031-03-04', 2)).toBe(1);
  expect(await on('2031-03-04')).toBe(0);
  expect(await on('2031-03-05')).toBe(0);
  expect(await told('meetingAction.remind')).toEqual([owner]);
  expect(await on('2031-03-06')).toBe(1);
  expect(await on('2031-03-07')).toBe(0);
  const overdue = await told('meetingAction.escalate');
  expect(overdue).toContain(owner);
  expect(overdue).toContain(c.input.supervisor.id);
  expect(await on('2031-03-13')).toBe(1);
  await stage.database.admin.updateTable('meeting_actions').set({ done_at: new Date() }).where('id', '=', id).execute();
  expect(await on('2031-03-30')).toBe(0);
});
