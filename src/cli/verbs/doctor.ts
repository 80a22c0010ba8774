import { version as nodeVersion } from 'node:process';
import { type Values, SettingsError, readSettings } from '../../settings.ts';
import { EXIT, type ExitCode, reasonOf } from '../errors.ts';
import { type Call, type Verb, rowsOf } from '../verb.ts';

const NODE_NEEDED = [20, 20] as const;
const CLOCK_TOLERANCE_MS = 5_000;
const TIMEOUT_MS = 5_000;
const PARTS = ['database', 'schema', 'role', 'temporal', 'worker'] as const;

/** One thing that was looked at; `verdict.<name>.<state>` is told, with what to do where it is not ok. */
interface Finding {
  name: string;
  /** skipped: it cannot be seen from here */
  state: 'ok' | 'wrong' | 'skipped';
  params?: Record<string, string | number>;
  /** what the program ends with because of it */
  exit?: ExitCode;
}
const wrong = (name: string, params = {}, exit: ExitCode = EXIT.refused): Finding => ({
  name,
  state: 'wrong',
  params,
  exit,
});

/** Looks at everything that a person can have forgotten, and says what to do. */
export const doctorVerbs: readonly Verb[] = [
  {
    name: 'doctor',
    async run(call) {
      const findings = await look(call);
      const told = findings.map((finding) => ({ ...finding, sentence: sentenceOf(call, finding) }));
      const exit = findings.find((finding) => finding.exit !== undefined)?.exit ?? EXIT.ok;
      if (call.json) {
        const shown = told.map(({ name, state, params, sentence }) => ({ name, state, params, sentence }));
        call.io.out(JSON.stringify({ ok: exit === EXIT.ok, findings: shown }, null, 2));
      } else
        call.io.out(
          rowsOf(call, told, {
            check: (f) => call.t(`check.${f.name}`),
            verdict: (f) => call.t(`verdict.${f.state}`),
            finding: (f) => f.sentence,
          }),
        );
      return exit;
    },
  },
];

function sentenceOf(call: Call, { name, state, params = {} }: Finding): string {
  return call.t(`doctor.${name}.${state}`, params);
}

async function look(call: Call): Promise<Finding[]> {
  const node = nodeFinding(nodeVersion);
  let settings: Values;
  try {
    settings = call.settings();
    // Where the API is started from this environment, its own settings must hold as well.
    if (settings.HANDOVER_DATABASE_URL !== undefined) readSettings(call.io.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return [node, wrong('settings', { why: error.message }, EXIT.usage)];
  }
  const there: Finding = { name: 'settings', state: 'ok' };
  const [api, temporal, database] = await Promise.all([
    apiFindings(settings.HANDOVER_URL),
    temporalFinding(settings),
    databaseFindings(settings),
  ]);
  return [node, there, ...api, temporal, ...database];
}

/** @param version as Node tells it (v20.20.2) */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  const [needMajor, needMinor] = NODE_NEEDED;
  const params = { version, needed: NODE_NEEDED.join('.') };
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return { name: 'node', state: 'ok', params };
  return wrong('node', params);
}

async function apiFindings(url: string): Promise<Finding[]> {
  const ask = async (path: string) => {
    const sentAt = Date.now();
    const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { response, sentAt, receivedAt: Date.now() };
  };
  try {
    const live = await ask('/livez');
    if (!live.response.ok) return [wrong('api', { url, why: live.response.status }, EXIT.unreachable)];
    const ready: unknown = await (await ask('/readyz')).response.json();
    const parts = PARTS.map((name): Finding => (isTrue(ready, name) ? { name, state: 'ok' } : wrong(name)));
    const date = live.response.headers.get('date');
    const clock = clockFinding('clock', date === null ? null : Date.parse(date), live.sentAt, live.receivedAt);
    return [{ name: 'api', state: 'ok', params: { url } }, ...parts, clock];
  } catch (error) {
    return [wrong('api', { url, why: reasonOf(error) }, EXIT.unreachable)];
  }
}

function isTrue(answer: unknown, name: string): boolean {
  return typeof answer === 'object' && answer !== null && Object.entries(answer).some(([k, v]) => k === name && v);
}

/**
 * How far another clock is from this machine's, which was read before and after it was asked.
 * @param theirMs null: it was not told
 */
export function clockFinding(name: string, theirMs: number | null, sentAt: number, receivedAt: number): Finding {
  if (theirMs === null || Number.isNaN(theirMs)) return { name, state: 'skipped' };
  const earliest = sentAt - 1_000; // an HTTP date is cut to the second
  const differenceMs = theirMs < earliest ? theirMs - earliest : Math.max(0, theirMs - receivedAt);
  const params = { seconds: Math.round(differenceMs / 1_000) };
  return Math.abs(differenceMs) <= CLOCK_TOLERANCE_MS ? { name, state: 'ok', params } : wrong(name, params);
}

async function temporalFinding({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE }: Values): Promise<Finding> {
  if (address === undefined) return { name: 'temporalAddress', state: 'skipped' };
  const { connectTemporal } = await import('../../temporal/connection.ts');
  const namespace = TEMPORAL_NAMESPACE ?? 'default';
  try {
    const client = await connectTemporal({ address, namespace });
    try {
      await client.workflowService.describeNamespace({ namespace });
    } finally {
      await client.connection.close();
    }
    return { name: 'temporalAddress', state: 'ok', params: { address, namespace } };
  } catch (error) {
    return wrong('temporalAddress', { address, namespace, why: reasonOf(error) });
  }
}

async function databaseFindings({ HANDOVER_DATABASE_URL: url }: Values): Promise<Finding[]> {
  if (url === undefined) return [{ name: 'databaseUrl', state: 'skipped' }];
  const [{ connect }, { isMigrated }, { sql }] = await Promise.all([
    import('../../db/connect.ts'),
    import('../../db/migrate.ts'),
    import('kysely'),
  ]);
  const db = connect(url, { max: 1 });
  try {
    const sentAt = Date.now();
    const { rows } = await sql<{ now: Date; version: string }>`
      select clock_timestamp() as now, current_setting('server_version') as version`.execute(db);
    const receivedAt = Date.now();
    const migrated = await isMigrated(db).catch(() => false);
    return [
      { name: 'databaseUrl', state: 'ok', params: { version: rows[0]?.version ?? '' } },
      migrated ? { name: 'databaseSchema', state: 'ok' } : wrong('databaseSchema'),
      clockFinding('databaseClock', rows[0]?.now.getTime() ?? null, sentAt, receivedAt),
    ];
  } catch (error) {
    return [wrong('databaseUrl', { why: reasonOf(error) })];
  } finally {
    await db.destroy();
  }
}
