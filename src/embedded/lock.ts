import { link, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedError, codeOf } from './errors.ts';
import { ensureDataDir } from './folders.ts';
import { isAlive, startOf } from './processes.ts';
import { sentences } from './sentences.ts';

interface Holder {
  pid: number;
  /** start time of the process, where the system tells: a reused pid is another process */
  started: string;
  info: object;
}

const RELEASED = 'released\n';
let count = 0;

/**
 * Makes sure that one start at a time uses a folder. A lock whose holder no longer lives is taken over.
 *
 * Locks are numbered and the highest counts. A lock is only ever followed by the next number, never removed to make room for
 * another: two that find the same dead holder reach for the same number, and one of them gets it.
 * @param info told to whoever comes second (an address, for instance)
 * @throws EmbeddedError that names the holder
 */
export async function lockDataDir(dataDir: string, info: object = {}): Promise<{ release(): Promise<void> }> {
  await ensureDataDir(dataDir);
  const own = join(dataDir, `.lock-${process.pid}-${(count += 1)}`);
  const holder: Holder = { pid: process.pid, started: await startOf(process.pid), info };
  // Written aside and linked, so that nobody ever reads half a lock.
  await writeFile(own, `${JSON.stringify(holder)}\n`);
  try {
    for (let tries = 0; tries < 100; tries += 1) {
      const last = await highest(dataDir);
      const other = holderOf(await readFile(pathOf(dataDir, last), 'utf8').catch(() => ''));
      if (other && (await lives(other))) {
        const words = Object.values(other.info).map((value) => `, ${String(value)}`);
        throw new EmbeddedError(sentences.lockHeld(dataDir, other.pid, words.join('')));
      }
      const path = pathOf(dataDir, last + 1);
      try {
        await link(own, path);
      } catch (error) {
        if (codeOf(error) === 'EEXIST') continue;
        throw error;
      }
      // Who looked long ago may have taken a number that was given and cleared since.
      if ((await highest(dataDir)) > last + 1) {
        await rm(path, { force: true });
        continue;
      }
      await rm(pathOf(dataDir, last), { force: true });
      return { release: () => release(path, own) };
    }
  } finally {
    await rm(own, { force: true });
  }
  throw new EmbeddedError(sentences.lockStuck(dataDir));
}

/** The number stays taken: it is the one that the next start counts from. */
async function release(path: string, aside: string): Promise<void> {
  try {
    await writeFile(aside, RELEASED);
    await rename(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error; // the folder is gone, and the lock with it
  }
}

const pathOf = (dataDir: string, number: number) => join(dataDir, `lock-${number}.json`);

/** @returns 0 where there was never a lock */
async function highest(dataDir: string): Promise<number> {
  const numbers = (await readdir(dataDir)).map((name) => Number(/^lock-(\d+)\.json$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

/** @returns undefined for a lock that was released, or that a power cut left empty */
function holderOf(text: string): Holder | undefined {
  try {
    const parsed: Partial<Holder> = JSON.parse(text);
    return typeof parsed.pid === 'number'
      ? { pid: parsed.pid, started: parsed.started ?? '', info: parsed.info ?? {} }
      : undefined;
  } catch {
    return undefined;
  }
}

async function lives({ pid, started }: Holder): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const now = await startOf(pid);
  return now === started || now === '' || started === '';
}
