import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import proto from '@temporalio/proto';
import { type Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { InternalConnectionOptionsSymbol } from '@temporalio/client/lib/connection.js';
import type { ActivityDeps } from '../../activities/context.ts';
import { anchorFile } from '../../activities/anchor-file.ts';
import { createActivities } from '../../activities/index.ts';
import { keyring } from '../../activities/keyring.ts';
import { signingKey } from '../../activities/signing-key.ts';
import { smtpMailer } from '../../activities/smtp.ts';
import { webhookSender } from '../../activities/webhook-sender.ts';
import type { HandoverInput, Progress } from '../../src/contract/messages.ts';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import Long from 'long';
import { type Outbox, startSmtpServer } from '../../src/embedded/index.ts';
import { addSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { connectTemporal } from '../../src/temporal/connection.ts';
import { type Gateway, createGateway } from '../../src/temporal/gateway.ts';
import { runningCases } from '../../src/temporal/running-cases.ts';
import { checkInSchedules } from '../../src/temporal/schedules.ts';
import { startWorker } from '../../src/temporal/worker.ts';
import { type Company, makePolicy } from './company.ts';
import type { TestDatabase } from './database.ts';
import { Gates, type Held } from './gates.ts';
import { keepHistory } from './histories.ts';
import { skippingServer } from './skipping-servers.ts';

export interface Engine {
  client: Client;
  gateway: Gateway;
  outbox: Outbox;
  taskQueue: string;
  address: string;
  deps: ActivityDeps;
  skips: boolean;
  /** stops the next call of an activity at its beginning */
  hold(activity: string): Held;
  /** skipping server only: lets the clock run to an instant, through every timer on the way */
  skipTo(instant: string): Promise<void>;
  /** the server's clock */
  now(): Promise<string>;
  stop(): Promise<void>;
}

/** What the engines of a run share. */
export interface Shared {
  /** of the development server */
  temporalAddress: string;
  workflowBundle: string;
  /** port of the machine with the servers that skip time, where there is one */
  skippingServers?: number | undefined;
}

/**
 * A worker with everything real behind it: PostgreSQL as the worker's role, SMTP, a signing key, Temporal.
 * @param server `dev`: the development server; `skipping`: the server that skips time, which has no Schedules
 */
export async function startEngine(
  database: TestDatabase,
  server: 'dev' | 'skipping',
  shared: Shared = {
    temporalAddress: inject('temporalAddress'),
    workflowBundle: inject('workflowBundle'),
    skippingServers: inject('skippingServers'),
  },
): Promise<Engine> {
  // Skipping moves the clock of the whole server, so that each file has one of its own.
  const own = server === 'skipping' ? await skippingServer(shared.skippingServers) : undefined;
  if (own) await addSearchAttributes({ address: own.address });
  const address = own?.address ?? shared.temporalAddress;
  const taskQueue = `handovers-${randomUUID()}`;
  const home = await mkdtemp(join(tmpdir(), 'handover-engine-'));
  const smtp = await startSmtpServer(join(home, 'outbox'));
  const client = await connectTemporal({ address });
  const mailer = smtpMailer(smtp.url, 'handover@demo.example');
  const stopping = new AbortController();
  const deps: ActivityDeps = {
    db: database.worker,
    mailer,
    checkIns: checkInSchedules(client, taskQueue),
    cases: runningCases(client),
    signer: await signingKey(join(home, 'key.json')),
    keyring: await keyring(join(home, 'sealing-keys.json')),
    anchor: anchorFile(join(home, 'audit-heads.jws')),
    webhookSender: webhookSender({ mayBePrivate: true }),
    stopping: stopping.signal,
    publicUrl: 'http://127.0.0.1',
    mailFrom: 'handover@demo.example',
  };
  const gates = new Gates();
  const worker = await startWorker({
    address,
    activities: gates.guard(createActivities(deps)),
    taskQueue,
    bundle: { code: shared.workflowBundle },
  });
  const clock = await Connection.connect({
    address,
    [InternalConnectionOptionsSymbol]: { supportsTestService: true },
  } as ConnectionOptions);
  const now = async () => {
    const reading = await clock.testService?.getCurrentTime({});
    return new Date(Number(reading?.time?.seconds ?? 0) * 1000 + (reading?.time?.nanos ?? 0) / 1e6).toISOString();
  };
  return {
    client,
    gateway: createGateway(client, taskQueue),
    outbox: smtp.outbox,
    taskQueue,
    address,
    deps,
    skips: own !== undefined,
    hold: (activity) => gates.hold(activity),
    now,
    async skipTo(instant) {
      const ms = Date.parse(instant) - Date.parse(await now());
      if (ms > 0)
        await clock.testService?.unlockTimeSkippingWithSleep({
          duration: { seconds: Long.fromNumber(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1e6 },
        });
    },
    async stop() {
      const stopped = worker.stop();
      stopping.abort();
      await stopped;
      mailer.close();
      await client.connection.close();
      await clock.close();
      await smtp.stop();
      await own?.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export interface StartOptions {
  assignment?: HandoverInput['assignment'];
  effectiveAt?: string | null;
  policy?: { key: string; version: number; body: HandoverInput['policy'] };
  receivers?: number;
  customerIds?: string[];
  kind?: HandoverInput['kind'];
  /** of a cover */
  until?: string;
  /** of an emergency departure */
  custodian?: HandoverInput['custodian'];
  waiver?: HandoverInput['waiver'];
}

/** What the API does: the rows of the case, then the start of its workflow. @returns the input */
export async function startHandover(
  database: TestDatabase,
  engine: Engine,
  company: Company,
  options: StartOptions = {},
): Promise<HandoverInput> {
  const policy =
    options.policy ?? (await makePolicy(database.admin, (p) => (p.transition.checkInEveryDays = engine.skips ? 0 : 7)));
  const input = await writeHandover(database, company, { ...options, policy });
  await engine.gateway.startHandover(input, { orgUnit: 'test' });
  return input;
}

/** The rows of a case that is not started yet. @returns the input of its workflow */
export async function writeHandover(
  database: Pick<TestDatabase, 'admin'>,
  company: Company,
  options: StartOptions = {},
): Promise<HandoverInput> {
  const receivers = company.receivers.slice(0, options.receivers ?? company.receivers.length);
  const [first] = receivers;
  if (!first) throw new Error('a handover needs a receiver');
  const policy = options.policy ?? (await makePolicy(database.admin, () => {}));
  const row = await database.admin
    .insertInto('handovers')
    .values({
      kind: options.kind ?? 'departure',
      until_at: options.until ?? null,
      custodian_id: options.custodian?.id ?? null,
      reason: '测试',
      giver_id: company.giver.id,
      supervisor_id: company.supervisor.id,
      started_by: company.hr.id,
      assignment: options.assignment ?? 'in_turn',
      scope: JSON.stringify(options.customerIds ? { customerIds: options.customerIds } : { book: 'whole' }),
      whole_book: options.customerIds === undefined,
      late_receiver_id: first.id,
      policy_key: policy.key,
      policy_version: policy.version,
      effective_at: options.effectiveAt ?? null,
    })
    .returning(['id', 'label'])
    .executeTakeFirstOrThrow();
  await database.admin
    .insertInto('handover_people')
    .values([
      { handover_id: row.id, person_id: company.giver.id, role: 'giver' },
      ...receivers.map((r, position) => ({ handover_id: row.id, person_id: r.id, role: 'receiver', position })),
      { handover_id: row.id, person_id: company.supervisor.id, role: 'supervisor' },
      { handover_id: row.id, person_id: company.supervisor.id, role: 'approver' },
      { handover_id: row.id, person_id: company.boss.id, role: 'deputy' },
    ])
    .execute();
  return {
    handoverId: row.id,
    label: row.label,
    kind: options.kind ?? 'departure',
    ...(options.until !== undefined && { until: options.until }),
    ...(options.custodian && { custodian: options.custodian }),
    ...(options.kind === 'emergency_departure' && { hr: company.hr }),
    ...(options.waiver && { waiver: options.waiver }),
    giver: company.giver,
    receivers,
    supervisor: company.supervisor,
    deputies: [company.boss],
    assignment: options.assignment ?? 'in_turn',
    effectiveAt: options.effectiveAt ?? null,
    policy: policy.body,
  };
}

/**
 * Whether a workflow waits for nothing but people and time: no activity and no task of it is under way. The skipping server tells no
 * pending task, so the history does.
 */
export async function rests(engine: Engine, workflowId: string): Promise<boolean> {
  const handle = engine.client.workflow.getHandle(workflowId);
  const { raw } = await handle.describe();
  if ((raw.pendingActivities ?? []).length > 0) return false;
  const { events } = await handle.fetchHistory();
  const last = events?.at(-1)?.eventType;
  return last !== EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED && last !== EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED;
}
const { EventType } = proto.temporal.api.enums.v1;

/** Each look asks for a whole history. */
const LOOK_EVERY_MS = 60;

/**
 * Waits until the case stands as wanted, by asking the workflow; bounded. The skipping server is only asked while the case rests and
 * has gone on since: a query beside a task can leave its clock locked for good, and what cancels an activity that ends at the same
 * moment is a task that it never takes.
 */
export async function standing(
  engine: Engine,
  handoverId: string,
  wanted: (p: Progress) => boolean,
): Promise<Progress> {
  const handle = engine.client.workflow.getHandle(handoverWorkflowId(handoverId));
  let progress: Progress | undefined;
  let askedAt = '';
  for (let tries = 0; tries < 800; tries += 1) {
    const { runId, historyLength } = await handle.describe();
    const goneOn = askedAt !== `${runId}:${historyLength}`;
    if (!engine.skips || (goneOn && (await rests(engine, handoverWorkflowId(handoverId))))) {
      askedAt = `${runId}:${historyLength}`;
      progress = await handle.query<Progress>('progress').catch(() => undefined);
      if (progress && wanted(progress)) return progress;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error(`never stood as wanted: ${JSON.stringify(progress)}`);
}

export const waitingFor = (engine: Engine, handoverId: string, wait: Progress['waitingFor'], round = 1) =>
  standing(engine, handoverId, (p) => p.waitingFor === wait && p.round === round);

/** Keeps the history for the replay gate. Call when a scenario has ended. */
export async function keep(engine: Engine, handoverId: string, scenario: string): Promise<void> {
  await keepHistory(engine.client, handoverWorkflowId(handoverId), scenario);
}
