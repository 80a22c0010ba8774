import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { propose } from '../../src/db/writes/proposals.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
});
beforeEach(async () => {
  c = await makeCompany(database.admin, { receivers: 2, customers: 3 });
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const dayIn = (days: number) => inDays(days).slice(0, 10);
const request = (kind: string, more: object = {}) => ({
  kind,
  reason: '测试',
  giver: c.giver.number,
  receivers: [c.receivers[0]?.number],
  assignment: 'fixed',
  scope: 'book',
  ...more,
});
const at = (id: string, wait: string) =>
  until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.waitingFor === wait,
  );
const isFrozen = async (personId: string) =>
  (await database.admin.selectFrom('freezes').select('id').where('person_id', '=', personId).execute()).length > 0;

describe('what a kind needs', () => {
  test.each<[string, string, () => object, string, string]>([
    ['a cover without an end', 'absence_cover', () => ({}), 'untilMissing', '/until'],
    ['a cover that is over', 'absence_cover', () => ({ until: '2020-01-01T00:00:00Z' }), 'untilPast', '/until'],
    [
      'a cover that ends before it begins',
      'absence_cover',
      () => ({ effectiveAt: inDays(9), until: inDays(8) }),
      'untilPast',
      '/until',
    ],
    ['a departure with an end', 'departure', () => ({ until: inDays(8) }), 'onlyForKind', '/until'],
    ['a departure with a custodian', 'departure', () => ({ custodian: c.boss.number }), 'onlyForKind', '/custodian'],
    ['a departure with a waiver', 'departure', () => ({ waiver: 'x' }), 'onlyForKind', '/waiver'],
    [
      'an emergency of some customers',
      'emergency_departure',
      () => ({ scope: { customerIds: c.customerIds } }),
      'wholeBookNeeded',
      '/scope',
    ],
    [
      'a custodian who is the giver',
      'emergency_departure',
      () => ({ custodian: c.giver.number }),
      'custodianNotFound',
      '/custodian',
    ],
    ['a change of department within one', 'department_change', () => ({}), 'sameDepartment', '/receivers/0'],
  ])('%s: refused, and nobody is frozen', async (_, kind, more, code, pointer) => {
    const answer = await api.post(c.hr, 'handovers', request(kind, more()));
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]).toEqual([422, code, pointer]);
    expect(await isFrozen(c.giver.id)).toBe(false);
  });

  test('a waiver by a manager: refused', async () => {
    const answer = await api.post(
      c.supervisor,
      'handovers',
      request('emergency_departure', { waiver: 'x', supervisor: c.boss.number }),
    );
    expect(answer.body.code).toBe('waiverByHr');
  });

  test('a change of department to another one: starts', async () => {
    const [one, two] = await database.admin
      .insertInto('departments')
      .values(['a', 'b'].map((code) => ({ code: `${code}-${randomUUID()}`, name_zh: code, name_en: code })))
      .returning('id')
      .execute();
    const move = (id: string, to: string | undefined) =>
      database.admin
        .updateTable('employees')
        .set({ department_id: to ?? '' })
        .where('id', '=', id)
        .execute();
    await move(c.giver.id, one?.id);
    await move(c.receivers[0]?.id ?? '', two?.id);
    expect((await api.post(c.hr, 'handovers', request('department_change'))).status).toBe(202);
  });
});

test('an emergency departure: the giver is cut off when the start has answered; the manager is custodian; the waiver is the case’s', async () => {
  const before = await api.get(c.giver, 'me');
  expect(before.status).toBe(200);
  const key = randomUUID();
  const body = request('emergency_departure', { waiver: '失联，无法签署' });
  const started = await api.post(c.hr, 'handovers', body, key);
  expect(started.status).toBe(202);
  expect((await api.get(c.giver, 'me')).body.code).toBe('frozen');
  expect((await api.post(c.hr, 'handovers', body, key)).body.id).toBe(started.body.id);
  await at(started.body.id, 'approval');
  const row = await database.admin
    .selectFrom('handovers')
    .select(['custodian_id', 'giver_waiver_id'])
    .where('id', '=', started.body.id)
    .executeTakeFirstOrThrow();
  expect(row.custodian_id).toBe(c.supervisor.id);
  const entry = await database.admin
    .selectFrom('handover_inbox')
    .select(['author_id', 'body'])
    .where('id', '=', row.giver_waiver_id ?? '')
    .executeTakeFirstOrThrow();
  expect(entry).toEqual({ author_id: c.hr.id, body: { comment: '失联，无法签署' } });
});

test('a cover, extended and ended before it is on: not now', async () => {
  const started = await api.post(c.hr, 'handovers', request('absence_cover', { until: inDays(30) }));
  expect(started.status).toBe(202);
  const { id } = started.body;
  await at(id, 'approval');
  expect((await api.post(c.hr, `handovers/${id}/cover/extension`, { until: inDays(40) })).body.code).toBe('notNow');
  expect((await api.post(c.giver, `handovers/${id}/cover/end`, { decision: 'return' })).body.code).toBe('notNow');
  expect((await api.post(c.hr, `handovers/${id}/cover/extension`, { until: '2020-01-01T00:00:00Z' })).body.code).toBe(
    'untilPast',
  );
  expect((await api.post(c.receivers[0] ?? c.giver, `handovers/${id}/cover/end`, { decision: 'return' })).status).toBe(
    403,
  );
});

