import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

let count = 0;

/**
 * Makes sure that one start at a time uses a folder. A lock whose holder no longer lives is taken over.
 * @param info told to whoever comes second (an address, for instance)
 * @throws EmbeddedError that names the holder
 */
export async function lockDataDir(dataDir: string, info: object = {}): Promise<{ release(): Promise<void> }> {
  await ensureDataDir(dataDir);
  const path = join(dataDir, 'lock.json');
  const own = `${path}.${process.pid}.${(count += 1)}`;
  const holder: Holder = { pid: process.pid, started: await startOf(process.pid), info };
  const text = `${JSON.stringify(holder)}\n`;
  // Written aside and linked, so that nobody ever reads half a lock.
  await writeFile(own, text);
  try {
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        await link(own, path);
        return {
          async release() {
            if ((await read(path)) === text) await rm(path, { force: true });
          },
        };
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      const found = await read(path);
      const other = holderOf(found);
      if (other && (await lives(other))) {
        const words = Object.values(other.info).map((value) => `, ${String(value)}`);
        throw new EmbeddedError(sentences.lockHeld(dataDir, other.pid, words.join('')));
      }
      await removeStale(path, found, `${own}.stale`);
    }
  } finally {
    await rm(own, { force: true });
  }
  throw new EmbeddedError(sentences.lockStuck(path));
}

/** Moves a dead holder's lock aside. Two may try at once: who finds that it moved somebody's new lock puts that back. */
async function removeStale(path: string, found: string | undefined, aside: string): Promise<void> {
  try {
    await rename(path, aside);
  } catch {
    return; // somebody else was first
  }
  if ((await read(aside)) !== found) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** @returns undefined for what is not a lock of ours: a power cut may leave an empty file */
function holderOf(text: string | undefined): Holder | undefined {
  try {
    const parsed: Partial<Holder> = JSON.parse(text ?? '');
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
