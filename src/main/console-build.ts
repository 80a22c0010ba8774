import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../' : '../../../', import.meta.url));
const BUILT = join(ROOT, 'dist/console');
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');
/** What the build is made of. */
const SOURCES = ['console', 'src/i18n', 'package-lock.json'];

/** @returns the folder of the built console; undefined: nobody has built it */
export function builtConsole(): string | undefined {
  return existsSync(join(BUILT, 'index.html')) ? BUILT : undefined;
}

/** Whether the console is not built, or was built from older sources than those that lie here. */
export async function consoleIsStale(): Promise<boolean> {
  if (!existsSync(join(ROOT, 'console'))) return false;
  const built = await stat(join(BUILT, 'index.html')).catch(() => undefined);
  if (built === undefined) return true;
  const newest = await Promise.all(SOURCES.map((path) => newestIn(join(ROOT, path))));
  return Math.max(...newest) > built.mtimeMs;
}

/**
 * Builds the console beside the old one and puts it into its place, so that whoever serves it never finds half of it.
 * @throws Error with what Vite said
 */
export async function buildConsole(): Promise<void> {
  const made = join(ROOT, `dist/.console-${process.pid}`);
  await mkdir(join(ROOT, 'dist'), { recursive: true });
  try {
    await run([
      VITE,
      'build',
      '--config',
      join(ROOT, 'console/vite.config.ts'),
      '--outDir',
      made,
      '--logLevel',
      'warn',
    ]);
    await rm(BUILT, { recursive: true, force: true });
    await rename(made, BUILT);
  } catch (error) {
    // Another process that built at the same time was faster.
    if (builtConsole() === undefined || (await consoleIsStale())) throw error;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

async function newestIn(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const files = await readdir(path, { recursive: true, withFileTypes: true });
  const times = await Promise.all(
    files.filter((file) => file.isFile()).map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs),
  );
  return Math.max(0, ...times);
}

function run(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      // What is served is always what is meant for people, whatever this process is started as.
      env: { ...process.env, NODE_ENV: 'production' },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`vite build failed: ${said.trim()}`))));
  });
}
