import { run } from './program.ts';

/** The command line as a program: what was typed, on this process's own streams. */
export async function main(): Promise<void> {
  // A reader that closes the pipe early (head) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await run(process.argv.slice(2), {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    env: process.env,
    ...(process.stdout.isTTY && process.stderr.isTTY ? { terminal: process.stderr } : {}),
  });
}
