import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { IntroductionResult, IntroductionRule } from '../../src/contract/introduction.ts';
import { approveLettersUpdate, extendIntroductionUpdate } from '../../src/contract/introduction.ts';
import {
  cancelSignal,
  inboxReadySignal,
  pauseUpdate,
  restoreUpdate,
  resumeUpdate,
} from '../../src/contract/messages.ts';
import type { Policy } from '../../src/contract/policy.ts';
import { handoverWorkflowId, introductionWorkflowId } from '../../src/contract/names.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { withPerson } from '../../src/db/connect.ts';
import { startTestApi } from '../http/api.ts';
import { makeCompany, makePolicy } from '../support/company.ts';
import { rests, startHandover } from '../support/engine.ts';
import { historiesOf } from '../support/histories.ts';
import { answerByLink, giveAddresses, introductionRule, introductionsOf, tokenFor } from '../support/introduction.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();
const DAY_MS = 86_400_000;
const later = (instant: Date | null, days: number) => new Date((instant?.getTime() ?? 0) + days * DAY_MS).toISOString();

let addresses: Map<string, string>;

/** A handover with introduction, driven to the day on which its customers have moved. */
async function introducing(
  change: (rule: IntroductionRule) => void = () => {},
  customers = 6,
  before: () => Promise<unknown> = () => Promise.resolve(),
  changePolicy: (policy: Policy) => void = () => {},
): Promise<void> {
  s.company = await makeCompany(s.database.admin, { customers });
  addresses = await giveAddresses(s.database, s.company.customerIds);
  await before();
  const rule = structuredClone(introductionRule);
  change(rule);
  const policy = await makePolicy(s.database.admin, (p) => {
    p.transition.checkInEveryDays = 0;
    p.introduction = rule;
    changePolicy(p);
  });
  s.play(await startHandover(s.database, s.engine, s.company, { policy }));
  await s.signAll(await s.toSignOff());
}

const id = () => introductionWorkflowId(s.input.handoverId);
const handle = () => s.engine.client.workflow.getHandle(id());
const result = () => handle().result() as Promise<IntroductionResult>;
const rows = () => introductionsOf(s.database, s.input.handoverId);
const rowOf = async (customerId: string) => (await rows()).filter((row) => row.customer_id === customerId).at(-1);
const customer = (n: number) => s.company.customerIds[n] ?? '';
const wake = () => handle().signal(inboxReadySignal);
const answer = async (n: number, said: 'agreed' | 'objected', words?: string) =>
  answerByLink(s.database, await tokenFor(s.engine, addresses.get(customer(n)) ?? ''), said, words);
const inState = (n: number, state: string, nth = 1) =>
  expect
    .poll(
      async () => {
        const row = await rowOf(customer(n));
        return `${row?.nth} ${row?.state}`;
      },
      { timeout: 30_000, interval: 25 },
    )
    .toBe(`${nth} ${state}`);
/** Every letter has left, and the look after it is over: what comes now is settled by the next one. */
const allSent = () =>
  s.inDatabase(async () => {
    const all = await rows();
    return all.length > 0 && all.every((row) => row.state !== 'prepared') && (await rests(s.engine, id()));
  });
/** What was said is settled: the time has come in which answers are settled together. */
const settled = async () => s.engine.skipTo(await s.inDays(1 / 20));
const ownerOf = async (n: number) =>
  (await s.database.admin.selectFrom('customers').select('owner_id').where('id', '=', customer(n)).executeTakeFirst())
    ?.owner_id;
const mails = async (subject: RegExp) => (await s.engine.outbox.list()).filter((mail) => subject.test(mail.subject));

