import { expect } from 'vitest';
import { handoverWorkflowId, introductionWorkflowId, transitionWorkflowId } from '../../src/contract/names.ts';
import type { Client, Schemas } from '../../src/client/index.ts';
import { type Answered, type TestApi, startTestApi } from '../http/api.ts';
import type { Person } from '../support/company.ts';
import type { TestDatabase } from '../support/database.ts';
import { type Engine, rests, startEngine } from '../support/engine.ts';
import { historiesOf } from '../support/histories.ts';
import type { CompleteBook } from './complete-book.ts';

/** Requests under way at a time: many people act at once. */
const AT_ONCE = 4;
/** Somebody here and there: every so manieth customer finds fault, or wants somebody else. */
const ONE_IN = 25;
const MINUTE_MS = 60_000;
/** Less than the heartbeat of an activity may take. */
const STEP_MS = 25_000;

type Handover = Schemas['Handover'];

export interface World {
  database: TestDatabase;
  engine: Engine;
  /** for those who work here */
  api: TestApi;
  /** for customers, who come through a proxy, each from an address of their own */
  site: TestApi;
}

export async function startWorld(database: TestDatabase): Promise<World & { stop(): Promise<void> }> {
  const engine = await startEngine(database, 'skipping');
  // That server does not tell who works for a queue; the worker is there.
  const gateway = { ...engine.gateway, isReady: () => Promise.resolve({ temporal: true, worker: true }) };
  const parts = { db: database.api, gateway, outbox: engine.outbox };
  const api = await startTestApi(parts);
  const site = await startTestApi(parts, {
    HANDOVER_TRUSTED_PROXIES: '1',
    HANDOVER_OIDC_ISSUER: 'https://login.example',
    HANDOVER_OIDC_AUDIENCE: 'handover',
  });
  return {
    database,
    engine,
    api,
    site,
    async stop() {
      await site.stop();
      await api.stop();
      await engine.stop();
    },
  };
}

/** Everybody of one case does their part by HTTP alone; the clock of the server is what the test moves. */
export class CompleteCase {
  id = '';
  private readonly world: World;
  private readonly book: CompleteBook;
  private readonly patienceMs: number;

  /** @param patienceMs how long any one step may take */
  constructor(world: World, book: CompleteBook, patienceMs: number) {
    this.world = world;
    this.book = book;
    this.patienceMs = patienceMs;
  }

  private get c() {
    return this.book.c;
  }

  /** Preview and start, as HR asks for it. */
  async start(): Promise<void> {
    const { c } = this;
    const body = {
      kind: 'departure' as const,
      reason: '离职',
      giver: c.giver.number,
      receivers: c.receivers.map((r) => r.number),
      assignment: 'in_turn' as const,
      scope: 'book' as const,
      policy: { key: this.book.policy.key },
    };
    const preview = await this.as(c.hr).post('/handovers/preview', { body });
    expect(preview.receivers.reduce((sum, r) => sum + r.customers, 0)).toBe(c.customerIds.length);
    this.id = (await this.as(c.hr).post('/handovers', { body })).id;
    // While a case is still starting, a look at it asks the workflow, which can hold the clock of the skipping server still.
    await this.until(
      async () =>
        this.world.database.admin
          .selectFrom('handovers')
          .select('state')
          .where('id', '=', this.id)
          .executeTakeFirstOrThrow(),
      ({ state }) => state !== 'starting',
    );
  }

  /** @returns how many approved */
  async approve(): Promise<number> {
    let planned = await this.at('approval');
    for (let approvals = 1; ; approvals += 1) {
      const by = planned.awaited[0]?.person ?? this.c.stranger;
      const body = { decision: 'approved', planHash: planned.planHash ?? '', comment: '同意' } as const;
      await this.as(by).post('/handovers/{handoverId}/approvals', { ...this.of, body });
      planned = await this.case(
        ({ waitingFor, awaited }) => waitingFor !== 'approval' || awaited[0]?.person.id !== by.id,
      );
      if (planned.waitingFor !== 'approval') return approvals;
    }
  }

  /** The giver answers what the pack of each customer asks. */
  async explain(): Promise<void> {
    const { c } = this;
    await this.at('materials');
    await inParallel(c.customerIds, async (customerId) => {
      const path = { handoverId: this.id, customerId };
      const pack = await this.as(c.giver).get('/handovers/{handoverId}/materials/{customerId}', { path });
      const answers = Object.fromEntries(pack.questions.map(({ code }) => [code, `说明 ${code}`]));
      const body = { text: '老客户，重信誉', answers };
      await this.as(c.giver).put('/handovers/{handoverId}/customers/{customerId}/explanation', { path, body });
    });
    const [customerId = ''] = c.customerIds;
    const pack = await this.as(c.supervisor).get('/handovers/{handoverId}/materials/{customerId}', {
      path: { handoverId: this.id, customerId },
    });
    expect(pack.questions.every(({ answer }) => answer !== null)).toBe(true);
    await this.as(c.giver).post('/handovers/{handoverId}/materials/confirmation', { ...this.of, body: {} });
  }

