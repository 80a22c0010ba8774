import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Company, type Person, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;

beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const delegate = (as: Person, to: Person, more: object = {}) =>
  api.post(as, 'delegations', { to: to.number, endsAt: inDays(7), reason: '休假', ...more });

/** A company whose handover waits for the supervisor's approval. */
async function planned(): Promise<{ c: Company; id: string; planHash: string }> {
  const c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
  const started = await api.post(c.hr, 'handovers', {
    kind: 'departure',
    reason: '离职',
    giver: c.giver.number,
    receivers: c.receivers.map((r) => r.number),
    assignment: 'fixed',
    scope: 'book',
  });
  const id = String(started.body.id);
  const waiting = await until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.waitingFor === 'approval',
  );
  return { c, id, planHash: String(waiting.body.planHash) };
}
const approve = (as: Person, { id, planHash }: { id: string; planHash: string }, more: object = {}) =>
  api.post(as, `handovers/${id}/approvals`, { decision: 'approved', planHash, ...more });

describe('a delegation', () => {
  test('of the approver: the delegate sees the case among theirs and approves in the approver’s name; the log says so', async () => {
    const one = await planned();
    const { c, id } = one;
    expect((await api.get(c.stranger, `handovers/${id}`)).status).toBe(404);
    expect((await approve(c.stranger, one)).status).toBe(404);
    const made = await delegate(c.supervisor, c.stranger);
    expect(made).toMatchObject({ status: 200, body: { from: { id: c.supervisor.id }, to: { id: c.stranger.id } } });

    expect((await api.get(c.stranger, 'me')).body.awaits).toBe(1);
    const mine = await api.get(c.stranger, 'handovers?awaited=me');
    expect(mine.body.items.map((h: { id: string }) => h.id)).toEqual([id]);
    expect(await approve(c.stranger, one)).toMatchObject({ status: 200 });
    // Recorded with the next effect of the case.
    await until(
      () => api.get(c.hr, `handovers/${id}`),
      ({ body }) => body.waitingFor === 'materials',
    );
    const recorded = await database.admin
      .selectFrom('audit_entries')
      .select(['actor_id', 'params'])
      .where('handover_id', '=', id)
      .where('action', '=', 'plan.approved')
      .executeTakeFirstOrThrow();
    expect(recorded).toMatchObject({
      actor_id: c.stranger.id,
      params: { for: c.supervisor.id, delegation: made.body.id },
    });
  });

  test('that was ended: lets nobody act any more', async () => {
    const one = await planned();
    const { c, id } = one;
    const made = await delegate(c.supervisor, c.stranger);
    expect((await api.get(c.stranger, `handovers/${id}`)).status).toBe(200);
    expect((await api.post(c.supervisor, `delegations/${made.body.id}/end`, undefined)).body.revokedAt).not.toBeNull();
    expect((await api.get(c.stranger, `handovers/${id}`)).status).toBe(404);
    expect((await approve(c.stranger, one)).status).toBe(404);
    expect((await api.get(c.supervisor, 'delegations')).body.items).toEqual([]);
    expect((await api.get(c.supervisor, 'delegations?ended=true')).body.items).toHaveLength(1);
    const of = async (person: Person) =>
      (await api.get(c.hr, `delegations?ended=true&person=${person.id}`)).body.items.map((d: { id: string }) => d.id);
    expect([await of(c.supervisor), await of(c.stranger), await of(c.giver)]).toEqual([
      [made.body.id],
      [made.body.id],
      [],
    ]);
  });

  test('before it begins and after it has ended by itself: lets nobody act', async () => {
    const one = await planned();
    const { c } = one;
    await delegate(c.supervisor, c.stranger, { startsAt: inDays(1) });
    expect((await approve(c.stranger, one)).status).toBe(404);
    await database.admin
      .insertInto('delegations')
      .values({
        from_id: c.supervisor.id,
        to_id: c.stranger.id,
        reason: 'x',
        starts_at: inDays(-2),
        ends_at: inDays(-1),
        made_by: c.supervisor.id,
      })
      .execute();
    expect((await approve(c.stranger, one)).status).toBe(404);
  });

  test('to the giver or a receiver of the case: they do not act in it', async () => {
    const one = await planned();
    const { c } = one;
    const [receiver = c.giver] = c.receivers;
    for (const party of [c.giver, receiver]) {
      expect((await delegate(c.supervisor, party)).status).toBe(200);
      expect((await approve(party, one)).body.code).toBe('notForYou');
      expect((await approve(party, one, { for: c.supervisor.id })).body.code).toBe('notForYou');
    }
    expect((await api.get(c.hr, `handovers/${one.id}`)).body.waitingFor).toBe('approval');
  });

  test('of a delegate: is no further step, they act for themselves only', async () => {
    const one = await planned();
    const { c } = one;
    await delegate(c.supervisor, c.stranger);
    await delegate(c.stranger, c.ops);
    expect((await approve(c.ops, one, { for: c.supervisor.id })).body.code).toBe('notForYou');
    expect((await approve(c.stranger, one, { for: c.boss.id })).body.code).toBe('notForYou');
  });

  test('of somebody who was frozen: lets nobody act', async () => {
    const one = await planned();
    const { c } = one;
    await delegate(c.supervisor, c.stranger);
    await database.admin
      .insertInto('freezes')
      .values({ person_id: c.supervisor.id, frozen_by: c.hr.id, reason: 'x' })
      .execute();
    expect((await approve(c.stranger, one)).status).toBe(404);
  });

  test('made by HR for somebody else: holds; by a colleague or to oneself: refused', async () => {
    const c = await makeCompany(database.admin, { receivers: 1, customers: 0 });
    const from = c.supervisor.number;
    expect((await delegate(c.hr, c.stranger, { from })).body).toMatchObject({
      from: { id: c.supervisor.id },
      madeBy: { id: c.hr.id },
    });
    expect((await delegate(c.stranger, c.ops, { from })).body.code).toBe('notForYou');
    expect((await delegate(c.hr, c.hr, { from })).body.code).toBe('delegateToOneself');
    expect((await delegate(c.hr, c.supervisor, { from })).body.code).toBe('delegateToOneself');
    expect((await delegate(c.boss, c.ops, { endsAt: inDays(-1) })).body.code).toBe('delegationEndWrong');
    expect((await delegate(c.boss, c.ops, { endsAt: inDays(400) })).body.code).toBe('delegationEndWrong');
    expect((await delegate(c.boss, { id: randomUUID(), number: 'nobody' })).body.code).toBe('personNotFound');
  });

  test('made twice with the same key: is one; ended by a stranger: is not there', async () => {
    const c = await makeCompany(database.admin, { receivers: 1, customers: 0 });
    const key = randomUUID();
    const body = { to: c.ops.number, endsAt: inDays(7), reason: 'x' };
    const answers = [
      await api.post(c.boss, 'delegations', body, key),
      await api.post(c.boss, 'delegations', body, key),
    ];
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    expect((await api.get(c.boss, 'delegations')).body.items).toHaveLength(1);
    const path = `delegations/${answers[0]?.body.id}/end`;
    expect((await api.post(c.stranger, path, undefined)).status).toBe(404);
    expect((await api.post(c.ops, path, undefined)).status).toBe(200);
  });
});
