import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
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

const POINTS = [
  { key: 'contacts', zh: '联系人已核对', en: 'Contacts are right', required: true },
  { key: 'promises', zh: '承诺已说明', en: 'Promises are told', required: true },
  { key: 'gifts', zh: '礼品记录', en: 'Gifts', required: false },
];
const ALL = ['contacts', 'promises'];

interface Case {
  c: Company;
  id: string;
  receiver: Company['giver'];
  customers: string[];
  finance: { id: string; number: string };
}

/** A case of three customers of one receiver at its verification, with a checklist, and finance among those who sign. */
async function verifying(customers = 3): Promise<Case> {
  const c = await makeCompany(database.admin, { receivers: 1, customers });
  const tag = randomUUID().slice(0, 8);
  const finance = await database.admin
    .insertInto('employees')
    .values({ number: `fin-${tag}`, name: '财务', email: `fin.${tag}@demo.example`, roles: ['coordinator'] })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow();
  await database.admin
    .insertInto('departments')
    .values({ code: `fin-${tag}`, name_zh: '财务', name_en: 'Finance', coordinator_id: finance.id })
    .execute();
  const policy = await makePolicy(database.admin, (p) => {
    p.verification = {
      strictShare: 1,
      standardShare: 1,
      minimum: 1,
      discrepancyDays: 3,
      checklists: { standard: POINTS },
    };
    p.signers = { departments: [{ department: `fin-${tag}`, role: 'finance', when: 'always' }] };
  });
  const started = await api.post(c.hr, 'handovers', {
    kind: 'departure',
    reason: '离职',
    giver: c.giver.number,
    receivers: c.receivers.map((r) => r.number),
    assignment: 'fixed',
    scope: 'book',
    policy: { key: policy.key, version: 1 },
  });
  const { id } = started.body;
  const planned = await waiting(c, id, 'approval');
  const { planHash } = planned.body;
  await api.post(c.supervisor, `handovers/${id}/approvals`, { decision: 'approved', planHash });
  await waiting(c, id, 'materials');
  await api.post(c.giver, `handovers/${id}/materials/confirmation`, {});
  await waiting(c, id, 'minutes');
  await api.post(c.supervisor, `handovers/${id}/meeting/minutes`, { minutes: '逐一说明' });
  await waiting(c, id, 'verification');
  const [receiver] = c.receivers;
  if (!receiver) throw new Error('a receiver');
  return { c, id, receiver, customers: c.customerIds, finance };
}
const waiting = (c: Company, id: string, wait: string) =>
  until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.waitingFor === wait,
  );
const verify = ({ id, receiver }: Case, ...customers: object[]) =>
  api.post(receiver, `handovers/${id}/verifications`, { customers });
const say = (as: { number: string }, { id }: Case, discrepancyId: string, act: string, comment?: string) =>
  api.post(as, `handovers/${id}/discrepancies/${discrepancyId}/messages`, {
    act,
    ...(comment === undefined ? {} : { comment }),
  });
const list = async (as: { number: string }, { id }: Case) =>
  (await api.get(as, `handovers/${id}/discrepancies`)).body.items as { id: string; state: string }[];

describe('verification by a checklist', () => {
  test('the checklist, read in Chinese and in English: has its sentences; all sample, nothing found', async () => {
    const of = await verifying();
    const path = `/api/v1/handovers/${of.id}/verifications`;
    const ask = (lang: string) =>
      api.ask('GET', path, undefined, { as: of.receiver, headers: { 'accept-language': lang } });
    const [zh, en] = [await ask('zh-CN'), await ask('en')];
    const first = { key: 'contacts', required: true };
    expect(zh.body.checklists.standard[0]).toEqual({ ...first, sentence: '联系人已核对' });
    expect(en.body.checklists.standard[0]).toEqual({ ...first, sentence: 'Contacts are right' });
    expect(en.body).toMatchObject({ mine: { done: 0, of: 3 }, all: { done: 0, of: 3 }, discrepancyDays: 3 });
    expect(en.body.discrepancies.open).toBe(0);
  });

  test('an entry without the required points, with one that is none, or not right without words: is refused, saying which', async () => {
    const of = await verifying();
    const [first, second] = of.customers;
    const missing = await verify(
      of,
      { customerId: first, ok: true, points: ALL },
      { customerId: second, ok: true, points: ['contacts', 'gifts'] },
    );
    expect(missing).toMatchObject({
      status: 422,
      body: { code: 'checklistIncomplete', params: { points: 'promises' } },
    });
    expect(missing.body.errors[0].pointer).toBe('/customers/1/points');
    expect((await verify(of, { customerId: first, ok: true, points: [...ALL, 'x'] })).body.code).toBe('pointUnknown');
    expect((await verify(of, { customerId: first, ok: false, points: [] })).body.code).toBe('discrepancyNeedsWords');
    // Nothing of a refused request was taken.
    expect((await api.get(of.receiver, `handovers/${of.id}/verifications`)).body.mine).toEqual({ done: 0, of: 3 });
  });
});

