import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/fuzz');
const INSTALL_MS = 300_000;

/**
 * The schemathesis of requirements.txt, in a virtual environment that is made on first use and kept beside the packages of npm.
 * @returns the path of its program, or why there is none
 */
export function schemathesis(): { program: string } | { missing: string } {
  const pinned = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const home = join(CACHE, pinned);
  const program = join(home, 'bin', 'schemathesis');
  if (existsSync(join(home, 'complete'))) return { program };
  const python = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  if (python.status !== 0) return { missing: 'python3 is not installed' };
  rmSync(home, { recursive: true, force: true });
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', home]],
    [join(home, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]],
  ];
  for (const [command, args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: INSTALL_MS });
    if (status !== 0)
      return { missing: `${command} ${args.slice(0, 2).join(' ')}: ${error?.message ?? stderr.trim()}` };
  }
  // Says that all steps were done: what was interrupted is made anew.
  writeFileSync(join(home, 'complete'), '');
  return { program };
}
