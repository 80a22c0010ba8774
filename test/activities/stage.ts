import { createServer } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Info } from '@temporalio/activity';
import { sql } from 'kysely';
import { type Activities, createActivities } from '../../activities/index.ts';
import type { Mailer } from '../../activities/ports.ts';
import { smtpMailer } from '../../activities/smtp.ts';
import type { Effect } from '../../src/contract/effects.ts';
import type { HandoverInput } from '../../src/contract/messages.ts';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import type { Step } from '../../src/contract/steps.ts';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine, writeHandover } from '../support/engine.ts';

/** A case in the database, on which activities run one by one, without a workflow. */
export interface Case {
  company: Company;
  input: HandoverInput;
  /** the workflow's time of every effect */
  at: string;
  planHash: string;
  /** the first review's; empty before the transfer */
  reviewId: string;
  /** inbox entries: minutes of a meeting, a list of one customer */
  minutesEntry: string;
  listEntry: string;
}

export interface Stage {
  database: TestDatabase;
  engine: Engine;
  activities: Activities;
  /** the same over a mail server that is down */
  withoutMail: Activities;
  /** Message-IDs that the mail server took, oldest first */
  taken: string[];
  /** @param of another company than a new one, or only a part of the book */
  makeCase(of?: { company?: Company; customerIds?: string[] }): Promise<Case>;
  /** reads again what activities wrote */
  refresh(c: Case): Promise<void>;
  stop(): Promise<void>;
}

/** So low that what every case has holds its signatures up. */
const RISKS = {
  blockFrom: 2,
  contractEndsWithinDays: 30,
  noContactDays: 90,
  minSatisfaction: 2,
  receiverCustomers: 99,
};

export async function setStage(): Promise<Stage> {
  const database = await freshDatabase();
  const engine = await startEngine(database, 'dev');
  const { admin } = database;
  const dead = smtpMailer(`smtp://127.0.0.1:${await closedPort()}`, engine.deps.mailFrom);
  const taken: string[] = [];
  const noting: Mailer = {
    async send(mail) {
      const outcome = await engine.deps.mailer.send(mail);
      taken.push(mail.messageId);
      return outcome;
    },
  };
  return {
    database,
    engine,
    taken,
    activities: createActivities({ ...engine.deps, mailer: noting }),
    withoutMail: createActivities({ ...engine.deps, mailer: dead }),
    async makeCase({ company: given, ...options } = {}) {
      const company = given ?? (await makeCompany(admin, { customers: 6, receivers: 2 }));
      const policy = await makePolicy(admin, (p) => (p.risks = RISKS));
      const input = await writeHandover(database, company, { ...options, policy });
      const entry = async (body: object) => {
        const values = { handover_id: input.handoverId, kind: 'text', round: 1, author_id: company.supervisor.id };
        const row = await admin
          .insertInto('handover_inbox')
          .values({ ...values, body: JSON.stringify(body) })
          .returning('id')
          .executeTakeFirstOrThrow();
        return row.id;
      };
      return {
        company,
        input,
        at: new Date().toISOString(),
        planHash: '',
        reviewId: '',
        minutesEntry: await entry({
          minutes: '已逐一说明',
          attendees: [company.giver.id],
          actions: [{ body: '补充合同', owner: company.giver.id }],
        }),
        listEntry: await entry({ customerIds: company.customerIds.slice(0, 1), comment: '区域不符' }),
      };
    },
    async refresh(c) {
      const { plan_hash } = await admin
        .selectFrom('handovers')
        .select('plan_hash')
        .where('id', '=', c.input.handoverId)
        .executeTakeFirstOrThrow();
      const review = await admin
        .selectFrom('reviews')
        .select('id')
        .where('handover_id', '=', c.input.handoverId)
        .orderBy('day_offset')
        .executeTakeFirst();
      c.planHash = plan_hash?.toString('hex') ?? '';
      c.reviewId = review?.id ?? '';
    },
    async stop() {
      dead.close();
      await engine.stop();
      await database.drop();
    },
  };
}

/** An effect of the case's first round; what stands afterwards is the step itself. */
export function effect(
  c: Case,
  step: Step,
  next: Partial<Effect['next']> = {},
  decisions: Effect['decisions'] = [],
): Effect {
  const { handoverId } = c.input;
  return {
    handoverId,
    step,
    round: 1,
    at: c.at,
    decisions,
    next: {
      state: 'running',
      step,
      round: 1,
      waitingFor: null,
      awaitedIds: [],
      overdue: false,
      progressPct: 50,
      flags: [],
      ...next,
    },
  };
}

/**
 * Runs work as the nth attempt of an activity of the case's workflow.
 * @param onHeartbeat throws to end the attempt there, as a killed process would
 */
export function attempt<T>(
  c: Case,
  nth: number,
  work: () => Promise<T>,
  onHeartbeat?: (details: unknown) => void,
): Promise<T> {
  const workflowExecution: NonNullable<Info['workflowExecution']> = {
    workflowId: handoverWorkflowId(c.input.handoverId),
    runId: 'run',
  };
  const env = new MockActivityEnvironment({ attempt: nth, workflowExecution }, { logger: new DefaultLogger('ERROR') });
  if (onHeartbeat) env.on('heartbeat', onHeartbeat);
  return env.run(work);
}

/** Giver, receivers and supervisor sign what is open: nothing moves without them. */
export async function signAll(activities: Activities, c: Case): Promise<void> {
  const { giver, receivers, supervisor } = c.input;
  const signers = [
    [giver.id, 'giver'],
    ...receivers.map((r) => [r.id, 'receiver'] as const),
    [supervisor.id, 'supervisor'],
  ] as const;
  for (const [id, role] of signers) {
    const by = { via: 'http', signerId: id, forId: id, role } as const;
    await activities.recordSignOff(effect(c, 'signOff'), { by, decision: 'signed', planHash: c.planHash });
  }
}

/** How many rows each table has, and a digest of all that is in it. */
export async function contents({ admin }: TestDatabase): Promise<Map<string, { rows: number; digest: string }>> {
  const tables = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`.execute(
    admin,
  );
  const parts = tables.rows.map(
    ({ name }) => sql`
      select ${name} as name, count(*) as rows, coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest
        from ${sql.table(name)} t`,
  );
  const { rows } = await sql<{
    name: string;
    rows: number;
    digest: string;
  }>`${sql.join(parts, sql` union all `)}`.execute(admin);
  return new Map(rows.map(({ name, ...of }) => [name, of]));
}

/** The rows that work adds, by table. */
export async function growth(database: TestDatabase, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await contents(database);
  await work();
  const after = await contents(database);
  return Object.fromEntries(
    [...after].flatMap(([name, { rows }]) => {
      const more = rows - (before.get(name)?.rows ?? 0);
      return more === 0 ? [] : [[name, more]];
    }),
  );
}

/** A port on which nobody listens: taken from the system and given back. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