describe('introduction, the customers', () => {
  it('some agree, the others say nothing: silence is consent after the time of the policy, and the case closes after it', async () => {
    await introducing();
    await allSent();
    expect((await rows()).map((row) => [row.state, row.channel, row.language])).toEqual(
      Array.from({ length: 6 }, () => ['sent', 'letter', 'zh-CN']),
    );
    expect(await answer(0, 'agreed')).toEqual({ outcome: 'taken', wake: false });
    expect(await answer(0, 'objected')).toMatchObject({ outcome: 'used' });
    await s.engine.skipTo(later((await rowOf(customer(1)))?.answer_by ?? null, -0.01));
    expect((await rowOf(customer(1)))?.state).toBe('sent');
    await s.engine.skipTo(later((await rowOf(customer(1)))?.answer_by ?? null, 0.01));
    expect(await result()).toEqual({ outcome: 'done', counts: { agreed: 1, consented: 5 } });
    expect(await s.audited('introduction.consented')).toBe(5);
    // Silence is the customer's: no link opens any more.
    expect(await answer(1, 'objected')).not.toMatchObject({ outcome: 'taken' });
    await s.reviewAll(async (reviewId) => {
      for (const person of [...s.input.receivers, s.input.supervisor]) await s.act.answerReview(reviewId, person.id);
    });
    await s.result();
  });

  it('one objects, then once more: goes to another receiver with all that is open, then to the pool; the manager is told', async () => {
    await introducing();
    await allSent();
    const first = await ownerOf(0);
    expect(await answer(0, 'objected', '希望换一位')).toEqual({ outcome: 'taken', wake: true });
    expect(await answer(1, 'objected')).toEqual({ outcome: 'taken', wake: false });
    await wake();
    await settled();
    await inState(0, 'sent', 2);
    const second = await ownerOf(0);
    expect(second).not.toBe(first);
    expect(s.company.receivers.map((r) => r.id)).toContain(second);
    expect((await mails(/有客户提出异议|Customers objected/)).map((mail) => mail.to)).toHaveLength(1);
    // What the giver had in person on the customer went with it.
    const task = await s.database.admin
      .selectFrom('tasks')
      .select('assignee_id')
      .where('customer_id', '=', customer(0))
      .where('assignee_id', 'is not', null)
      .executeTakeFirstOrThrow();
    expect(task.assignee_id).toBe(second);
    expect(await answer(0, 'objected')).toEqual({ outcome: 'taken', wake: true });
    await wake();
    await settled();
    await inState(0, 'pooled', 2);
    expect(await ownerOf(0)).toBeNull();
    const said = await s.database.admin
      .selectFrom('handover_exceptions')
      .select(['state', 'reason', 'params'])
      .where('handover_id', '=', s.input.handoverId)
      .where('record_type', '=', 'customer')
      .where('record_id', '=', customer(0))
      .executeTakeFirst();
    expect(said).toEqual({ state: 'pooled', reason: 'customerObjected', params: { to: null } });
    const starts = await s.database.admin
      .selectFrom('ownership_starts')
      .select(['owner_id', 'handover_id'])
      .where('customer_id', '=', customer(0))
      .orderBy('since')
      .execute();
    expect(starts.slice(1)).toEqual(
      [first, second, null].map((owner_id) => ({ owner_id, handover_id: s.input.handoverId })),
    );
    await s.engine.skipTo(later((await rowOf(customer(1)))?.answer_by ?? null, 0.01));
    expect((await result()).counts).toEqual({ consented: 5, pooled: 1, reassigned: 2 });
  });

  it('they object one by one, over weeks: are settled together, and the history stays short', async () => {
    await introducing((rule) => {
      rule.settleEveryMinutes = 24 * 60;
      rule.objections = { first: 'manager', maxObjections: 1, last: 'pool' };
      rule.tiers.standard.consentAfterWorkingDays = 20;
    }, 60);
    await allSent();
    let signals = 0;
    for (let n = 0; n < 60; n += 1) {
      if ((await answer(n, 'objected')).wake) {
        signals += 1;
        await wake();
      }
      if (n % 20 === 19) {
        const before = signals;
        await s.engine.skipTo(await s.inDays(1.1));
        await expect.poll(async () => (await rowOf(customer(n)))?.state, { timeout: 30_000 }).toBe('pooled');
        expect(signals).toBe(before);
      }
    }
    expect((await result()).counts).toEqual({ pooled: 60 });
    // The first look of each day, and one that it did not wait for.
    expect(signals).toBeLessThanOrEqual(6);
    for (const run of await historiesOf(s.engine.client, id())) expect(run.events?.length).toBeLessThan(250);
  });
});

