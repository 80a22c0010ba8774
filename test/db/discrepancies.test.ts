import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DISCREPANCY_ACTS, DISCREPANCY_MOVES, DISCREPANCY_STATES } from '../../src/contract/discrepancies.ts';
import { withPerson } from '../../src/db/connect.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';

let database: TestDatabase;
let c: Company;
let handoverId: string;
let people: Record<'giver' | 'receiver' | 'decider' | 'other', string>;
beforeAll(async () => {
  database = await freshDatabase();
  c = await makeCompany(database.admin, { receivers: 2, customers: 2 });
  ({ handoverId } = await writeHandover(database, c));
  const [receiver, other] = c.receivers.map((r) => r.id);
  people = { giver: c.giver.id, receiver: receiver ?? '', decider: c.supervisor.id, other: other ?? '' };
  await sql`
    insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, tier)
    select ${handoverId}, 'customer', id, id, ${people.receiver}, 'fixed', 'strict' from unnest(${c.customerIds}::uuid[]) id`.execute(
    database.admin,
  );
});
afterAll(() => database?.drop());

/** Where the case stands: at its verification, waiting for the supervisor to decide, or past it. */
async function stand(step: string, waitingFor: string, round = 1): Promise<void> {
  await database.admin
    .updateTable('handovers')
    .set({ state: 'running', step, round, waiting_for: waitingFor, awaited_ids: [people.decider] })
    .where('id', '=', handoverId)
    .execute();
}
async function inState(state: string): Promise<string> {
  await database.admin.deleteFrom('discrepancies').where('handover_id', '=', handoverId).execute();
  const { id } = await database.admin
    .insertInto('discrepancies')
    .values({
      handover_id: handoverId,
      round: 1,
      customer_id: c.customerIds[0] ?? '',
      receiver_id: people.receiver,
      opened_by: people.receiver,
      state,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
/** Whether raw SQL in somebody's name takes it there. */
async function takes(personId: string, id: string, state: string): Promise<boolean> {
  try {
    const done = await withPerson(database.api, personId, (tx) =>
      tx.updateTable('discrepancies').set({ state }).where('id', '=', id).executeTakeFirst(),
    );
    return done.numUpdatedRows === 1n;
  } catch (error) {
    expect(error).toMatchObject({ code: '42501' });
    return false;
  }
}

describe('a discrepancy, moved by raw SQL as the API’s role', () => {
  test('by everybody from every state to every other: what the database lets through is in the table of moves', async () => {
    await stand('verification', 'discrepancyDecision');
    for (const from of DISCREPANCY_STATES)
      for (const to of DISCREPANCY_STATES)
        for (const who of ['giver', 'receiver', 'decider', 'other'] as const) {
          if (from === to) continue;
          const told = DISCREPANCY_ACTS.some((act) => {
            const move = DISCREPANCY_MOVES[act];
            return move.by === who && move.from.includes(from) && move.to === to;
          });
          // The table is narrower in one thing: agreement is to an answer.
          const also = who === 'receiver' && from === 'open' && to === 'agreed';
          expect([who, from, to, await takes(people[who], await inState(from), to)]).toEqual([
            who,
            from,
            to,
            told || also,
          ]);
        }
  });

  test.each([
    ['verification', 'discrepancies', 1, false],
    ['signOff', 'signOff', 1, false],
    ['verification', 'discrepancyDecision', 2, false],
    ['verification', 'discrepancyDecision', 1, true],
  ] as const)('decided while the case is at %s, waiting for %s in round %i: %s', async (step, waiting, round, may) => {
    await stand(step, waiting, round);
    expect(await takes(people.decider, await inState('open'), 'accepted')).toBe(may);
  });

  test('opened by the receiver of the customer alone, about their own customer, as open, at the verification', async () => {
    const [, second = ''] = c.customerIds;
    const opens = (me: string, change: object = {}) =>
      withPerson(database.api, me, (tx) =>
        tx
          .insertInto('discrepancies')
          .values({ handover_id: handoverId, round: 1, customer_id: second, receiver_id: me, opened_by: me, ...change })
          .execute(),
      );
    await stand('verification', 'verification');
    for (const who of [people.giver, people.decider, people.other, c.stranger.id])
      await expect(opens(who)).rejects.toMatchObject({ code: '42501' });
    await expect(opens(people.receiver, { opened_by: people.giver })).rejects.toMatchObject({ code: '42501' });
    await opens(people.receiver);
    await expect(opens(people.receiver)).rejects.toMatchObject({ code: '23505' });
    await stand('signOff', 'signOff');
    await expect(opens(people.receiver, { customer_id: c.customerIds[0] ?? '' })).rejects.toMatchObject({
      code: '42501',
    });
  });
});
