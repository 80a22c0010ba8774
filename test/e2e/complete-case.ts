import { expect } from 'vitest';
import { handoverWorkflowId, introductionWorkflowId, transitionWorkflowId } from '../../src/contract/names.ts';
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

// oxlint-disable-next-line typescript/no-explicit-any -- answers of many routes; checked against their schemas by the API itself
type Body = any;

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
  private readonly path = (rest: string) => `handovers/${this.id}${rest === '' ? '' : `/${rest}`}`;
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
    const request = {
      kind: 'departure',
      reason: '离职',
      giver: c.giver.number,
      receivers: c.receivers.map((r) => r.number),
      assignment: 'in_turn',
      scope: 'book',
      policy: { key: this.book.policy.key },
    };
    const preview = await this.post(c.hr, 'handovers/preview', request);
    expect(preview.receivers.reduce((sum: number, r: Body) => sum + r.customers, 0)).toBe(c.customerIds.length);
    const started = await this.world.api.post(c.hr, 'handovers', request);
    expect(started, JSON.stringify(started.body)).toMatchObject({ status: 202 });
    this.id = started.body.id;
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
      const { planHash } = planned;
      const [{ person: by }] = planned.awaited;
      await this.post(by, this.path('approvals'), { decision: 'approved', planHash, comment: '同意' });
      planned = await this.case(
        ({ waitingFor, awaited }) => waitingFor !== 'approval' || awaited[0].person.id !== by.id,
      );
      if (planned.waitingFor !== 'approval') return approvals;
    }
  }

  /** The giver answers what the pack of each customer asks. */
  async explain(): Promise<void> {
    const { c } = this;
    await this.at('materials');
    await inParallel(c.customerIds, async (customerId) => {
      const pack = await this.get(c.giver, this.path(`materials/${customerId}`));
      const answers = Object.fromEntries(pack.questions.map(({ code }: Body) => [code, `说明 ${code}`]));
      await this.put(c.giver, this.path(`customers/${customerId}/explanation`), { text: '老客户，重信誉', answers });
    });
    const [one = ''] = c.customerIds;
    const pack = await this.get(c.supervisor, this.path(`materials/${one}`));
    expect(pack.tier ?? 'strict').toBe('strict');
    expect(pack.questions.every(({ answer }: Body) => answer !== null)).toBe(true);
    await this.post(c.giver, this.path('materials/confirmation'), {});
  }

  async meet(): Promise<void> {
    const { c } = this;
    await this.at('minutes');
    const from = Date.parse(await this.world.engine.now()) + 60 * MINUTE_MS;
    const [startsAt, endsAt] = [from, from + 60 * MINUTE_MS].map((ms) => new Date(ms).toISOString());
    await this.put(this.receiver(0), this.path('meeting'), { startsAt, endsAt, location: '三号会议室' });
    await this.case(({ meeting, waitingFor }) => meeting?.location === '三号会议室' && waitingFor === 'minutes');
    await this.post(c.supervisor, this.path('meeting/minutes'), {
      minutes: '逐一说明',
      attendees: [c.giver.id, ...c.receivers.map((r) => r.id)],
      actions: [{ body: '补充合同扫描件', owner: c.giver.id }],
    });
    const { items } = await this.get(c.giver, this.path('meeting-actions'));
    for (const one of items) await this.put(c.giver, this.path(`meeting-actions/${one.id}`), { done: true });
  }

  /** Every customer is checked by itself; what is not right is settled between receiver and giver. @returns customers, discrepancies */
  async verify(): Promise<{ verified: number; discrepancies: number }> {
    const { c } = this;
    await this.at('verification');
    const { checklists } = await this.get(c.supervisor, this.path('verifications'));
    const points: string[] = checklists.strict.map(({ key }: Body) => key);
    let verified = 0;
    const faulty: string[] = [];
    for (const receiver of c.receivers) {
      const mine = (await this.all(receiver, 'materials?toVerify=true')).filter((m) => m.receiver.id === receiver.id);
      await inParallel(mine, async ({ customer }, n) => {
        const said =
          n % ONE_IN === 0 ? { ok: false, points: points.slice(1), comment: '联系人电话不对' } : { ok: true, points };
        await this.post(receiver, this.path('verifications'), { customers: [{ customerId: customer.id, ...said }] });
        if (!said.ok) faulty.push(customer.id);
      });
      verified += mine.length;
    }
    await this.at('discrepancies');
    for (const receiver of c.receivers)
      for (const found of await this.all(receiver, 'discrepancies?state=open')) {
        const say = (as: Person, message: object) =>
          this.post(as, this.path(`discrepancies/${found.id}/messages`), message);
        expect((await say(c.giver, { act: 'answer', comment: '已更正' })).state).toBe('answered');
        expect((await say(receiver, { act: 'agree' })).state).toBe('agreed');
      }
    return { verified, discrepancies: faulty.length };
  }

  /** Open complaints of strict customers hold the signatures up: one is lowered, the others are accepted. */
  async acceptRisks(): Promise<number> {
    const { c } = this;
    await this.at('risks');
    const blocking = await this.all(c.supervisor, 'risks?blocking=true');
    const [first] = blocking;
    await this.put(this.receiver(0), this.path(`risks/${first.id}`), { mitigation: '本周内上门' });
    const lowered = await this.put(c.supervisor, this.path(`risks/${first.id}`), { likelihood: 2 });
    expect(lowered.blocking).toBe(false);
    if (blocking.length > 1) await this.post(c.supervisor, this.path('risks/acceptance'), { reason: '已有应对措施' });
    return blocking.length;
  }

  /** Nothing moves before the last signature. @returns the roles that signed */
  async sign(): Promise<string[]> {
    const { c } = this;
    const { planHash } = await this.at('signOff');
    for (const signer of [c.giver, ...c.receivers, c.supervisor, ...this.book.departments]) {
      expect((await this.get(c.hr, `customers?owner=${c.giver.number}&limit=1`)).items).toHaveLength(1);
      await this.post(signer, this.path('sign-offs'), { decision: 'signed', planHash });
    }
    const after = await this.case(({ waitingFor }) => waitingFor === 'reviewDate' || waitingFor === 'safety');
    if (after.waitingFor === 'safety') {
      await this.post(c.hr, this.path('release'), { decision: 'go', comment: '已核对' });
      await this.at('reviewDate');
    }
    const { signatures } = await this.case(() => true);
    expect((await this.get(c.hr, `customers?owner=${c.giver.number}&limit=1`)).items).toEqual([]);
    return signatures.filter((s: Body) => s.decision === 'signed').map((s: Body) => s.role);
  }

  /** Every customer answers by the link in their mail; some want somebody else first. @returns how the introductions ended */
  async introduce(): Promise<Record<string, number>> {
    const { c } = this;
    const standing = () => this.get(c.hr, this.path('introduction'));
    const sentAll = (sent: number) =>
      this.until(standing, ({ counts }) => (counts.prepared ?? 0) === 0 && (counts.sent ?? 0) === sent);
    await this.until(
      () => this.world.api.get(c.hr, this.path('introduction')),
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
    const training = () => this.world.api.get(c.hr, this.path('training'));
    await this.until(training, ({ body }) => body.phase === 'training');
    for (const point of await this.all(c.supervisor, 'training/points')) {
      const receiver = c.receivers.find((r) => r.id === point.receiver.id) ?? c.stranger;
      await this.put(receiver, this.path(`training/points/${point.id}`), { done: true });
      await this.put(c.giver, this.path(`training/points/${point.id}`), { mark: 5 });
    }
    for (const receiver of c.receivers) {
      const asked = await this.post(receiver, this.path('support-requests'), { body: '合同原件在哪里？' });
      await this.post(c.giver, this.path(`support-requests/${asked.id}/messages`), { body: '档案室' });
      await this.put(receiver, this.path('training/feedback'), { mark: 4, words: '清楚' });
    }
    await this.settled(training, ({ body }) => body.phase === 'support');
  }

  /** At each date: customers are surveyed by link, receivers and the supervisor answer their questions. @returns how many surveys */
  async review(): Promise<number> {
    const { c } = this;
    let surveyed = 0;
    const reviews = (await this.get(c.hr, this.path('reviews'))).items;
    for (const [index, { id, dueAt }] of reviews.entries()) {
      await this.world.engine.skipTo(dueAt);
      await this.at('review');
      // The case waits before the last mail has left.
      const surveys = await this.until(
        () => this.get(c.hr, this.path('surveys')),
        ({ items }) => items.every((one: Body) => one.state !== 'prepared'),
      );
      const asked = surveys.items.filter((one: Body) => one.state === 'sent');
      const links = await this.links(asked.map((one: Body) => one.customer.id));
      await inParallel(asked, async ({ customer }: Body, n) => {
        // The newest is this review's.
        const [token = ''] = links.get(customer.id) ?? [];
        const taken = await this.byLink(n, 'POST', token, { satisfaction: 5, words: '很好' });
        expect(taken, JSON.stringify(taken.body)).toMatchObject({ status: 200 });
      });
      surveyed += asked.length;
      for (const person of [...c.receivers, c.supervisor]) {
        const { items } = await this.get(person, this.path('reviews/questions'));
        const answers = Object.fromEntries(items.map(({ key, kind }: Body) => [key, kind === 'scale' ? 4 : '无']));
        await this.post(person, this.path(`reviews/${id}/answers`), { satisfaction: 4, answers });
      }
      await this.until(
        () => this.get(c.hr, this.path('reviews')),
        ({ items }) => items[index].state === 'answered',
      );
      await this.post(this.receiver(0), this.path('work-reports'), { body: '一切顺利' });
    }
    await this.post(this.receiver(0), this.path('suggestions'), { body: '提前一周通知' });
    return surveyed;
  }

  closed(): Promise<Body> {
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

  private at(wait: string): Promise<Body> {
    return this.case(({ waitingFor }) => waitingFor === wait);
  }

  private case(wanted: (body: Body) => boolean): Promise<Body> {
    return this.until(() => this.get(this.c.hr, this.path('')), wanted);
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

  /** Every page of a list. */
  private async all(as: Person, list: string): Promise<Body[]> {
    const items: Body[] = [];
    for (let cursor = ''; ;) {
      const page = await this.get(as, this.path(`${list}${list.includes('?') ? '&' : '?'}limit=200${cursor}`));
      items.push(...page.items);
      if ((page.next ?? null) === null) return items;
      cursor = `&cursor=${page.next}`;
    }
  }

  private async get(as: { number: string }, path: string): Promise<Body> {
    return good(await this.world.api.get(as, path), path);
  }
  private async put(as: { number: string }, path: string, body: object): Promise<Body> {
    return good(await this.world.api.put(as, path, body), path);
  }
  private async post(as: { number: string }, path: string, body: object): Promise<Body> {
    return good(await this.world.api.post(as, path, body), path);
  }
}

function good(answer: Answered, path: string): Body {
  expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBe(200);
  return answer.body;
}

async function inParallel<T>(items: readonly T[], work: (item: T, n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < items.length; n = next++) await work(items[n] as T, n);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
