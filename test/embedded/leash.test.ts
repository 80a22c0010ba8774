import { setTimeout as after } from 'node:timers/promises';
import { join } from 'node:path';
import { access, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { keep, runKept } from '../../src/embedded/kept.ts';
import { processOf, processes } from '../../src/embedded/processes.ts';
import { until } from '../../src/embedded/ports.ts';
import { ask, gone, parentOf, postgres, spawnParent, temporary } from './support.ts';

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

test('PostgreSQL, its parent killed while the cluster is made: the next start makes it', async () => {
  const dataDir = await temporary();
  const parent = spawnParent('postgres', dataDir);
  await until(() => access(join(dataDir, 'postgres', 'PG_VERSION')), 30_000);
  parent.kill('SIGKILL');
  const { adminUrl } = await postgres({ dataDir });
  expect(await ask(adminUrl, 'select 1')).toBe(1);
});

test('PostgreSQL, its keeper and its parent killed: stays, until the next start stops it', async () => {
  const dataDir = await temporary();
  const [parent, pid] = await parentOf('postgres', dataDir);
  const keeper = (await processes()).find(({ argv }) => argv.some((arg) => arg.includes(`${dataDir}/postgres.log`)));
  process.kill(keeper?.pid ?? 0, 'SIGKILL');
  parent.kill('SIGKILL');
  const said: string[] = [];
  const { adminUrl } = await postgres({ dataDir, say: (line) => said.push(line) });
  expect(said[0]).toContain(String(pid));
  expect(await ask(adminUrl, 'select 1')).toBe(1);
});

test('Ctrl-C, which reaches the whole group of the parent: stops the server in order', async () => {
  const folder = await temporary();
  const [parent, pid] = await parentOf('postgres', folder);
  if (parent.pid === undefined) throw new Error('the parent did not start');
  process.kill(-parent.pid, 'SIGINT');
  await gone(pid);
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
