import { execFileSync } from 'node:child_process';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { until } from './ports.ts';

/** A running process, as far as the system lets us look. */
export interface Running {
  pid: number;
  argv: string[];
  /** empty where the system does not tell */
  program: string;
  cwd: string;
}

/** Every process that this user may look into; arguments only where there is no /proc. */
export async function processes(): Promise<Running[]> {
  const names = await readdir('/proc').catch(() => undefined);
  if (names === undefined) return fromPs();
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((name) => processOf(Number(name))));
  return found.filter((one) => one !== undefined);
}

/** One process. @returns undefined when it has ended or is a zombie */
export async function processOf(pid: number): Promise<Running | undefined> {
  try {
    const argv = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
    const [program, cwd] = await Promise.all(
      ['exe', 'cwd'].map((link) => readlink(`/proc/${pid}/${link}`).catch(() => '')),
    );
    return argv.length === 0 ? undefined : { pid, argv, program: program ?? '', cwd: cwd ?? '' };
  } catch {
    return process.platform === 'linux' ? undefined : fromPs().find((one) => one.pid === pid);
  }
}

function fromPs(): Running[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 }).split(
    '\n',
  );
  return lines.flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || command === undefined) return [];
    const argv = command.split(' ');
    return [{ pid: Number(pid), argv, program: argv[0] ?? '', cwd: '' }];
  });
}

/** When a process started: clock ticks since boot, field 22 of its stat; empty where there is no /proc. */
export async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Whether a process lives; another user's counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Sends a signal to a process that may have ended meanwhile. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ended
  }
}

/** Ends what `find` finds: asks first, kills what is still there after `graceMs`. */
export async function end(find: () => Promise<number[]>, ask: NodeJS.Signals, graceMs: number): Promise<void> {
  const gone = async () => {
    const left = await find();
    if (left.length > 0) throw new Error(`still running: ${left.join(', ')}`);
  };
  for (const pid of await find()) signal(pid, ask);
  await until(gone, graceMs).catch(async () => {
    for (const pid of await find()) signal(pid, 'SIGKILL');
    await until(gone, 10_000);
  });
}