describe('introduction, in person', () => {
  it('nobody holds the meetings: invitation, reminder, escalation, and in the end the case says who was not told', async () => {
    await introducing((rule) => {
      rule.tiers.standard.channel = 'meeting';
    }, 4);
    await allSent();
    const invited = await rowOf(customer(0));
    expect(invited).toMatchObject({ state: 'sent', channel: 'meeting' });
    expect(invited?.meeting_starts_at).not.toBeNull();
    const [mail] = (await s.engine.outbox.list()).filter((one) => one.to.includes(addresses.get(customer(0)) ?? ''));
    expect(mail?.attachments[0]?.content).toMatch(/METHOD:REQUEST/);
    await expect.poll(async () => (await rowOf(customer(0)))?.due_at ?? null, { timeout: 30_000 }).not.toBeNull();
    const { give_up_at } = (await rowOf(customer(0))) ?? {};
    await s.engine.skipTo(later(give_up_at ?? null, 0.01));
    expect(await result()).toEqual({ outcome: 'done', counts: { unanswered: 4 } });
    expect(await mails(/提醒：\d+ 个客户需由您告知/)).not.toEqual([]);
    expect(await mails(/升级：\d+ 个客户未被告知/)).not.toEqual([]);
    expect(await mails(/个客户始终未被告知/)).toHaveLength(1);
  });

  it('a customer without an address: is the receiver’s to tell, who enters what they say', async () => {
    await introducing(
      () => {},
      2,
      () => s.database.admin.updateTable('customers').set({ email: null }).where('id', '=', customer(0)).execute(),
    );
    await allSent();
    const row = await rowOf(customer(0));
    expect(row).toMatchObject({ state: 'toDo', why: 'noAddress' });
    await expect.poll(() => mails(/个客户需由您告知/), { timeout: 30_000 }).toHaveLength(1);
    const by = (personId: string, said: string) =>
      withPerson(s.database.api, personId, (tx) =>
        sql<{ outcome: string }>`
          select outcome from app.answer_introduction(${row?.id}, ${said}, '电话', 'phone')`.execute(tx),
      ).then(({ rows: [answered] }) => answered?.outcome);
    await expect(by(s.company.stranger.id, 'agreed')).rejects.toThrow();
    await expect(by(s.company.giver.id, 'agreed')).rejects.toThrow();
    expect(await by(row?.receiver_id ?? '', 'agreed')).toBe('taken');
    expect(await by(s.company.supervisor.id, 'objected')).toBe('over');
    await s.engine.skipTo(later((await rowOf(customer(1)))?.answer_by ?? null, 0.01));
    expect((await result()).counts).toEqual({ agreed: 1, consented: 1 });
  });
});

describe('introduction, the letters before they leave', () => {
  const approving = (rule: IntroductionRule) => {
    rule.approval = { by: 'supervisor', wait: rule.inPerson };
  };
  const phase = (wanted: string) =>
    expect
      .poll(
        async () =>
          (
            await s.database.admin
              .selectFrom('introduction_runs')
              .select(['phase', 'awaited_ids'])
              .where('handover_id', '=', s.input.handoverId)
              .executeTakeFirst()
          )?.phase,
        { timeout: 30_000 },
      )
      .toBe(wanted);
  const decide = (decision: 'approved' | 'sentBack', personId = s.input.supervisor.id) =>
    handle().executeUpdate(approveLettersUpdate, { args: [{ personId, decision }], updateId: randomUUID() });
  /** From here on they know of it, and are heard, though the activity that asks them has not ended. */
  const asked = (n: number) => expect.poll(() => s.audited('introduction.lettersAsked'), { timeout: 30_000 }).toBe(n);

  it('sent back, then approved: leave only then, and not by somebody who was not asked', async () => {
    await introducing(approving, 3);
    await asked(1);
    await expect(decide('approved', s.input.giver.id)).rejects.toThrow();
    expect((await rows()).every((row) => row.state === 'prepared')).toBe(true);
    await decide('sentBack');
    await asked(2);
    await decide('approved');
    await allSent();
    await phase('running');
  });

  it('two answer at once: one is taken, the other is told so, and what was taken holds', async () => {
    await introducing(approving, 3);
    await asked(1);
    const held = s.engine.hold('decideLetters');
    const first = decide('approved');
    await held.begun;
    await expect(decide('sentBack')).rejects.toMatchObject({ cause: { type: 'alreadyAnswered' } });
    held.open();
    await first;
    await allSent();
    expect(await s.audited('introduction.lettersSentBack')).toBe(0);
  });

  it('nobody answers, the deputies included: no letter leaves, and the receivers tell their customers', async () => {
    await introducing(approving, 3);
    await asked(1);
    await s.engine.skipTo(await s.inDays(20));
    await phase('running');
    await expect
      .poll(async () => (await rows()).map((row) => `${row.state} ${row.why}`), { timeout: 30_000 })
      .toEqual(Array.from({ length: 3 }, () => 'toDo notApproved'));
    expect((await s.engine.outbox.list()).filter((mail) => mail.to.some((to) => to.includes('@customers.')))).toEqual(
      [],
    );
  });
});

