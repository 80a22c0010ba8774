import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EmbeddedError } from './errors.ts';
import type { User } from './folders.ts';
import { sentences } from './sentences.ts';

/** A program that runs under its keeper. */
export interface Kept {
  /** of the program itself, not of the keeper */
  pid: number;
  /** resolves with the exit code or signal */
  exited: Promise<string>;
  /** whether it has ended, asked or not */
  ended(): boolean;
  stop(): Promise<void>;
}

export interface Keep {
  command: string;
  /** paths in it are absolute: it runs in `/` */
  args: string[];
  /** the log of the run before is kept as `<logFile>.1` */
  logFile: string;
  stopSignal: 'SIGINT' | 'SIGTERM';
  /** how long it may take to stop before it is killed */
  graceMs: number;
  as?: User | undefined;
  env?: NodeJS.ProcessEnv;
}

const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));

/**
 * Starts a program that cannot outlive this process: its keeper holds a pipe to us and stops the program when the pipe breaks.
 * @throws EmbeddedError when it cannot be started at all
 */
export async function keep({ env, ...what }: Keep): Promise<Kept> {
  try {
    renameSync(what.logFile, `${what.logFile}.1`);
  } catch {
    // the first run
  }
  const child = fork(keeper, [JSON.stringify(what)], {
    execArgv: [],
    detached: true,
    stdio: 'ignore',
    ...(env ? { env } : {}),
  });
  const exited = whyEnded(child);
  let ended = false;
  void exited.then(() => (ended = true));
  const pid = await new Promise<number>((resolve, reject) => {
    const fail = (why: string) => reject(new EmbeddedError(sentences.failed(what.command, why)));
    child.on('message', (message: { pid?: number; failed?: string }) => {
      if (message.pid !== undefined) resolve(message.pid);
      if (message.failed !== undefined) fail(message.failed);
    });
    child.on('error', (error) => fail(error.message));
    void exited.then(fail);
  });
  // The keeper must not hold this process back from ending: its end is what the keeper waits for.
  child.unref();
  child.channel?.unref();
  return {
    pid,
    exited,
    ended: () => ended,
    async stop() {
      if (ended) return;
      child.ref();
      child.channel?.ref();
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Runs a program to its end under a keeper. @throws Error with the end of its log when it did not end with 0 */
export async function runKept(what: Keep): Promise<void> {
  const kept = await keep(what);
  // Unlike a server's, its end is waited for: nothing else may hold this process.
  const holding = setInterval(() => {}, 60_000);
  try {
    const status = await kept.exited;
    if (status !== '0') throw new Error(`${status}: ${tail(what.logFile)}`);
  } finally {
    clearInterval(holding);
  }
}

function whyEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let why: string | undefined;
    child.on('message', (message: { exited?: string }) => {
      why ??= message.exited;
    });
    child.on('exit', (code, signal) => resolve(why ?? `keeper ${signal ?? code}`));
  });
}

/** The end of a log, for a sentence about why a server did not come up. */
export function tail(logFile: string, lines = 5): string {
  try {
    return readFileSync(logFile, 'utf8').trim().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
