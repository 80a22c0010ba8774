import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VERBS } from '../../src/cli/program.ts';
import { handover } from './cli.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'handover-shells-'));
  await writeFile(join(home, 'a file.csv'), '');
});
afterAll(() => rm(home, { recursive: true, force: true }));

const isThere = (shell: string) => {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const FAILED = 'the shell said something on stderr';
function asked(shell: string, args: string[]): Promise<string[]> {
  const env = { PATH: process.env.PATH ?? '', HOME: home, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  return new Promise((resolve, reject) => {
    execFile(shell, args, { cwd: home, env }, (error, out, err) => {
      if (error || err !== '') reject(error ?? new Error(`${FAILED}: ${err}`));
      else resolve(out.split('\n').filter((line) => line !== ''));
    });
  });
}
async function sourced(shell: string): Promise<string> {
  const { code, out, err } = await handover(['completion', shell]);
  expect([code, err]).toEqual([0, '']);
  const file = join(home, `completion.${shell}`);
  await writeFile(file, out);
  return file;
}
/** Asks a shell that has sourced the script what it would suggest at the end of a line. */
const SUGGEST: Record<string, (file: string, words: string[]) => string[]> = {
  bash: (file, words) => [
    '--norc',
    '-c',
    `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _handover; printf '%s\\n' "\${COMPREPLY[@]}"`,
    file,
    ...words,
  ],
  // The functions of zsh's own completion are stood in for by some that print what they are given.
  zsh: (file, words) => [
    '-f',
    '-c',
    `compdef() { :; }
     compadd() { [[ $1 == -- ]] && shift; print -l -- "$@"; }
     _describe() { local name=\${@[-1]}; print -l -- \${\${(P)name}%%:*}; }
     _files() { print -l -- *; }
     source "$0"; words=("$@"); CURRENT=$#; _handover | while IFS= read -r line; do [[ $line == "\${@[-1]}"* ]] && print -r -- $line; done; true`,
    file,
    ...words,
  ],
  fish: (file, words) => [
    '--no-config',
    '-c',
    `source ${file}; complete -C (string join ' ' -- $argv) | string replace -r '\\t.*' ''; true`,
    ...words,
  ],
};

describe.each(['bash', 'zsh', 'fish'])('%s, with the script sourced', (shell) => {
  const suggest = async (...words: string[]) =>
    (await asked(shell, SUGGEST[shell]?.(await sourced(shell), ['handover', ...words]) ?? [])).sort();
  test.skipIf(!isThere(shell))('completes verbs, actions, options, their values and files', async () => {
    expect(await suggest('serv')).toEqual(['service-accounts']);
    expect(await suggest('service-accounts', 'ma')).toEqual(['make', 'make-token']);
    expect(await suggest('list', '--ov')).toEqual(['--overdue']);
    expect(await suggest('list', '--state', 'p')).toEqual(['paused']);
    expect(await suggest('--lang', 'zh-CN', 'webhooks', 'ro')).toEqual(['rotate']);
    const files = await suggest('customers', 'create', '--file', 'a');
    expect(files.map((name) => name.replaceAll('\\', ''))).toEqual(['a file.csv']);
  });
  test.skipIf(!isThere(shell))('evaluates nothing of what was typed', async () => {
    await suggest('show', '$(touch${IFS}evil)', '--lan');
    await suggest('list', '--giver', '`touch evil`', '--ov');
    expect(await asked('bash', ['-c', 'ls'])).not.toContain('evil');
  });
});

test('the scripts, in each language: know every verb and describe it, and another shell is refused by name', async () => {
  for (const shell of ['zsh', 'fish']) {
    const { out } = await handover(['completion', shell, '--lang', 'zh-CN']);
    for (const { name } of VERBS) expect(out).toContain(name);
    expect(out).toContain('发起');
  }
  expect(await handover(['completion', 'tcsh'])).toMatchObject({ code: 2, err: 'tcsh is none of: bash, zsh, fish.' });
  const { script } = JSON.parse((await handover(['completion', 'bash', '--json'])).out) as { script: string };
  expect(script).toBe((await handover(['completion', 'bash'])).out);
});
