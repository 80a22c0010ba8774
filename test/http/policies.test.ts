import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Policy } from '../../src/contract/policy.ts';
import { policySchema } from '../../src/contract/policy-schema.ts';
import { seedReference } from '../../src/db/reference.ts';
import { STANDARD_POLICIES, standardPolicy } from '../../src/domain/standard-policy.ts';
import { RESOURCES } from '../../src/i18n/index.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { introductionRule } from '../support/introduction.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;

beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 2, customers: 6 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const body = (change: (policy: Policy) => void = () => {}): Policy => {
  const policy = structuredClone(standardPolicy);
  change(policy);
  return policy;
};
const name = { zh: '大客户政策', en: 'Key accounts' };
const publish = (key: string, basedOn: number, policy: unknown, as = c.hr) =>
  api.post(as, 'policies', { key, basedOn, name, note: '试点', body: policy });

describe('publishing a policy', () => {
  test('a new one, then its next version: each is there as it was sent, and in the log', async () => {
    const first = await publish('key-accounts', 0, body());
    expect(first).toMatchObject({ status: 200, body: { key: 'key-accounts', version: 1, name } });
    const wanted = body((p) => (p.restoreDays = 60));
    expect((await publish('key-accounts', 1, wanted)).body.version).toBe(2);
    const shown = await api.get(c.stranger, 'policies/key-accounts/2');
    expect(shown.body).toMatchObject({ key: 'key-accounts', version: 2, name, note: '试点', body: wanted });
    const list = await api.get(c.stranger, 'policies');
    const mine = list.body.items.filter((p: { key: string }) => p.key === 'key-accounts');
    expect(mine.map((p: { version: number; newest: boolean }) => [p.version, p.newest])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(mine[0].createdBy.id).toBe(c.hr.id);
    const log = await database.admin
      .selectFrom('audit_entries')
      .select(['actor_id', 'params'])
      .where('action', '=', 'policy.published')
      .orderBy('id')
      .execute();
    expect(log.slice(-2)).toEqual([
      { actor_id: c.hr.id, params: { policy: 'key-accounts', version: 1 } },
      { actor_id: c.hr.id, params: { policy: 'key-accounts', version: 2 } },
    ]);
  });

  test('two at once on the same version: one is told that it has moved on', async () => {
    const answers = await Promise.all([publish('raced', 0, body()), publish('raced', 0, body())]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
    expect(answers.find((a) => a.status === 409)?.body).toMatchObject({
      code: 'policyMovedOn',
      params: { version: 1 },
    });
    expect((await publish('raced', 7, body())).body.code).toBe('policyMovedOn');
  });

  test('a body that is wrong: each fault is named where it is, in the reader’s language', async () => {
    const wrong = { ...body((p) => (p.reviews.days = [30, 7])), surprise: 1 };
    const answer = await api.ask(
      'POST',
      'policies',
      { key: 'wrong', basedOn: 0, name, body: wrong },
      {
        as: c.hr,
        headers: { 'accept-language': 'en' },
      },
    );
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
    const faults = answer.body.errors.map((e: { pointer: string }) => e.pointer).sort();
    expect(faults).toEqual(['/body/reviews/days', '/body/surprise']);
    expect(JSON.stringify(answer.body.errors)).toContain(RESOURCES.en.problems['field.policy.notRising']);
  });

  test('a calendar that is not there: refused, naming the field', async () => {
    const answer = await publish(
      'nowhere',
      0,
      body((p) => (p.calendar = 'MARS')),
    );
    expect(answer).toMatchObject({ status: 422, body: { code: 'calendarNotFound' } });
    expect(answer.body.errors[0].pointer).toBe('/body/calendar');
  });

  test('a person for the last objection whom nobody finds by number: refused, naming the field; one whom all find: taken', async () => {
    const naming = (person: string) =>
      body((p) => {
        p.introduction = {
          ...introductionRule,
          objections: { first: 'manager', maxObjections: 1, last: { person } },
        };
      });
    const pointer = '/introduction/objections/last/person';
    // An id is no number: the engine would find nobody by it, and the customers would go to the pool.
    for (const person of ['E-typo', c.boss.id]) {
      const answer = await publish('objections', 0, naming(person));
      expect(answer, person).toMatchObject({ status: 422, body: { code: 'personNotFound', params: { person } } });
      expect(answer.body.errors[0].pointer).toBe(`/body${pointer}`);
      const trial = { giver: c.giver.number, receivers: [c.receivers[0]?.number], policy: { body: naming(person) } };
      const tried = await api.post(c.hr, 'policies/try', trial);
      expect(tried.body.errors[0].pointer).toBe(`/policy/body${pointer}`);
    }
    expect((await publish('objections', 0, naming(c.boss.number))).status).toBe(200);
  });

  test('by anybody but HR: refused', async () => {
    for (const who of [c.boss, c.auditor, c.ops, c.stranger])
      expect((await publish('mine', 0, body(), who)).status).toBe(403);
  });
});

describe('a start that names no policy', () => {
  test('with every version that comes with the product: takes the newest, and its deputies', async () => {
    await seedReference(database.owner);
    const mine = await makeCompany(database.admin, { receivers: 1, customers: 1 });
    // Temporal is away: the case is written down all the same.
    await api.post(mine.hr, 'handovers', {
      kind: 'change_of_post',
      reason: '转岗',
      giver: mine.giver.number,
      receivers: mine.receivers.map((r) => r.number),
      assignment: 'fixed',
      scope: 'book',
    });
    const { id, ...policy } = await database.admin
      .selectFrom('handovers')
      .select(['id', 'policy_key', 'policy_version'])
      .where('giver_id', '=', mine.giver.id)
      .executeTakeFirstOrThrow();
    expect(policy).toEqual({ policy_key: 'standard', policy_version: STANDARD_POLICIES.length });
    const deputies = await database.admin
      .selectFrom('handover_people')
      .select('person_id')
      .where('handover_id', '=', id)
      .where('role', '=', 'deputy')
      .orderBy('position')
      .execute();
    expect(deputies.map((d) => d.person_id)).toEqual([mine.boss.id, mine.hr.id]);
  });
});

describe('comparing two versions', () => {
  test('what was changed, added and removed: by path and as a sentence in the reader’s language', async () => {
    await publish(
      'compared',
      0,
      body((p) => (p.deputies = ['hr'])),
    );
    const changed = body((p) => {
      p.restoreDays = 45;
      p.waits.approval.dueWorkingDays = 4;
      p.approval = { secondAbove: 500, by: ['managerOfSupervisor', 'hr'] };
      p.reviews.days = [7, 45, 90];
    });
    await publish('compared', 1, changed);
    const ask = (language: string) =>
      api.ask('GET', 'policies/compare?from=compared/1&to=compared/2', undefined, {
        as: c.stranger,
        headers: { 'accept-language': language },
      });
    const { body: english } = await ask('en');
    expect(english.changes).toEqual([
      {
        path: '/approval',
        kind: 'added',
        before: null,
        after: { secondAbove: 500, by: ['managerOfSupervisor', 'hr'] },
        sentence: expect.stringContaining('manager of the supervisor, HR'),
      },
      { path: '/deputies', kind: 'removed', before: ['hr'], after: null, sentence: 'Gone: deputies (was: HR).' },
      {
        path: '/restoreDays',
        kind: 'changed',
        before: 30,
        after: 45,
        sentence: expect.stringContaining('30 becomes 45'),
      },
      {
        path: '/reviews/days',
        kind: 'changed',
        before: [7, 30, 60, 90],
        after: [7, 45, 90],
        sentence: expect.stringMatching(/: new: 45; gone: 30, 60\.$/),
      },
      {
        path: '/waits/approval/dueWorkingDays',
        kind: 'changed',
        before: 2,
        after: 4,
        sentence: 'waits · approval · due after working days: 2 becomes 4.',
      },
    ]);
    const { body: chinese } = await ask('zh-CN');
    expect(chinese.changes[2].sentence).toBe('可恢复天数：由 30 改为 45。');
    expect(chinese.changes[3].sentence).toMatch(/：新增 45；去除 30、60。$/);
    expect((await ask('en')).body.from).toMatchObject({ key: 'compared', version: 1 });
  });

  test('a version with itself: no difference; one that is not there: refused', async () => {
    const same = await api.get(c.stranger, 'policies/compare?from=standard/1&to=standard/1');
    expect(same.body.changes).toEqual([]);
    expect((await api.get(c.stranger, 'policies/compare?from=standard/1&to=standard/99')).body.code).toBe(
      'policyNotFound',
    );
    expect((await api.get(c.stranger, 'policies/compare?from=standard&to=standard/1')).status).toBe(422);
  });

  test('every name in the schema of a policy: has a word in both languages', () => {
    const names = new Set<string>();
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('properties' in node) for (const key of Object.keys(node.properties as object)) names.add(key);
      Object.values(node).forEach(walk);
    };
    walk(z.toJSONSchema(policySchema));
    for (const locale of ['en', 'zh-CN'] as const)
      expect(
        [...names].filter((key) => !(`name.${key}` in RESOURCES[locale].policies)),
        locale,
      ).toEqual([]);
  });
});

describe('trying a policy', () => {
  const asked = (policy: unknown, more: object = {}) => ({
    giver: c.giver.number,
    receivers: c.receivers.map((r) => r.number),
    policy,
    ...more,
  });
  const rows = () =>
    database.admin
      .selectFrom('handovers')
      .select((e) => e.fn.countAll().as('n'))
      .executeTakeFirstOrThrow();

  test('one that is not published: tells tiers, samples, people and dates, and writes nothing', async () => {
    // Values are 10,000 to 60,000: two customers of each tier.
    const policy = body((p) => {
      p.tiers = {
        strict: { minAnnualValue: 50_000, minComplexity: 5, businessTypes: [] },
        light: { maxAnnualValue: 20_000, maxComplexity: 5 },
      };
      p.verification = { strictShare: 1, standardShare: 1, lightShare: 0, minimum: 1 };
      p.approval = { secondAbove: 5, by: ['managerOfSupervisor'] };
      p.deadlines = [{ tier: 'strict', dueWorkingDays: { approval: 10 } }];
      p.waits.approval.escalations = [{ afterWorkingDays: 3, to: ['hr'] }];
    });
    const before = await rows();
    const { status, body: trial } = await api.post(c.supervisor, 'policies/try', asked({ body: policy }));
    expect(status).toBe(200);
    expect(trial.customers).toEqual({ strict: 2, standard: 2, light: 2 });
    expect(trial.receivers.map((r: { toVerify: number }) => r.toVerify)).toEqual([2, 2]);
    expect(trial.policy).toBeNull();
    expect(trial.supervisor.id).toBe(c.supervisor.id);
    expect(trial.secondApproval).toMatchObject({ needed: true, by: { id: c.boss.id } });
    expect(trial.signers.map((s: { role: string }) => s.role)).toEqual(['giver', 'receiver', 'receiver', 'supervisor']);
    expect(trial.waits.map((w: { wait: string }) => w.wait)).toEqual([
      'approval',
      'approval',
      'materials',
      'minutes',
      'verification',
      'signOff',
    ]);
    expect(trial.waits[0].person.map((p: { id: string }) => p.id)).toEqual([c.supervisor.id]);
    expect(trial.waits[1].person.map((p: { id: string }) => p.id)).toEqual([c.boss.id]);
    const calls = trial.waits[0].agenda.filter((a: { what: string }) => a.what === 'escalate');
    const hr = await database.admin
      .selectFrom('employees')
      .select('id')
      .where(sql<boolean>`'hr' = any (roles)`)
      .orderBy('number')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(calls.map((a: { to: { id: string }[] }) => a.to[0]?.id)).toEqual([c.boss.id, hr.id]);
    const due = trial.waits.map((w: { dueAt: string }) => w.dueAt);
    expect(due).toEqual([...due].sort());
    expect(Date.parse(due[0]) - Date.now()).toBeGreaterThan(10 * 86_400_000);
    expect(trial.reviews).toHaveLength(4);
    expect(await rows()).toEqual(before);
  });

  test('dates that reach a year without holidays: warn of the year', async () => {
    const policy = body((p) => (p.reviews.days = [700]));
    const { body: trial } = await api.post(c.hr, 'policies/try', asked({ body: policy }));
    const year = new Date(trial.reviews[0].dueAt).getUTCFullYear();
    const warned = trial.warnings.filter((w: { code: string }) => w.code === 'calendarYearUnknown');
    expect(warned.map((w: { params: { year: number } }) => w.params.year)).toContain(year);
  });

  test('a second approval that nobody could give: warned of', async () => {
    const policy = body((p) => (p.approval = { secondAbove: 0, by: ['departmentCoordinator'] }));
    const { body: trial } = await api.post(c.hr, 'policies/try', asked({ body: policy }));
    expect(trial.secondApproval).toEqual({ needed: true, by: null });
    expect(trial.warnings.map((w: { code: string }) => w.code)).toContain('secondApproverMissing');
  });

  test('a published one, on some customers: is named, and counts these', async () => {
    const { body: trial } = await api.post(
      c.hr,
      'policies/try',
      asked({ key: 'standard', version: 1 }, { customerIds: c.customerIds.slice(0, 2), assignment: 'fixed' }),
    );
    expect(trial.policy).toMatchObject({ key: 'standard', version: 1 });
    expect(trial.customers).toEqual({ strict: 0, standard: 2, light: 0 });
    expect(trial.receivers).toHaveLength(1);
  });

  test('by somebody who is not above the giver, or with a body that is wrong: refused', async () => {
    expect((await api.post(c.stranger, 'policies/try', asked({ key: 'standard' }))).body.code).toBe('notForYou');
    const wrong = await api.post(c.hr, 'policies/try', asked({ body: { ...body(), restoreDays: 0 } }));
    expect(wrong.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['/policy/body/restoreDays']);
    for (const neither of [{}, { key: 'standard', body: body() }, { version: 1 }])
      expect((await api.post(c.hr, 'policies/try', asked(neither))).status).toBe(422);
    expect((await api.post(c.hr, 'policies/try', asked({ key: 'nothing' }))).body.code).toBe('policyNotFound');
  });
});