describe('proposals', () => {
  const found = async () => {
    await database.worker
      .transaction()
      .execute((tx) =>
        propose(
          tx,
          { ownerLeaves: { enabled: true }, receiverUnavailable: { enabled: true } },
          { at: new Date().toISOString(), day: dayIn(0), only: c.giver.id },
        ),
      );
    const { body } = await api.get(c.hr, 'proposals?state=open');
    return body.items.find((p: { giver: { id: string } }) => p.giver.id === c.giver.id);
  };
  const leaving = () =>
    database.admin
      .updateTable('employees')
      .set({ state: 'leaving', last_day: dayIn(20) })
      .where('id', '=', c.giver.id)
      .execute();

  test('accepted: starts the handover as proposed, once; the same request again gets the same answer', async () => {
    await leaving();
    const proposal = await found();
    expect(proposal).toMatchObject({
      reason: 'ownerLeaves',
      kind: 'departure',
      customers: null,
      effectiveOn: dayIn(20),
    });
    const key = randomUUID();
    const answer = await api.post(c.supervisor, `proposals/${proposal.id}/accept`, { supervisor: c.boss.number }, key);
    expect(answer.status).toBe(202);
    const { id } = answer.body.handover;
    expect(
      (await api.post(c.supervisor, `proposals/${proposal.id}/accept`, { supervisor: c.boss.number }, key)).body,
    ).toEqual(answer.body);
    expect((await api.post(c.hr, `proposals/${proposal.id}/accept`, {})).body.code).toMatch(
      /proposalDecided|giverHasHandover/,
    );
    const { body } = await at(id, 'approval');
    expect(body).toMatchObject({ kind: 'departure', receivers: [{ id: proposal.suggested.id }] });
    expect(Date.parse(body.effectiveAt)).toBeGreaterThan(Date.now() + 15 * 86_400_000);
    const all = await api.get(c.hr, 'proposals?state=accepted');
    expect(all.body.items).toContainEqual(
      expect.objectContaining({
        id: proposal.id,
        started: expect.objectContaining({ id }),
        decidedBy: expect.objectContaining({ id: c.supervisor.id }),
      }),
    );
  });

  test('dismissed: with a reason; not by the giver, nor by a manager of others, nor twice', async () => {
    await leaving();
    const { id } = await found();
    const elsewhere = await makeCompany(database.admin, { receivers: 0, customers: 0 });
    expect((await api.post(c.giver, `proposals/${id}/dismiss`, { reason: 'x' })).status).toBe(403);
    expect((await api.post(elsewhere.boss, `proposals/${id}/dismiss`, { reason: 'x' })).body.code).toBe('notFound');
    expect((await api.post(c.hr, `proposals/${id}/dismiss`, {})).body.code).toBe('invalid');
    expect((await api.post(c.hr, `proposals/${id}/dismiss`, { reason: '留任' })).status).toBe(200);
    expect((await api.post(c.boss, `proposals/${id}/dismiss`, { reason: '也' })).body.code).toBe('proposalDecided');
    expect((await api.get(c.giver, 'proposals')).body.items).toEqual([]);
    const log = await api.get(c.hr, `audit?subject=${c.giver.id}`);
    expect(log.body.items.map((e: { action: string }) => e.action)).toContain('proposal.dismissed');
  });

  test('a receiver who goes on leave in a running case: accepting replaces them, and the plan is made anew', async () => {
    const started = await api.post(c.hr, 'handovers', request('replacement'));
    await at(started.body.id, 'approval');
    const [away, instead] = c.receivers;
    await database.admin
      .updateTable('employees')
      .set({ state: 'on_leave' })
      .where('id', '=', away?.id ?? '')
      .execute();
    const proposal = await found();
    expect(proposal).toMatchObject({
      reason: 'receiverUnavailable',
      kind: null,
      replaces: { id: away?.id },
      suggested: { id: instead?.id },
    });
    expect((await api.post(c.hr, `proposals/${proposal.id}/accept`, { to: c.supervisor.number })).body.code).toBe(
      'supervisorIsParty',
    );
    expect((await api.get(c.hr, 'proposals?state=open')).body.items.map((p: { id: string }) => p.id)).toContain(
      proposal.id,
    );
    const accepted = await api.post(c.hr, `proposals/${proposal.id}/accept`, {});
    expect(accepted).toMatchObject({ status: 202, body: { handover: { id: started.body.id } } });
    const { body } = await until(
      () => api.get(c.hr, `handovers/${started.body.id}`),
      (answer) => answer.body.round === 2 && answer.body.waitingFor === 'approval',
    );
    expect(body.receivers.map((r: { id: string }) => r.id)).toEqual([instead?.id]);
  });
});

