import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EmbeddedError } from './errors.ts';

/** A server that runs under its keeper. */
export interface Kept {
  /** of the server itself, not of the keeper */
  pid: number;
  /** resolves with the exit code or signal */
  exited: Promise<string>;
  stop(): Promise<void>;
}

export interface Keep {
  command: string;
  args: string[];
  logFile: string;
  stopSignal: 'SIGINT' | 'SIGTERM';
  as?: { uid: number; gid: number } | undefined;
}

const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));

/** Starts a server that cannot outlive this process: its keeper holds a pipe to us and stops the server when the pipe breaks. */
export async function keep({ command, args, logFile, stopSignal, as }: Keep): Promise<Kept> {
  const child = fork(keeper, [stopSignal, logFile, String(as?.uid ?? '-'), String(as?.gid ?? '-'), command, ...args], {
    execArgv: [],
    detached: true,
    stdio: 'ignore',
  });
  const exited = ended(child);
  const pid = await new Promise<number>((resolve, reject) => {
    child.on('message', (message: { pid?: number; failed?: string }) => {
      if (message.pid !== undefined) resolve(message.pid);
      if (message.failed !== undefined) reject(new EmbeddedError(`${command}: ${message.failed}`));
    });
    child.on('error', reject);
  });
  // The keeper must not hold this process back from ending: its end is what the keeper waits for.
  child.unref();
  child.channel?.unref();
  return {
    pid,
    exited,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let why = '';
    child.on('message', (message: { exited?: string | number }) => {
      if (message.exited !== undefined) why = String(message.exited);
    });
    child.on('exit', () => resolve(why));
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