  async meet(): Promise<void> {
    const { c } = this;
    await this.at('minutes');
    const from = Date.parse(await this.world.engine.now()) + 60 * MINUTE_MS;
    const instant = (ms: number) => new Date(ms).toISOString();
    const meeting = { startsAt: instant(from), endsAt: instant(from + 60 * MINUTE_MS), location: '三号会议室' };
    await this.as(this.receiver(0)).put('/handovers/{handoverId}/meeting', { ...this.of, body: meeting });
    await this.case(({ meeting, waitingFor }) => meeting?.location === '三号会议室' && waitingFor === 'minutes');
    const minutes = {
      minutes: '逐一说明',
      attendees: [c.giver.id, ...c.receivers.map((r) => r.id)],
      actions: [{ body: '补充合同扫描件', owner: c.giver.id }],
    };
    await this.as(c.supervisor).post('/handovers/{handoverId}/meeting/minutes', { ...this.of, body: minutes });
    const { items } = await this.as(c.giver).get('/handovers/{handoverId}/meeting-actions', this.of);
    for (const { id } of items)
      await this.as(c.giver).put('/handovers/{handoverId}/meeting-actions/{actionId}', {
        path: { handoverId: this.id, actionId: id },
        body: { done: true },
      });
  }

  /** Every customer is checked by itself; what is not right is settled between receiver and giver. @returns customers, discrepancies */
  async verify(): Promise<{ verified: number; discrepancies: number }> {
    const { c } = this;
    await this.at('verification');
    const { checklists } = await this.as(c.supervisor).get('/handovers/{handoverId}/verifications', this.of);
    const points = checklists.strict.map(({ key }) => key);
    let verified = 0;
    const faulty: string[] = [];
    for (const receiver of c.receivers) {
      const query = { toVerify: true, limit: 200 };
      const sample = await all(this.as(receiver).items('/handovers/{handoverId}/materials', { ...this.of, query }));
      const mine = sample.filter((m) => m.receiver.id === receiver.id);
      await inParallel(mine, async ({ customer }, n) => {
        const said =
          n % ONE_IN === 0 ? { ok: false, points: points.slice(1), comment: '联系人电话不对' } : { ok: true, points };
        const body = { customers: [{ customerId: customer.id, ...said }] };
        await this.as(receiver).post('/handovers/{handoverId}/verifications', { ...this.of, body });
        if (!said.ok) faulty.push(customer.id);
      });
      verified += mine.length;
    }
    await this.at('discrepancies');
    for (const receiver of c.receivers) {
      const open = { ...this.of, query: { state: 'open' } } as const;
      for (const { id } of await all(this.as(receiver).items('/handovers/{handoverId}/discrepancies', open))) {
        const say = (as: Person, act: 'answer' | 'agree', comment?: string) =>
          this.as(as).post('/handovers/{handoverId}/discrepancies/{discrepancyId}/messages', {
            path: { handoverId: this.id, discrepancyId: id },
            body: { act, comment },
          });
        expect((await say(c.giver, 'answer', '已更正')).state).toBe('answered');
        expect((await say(receiver, 'agree')).state).toBe('agreed');
      }
    }
    return { verified, discrepancies: faulty.length };
  }

  /** Open complaints of strict customers hold the signatures up: one is lowered, the others are accepted. */
  async acceptRisks(): Promise<number> {
    const { c } = this;
    await this.at('risks');
    const query = { blocking: true, limit: 200 };
    const blocking = await all(this.as(c.supervisor).items('/handovers/{handoverId}/risks', { ...this.of, query }));
    const path = { handoverId: this.id, riskId: blocking[0]?.id ?? '' };
    await this.as(this.receiver(0)).put('/handovers/{handoverId}/risks/{riskId}', {
      path,
      body: { mitigation: '本周内上门' },
    });
    const lowered = await this.as(c.supervisor).put('/handovers/{handoverId}/risks/{riskId}', {
      path,
      body: { likelihood: 2 },
    });
    expect(lowered.blocking).toBe(false);
    const body = { reason: '已有应对措施' };
    if (blocking.length > 1)
      await this.as(c.supervisor).post('/handovers/{handoverId}/risks/acceptance', { ...this.of, body });
    return blocking.length;
  }

