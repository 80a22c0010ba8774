import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EmbeddedError, type Say, stage } from './errors.ts';
import { lockDataDir } from './lock.ts';
import { sentences } from './sentences.ts';

/**
 * Makes a folder of the cache unless it is there. It is made aside and renamed when whole, so that a killed maker leaves nothing
 * that looks complete; a second start waits for the first.
 * @param file what must lie in the folder for it to be complete
 * @param what the stage, as it is said
 * @returns the path of the file
 */
export async function madeOnce(
  folder: string,
  file: string,
  what: string,
  say: Say,
  make: (partial: string) => Promise<void>,
): Promise<string> {
  const made = join(folder, file);
  let told = false;
  while (!existsSync(made)) {
    const lock = await lockDataDir(join(dirname(folder), 'locks', basename(folder))).catch((error: unknown) => {
      if (error instanceof EmbeddedError) return undefined;
      throw error;
    });
    if (lock === undefined) {
      if (!told) say(sentences.waiting(what));
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 500));
      continue;
    }
    const partial = `${folder}.partial`;
    try {
      if (existsSync(made)) break; // the other start ended between the look and the lock
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial, { recursive: true, mode: 0o755 });
      await stage(say, what, () => make(partial));
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
    } finally {
      await rm(partial, { recursive: true, force: true });
      await lock.release();
    }
  }
  return made;
}
