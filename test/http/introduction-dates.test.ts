import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

// What waits for a date waits for it to the end: a slip of the keyboard would hold the case open for a lifetime.
test('an introduction is not extended, nor its meeting moved, to a year that nobody plans for', async () => {
  const company = await makeCompany(database.admin);
  const { handoverId } = await writeHandover(database, company);
  await database.admin
    .updateTable('handovers')
    .set({ state: 'running', step: 'followUp' })
    .where('id', '=', handoverId)
    .execute();
  const base = `handovers/${handoverId}`;
  const { supervisor, customerIds } = company;
  const extended = await api.post(supervisor, `${base}/introduction/extend`, { dueAt: '2062-06-01T00:00:00Z' });
  expect(extended).toMatchObject({ status: 422, body: { code: 'tooFarAhead' } });
  const [startsAt, endsAt] = ['2062-06-01T08:00:00Z', '2062-06-01T09:00:00Z'];
  const path = `${base}/introductions/${customerIds[0]}/meeting`;
  const moved = await api.put(supervisor, path, { startsAt, endsAt });
  expect(moved).toMatchObject({ status: 422, body: { code: 'tooFarAhead' } });
});