describe('introduction, over HTTP', () => {
  it('letters approved, every customer answers by the link or by phone: ends before its time', async () => {
    const { signer } = s.engine.deps;
    await publishKey(s.database.worker, signer.keyId, signer.publicJwk);
    const api = await startTestApi({ db: s.database.api, gateway: s.engine.gateway });
    try {
      await introducing((rule) => {
        rule.approval = { by: 'supervisor', wait: rule.inPerson };
      }, 3);
      const path = `handovers/${s.input.handoverId}`;
      await s.inDatabase(async () => (await s.audited('introduction.lettersAsked')) === 1);
      const { supervisor, receivers } = s.company;
      const said = { decision: 'approved', comment: '可以发送' };
      expect((await api.post(s.company.giver, `${path}/introduction/approval`, said)).body.code).toBe('notAwaited');
      await s.inDatabase(
        async () => (await api.post(supervisor, `${path}/introduction/approval`, said)).status === 200,
      );
      await allSent();
      for (const n of [0, 1]) {
        const token = await tokenFor(s.engine, addresses.get(customer(n)) ?? '');
        expect((await api.ask('GET', `/l/${token}`)).status).toBe(200);
        expect((await api.ask('POST', `links/${token}`, { answer: 'agreed' })).status).toBe(200);
      }
      const { receiver_id } = (await rowOf(customer(2))) ?? {};
      const receiver = receivers.find((one) => one.id === receiver_id) ?? supervisor;
      const heard = { answer: 'agreed', via: 'phone' };
      const answered = await api.post(receiver, `${path}/introductions/${customer(2)}/answer`, heard);
      expect(answered).toMatchObject({ status: 200, body: { state: 'agreed' } });
      await settled();
      expect(await result()).toEqual({ outcome: 'done', counts: { agreed: 3 } });
      expect((await api.post(supervisor, `${path}/introduction/approval`, said)).body.code).toBe('introductionOver');
    } finally {
      await api.stop();
    }
  });
});

