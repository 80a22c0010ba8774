import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedError, type Say, reason, stage } from './errors.ts';
import type { User } from './folders.ts';
import { runKept } from './kept.ts';
import type { Binaries } from './postgres-place.ts';
import { end, isAlive, processes, signal } from './processes.ts';
import { sentences } from './sentences.ts';

const run = promisify(execFile);

/** Written last, inside: a cluster without it was never completed. */
const COMPLETE = 'handover-complete';
/** Written first, beside: a cluster with it and without COMPLETE was begun by us, so that it is ours to clear. */
const BEGUN = 'postgres.begun';
const PASSWORD = 'superuser-password';

/**
 * UTF-8 with a locale under which trigrams of Chinese text work: pg_trgm asks the C library what a letter is.
 * macOS has no C.UTF-8 in all its versions; its order of texts is left to bytes, as in C.UTF-8.
 */
const LOCALE = process.platform === 'darwin' ? ['--locale=en_US.UTF-8', '--lc-collate=C'] : ['--locale=C.UTF-8'];

export interface ClusterPlace {
  /** absolute */
  dataDir: string;
  cluster: string;
}

/**
 * Makes the cluster unless it is there and complete.
 * @param durable false: not waited for the disk
 * @throws EmbeddedError also for a cluster of another major version and for a folder that holds anything else
 */
export async function makeCluster(
  bin: Binaries,
  { dataDir, cluster }: ClusterPlace,
  as: User | undefined,
  durable: boolean,
  say: Say,
): Promise<void> {
  const begun = join(dataDir, BEGUN);
  if (existsSync(join(cluster, COMPLETE))) {
    await rm(begun, { force: true });
    return sameMajor(bin, cluster);
  }
  const found = await readdir(cluster).catch(() => []);
  if (found.length > 0) {
    if (!existsSync(begun)) throw new EmbeddedError(sentences.clusterForeign(cluster));
    say(sentences.clusterUnfinished(cluster));
    await rm(cluster, { recursive: true });
  }
  await stage(say, sentences.makingCluster(), async () => {
    await writeFile(begun, '');
    await mkdir(cluster, { recursive: true, mode: 0o700 });
    const password = randomBytes(24).toString('base64url');
    await rm(join(dataDir, PASSWORD), { force: true }); // so that the mode holds
    await writeFile(join(dataDir, PASSWORD), `${password}\n`, { mode: 0o600 });
    const passwordFile = join(dataDir, '.initdb-password');
    await rm(passwordFile, { force: true });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (as) for (const path of [cluster, passwordFile]) await chown(path, as.uid, as.gid);
    const args = ['-D', cluster, '-U', 'postgres', '-E', 'UTF8', ...LOCALE, '-A', 'scram-sha-256'];
    args.push(`--pwfile=${passwordFile}`, ...(durable ? [] : ['--no-sync']));
    try {
      await runKept({
        command: bin.initdb,
        args,
        logFile: join(dataDir, 'initdb.log'),
        stopSignal: 'SIGTERM',
        graceMs: 5_000,
        as,
      });
    } catch (error) {
      throw new EmbeddedError(sentences.failed('initdb', reason(error)));
    } finally {
      await rm(passwordFile, { force: true });
    }
    await writeFile(join(cluster, COMPLETE), '');
    await rm(begun);
  });
}

async function sameMajor(bin: Binaries, cluster: string): Promise<void> {
  const theirs = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  const { stdout } = await run(bin.postgres, ['--version']);
  const ours = /(\d+)\./.exec(stdout)?.[1] ?? '';
  if (theirs !== ours) throw new EmbeddedError(sentences.clusterMajor(cluster, theirs, ours));
}

/** The superuser's password. @throws EmbeddedError when it is not there */
export async function clusterPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, PASSWORD);
  const password = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (password === '') throw new EmbeddedError(sentences.passwordLost(file));
  return password;
}

/** Where the password lies, for a sentence. */
export function passwordFile(dataDir: string): string {
  return join(dataDir, PASSWORD);
}

/**
 * Ends what an earlier start left behind on this cluster: a server or initdb whose keeper was killed too, and the children of a
 * postmaster that was killed, which hold its shared memory while a statement runs.
 */
export async function endLeftovers(cluster: string, say: Say): Promise<void> {
  const real = await realpath(cluster).catch(() => cluster);
  const ours = async () =>
    (await processes()).filter(
      ({ program, argv, cwd }) =>
        /\/(postgres|initdb)( \(deleted\))?$/.test(program) &&
        (cwd === real || argv.includes(cluster) || argv.includes(real)),
    );
  const found = await ours();
  const asked = found.filter(({ argv }) => argv.includes('-D'));
  for (const { pid } of asked) say(sentences.stoppingLeftover('PostgreSQL', pid));
  // Without its postmaster a child has nothing left to finish: what it had not committed is undone at the start.
  if (asked.length === 0) for (const { pid } of found) signal(pid, 'SIGKILL');
  await end(async () => (await ours()).map(({ pid }) => pid), 'SIGINT', 20_000);

  // The number of a dead postmaster may belong to another process by now, which PostgreSQL would take for its postmaster.
  const lock = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0]);
  if (process.platform === 'linux' && pid > 0 && isAlive(pid)) await rm(lock, { force: true });
}
