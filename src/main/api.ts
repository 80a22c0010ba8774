import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { type Database, clientBeside, connect } from '../db/connect.ts';
import { forgetDeletedRecords } from '../db/intake/deleted-records.ts';
import { createApp } from '../http/app.ts';
import { CaseFeed } from '../http/case-feed.ts';
import { demoIdentity } from '../http/demo-identity.ts';
import { rulesOf, tokenIdentity } from '../http/identity.ts';
import { Leases } from '../http/leases.ts';
import { loginAt } from '../http/login.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Deps, OutboxReader } from '../http/route.ts';
import { forgetOldKeys } from '../http/idempotency.ts';
import { sessionsIn } from '../http/sessions.ts';
import { TRANSPORT, guardTransport } from '../http/transport.ts';
import { keepImporting } from '../imports/jobs.ts';
import { readIssuers } from '../issuers.ts';
import {
  type Settings,
  SettingsError,
  isLoopback,
  readSettings,
  settingMissing,
  settingWrong,
  shownSettings,
} from '../settings.ts';
import { connectTemporal } from '../temporal/connection.ts';
import { type Gateway, createGateway } from '../temporal/gateway.ts';
import { tracedLogger } from '../trace/current.ts';
import { builtConsole } from './console-build.ts';
import { forgetHourly } from './hourly.ts';
import { keepStarting } from './keep-starting.ts';

export interface ApiParts {
  /** as the role handover_api */
  db: Database;
  gateway: Gateway;
  settings: Settings;
  log: Logger;
  outbox?: OutboxReader;
  /** of the Temporal UI, without a trailing slash */
  temporalUiUrl?: string;
  /** host:port, when the settings do not say it */
  temporalAddress?: string;
  /** folder of the built console */
  consoleDir?: string | undefined;
  checkAnswers?: boolean;
}
export interface RunningApi {
  url: string;
  /** Takes no more requests, lets those under way end (5 s), then closes; the parts stay open. */
  stop(): Promise<void>;
}

const GRACE_MS = 5_000;

/**
 * Listens and serves; starts what an earlier run wrote down and did not get to start.
 * @throws SettingsError when the port is taken or the address is not this machine's
 */
export async function startApi({
  db,
  gateway,
  settings,
  log,
  outbox,
  temporalUiUrl,
  temporalAddress,
  consoleDir,
  checkAnswers,
}: ApiParts): Promise<RunningApi> {
  let app: Express | undefined;
  // The address, port 0 resolved, is part of what the app is made of: whoever is so quick is asked to come back.
  const server = createServer(TRANSPORT, (req, res) =>
    app ? app(req, res) : res.writeHead(503, { 'Retry-After': '1' }).end(),
  );
  guardTransport(server);
  const url = await new Promise<string>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, settings)));
    server.listen(settings.HANDOVER_PORT, settings.HANDOVER_HOST, () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : settings.HANDOVER_PORT;
      const host = settings.HANDOVER_HOST.includes(':') ? `[${settings.HANDOVER_HOST}]` : settings.HANDOVER_HOST;
      resolve(`http://${host}:${port}`);
    });
  });
  const publicUrl = (settings.HANDOVER_PUBLIC_URL ?? url).replace(/\/$/, '');
  const uiUrl = temporalUiUrl ?? settings.HANDOVER_TEMPORAL_UI_URL;
  const stopping = new AbortController();
  // As many streams as there are listen to it.
  setMaxListeners(0, stopping.signal);
  const leases = new Leases(() => clientBeside(db));
  const feed = new CaseFeed(() => clientBeside(db));
  const imports = keepImporting({ db, log }, stopping.signal);
  const deps: Deps = {
    stopping: stopping.signal,
    db,
    gateway,
    leases,
    feed,
    imports,
    log,
    settings: {
      production: settings.production,
      identity: settings.identity,
      items: shownSettings(settings),
    },
    publicUrl,
    ...(await identityOf(db, settings, publicUrl)),
    ...(outbox ? { outbox } : {}),
    ...(consoleDir === undefined ? {} : { consoleDir }),
    ...(uiUrl
      ? { temporalUi: `${uiUrl.replace(/\/$/, '')}/namespaces/${settings.TEMPORAL_NAMESPACE ?? 'default'}` }
      : {}),
    temporalFlags: temporalFlags(temporalAddress ?? settings.TEMPORAL_ADDRESS, settings.TEMPORAL_NAMESPACE),
    rateLimits: limitsOf(settings),
    crossOrigins: settings.HANDOVER_CORS_ORIGINS,
    trustedProxies: settings.HANDOVER_TRUSTED_PROXIES,
    webhooksMayBePrivate: settings.HANDOVER_WEBHOOK_PRIVATE_ADDRESSES === 'allowed',
    ...(checkAnswers === undefined ? {} : { checkAnswers }),
  };
  app = createApp(deps);
  void keepStarting(deps, stopping.signal);
  forgetHourly(
    stopping.signal,
    () => forgetOldKeys(db, stopping.signal),
    () => forgetDeletedRecords(db),
  );
  return {
    url,
    async stop() {
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      // Connections kept alive become idle one by one as their last answers leave.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(force);
      clearInterval(idle);
      await leases.stop();
      await feed.stop();
      await imports.ended;
    },
  };
}

