import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { type Driver, Kysely, PostgresDialect } from 'kysely';
import { pino } from 'pino';
import { anchorFile } from '../../activities/anchor-file.ts';
import { type Activities, createActivities } from '../../activities/index.ts';
import type { Mailer } from '../../activities/ports.ts';
import { keyring } from '../../activities/keyring.ts';
import { signingKey } from '../../activities/signing-key.ts';
import { smtpMailer } from '../../activities/smtp.ts';
import { webhookSender } from '../../activities/webhook-sender.ts';
import type { Effect, Opened, Transferred } from '../../src/contract/effects.ts';
import { type Database, openPool } from '../../src/db/connect.ts';
import type { DB } from '../../src/db/tables.ts';
import { quietRuntime } from '../../src/main/worker.ts';
import { readSettings } from '../../src/settings.ts';
import { connectTemporal } from '../../src/temporal/connection.ts';
import { runningCases } from '../../src/temporal/running-cases.ts';
import { checkInSchedules } from '../../src/temporal/schedules.ts';
import { startWorker } from '../../src/temporal/worker.ts';
import { reach, ready } from './ask.ts';
import type { Point } from './points.ts';

/** The worker of the product, made of the same parts, which tells at every point where it is. */
interface Running {
  handoverId: string;
  what: string;
  attempt: number;
  transactions: number;
}
const running = new AsyncLocalStorage<Running>();

async function at(point: Point): Promise<void> {
  const activity = running.getStore();
  if (!activity) return;
  const { handoverId, what, attempt } = activity;
  await reach({ handoverId, what, point, attempt });
}

class TellingDialect extends PostgresDialect {
  override createDriver(): Driver {
    const driver = super.createDriver();
    const begin = driver.beginTransaction.bind(driver);
    const commit = driver.commitTransaction.bind(driver);
    driver.beginTransaction = async (connection, settings) => {
      await begin(connection, settings);
      await at(`begun-${(running.getStore()?.transactions ?? 0) + 1}`);
    };
    driver.commitTransaction = async (connection) => {
      const activity = running.getStore();
      if (activity) activity.transactions += 1;
      const nth = activity?.transactions ?? 0;
      await at(`written-${nth}`);
      await commit(connection);
      await at(`committed-${nth}`);
    };
    return driver;
  }
}

function telling(url: string): Database {
  // Every case that stands at a point holds a connection.
  return new Kysely<DB>({ dialect: new TellingDialect({ pool: openPool(url, { max: 100 }) }) });
}

const settings = readSettings(process.env);
quietRuntime(pino({ level: settings.HANDOVER_LOG_LEVEL }));
const address = settings.TEMPORAL_ADDRESS ?? '';
const client = await connectTemporal({ address });
const smtp = smtpMailer(settings.HANDOVER_SMTP_URL ?? '', settings.HANDOVER_MAIL_FROM);
const mailer: Mailer = {
  async send(mail) {
    const outcome = await smtp.send(mail);
    await at('mailed');
    return outcome;
  },
};
const activities = createActivities({
  db: telling(settings.HANDOVER_DATABASE_URL ?? ''),
  mailer,
  checkIns: checkInSchedules(client),
  cases: runningCases(client),
  signer: await signingKey(join(settings.HANDOVER_DATA_DIR, 'signing-key.json')),
  keyring: await keyring(join(settings.HANDOVER_DATA_DIR, 'sealing-keys.json')),
  anchor: anchorFile(join(settings.HANDOVER_DATA_DIR, 'audit-heads.jws')),
  webhookSender: webhookSender({ mayBePrivate: true }),
  publicUrl: 'http://127.0.0.1',
  mailFrom: settings.HANDOVER_MAIL_FROM,
});

type Activity = (...args: unknown[]) => Promise<unknown>;
function withPoints(what: string, activity: Activity): Activity {
  return (...args) => {
    const [effect] = args as [Effect | string];
    const handoverId = typeof effect === 'string' ? effect : effect.handoverId;
    return running.run({ handoverId, what, attempt: Context.current().info.attempt, transactions: 0 }, async () => {
      await at('before');
      const result = await activity(...args);
      await at('unreported');
      return sooner[what]?.(result, effect as Effect) ?? result;
    });
  };
}

/** The development server does not skip time: the months until a review are left out, and the first meeting is reminded of at once. */
const sooner: Record<string, (result: unknown, effect: Effect) => unknown> = {
  transferBook(result) {
    const { reviews, transferredAt, ...rest } = result as Transferred;
    return { ...rest, transferredAt, reviews: reviews.map((review) => ({ ...review, dueAt: transferredAt })) };
  },
  arrangeMeeting(result, { round, at: now }) {
    const { deadline } = result as Opened;
    const agenda = round > 1 ? deadline.agenda : [{ at: now, what: 'remind' }, ...deadline.agenda];
    return { deadline: { ...deadline, agenda } };
  },
};

const { done } = await startWorker({
  address,
  // The points keep arguments and result.
  activities: Object.fromEntries(
    Object.entries(activities).map(([what, activity]) => [what, withPoints(what, activity as Activity)]),
  ) as Activities,
  bundle: { code: readFileSync(join(settings.HANDOVER_DATA_DIR, 'bundle.js'), 'utf8') },
  options: { maxConcurrentActivityTaskExecutions: 400, maxConcurrentLocalActivityExecutions: 400 },
});
ready();
await done;
