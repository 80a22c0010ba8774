import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, parse, resolve } from 'node:path';

/** Where what was built or downloaded is kept and found again: the user's cache folder. */
export function cacheDir(): string {
  const wanted = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'handover-engine');
  try {
    mkdirSync(wanted, { recursive: true });
    accessSync(wanted, constants.W_OK);
    return wanted;
  } catch {
    // A user without a writable home (a service account) still gets a place of its own.
    const own = join(tmpdir(), `handover-engine-${process.getuid?.() ?? 'user'}`);
    mkdirSync(own, { recursive: true });
    return own;
  }
}

/** Whether another user may pass through every folder on the way to a path. */
export function isReachable(path: string): boolean {
  const { root } = parse(resolve(path));
  for (let at = resolve(path); at !== root; at = dirname(at)) {
    try {
      const mode = statSync(at).mode;
      if (!(mode & 0o001) && statSync(at).isDirectory()) return false;
    } catch {
      continue; // not there yet: will be made by us
    }
  }
  return true;
}

export async function ensureDir(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return path;
}