  /** Nothing moves before the last signature. @returns the roles that signed */
  async sign(): Promise<string[]> {
    const { c } = this;
    const planHash = (await this.at('signOff')).planHash ?? '';
    const own = () => this.as(c.hr).get('/customers', { query: { owner: c.giver.number, limit: 1 } });
    for (const signer of [c.giver, ...c.receivers, c.supervisor, ...this.book.departments]) {
      expect((await own()).items).toHaveLength(1);
      const body = { decision: 'signed', planHash } as const;
      await this.as(signer).post('/handovers/{handoverId}/sign-offs', { ...this.of, body });
    }
    const after = await this.case(({ waitingFor }) => waitingFor === 'reviewDate' || waitingFor === 'safety');
    if (after.waitingFor === 'safety') {
      const body = { decision: 'go', comment: '已核对' } as const;
      await this.as(c.hr).post('/handovers/{handoverId}/release', { ...this.of, body });
      await this.at('reviewDate');
    }
    const { signatures } = await this.case(() => true);
    expect((await own()).items).toEqual([]);
    return signatures.filter((s) => s.decision === 'signed').map((s) => s.role);
  }

  /** Every customer answers by the link in their mail; some want somebody else first. @returns how the introductions ended */
  async introduce(): Promise<Record<string, number>> {
    const { c } = this;
    const standing = () => this.as(c.hr).get('/handovers/{handoverId}/introduction', this.of);
    const sentAll = (sent: number) =>
      this.until(standing, ({ counts }) => (counts.prepared ?? 0) === 0 && (counts.sent ?? 0) === sent);
    await this.until(
      () => this.world.api.get(c.hr, `handovers/${this.id}/introduction`),
      ({ status }) => status === 200,
    );
    await sentAll(c.customerIds.length);
    const links = await this.links(c.customerIds);
    const objecting = c.customerIds.filter((_, n) => n % ONE_IN === 0);
    await inParallel(c.customerIds, async (customerId, n) => {
      const [token = ''] = links.get(customerId) ?? [];
      const objects = objecting.includes(customerId);
      if (objects) expect((await this.byLink(n, 'GET', token)).body.purpose).toBe('introduction');
      const answer = objects ? { answer: 'objected', words: '希望换一位' } : { answer: 'agreed' };
      expect(await this.byLink(n, 'POST', token, answer)).toMatchObject({ status: 200 });
      if (objects) expect(await this.byLink(n, 'POST', token, { answer: 'agreed' })).toMatchObject({ status: 410 });
    });
    await this.settled(standing, ({ counts }) => counts.sent === objecting.length);
    const second = await this.links(objecting);
    await inParallel(objecting, async (customerId, n) => {
      const [token = ''] = second.get(customerId) ?? [];
      expect(await this.byLink(n, 'POST', token, { answer: 'agreed' })).toMatchObject({ status: 200 });
    });
    const { counts } = await this.settled(standing, ({ phase }) => phase === 'done');
    return counts;
  }

  /** Every point took place and is confirmed; receivers ask, the giver answers, and they say what they think of it. */
  async train(): Promise<void> {
    const { c } = this;
    const training = () => this.world.api.get(c.hr, `handovers/${this.id}/training`);
    await this.until(training, ({ body }) => body.phase === 'training');
    for (const point of await all(this.as(c.supervisor).items('/handovers/{handoverId}/training/points', this.of))) {
      const receiver = c.receivers.find((r) => r.id === point.receiver.id) ?? c.stranger;
      const path = { handoverId: this.id, pointId: point.id };
      const change = '/handovers/{handoverId}/training/points/{pointId}';
      await this.as(receiver).put(change, { path, body: { done: true } });
      await this.as(c.giver).put(change, { path, body: { mark: 5 } });
    }
    for (const receiver of c.receivers) {
      const asked = await this.as(receiver).post('/handovers/{handoverId}/support-requests', {
        ...this.of,
        body: { body: '合同原件在哪里？' },
      });
      await this.as(c.giver).post('/handovers/{handoverId}/support-requests/{requestId}/messages', {
        path: { handoverId: this.id, requestId: asked.id },
        body: { body: '档案室' },
      });
      await this.as(receiver).put('/handovers/{handoverId}/training/feedback', {
        ...this.of,
        body: { mark: 4, words: '清楚' },
      });
    }
    await this.settled(training, ({ body }) => body.phase === 'support');
  }

