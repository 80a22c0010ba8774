import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { publishKey } from '../../src/db/audit/keys.ts';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine, startHandover, waitingFor } from '../support/engine.ts';
import { people } from '../support/people.ts';
import { handover } from '../cli/cli.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let c: Company;
let id: string;
let act: ReturnType<typeof people>;
let policyKey: string;

/** A case on the server that skips time, transferred, with everything in its policy that reviews can have. */
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'skipping');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  await publishKey(database.worker, engine.deps.signer.keyId, engine.deps.signer.publicJwk);
  c = await makeCompany(database.admin, { customers: 4, receivers: 1 });
  await sql`update contacts set email = id || '@customer.example' where customer_id = any (${c.customerIds}::uuid[])`.execute(
    database.admin,
  );
  const policy = await makePolicy(database.admin, (p) => {
    p.transition.checkInEveryDays = 0;
    p.reviews = {
      days: [30],
      minSatisfaction: 3,
      questions: [
        { key: 'known', kind: 'scale', for: ['receiver'], zh: '是否熟悉客户？', en: 'Do you know the customers?' },
        { key: 'open', kind: 'text', for: ['receiver', 'supervisor'], zh: '还有什么未尽？', en: 'What is open?' },
      ],
      survey: { share: 0.5, most: 10, answerDays: 10, language: 'en' },
      thresholds: { complaints: 1, lostCustomers: 1, contactsFall: 0.5 },
      corrective: { owner: 'supervisor', dueWorkingDays: 5 },
      workReports: true,
    };
  });
  policyKey = policy.key;
  const input = await startHandover(database, engine, c, { policy });
  id = input.handoverId;
  act = people(database, engine, input);
  const at = (wait: Parameters<typeof waitingFor>[2]) => waitingFor(engine, id, wait);
  await act.approve(await at('approval'));
  await at('materials');
  await act.confirmMaterials();
  await at('minutes');
  await act.recordMinutes();
  await at('verification');
  await act.verify();
  const signing = await at('signOff');
  for (const signer of act.signers) await act.sign(signing, signer);
  await until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.step === 'followUp' && body.waitingFor === 'reviewDate',
  );
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const receiver = () => c.receivers[0] ?? c.giver;
const linksOf = async () =>
  (await engine.outbox.list())
    .filter(({ to }) => to.some((one) => one.endsWith('@customer.example')))
    .map(({ text }) => /\/l\/(\S+)/.exec(text)?.[1] ?? '');

test('a work report, by the receiver alone: is there for those who see the case', async () => {
  expect((await api.post(c.giver, `handovers/${id}/work-reports`, { body: '一切顺利' })).status).toBe(403);
  expect(
    (await api.post(receiver(), `handovers/${id}/work-reports`, { body: '一切顺利', concerns: true })).status,
  ).toBe(200);
  const { body } = await api.get(c.supervisor, `handovers/${id}/work-reports`);
  expect(body.items).toMatchObject([{ author: { number: receiver().number }, body: '一切顺利', concerns: true }]);
});

