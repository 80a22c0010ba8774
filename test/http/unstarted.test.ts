import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Refusal } from '../../src/contract/failures.ts';
import { startUnstarted } from '../../src/main/keep-starting.ts';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** Starts what is written down; `fails` says what Temporal answers for a handover. */
async function start(fails: (id: string) => Error | undefined = () => undefined) {
  const started: string[] = [];
  const logged: unknown[] = [];
  const startHandover = async ({ handoverId }: { handoverId: string }) => {
    const error = fails(handoverId);
    if (error) throw error;
    started.push(handoverId);
  };
  const log = { warn: (about: unknown) => void logged.push(about) };
  const ending = startUnstarted({ db: database.api, gateway: { startHandover }, log });
  const error = await ending.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { started, logged, error };
}

test('handovers that are written down, among them one that is incomplete and one that Temporal does not take: the others start, and these are logged', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 4; n += 1) {
    const company = await makeCompany(database.admin, { customers: 0, receivers: 1 });
    ids.push((await writeHandover(database, company)).handoverId);
  }
  const [incomplete = '', , refused = ''] = ids;
  await sql`delete from handover_people where handover_id = ${incomplete} and role = 'supervisor'`.execute(
    database.admin,
  );
  const others = ids.filter((id) => id !== incomplete && id !== refused);
  const { started, logged, error } = await start((id) => (id === refused ? new Error('not taken') : undefined));
  expect([started, error]).toEqual([others, undefined]);
  expect(logged).toEqual([
    { handover: incomplete, why: `handover ${incomplete} is incomplete` },
    { handover: refused, why: 'not taken' },
  ]);
});

test('Temporal is away: ends at the first, so that the others are not each waited for', async () => {
  let asked = 0;
  const { started, error } = await start(() => {
    asked += 1;
    return new Refusal('unavailable');
  });
  expect([started, asked]).toEqual([[], 1]);
  expect(error).toMatchObject({ type: 'unavailable' });
});
