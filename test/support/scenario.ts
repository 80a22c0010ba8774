import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import proto from '@temporalio/proto';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { HandoverInput, HandoverResult, Progress } from '../../src/contract/messages.ts';
import {
  departureWorkflowId,
  handoverWorkflowId,
  introductionWorkflowId,
  transitionWorkflowId,
} from '../../src/contract/names.ts';
import type { WaitName } from '../../src/contract/policy.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { verifyDatabase } from '../../src/db/audit/verify.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { type Company, makeCompany } from './company.ts';
import { type TestDatabase, freshDatabase } from './database.ts';
import { type Engine, type StartOptions, standing, startEngine, startHandover, waitingFor } from './engine.ts';
import { keepHistory } from './histories.ts';
import { people } from './people.ts';

const DAY_MS = 86_400_000;
const { EventType } = proto.temporal.api.enums.v1;

/**
 * One case a test on a server that skips time: the real workflow, activities, database and mail. A file has one database; each test
 * has a company and a server of its own, because what a case leaves behind can hold the clock of the whole server still.
 */
export class Scenario {
  database!: TestDatabase;
  engine!: Engine;
  company!: Company;
  input!: HandoverInput;
  act!: ReturnType<typeof people>;

  /** Makes a company and starts its handover. @returns the handover's id */
  async begin(options: StartOptions = {}): Promise<string> {
    this.company = await makeCompany(this.database.admin);
    this.play(await startHandover(this.database, this.engine, this.company, options));
    return this.input.handoverId;
  }

  /** The people of `input` act from here on. */
  play(input: HandoverInput): void {
    this.input = input;
    this.act = people(this.database, this.engine, input);
  }

  get send(): Engine['gateway']['update'] {
    return this.engine.gateway.update;
  }

  at(wait: Progress['waitingFor'], round = 1): Promise<Progress> {
    return waitingFor(this.engine, this.input.handoverId, wait, round);
  }

  stands(wanted: (p: Progress) => boolean): Promise<Progress> {
    return standing(this.engine, this.input.handoverId, wanted);
  }

  result(): Promise<HandoverResult> {
    return this.engine.client.workflow.getHandle(handoverWorkflowId(this.input.handoverId)).result();
  }

  /** The instant so many days after the server's now. */
  async inDays(days: number): Promise<string> {
    return new Date(Date.parse(await this.engine.now()) + days * DAY_MS).toISOString();
  }

  row() {
    return this.database.admin
      .selectFrom('handovers')
      .selectAll()
      .where('id', '=', this.input.handoverId)
      .executeTakeFirstOrThrow();
  }

  /** Who owns the company's customers now, one entry a customer. */
  async owners(): Promise<(string | null)[]> {
    const rows = await this.database.admin
      .selectFrom('customers')
      .select('owner_id')
      .where('id', 'in', this.company.customerIds)
      .execute();
    return rows.map((r) => r.owner_id);
  }

  async audited(action: string): Promise<number> {
    const rows = await this.database.admin
      .selectFrom('audit_entries')
      .select('id')
      .where('handover_id', '=', this.input.handoverId)
      .where('action', '=', action)
      .execute();
    return rows.length;
  }

  /** Everybody answers until the signatures are waited for. */
  async toSignOff(): Promise<Progress> {
    await this.act.approve(await this.at('approval'));
    await this.at('materials');
    await this.act.confirmMaterials();
    await this.at('minutes');
    await this.act.recordMinutes();
    await this.at('verification');
    await this.act.verify();
    return this.at('signOff');
  }

  async signAll(signing: Progress): Promise<void> {
    for (const signer of this.act.signers) await this.act.sign(signing, signer);
    await this.followingUp();
  }

  /** Everybody answers until a cover is on. */
  async signAllToCover(): Promise<void> {
    const signing = await this.toSignOff();
    for (const signer of this.act.signers) await this.act.sign(signing, signer);
    await this.inDatabase(async () => (await this.audited('cover.lent')) > 0);
  }

  /** The audit log, sealed, vouches for everything that is in the database. */
  async verifies(): Promise<void> {
    const { signer } = this.engine.deps;
    while (await seal(this.database.worker, (claims) => signer.sign('handover-audit-head+jws', claims)));
    const { findings, sealed } = await verifyDatabase(this.database.worker);
    expect(sealed).toBeGreaterThan(0);
    expect(findings).toEqual([]);
  }

  /** Runs through the dates of all reviews; `answer` says what people do at each, until the review is no longer open. */
  async reviewAll(answer: (reviewId: string, index: number) => Promise<void>, round = 1): Promise<void> {
    const reviews = await this.database.admin
      .selectFrom('reviews')
      .selectAll()
      .where('handover_id', '=', this.input.handoverId)
      .orderBy('day_offset')
      .execute();
    for (const [index, review] of reviews.entries()) {
      await this.engine.skipTo(review.due_at.toISOString());
      await this.at('review', round);
      await answer(review.id, index);
      await this.inDatabase(async () => {
        const { state } = await this.database.admin
          .selectFrom('reviews')
          .select('state')
          .where('id', '=', review.id)
          .executeTakeFirstOrThrow();
        return state !== 'open';
      });
    }
  }

