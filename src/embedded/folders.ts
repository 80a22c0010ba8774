import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { EmbeddedError, codeOf } from './errors.ts';
import { sentences } from './sentences.ts';

/** A user that a server runs as instead of root. */
export interface User {
  uid: number;
  gid: number;
}

/**
 * Where what was built or downloaded is kept and found again: the user's cache folder.
 * @throws EmbeddedError when there is only one that belongs to somebody else: what lies there would be run
 */
export function cacheDir(): string {
  const wanted = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'handover-engine');
  try {
    mkdirSync(wanted, { recursive: true });
    accessSync(wanted, constants.W_OK);
    return wanted;
  } catch {
    // A user without a writable home (a service account) still gets a place of its own.
    const uid = process.getuid?.();
    const own = join(tmpdir(), `handover-engine-${uid ?? 'user'}`);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    if (uid !== undefined && statSync(own).uid !== uid) throw new EmbeddedError(sentences.cacheNotOurs(own));
    return own;
  }
}

/** The environment for a build tool, which keeps its own caches in the home folder: one that can be written. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  try {
    accessSync(homedir(), constants.W_OK);
    return process.env;
  } catch {
    return { ...process.env, HOME: cacheDir() };
  }
}

/** Whether a user may pass a folder or run a file (`-x`), or read it (`-r`): asked as that user, since modes, owners and ACLs on the whole way count. */
export function mayUse(as: User, right: '-x' | '-r', path: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', 'test "$1" "$2"', 'sh', right, path], { ...as, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Makes a folder and those above it. @throws EmbeddedError when it cannot be written */
export async function ensureDataDir(folder: string, mode = 0o755): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new EmbeddedError(sentences.folderClosed(folder, codeOf(error) ?? String(error)));
  }
}

/** The path of a program, found as a shell finds it. */
export async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder !== '' && (await isProgram(path))) return path;
  }
  return undefined;
}

/** Whether a path is a file that this user may run. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
