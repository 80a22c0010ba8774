import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Express } from 'express';
import { type Logger, pino } from 'pino';
import { type Database, clientBeside, connect } from '../db/connect.ts';
import { readUnstarted } from '../db/reads/handover-input.ts';
import { createApp } from '../http/app.ts';
import { demoIdentity } from '../http/demo-identity.ts';
import { oidcIdentity } from '../http/identity.ts';
import { Leases } from '../http/leases.ts';
import type { Deps, OutboxReader } from '../http/route.ts';
import { type Settings, SettingsError, isLoopback, readSettings, settingMissing, settingWrong } from '../settings.ts';
import { connectTemporal } from '../temporal/connection.ts';
import { type Gateway, createGateway } from '../temporal/gateway.ts';

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
  checkAnswers?: boolean;
}
export interface RunningApi {
  url: string;
  /** Takes no more requests, lets those under way end (5 s), then closes; the parts stay open. */
  stop(): Promise<void>;
}

const GRACE_MS = 5_000;
const LOOK_FOR_UNSTARTED_EVERY_MS = 30_000;

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
  checkAnswers,
}: ApiParts): Promise<RunningApi> {
  let app: Express | undefined;
  // The address, port 0 resolved, is part of what the app is made of: whoever is so quick is asked to come back.
  const server = createServer((req, res) => (app ? app(req, res) : res.writeHead(503, { 'Retry-After': '1' }).end()));
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
  const leases = new Leases(() => clientBeside(db));
  const deps: Deps = {
    stopping: stopping.signal,
    db,
    gateway,
    leases,
    log,
    publicUrl,
    ...(await identityOf(db, settings, publicUrl)),
    ...(outbox ? { outbox } : {}),
    ...(uiUrl
      ? { temporalUi: `${uiUrl.replace(/\/$/, '')}/namespaces/${settings.TEMPORAL_NAMESPACE ?? 'default'}` }
      : {}),
    temporalFlags: temporalFlags(temporalAddress ?? settings.TEMPORAL_ADDRESS, settings.TEMPORAL_NAMESPACE),
    rateLimit: settings.HANDOVER_RATE_LIMIT ?? (isLoopback(settings.HANDOVER_HOST) ? 0 : 600),
    trustedProxies: settings.HANDOVER_TRUSTED_PROXIES,
    ...(checkAnswers === undefined ? {} : { checkAnswers }),
  };
  app = createApp(deps);
  void keepStarting(deps, stopping.signal);
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
    },
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
): Promise<Pick<Deps, 'identity' | 'demo'>> {
  if (settings.identity === 'demo') {
    const demo = await demoIdentity(db, publicUrl, settings.HANDOVER_DATA_DIR);
    return { identity: demo, demo };
  }
  // readSettings has seen to it that both are there.
  return { identity: oidcIdentity(db, settings.HANDOVER_OIDC_ISSUER ?? '', settings.HANDOVER_OIDC_AUDIENCE ?? '') };
}

/**
 * A crash or a Temporal that is away, between the commit and the start, leaves a case that nobody runs. Looked for at the start and
 * then at intervals; starting a case twice is the same case.
 */
async function keepStarting(
  { db, gateway, log }: Pick<Deps, 'db' | 'gateway' | 'log'>,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      for (const { input, orgUnit } of await readUnstarted(db)) await gateway.startHandover(input, { orgUnit });
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown';
      log.warn({ why }, 'could not start what was written down; tried again later');
    }
    await pause(LOOK_FOR_UNSTARTED_EVERY_MS, undefined, { signal: stopping, ref: false }).catch(() => {});
  }
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
  const log = pino({ level: settings.HANDOVER_LOG_LEVEL });
  const db = connect(settings.HANDOVER_DATABASE_URL, {
    onError: (error) => log.warn({ error: error.message }, 'a database connection broke'),
  });
  const client = await connectTemporal({ address: settings.TEMPORAL_ADDRESS, namespace: settings.TEMPORAL_NAMESPACE });
  const api = await startApi({ db, gateway: createGateway(client), settings, log });
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
