import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Case, type Stage, attempt, setStage } from './stage.ts';

let stage: Stage;
let c: Case;
beforeAll(async () => {
  stage = await setStage();
  c = await stage.makeCase();
});
afterAll(() => stage.stop());

const mailed = () =>
  stage.database.admin
    .selectFrom('notifications')
    .select('person_id')
    .where('template', '=', 'alert.massExport')
    .execute();

test('tellAlerts, with a mail server that was away and twice after: tells manager and HR once, and not whom it is about', async () => {
  const { giver, supervisor, hr } = c.company;
  const { id } = await stage.database.admin
    .insertInto('alerts')
    .values({ kind: 'massExport', person_id: giver.id, params: JSON.stringify({ records: 250 }) })
    .returning('id')
    .executeTakeFirstOrThrow();
  await expect(attempt(c, 1, () => stage.withoutMail.tellAlerts())).rejects.toThrow();
  const untold = await stage.database.admin.selectFrom('alerts').select('told_at').where('id', '=', id).execute();
  expect(untold).toEqual([{ told_at: null }]);
  expect(await attempt(c, 2, () => stage.activities.tellAlerts())).toBe(1);
  expect(await attempt(c, 3, () => stage.activities.tellAlerts())).toBe(0);
  const told = (await mailed()).map((row) => row.person_id);
  expect(new Set(told)).toEqual(new Set([supervisor.id, hr.id]));
  expect(stage.taken.filter((messageId) => messageId.includes(id))).toHaveLength(2);
});