test('a review: asks people by the policy, customers by link, and opens actions for what is worse', async () => {
  const review = await database.admin
    .selectFrom('reviews')
    .selectAll()
    .where('handover_id', '=', id)
    .executeTakeFirstOrThrow();
  await engine.skipTo(review.due_at.toISOString());
  await until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.waitingFor === 'review',
  );

  // Half of four customers, each with a link of its own.
  await expect.poll(linksOf, { timeout: 20_000 }).toHaveLength(2);
  const [first = '', second = ''] = await linksOf();
  const page = await api.ask('GET', `/l/${first}`, undefined, { headers: { 'accept-language': 'zh-CN' } });
  expect(page.status).toBe(200);
  expect(page.body).toContain('请您评价我们的服务');
  expect((await api.ask('GET', `links/${first}`)).body).toMatchObject({ purpose: 'survey' });
  expect((await api.ask('POST', `links/${first}`, { satisfaction: 6 })).status).toBe(422);
  expect((await api.ask('POST', `links/${first}`, { answer: 'agreed' })).status).toBe(422);
  expect((await api.ask('POST', `links/${first}`, { satisfaction: 1, words: '没人联系我' })).body).toEqual({
    taken: true,
  });
  expect((await api.ask('POST', `links/${first}`, { satisfaction: 5 })).body.code).toBe('linkUsed');
  const form = await api.ask('POST', `/l/${second}`, undefined, {
    raw: 'satisfaction=2&words=',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(form.status).toBe(200);
  const { body: said } = await api.get(c.hr, `handovers/${id}/surveys`);
  expect(said.items.map((one: { satisfaction: number }) => one.satisfaction).sort()).toEqual([1, 2]);

  const asked = await api.ask('GET', `handovers/${id}/reviews/questions`, undefined, {
    as: receiver(),
    headers: { 'accept-language': 'en' },
  });
  expect(asked.body.items).toEqual([
    { key: 'known', kind: 'scale', question: 'Do you know the customers?' },
    { key: 'open', kind: 'text', question: 'What is open?' },
  ]);
  const told = await handover(['review', id, '--questions', '--as', receiver().number], { HANDOVER_URL: api.url });
  expect(told.out).toContain('Do you know the customers?');
  const answer = (as: { number: string }, answers?: object) =>
    api.post(as, `handovers/${id}/reviews/${review.id}/answers`, { satisfaction: 4, ...(answers ? { answers } : {}) });
  expect((await answer(receiver())).body.code).toBe('questionUnanswered');
  expect((await answer(receiver(), { known: 4, other: 1 })).body.code).toBe('questionUnknown');
  expect((await answer(receiver(), { known: '四' })).body.code).toBe('questionUnknown');
  const typed = ['review', id, '--satisfaction', '4', '--reply', 'known=4', 'open=合同', '--as', receiver().number];
  expect(await handover(typed, { HANDOVER_URL: api.url })).toMatchObject({ code: 0 });
  expect((await answer(c.supervisor, { open: '无' })).status).toBe(200);
  await until(
    () => api.get(c.hr, `handovers/${id}/reviews`),
    ({ body }) => body.items[0].state === 'answered',
  );
  const { body: reviews } = await api.get(c.hr, `handovers/${id}/reviews`);
  expect(reviews.items[0]).toMatchObject({
    findings: ['satisfactionLow'],
    facts: { surveyAsked: 2, surveyAnswered: 2, surveySatisfaction: 1.5, contactsLast90Days: 0 },
  });
  expect(reviews.items[0].answers.map((one: { answers: object }) => one.answers)).toContainEqual({
    known: 4,
    open: '合同',
  });

  const { body: actions } = await api.get(c.supervisor, `handovers/${id}/actions`);
  expect(actions.items).toMatchObject([
    { finding: 'satisfactionLow', state: 'open', owner: { number: c.supervisor.number }, openedBy: null },
  ]);
});

test('a corrective action: its owner says what came of it, others give it on, and over is over', async () => {
  const opened = await api.post(c.supervisor, `handovers/${id}/actions`, {
    body: '每周回访',
    owner: receiver().number,
    dueOn: '2027-01-15',
  });
  expect(opened.status).toBe(200);
  const otherHr = (await makeCompany(database.admin, { customers: 0, receivers: 0 })).hr;
  const path = `handovers/${id}/actions/${opened.body.id}`;
  expect((await api.put(otherHr, path, { dueOn: '2027-01-31' })).status).toBe(200);
  expect((await api.put(receiver(), path, { owner: c.giver.number })).body.code).toBe('notForYou');
  expect((await api.put(receiver(), path, { state: 'done' })).status).toBe(422);
  expect((await api.put(c.supervisor, path, { dueOn: '2027-02-01' })).status).toBe(200);
  expect((await api.put(c.giver, path, { state: 'done', outcome: 'x' })).body.code).toBe('actionOver');
  expect((await api.put(receiver(), path, { state: 'done', outcome: '已回访' })).status).toBe(200);
  expect((await api.put(receiver(), path, { state: 'done', outcome: '再次' })).body.code).toBe('actionOver');
  const { body } = await api.get(c.hr, `handovers/${id}/actions`);
  expect(body.items.at(-1)).toMatchObject({ state: 'done', outcome: '已回访', dueOn: '2027-02-01' });
  const entries = await database.admin
    .selectFrom('audit_entries')
    .select('action')
    .where('handover_id', '=', id)
    .where('action', 'like', 'correctiveAction.%')
    .orderBy('id')
    .execute();
  expect(entries.map(({ action }) => action)).toEqual([
    'correctiveAction.opened',
    'correctiveAction.opened',
    'correctiveAction.changed',
    'correctiveAction.changed',
    'correctiveAction.done',
  ]);
});

test('a suggestion: stands beside the policy until HR has decided, once', async () => {
  expect((await api.post(c.stranger, `handovers/${id}/suggestions`, { body: 'x' })).status).toBe(404);
  const made = await api.post(receiver(), `handovers/${id}/suggestions`, { body: '请提前一周通知' });
  expect(made.status).toBe(200);
  const beside = () => api.get(c.hr, `policies/${policyKey}/suggestions?state=open`);
  expect((await beside()).body.items).toMatchObject([
    { body: '请提前一周通知', policy: { key: policyKey, version: 1 } },
  ]);
  expect((await api.get(c.stranger, `policies/${policyKey}/suggestions`)).body.items).toEqual([]);
  expect((await api.get(c.stranger, 'policies/no-such-policy/suggestions')).status).toBe(404);
  const decide = (as: { number: string }) =>
    api.post(as, `suggestions/${made.body.id}/decision`, { state: 'taken', comment: '下一版采纳' });
  expect((await decide(c.supervisor)).status).toBe(403);
  expect((await decide(c.hr)).status).toBe(200);
  expect((await decide(c.hr)).body.code).toBe('suggestionOver');
  expect((await beside()).body.items).toEqual([]);
});

test('a customer lost after the handover: is counted beside those that were not handed over, with the reason once it is known', async () => {
  const other = await makeCompany(database.admin, { customers: 5, receivers: 0 });
  const lose = (customer: string) =>
    database.admin.updateTable('customers').set({ state: 'lost' }).where('id', '=', customer).execute();
  const [lost = '', regained = ''] = c.customerIds;
  await lose(lost);
  await lose(regained);
  await database.admin.updateTable('customers').set({ state: 'active' }).where('id', '=', regained).execute();
  expect(
    (await api.put(receiver(), `customers/${lost}/loss`, { reason: 'accountManager', note: '想念老客户经理' })).status,
  ).toBe(200);
  expect((await api.put(c.stranger, `customers/${lost}/loss`, { reason: 'price' })).body.code).toBe('customerNotLost');
  await lose(other.customerIds[0] ?? '');

  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const { body, status } = await api.get(c.hr, `reports/churn?from=${day(-2)}&to=${day(2)}&days=90`);
  expect(status).toBe(200);
  expect(body.handedOver).toMatchObject({ customers: 4, lost: 2 });
  expect(body.handedOver.reasons.map(({ reason, lost: n }: { reason: string; lost: number }) => [reason, n])).toEqual([
    ['accountManager', 1],
    ['unknown', 1],
  ]);
  expect(body.notHandedOver).toMatchObject({ customers: 5, lost: 1 });
  const of = await api.get(c.supervisor, `handovers/${id}/churn`);
  expect(of.body.reasons).toHaveLength(2);
});

test('the command line, on the case: says and shows the same', async () => {
  const run = (as: { number: string }, ...args: string[]) =>
    handover([...args, '--as', as.number, '--lang', 'en'], { HANDOVER_URL: api.url });
  expect((await run(receiver(), 'suggest', id, 'Shorter meetings')).out).toMatch(/^Noted: /);
  expect((await run(c.hr, 'suggestions', policyKey, '--state', 'open')).out).toContain('Shorter meetings');
  expect((await run(receiver(), 'work-report', id, 'All well')).code).toBe(0);
  expect((await run(c.hr, 'surveys', id)).out).toContain('answered');
  const actions = await run(c.supervisor, 'actions', id);
  expect(actions.out).toContain('Satisfaction is low');
  const open = (await api.get(c.supervisor, `handovers/${id}/actions`)).body.items.find(
    ({ state }: { state: string }) => state === 'open',
  );
  expect((await run(c.supervisor, 'action-done', id, open.id, 'Visited')).code).toBe(0);
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  expect((await run(c.hr, 'churn', '--first', day(-2), '--end', day(2))).out).toContain('not handed over');
});

test('a work report, a corrective action and a suggestion, crashed between the commit and the answer: the same request is taken once', async () => {
  const dueOn = '2030-01-15';
  const requests: [{ number: string }, string, object][] = [
    [receiver(), 'work-reports', { body: '再次汇报' }],
    [c.supervisor, 'actions', { body: '每周回访', owner: c.supervisor.number, dueOn }],
    [c.supervisor, 'suggestions', { body: '提前通知客户' }],
  ];
  for (const [as, what, body] of requests) {
    const headers = { 'idempotency-key': `crashed-${what}` };
    const send = () => api.ask('POST', `handovers/${id}/${what}`, body, { as, headers });
    const first = await send();
    expect(first.status, what).toBe(200);
    await database.admin
      .updateTable('idempotency_keys')
      .set({ status: null, response: null })
      .where('key', '=', headers['idempotency-key'])
      .execute();
    expect(await send(), what).toMatchObject({ status: 200, body: { id: first.body.id } });
  }
  const { n } = await database.admin
    .selectFrom('audit_entries')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('handover_id', '=', id)
    .where('action', '=', 'suggestion.made')
    .where('actor_id', '=', c.supervisor.id)
    .executeTakeFirstOrThrow();
  expect(n).toBe(1);
});
