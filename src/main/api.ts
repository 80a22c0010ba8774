import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { type Logger, pino } from 'pino';
import { type Database, connect } from '../db/connect.ts';
import { readUnstarted } from '../db/reads/handover-input.ts';
import { createApp } from '../http/app.ts';
import { demoIdentity } from '../http/demo-identity.ts';
import { oidcIdentity } from '../http/identity.ts';
import type { Deps, OutboxReader } from '../http/route.ts';
import { type Settings, SettingsError, isLoopback, readSettings } from '../settings.ts';
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
  checkAnswers?: boolean;
}
export interface RunningApi {
  url: string;
  /** Takes no more requests, lets those under way end (5 s), then closes; the parts stay open. */
  stop(): Promise<void>;
}

const GRACE_MS = 5_000;

/** Listens and serves; afterwards starts what an earlier run wrote down and did not get to start. */
export async function startApi({
  db,
  gateway,
  settings,
  log,
  outbox,
  temporalUiUrl,
  checkAnswers,
}: ApiParts): Promise<RunningApi> {
  const server = createServer();
  const url = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.HANDOVER_PORT, settings.HANDOVER_HOST, () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : settings.HANDOVER_PORT;
      const host = settings.HANDOVER_HOST.includes(':') ? `[${settings.HANDOVER_HOST}]` : settings.HANDOVER_HOST;
      resolve(`http://${host}:${port}`);
    });
  });
  const publicUrl = (settings.HANDOVER_PUBLIC_URL ?? url).replace(/\/$/, '');
  const uiUrl = temporalUiUrl ?? settings.HANDOVER_TEMPORAL_UI_URL;
  const deps: Deps = {
    db,
    gateway,
    log,
    publicUrl,
    ...(await identityOf(db, settings, publicUrl)),
    ...(outbox ? { outbox } : {}),
    ...(uiUrl
      ? { temporalUi: `${uiUrl.replace(/\/$/, '')}/namespaces/${settings.TEMPORAL_NAMESPACE ?? 'default'}` }
      : {}),
    rateLimit: settings.HANDOVER_RATE_LIMIT ?? (isLoopback(settings.HANDOVER_HOST) ? 0 : 600),
    trustedProxies: settings.HANDOVER_TRUSTED_PROXIES,
    ...(checkAnswers === undefined ? {} : { checkAnswers }),
  };
  server.on('request', createApp(deps));
  void startUnstarted(deps);
  return {
    url,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(force);
    },
  };
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

/** A crash between the commit and the start leaves a case that nobody runs; starting it twice is the same case. */
async function startUnstarted({ db, gateway, log }: Pick<Deps, 'db' | 'gateway' | 'log'>): Promise<void> {
  try {
    for (const { input, orgUnit } of await readUnstarted(db)) {
      await gateway.startHandover(input, { orgUnit });
      log.info({ handoverId: input.handoverId }, 'started a handover that an earlier run had written down');
    }
  } catch (error) {
    log.error(
      { error: error instanceof Error ? error.message : 'unknown' },
      'could not start what was written down; the next start tries again',
    );
  }
}

/** The API as a program of its own: what the settings name is there already. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if (settings.HANDOVER_DATABASE_URL === undefined)
    throw new SettingsError('The setting HANDOVER_DATABASE_URL is missing: it names the PostgreSQL of the API.');
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
