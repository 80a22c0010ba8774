import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { run } from '../../src/cli/program.ts';

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs the program's function in this process. */
export async function handover(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const said = { out: [] as string[], err: [] as string[] };
  const code = await run(args, {
    out: (line) => void said.out.push(line),
    err: (line) => void said.err.push(line),
    env: { LANG: 'C', ...env },
  });
  return { code, out: said.out.join('\n'), err: said.err.join('\n') };
}

/** Runs the real program as a process of its own, as `npx handover` does. */
export function handoverProcess(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const bin = fileURLToPath(new URL('../../bin/handover.mjs', import.meta.url));
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], { env: { PATH, HOME, LANG: 'C', ...env } }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}
