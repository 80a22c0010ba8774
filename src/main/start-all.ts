import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../contract/names.ts';
import { connect } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { API, OWNER, type RoleName, WORKER, createRolesAndDatabase, urlFor } from '../db/roles.ts';
import { DEMO_PEOPLE, seedDemo } from '../demo/index.ts';
import {
  EmbeddedError,
  lockDataDir,
  startPostgres,
  startSmtpServer,
  startTemporalDevServer,
} from '../embedded/index.ts';
import { reason, stage } from '../embedded/errors.ts';
import { freePort, preferredPort } from '../embedded/ports.ts';
import { told } from '../i18n/told.ts';
import { type Settings, SettingsError, readSettings } from '../settings.ts';
import { connectTemporal } from '../temporal/connection.ts';
import { createGateway } from '../temporal/gateway.ts';
import { addSearchAttributes } from '../temporal/search-attributes.ts';
import { startApi } from './api.ts';
import { tracedLogger } from '../trace/current.ts';
import { buildConsole, builtConsole, consoleIsStale } from './console-build.ts';
import { quietRuntime, runWorker } from './worker.ts';

const DATABASE = 'handover';
const say = (line: string) => console.log(line);

/** Everything on one machine; returns when it is ready and stays until Ctrl-C. */
export async function startAll(): Promise<void> {
  const started = performance.now();
  const running: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (why: string, code: number) => {
    stopping ??= (async () => {
      say(why);
      for (const one of running.reverse()) await one().catch((error: unknown) => console.error(error));
      process.exit(code);
    })();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stop(told('Stopping …', '正在停止 …'), 0));

  try {
    await bringUp(running, started, (server) =>
      stop(
        told(
          `${server} ended unexpectedly; start again, nothing is lost.`,
          `${server} 意外终止；请重新启动，数据不会丢失。`,
        ),
        1,
      ),
    );
  } catch (error) {
    const known = error instanceof SettingsError || error instanceof EmbeddedError;
    stop(
      known ? error.message : String(error instanceof Error ? error.stack : error),
      error instanceof SettingsError ? 2 : 1,
    );
  }
}

async function bringUp(
  running: (() => Promise<void>)[],
  started: number,
  lost: (server: string) => void,
): Promise<void> {
  const read = readSettings(process.env);
  const dataDir = resolve(read.HANDOVER_DATA_DIR);
  const log = tracedLogger({ level: process.env.HANDOVER_LOG_LEVEL ?? 'warn' });
  quietRuntime(log);

  // A port that was asked for by name must be had: told before anything is prepared.
  if (process.env.HANDOVER_PORT) await freePort(read.HANDOVER_PORT);
  const lock = await lockDataDir(dataDir);
  running.push(() => lock.release());

  if (await consoleIsStale())
    await stage(say, told('Console', '控制台'), buildConsole).catch((error: unknown) =>
      // Everything else works without it.
      say(`${told('The console could not be built', '控制台构建失败')}: ${reason(error)}`),
    );

  let adminUrl = read.HANDOVER_DATABASE_URL;
  if (adminUrl === undefined) {
    const postgres = await startPostgres({ dataDir, say });
    running.push(() => postgres.stop());
    void postgres.exited.then(() => lost('PostgreSQL'));
    adminUrl = postgres.adminUrl;
  }
  const urls = await prepareDatabase(adminUrl, dataDir);

  let address = read.TEMPORAL_ADDRESS;
  let temporalUiUrl = read.HANDOVER_TEMPORAL_UI_URL;
  if (address === undefined) {
    const temporal = await startTemporalDevServer({
      dataDir,
      port: await preferredPort(7233),
      uiPort: 8233,
      searchAttributes: SEARCH_ATTRIBUTES,
      say,
    });
    running.push(() => temporal.stop());
    void temporal.exited.then(() => lost('Temporal'));
    address = temporal.address;
    temporalUiUrl = temporal.uiUrl;
  } else await addSearchAttributes({ address, namespace: read.TEMPORAL_NAMESPACE });

  let smtpUrl = read.HANDOVER_SMTP_URL;
  let outbox;
  if (smtpUrl === undefined) {
    const smtp = await startSmtpServer(join(dataDir, 'outbox'));
    running.push(() => smtp.stop());
    smtpUrl = smtp.url;
    outbox = smtp.outbox;
  }

  // A port that was not asked for by name gives way.
  const port = process.env.HANDOVER_PORT ? read.HANDOVER_PORT : await preferredPort(read.HANDOVER_PORT);
  const settings: Settings = { ...read, HANDOVER_DATA_DIR: dataDir, HANDOVER_PORT: port };
  const publicUrl = settings.HANDOVER_PUBLIC_URL ?? `http://${settings.HANDOVER_HOST}:${port}`;

  const client = await connectTemporal({ address, namespace: read.TEMPORAL_NAMESPACE });
  running.push(() => client.connection.close());
  const worker = await stage(say, told('Worker', '工作进程'), () =>
    runWorker({ databaseUrl: urls[WORKER], smtpUrl, address, client, settings, publicUrl, log }),
  );
  running.push(() => worker.stop());

  if (settings.identity === 'demo') {
    const db = connect(urls[WORKER]);
    await stage(say, told('Demo data', '演示数据'), () => seedDemo(db));
    await db.destroy();
  }

  const db = connect(urls[API], {
    max: 20,
    prepares: true,
    statementTimeoutMs: settings.HANDOVER_STATEMENT_TIMEOUT_SECONDS * 1_000,
  });
  running.push(() => db.destroy());
  const api = await startApi({
    db,
    gateway: createGateway(client),
    settings,
    log,
    temporalAddress: address,
    consoleDir: builtConsole(),
    ...(outbox ? { outbox } : {}),
    ...(temporalUiUrl ? { temporalUiUrl } : {}),
  });
  running.push(() => api.stop());
  if (settings.identity === 'demo') await demoHandover(api.url);

  const lines = [
    '',
    told(
      `Ready in ${((performance.now() - started) / 1000).toFixed(1)} s`,
      `已就绪，用时 ${((performance.now() - started) / 1000).toFixed(1)} 秒`,
    ),
    ...(builtConsole() === undefined ? [] : [`  ${told('Console', '控制台')}    ${api.url}`]),
    `  API        ${api.url}/api/v1`,
    `  ${told('API pages', '接口文档')}  ${api.url}/docs`,
    ...(temporalUiUrl ? [`  Temporal   ${temporalUiUrl}`] : []),
    `  ${told('Data', '数据')}       ${dataDir}`,
  ];
  if (settings.identity === 'demo')
    lines.push(
      told('Sign in as anybody of the demo company, for example HR:', '以演示公司的任意人员登录，例如人事：'),
      `  curl -sX POST ${api.url}/api/v1/demo/token -H 'Content-Type: application/json' -d '{"employeeNumber":"${DEMO_PEOPLE.hr}"}'`,
    );
  lines.push(told('Ctrl-C stops all of it.', 'Ctrl-C 全部停止。'));
  say(lines.join('\n'));
}

