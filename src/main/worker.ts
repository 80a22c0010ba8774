import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from 'pino';
import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import { anchorFile } from '../../activities/anchor-file.ts';
import { createActivities } from '../../activities/index.ts';
import { keyring } from '../../activities/keyring.ts';
import { signingKey } from '../../activities/signing-key.ts';
import { smtpMailer } from '../../activities/smtp.ts';
import { webhookSender } from '../../activities/webhook-sender.ts';
import { publishKey } from '../db/audit/keys.ts';
import { publishSealingKey, resealSecrets } from '../db/sealed-secrets.ts';
import { connect } from '../db/connect.ts';
import { SettingsError, type Values, readValues, settingMissing, settingWrong } from '../settings.ts';
import { connectTemporal } from '../temporal/connection.ts';
import { keepSchedules, periodicJobs } from '../temporal/periodic.ts';
import { runningCases } from '../temporal/running-cases.ts';
import { checkInSchedules } from '../temporal/schedules.ts';
import { startSealer } from '../temporal/sealer.ts';
import { startWebhooks } from '../temporal/webhooks.ts';
import { startWorker } from '../temporal/worker.ts';
import { tracedLogger } from '../trace/current.ts';

export interface WorkerParts {
  /** as the role handover_worker */
  databaseUrl: string;
  smtpUrl: string;
  address: string;
  client: Client;
  settings: Values;
  publicUrl: string;
  log: Logger;
}

/** A worker with everything that its activities touch. stop() lets running activities end. */
export async function runWorker({
  databaseUrl,
  smtpUrl,
  address,
  client,
  settings,
  publicUrl,
  log,
}: WorkerParts): Promise<{ done: Promise<void>; stop(): Promise<void> }> {
  const db = connect(databaseUrl, {
    max: 20,
    onError: (error) => log.warn({ error: error.message }, 'a database connection broke'),
  });
  const mailer = smtpMailer(smtpUrl, settings.HANDOVER_MAIL_FROM);
  const signer = await signingKey(
    settings.HANDOVER_SIGNING_KEY_FILE ?? join(settings.HANDOVER_DATA_DIR, 'signing-key.json'),
  );
  await publishKey(db, signer.keyId, signer.publicJwk);
  const ring = await keyring(
    settings.HANDOVER_SEALING_KEYS_FILE ?? join(settings.HANDOVER_DATA_DIR, 'sealing-keys.json'),
  );
  await publishSealingKey(db, ring.publicJwk);
  await resealSecrets(db, ring);
  const stopping = new AbortController();
  const worker = await startWorker({
    address,
    namespace: client.options.namespace,
    activities: createActivities({
      db,
      mailer,
      checkIns: checkInSchedules(client),
      cases: runningCases(client),
      signer,
      keyring: ring,
      anchor: anchorFile(settings.HANDOVER_ANCHOR_FILE ?? join(settings.HANDOVER_DATA_DIR, 'audit-heads.jws')),
      webhookSender: webhookSender({ mayBePrivate: settings.HANDOVER_WEBHOOK_PRIVATE_ADDRESSES === 'allowed' }),
      stopping: stopping.signal,
      publicUrl,
      mailFrom: settings.HANDOVER_MAIL_FROM,
    }),
  });
  await startSealer(client);
  await startWebhooks(client);
  await keepSchedules(client, periodicJobs(settings));
  return {
    done: worker.done,
    async stop() {
      const stopped = worker.stop();
      // Only now: work that ends before the worker takes no more would be followed by the next.
      stopping.abort();
      await stopped;
      mailer.close();
      await db.destroy();
    },
  };
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** The SDK's own log goes where ours goes, at its own level. Once a process, before the first worker. */
export function quietRuntime(log: Logger, level: 'WARN' | 'INFO' | 'DEBUG' = 'WARN'): void {
  Runtime.install({
    logger: new DefaultLogger(level, ({ level: of, message, meta }) => log[LEVELS[of]]({ ...meta }, message)),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN' }), forward: {} } },
    shutdownSignals: [],
  });
}

/** The worker as a program of its own: what the settings name is there already. */
async function main(): Promise<void> {
  const settings = readValues(process.env);
  const log = tracedLogger({ level: settings.HANDOVER_LOG_LEVEL });
  const { HANDOVER_DATABASE_URL: databaseUrl, HANDOVER_SMTP_URL: smtpUrl, TEMPORAL_ADDRESS: address } = settings;
  if (databaseUrl === undefined)
    throw settingMissing(
      'HANDOVER_DATABASE_URL',
      'it names the PostgreSQL of the worker',
      '它指明工作进程的 PostgreSQL',
    );
  if (smtpUrl === undefined)
    throw settingMissing('HANDOVER_SMTP_URL', 'the worker sends mail by it', '工作进程用它发送邮件');
  if (address === undefined)
    throw settingMissing('TEMPORAL_ADDRESS', 'the worker asks it for work', '工作进程向它领取任务');
  const { HANDOVER_DATA_DIR: dataDir } = settings;
  await mkdir(dataDir, { recursive: true }).catch((cause: unknown) => {
    throw settingWrong('HANDOVER_DATA_DIR', `${dataDir} cannot be made`, `无法创建 ${dataDir}`, { cause });
  });
  quietRuntime(log, settings.HANDOVER_LOG_LEVEL === 'debug' ? 'DEBUG' : 'INFO');
  const client = await connectTemporal({ address, namespace: settings.TEMPORAL_NAMESPACE });
  const publicUrl = settings.HANDOVER_PUBLIC_URL ?? `http://${settings.HANDOVER_HOST}:${settings.HANDOVER_PORT}`;
  const worker = await runWorker({ databaseUrl, smtpUrl, address, client, settings, publicUrl, log });
  log.info('the worker is ready');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      void worker.stop().then(() => client.connection.close());
    });
  await worker.done;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  main().catch((error: unknown) => {
    console.error(error instanceof SettingsError ? error.message : error);
    process.exit(error instanceof SettingsError ? 2 : 1);
  });