describe('introduction, with its case', () => {
  it('paused and resumed: no letter leaves meanwhile, and everybody has as many days more', async () => {
    await introducing(() => {}, 3);
    await allSent();
    const before = (await rowOf(customer(0)))?.answer_by;
    await s.send(s.input.handoverId, pauseUpdate, { personId: s.input.supervisor.id }, randomUUID());
    const paused = async () =>
      (
        await s.database.admin
          .selectFrom('introduction_runs')
          .select('paused')
          .where('handover_id', '=', s.input.handoverId)
          .executeTakeFirstOrThrow()
      ).paused;
    await expect.poll(paused, { timeout: 30_000 }).toBe(true);
    await s.engine.skipTo(await s.inDays(3));
    await s.send(s.input.handoverId, resumeUpdate, { personId: s.input.supervisor.id }, randomUUID());
    await expect.poll(paused, { timeout: 30_000 }).toBe(false);
    const days = ((await rowOf(customer(0)))?.answer_by?.getTime() ?? 0) - (before?.getTime() ?? 0);
    expect(days / DAY_MS).toBeGreaterThan(2.9);
    expect(days / DAY_MS).toBeLessThan(3.1);
  });

  it('paused as soon as the customers have moved: no letter leaves before it is resumed', async () => {
    const held = s.engine.hold('startCheckIns');
    const moved = introducing(() => {}, 3);
    await held.begun;
    await s.send(s.input.handoverId, pauseUpdate, { personId: s.input.supervisor.id }, randomUUID());
    held.open();
    await moved;
    await s.engine.skipTo(await s.inDays(1));
    await s.inDatabase(() => rests(s.engine, handoverWorkflowId(s.input.handoverId)));
    expect((await rows()).map((row) => row.state).filter((state) => state !== 'prepared')).toEqual([]);
    // Told at the moment at which it begins, it hears of it all the same.
    await s.send(s.input.handoverId, resumeUpdate, { personId: s.input.supervisor.id }, randomUUID());
    await allSent();
    const [run] = await historiesOf(s.engine.client, id());
    const signals = run?.events?.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName);
    expect(signals?.filter(Boolean)).toEqual(['resume']);
  });

  it('extended: nothing is due before, then silence counts', async () => {
    await introducing(() => {}, 3);
    await allSent();
    const dueAt = await s.inDays(30);
    await handle().executeUpdate(extendIntroductionUpdate, {
      args: [{ personId: s.input.supervisor.id, dueAt }],
      updateId: randomUUID(),
    });
    expect((await rows()).map((row) => row.answer_by?.toISOString())).toEqual([dueAt, dueAt, dueAt]);
    await s.engine.skipTo(await s.inDays(29));
    expect((await rowOf(customer(0)))?.state).toBe('sent');
    await s.engine.skipTo(later(new Date(dueAt), 0.01));
    expect((await result()).counts).toEqual({ consented: 3 });
  });

  it('longer than the reviews and the time to restore: the case waits for it, and then closes', async () => {
    await introducing(
      (rule) => (rule.tiers.standard.consentAfterWorkingDays = 30),
      2,
      () => Promise.resolve(),
      (policy) => {
        policy.reviews.days = [7];
        policy.restoreDays = 7;
      },
    );
    await allSent();
    await s.reviewAll(async (reviewId) => {
      for (const person of [...s.input.receivers, s.input.supervisor]) await s.act.answerReview(reviewId, person.id);
    });
    await s.inDatabase(async () => (await s.row()).waiting_for === 'tracks');
    await s.engine.skipTo(later((await rowOf(customer(0)))?.answer_by ?? null, 0.01));
    expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
    const { report } = await s.row();
    expect(report).toMatchObject({ introductions: [{ channel: 'letter', state: 'consented', count: 2 }] });
  });

  it('called again and again: continues as new with a short history, and misses nothing', async () => {
    await introducing((rule) => (rule.settleEveryMinutes = 1), 2);
    await allSent();
    const looks = () =>
      s.database.admin
        .selectFrom('run_once')
        .select('round')
        .where('workflow_id', '=', id())
        .where('key', '=', 'lookAtIntroductions')
        .execute();
    for (let n = 0; n < 30; n += 1) {
      const before = (await looks()).length;
      await wake();
      await s.engine.skipTo(await s.inDays(1 / 480));
      await s.inDatabase(async () => (await looks()).length > before);
    }
    await s.engine.skipTo(later((await rowOf(customer(0)))?.answer_by ?? null, 0.01));
    expect(await result()).toEqual({ outcome: 'done', counts: { consented: 2 } });
    const runs = await historiesOf(s.engine.client, id());
    expect(runs.length).toBeGreaterThan(1);
    for (const run of runs) expect(run.events?.length).toBeLessThan(250);
  });

  it('cancelled: what is open ends, links open nothing more, invitations are called off, and the case goes on', async () => {
    await introducing((rule) => {
      rule.tiers.standard.channel = 'meeting';
    }, 3);
    await allSent();
    await handle().signal(cancelSignal);
    expect(await result()).toEqual({ outcome: 'cancelled', counts: { cancelled: 3 } });
    expect(await answer(0, 'agreed')).toMatchObject({ outcome: 'expired' });
    expect((await mails(/取消：与/)).length).toBeGreaterThanOrEqual(3);
  });

  it('restored meanwhile: who came back is introduced to nobody', async () => {
    await introducing(() => {}, 3);
    await allSent();
    const personId = s.input.supervisor.id;
    await s.send(s.input.handoverId, restoreUpdate, { personId, scope: 'all' }, randomUUID());
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
    expect(await answer(0, 'agreed')).toMatchObject({ outcome: 'expired' });
    await settled();
    await inState(0, 'withdrawn');
    expect((await result()).counts).toEqual({ withdrawn: 3 });
  });
});
