import type { Values } from '../../settings.ts';
import { reasonOf } from '../errors.ts';
import { type Finding, clockFinding, error, ok, skipped, warning } from './finding.ts';

const POSTGRES_MAJOR = 18;
/** What should have left so long ago waits for something that is broken. */
const LATE_MINUTES = 15;

/** The database as the role that HANDOVER_DATABASE_URL names sees it. */
export async function databaseFindings({ HANDOVER_DATABASE_URL: url }: Values): Promise<Finding[]> {
  if (url === undefined) return [skipped('databaseUrl')];
  const [{ connect }, { migrationsIn }, { API, WORKER }, { sql }] = await Promise.all([
    import('../../db/connect.ts'),
    import('../../db/migrate.ts'),
    import('../../db/roles.ts'),
    import('kysely'),
  ]);
  const db = connect(url, { max: 1 });
  try {
    const sentAt = Date.now();
    const { rows } = await sql<{ now: Date; version: string; number: string; role: string }>`
      select clock_timestamp() as now, current_setting('server_version') as version,
             current_setting('server_version_num') as number, current_user as role`.execute(db);
    const receivedAt = Date.now();
    const { now, version = '', number = '0', role } = rows[0] ?? {};
    const params = { version, needed: POSTGRES_MAJOR };
    const isOld = Number(number) < POSTGRES_MAJOR * 10_000;
    const { missing, unknown } = await migrationsIn(db);
    return [
      (isOld ? error : ok)(isOld ? 'databaseVersion' : 'databaseUrl', params),
      missing.length > 0
        ? error('databaseSchema', { missing: missing.join(', ') })
        : unknown.length > 0
          ? warning('databaseSchema', { unknown: unknown.join(', ') })
          : ok('databaseSchema'),
      clockFinding('databaseClock', now?.getTime() ?? null, sentAt, receivedAt),
      // Row-level security shows what waits to the worker alone.
      ...(role === WORKER && missing.length === 0
        ? [await roleFinding(), ...(await waiting())]
        : [skipped('databaseRole'), skipped('mails'), skipped('webhooks')]),
    ];
  } catch (why) {
    return [error('databaseUrl', { why: reasonOf(why) })];
  } finally {
    await db.destroy();
  }

  /** What is told to people is read in the place of the API. */
  async function roleFinding(): Promise<Finding> {
    const { rows } = await sql<{ may: boolean }>`select pg_has_role(${API}, 'SET') as may`.execute(db);
    return (rows[0]?.may ? ok : error)('databaseRole');
  }

  async function waiting(): Promise<Finding[]> {
    const late = sql`now() - make_interval(mins => ${LATE_MINUTES})`;
    const { rows } = await sql<{ mails: number; webhooks: number; disabled: number }>`
      select (select count(*)::int from notice_mails where due_at < ${late}) as mails,
             (select count(*)::int from webhook_deliveries where state = 'pending' and due_at < ${late}) as webhooks,
             (select count(*)::int from webhook_subscriptions where state = 'disabled') as disabled`.execute(db);
    const { mails = 0, webhooks = 0, disabled = 0 } = rows[0] ?? {};
    const params = { count: mails, minutes: LATE_MINUTES };
    return [
      (mails > 0 ? warning : ok)('mails', params),
      (webhooks + disabled > 0 ? warning : ok)('webhooks', { count: webhooks, minutes: LATE_MINUTES, disabled }),
    ];
  }
}
