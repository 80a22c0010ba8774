import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Refusal } from '../../src/contract/failures.ts';
import { leftStarter } from '../../src/main/keep-starting.ts';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** Somebody who looks again and again; `fails` says what Temporal answers for a handover. */
function looking(fails: (id: string) => Error | undefined = () => undefined) {
  let started: string[] = [];
  const logged: unknown[] = [];
  const startHandover = async ({ handoverId }: { handoverId: string }) => {
    const error = fails(handoverId);
    if (error) throw error;
    started.push(handoverId);
  };
  const log = { warn: (about: unknown) => void logged.push(about) };
  const look = leftStarter({ db: database.api, gateway: { startHandover }, log });
  return async () => {
    started = [];
    const error: unknown = await look().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return { started, logged, error };
  };
}

async function written(): Promise<string> {
  const company = await makeCompany(database.admin, { customers: 0, receivers: 1 });
  return (await writeHandover(database, company)).handoverId;
}

test('handovers that are written down, among them one that is incomplete and one that Temporal does not take: the others start, and these are logged', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 4; n += 1) ids.push(await written());
  const [incomplete = '', , refused = ''] = ids;
  await sql`delete from handover_people where handover_id = ${incomplete} and role = 'supervisor'`.execute(
    database.admin,
  );
  const others = ids.filter((id) => id !== incomplete && id !== refused);
  const { started, logged, error } = await looking((id) => (id === refused ? new Error('not taken') : undefined))();
  expect([started, error]).toEqual([others, undefined]);
  expect(logged).toEqual([
    { handover: incomplete, why: `handover ${incomplete} is incomplete` },
    { handover: refused, why: 'not taken' },
  ]);
});

test('Temporal is away: ends at the first, so that the others are not each waited for', async () => {
  let asked = 0;
  const { started, error } = await looking(() => {
    asked += 1;
    return new Refusal('unavailable');
  })();
  expect([started, asked]).toEqual([[], 1]);
  expect(error).toMatchObject({ type: 'unavailable' });
});

test("looks one after the other: what was just written is its writer's to start, what Temporal took is not started again, what it refused is", async () => {
  let away = false;
  const refused = new Set<string>();
  const look = looking((id) =>
    away ? new Refusal('unavailable') : refused.has(id) ? new Error('not taken') : undefined,
  );
  await look();
  expect((await look()).started).toEqual([]);
  const [kept, later] = [await written(), await written()];
  refused.add(later);
  expect((await look()).started).toEqual([]);
  away = true;
  expect((await look()).error).toMatchObject({ type: 'unavailable' });
  away = false;
  expect((await look()).started).toEqual([kept]);
  refused.clear();
  expect((await look()).started).toEqual([later]);
  expect((await look()).started).toEqual([]);
});