/** On the own machine nobody is limited but by what a setting says. */
function limitsOf(settings: Settings): RateLimits {
  const usual = isLoopback(settings.HANDOVER_HOST) ? 0 : 600;
  return {
    address: settings.HANDOVER_RATE_LIMIT ?? usual,
    person: settings.HANDOVER_RATE_LIMIT_PERSON ?? usual,
    token: settings.HANDOVER_RATE_LIMIT_BEARER ?? usual,
    login: settings.HANDOVER_RATE_LIMIT_LOGIN,
  };
}

/** Only what differs from the command line's own defaults. */
function temporalFlags(address: string | undefined, namespace: string | undefined): string[] {
  return [
    ...(address === undefined || address === '127.0.0.1:7233' ? [] : ['--address', address]),
    ...(namespace === undefined || namespace === 'default' ? [] : ['--namespace', namespace]),
  ];
}

async function identityOf(
  db: Database,
  settings: Settings,
  publicUrl: string,
): Promise<Pick<Deps, 'identity' | 'demo' | 'sessions'>> {
  if (settings.identity === 'demo') {
    const demo = await demoIdentity(db, publicUrl, settings.HANDOVER_DATA_DIR);
    return { identity: demo, demo };
  }
  const issuers = readIssuers(settings).map((issuer) => ({ issuer, rules: rulesOf(issuer) }));
  const logins = issuers.flatMap(({ issuer, rules }) =>
    issuer.login === undefined ? [] : [loginAt(issuer, issuer.login, rules, publicUrl)],
  );
  const times = { idleMinutes: settings.HANDOVER_SESSION_IDLE_MINUTES, hours: settings.HANDOVER_SESSION_HOURS };
  return {
    identity: tokenIdentity(
      db,
      issuers.map(({ rules }) => rules),
    ),
    ...(logins.length === 0 ? {} : { sessions: sessionsIn(db, logins, times) }),
  };
}

function listenError(error: NodeJS.ErrnoException, { HANDOVER_HOST, HANDOVER_PORT }: Settings): Error {
  if (error.code === 'EADDRINUSE')
    return settingWrong(
      'HANDOVER_PORT',
      `port ${HANDOVER_PORT} is taken by another program`,
      `端口 ${HANDOVER_PORT} 已被其他程序占用`,
    );
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return settingWrong(
      'HANDOVER_HOST',
      `this machine has no address ${HANDOVER_HOST}`,
      `本机没有地址 ${HANDOVER_HOST}`,
    );
  return error;
}

/** The API as a program of its own: what the settings name is there already. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if (settings.HANDOVER_DATABASE_URL === undefined)
    throw settingMissing('HANDOVER_DATABASE_URL', 'it names the PostgreSQL of the API', '它指明接口服务的 PostgreSQL');
  const log = tracedLogger({ level: settings.HANDOVER_LOG_LEVEL });
  const db = connect(settings.HANDOVER_DATABASE_URL, {
    prepares: true,
    statementTimeoutMs: settings.HANDOVER_STATEMENT_TIMEOUT_SECONDS * 1_000,
    onError: (error) => log.warn({ error: error.message }, 'a database connection broke'),
  });
  const client = await connectTemporal({ address: settings.TEMPORAL_ADDRESS, namespace: settings.TEMPORAL_NAMESPACE });
  const api = await startApi({ db, gateway: createGateway(client), settings, log, consoleDir: builtConsole() });
  log.info({ url: api.url }, 'the API is ready');
  const stop = async () => {
    await api.stop();
    await client.connection.close();
    await db.destroy();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  main().catch((error: unknown) => {
    console.error(error instanceof SettingsError ? error.message : error);
    process.exit(error instanceof SettingsError ? 2 : 1);
  });