/** The roles with passwords of their own, kept in the data folder, and the newest schema. */
async function prepareDatabase(adminUrl: string, dataDir: string): Promise<Record<RoleName, string>> {
  const file = join(dataDir, 'role-passwords.json');
  const fresh = () => randomBytes(24).toString('base64url');
  const kept = await readFile(file, 'utf8')
    .then((text) => JSON.parse(text) as Record<RoleName, string>)
    .catch(() => undefined);
  const passwords = kept ?? { [OWNER]: fresh(), [WORKER]: fresh(), [API]: fresh() };
  if (!kept) {
    await writeFile(file, JSON.stringify(passwords), { mode: 0o600 });
    await chmod(file, 0o600);
  }
  await createRolesAndDatabase(adminUrl, DATABASE, passwords);
  const url = (role: RoleName) => urlFor(adminUrl, DATABASE, role, passwords[role]);
  const owner = connect(url(OWNER), { max: 2 });
  await stage(say, told('Database schema', '数据库结构'), () => migrate(owner));
  await owner.destroy();
  return { [OWNER]: url(OWNER), [WORKER]: url(WORKER), [API]: url(API) };
}

/** A handover under way, so that there is something to look at: started over HTTP as HR would, once. */
async function demoHandover(url: string): Promise<void> {
  const api = `${url}/api/v1`;
  const json = { 'Content-Type': 'application/json' };
  const { token } = (await (
    await fetch(`${api}/demo/token`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ employeeNumber: DEMO_PEOPLE.hr }),
    })
  ).json()) as { token: string };
  const response = await fetch(`${api}/handovers`, {
    method: 'POST',
    headers: {
      ...json,
      Authorization: `Bearer ${token}`,
      'Idempotency-Key': 'demo-handover',
      'X-Request-Id': randomUUID(),
    },
    body: JSON.stringify({
      kind: 'departure',
      reason: '个人原因离职',
      giver: DEMO_PEOPLE.giver,
      receivers: DEMO_PEOPLE.receivers,
      assignment: 'in_turn',
      scope: 'book',
    }),
  });
  if (!response.ok)
    say(
      told(`The demo handover was not started: ${await response.text()}`, `演示移交未能启动：${await response.text()}`),
    );
}