  /** At each date: customers are surveyed by link, receivers and the supervisor answer their questions. @returns how many surveys */
  async review(): Promise<number> {
    const { c } = this;
    let surveyed = 0;
    const list = () => this.as(c.hr).get('/handovers/{handoverId}/reviews', this.of);
    const reviews = (await list()).items;
    for (const [index, { id, dueAt }] of reviews.entries()) {
      await this.world.engine.skipTo(dueAt);
      await this.at('review');
      // The case waits before the last mail has left.
      const surveys = await this.until(
        () => this.as(c.hr).get('/handovers/{handoverId}/surveys', this.of),
        ({ items }) => items.every((one) => one.state !== 'prepared'),
      );
      const asked = surveys.items.filter((one) => one.state === 'sent');
      const links = await this.links(asked.map((one) => one.customer.id));
      await inParallel(asked, async ({ customer }, n) => {
        // The newest is this review's.
        const [token = ''] = links.get(customer.id) ?? [];
        const taken = await this.byLink(n, 'POST', token, { satisfaction: 5, words: '很好' });
        expect(taken, JSON.stringify(taken.body)).toMatchObject({ status: 200 });
      });
      surveyed += asked.length;
      for (const person of [...c.receivers, c.supervisor]) {
        const { items } = await this.as(person).get('/handovers/{handoverId}/reviews/questions', this.of);
        const answers = Object.fromEntries(items.map(({ key, kind }) => [key, kind === 'scale' ? 4 : '无']));
        await this.as(person).post('/handovers/{handoverId}/reviews/{reviewId}/answers', {
          path: { handoverId: this.id, reviewId: id },
          body: { satisfaction: 4, answers },
        });
      }
      await this.until(list, ({ items }) => items[index]?.state === 'answered');
      await this.as(this.receiver(0)).post('/handovers/{handoverId}/work-reports', {
        ...this.of,
        body: { body: '一切顺利' },
      });
    }
    await this.as(this.receiver(0)).post('/handovers/{handoverId}/suggestions', {
      ...this.of,
      body: { body: '提前一周通知' },
    });
    return surveyed;
  }

  closed(): Promise<Handover> {
    return this.case(({ state }) => state === 'closed');
  }

  /** Events of every run of the case and of what went on beside it. */
  async events(): Promise<Record<string, number[]>> {
    const { client } = this.world.engine;
    const of = async (workflowId: string) =>
      (await historiesOf(client, workflowId)).map((run) => run.events?.length ?? 0);
    return {
      handover: await of(handoverWorkflowId(this.id)),
      introduction: await of(introductionWorkflowId(this.id)),
      transition: await of(transitionWorkflowId(this.id)),
    };
  }

  private receiver(n: number): Person {
    return this.c.receivers[n] ?? this.c.stranger;
  }

  private at(wait: string): Promise<Handover> {
    return this.case(({ waitingFor }) => waitingFor === wait);
  }

  private case(wanted: (handover: Handover) => boolean): Promise<Handover> {
    return this.until(() => this.as(this.c.hr).get('/handovers/{handoverId}', this.of), wanted);
  }

  private as(person: { number: string }): Client {
    return this.world.api.client(person);
  }
  private get of() {
    return { path: { handoverId: this.id } };
  }

  /**
   * Lets the clock pass the time in which answers are settled together. In steps, and only while nothing is under way: an activity
   * that runs while the clock leaps is held for dead.
   */
  private async settled<T>(look: () => Promise<T>, wanted: (seen: T) => boolean): Promise<T> {
    const { engine } = this.world;
    for (let steps = 0; steps < (90 * MINUTE_MS) / STEP_MS; steps += 1) {
      await this.until(
        () => this.busy(),
        (busy) => !busy,
      );
      await engine.skipTo(new Date(Date.parse(await engine.now()) + STEP_MS).toISOString());
      const seen = await look();
      if (wanted(seen)) return seen;
    }
    return this.until(look, wanted);
  }

  /** Whether anything of what goes on beside the case is under way. */
  private async busy(): Promise<boolean> {
    const tracks = [introductionWorkflowId(this.id), transitionWorkflowId(this.id)];
    const resting = await Promise.all(tracks.map((id) => rests(this.world.engine, id)));
    return resting.includes(false);
  }

  private async until<T>(look: () => Promise<T>, wanted: (seen: T) => boolean, ms = this.patienceMs): Promise<T> {
    for (const giveUpAt = Date.now() + ms; ;) {
      const seen = await look();
      if (wanted(seen)) return seen;
      if (Date.now() > giveUpAt) throw new Error(`never stood as wanted: ${JSON.stringify(seen)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The tokens of the links that were mailed to customers, newest first. */
  private async links(customerIds: string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>(customerIds.map((id) => [id, []]));
    for (const { to, text } of await this.world.engine.outbox.list())
      for (const address of to) {
        const token = /\/l\/([\w.-]+)/.exec(text)?.[1];
        if (token !== undefined) found.get(address.replace('@customer.example', ''))?.push(token);
      }
    return found;
  }

  private byLink(n: number, method: string, token: string, body?: object): Promise<Answered> {
    const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
    return this.world.site.ask(method, `links/${token}`, body, { headers: { 'x-forwarded-for': address } });
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function inParallel<T>(items: readonly T[], work: (item: T, n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < items.length; n = next++) await work(items[n] as T, n);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
