import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { keep, runKept } from '../../src/embedded/kept.ts';
import { processOf, processes } from '../../src/embedded/processes.ts';
import { gone, parentOf, temporary } from './support.ts';

test.each(['postgres', 'temporal'] as const)('%s, its parent killed: does not stay running', async (server) => {
  const folder = await temporary();
  const [parent, pid] = await parentOf(server, folder);
  expect(await processOf(pid)).toBeDefined();
  parent.kill('SIGKILL');
  await gone(pid);
  const left = (await processes()).filter(({ argv }) => argv.some((arg) => arg.includes(folder)));
  // The keeper ends right after what it kept.
  await Promise.all(left.map(({ pid: keeper }) => gone(keeper)));
});

test('Ctrl-C on the parent’s group: leaves the order of stopping to the parent', async () => {
  const folder = await temporary();
  const [parent, pid] = await parentOf('postgres', folder);
  parent.kill('SIGINT');
  await once(parent, 'exit');
  await gone(pid);
  // The server was asked by its keeper, not killed.
  expect(await readFile(join(folder, 'postgres.log'), 'utf8')).toContain('database system is shut down');
});

test('a program that does not stop when asked: is killed after its grace', async () => {
  const folder = await temporary();
  const script = 'process.on("SIGTERM", () => {}); console.log("deaf"); setInterval(() => {}, 1e6)';
  const logFile = join(folder, 'deaf.log');
  const kept = await keep({
    command: process.execPath,
    args: ['-e', script],
    logFile,
    stopSignal: 'SIGTERM',
    graceMs: 300,
  });
  while (!(await readFile(logFile, 'utf8')).includes('deaf')) await after(20);
  await kept.stop();
  expect(await kept.exited).toBe('SIGKILL');
});

test('a program that is not there: is told by its name', async () => {
  const what = { logFile: join(await temporary(), 'log'), stopSignal: 'SIGTERM', graceMs: 300 } as const;
  await expect(keep({ ...what, command: '/no/such/program', args: [] })).rejects.toThrow('/no/such/program');
});

test('a program that fails: is told with the end of its log', async () => {
  const what = { logFile: join(await temporary(), 'log'), stopSignal: 'SIGTERM', graceMs: 300 } as const;
  const failing = { ...what, command: '/bin/sh', args: ['-c', 'echo no space left; exit 3'] };
  await expect(runKept(failing)).rejects.toThrow('3: no space left');
});
