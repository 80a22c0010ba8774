import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, bundleWorkflowCode } from '@temporalio/worker';
import { anchorFile } from '../activities/anchor-file.ts';
import { createActivities } from '../activities/index.ts';
import { keyring } from '../activities/keyring.ts';
import { signingKey } from '../activities/signing-key.ts';
import { smtpMailer } from '../activities/smtp.ts';
import { webhookSender } from '../activities/webhook-sender.ts';
import { connect } from '../src/db/connect.ts';
import { connectTemporal } from '../src/temporal/connection.ts';
import { runningCases } from '../src/temporal/running-cases.ts';
import { checkInSchedules } from '../src/temporal/schedules.ts';
import { bundleWorkflows, startWorker } from '../src/temporal/worker.ts';

/** The process of a worker whose memory is looked at; the first message says what it runs. */
export interface WaitingJob {
  of: 'handover' | 'bare';
  address: string;
  taskQueue: string;
  /** workflows in the cache, at the most */
  cached: number;
  databaseUrl: string;
  smtpUrl: string;
  home: string;
}

process.once('message', (job: WaitingJob) => void work(job));

async function work({ of, address, taskQueue, cached, databaseUrl, smtpUrl, home }: WaitingJob): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const client = await connectTemporal({ address });
  const activities = createActivities({
    db: connect(databaseUrl, { max: 20 }),
    mailer: smtpMailer(smtpUrl, 'handover@demo.example'),
    checkIns: checkInSchedules(client, taskQueue),
    cases: runningCases(client),
    anchor: anchorFile(join(home, 'audit-heads.jws')),
    webhookSender: webhookSender({ mayBePrivate: true }),
    signer: await signingKey(join(home, 'key.json')),
    keyring: await keyring(join(home, 'sealing-keys.json')),
    publicUrl: 'http://127.0.0.1',
    mailFrom: 'handover@demo.example',
  });
  const bundle =
    of === 'handover'
      ? await bundleWorkflows()
      : await bundleWorkflowCode({
          workflowsPath: fileURLToPath(new URL('twin/bare.ts', import.meta.url)),
          logger: new DefaultLogger('WARN'),
        });
  const running = await startWorker({
    address,
    activities,
    taskQueue,
    bundle,
    options: { maxCachedWorkflows: cached },
  });
  process.on('message', (asked) => {
    if (asked === 'cached') process.send?.(running.worker.getStatus().numCachedWorkflows);
    if (asked === 'memory') process.send?.(settledMb());
    if (asked === 'stop') void running.stop().finally(() => process.exit(0));
  });
  process.send?.('ready');
}

/** After what is no longer needed was given back; what remains is held. */
function settledMb(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
}
