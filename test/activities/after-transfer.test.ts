import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReviewsRule } from '../../src/contract/reviews.ts';
import { makeCompany, makePolicy } from '../support/company.ts';
import { type Case, type Stage, attempt, effect, setStage } from './stage.ts';

let stage: Stage;
let c: Case;
let handoverId: string;
let reviewId: string;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.stop());

/** A case after its transfer with one review; `rule` is what its policy says beyond dates. */
async function begin(rule: ReviewsRule): Promise<void> {
  const { admin } = stage.database;
  const company = await makeCompany(admin, { customers: 6, receivers: 1 });
  c = await stage.makeCase({ company });
  handoverId = c.input.handoverId;
  const policy = await makePolicy(admin, (p) => Object.assign(p.reviews, rule));
  await sql`update handovers set state = 'running', step = 'followUp', transferred_at = now(), policy_key = ${policy.key}, policy_version = 1 where id = ${handoverId}`.execute(
    admin,
  );
  await sql`insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, tier)
    select ${handoverId}, 'customer', id, id, ${company.receivers[0]?.id}, 'fixed', 'standard' from customers where id = any (${company.customerIds}::uuid[])`.execute(
    admin,
  );
  await sql`update customers set owner_id = ${company.receivers[0]?.id}, email = id || '@customer.example' where id = any (${company.customerIds}::uuid[])`.execute(
    admin,
  );
  const { rows } = await sql<{
    id: string;
  }>`insert into reviews (handover_id, day_offset, due_at) values (${handoverId}, 30, now()) returning id`.execute(
    admin,
  );
  reviewId = rows[0]?.id ?? '';
}
const mails = async (template: string) =>
  (
    await stage.database.admin
      .selectFrom('notifications')
      .select('person_id')
      .where('template', '=', template)
      .where((e) => e.or([e('handover_id', '=', handoverId), e('handover_id', 'is', null)]))
      .execute()
  )
    .map((row) => row.person_id)
    .filter((id) =>
      [c.company.giver, c.company.supervisor, c.company.boss, ...c.company.receivers].some((p) => p.id === id),
    )
    .sort();

