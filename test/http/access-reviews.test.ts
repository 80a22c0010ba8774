import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS_REVIEW_WORKFLOW, INTEGRITY_WORKFLOW, PROPOSALS_WORKFLOW } from '../../src/contract/names.ts';
import { type PeriodicJob, keepSchedules } from '../../src/temporal/periodic.ts';
import { handover } from '../cli/cli.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { keepHistory } from '../support/histories.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  c = await makeCompany(database.admin, { customers: 3, receivers: 1 });
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const grant = async (holder: string, n: number) => {
  const values = { grantee_id: holder, customer_id: c.customerIds[n] ?? null, level: 'view', reason: '支援' };
  const ends_at = new Date(Date.now() + 80 * 86_400_000);
  return database.admin
    .insertInto('grants')
    .values({ ...values, ends_at })
    .returning('id')
    .executeTakeFirstOrThrow();
};
const opened = (id: string) =>
  until(
    () => api.get(c.hr, `access-reviews/${id}`),
    ({ body }) => body.state === 'open',
  );

describe('an access review over HTTP', () => {
  test('started by HR, answered item by item: each answer has its result, and the last one closes it', async () => {
    const receiver = c.receivers[0] ?? c.stranger;
    await grant(receiver.id, 0);
    await grant(receiver.id, 1);
    await grant(c.hr.id, 0);
    const [first] = c.customerIds;
    await database.admin
      .insertInto('customer_team')
      .values({ customer_id: first ?? '', assignee_id: c.stranger.id })
      .execute();
    const rule = await database.admin
      .insertInto('sharing_rules')
      .values({
        reader_role: 'coordinator',
        customer_industry: 'retail',
        level: 'view',
        reason: '支援',
        made_by: c.hr.id,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    expect(await api.post(c.supervisor, 'access-reviews', undefined)).toMatchObject({ status: 403 });
    const key = randomUUID();
    const started = await api.ask('POST', 'access-reviews', undefined, { as: c.hr, key });
    expect(started).toMatchObject({ status: 202 });
    const { id } = started.body;
    expect((await api.ask('POST', 'access-reviews', undefined, { as: c.hr, key })).body.id).toBe(id);
    await opened(id);
    expect((await api.post(c.hr, 'access-reviews', undefined)).body.code).toBe('accessReviewOpen');

    const mine = async (person: { number: string }) => {
      const { body } = await api.get(person, `access-reviews/${id}/items?mine=true`);
      return body.items as { id: string; what: string; ref: string; holder: { id: string } | null }[];
    };
    const ofSupervisor = await mine(c.supervisor);
    expect(ofSupervisor.map((i) => [i.what, i.holder?.id])).toEqual([
      ['grant', receiver.id],
      ['grant', receiver.id],
    ]);
    const ofBoss = await mine(c.boss);
    expect(ofBoss.map((i) => i.what).sort()).toEqual(['grant', 'team']);
    expect((await mine(c.hr)).map((i) => i.ref)).toEqual([rule.id]);
    expect(await mine(c.stranger)).toEqual([]);
    expect((await api.get(c.stranger, `access-reviews/${id}`)).status).toBe(404);

    const answer = async (person: { number: string }, ...items: { id: string; decision: string }[]) => {
      const { body } = await api.post(person, `access-reviews/${id}/answers`, { items });
      return [...body.items.map((i: { result: string }) => i.result), body.unanswered];
    };
    const [one, two] = ofSupervisor;
    const own = ofBoss.find((i) => i.holder?.id === c.hr.id);
    if (!one || !two || !own) throw new Error('three items');
    expect(await answer(c.hr, { id: own.id, decision: 'confirm' })).toEqual(['ownAccess', 1]);
    expect(
      await answer(
        c.supervisor,
        { id: one.id, decision: 'revoke' },
        { id: own.id, decision: 'revoke' },
        { id: randomUUID(), decision: 'confirm' },
      ),
    ).toEqual(['revoked', 'notFound', 'notFound', 1]);
    const revoked = await database.admin
      .selectFrom('grants')
      .select('revoked_at')
      .where('id', '=', one.ref)
      .executeTakeFirst();
    expect(revoked?.revoked_at).not.toBeNull();
    expect(await answer(c.supervisor, { id: one.id, decision: 'confirm' })).toEqual(['alreadyRevoked', 1]);
    expect(await answer(c.supervisor, { id: two.id, decision: 'confirm' })).toEqual(['confirmed', 0]);
    expect(await answer(c.supervisor, { id: two.id, decision: 'confirm' })).toEqual(['confirmed', 0]);
    const env = { HANDOVER_URL: api.url };
    const told = await handover(['access-review', 'items', id, '--mine', '--as', c.hr.number], env);
    expect(told, told.err).toMatchObject({ code: 0, out: expect.stringContaining('sharing rule') });
    const byHr = (await mine(c.hr)).map((i) => i.id);
    const ended = await handover(['access-review', 'revoke', id, ...byHr, '--as', c.hr.number], env);
    expect(ended, ended.err).toMatchObject({ code: 0, out: expect.stringContaining('revoked') });
    expect((await answer(c.boss, ...ofBoss.map((i) => ({ id: i.id, decision: 'revoke' })))).at(-1)).toBe(0);
    const closed = await until(
      () => api.get(c.auditor, `access-reviews/${id}`),
      ({ body }) => body.state === 'closed',
    );
    expect(closed.body.counts).toEqual({ pending: 0, confirmed: 1, revoked: 4, lapsed: 0 });
    expect(await database.admin.selectFrom('customer_team').selectAll().execute()).toEqual([]);
    const over = { items: [{ id: two.id, decision: 'revoke' }] };
    expect((await api.post(c.supervisor, `access-reviews/${id}/answers`, over)).body.code).toBe('accessReviewOver');
    expect((await handover(['access-review', 'list', '--as', c.hr.number], env)).out).toContain(id);
  });
});

describe('the periodic jobs', () => {
  test('their Schedules, made twice and triggered: start the workflow once', async () => {
    // Nothing to review: the review ends at once.
    await database.admin.updateTable('grants').set({ revoked_at: new Date() }).execute();
    const tag = randomUUID();
    const job = (workflowType: string): PeriodicJob => ({
      scheduleId: `${workflowType}-${tag}`,
      workflowType,
      when: '0 9 1 1 *',
      note: 'test',
    });
    const jobs = [job(ACCESS_REVIEW_WORKFLOW), job(INTEGRITY_WORKFLOW), job(PROPOSALS_WORKFLOW)];
    await keepSchedules(engine.client, jobs, engine.taskQueue);
    await keepSchedules(
      engine.client,
      jobs.map((one) => ({ ...one, when: '0 9 1 2 *' })),
      engine.taskQueue,
    );
    for (const { scheduleId, workflowType } of jobs) {
      const handle = engine.client.schedule.getHandle(scheduleId);
      const { spec } = await handle.describe();
      expect(spec.calendars?.[0]?.month).toMatchObject([{ start: 'FEBRUARY' }]);
      await handle.trigger();
      const ran = await until(
        async () => ({ status: 0, headers: new Headers(), body: (await handle.describe()).info.recentActions }),
        ({ body }) => body.length > 0,
      );
      const { workflowId } = ran.body[0].action.workflow;
      await engine.client.workflow.getHandle(workflowId).result();
      await keepHistory(engine.client, workflowId, `scheduled-${workflowType}`);
    }
    await keepSchedules(
      engine.client,
      jobs.map((one) => ({ ...one, when: 'off' })),
    );
    for (const { scheduleId } of jobs)
      await expect(engine.client.schedule.getHandle(scheduleId).describe()).rejects.toThrow();
  });

  test('the integrity of the company, after something was broken: is told to ops in words, once, and by mail', async () => {
    await database.admin
      .insertInto('customer_team')
      .values({ customer_id: c.customerIds[0] ?? '', assignee_id: c.stranger.id })
      .execute();
    await database.admin.updateTable('employees').set({ state: 'left' }).where('id', '=', c.stranger.id).execute();
    const run = () =>
      engine.client.workflow.execute(INTEGRITY_WORKFLOW, {
        taskQueue: engine.taskQueue,
        workflowId: `integrity-${randomUUID()}`,
      });
    expect(await run()).toMatchObject({ failed: [] });
    const { body } = await api.get(c.ops, 'integrity');
    expect(body.run.checks.length).toBeGreaterThan(15);
    const found = body.items.filter((i: { code: string }) => i.code === 'memberLeft');
    expect(found).toMatchObject([{ repair: 'remove-members', sentence: expect.stringContaining('已离职') }]);
    const told = (await engine.outbox.list()).filter((mail) => /一致性检查|Integrity/.test(mail.subject));
    expect(told.flatMap((mail) => mail.to)).toContain(c.ops.number.replace('ops-', 'ops.') + '@demo.example');
    const again = (await run()) as { fresh: number };
    expect(again.fresh).toBe(0);
    expect((await api.get(c.stranger, 'integrity')).status).toBe(401);
    expect(await (await fetch(`${api.url}/metrics`)).text()).toMatch(
      /handover_integrity_findings\{check="members-are-here"\} 1/,
    );

    const env = { HANDOVER_DATABASE_URL: database.urls.worker, TEMPORAL_ADDRESS: engine.address };
    const checked = await handover(['check', '--only', 'members-are-here'], env);
    expect(checked).toMatchObject({
      code: 1,
      out: expect.stringContaining('handover check --repair remove-members --yes'),
    });
    const dry = await handover(['check', '--repair', 'remove-members'], env);
    expect(dry.out).toContain('To do it: handover check --repair remove-members --yes');
    const mended = await handover(['check', '--repair', 'remove-members', '--yes', '--json'], env);
    expect(JSON.parse(mended.out)).toEqual({ repair: 'remove-members', changed: 1 });
    expect(await handover(['check', '--only', 'members-are-here'], env)).toMatchObject({ code: 0 });
    await run();
    const after = (await api.get(c.ops, 'integrity')).body.items;
    expect(after.filter((i: { code: string }) => i.code === 'memberLeft')).toEqual([]);
    expect(await handover(['check', '--only', 'nothing'], env)).toMatchObject({ code: 2 });
  });
});