describe('departures', () => {
  const start = (more: object = {}) =>
    api.post(c.hr, 'departures', { employee: c.giver.number, lastDay: dayIn(20), reason: '个人原因', ...more });

  test('started by HR, looked at, cancelled: the person is leaving, and then stays', async () => {
    const key = randomUUID();
    const body = { employee: c.giver.number, lastDay: dayIn(20), reason: '个人原因' };
    const started = await api.post(c.hr, 'departures', body, key);
    expect(started.status).toBe(202);
    expect((await api.post(c.hr, 'departures', body, key)).body).toEqual(started.body);
    expect((await start()).body.code).toBe('departureOpen');
    const { id } = started.body;
    const seen = await until(
      () => api.get(c.supervisor, `departures/${id}`),
      (answer) => answer.body.state === 'open',
    );
    expect(seen.body.left.map((l: { what: string; count: number }) => [l.what, l.count])).toEqual([
      ['customer', 3],
      ['opportunity', 1],
      ['task', 2],
    ]);
    expect((await api.get(c.hr, `employees/${c.giver.id}/employment`)).body).toMatchObject({
      state: 'leaving',
      lastDay: dayIn(20),
    });
    expect((await api.get(c.stranger, `departures/${id}`)).status).toBe(404);
    expect((await api.get(c.hr, 'departures?state=open')).body.items.map((d: { id: string }) => d.id)).toContain(id);
    expect((await api.post(c.hr, `departures/${id}/look`, undefined)).status).toBe(202);
    expect((await api.post(c.hr, `departures/${id}/cancel`, {})).body.code).toBe('invalid');
    expect((await api.post(c.hr, `departures/${id}/cancel`, { reason: '留任' })).status).toBe(200);
    expect((await api.get(c.hr, `departures/${id}`)).body).toMatchObject({
      state: 'cancelled',
      cancelReason: '留任',
      left: [],
    });
    expect((await api.get(c.hr, `employees/${c.giver.id}/employment`)).body).toMatchObject({
      state: 'active',
      lastDay: null,
    });
    expect((await api.post(c.hr, `departures/${id}/look`, undefined)).body.code).toBe('departureOver');
  });

  test('of somebody whom nothing names: ends at once', async () => {
    const started = await api.post(c.hr, 'departures', { employee: c.stranger.number, lastDay: dayIn(3), reason: 'x' });
    await until(
      () => api.get(c.hr, `departures/${started.body.id}`),
      (answer) => answer.body.state === 'closed',
    );
  });

  test('of oneself, of nobody, or by a manager: refused', async () => {
    expect((await start({ employee: c.hr.number })).body.code).toBe('notForYou');
    expect((await start({ employee: 'nobody' })).body.code).toBe('personNotFound');
    expect(
      (await api.post(c.supervisor, 'departures', { employee: c.giver.number, lastDay: dayIn(3), reason: 'x' })).status,
    ).toBe(403);
  });
});

describe('employment', () => {
  const path = () => `employees/${c.giver.id}/employment`;

  test('HR changes what it names and nothing else; it is in the log without the values', async () => {
    const answer = await api.put(c.hr, path(), {
      state: 'on_leave',
      awayFrom: '2031-01-01',
      awayUntil: '2031-02-01',
      level: 3,
    });
    expect(answer.body).toMatchObject({
      state: 'on_leave',
      awayFrom: '2031-01-01',
      level: 3,
      manager: { id: c.supervisor.id },
    });
    expect((await api.put(c.hr, path(), { awayFrom: null, awayUntil: null })).body).toMatchObject({
      state: 'on_leave',
      awayFrom: null,
      level: 3,
    });
    const log = await api.get(c.hr, `audit?subject=${c.giver.id}`);
    const changes = log.body.items.filter((e: { action: string }) => e.action === 'employee.changed');
    expect(changes).toHaveLength(2);
    expect(changes[1].params).toEqual({ state: 'on_leave', fields: ['state', 'absence', 'level'] });
  });

  test.each<[string, () => object, string]>([
    ['an absence that ends before it begins', () => ({ awayFrom: '2031-02-01', awayUntil: '2031-01-01' }), 'invalid'],
    [
      'an end before the beginning that is there',
      () => ({ awayUntil: '1999-01-01', awayFrom: '1999-01-02' }),
      'invalid',
    ],
    ['a department that is not there', () => ({ department: 'nowhere' }), 'departmentNotFound'],
    ['a manager who is not there', () => ({ manager: 'nobody' }), 'personNotFound'],
    ['themself as manager', () => ({ manager: c.giver.number }), 'managerCycle'],
    ['a field of another route', () => ({ roles: ['hr'] }), 'invalid'],
  ])('%s: refused', async (_, body, code) => {
    expect((await api.put(c.hr, path(), body())).body.code).toBe(code);
  });

  test('a manager below as one’s own: refused; a manager looks and does not change', async () => {
    expect(
      (await api.put(c.hr, `employees/${c.supervisor.id}/employment`, { manager: c.giver.number })).body.code,
    ).toBe('managerCycle');
    expect((await api.get(c.supervisor, path())).status).toBe(200);
    expect((await api.put(c.supervisor, path(), { level: 9 })).status).toBe(403);
  });
});