describe('corrective actions', () => {
  beforeEach(async () => {
    // The look is over all cases: what another test left open is none of this one's.
    await sql`update corrective_actions set state = 'done', closed_at = now() where state = 'open'`.execute(
      stage.database.admin,
    );
    await begin({ corrective: { owner: 'receiver', dueWorkingDays: 5 } });
  });
  const open = async (due: string) => {
    const row = await stage.database.admin
      .insertInto('corrective_actions')
      .values({
        handover_id: handoverId,
        finding: 'moreComplaints',
        owner_id: c.input.receivers[0]?.id ?? '',
        due_on: due,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  };
  const on = (day: string, nth = 1) => attempt(c, nth, () => stage.activities.followActions(`${day}T01:00:00.000Z`));
  const owner = () => c.input.receivers[0]?.id ?? '';

  test('the day before it is due, with a mail server that was away: the owner is reminded once', async () => {
    await open('2031-03-05');
    expect(await on('2031-03-03')).toBe(0);
    await expect(attempt(c, 1, () => stage.withoutMail.followActions('2031-03-04T01:00:00.000Z'))).rejects.toThrow();
    expect(await on('2031-03-04', 2)).toBe(1);
    expect(await on('2031-03-04')).toBe(0);
    expect(await on('2031-03-05')).toBe(0);
    expect(await mails('correctiveAction.remind')).toEqual([owner()]);
  });

  test('the workflow that the Schedule starts every morning: looks once and says how many heard of something', async () => {
    await open('2020-01-01');
    const { client, taskQueue } = stage.engine;
    const workflowId = `corrective-actions-${randomUUID()}`;
    expect(await client.workflow.execute('followActions', { taskQueue, workflowId, args: [] })).toBe(1);
    expect(await mails('correctiveAction.escalate')).toHaveLength(3);
  });

  test('overdue: owner, supervisor and deputy hear of it once a week, until it is done', async () => {
    const id = await open('2032-03-05');
    expect(await on('2032-03-06')).toBe(1);
    expect(await on('2032-03-07')).toBe(0);
    const all = [owner(), c.company.supervisor.id, c.company.boss.id].sort();
    expect(await mails('correctiveAction.escalate')).toEqual(all);
    expect(await on('2032-03-13')).toBe(1);
    expect(await mails('correctiveAction.escalate')).toHaveLength(6);
    await stage.database.admin
      .updateTable('corrective_actions')
      .set({ state: 'done', closed_at: new Date() })
      .where('id', '=', id)
      .execute();
    expect(await on('2032-04-13')).toBe(0);
  });

  test('a customer’s low mark that comes after the review has closed: opens an action, once', async () => {
    const { admin } = stage.database;
    await sql`update reviews set state = 'answered' where id = ${reviewId}`.execute(admin);
    for (const [n, mark] of [1, 2, 5].entries())
      await sql`insert into surveys (handover_id, review_id, customer_id, language, state, answer_by, answered_at, satisfaction)
        values (${handoverId}, ${reviewId}, ${c.company.customerIds[n]}, 'en', 'answered', now(), now(), ${mark})`.execute(
        admin,
      );
    for (let nth = 1; nth <= 2; nth += 1) await on('2030-03-04', nth);
    const actions = await admin
      .selectFrom('corrective_actions')
      .select(['finding', 'owner_id', 'due_on', 'opened_by'])
      .where('handover_id', '=', handoverId)
      .execute();
    expect(actions).toMatchObject([{ finding: 'satisfactionLow', owner_id: owner(), opened_by: null }]);
  });

  test('closeReview, run twice: opens each finding’s action once and writes to its owner once', async () => {
    const figures = { customers: 6, lost: 0, openComplaints: 0, satisfaction: null, contactedLast30Days: 4 };
    const now = { ...figures, openComplaints: 2, contactedLast30Days: 1 };
    await stage.database.admin
      .updateTable('reviews')
      .set({ state: 'open', baseline: JSON.stringify(figures), facts: JSON.stringify(now) })
      .where('id', '=', reviewId)
      .execute();
    for (let nth = 1; nth <= 2; nth += 1)
      await attempt(c, nth, () => stage.activities.closeReview(effect(c, 'followUp'), reviewId));
    const actions = await stage.database.admin
      .selectFrom('corrective_actions')
      .select(['finding', 'owner_id'])
      .where('review_id', '=', reviewId)
      .orderBy('finding')
      .execute();
    expect(actions).toEqual([
      { finding: 'fewerContacts', owner_id: owner() },
      { finding: 'moreComplaints', owner_id: owner() },
    ]);
    expect(await mails('correctiveAction.opened')).toEqual([owner()]);
  });
});

describe('the survey of a review', () => {
  const sent = async () =>
    (await stage.engine.outbox.list()).filter(({ to }) =>
      to.some((one) => c.company.customerIds.some((id) => one === `${id}@customer.example`)),
    );
  const states = async () => {
    const rows = await stage.database.admin
      .selectFrom('surveys')
      .select(['customer_id', 'state'])
      .where('review_id', '=', reviewId)
      .orderBy('customer_id')
      .execute();
    return rows.map(({ state }) => state).sort();
  };
  const run = (nth: number, activities = stage.activities) =>
    attempt(c, nth, () => activities.openReview(effect(c, 'followUp'), reviewId));

  test('with a mail server that was away, then twice: each customer of the sample gets one letter with one link', async () => {
    await begin({ survey: { share: 0.5, most: 100, answerDays: 5, language: 'zh-CN' } });
    await expect(run(1, stage.withoutMail)).rejects.toThrow();
    expect(await states()).toEqual(['prepared', 'prepared', 'prepared']);
    await run(2);
    await run(3);
    expect(await states()).toEqual(['sent', 'sent', 'sent']);
    const letters = await sent();
    expect(letters).toHaveLength(3);
    const links = letters.map(({ text }) => /\/l\/(\S+)/.exec(text)?.[1]);
    expect(new Set(links).size).toBe(3);
    for (const { text } of letters) expect(text).toContain('尊敬的客户');
  });

  test('a customer who is lost, one whom somebody else has by now, one without an address: neither is asked, the last is told', async () => {
    await begin({ survey: { share: 1, most: 100, answerDays: 5, language: 'en' } });
    const [lost, moved, mute] = c.company.customerIds;
    const { admin } = stage.database;
    await sql`update customers set state = 'lost' where id = ${lost}`.execute(admin);
    await sql`update customers set owner_id = ${c.company.stranger.id} where id = ${moved}`.execute(admin);
    await sql`update customers set email = null where id = ${mute}`.execute(admin);
    await run(1);
    expect(await states()).toEqual(['sent', 'sent', 'sent', 'unreached']);
    expect(await sent()).toHaveLength(3);
  });

  test('customers spoken to in languages of which surveys know two: each gets theirs in one of these', async () => {
    await begin({ survey: { share: 1, most: 100, answerDays: 5, language: 'en' } });
    const { admin } = stage.database;
    const spoken = ['zh', 'zh-TW', 'en-GB', 'de', 'EN', null];
    for (const [n, language] of spoken.entries())
      await sql`update customers set language = ${language} where id = ${c.company.customerIds[n]}`.execute(admin);
    await run(1);
    const rows = await admin
      .selectFrom('surveys')
      .select(['customer_id', 'language'])
      .where('review_id', '=', reviewId)
      .execute();
    const asked = c.company.customerIds.map((id) => rows.find((row) => row.customer_id === id)?.language);
    expect(asked).toEqual(['zh-CN', 'zh-CN', 'en', 'en', 'en', 'en']);
  });

  test('a policy that asks for no survey: asks nobody', async () => {
    await begin({});
    await run(1);
    expect(await states()).toEqual([]);
  });
});

test('check-ins, where the policy wants work reports: ask the receiver, tell of a missing one, and are content with one that came', async () => {
  await begin({ workReports: true });
  const { admin } = stage.database;
  const receiver = c.input.receivers[0]?.id ?? '';
  const next = async () => {
    await admin.deleteFrom('run_once').where('key', '=', 'checkIn').execute();
    await attempt(c, 1, () => stage.activities.sendCheckIn(handoverId));
    await attempt(c, 2, () => stage.activities.sendCheckIn(handoverId));
  };
  await next();
  expect(await mails('checkIn')).toEqual([c.company.giver.id]);
  expect(await mails('checkIn.report')).toEqual([receiver]);
  await next();
  expect(await mails('checkIn.missing')).toEqual([receiver]);
  expect(await mails('workReport.missing')).toEqual([c.company.supervisor.id]);
  await admin
    .insertInto('work_reports')
    .values({ id: randomUUID(), handover_id: handoverId, author_id: receiver, body: '顺利' })
    .execute();
  await next();
  expect(await mails('checkIn.report')).toEqual([receiver, receiver]);
  expect(await mails('workReport.missing')).toHaveLength(1);
});