describe('discrepancies', () => {
  test('found, answered, replied, agreed, reopened, withdrawn: the sign-off opens when the last one is settled', async () => {
    const of = await verifying();
    const { c, id, receiver, customers } = of;
    const [first, second, third] = customers;
    const wrong = { customerId: first, ok: false, points: ['contacts'], comment: '承诺不全' };
    expect((await verify(of, wrong, { customerId: second, ok: true, points: ALL })).body.all).toEqual({
      done: 2,
      of: 3,
    });
    const [found] = await list(receiver, of);
    if (!found) throw new Error('a discrepancy');
    const opened = await api.get(c.giver, `handovers/${id}/discrepancies/${found.id}`);
    expect(opened.body).toMatchObject({
      state: 'open',
      customer: { id: first },
      conversation: [{ act: 'open', body: '承诺不全', points: ['promises', 'gifts'] }],
    });
    expect(Date.parse(opened.body.dueAt)).toBeGreaterThan(Date.now());

    // The same once more is the same; other words are said in the open one.
    await verify(of, wrong);
    await verify(of, { ...wrong, comment: '承诺与交货期都不全' });
    expect((await list(receiver, of)).map((d) => d.state)).toEqual(['open']);

    expect((await say(receiver, of, found.id, 'answer', 'x')).body.code).toBe('notForYou');
    expect((await say(receiver, of, found.id, 'agree')).body.code).toBe('notNow');
    expect((await say(c.giver, of, found.id, 'answer')).body.code).toBe('invalid');
    expect((await say(c.supervisor, of, found.id, 'accept', '维持')).body.code).toBe('notNow');
    expect((await say(c.giver, of, found.id, 'answer', '见合同附件')).body.state).toBe('answered');
    expect((await say(receiver, of, found.id, 'reply', '附件缺页')).body.state).toBe('open');
    expect((await say(c.giver, of, found.id, 'answer', '已补')).body.state).toBe('answered');
    expect((await say(receiver, of, found.id, 'agree')).body.state).toBe('agreed');
    expect((await say(receiver, of, found.id, 'reopen', '仍缺一页')).body.state).toBe('open');

    const byItself = await api.post(receiver, `handovers/${id}/discrepancies`, {
      customerId: third,
      comment: '电话错误',
    });
    expect(byItself).toMatchObject({ status: 200, body: { state: 'open', messages: 1 } });
    expect((await list(c.supervisor, of)).map((d) => d.state)).toEqual(['open', 'open']);
    await verify(of, { customerId: third, ok: true, points: ALL });
    await waiting(c, id, 'discrepancies');
    expect((await list(c.supervisor, of)).map((d) => d.state)).toEqual(['open', 'withdrawn']);
    expect((await say(receiver, of, found.id, 'withdraw', '已收到')).body.conversation).toHaveLength(8);
    const signing = await waiting(c, id, 'signOff');
    expect(signing.body.flags).not.toContain('discrepancies');
    expect((await say(receiver, of, found.id, 'reopen', 'x')).body.code).toBe('notNow');
    expect(
      (await api.post(receiver, `handovers/${id}/discrepancies`, { customerId: first, comment: 'x' })).body.code,
    ).toBe('notNow');
  });

  test.each(['accept', 'mend'] as const)(
    'unsettled when its time is over: the supervisor alone says %s',
    async (act) => {
      const of = await verifying();
      const { c, id, customers, receiver } = of;
      const [first, ...others] = customers;
      await verify(of, { customerId: first, ok: false, comment: '金额不符' });
      const [found] = await list(receiver, of);
      const one = found?.id ?? '';
      await database.admin
        .updateTable('discrepancies')
        .set({ due_at: new Date(0) })
        .where('id', '=', one)
        .execute();
      await verify(of, ...others.map((customerId) => ({ customerId, ok: true, points: ALL })));
      const deciding = await waiting(c, id, 'discrepancyDecision');
      expect(deciding.body.awaited.map((a: { person: { id: string } }) => a.person.id)).toEqual([c.supervisor.id]);
      const refused = [
        [receiver, 'notForYou'],
        [c.giver, 'notForYou'],
        [c.boss, 'notAwaited'],
        [c.hr, 'notAwaited'],
        [c.stranger, 'notFound'],
      ] as const;
      for (const [person, code] of refused) expect((await say(person, of, one, act, 'x')).body.code).toBe(code);
      expect((await say(c.supervisor, of, one, act)).body.code).toBe('invalid');
      const decided = await say(c.supervisor, of, one, act, '以合同为准');
      expect(decided.body.state).toBe(act === 'accept' ? 'accepted' : 'mend');
      expect((await say(receiver, of, one, 'reopen', 'x')).body.code).toBe('notNow');
      const after = await waiting(c, id, act === 'accept' ? 'signOff' : 'materials');
      expect(after.body.round).toBe(act === 'accept' ? 1 : 2);
      expect(after.body.flags.includes('discrepancies')).toBe(act === 'accept');
    },
  );

  test('said to be right in the end: is withdrawn by that, and people outside see nothing of it', async () => {
    const of = await verifying();
    const { c, id, customers, receiver } = of;
    const [first] = customers;
    await verify(of, { customerId: first, ok: false, comment: '地址不对' });
    const [found] = await list(receiver, of);
    expect(await list(c.auditor, of)).toHaveLength(1);
    expect((await api.get(c.stranger, `handovers/${id}/discrepancies`)).status).toBe(404);
    expect((await api.get(receiver, `handovers/${id}/discrepancies/${randomUUID()}`)).body.code).toBe('notFound');
    await verify(of, ...customers.map((customerId) => ({ customerId, ok: true, points: ALL })));
    const after = await api.get(receiver, `handovers/${id}/discrepancies/${found?.id}`);
    expect(after.body).toMatchObject({ state: 'withdrawn', messages: 2 });
    await waiting(c, id, 'signOff');
  });

  test('a department that signs: is asked, sees the case and nothing that was said of customers, signs by itself or by token', async () => {
    const of = await verifying();
    const { c, id, customers, finance } = of;
    expect((await api.get(finance, `handovers/${id}`)).status).toBe(404);
    await verify(of, ...customers.map((customerId) => ({ customerId, ok: true, points: ALL })));
    const signing = await waiting(c, id, 'signOff');
    expect(signing.body.awaited.find((a: { person: { id: string } }) => a.person.id === finance.id).roles).toEqual([
      'department',
    ]);
    expect((await api.get(finance, `handovers/${id}`)).status).toBe(200);
    expect((await api.get(finance, `handovers/${id}/materials`)).body.items).toEqual([]);
    expect(await list(finance, of)).toEqual([]);
    const { planHash } = signing.body;
    const waiver = (as: { number: string }, role: string) =>
      api.post(as, `handovers/${id}/sign-offs/waiver`, { role, planHash, reason: '岗位空缺' });
    expect((await waiver(c.supervisor, 'finance')).body.code).toBe('notForYou');
    expect((await waiver(c.hr, 'supervisor')).body.code).toBe('waiverNotPossible');
    const token = await api.post(finance, `handovers/${id}/sign-offs/token`, undefined);
    expect(token.status).toBe(200);
    const signed = await api.post(finance, `handovers/${id}/sign-offs`, { decision: 'signed', planHash });
    expect(signed.body.signatures).toEqual([{ role: 'finance', personId: finance.id, decision: 'signed' }]);
    expect((await waiver(c.hr, 'giver')).body.signatures).toHaveLength(2);
    const shown = await api.get(c.hr, `handovers/${id}`);
    expect(shown.body.signatures.map((s: { decision: string; state: string }) => [s.decision, s.state])).toEqual([
      ['signed', 'counts'],
      ['waived', 'counts'],
    ]);
    expect(shown.body.signatures[1]).toMatchObject({ role: 'giver', signer: { id: c.hr.id }, comment: '岗位空缺' });
  });

  test('a delegate of the giver over HTTP: signs for them; a receiver with the same delegation does not', async () => {
    const of = await verifying();
    const { c, id, customers, receiver } = of;
    await verify(of, ...customers.map((customerId) => ({ customerId, ok: true, points: ALL })));
    const { planHash } = (await waiting(c, id, 'signOff')).body;
    for (const to of [c.stranger, receiver])
      await database.admin
        .insertInto('delegations')
        .values({
          from_id: c.giver.id,
          to_id: to.id,
          reason: '出差',
          made_by: c.giver.id,
          ends_at: new Date(Date.now() + 86_400_000),
        })
        .execute();
    const body = { decision: 'signed', planHash, for: c.giver.id };
    expect((await api.post(receiver, `handovers/${id}/sign-offs`, body)).body.code).toBe('notForYou');
    const signed = await api.post(c.stranger, `handovers/${id}/sign-offs`, body);
    expect(signed.body.signatures).toEqual([{ role: 'giver', personId: c.giver.id, decision: 'signed' }]);
    const shown = await api.get(c.hr, `handovers/${id}`);
    expect(shown.body.signatures[0]).toMatchObject({ person: { id: c.giver.id }, signer: { id: c.stranger.id } });
  });

  test('many customers verified one by one, each tenth with a discrepancy: the history is as long as that of a few', async () => {
    const eventsFor = async (customers: number) => {
      const of = await verifying(customers);
      for (const [i, customerId] of of.customers.entries())
        await verify(
          of,
          i % 10 === 0 ? { customerId, ok: false, comment: '地址不对' } : { customerId, ok: true, points: ALL },
        );
      for (const found of await list(of.receiver, of)) {
        await say(of.c.giver, of, found.id, 'answer', '已改');
        await say(of.receiver, of, found.id, 'agree');
      }
      await waiting(of.c, of.id, 'signOff');
      const { historyLength } = await engine.client.workflow.getHandle(handoverWorkflowId(of.id)).describe();
      return historyLength;
    };
    const [few, many] = [await eventsFor(5), await eventsFor(40)];
    // Messages can share a task of the workflow or not: that is all that may differ.
    expect(Math.abs(many - few)).toBeLessThanOrEqual(12);
    expect(many).toBeLessThan(130);
  }, 180_000);
});