  /**
   * The transfer is done and the run that follows up has begun. Asked of the database: the skipping server forgets to unlock its
   * clock when a query is under way at the moment in which a run ends.
   */
  followingUp(): Promise<void> {
    return this.inDatabase(async () => {
      const begun = await this.database.admin
        .selectFrom('run_once')
        .select('key')
        .where('workflow_id', '=', handoverWorkflowId(this.input.handoverId))
        .where('key', '=', 'startCheckIns')
        .executeTakeFirst();
      return begun !== undefined;
    });
  }

  async inDatabase(holds: () => Promise<boolean>): Promise<void> {
    await expect.poll(holds, { timeout: 30_000, interval: 50 }).toBe(true);
  }

  /** Lets the clock run past the due instant of the present wait, until it is shown as overdue. */
  async late(wait: WaitName): Promise<Progress> {
    const { dueAt } = await this.at(wait);
    await this.engine.skipTo(new Date(Date.parse(dueAt ?? '') + 60_000).toISOString());
    return this.stands((p) => p.waitingFor === wait && p.overdue);
  }

  /** Lets the clock run day by day until the deputies are asked. */
  async escalated(wait: WaitName): Promise<void> {
    const { dueAt } = await this.at(wait);
    const asked = async () => (await this.row()).awaited_ids.includes(this.company.boss.id);
    for (let days = 1; days < 30 && !(await asked()); days += 1) {
      await this.engine.skipTo(new Date(Date.parse(dueAt ?? '') + days * DAY_MS + 60_000).toISOString());
      await this.stands((p) => p.waitingFor === wait);
    }
  }

  /**
   * Lets the clock run past the agenda of the present wait and no further. The standard policy gives up five working days after the
   * due day: seven days later where no holiday lies between, so that it runs day by day from there.
   */
  async silence(wait: WaitName): Promise<void> {
    const { dueAt } = await this.at(wait);
    const given = async () => {
      const { waiting_for, awaited_ids } = await this.row();
      return waiting_for !== wait || awaited_ids.includes(this.company.boss.id);
    };
    for (let days = 7; days < 30 && !(await given()); days += 1) {
      await this.engine.skipTo(new Date(Date.parse(dueAt ?? '') + days * DAY_MS + 60_000).toISOString());
      await expect
        .poll(given, { timeout: 2_000, interval: 25 })
        .toBe(true)
        .catch(() => {});
    }
  }
}

/** The workflows of a case. */
const workflowsOf = ({ handoverId, giver }: HandoverInput) => ({
  handover: handoverWorkflowId(handoverId),
  introduction: introductionWorkflowId(handoverId),
  transition: transitionWorkflowId(handoverId),
  departure: departureWorkflowId(giver.id),
});

/** Every scenario is replayed at the end of the run, and by later versions where it is kept for them. */
async function keepHistories({ engine: { client }, input }: Scenario, scenario: string): Promise<void> {
  if (!input) return;
  for (const [part, id] of Object.entries(workflowsOf(input)))
    if (await isThere(client, id)) await keepHistory(client, id, `${scenario}.${part}`);
}

const isThere = (client: Client, workflowId: string): Promise<boolean> =>
  client.workflow
    .getHandle(workflowId)
    .describe()
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      },
    );

const slug = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 120)
    .replaceAll(/^-|-$/g, '');

/** What the case and its tracks were at when a test failed: one that hangs tells nothing else. */
async function tellWhereItStands({ engine: { client }, input }: Scenario): Promise<void> {
  if (!input) return;
  for (const [part, id] of Object.entries(workflowsOf(input))) {
    const handle = client.workflow.getHandle(id);
    const found = await handle.describe().catch(() => undefined);
    if (!found) continue;
    const { events } = await handle.fetchHistory();
    const last = events
      ?.slice(-6)
      .map((event) => [event.eventId?.toString(), EventType[event.eventType ?? 0]].join(' '));
    const { pendingActivities: activities, pendingWorkflowTask: task } = found.raw;
    console.error(JSON.stringify({ part, last, activities, task }, null, 1));
  }
}

/** A scenario for the tests of a file; call at its top level. */
export function scenario(): Scenario {
  const s = new Scenario();
  beforeAll(async () => {
    s.database = await freshDatabase();
  });
  beforeEach(async () => {
    s.engine = await startEngine(s.database, 'skipping');
    // As a worker does: each test has a key of its own.
    const { signer } = s.engine.deps;
    await publishKey(s.database.worker, signer.keyId, signer.publicJwk);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await tellWhereItStands(s);
    else await keepHistories(s, slug(`${task.suite?.name} ${task.name}`));
    await s.engine.stop();
  });
  afterAll(() => s.database.drop());
  return s;
}
