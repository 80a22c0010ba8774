import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccessReviewResult } from '../../src/contract/access-review.ts';
import { inboxReadySignal } from '../../src/contract/messages.ts';
import { ACCESS_REVIEW_WORKFLOW, accessReviewWorkflowId } from '../../src/contract/names.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { keepHistory } from '../support/histories.ts';

const DAY_MS = 86_400_000;

let database: TestDatabase;
let engine: Engine;
let c: Company;
let reviewId: string;
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  engine = await startEngine(database, 'skipping');
  await database.admin.updateTable('grants').set({ revoked_at: new Date() }).where('revoked_at', 'is', null).execute();
  c = await makeCompany(database.admin, { customers: 2 });
  reviewId = randomUUID();
});
afterEach(() => engine.stop());
afterAll(() => database.drop());

/** Access of somebody to a customer until long after every review. */
async function grant(holder: string): Promise<string> {
  const { id } = await database.admin
    .insertInto('grants')
    .values({
      grantee_id: holder,
      customer_id: c.customerIds[0] ?? null,
      level: 'view',
      reason: '支援',
      ends_at: new Date(Date.now() + 400 * DAY_MS),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
const start = (id = reviewId) =>
  engine.client.workflow.start(ACCESS_REVIEW_WORKFLOW, {
    taskQueue: engine.taskQueue,
    workflowId: accessReviewWorkflowId(id),
    args: [{ reviewId: id, startedBy: c.hr.id }],
  });
const handle = () => engine.client.workflow.getHandle(accessReviewWorkflowId(reviewId));
const result = () => handle().result() as Promise<AccessReviewResult>;
const review = () =>
  database.admin.selectFrom('access_reviews').selectAll().where('id', '=', reviewId).executeTakeFirst();
const items = () =>
  database.admin
    .selectFrom('access_review_items')
    .selectAll()
    .where('review_id', '=', reviewId)
    .orderBy('id')
    .execute();
const isRevoked = async (id: string) =>
  (await database.admin.selectFrom('grants').select('revoked_at').where('id', '=', id).executeTakeFirstOrThrow())
    .revoked_at !== null;
const decide = (ref: string, state: 'confirmed' | 'revoked') =>
  database.admin
    .updateTable('access_review_items')
    .set({ state })
    .where('review_id', '=', reviewId)
    .where('ref', '=', ref)
    .execute();
const mails = async (subject: RegExp) =>
  (await engine.outbox.list()).filter((mail) => subject.test(mail.subject)).map((mail) => mail.to[0]);
const inState = (state: string) =>
  expect.poll(async () => (await review())?.state, { timeout: 30_000, interval: 25 }).toBe(state);
const audited = async (action: string) =>
  (
    await database.admin.selectFrom('audit_entries').select(['id', 'params']).where('action', '=', action).execute()
  ).filter((entry) => JSON.stringify(entry.params).includes(reviewId)).length;
const told = (subject: RegExp, n: number) =>
  expect.poll(async () => (await mails(subject)).length, { timeout: 30_000, interval: 25 }).toBe(n);

/** Lets the clock run day by day until something has happened. */
async function daysUntil(happened: () => Promise<boolean>): Promise<void> {
  const from = Date.parse(await engine.now());
  for (let day = 1; day <= 40 && !(await happened()); day += 1) {
    await engine.skipTo(new Date(from + day * DAY_MS).toISOString());
    await expect
      .poll(happened, { timeout: 300, interval: 25 })
      .toBe(true)
      .catch(() => {});
  }
}

describe('access review', () => {
  it('answered by everybody: what is confirmed stays, what is revoked is gone at once, and the review closes', async () => {
    const [kept, gone] = [await grant(c.stranger.id), await grant(c.receivers[0]?.id ?? '')];
    await start();
    await inState('open');
    const byRef = new Map((await items()).map((item) => [item.ref, item]));
    expect(byRef.get(kept)).toMatchObject({ reviewer_id: c.boss.id, holder_id: c.stranger.id, state: 'pending' });
    expect(byRef.get(gone)).toMatchObject({ reviewer_id: c.supervisor.id, what: 'grant', level: 'view' });
    await told(/review what your people|请复核下属/, 2);
    await decide(kept, 'confirmed');
    await decide(gone, 'revoked');
    expect(await isRevoked(gone)).toBe(true);
    await handle().signal(inboxReadySignal);
    expect(await result()).toEqual({ outcome: 'answered', confirmed: 1, revoked: 1, lapsed: 0 });
    expect(await isRevoked(kept)).toBe(false);
    expect(await review()).toMatchObject({ state: 'closed' });
    expect([await audited('access.confirmed'), await audited('access.revoked')]).toEqual([1, 1]);
    await keepHistory(engine.client, accessReviewWorkflowId(reviewId), 'access-review-answered');
  });

  it('answered late: the reviewer is reminded, and nothing is taken away', async () => {
    const kept = await grant(c.stranger.id);
    await start();
    await inState('open');
    await daysUntil(async () => (await mails(/Reminder|提醒/)).length > 0);
    expect(await mails(/Reminder|提醒/)).toHaveLength(1);
    await decide(kept, 'confirmed');
    await handle().signal(inboxReadySignal);
    expect(await result()).toMatchObject({ outcome: 'answered', confirmed: 1, lapsed: 0 });
    expect(await isRevoked(kept)).toBe(false);
    await keepHistory(engine.client, accessReviewWorkflowId(reviewId), 'access-review-late');
  });

  it('unanswered: HR hears of it on the last day, then what nobody answered is taken away and said so', async () => {
    const [kept, gone] = [await grant(c.receivers[0]?.id ?? ''), await grant(c.stranger.id)];
    await start();
    await inState('open');
    await decide(kept, 'confirmed');
    await daysUntil(async () => (await review())?.state === 'closed');
    expect(await result()).toEqual({ outcome: 'lapsed', confirmed: 1, revoked: 0, lapsed: 1 });
    expect(await mails(/this evening|今晚/)).toContain(`${c.hr.number.replace('hr-', 'hr.')}@demo.example`);
    expect([await isRevoked(kept), await isRevoked(gone)]).toEqual([false, true]);
    expect((await items()).find((item) => item.ref === gone)).toMatchObject({ state: 'lapsed', decided_by: null });
    expect(await audited('access.lapsed')).toBe(1);
    await keepHistory(engine.client, accessReviewWorkflowId(reviewId), 'access-review-unanswered');
  });

  it('cancelled: closes as cancelled, and what was not answered stays', async () => {
    const stays = await grant(c.stranger.id);
    await start();
    await inState('open');
    await handle().cancel();
    expect(await result()).toEqual({ outcome: 'cancelled', confirmed: 0, revoked: 0, lapsed: 0 });
    expect(await review()).toMatchObject({ state: 'cancelled' });
    expect(await isRevoked(stays)).toBe(false);
    await keepHistory(engine.client, accessReviewWorkflowId(reviewId), 'access-review-cancelled');
  });

  it('started while another is open: does nothing; with nothing to review: closes at once', async () => {
    const gone = await grant(c.stranger.id);
    await start();
    await inState('open');
    const second = randomUUID();
    expect(await (await start(second)).result()).toMatchObject({ outcome: 'alreadyOpen' });
    await decide(gone, 'revoked');
    await handle().signal(inboxReadySignal);
    await result();
    reviewId = randomUUID();
    await start();
    expect(await result()).toEqual({ outcome: 'answered', confirmed: 0, revoked: 0, lapsed: 0 });
    await keepHistory(engine.client, accessReviewWorkflowId(reviewId), 'access-review-empty');
  });
});
