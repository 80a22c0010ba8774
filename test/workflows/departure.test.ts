import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type DepartureStanding, cancelDepartureUpdate, whatIsLeftQuery } from '../../src/contract/departure.ts';
import { DEFAULT_DEPARTURE, type DepartureRule } from '../../src/contract/kinds.ts';
import { DEPARTURE_WORKFLOW, PROPOSALS_WORKFLOW, departureWorkflowId } from '../../src/contract/names.ts';
import { makeCompany } from '../support/company.ts';
import { startHandover, writeHandover } from '../support/engine.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();
const admin = () => s.database.admin;
const leaver = () => s.company.giver;

/** What the API does: the rows, then the workflow. @returns the departure's id */
async function begin(lastDay: string, rule: Partial<DepartureRule> = {}): Promise<string> {
  const { id } = await admin()
    .insertInto('departures')
    .values({
      employee_id: leaver().id,
      started_by: s.company.hr.id,
      reason: '个人原因',
      last_day: lastDay,
      rule: JSON.stringify({ ...DEFAULT_DEPARTURE, ...rule }),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await admin()
    .updateTable('employees')
    .set({ state: 'leaving', last_day: lastDay })
    .where('id', '=', leaver().id)
    .execute();
  await s.engine.gateway.startDeparture({ departureId: id, employee: leaver(), lastDay });
  return id;
}
const handle = () => s.engine.client.workflow.getHandle(departureWorkflowId(leaver().id));
const row = (id: string) => admin().selectFrom('departures').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const seen = (id: string) =>
  s.inDatabase(async () => (await row(id)).looked_at !== null && (await row(id)).state === 'open');
const kinds = (left: unknown) => (left as { what: string }[]).map(({ what }) => what);
const audited = async (action: string) =>
  (
    await admin()
      .selectFrom('audit_entries')
      .select('id')
      .where('action', '=', action)
      .where('subject_id', '=', leaver().id)
      .execute()
  ).length;
const inDays = async (days: number) => (await s.inDays(days)).slice(0, 10);

describe('departure', () => {
  it('from the first look to the end: proposes the handover, tells what is left, and ends when nothing names the leaver', async () => {
    s.company = await makeCompany(admin());
    const [first = ''] = s.company.customerIds;
    await admin()
      .insertInto('grants')
      .values({ grantee_id: leaver().id, customer_id: first, level: 'view', reason: 'x', ends_at: '2099-01-01' })
      .execute();
    const id = await begin(await inDays(20));
    await seen(id);
    expect(kinds((await row(id)).remaining)).toEqual(['customer', 'grant', 'opportunity', 'task']);
    const standing: DepartureStanding = await handle().query(whatIsLeftQuery);
    expect(standing).toMatchObject({ state: 'open', overdue: false });
    const proposed = await admin()
      .selectFrom('handover_proposals')
      .select(['reason', 'kind'])
      .where('giver_id', '=', leaver().id)
      .execute();
    expect(proposed).toEqual([{ reason: 'ownerLeaves', kind: 'departure' }]);

    s.play(await startHandover(s.database, s.engine, s.company));
    await s.signAll(await s.toSignOff());
    await s.engine.gateway.lookAtDeparture(leaver().id);
    await s.inDatabase(async () => !kinds((await row(id)).remaining).includes('customer'));
    // The transition grant of the handover and the one beyond it: access ends with the last day.
    expect(kinds((await row(id)).remaining)).toContain('grant');
    // What was promised at the meeting is not done yet.
    expect(kinds((await row(id)).remaining)).toContain('meetingAction');
    await admin()
      .updateTable('meeting_actions')
      .set({ done_at: new Date() })
      .where('owner_id', '=', leaver().id)
      .execute();
    await s.engine.skipTo(await s.inDays(25));
    expect(await handle().result()).toEqual({ outcome: 'closed' });
    expect(await row(id)).toMatchObject({ state: 'closed', remaining: [], overdue: false });
    expect([await audited('departure.accessEnded'), await audited('departure.closed')]).toEqual([1, 1]);
  });

  it('unanswered: told every few days, to the next level near the end, overdue once the last day is over, in a short history', async () => {
    s.company = await makeCompany(admin());
    const id = await begin(await inDays(10), { remindEveryWorkingDays: 1 });
    await seen(id);
    await s.engine.skipTo(await s.inDays(13));
    await s.inDatabase(async () => (await row(id)).overdue);
    expect(await audited('departure.reminded')).toBeGreaterThan(5);
    const { email } = await admin()
      .selectFrom('employees')
      .select('email')
      .where('id', '=', s.company.boss.id)
      .executeTakeFirstOrThrow();
    const mails = (await s.engine.outbox.list()).filter((mail) => mail.to.includes(email));
    expect(mails.length).toBeGreaterThan(0);
    await s.engine.skipTo(await s.inDays(80));
    await s.inDatabase(async () => (await audited('departure.reminded')) > 41);
    const { historyLength, runId, raw } = await handle().describe();
    expect(runId).not.toBe(raw.workflowExecutionInfo?.firstRunId);
    expect(historyLength).toBeLessThan(500);
  });

  it('cancelled: the person stays, their handover that had moved nothing is cancelled too, and another departure can begin later', async () => {
    s.company = await makeCompany(admin());
    const id = await begin(await inDays(20));
    await seen(id);
    s.play(await startHandover(s.database, s.engine, s.company));
    await s.at('approval');
    await s.engine.gateway.updateDeparture(
      leaver().id,
      cancelDepartureUpdate,
      { personId: s.company.hr.id },
      randomUUID(),
    );
    expect(await s.result()).toEqual({ outcome: 'cancelled', notUndone: [] });
    expect(await row(id)).toMatchObject({ state: 'cancelled' });
    const person = await admin()
      .selectFrom('employees')
      .select(['state', 'last_day'])
      .where('id', '=', leaver().id)
      .executeTakeFirstOrThrow();
    expect(person).toEqual({ state: 'active', last_day: null });
    await expect(s.engine.gateway.lookAtDeparture(leaver().id)).rejects.toMatchObject({ type: 'departureOver' });
    const again = await begin(await inDays(30));
    await seen(again);
    expect((await row(again)).state).toBe('open');
  });

  it.each([
    [
      'somebody below them',
      'report',
      () => admin().updateTable('employees').set({ manager_id: leaver().id }).where('id', '=', s.company.stranger.id),
    ],
    [
      'a department',
      'department',
      () =>
        admin()
          .insertInto('departments')
          .values({ code: randomUUID(), name_zh: 'x', name_en: 'x', coordinator_id: leaver().id }),
    ],
    [
      'a policy',
      'policy',
      () =>
        admin()
          .insertInto('policies')
          .values({
            key: `p-${randomUUID().slice(0, 8)}`,
            version: 1,
            name_zh: 'x',
            name_en: 'x',
            body: JSON.stringify({ note: leaver().id }),
          }),
    ],
    [
      'a policy that names them by their number',
      'policy',
      () =>
        admin()
          .insertInto('policies')
          .values({
            key: `p-${randomUUID().slice(0, 8)}`,
            version: 1,
            name_zh: 'x',
            name_en: 'x',
            body: JSON.stringify({ introduction: { objections: { last: { person: leaver().number } } } }),
          }),
    ],
  ] as const)('nothing of their own, but %s: does not end before that is settled', async (_, what, name) => {
    s.company = await makeCompany(admin(), { customers: 0 });
    await name().execute();
    const id = await begin(await inDays(5));
    await seen(id);
    expect(kinds((await row(id)).remaining)).toEqual([what]);
    await admin()
      .updateTable('employees')
      .set({ manager_id: s.company.boss.id })
      .where('manager_id', '=', leaver().id)
      .execute();
    await admin()
      .updateTable('departments')
      .set({ coordinator_id: null })
      .where('coordinator_id', '=', leaver().id)
      .execute();
    const named = await admin()
      .selectFrom('policies')
      .select(['key', 'name_zh', 'name_en'])
      .where('name_zh', '=', 'x')
      .execute();
    for (const policy of named)
      await admin()
        .insertInto('policies')
        .values({ ...policy, version: 2, body: '{}' })
        .onConflict((c) => c.doNothing())
        .execute();
    await s.engine.gateway.lookAtDeparture(leaver().id);
    expect(await handle().result()).toEqual({ outcome: 'closed' });
  });
});

describe('departure during a cover', () => {
  it('the leaver owns nothing while it lasts, and everything is about to come back: does not end before the cover', async () => {
    s.company = await makeCompany(admin(), { customers: 0 });
    const { handoverId } = await writeHandover(s.database, s.company, {
      kind: 'absence_cover',
      until: await s.inDays(90),
    });
    const on = { state: 'running', step: 'followUp', transferred_at: new Date() };
    await admin().updateTable('handovers').set(on).where('id', '=', handoverId).execute();
    const id = await begin(await inDays(5));
    await seen(id);
    expect(kinds((await row(id)).remaining)).toEqual(['caseGiver']);
    const over = { state: 'closed', step: 'close', closed_at: new Date(), report: '{}' };
    await admin().updateTable('handovers').set(over).where('id', '=', handoverId).execute();
    await s.engine.gateway.lookAtDeparture(leaver().id);
    expect(await handle().result()).toEqual({ outcome: 'closed' });
  });
});

describe('the morning’s look', () => {
  it('notes absences, proposes, starts departures that nobody started, and tells those who decide once', async () => {
    s.company = await makeCompany(admin());
    const today = new Date().toISOString().slice(0, 10);
    await admin()
      .updateTable('employees')
      .set({ away_from: today, away_until: await inDays(40) })
      .where('id', '=', leaver().id)
      .execute();
    const other = await makeCompany(admin());
    const { id } = await admin()
      .insertInto('departures')
      .values({
        employee_id: other.giver.id,
        started_by: other.hr.id,
        reason: 'x',
        last_day: await inDays(10),
        rule: JSON.stringify(DEFAULT_DEPARTURE),
        started_at: new Date(Date.now() - 600_000),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const run = () =>
      s.engine.client.workflow.execute(PROPOSALS_WORKFLOW, {
        taskQueue: s.engine.taskQueue,
        workflowId: `${PROPOSALS_WORKFLOW}-${randomUUID()}`,
        args: [],
      });
    await run();
    const { state } = await admin()
      .selectFrom('employees')
      .select('state')
      .where('id', '=', leaver().id)
      .executeTakeFirstOrThrow();
    expect(state).toBe('on_leave');
    const proposed = await admin()
      .selectFrom('handover_proposals')
      .select(['reason', 'kind', 'state'])
      .where('giver_id', '=', leaver().id)
      .execute();
    expect(proposed).toEqual([{ reason: 'ownerAway', kind: 'absence_cover', state: 'open' }]);
    await seen(id);
    expect((await s.engine.client.workflow.getHandle(departureWorkflowId(other.giver.id)).describe()).type).toBe(
      DEPARTURE_WORKFLOW,
    );
    const mailsTo = async (personId: string) => {
      const { email } = await admin()
        .selectFrom('employees')
        .select('email')
        .where('id', '=', personId)
        .executeTakeFirstOrThrow();
      return (await s.engine.outbox.list()).filter((mail) => mail.to.includes(email)).length;
    };
    const before = await mailsTo(s.company.supervisor.id);
    expect(before).toBe(1);
    await run();
    expect(await mailsTo(s.company.supervisor.id)).toBe(before);
  });
});
